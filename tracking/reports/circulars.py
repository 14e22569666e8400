"""Circulars drafted from the ledger (通报): prose for the district's units, with the figures on which it rests frozen.

Internal: it names units and numbers of late items, and is never published.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tracking import figures
from tracking.figures import Count as Counted
from tracking.models import Assignment, AssignmentDuty, Circular, HandlingRecord, Reply, Session
from tracking.stages import APART, BEFORE_HAND_OVER
from tracking.time.attention import LEADER
from tracking.workdays import in_full

RATES = ("answer_rate", "on_time_rate", "contact_rate")


@dataclass(frozen=True, slots=True)
class UnitCount:
    """What one unit, or the units of one leader, had, answered, and let pass its limit, to the end of a day."""

    name: str
    total: int
    answered: int
    late: int

    def told(self) -> str:
        """区发改委承办2件，已答复1件，逾期1件."""
        said = _("%(unit)s承办%(total)s件，已答复%(answered)s件") % {
            "unit": self.name,
            "total": self.total,
            "answered": self.answered,
        }
        return said + (_("，逾期未答复%(late)s件") % {"late": self.late} if self.late else "")


def freeze(session: Session, as_of: date) -> dict:
    """The figures of a day, with the chain's number and the moment at which they were counted."""
    return {
        "as_of": as_of.isoformat(),
        "chain_number": figures.Snapshot(session, as_of).last_event,
        "counted_at": timezone.now().isoformat(),
        "counts": {key: one.as_json() for key, one in figures.count(session, as_of).items()},
    }


def _leading(session: Session, as_of: date):
    """The leading units' parts of the session that were handed over by the day, each with whether it was answered."""
    handed = Assignment.objects.filter(record__session=session, duty=AssignmentDuty.LEAD, assigned_on__lte=as_of)
    letters = Reply.objects.filter(assignment=OuterRef("pk"), delivered_on__isnull=False, issued_on__lte=as_of)
    return handed.exclude(stage__in=APART).exclude(record__stage__in=APART).annotate(is_answered=Exists(letters))


def _late(as_of: date) -> Q:
    """Not answered by the end of a day that is past the limit."""
    return Q(is_answered=False, record__due_on__lt=as_of)


def by_unit(session: Session, as_of: date) -> list[UnitCount]:
    """Every leading unit's counts, the largest first; one query."""
    return _counted(session, as_of, F("unit__name"))


def by_leader(session: Session, as_of: date) -> list[UnitCount]:
    """The counts of the units of each district leader, the largest first; empty where nobody is named."""
    found = _counted(session, as_of, LEADER)
    said, nobody = _("%(leader)s分管的单位"), _("没有写明分管领导的单位")
    named = [replace(one, name=said % {"leader": one.name} if one.name else nobody) for one in found]
    return named if any(one.name for one in found) else []


def _counted(session: Session, as_of: date, by: Combinable) -> list[UnitCount]:
    groups = _leading(session, as_of).order_by().values(name=by)
    counted = groups.annotate(
        total=Count("pk"), answered=Count("pk", filter=Q(is_answered=True)), late=Count("pk", filter=_late(as_of))
    )
    return sorted((UnitCount(**one) for one in counted), key=lambda one: (-one.total, one.name))


class CircularDraft:
    """The draft of a circular to the units, counted to the end of a day."""

    def __init__(self, session: Session, as_of: date):
        self.session, self.as_of = session, as_of
        self.counts = figures.count(session, as_of)
        self.units = by_unit(session, as_of)
        self.leaders = by_leader(session, as_of)

    @property
    def title(self) -> str:
        """巴宜区2024年“两会”建议提案办理情况通报."""
        return _("%(session)s建议提案办理情况通报") % {"session": self.session.name}

    @property
    def body(self) -> str:
        """The whole text, a paragraph a line."""
        return "\n".join(
            [
                _("一、总体情况"),
                self.overall(),
                _("二、各单位办理情况"),
                self.of_units(),
                _("三、逾期情况"),
                self.late(),
                _("四、征询意见和反馈"),
                self.satisfaction(),
                _("五、工作要求"),
                *self.demands(),
            ]
        )

    def n(self, key: str) -> int:
        """A figure's count."""
        return self.counts[key].numerator

    def overall(self) -> str:
        """The paragraph on items handed over and answered, with the rates whose denominator is not zero."""
        kinds = [f"{self.counts[key].label}{self.n(key)}件" for key in ("suggestions", "proposals") if self.n(key)]
        duties = [f"{self.counts[key].label}{self.n(key)}件" for key in figures_of_duty() if self.n(key)]
        said = _("截至%(day)s，共交办承办件%(n)s件") % {"day": in_full(self.as_of), "n": self.n("records")}
        if not self.n("records"):
            return said + "。"
        said += _("，其中%(kinds)s；按承办方式，%(duties)s。") % {
            "kinds": "、".join(kinds),
            "duties": "、".join(duties),
        }
        rates = "，".join(rate(self.counts[key]) for key in RATES if self.counts[key].denominator)
        return said + _("已答复%(n)s件，%(rates)s。") % {"n": self.n("answered"), "rates": rates}

    def of_units(self) -> str:
        """Each unit's counts in words, and those of each leader's units."""
        said = "；".join(one.told() for one in self.units) + "。" if self.units else _("尚未交办到单位。")
        if self.leaders:
            said += _("按分管领导：%(leaders)s。") % {"leaders": "；".join(one.told() for one in self.leaders)}
        waiting = len(self.unassigned)
        return said + (_("另有%(n)s件同意退回后待重新交办。") % {"n": waiting} if waiting else "")

    @cached_property
    def unassigned(self) -> list[HandlingRecord]:
        """Items that were given back (同意退回) and not yet handed to another unit."""
        waiting = HandlingRecord.objects.filter(session=self.session, handed_over_on__lte=self.as_of)
        return list(waiting.filter(stage__in=BEFORE_HAND_OVER).defer("text").order_by("kind", "number"))

    def late(self) -> str:
        """The late items by unit, number and limit: internal."""
        rows = _leading(self.session, self.as_of).filter(_late(self.as_of)).select_related("unit", "record")
        parts = list(rows.defer("record__text").order_by("unit__name", "record__due_on", "record__number"))
        waiting = [(_("待重新交办的"), one) for one in self.unassigned if one.due_on and one.due_on < self.as_of]
        found = [*((part.unit.name, part.record) for part in parts), *waiting]
        if not found:
            return _("没有逾期未答复的承办件。")
        words = _("%(unit)s%(number)s（期限%(day)s）")
        named = [
            words % {"unit": unit, "number": record.number_label, "day": in_full(record.due_on)}
            for unit, record in found
        ]
        items = len({record.pk for _unit, record in found})
        return _("以下%(n)s件已超过办理期限仍未答复：%(items)s。") % {"n": items, "items": "；".join(named)}

    def satisfaction(self) -> str:
        """The paragraph on opinions that came in, with 满意率."""
        count = self.counts["satisfaction_rate"]
        if not count.denominator:
            return _("尚未收到提出人的反馈意见。")
        return _("已收到反馈意见%(n)s件，%(rate)s。") % {"n": count.denominator, "rate": rate(count)}

    def demands(self) -> Iterator[str]:
        """The paragraph on what the units have to do, depending on what is open or late."""
        if any(one.late for one in self.units):
            yield _("逾期的承办单位要查明原因，抓紧办理，尽快报送答复，并书面说明逾期情况。")
        if any(one.answered < one.total for one in self.units):
            yield _("尚未答复的承办单位要对照办理期限，加强与提出人的沟通，按期送审。")
        if any(one.answered for one in self.units):
            yield _("已答复的承办单位要做好征询意见工作，对答复中承诺的事项跟踪落实。")
        if self.unassigned:
            yield _("同意退回的承办件要尽快重新交办，办理期限不变。")
        if not any(one.total for one in self.units):
            yield _("各承办单位收到交办后要及时签收，落实办理责任。")


def figures_of_duty() -> tuple[str, ...]:
    """The figures that divide the items by duty, in the order of a circular."""
    return ("lead", "sole", "separate", "joint")


def rate(count: Counted) -> str:
    """办复率95.5%（21/22）."""
    return f"{count.label}{count.printed}%（{count.numerator}/{count.denominator}）"


def draft(session: Session, as_of: date) -> Circular:
    """An unsaved circular: title, prose, and the figures frozen at this moment."""
    found = CircularDraft(session, as_of)
    frozen = freeze(session, as_of)
    return Circular(session=session, title=found.title, on=as_of, body=found.body, figures=frozen, as_of=as_of)
