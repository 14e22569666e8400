"""The editor's desk (起草与送审): what can be drafted from each session, and where every page stands."""

from dataclasses import dataclass

from django.db.models import Count, Q
from wagtail.models import Page

from publishing.drafting import figures_of, latest_replies, summary_of, why_no_notice, why_not_draft_summary
from publishing.models import DISCLOSURE_TYPES, DefinitionAnswer, ReplyNoticePage, Submission
from publishing.models.reported import labelled, reported_notes
from publishing.review.checking import Checked, check_page, checked_of
from tracking.figures import FIGURES
from tracking.models import Reply, Session


@dataclass(frozen=True, slots=True)
class Draftable:
    """A reply with its notice, or why it has none."""

    reply: Reply
    page: Page | None
    why_not: str


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

    @property
    def to_draft(self) -> int:
        """Notices that one press of a button would draft."""
        return sum(one.page is None and not one.why_not for one in self.replies)


def session_desk(session: Session, account) -> SessionDesk:
    """One session as its editor sees it."""
    replies = latest_replies(session)
    notices = {page.reply_id: page for page in ReplyNoticePage.objects.filter(reply__in=replies)}
    summary, definitions = summary_of(session), DefinitionAnswer.objects.standing(session)
    checked = check_page(summary.get_latest_revision_as_object()) if summary is not None else None
    return SessionDesk(
        session,
        summary,
        figures_of(session),
        why_not_draft_summary(session, account),
        [Draftable(reply, notices.get(reply.pk), why_no_notice(reply)) for reply in replies],
        checked.answered({one.definition for one in definitions}) if checked is not None else None,
        tuple(definitions),
        tuple(labelled(reported_notes(session, FIGURES))),
    )


def sessions() -> list[Session]:
    """Sessions with items handed over, the latest first."""
    handed = Count("records", filter=Q(records__handed_over_on__isnull=False))
    return list(Session.objects.annotate(handed=handed).filter(handed__gt=0).order_by("-year", "-pk"))


@dataclass(frozen=True, slots=True)
class Standing:
    """A page that is not just live as it is, with where it stands."""

    page: Page
    submission: Submission | None

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
    rows = (
        Submission.objects.filter(page__in=pages)
        .select_related("by", "withdrawal", "release__released")
        .prefetch_related("signoffs")
    )
    newest = {row.page_id: row for row in rows.order_by("pk")}
    return [Standing(page, newest.get(page.pk)) for page in pages]
