"""Remarks on passages during review (审稿意见): written, answered and closed by those who write and sign; none of it is public.

They stand beside the signatures and bind nobody: an open remark is shown to whoever signs, and keeps nobody from signing.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.models import Remark, RemarkAnswer, Submission
from publishing.permissions import WRITERS
from publishing.review.acts import Refused
from publishing.review.reading import Passage, read
from tracking import permissions
from tracking.models import Person, Role
from tracking.models.accounts import Account
from tracking.wording import clean

LONGEST = 2000


def why_not_remark(page: Page, account: Account) -> str:
    """Why this account may not remark on the page; empty when it may."""
    person = permissions.person_of(account)
    if person is None or not permissions.has_any_role(person, WRITERS):
        return _("审稿意见由信息公开编辑和各级审签人提出、回复。")
    if page.live and page.live_revision_id == page.latest_revision_id:
        return _("这一稿已经公开，不再提审稿意见；有错的，请编辑修改后重新送审。")
    return ""


def text_under_review(page: Page) -> Page:
    """The words that remarks are about: those handed in, or the newest draft."""
    submission = Submission.objects.open().of(page).select_related("revision__content_type").first()
    return submission.revision.as_object() if submission is not None else page.get_latest_revision_as_object()


def places(passages: list[Passage]) -> list[tuple[str, str, str]]:
    """Where a remark may stand: a key, the passage's label and the line; a passage as a whole first."""
    found = []
    for passage in passages:
        found.append((passage.name, passage.label, ""))
        if passage.is_prose and passage.name != "title":
            found += [(f"{passage.name}:{place}", passage.label, str(line)) for place, line in enumerate(passage.lines)]
    return found


def remark(page: Page, *, account: Account, place: str, text: str) -> Remark:
    """Say something of one passage."""
    said = _said(text)
    with transaction.atomic():
        person = _person(page, account)
        known = {key: (label, line) for key, label, line in places(read(text_under_review(page)))}
        if place not in known:
            raise Refused(_("这一稿里没有这一处，请刷新后再选。"))
        label, line = known[place]
        return Remark.objects.create(page_id=page.pk, passage=label, quote=line, text=said, by=person)


def answer(one: Remark, *, account: Account, text: str) -> RemarkAnswer:
    """Answer a remark that is open."""
    said = _said(text)
    with transaction.atomic():
        one = _taken_up(one, account)
        return RemarkAnswer.objects.create(remark=one, text=said, by=_person(one.page, account))


def why_not_close(one: Remark, account: Account) -> str:
    """Why this account may not close the remark: only who made it, or another reviewer; the editor answers."""
    person = permissions.person_of(account)
    reviewers = [role for role in WRITERS if role is not Role.EDITOR]
    if person is None or not (person.pk == one.by_id or permissions.has_any_role(person, reviewers)):
        return _("意见由提出人或审签人了结；编辑请回复怎样改的。")
    return ""


def close(one: Remark, *, account: Account) -> Remark:
    """Close a remark (了结): it was followed, or does not matter any more."""
    with transaction.atomic():
        one = _taken_up(one, account)
        if reason := why_not_close(one, account):
            raise Refused(reason)
        one.closed_by, one.closed_at = _person(one.page, account), timezone.now()
        one.save(update_fields=["closed_by", "closed_at"])
    return one


def remarks_on(page: Page) -> list[Remark]:
    """Every remark on a page with its answers, the open ones first."""
    rows = Remark.objects.filter(page=page.pk).select_related("by", "closed_by").prefetch_related("answers__by")
    return sorted(rows, key=lambda one: (one.closed_at is not None, one.pk))


def _taken_up(one: Remark, account: Account) -> Remark:
    one = Remark.objects.select_for_update(of=("self",)).select_related("page").get(pk=one.pk)
    if one.closed_at is not None:
        raise Refused(_("这条意见已经了结。"))
    return one


def _person(page: Page, account: Account) -> Person:
    person = permissions.person_of(account)
    reason = why_not_remark(page, account)
    if reason or person is None:
        raise Refused(reason)
    return person


def _said(text: str) -> str:
    said = clean(text).strip()
    if not said:
        raise Refused(_("请填写意见。"))
    if len(said) > LONGEST:
        raise Refused(_("一条意见最多%(most)s字，请分几条写。") % {"most": LONGEST})
    return said
