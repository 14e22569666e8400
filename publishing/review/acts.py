"""What all acts on a page under review share (审签办理): the refusal with its sentence, the lock on the page, the event of the chain."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from publishing.models import ReplyNoticePage, Submission, as_public
from publishing.review import sealing  # noqa: F401 - declares what is sealed
from tracking import permissions, versions
from tracking.models import AppendOnly, Event, Person
from tracking.models.accounts import Account
from tracking.models.locking import lock_items
from tracking.versions import evidence

NOBODY = _("这个账号没有对应的办理人员，不能审签；请系统管理员在“办理人员”中登记。")
R = TypeVar("R", bound=AppendOnly)


class Refused(PermissionDenied):
    """Something that may not be done to a page now; its text is a sentence in Chinese that says why."""


def locked(page: Page) -> Page:
    """The page as it stands, its row locked first, so that two acts on one page wait in turn."""
    return Page.objects.select_for_update().get(pk=page.pk).specific


def lock_pages(keys: Iterable[int]) -> None:
    """Lock these pages in the order of their keys, then the items that they answer: whoever acts on several comes here first."""
    keys = sorted(set(keys))
    list(Page.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    answered = ReplyNoticePage.objects.filter(pk__in=keys).values_list("reply__assignment__record", flat=True)
    lock_items(answered)


def together(submission: Submission) -> list[Submission]:
    """What is signed and published with a submission, itself included: its set, or itself alone."""
    if submission.release_id is None:
        return [submission]
    rows = Submission.objects.filter(release=submission.release_id).order_by("pk")
    return list(rows.select_related("page", "revision__content_type", "by", "release", "withdrawal"))


def lock_together(submission: Submission) -> None:
    """Lock the pages of all that is signed and published with a submission, before anything is written."""
    if submission.release_id is None:
        lock_pages([submission.page_id])
    else:
        lock_pages(Submission.objects.filter(release=submission.release_id).values_list("page_id", flat=True))


def fresh(submission: Submission) -> Submission:
    """The submission as it stands, once its page is locked."""
    rows = Submission.objects.select_related("page", "revision__content_type", "by", "release__released")
    return rows.get(pk=submission.pk)


def acting(account: Account) -> Person:
    """The person who acts through an account; an account of nobody is refused."""
    if (person := permissions.person_of(account)) is None:
        raise Refused(NOBODY)
    return person


def kept(
    row: R, what: str, page: Page, *, decider: Person | None, label: str = "", summary: str = "", on: date | None = None
) -> R:
    """Write a row of evidence together with its event, which seals what the row says."""
    return evidence.keep(row, lambda said: _link(what, page, row.recorded_by, decider, label, summary, on, said))


def event_of(
    what: str,
    page: Page,
    account: Account | None,
    decider: Person | None,
    digest: str,
    *,
    summary: str = "",
    on: date | None = None,
    **more: object,
) -> Event:
    """One link of the chain for one act; the page, its digest and what else binds it stand in its details."""
    return _link(what, page, account, decider, "", summary, on, {"sha256": digest} | more)


def _link(
    what: str,
    page: Page,
    account: Account | None,
    decider: Person | None,
    label: str,
    summary: str,
    on: date | None,
    said: dict,
) -> Event:
    reply = as_public(page).answered_reply
    title = f"《{page.get_latest_revision().object_str if page.latest_revision_id else page.title}》"
    return versions.append(
        what=what,
        label=label,
        summary=f"{title}{summary}",
        on=on,
        account=account,
        decider=decider,
        record=reply.assignment.record if reply is not None else None,
        data={"page": page.pk} | said,
    )
