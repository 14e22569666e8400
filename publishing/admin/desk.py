"""The editor's desk (起草与送审): what can be drafted from each session, and where every page stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.drafting import (
    figures_of,
    fulfilments_to_bring,
    has_handed_over,
    latest_replies,
    summary_of,
    why_no_notice,
    why_not_draft_summary,
)
from publishing.models import (
    DISCLOSURE_TYPES,
    DefinitionAnswer,
    PortalSettings,
    ReplyNoticePage,
    Submission,
    UpperPublication,
)
from publishing.models.reported import labelled, reported_notes
from publishing.review.checking import Checked, check_page, checked_of
from tracking.figures import FIGURES
from tracking.models import Reply, Session


class Standings:
    """Where pages stand, in a word (待二审, 已公开): only what somebody can read is called public (公开渠道)."""

    def __init__(self, pages: Iterable[Page]):
        handed_in = Submission.objects.filter(page__in=[page.pk for page in pages])
        handed_in = handed_in.select_related("by", "withdrawal", "release__released").prefetch_related("signoffs")
        self.newest = {row.page_id: row for row in handed_in.order_by("pk")}
        self._above: set[int] | None = None
        if not PortalSettings.current().has_columns:
            entered = UpperPublication.objects.newest().filter(page__in=[page.pk for page in pages])
            self._above = set(entered.values_list("page", flat=True))

    def of(self, page: Page) -> str:
        """The word for a page, whether anybody has it before them or not; empty for a draft that was never handed in."""
        submission = self.newest.get(page.pk)
        if submission is not None and submission.is_standing:
            level = submission.next_level
            return _("待%(level)s") % {"level": level.label} if level is not None else str(submission.get_state().label)
        if page.live:
            return (
                _("%(standing)s，有修改") % {"standing": self._public(page)}
                if page.has_unpublished_changes
                else self._public(page)
            )
        return str(submission.get_state().label) if submission is not None else ""

    def _public(self, page: Page) -> str:
        """The word for a page that was published here, or released for the platform above."""
        if self._above is None:
            return _("已公开")
        return _("已在上级平台发布") if page.pk in self._above else _("已签发，待在上级平台发布")


@dataclass(frozen=True, slots=True)
class Draftable:
    """A reply with its notice, or why it has none."""

    reply: Reply
    page: Page | None
    why_not: str
    standing: str = ""
    "Where its page stands once it was handed in."
    to_bring: int = 0
    "Entries of 落实情况 that its unit made and the page does not have yet."


@dataclass(frozen=True, slots=True)
class SessionDesk:
    """One session on the desk: its summary, its figures, its answered items, and how many notices are still to draft."""

    session: Session
    summary: Page | None
    figures: Page | None
    why_no_summary: str
    "The page of figures has the same conditions."
    replies: list[Draftable]
    checked: Checked | None = None
    "What the check finds in the summary's draft."
    definitions: tuple[DefinitionAnswer, ...] = ()
    "The definitions confirmed for the session (口径确认)."
    reported: tuple[tuple[str, str], ...] = ()
    "Figures already reported upwards (上报口径), each with its note."
    summary_stands: str = ""
    figures_stand: str = ""
    "Where these pages stand once they were handed in."

    @property
    def to_draft(self) -> int:
        """Notices that one press of a button would draft."""
        return sum(one.page is None and not one.why_not for one in self.replies)


def session_desk(session: Session, account) -> SessionDesk:
    """One session as its editor sees it."""
    replies = latest_replies(session)
    notices = {
        page.reply_id: page
        for page in ReplyNoticePage.objects.filter(reply__in=replies).select_related("latest_revision")
    }
    summary, definitions = summary_of(session), DefinitionAnswer.objects.standing(session)
    counted = figures_of(session)
    stand = Standings([page for page in (summary, counted, *notices.values()) if page is not None])
    checked = check_page(summary.get_latest_revision_as_object()) if summary is not None else None
    return SessionDesk(
        session,
        summary,
        counted,
        why_not_draft_summary(session, account),
        [_draftable(reply, notices.get(reply.pk), stand) for reply in replies],
        checked.answered({one.definition for one in definitions}) if checked is not None else None,
        tuple(definitions),
        tuple(labelled(reported_notes(session, FIGURES))),
        stand.of(summary) if summary is not None else "",
        stand.of(counted) if counted is not None else "",
    )


def _draftable(reply: Reply, page: ReplyNoticePage | None, stand: Standings) -> Draftable:
    told = list(reply.fulfilments.all())
    to_bring = len(fulfilments_to_bring(page, told)) if page is not None and told else 0
    standing = stand.of(page) if page is not None else ""
    return Draftable(reply, page, why_no_notice(reply), standing, to_bring)


def sessions() -> list[Session]:
    """Sessions with items handed over, the latest first."""
    return list(Session.objects.filter(has_handed_over()).order_by("-year", "-pk"))


@dataclass(frozen=True, slots=True)
class Standing:
    """A page that is not just live as it is, with where it stands."""

    page: Page
    submission: Submission | None
    standing: str
    "In a word; empty for a draft."

    @property
    def checked(self) -> Checked | None:
        """What the check found when it was handed in; None for a draft."""
        return checked_of(self.submission) if self.submission is not None and self.submission.is_open else None


def unfinished() -> list[Standing]:
    """Drafts, pages under review, pages sent back, and live pages with newer words; those touched last first."""
    pages = list(
        Page.objects.type(*DISCLOSURE_TYPES)
        .filter(Q(live=False) | Q(has_unpublished_changes=True))
        .select_related("content_type", "owner")
        .order_by("-latest_revision_created_at")[:50]
    )
    stand = Standings(pages)
    return [Standing(page, stand.newest.get(page.pk), stand.of(page)) for page in pages]
