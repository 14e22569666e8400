"""From the ledger to draft pages (起草): the annual summary, the figures and the reply notices, one press of a button each.

Drafts are never live, and drafting again finds the page that is there already.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing import narrating
from publishing.models import (
    COLUMN_OF,
    AnnualSummaryPage,
    ColumnKind,
    ColumnPage,
    FiguresPage,
    PortalSettings,
    ReplyNoticePage,
    Submission,
)
from publishing.models.replies import notice_words
from tracking import permissions
from tracking.models import (
    ANSWERING_DUTIES,
    AssignmentDuty,
    Event,
    Fulfilment,
    HandlingRecord,
    Kind,
    Publicity,
    Reply,
    ReplyKind,
    Role,
    Session,
)
from tracking.models.accounts import Account
from tracking.stages import OPEN
from tracking.wording import mask_personal
from tracking.wording.local import localised

D = TypeVar("D", bound=Page)


class NotDrafted(Exception):
    """A page that can't be drafted; its text is a sentence in Chinese that says why."""


def told_to(session: Session) -> date:
    """The day up to which a draft tells (截至): that of the session's last step once every item has ended, else today."""
    today = timezone.localdate()
    if session.records.filter(stage__in=OPEN).exists():
        return today
    last = Event.objects.filter(record__session=session, on__lte=today).aggregate(last=Max("on"))["last"]
    return last or today


# 年度总结 --------------------------------------------------------------------------------------
def why_not_draft_summary(session: Session, by: Account) -> str:
    """Why this account can't draft the session's summary; empty when it can."""
    if not permissions.has_role(by, Role.EDITOR):
        return _("起草由信息公开编辑办理。")
    if not session.records.exclude(handed_over_on=None).exists():
        return _("本届还没有交办的承办件，没有可以总结的情况。")
    return ""


def summary_of(session: Session) -> AnnualSummaryPage | None:
    """The summary page that the session has already, or None."""
    return AnnualSummaryPage.objects.filter(session=session).order_by("pk").first()


def draft_summary(session: Session, by: Account, as_of: date | None = None) -> AnnualSummaryPage:
    """Draft the session's annual summary (年度总结) under 总体情况, or return the page that is there already."""

    def words(as_of: date, _column: ColumnPage) -> dict:
        body = [part.as_block() for part in narrating.summary(session, as_of)]
        return {"title": f"{session.name}建议提案工作总结", "body": body}

    return _draft_of_session(AnnualSummaryPage, summary_of, words, session, by, as_of)


# 办理数据 --------------------------------------------------------------------------------------
def figures_of(session: Session) -> FiguresPage | None:
    """The page of figures that the session has already, or None."""
    return FiguresPage.objects.filter(session=session).order_by("pk").first()


def draft_figures(session: Session, by: Account, as_of: date | None = None) -> FiguresPage:
    """Draft the session's page of figures (办理数据) under 总体情况, or return the page that is there already."""

    def words(_as_of: date, column: ColumnPage) -> dict:
        title = _("%(session)s建议提案办理数据") % {"session": session.name}
        slug = f"{session.code.lower()}-sj"
        # Where a neighbour has the address, it follows from the index number.
        is_taken = column.get_children().filter(slug=slug).exists()
        return {"title": title, "slug": "" if is_taken else slug}

    return _draft_of_session(FiguresPage, figures_of, words, session, by, as_of)


def _draft_of_session(
    model: type[D],
    page_of: Callable[[Session], D | None],
    words: Callable[[date, ColumnPage], dict],
    session: Session,
    by: Account,
    as_of: date | None,
) -> D:
    if reason := why_not_draft_summary(session, by):
        raise NotDrafted(reason)
    as_of = as_of or told_to(session)
    with transaction.atomic():
        column = _column(ColumnKind.OVERVIEW)
        if found := page_of(session):
            return found
        page = model(
            session=session,
            as_of=as_of,
            theme=_("建议提案办理"),
            issued_on=as_of,
            **words(as_of, column),
            **_furniture(by),
        )
        return _add(page, column, by)


# 答复公开 --------------------------------------------------------------------------------------
def why_no_notice(reply: Reply) -> str:
    """Why a reply gets no notice on the portal; empty when it gets one."""
    record = reply.assignment.record
    if reply.kind != ReplyKind.ANSWER or record.duty not in ANSWERING_DUTIES:
        return localised("会办件由{upper_lead}统一答复，本级的会办意见不对外公开。")
    if reply.delivered_on is None:
        return _("答复还没有送达，送达后再公开。")
    if reply != reply.assignment.reply:
        return _("这是较早一轮的答复，请公开最后一轮。")
    if not reply.publicity:
        return _("这份答复还没有确定公开属性。")
    publicity = Publicity(reply.publicity)
    if not publicity.is_proactive:
        return _("这份答复的公开属性是“%(publicity)s”，不主动公开。") % {"publicity": publicity.label}
    if publicity is Publicity.SUMMARY and not reply.public_summary.strip():
        return _("这份答复只公开摘要，但还没有填写公开摘要。")
    if publicity is Publicity.FULL and not reply.body.strip():
        return _("台账里没有这份答复的正文，无法起草全文公开。")
    return ""


def replies_to_draft() -> QuerySet[Reply]:
    """The replies of every session that `why_no_notice` lets be drafted, are public nowhere yet and have no notice."""
    later = Reply.objects.filter(assignment=OuterRef("assignment"), round__gt=OuterRef("round"))
    wordless = Q(publicity=Publicity.FULL, body__regex=r"^\s*$") | Q(
        publicity=Publicity.SUMMARY, public_summary__regex=r"^\s*$"
    )
    return (
        Reply.objects.filter(
            kind=ReplyKind.ANSWER,
            delivered_on__isnull=False,
            published_on=None,
            publicity__in=[one for one in Publicity if one.is_proactive],
            assignment__duty=AssignmentDuty.LEAD,
            assignment__record__duty__in=ANSWERING_DUTIES,
            assignment__record__answered_on__isnull=False,
        )
        .exclude(wordless)
        .exclude(Exists(later))
        .exclude(Exists(ReplyNoticePage.objects.filter(reply=OuterRef("pk"))))
    )


def sessions_to_sum_up() -> QuerySet[Session]:
    """Of the two latest sessions those whose items are all answered, and that have no summary yet."""
    latest = Session.objects.order_by("-year", "-pk").values("pk")[:2]
    to_answer = Exists(HandlingRecord.objects.unanswered().filter(session=OuterRef("pk")))
    has_one = Exists(AnnualSummaryPage.objects.filter(session=OuterRef("pk")))
    return Session.objects.filter(has_handed_over(), ~to_answer, ~has_one, pk__in=latest)


def has_handed_over() -> Exists:
    """The condition of a session that an item of it was handed over: the first one that was is enough."""
    return Exists(HandlingRecord.objects.filter(session=OuterRef("pk"), handed_over_on__isnull=False))


def notice_of(reply: Reply) -> ReplyNoticePage | None:
    """The notice that the reply has already, or None."""
    return ReplyNoticePage.objects.filter(reply=reply).first()


def draft_reply_notice(reply: Reply, by: Account) -> ReplyNoticePage:
    """Draft the notice of one reply (答复公开) in the column of its kind; one that is there gets what the unit told since."""
    if not permissions.has_role(by, Role.EDITOR):
        raise NotDrafted(_("起草由信息公开编辑办理。"))
    if reason := why_no_notice(reply):
        raise NotDrafted(reason)
    record = reply.assignment.record
    with transaction.atomic():
        column = _column(COLUMN_OF[Kind(record.kind)])
        if found := notice_of(reply):
            return _bring_outcomes(found, by)
        page = ReplyNoticePage(
            reply=reply,
            outcomes=[_entry(one) for one in reply.fulfilments.order_by("on", "pk")],
            theme=record.category or record.topic,
            doc_number=reply.doc_number,
            issued_on=reply.issued_on,
            **notice_words(reply),
            **_furniture(by, reply.assignment.unit.name if record.is_own else ""),
        )
        return _add(page, column, by)


def fulfilments_to_bring(page: ReplyNoticePage, told: Iterable[Fulfilment]) -> list[Fulfilment]:
    """The unit's entries (落实情况) that the page's newest words have not yet: of each day those beyond as many as stand there."""
    there = Counter(one.value["on"] for one in page.get_latest_revision_as_object().outcomes)
    new = []
    for one in told:
        if there[one.on]:
            there[one.on] -= 1
        else:
            new.append(one)
    return new


def _entry(told: Fulfilment) -> tuple[str, dict]:
    """An entry of the ledger as a page has it, masked."""
    unit = told.reply.assignment.unit.name
    words = {"on": told.on, "unit": unit, "progress": told.progress, "text": mask_personal(told.text)}
    return ("entry", words)


def _bring_outcomes(page: ReplyNoticePage, by: Account) -> ReplyNoticePage:
    """Add to a page's draft what the unit told since it was written; nothing is public before it is signed."""
    told = page.reply.fulfilments.select_related("reply__assignment__unit").order_by("on", "pk")
    if not (new := fulfilments_to_bring(page, told)):
        return page
    if Submission.objects.open().of(page).exists():
        raise NotDrafted(_("这一页正在审签，签发或撤回以后再带入落实情况。"))
    draft = page.get_latest_revision_as_object()
    draft.outcomes.extend(_entry(one) for one in new)
    draft.save_revision(user=by, log_action=True)
    return page


def draft_reply_notices(session: Session, by: Account) -> list[ReplyNoticePage]:
    """Draft every notice that the session's answered records are still without; returns the new pages only."""
    return [
        draft_reply_notice(reply, by)
        for reply in latest_replies(session)
        if not why_no_notice(reply) and notice_of(reply) is None
    ]


def latest_replies(session: Session) -> list[Reply]:
    """The last round's reply of every unit that answers, for records answered already, in the ledger's order."""
    replies = (
        Reply.objects.filter(
            assignment__record__session=session,
            assignment__duty=AssignmentDuty.LEAD,
            assignment__record__answered_on__isnull=False,
        )
        .select_related("assignment__record__session", "assignment__unit")
        .prefetch_related("assignment__replies", "fulfilments")
        .order_by("-assignment__record__kind", "assignment__record__number", "assignment_id", "round")
    )
    return list({reply.assignment_id: reply for reply in replies}.values())


# Inside ----------------------------------------------------------------------------------------
def _column(kind: ColumnKind) -> ColumnPage:
    """The column for pieces of this kind, locked, so that two people drafting at once make one page."""
    column = ColumnPage.objects.filter(kind=kind).order_by("path").first()
    if column is None:
        raise NotDrafted(_("门户还没有“%(kind)s”栏目，请先建立栏目。") % {"kind": kind.label})
    Page.objects.select_for_update().get(pk=column.pk)
    return column


def _furniture(by: Account, issuing_body: str = "") -> dict:
    portal = PortalSettings.current()
    issuing_body = issuing_body or portal.organiser or portal.name
    editor = permissions.person_of(by)
    return {"issuing_body": issuing_body, "source": issuing_body, "editor_name": editor.name if editor else ""}


def _add(page: D, column: ColumnPage, by: Account) -> D:
    page.owner, page.live, page.has_unpublished_changes = by, False, True
    column.add_child(instance=page)
    page.save_revision(user=by, log_action=True)
    return page
