"""The rows of the ledger list: what its columns show, how they are ordered, and what is exported."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.following import NEVER
from tracking.loop.rounds import came_back_because
from tracking.models import Assignment, Following, HandlingRecord, Satisfaction, Signature
from tracking.stages import UNANSWERED, Stage
from tracking.time.running import Running
from tracking.workdays import Light

COLUMNS = {
    "number": gettext_lazy("编号"),
    "kind": gettext_lazy("类别"),
    "title": gettext_lazy("案由"),
    "first_signer": gettext_lazy("领衔"),
    "duty": gettext_lazy("承办方式"),
    "units": gettext_lazy("承办单位"),
    "stage": gettext_lazy("环节"),
    "handed_over_on": gettext_lazy("交办日期"),
    "due_on": gettext_lazy("办理期限"),
    "light": gettext_lazy("灯"),
    "reply_class": gettext_lazy("答复类别"),
    "feedback": gettext_lazy("反馈意见"),
}
EXPORTED = {
    "session": gettext_lazy("届次"),
    "origin": gettext_lazy("来源层级"),
    **COLUMNS,
    "followers": gettext_lazy("跟踪人"),
    "said_on": gettext_lazy("最近记录"),
}


def first_signer() -> Subquery:
    """A subquery for the first signer's name."""
    return Subquery(Signature.objects.filter(record=OuterRef("pk"), order=1).values("proposer__name")[:1])


def signers() -> Subquery:
    """A subquery for the number of signers."""
    per_record = Signature.objects.filter(record=OuterRef("pk")).order_by().values("record")
    return Subquery(per_record.annotate(n=Count("pk")).values("n"))


def _in_order(field: str, values) -> Case:
    """An expression that orders a choice as the office does, since its stored values don't sort so."""
    whens = [When(**{field: value}, then=Value(place)) for place, value in enumerate(values)]
    return Case(*whens, default=Value(None), output_field=IntegerField())


_CLOCK = Coalesce("redo_due_on", "due_on")
ORDERS = {
    "number": [F("number"), F("kind")],
    "kind": [F("kind"), F("number")],
    "title": [F("title")],
    "first_signer": [first_signer()],
    "duty": [F("duty"), F("number")],
    "stage": [_in_order("stage", Stage), F("number")],
    "handed_over_on": [F("handed_over_on")],
    "due_on": [_CLOCK],
    "light": [Case(When(stage__in=list(UNANSWERED), then=Value(0)), default=Value(1)), _CLOCK],
    "reply_class": [F("reply_class")],
    "feedback": [_in_order("feedback_result", Satisfaction)],
}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One item in the list, as of a day."""

    record: HandlingRecord
    today: date
    part: Assignment | None = None
    "For a unit: its own part, whose clock is shown."
    clock: Running | None = None
    "The clock that runs for that part."
    shows_followers: bool = False
    "Whether the reader may know who follows it: the office, and a unit of its own part."

    @property
    def _followings(self) -> list[Following]:
        parts = self.record.assignments.all() if self.shows_followers else ()
        return [part.following for part in parts if part.following is not None]

    @property
    def followers(self) -> str:
        """Who follows it from day to day (跟踪人)."""
        return "、".join(one.person.name for one in self._followings)

    @property
    def said_on(self) -> date | None:
        """The last day with a word on it, where somebody follows it."""
        return max((one.said_on for one in self._followings if one.said_on > NEVER), default=None)

    @property
    def signed(self) -> str:
        """The first signer, with the number of all where there are more."""
        name = self.record.first_signer or ""
        total = self.record.signers_total or self.record.signers or 1
        return _("%(name)s等%(n)s人") % {"name": name, "n": total} if total > 1 else name

    @property
    def units(self) -> str:
        """The units that answer; the supporting ones behind them."""
        parts = self.record.assignments.all()
        lead = "、".join(part.unit.name for part in parts if part.is_answering)
        support = "、".join(part.unit.name for part in parts if not part.is_answering)
        return _("%(lead)s（配合：%(support)s）") % {"lead": lead, "support": support} if support else lead

    @property
    def light(self) -> Light | None:
        """Green, yellow, red, done or apart; none before the clock runs."""
        if self.clock is not None:
            return self.clock.light
        return self.record.light_on(self.today) if self.record.handed_over_on else None

    @property
    def due_on(self) -> date | None:
        """The day on which the shown clock ends; for a unit that has not signed for its part, 签收期限."""
        return self.clock.on if self.clock is not None else self.record.clock_due_on

    @property
    def due_label(self) -> str:
        """The name of that deadline, where it is not the item's own."""
        return self.clock.label if self.clock is not None and self.clock.on != self.record.clock_due_on else ""

    @property
    def came_back(self) -> str:
        """Why the draft was sent back to the reader's unit (退回、重新办理); empty when it was not."""
        return came_back_because(self.part) if self.part is not None else ""

    def exported(self, field: str):
        """The value of a column in an export."""
        record = self.record
        match field:
            case "session":
                return record.session.name
            case "number" | "title" | "handed_over_on" | "reply_class":
                return getattr(record, field)
            case "first_signer":
                return self.signed
            case "units" | "followers" | "said_on":
                return getattr(self, field)
            case "due_on":
                return self.due_on
            case "light":
                return self.light.label if self.light else ""
            case "feedback":
                return record.get_feedback_result_display()
            case _:
                return getattr(record, f"get_{field}_display")()
