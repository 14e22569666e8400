"""The rules of who is told what on which day (提醒): one for each kind of message."""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from tracking.loop import codes
from tracking.loop.acts.timing import grant_extension
from tracking.models import (
    ANSWERING_DUTIES,
    Assignment,
    AssignmentDuty,
    Event,
    Extension,
    HandlingRecord,
    NoticeKind,
    Objection,
    PromiseResult,
    Publicity,
    Reply,
    Role,
    Supervision,
    SupervisionKind,
)
from tracking.stages import ANSWERED, APART, NOT_SIGNED_FOR, OPEN, Stage
from tracking.telling.day import DAY, Day, Matter
from tracking.time import attention
from tracking.time.attention import Attention
from tracking.time.clocks import meeting_limit, publication_limit
from tracking.workdays import yellow_from

MEET_SOON = 3
"Working days before the 见面时限 from which its unit is told."
Rule = Callable[[Day], Iterable[Matter]]
RULES: dict[NoticeKind, Rule] = {}
ALSO_ON_REST_DAYS = frozenset(
    {NoticeKind.ASSIGNED, NoticeKind.RETURNED, NoticeKind.REMINDED, NoticeKind.DECIDED, NoticeKind.NEW_DUE}
)
"Kinds that tell what happened on the day, rest days too; all others tell what waits, on working days alone."


def rule(kind: NoticeKind) -> Callable[[Rule], Rule]:
    """Declare the rule of a kind of message: which items it concerns on a day, and who is told."""

    def declare(found: Rule) -> Rule:
        RULES[kind] = found
        return found

    return declare


@rule(NoticeKind.ASSIGNED)
def assigned(day: Day) -> Iterator[Matter]:
    """Handed to a unit on the day (新交办)."""
    new = Q(assigned_on=day.day) | Q(pk__in=day.new_parts)
    for part in day.parts(Q(stage=Stage.ASSIGNED), new):
        yield day.to_unit(NoticeKind.ASSIGNED, part, part.sign_for_due_on or part.ends_on)


@rule(NoticeKind.SIGN_FOR)
def not_signed_for(day: Day) -> Iterator[Matter]:
    """The limit for signing is the next working day, or near, or over (待签收)."""
    soon = day.calendar.add_workdays(day.day, 1)
    for part in day.parts(Q(stage=Stage.ASSIGNED, sign_for_due_on__lte=soon)):
        yield day.to_unit(NoticeKind.SIGN_FOR, part, part.sign_for_due_on)


@rule(NoticeKind.DUE_SOON)
def due_soon(day: Day) -> Iterator[Matter]:
    """Yellow: told to the unit (临近期限)."""
    for part in day.parts(day.conditions[Attention.SOON]):
        yield day.to_unit(NoticeKind.DUE_SOON, part, part.ends_on)


@rule(NoticeKind.OVERDUE)
def overdue(day: Day) -> Iterator[Matter]:
    """Red: told to the unit and to the supervisors (已逾期)."""
    for part in day.parts(day.conditions[Attention.LATE]):
        yield day.to_unit(NoticeKind.OVERDUE, part, part.ends_on, Role.SUPERVISOR)


def returning_steps() -> list[str]:
    """The steps that lead back to the unit: by the office, the leader, the city, or for a new handling."""
    return codes(
        lambda step: step.is_of_assignment and step.target == Stage.HANDLING and not step.sources & NOT_SIGNED_FOR
    )


@rule(NoticeKind.RETURNED)
def returned(day: Day) -> Iterator[Matter]:
    """Sent back to the unit on the day, and by which step (退回重新办理、不予签发、市政府办退回、重新办理)."""
    by = {event.assignment_id: event.label for event in reversed(day.events(returning_steps()))}
    for part in day.parts(Q(stage=Stage.HANDLING, pk__in=list(by))) if by else ():
        yield day.to_unit(NoticeKind.RETURNED, part, part.ends_on, what=by[part.pk])


def steps_told_by(kind: NoticeKind) -> list[str]:
    """The steps that declare this kind of message."""
    return codes(lambda step: step.tells == kind)


@rule(NoticeKind.DECIDED)
def decided(day: Day) -> Iterator[Matter]:
    """The office decided on the day what the unit had asked for (同意退回、不予退回、同意延期、不予延期): told to the unit."""
    for event in day.events(steps_told_by(NoticeKind.DECIDED)).select_related("assignment__record"):
        part = event.assignment
        on = part.record.due_on if event.what == grant_extension.code else None
        yield day.to_unit(NoticeKind.DECIDED, part, on, what=event.label)


@rule(NoticeKind.NEW_DUE)
def date_changed(day: Day) -> Iterator[Matter]:
    """The item's date was changed on the day (期限调整、期限复核): told to every unit that is still at it."""
    changed = [event.record_id for event in day.events(steps_told_by(NoticeKind.NEW_DUE))]
    for part in day.parts(Q(record__in=changed)) if changed else ():
        yield day.to_unit(NoticeKind.NEW_DUE, part, part.ends_on)


@rule(NoticeKind.MEET)
def not_met(day: Day) -> Iterator[Matter]:
    """The unit has not met the proposer and the limit of that is close or over (见面时限)."""
    soon = day.calendar.add_workdays(day.day, MEET_SOON) + DAY
    due = attention.not_met(day.sessions, soon, day.calendar)
    if due == attention.NONE:
        return
    for part in day.parts(due).select_related("record__session"):
        limit = meeting_limit(part.record.session, part.signed_for_on, day.calendar)
        yield day.to_unit(NoticeKind.MEET, part, limit.on)


@rule(NoticeKind.DECIDE)
def to_be_decided(day: Day) -> Iterator[Matter]:
    """A unit asked to give an item back, or for more time (待裁定)."""
    for model in (Objection, Extension):
        asked = day.narrowed(model.objects.filter(granted=None), "assignment__record")
        for one in asked.select_related("assignment__record"):
            yield day.to_office(NoticeKind.DECIDE, one.assignment.record, Role.OFFICE_REVIEWER)


@rule(NoticeKind.REVIEW)
def to_be_reviewed(day: Day) -> Iterator[Matter]:
    """Drafts for the reviewers, and passed ones for the leader in charge (待审核签发)."""
    for part in day.parts(Q(stage__in=[Stage.SUBMITTED, Stage.REVIEWED])):
        if part.stage == Stage.SUBMITTED:
            yield day.to_office(NoticeKind.REVIEW, part.record, Role.OFFICE_REVIEWER, part.ends_on, _("待审核"))
        else:
            people = frozenset(day.staff.in_charge(part.leader))
            yield Matter(NoticeKind.REVIEW, part.record, people, part.ends_on, _("待签发"))


@rule(NoticeKind.REMINDED)
def reminded(day: Day) -> Iterator[Matter]:
    """A reminder was issued on the day (催办): told to the unit named, or to every unit that has not finished."""
    acts = Supervision.objects.filter(kind=SupervisionKind.REMINDER, on=day.day, record=OuterRef("record"))
    named, all_of_them = Exists(acts.filter(unit=OuterRef("unit"))), Exists(acts.filter(unit=None))
    # After the end of the item it is the leading unit that answers.
    concerned = Q(stage__in=OPEN) | Q(record__stage=Stage.CLOSED, duty=AssignmentDuty.LEAD)
    found = Assignment.objects.exclude(stage__in=APART).filter(Q(named) | Q(all_of_them) & concerned)
    for part in day.narrowed(found).select_related("record").defer("record__text"):
        yield day.to_unit(NoticeKind.REMINDED, part, part.record.clock_due_on)


def unanswered_askings(day: Day):
    """Items whose proposers were asked what they think, and have not said it."""
    return day.narrowed(HandlingRecord.objects.filter(stage=Stage.ASKED).defer("text"), "pk")


@rule(NoticeKind.UNHEARD)
def unheard(day: Day) -> Iterator[Matter]:
    """The proposer was asked and has not answered within the limit (征询未反馈): once a week, to the clerks."""
    for record in unanswered_askings(day).filter(asked_on__lt=day.day).select_related("session"):
        over = day.calendar.add_workdays(record.asked_on, record.session.unheard_days + 1)
        if day.is_told(over, over):
            yield day.to_office(NoticeKind.UNHEARD, record, Role.OFFICE_CLERK, record.asked_on)


def promises_out(day: Day) -> Iterator[Reply]:
    """Delivered replies whose promise was not yet seen kept, and is not put off to a later look."""
    replies = Reply.objects.filter(promise_due_on__isnull=False, assignment__stage__in=ANSWERED).exclude(promise="")
    replies = day.narrowed(replies.exclude(delivered_on=None), "assignment__record").defer("body")
    for reply in replies.select_related("assignment__record__session").prefetch_related("look_backs"):
        seen = max(reply.look_backs.all(), key=lambda look: (look.on, look.pk), default=None)
        if seen is None or not (seen.result == PromiseResult.KEPT or (seen.next_on and day.day < seen.next_on)):
            yield reply


@rule(NoticeKind.PROMISE)
def promised(day: Day) -> Iterator[Matter]:
    """A promise of a delivered reply comes due (承诺到期): to the unit and the supervisors, until it was seen kept."""
    for reply in promises_out(day):
        first = yellow_from(reply.promise_due_on, reply.assignment.record.session.yellow_days, day.calendar)
        if day.is_told(first, reply.promise_due_on):
            yield day.to_unit(NoticeKind.PROMISE, reply.assignment, reply.promise_due_on, Role.SUPERVISOR)


def unpublished(day: Day):
    """Answered items that are to be published and are not yet."""
    proactive = [one for one in Publicity if one.is_proactive]
    records = HandlingRecord.objects.filter(
        stage__in=ANSWERED, duty__in=ANSWERING_DUTIES, publicity__in=proactive, published_on=None
    ).exclude(delivered_on=None)
    return day.narrowed(records, "pk").defer("text")


@rule(NoticeKind.PUBLISH)
def to_be_published(day: Day) -> Iterator[Matter]:
    """A reply to be published comes to its limit (公开期限临近): to the editors."""
    for record in unpublished(day).select_related("session"):
        last = publication_limit(record, record.delivered_on, day.calendar).on
        if day.is_told(yellow_from(last, record.session.yellow_days, day.calendar), last):
            yield day.to_office(NoticeKind.PUBLISH, record, Role.EDITOR, last)


def matters(day: Day, kinds: Iterable[NoticeKind] = tuple(RULES)) -> list[Matter]:
    """All that is to be told on a day; on a rest day only what happened on it."""
    works = day.record is not None or day.calendar.is_workday(day.day)
    wanted = [kind for kind in kinds if works or kind in ALSO_ON_REST_DAYS]
    return [matter for kind in wanted for matter in RULES[kind](day) if matter.people]


def kinds_after(step, event: Event, new_parts: Iterable[int]) -> set[NoticeKind]:
    """Which messages a step gives rise to, by what it wrote and where it led."""
    wrote = {label for label, _history_id in event.versions}
    kinds = {NoticeKind.ASSIGNED} if new_parts else set()
    if wrote & {"tracking.objection", "tracking.extension"}:
        kinds.add(NoticeKind.DECIDE)
    if "tracking.supervision" in wrote:
        kinds.add(NoticeKind.REMINDED)
    if step.code in returning_steps():
        kinds.add(NoticeKind.RETURNED)
    if step.tells in {NoticeKind.DECIDED, NoticeKind.NEW_DUE}:
        kinds.add(step.tells)
    if step.target in {Stage.SUBMITTED, Stage.REVIEWED}:
        kinds.add(NoticeKind.REVIEW)
    return kinds
