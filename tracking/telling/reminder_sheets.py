"""The reminder sheet of a unit (催办单): all its open items, what is asked of it for each, and issuing it as events."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from tracking import versions
from tracking.loop import take
from tracking.loop.acts.supervising import supervise
from tracking.models import (
    Assignment,
    Contact,
    Event,
    HandlingRecord,
    Reply,
    Session,
    Supervision,
    SupervisionKind,
    Unit,
    WorkdayOverride,
)
from tracking.models.locking import locked
from tracking.stages import WITH_UNIT, Stage
from tracking.telling import people_named
from tracking.time import attention
from tracking.wording import name_item
from tracking.wording.local import localised
from tracking.workdays import in_full, remaining


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One item on the sheet."""

    part: Assignment
    title: str
    "Number and short title, without any person's name (R74)."
    due_on: date | None
    remaining: str
    is_late: bool
    asked: str
    is_reminded: bool
    "Whether a reminder of this day stands already."

    @property
    def record(self) -> HandlingRecord:
        """The item itself."""
        return self.part.record

    @property
    def is_with_unit(self) -> bool:
        """Whether the next move is the unit's: only then is it reminded."""
        return self.part.stage in WITH_UNIT


@dataclass(slots=True)
class ReminderSheet:
    """One unit's sheet."""

    unit: Unit
    lines: list[ReminderLine] = field(default_factory=list)

    @property
    def due(self) -> list[ReminderLine]:
        """The items that the unit is reminded of."""
        return [line for line in self.lines if line.is_with_unit]

    @property
    def to_issue(self) -> list[ReminderLine]:
        """Those of them that were not reminded today."""
        return [line for line in self.due if not line.is_reminded]

    @property
    def late(self) -> int:
        """How many are late."""
        return sum(line.is_late for line in self.lines)

    @property
    def text(self) -> str:
        """The text to copy for WeChat: number, short title and date."""
        return wechat_text([(line.title, line.due_on, line.is_late) for line in self.due])


@dataclass(frozen=True, slots=True)
class LeaderSheets:
    """The sheets of the units whose items one district leader answers for (分管领导)."""

    leader: str
    "Empty where nobody is named."
    sheets: list[ReminderSheet]

    @property
    def count(self) -> int:
        """How many items are open."""
        return sum(len(sheet.lines) for sheet in self.sheets)

    @property
    def late(self) -> int:
        """How many of them are late."""
        return sum(sheet.late for sheet in self.sheets)

    @property
    def text(self) -> str:
        """The text to copy for the leader: each unit with its items and how many are late; no personal data."""
        lines = [
            _("%(unit)s：%(n)s件，逾期%(late)s件") % {"unit": one.unit, "n": len(one.lines), "late": one.late}
            for one in self.sheets
        ]
        head = _("【督办】分管单位有%(n)s件建议提案未答复，逾期%(late)s件：") % {"n": self.count, "late": self.late}
        return "\n".join([head, *lines])


def wechat_text(items: list[tuple[str, date | None, bool]]) -> str:
    """The text for a group chat that reminds a unit of items, given as title, due date and whether late; no personal data (R74)."""
    lines = []
    for place, (title, due_on, is_late) in enumerate(items, start=1):
        day = _("，办理期限%(day)s") % {"day": in_full(due_on)} if due_on else ""
        lines.append(f"{place}. {title}{day}{_('，已逾期') if is_late else ''}")
    head = _("【催办】贵单位有%(n)s件建议提案待办：") % {"n": len(items)}
    return "\n".join([head, *lines, _("请抓紧办理，按期报送。")])


def what_is_asked(part: Assignment) -> str:
    """What the unit is to do next with its part; it needs `has_contact` and `has_reply`, as `sheets` reads them."""
    if part.stage == Stage.ASSIGNED:
        return _("请签收")
    if part.stage != Stage.HANDLING:
        return localised("由{section}办理，单位暂无须办理")
    if not part.is_answering:
        return _("请提交配合意见")
    if part.has_reply:
        return _("请按退回意见修改后再次送审")
    if part.record.is_joint:
        return _("请报送会办意见")
    return _("请送审答复") if part.has_contact else _("请与提出人沟通后送审答复")


def sheets(
    day: date, *, session: Session | None = None, unit: int | None = None, leader: str | None = None
) -> list[ReminderSheet]:
    """The sheets of all units with open items, those with the most late items first; a constant number of queries.

    Of one leader they hold the items that the leader answers for: by the part, or else by its unit; "" stands for nobody named.
    """
    return _sheets_of(_lines(day, session, unit, leader))


def by_leader(
    day: date, *, session: Session | None = None, unit: int | None = None, leader: str | None = None
) -> list[LeaderSheets]:
    """The same, a group for each leader (每位分管领导一组), those with the most late items first; items of nobody named last."""
    of_leader: dict[str, list[ReminderLine]] = {}
    for line in _lines(day, session, unit, leader):
        of_leader.setdefault(line.part.leader, []).append(line)
    groups = [LeaderSheets(name, _sheets_of(lines)) for name, lines in of_leader.items()]
    return sorted(groups, key=lambda one: (not one.leader, -one.late, -one.count, one.leader))


def _lines(day: date, session: Session | None, unit: int | None, leader: str | None) -> list[ReminderLine]:
    acts = Supervision.objects.filter(kind=SupervisionKind.REMINDER, on=day, record=OuterRef("record"))
    found = attention.parts().annotate(
        has_contact=Exists(Contact.objects.filter(assignment=OuterRef("pk"))),
        has_reply=Exists(Reply.objects.filter(assignment=OuterRef("pk"))),
        is_reminded=Exists(acts.filter(unit=OuterRef("unit"))),
    )
    if session is not None:
        found = found.filter(record__session=session)
    if unit is not None:
        found = found.filter(unit=unit)
    if leader is not None:
        found = found.filter(leader=leader)
    parts = list(found.select_related("unit", "record").defer("record__text").order_by("ends_on", "pk"))
    named = people_named([part.record_id for part in parts])
    calendar = WorkdayOverride.objects.calendar()
    return [
        ReminderLine(
            part,
            name_item(part.record.number_label, part.record.title, named[part.record_id]),
            part.ends_on,
            remaining(day, part.ends_on, calendar) if part.ends_on else "",
            part.ends_on is not None and part.ends_on < day,
            what_is_asked(part),
            part.is_reminded,
        )
        for part in parts
    ]


def _sheets_of(lines: list[ReminderLine]) -> list[ReminderSheet]:
    by_unit: dict[int, ReminderSheet] = {}
    for line in lines:
        by_unit.setdefault(line.part.unit_id, ReminderSheet(line.part.unit)).lines.append(line)
    return sorted(by_unit.values(), key=lambda sheet: (-sheet.late, -len(sheet.lines), sheet.unit.name))


def issue(
    day: date,
    *,
    account,
    demand: str = "",
    session: Session | None = None,
    unit: int | None = None,
    leader: str | None = None,
) -> list[Event]:
    """Issue the sheets: remind of every item whose next move is the unit's, of all or none, and once a day at most."""
    with transaction.atomic():
        # Two who issue at the same moment wait in turn, so that the second finds what the first reminded of.
        list(locked(Unit.objects.order_by("pk")))
        found = sheets(day, session=session, unit=unit, leader=leader)
        lines = [(sheet, line) for sheet in found for line in sheet.to_issue]
        with versions.chaining(line.record.pk for _sheet, line in lines):
            return [
                take(
                    supervise,
                    line.record,
                    account=account,
                    on=day,
                    kind=SupervisionKind.REMINDER,
                    unit=sheet.unit,
                    text=f"{line.asked}。{demand}".strip(),
                )
                for sheet, line in lines
            ]
