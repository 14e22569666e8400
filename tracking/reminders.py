"""What is due, and whom to tell (提醒): the messages of a day, each at most once a person, item and kind.

A rule says for one kind which items it concerns on a day and who hears of it. The timer (`huiyin remind`) applies all
of them; a step applies those that it caused, at once. Applied again, nothing is added.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tracking import attention
from tracking.attention import Attention
from tracking.models import (
    ANSWERING_DUTIES,
    Assignment,
    AssignmentDuty,
    Delegation,
    Event,
    Extension,
    HandlingRecord,
    Membership,
    Notice,
    NoticeKind,
    Objection,
    PromiseResult,
    ProposerKind,
    Publicity,
    Reply,
    Role,
    Signature,
    Supervision,
    SupervisionKind,
    WorkdayOverride,
)
from tracking.stages import ANSWERED, APART, NOT_SIGNED_FOR, OPEN, Stage
from tracking.steps import STEPS
from tracking.wording import name_item
from tracking.workdays import Calendar, yellow_from

AT_ONCE = 500
DAY = timedelta(days=1)


# Who -------------------------------------------------------------------------------------------
class Staff:
    """Who holds an office on a day, and who acts for them (代理): people with an account, by role and by unit."""

    def __init__(self, day: date):
        self.by_role: dict[str, set[int]] = defaultdict(set)
        self.by_unit: dict[int, set[int]] = defaultdict(set)
        self.leaders: dict[str, set[int]] = defaultdict(set)
        able = {"is_active": True, "user__is_active": True}
        holding = Membership.objects.filter(**{f"person__{name}": value for name, value in able.items()})
        acting = Delegation.objects.filter(from_on__lte=day, to_on__gte=day).filter(
            Q(ended_on=None) | Q(ended_on__gt=day), **{f"receiver__{name}": value for name, value in able.items()}
        )
        for role, unit, person, name in [
            *holding.values_list("role", "unit", "person", "person__name"),
            *acting.values_list("role", "unit", "receiver", "giver__name"),
        ]:
            if unit is not None:
                self.by_unit[unit].add(person)
            else:
                self.by_role[role].add(person)
            if role == Role.LEADER:
                self.leaders[name].add(person)

    def in_charge(self, leader: str) -> set[int]:
        """The district leader of this name; all of them where none is called so."""
        return self.leaders.get(leader) or self.by_role[Role.LEADER]


# What ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Matter:
    """One item that concerns somebody on a day: in what, until when, and whom."""

    kind: NoticeKind
    record: HandlingRecord
    people: frozenset[int]
    on: date | None = None


@dataclass
class Day:
    """One day's look at the ledger, at all items or at a single one."""

    day: date
    record: int | None = None
    new_parts: tuple[int, ...] = ()
    "Parts that the step just made, however their hand-over is dated."
    staff: Staff = field(init=False)

    def __post_init__(self) -> None:
        self.staff = Staff(self.day)

    @cached_property
    def calendar(self) -> Calendar:
        """The office's working days."""
        return WorkdayOverride.objects.calendar()

    @cached_property
    def conditions(self) -> dict[Attention, Q]:
        """What is late and what is close."""
        return attention.conditions(self.day, self.calendar)

    @property
    def is_first_of_week(self) -> bool:
        """Whether it is the week's first working day, on which slow matters are told again."""
        monday = self.day - self.day.weekday() * DAY
        return self.day == self.calendar.nearest_workday(monday, DAY)

    def is_told(self, first: date, last: date) -> bool:
        """Every day from the first to the last, and once a week after that."""
        return first <= self.day and (self.day <= last or self.is_first_of_week)

    def narrowed(self, rows, path: str = "record"):
        """Rows of the one item looked at, or all."""
        return rows if self.record is None else rows.filter(**{path: self.record})

    def parts(self, *conditions: Q):
        """Units' parts whose clock runs, with their items."""
        return self.narrowed(attention.parts().filter(*conditions)).select_related("record").defer("record__text")

    def to_unit(self, kind: NoticeKind, part: Assignment, on: date | None = None, *roles: Role) -> Matter:
        """What concerns the part's unit, and holders of these roles beside it."""
        people = set(self.staff.by_unit[part.unit_id]).union(*(self.staff.by_role[role] for role in roles))
        return Matter(kind, part.record, frozenset(people), on)

    def to_office(self, kind: NoticeKind, record: HandlingRecord, role: Role, on: date | None = None) -> Matter:
        """What concerns one role of the office."""
        return Matter(kind, record, frozenset(self.staff.by_role[role]), on)


Rule = Callable[[Day], Iterable[Matter]]
RULES: dict[NoticeKind, Rule] = {}
ALSO_ON_REST_DAYS = frozenset({NoticeKind.ASSIGNED, NoticeKind.RETURNED, NoticeKind.REMINDED})
"What happened on the day; the rest says what still waits, on working days alone."


def rule(kind: NoticeKind) -> Callable[[Rule], Rule]:
    """Declare what a kind of message is about."""

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
    back = [step for step in STEPS.values() if step.is_of_assignment and step.target == Stage.HANDLING]
    return [step.code for step in back if not step.sources & NOT_SIGNED_FOR]


@rule(NoticeKind.RETURNED)
def returned(day: Day) -> Iterator[Matter]:
    """Sent back to the unit on the day (退回重新办理)."""
    start = timezone.make_aware(datetime.combine(day.day, time.min))
    events = Event.objects.filter(what__in=returning_steps(), at__gte=start, at__lt=start + DAY)
    for part in day.parts(Q(stage=Stage.HANDLING, pk__in=events.values("assignment"))):
        yield day.to_unit(NoticeKind.RETURNED, part, part.ends_on)


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
            yield day.to_office(NoticeKind.REVIEW, part.record, Role.OFFICE_REVIEWER, part.ends_on)
        else:
            people = frozenset(day.staff.in_charge(part.leader))
            yield Matter(NoticeKind.REVIEW, part.record, people, part.ends_on)


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


@rule(NoticeKind.UNHEARD)
def unheard(day: Day) -> Iterator[Matter]:
    """The proposer was asked and has not answered within the limit (征询未反馈): once a week, to the clerks."""
    asked = HandlingRecord.objects.filter(stage=Stage.ASKED, asked_on__lt=day.day).defer("text")
    for record in day.narrowed(asked, "pk").select_related("session"):
        over = day.calendar.add_workdays(record.asked_on, record.session.unheard_days + 1)
        if day.is_told(over, over):
            yield day.to_office(NoticeKind.UNHEARD, record, Role.OFFICE_CLERK, record.asked_on)


@rule(NoticeKind.PROMISE)
def promised(day: Day) -> Iterator[Matter]:
    """A promise of a delivered reply comes due (承诺到期): to the unit and the supervisors, until it was seen kept."""
    replies = Reply.objects.filter(promise_due_on__isnull=False, assignment__stage__in=ANSWERED).exclude(promise="")
    replies = day.narrowed(replies.exclude(delivered_on=None), "assignment__record").defer("body")
    for reply in replies.select_related("assignment__record__session").prefetch_related("look_backs"):
        seen = max(reply.look_backs.all(), key=lambda look: (look.on, look.pk), default=None)
        if seen is not None and (seen.result == PromiseResult.KEPT or (seen.next_on and day.day < seen.next_on)):
            continue
        first = yellow_from(reply.promise_due_on, reply.assignment.record.session.yellow_days, day.calendar)
        if day.is_told(first, reply.promise_due_on):
            yield day.to_unit(NoticeKind.PROMISE, reply.assignment, reply.promise_due_on, Role.SUPERVISOR)


@rule(NoticeKind.PUBLISH)
def to_be_published(day: Day) -> Iterator[Matter]:
    """A reply to be published comes to its limit (公开期限临近): to the editors."""
    proactive = [one for one in Publicity if one.is_proactive]
    records = HandlingRecord.objects.filter(
        stage__in=ANSWERED, duty__in=ANSWERING_DUTIES, publicity__in=proactive, published_on=None
    ).exclude(delivered_on=None)
    for record in day.narrowed(records, "pk").select_related("session").defer("text"):
        last = day.calendar.add_workdays(record.delivered_on, record.session.publish_days)
        if day.is_told(yellow_from(last, record.session.yellow_days, day.calendar), last):
            yield day.to_office(NoticeKind.PUBLISH, record, Role.EDITOR, last)


def matters(day: Day, kinds: Iterable[NoticeKind] = tuple(NoticeKind)) -> list[Matter]:
    """All that is to be told on a day; on a rest day only what happened on it."""
    works = day.record is not None or day.calendar.is_workday(day.day)
    return [
        matter for kind in kinds if works or kind in ALSO_ON_REST_DAYS for matter in RULES[kind](day) if matter.people
    ]


# In which words --------------------------------------------------------------------------------
def words(kind: NoticeKind, item: str, on: date | None) -> str:
    """One message: what it is about, number, short title and date; nothing of any person, so that WeChat may carry it."""
    day = f"{on.year}年{on.month}月{on.day}日" if on else ""
    said = {
        NoticeKind.ASSIGNED: _("%(item)s已交办，请于%(day)s前签收。") if on else _("%(item)s已交办，请及时签收。"),
        NoticeKind.SIGN_FOR: _("%(item)s尚未签收，签收期限%(day)s，请尽快签收。"),
        NoticeKind.DUE_SOON: _("%(item)s办理期限%(day)s，请抓紧办理。"),
        NoticeKind.OVERDUE: _("%(item)s办理期限%(day)s，已逾期，请尽快办结。"),
        NoticeKind.RETURNED: _("%(item)s已退回重新办理，请按退回意见修改后再次送审。"),
        NoticeKind.DECIDE: _("%(item)s有申请待裁定。"),
        NoticeKind.REVIEW: _("%(item)s待审核签发，办理期限%(day)s。") if on else _("%(item)s待审核签发。"),
        NoticeKind.REMINDED: _("%(item)s已催办，请按催办要求抓紧办理，办理期限%(day)s。")
        if on
        else _("%(item)s已催办，请按催办要求抓紧办理。"),
        NoticeKind.UNHEARD: _("%(item)s自%(day)s征询意见，至今未反馈，请催请反馈。"),
        NoticeKind.PROMISE: _("%(item)s答复中的承诺于%(day)s到期，请核实兑现情况。"),
        NoticeKind.PUBLISH: _("%(item)s的答复应于%(day)s前公开。"),
    }[kind] % {"item": item, "day": day}
    return f"【{kind.label}】{said}"


def people_named(records: Iterable[int]) -> dict[int, list[str]]:
    """The names that no message on these items may hold: their proposers', collective ones apart."""
    named: dict[int, list[str]] = defaultdict(list)
    rows = Signature.objects.filter(record__in=records).exclude(proposer__kind=ProposerKind.COLLECTIVE)
    for record, name in rows.values_list("record", "proposer__name"):
        named[record].append(name)
    return named


# Telling ---------------------------------------------------------------------------------------
def tell(day: Day, kinds: Iterable[NoticeKind] = tuple(NoticeKind)) -> list[Notice]:
    """Write the messages of a day that are not there yet; those that say the same of an earlier day count as read."""
    found = matters(day, kinds)
    if not found:
        return []
    known = day.narrowed(Notice.objects.filter(day=day.day))
    there = set(known.values_list("person", "record", "kind"))
    named = people_named({matter.record.pk for matter in found})
    new: dict[tuple, Notice] = {}
    for matter in found:
        record = matter.record
        text = words(matter.kind, name_item(record.number_label, record.title, named[record.pk]), matter.on)
        for person in sorted(matter.people):
            key = (person, record.pk, matter.kind.value)
            if key not in there and key not in new:
                new[key] = Notice(person_id=person, record=record, kind=matter.kind, day=day.day, text=text)
    written = Notice.objects.bulk_create(list(new.values()), batch_size=AT_ONCE, ignore_conflicts=True)
    same = {name: OuterRef(name) for name in ("person", "record", "kind")}
    again = Notice.objects.filter(**same, day=day.day)
    before = day.narrowed(Notice.objects.filter(day__lt=day.day, read_at=None))
    before.filter(Exists(again)).update(read_at=timezone.now())
    return written


HANDING_OVER = frozenset({"assign", "add_unit"})
"Steps that hand parts to units, and write no others."


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
    if step.target in {Stage.SUBMITTED, Stage.REVIEWED}:
        kinds.add(NoticeKind.REVIEW)
    return kinds


def tell_at_once(step, record: HandlingRecord, event: Event) -> list[Notice]:
    """After a step, tell those whose turn it is now."""
    wrote = [history_id for label, history_id in event.versions if label == "tracking.assignment"]
    # A unit that gave its part back may get the same part again.
    made = Q() if step.code in HANDING_OVER else Q(history_type="+")
    new = Assignment.history.filter(made, history_id__in=wrote).values_list("id", flat=True)
    new_parts = tuple(new) if wrote else ()
    kinds = kinds_after(step, event, new_parts)
    if not kinds:
        return []
    return tell(Day(timezone.localdate(), record.pk, new_parts), [kind for kind in NoticeKind if kind in kinds])
