"""Sets (成套送审): several pages handed in, signed and taken back as one; `publishing.review.releasing` publishes them.

Each page keeps its own submission, its own digest and its own signatures, and the gate asks each of them as ever. A set
adds that a level signs all its pages with one press, after each was opened, and that one page sent back takes all back.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.models import Level, Release, ReviewReading, SignOff, SignOffVerdict, Submission
from publishing.review.acts import Refused, acting, lock_pages, lock_together, locked
from publishing.review.levels import why_not_in_person, why_not_sign
from publishing.review.releasing import members_of, plan
from publishing.review.signing import put_down
from publishing.review.submitting import look_at_files, submit, why_not_submit
from tracking import permissions
from tracking.models import Person
from tracking.models.accounts import Account
from tracking.versions import canonical, sha256

MOST_PAGES = 200


# 送审 --------------------------------------------------------------------------------------------
def why_not_set(pages: Sequence[Page], title: str) -> str:
    """Why these pages are no set; empty when they are."""
    if not title.strip():
        return _("请填写套名，例如“2024年建议提案办理结果”。")
    if len({page.pk for page in pages}) < 2:
        return _("成套送审至少选两页；只有一页的，请在它的审签页上送审。")
    if len(pages) > MOST_PAGES:
        return _("一套最多%(most)s页，请分几套送审。") % {"most": MOST_PAGES}
    return ""


def submit_set(
    pages: Iterable[Page],
    *,
    account: Account,
    title: str,
    note: str = "",
    publish_at: datetime | None = None,
    expire_at: datetime | None = None,
) -> Release:
    """Hand pages in as one (成套送审): all of them, or none where one can't be; signed they become public together."""
    pages = sorted({page.pk: page for page in pages}.values(), key=lambda page: page.pk)
    if reason := why_not_set(pages, title):
        raise Refused(reason)
    look_at_files(pages)
    with transaction.atomic():
        lock_pages(page.pk for page in pages)
        problems = [
            f"《{page.draft_title}》：{why}" for page in pages if (why := why_not_submit(locked(page), account))
        ]
        if problems:
            raise Refused("".join(problems))
        release = plan(account=account, title=title.strip(), note=note, publish_at=publish_at, expire_at=expire_at)
        for page in pages:
            try:
                submit(page, account=account, note=note, release=release)
            except Refused as why:
                raise Refused(f"《{page.draft_title}》：{why}") from why
    return release


def submit_planned(
    page: Page,
    *,
    account: Account,
    note: str = "",
    publish_at: datetime | None = None,
    expire_at: datetime | None = None,
) -> Submission:
    """Hand one page in (送审), to become public at a moment or until another where one is given."""
    if publish_at is None and expire_at is None:
        return submit(page, account=account, note=note)
    look_at_files([page])
    with transaction.atomic():
        locked(page)
        if reason := why_not_submit(page, account):
            raise Refused(reason)
        release = plan(account=account, publish_at=publish_at, expire_at=expire_at)
        return submit(page, account=account, note=note, release=release)


# 审签 --------------------------------------------------------------------------------------------
def level_of(members: Iterable[Submission]) -> Level | None:
    """The level whose turn it is: the first one that any of its pages waits for; None where none does."""
    order = list(Level)
    waiting = [one.next_level for one in members if one.is_open]
    return min((level for level in waiting if level is not None), key=order.index, default=None)


def due(members: Iterable[Submission]) -> list[Submission]:
    """The pages that this level signs; the others need it not."""
    members = list(members)
    level = level_of(members)
    return [one for one in members if one.is_open and one.next_level is level] if level is not None else []


def digest_of(members: Iterable[Submission]) -> str:
    """What was shown: the digests of all texts of the set."""
    return sha256(canonical(sorted(one.content_sha256 for one in members)))


def note_reading(submission: Submission, person: Person | None) -> None:
    """Note that somebody opened a text whose set they may sign."""
    if person is not None and submission.release_id is not None and submission.is_open:
        ReviewReading.objects.get_or_create(submission=submission, person=person)


def opened_by(members: Iterable[Submission], person: Person | None) -> set[int]:
    """The submissions, by key, that this person has opened."""
    rows = ReviewReading.objects.filter(submission__in=[one.pk for one in members], person=person)
    return set(rows.values_list("submission", flat=True))


def why_not_sign_set(members: Sequence[Submission], account: Account, *, seen: str = "") -> str:
    """Why this account may not sign what is due of a set now; empty when it may."""
    wanted, level = due(members), level_of(members)
    if level is None:
        return _("这一套现在没有待签的页面，请刷新后再看。")
    if seen and seen != digest_of(members):
        return _("您看到的不是现在送审的这一套，请刷新后再签。")
    person = permissions.person_of(account)
    for one in wanted:
        reason = why_not_sign(one, level, decider=person, account=account) or why_not_in_person(person, account)
        if reason:
            return f"《{one}》：{reason}"
    opened = opened_by(wanted, person)
    if closed := [str(one) for one in wanted if one.pk not in opened]:
        words = _("还有%(n)s页没有打开看过：《%(pages)s》。请逐页看过再签。")
        return words % {"n": len(closed), "pages": "》《".join(closed[:5])}
    return ""


def sign_set(release: Release, *, account: Account, seen: str = "", comment: str = "") -> list[SignOff]:
    """Sign what is due of a set with one press (成套签署): each page over its own digest, all or none.

    The last level's signatures publish the whole set, or leave it for its moment.
    """
    with transaction.atomic():
        lock_together(members_of(release)[0])
        members = members_of(release)
        person, level = acting(account), level_of(members)
        reason = why_not_sign_set(members, account, seen=seen)
        if reason or level is None:
            raise Refused(reason)
        return [
            put_down(
                SignOffVerdict.AGREED, one, level, account=account, decider=person, comment=comment.strip()
            )
            for one in due(members)
        ]  # fmt: skip
