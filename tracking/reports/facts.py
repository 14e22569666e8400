"""What a report says (上报数据): the session's figures to a day, its open items, its promises, and who answers for it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from tracking import figures
from tracking.figures import Count, Grouped, Snapshot
from tracking.models import Assignment, AssignmentDuty, HandlingRecord, Kind, LookBack, Reply, Session
from tracking.stages import Stage
from tracking.workdays import in_full

Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Signed:
    """Who answers for a report: 填报人, 审核人 and 填报日期."""

    filled_by: str
    reviewed_by: str
    on: date


@dataclass(frozen=True)
class Report:
    """A session as it is reported, counted to the end of a day."""

    session: Session
    as_of: date
    signed: Signed

    def of(self, kind: Kind | None = None) -> Snapshot:
        """The ledger that is counted, of one kind where one is given."""
        return Snapshot(self.session, self.as_of, among=Q(kind=kind) if kind else Q())

    @cached_property
    def counts(self) -> dict[str, Count]:
        """Every figure."""
        return figures.counts(self.of())

    @cached_property
    def chain(self) -> int:
        """The number of the last event that is counted with (台账序号)."""
        return self.of().last_event

    @cached_property
    def groups(self) -> dict[str, Grouped]:
        """Counts by every dimension."""
        return {key: figures.group(key, self.of()) for key in figures.GROUPS}

    @property
    def basis(self) -> str:
        """The basis of the report in one line: session, day and number of the last event."""
        said = {"session": self.session.name, "day": in_full(self.as_of), "chain": self.chain}
        return _("%(session)s；数据截至%(day)s，由台账第%(chain)s条办理记录时的内容统计") % said

    # Lists -------------------------------------------------------------------------------------
    @cached_property
    def open_items(self) -> list[dict[str, Value]]:
        """Items that are not 办结 (未办结清单), by the words of their columns."""
        pks = figures.members(self.of(), ["not_completed"])["not_completed__n"]
        return self._rows(HandlingRecord.objects.filter(pk__in=pks))

    @cached_property
    def all_items(self) -> list[dict[str, Value]]:
        """Every item that is counted."""
        pks = figures.members(self.of(), ["records"])["records__n"]
        return self._rows(HandlingRecord.objects.filter(pk__in=pks))

    def _rows(self, records) -> list[dict[str, Value]]:
        records = records.order_by("-kind", "origin", "number").prefetch_related(
            "signatures__proposer", "assignments__unit"
        )
        return [item_row(record, number, self.as_of) for number, record in enumerate(records, start=1)]

    @cached_property
    def promises(self) -> list[dict[str, Value]]:
        """What replies of the second class promised, and what looking back found by the day (B类跟踪表)."""
        classes = self.session.reply_classes[1:2]
        pks = figures.members(self.of(), ["records"])["records__n"]
        replies = (
            Reply.objects.filter(
                assignment__record__in=pks, assignment__duty=AssignmentDuty.LEAD, issued_on__lte=self.as_of
            )
            .select_related("assignment__record", "assignment__unit")
            .prefetch_related("look_backs")
            .order_by("-assignment__record__kind", "assignment__record__number", "assignment_id", "round")
        )
        last = {reply.assignment_id: reply for reply in replies}.values()
        promised = [one for one in last if one.reply_class in {found["code"] for found in classes}]
        return [promise_row(reply, number, self.as_of) for number, reply in enumerate(promised, start=1)]


def item_row(record: HandlingRecord, number: int, day: date) -> dict[str, Value]:
    """An item as a list of a report has it."""
    signers = sorted(record.signatures.all(), key=lambda one: one.order)
    parts = [part for part in record.assignments.all() if part.stage != Stage.REASSIGNED]
    leads = [part for part in parts if part.is_answering]
    is_late = record.due_on is not None and record.due_on < day
    return {
        "序号": number,
        "编号": record.number_label,
        "类别": str(Kind(record.kind).full_label),
        "案由": record.title,
        "提出人": signers[0].proposer.name if signers else "",
        "承办方式": record.get_duty_display(),
        "承办单位": "、".join(part.unit.name for part in leads),
        "具体负责人": "、".join(dict.fromkeys(part.handler for part in leads if part.handler)),
        "交办日期": record.handed_over_on,
        "办理期限": record.due_on,
        "是否超期": _("超期") if is_late else _("未超期"),
        "环节": record.get_stage_display(),
        "答复日期": record.answered_on,
        "答复类别": record.reply_class,
        "未办结原因": record.not_closed_because,
    }


def promise_row(reply: Reply, number: int, day: date) -> dict[str, Value]:
    """A promise with the last look back at it by that day."""
    record: HandlingRecord = reply.assignment.record
    part: Assignment = reply.assignment
    looks: list[LookBack] = [one for one in reply.look_backs.all() if one.on <= day]
    look = looks[-1] if looks else None
    return {
        "序号": number,
        "编号": record.number_label,
        "案由": record.title,
        "承办单位": part.unit.name,
        "答复文号": reply.doc_number,
        "答复日期": reply.issued_on,
        "承诺事项": reply.promise,
        "承诺时限": reply.promise_due_on,
        "承诺责任单位": reply.promise_unit or part.unit.name,
        "回头看日期": look.on if look else None,
        "兑现情况": look.get_result_display() if look else _("尚未回头看"),
        "情况": look.text if look else "",
        "再次答复日期": look.answered_again_on if look else None,
    }


def placeholders(report: Report) -> dict[str, Value]:
    """What may stand between {{ }} in an office's own template: figures by their label, and what the report rests on."""
    found: dict[str, Value] = {
        "届次": report.session.name,
        "年份": report.session.year,
        "交办机关": report.session.upper_name,
        "截至日期": in_full(report.as_of),
        "台账序号": report.chain,
        "填报人": report.signed.filled_by,
        "审核人": report.signed.reviewed_by,
        "填报日期": in_full(report.signed.on),
    }
    for key, count in report.counts.items():
        name = str(figures.FIGURES[key].label)
        if count.denominator is None:
            found[name] = count.numerator
        else:
            found |= {name: f"{count.printed}{count.unit if count.denominator else ''}"}
            found |= {f"{name}分子": count.numerator, f"{name}分母": count.denominator, f"{name}口径": count.definition}
    return found


def lists(report: Report) -> dict[str, list[dict[str, Value]]]:
    """The lists that a row of a template may be repeated for, as in {{ 未办结.案由 }}."""
    return {
        "承办件清单": report.all_items,
        "未办结": report.open_items,
        "B类": report.promises,
        "单位": [
            {"序号": number, "承办单位": label, "承办件次": given, "已答复": answered}
            for number, (label, (given, answered)) in enumerate(report.groups["unit"].rows, start=1)
        ],
    }


_OF_ITEMS = (
    "序号", "编号", "类别", "案由", "提出人", "承办方式", "承办单位", "具体负责人", "交办日期", "办理期限",
    "是否超期", "环节", "答复日期", "答复类别", "未办结原因",
)  # fmt: skip
COLUMNS = {
    "承办件清单": _OF_ITEMS,
    "未办结": _OF_ITEMS,
    "B类": (
        "序号", "编号", "案由", "承办单位", "答复文号", "答复日期", "承诺事项", "承诺时限", "承诺责任单位",
        "回头看日期", "兑现情况", "情况", "再次答复日期",
    ),
    "单位": ("序号", "承办单位", "承办件次", "已答复"),
}  # fmt: skip
"The columns of each list, also where it has no rows."
