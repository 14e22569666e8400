"""A unit's own summary (本单位办理工作总结), told from its own rows alone: text for the unit to copy, print and mend."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from publishing.narrating.prose import MOST_TOPICS, listed
from tracking.figures.occasions import talks
from tracking.models import (
    FACE_TO_FACE,
    Assignment,
    AssignmentDuty,
    Contact,
    HandlingRecord,
    Kind,
    Reply,
    Session,
    Unit,
)
from tracking.stages import APART
from tracking.workdays import in_full


@dataclass(frozen=True, slots=True)
class UnitKnown:
    """What the ledger knows of one unit's parts in a session, to the end of a day."""

    unit: str
    year: int
    as_of: date
    suggestions: int = 0
    proposals: int = 0
    leading: int = 0
    answered: int = 0
    on_time: int = 0
    topics: tuple[str, ...] = ()
    signed_for: int = 0
    contacts: int = 0
    face_contacts: int = 0
    has_promises: bool = False

    @property
    def total(self) -> int:
        """Items in which the unit has a part."""
        return self.suggestions + self.proposals

    @property
    def title(self) -> str:
        """区示例局2024年建议提案办理工作总结."""
        return f"{self.unit}{self.year}年建议提案办理工作总结"


def known_of(unit: Unit, session: Session, as_of: date) -> UnitKnown:
    """Gather what the ledger knows of this unit, and of no other."""
    parts = Assignment.objects.standing().filter(unit=unit, record__session=session, assigned_on__lte=as_of)
    parts = parts.exclude(stage__in=APART).exclude(record__stage__in=APART)
    records = HandlingRecord.objects.filter(pk__in=parts.values("record"))
    leading = parts.filter(duty=AssignmentDuty.LEAD)
    letters = Reply.objects.filter(assignment__in=leading, delivered_on__isnull=False, issued_on__lte=as_of)
    first = dict(letters.order_by("-round").values_list("assignment", "issued_on"))
    due = dict(leading.values_list("pk", "due_on"))
    talked = talks(Contact.objects.filter(assignment__in=parts, on__lte=as_of))
    topics = records.exclude(topic="").order_by("-kind", "number").values_list("topic", flat=True)
    return UnitKnown(
        unit.name,
        session.year,
        as_of,
        suggestions=records.filter(kind=Kind.SUGGESTION).count(),
        proposals=records.filter(kind=Kind.PROPOSAL).count(),
        leading=len(due),
        answered=len(first),
        on_time=sum(bool(on and (last := due[part]) and on <= last) for part, on in first.items()),
        topics=tuple(dict.fromkeys(topics)),
        signed_for=parts.filter(signed_for_on__lte=as_of).count(),
        contacts=talked.total(),
        face_contacts=sum(talked[method] for method in FACE_TO_FACE),
        has_promises=letters.exclude(promise="").exists(),
    )


def tell(told: UnitKnown) -> str:
    """The whole text, a paragraph a line; empty where the unit has no part in the session."""
    if not told.total:
        return ""
    return "\n".join(
        [
            told.title,
            f"{told.unit}认真做好{told.year}年{_papers(told)}的办理工作，现将有关情况总结如下：",
            "一、基本情况",
            "".join(_situation(told)),
            "二、主要做法",
            "".join(_measures(told)),
            "三、下一步打算",
            _closing(told),
        ]
    )


def _papers(told: UnitKnown) -> str:
    kinds = [name for n, name in ((told.suggestions, "人大代表建议"), (told.proposals, "政协提案")) if n]
    return "和".join(kinds)


def _proposers(told: UnitKnown) -> str:
    return "、".join(name for n, name in ((told.suggestions, "代表"), (told.proposals, "委员")) if n)


def _situation(told: UnitKnown) -> Iterator[str]:
    kinds = [f"{name}{n}件" for n, name in ((told.suggestions, "人大代表建议"), (told.proposals, "政协提案")) if n]
    duties = [f"{name}{n}件" for n, name in ((told.leading, "牵头办理"), (told.total - told.leading, "配合办理")) if n]
    split = f"其中{'，'.join(duties)}" if len(duties) > 1 else "均为牵头办理" if told.leading else "均为配合办理"
    yield f"{told.year}年，{told.unit}共承办{'、'.join(kinds)}，{split}。"
    if 0 < len(told.topics) <= MOST_TOPICS:
        yield f"主要涵盖{listed(told.topics)}等方面。"
    if not told.leading:
        return
    if told.answered == told.leading == told.on_time:
        yield f"截至{in_full(told.as_of)}，牵头办理的都在规定时间内完成答复。"
    elif told.answered == told.leading:
        yield f"截至{in_full(told.as_of)}，牵头办理的已全部答复。"
    else:
        said = f"已答复{told.answered}件，" if told.answered else ""
        yield f"截至{in_full(told.as_of)}，牵头办理的{said}尚有{told.leading - told.answered}件正在办理。"


def _measures(told: UnitKnown) -> Iterator[str]:
    if told.signed_for == told.total:
        yield "对交办的承办件逐件签收，明确具体部门、分管领导、具体负责人和办结时限，做到分工明确、责任到人。"
    elif told.signed_for:
        yield "收到交办的承办件后及时签收，明确具体部门、分管领导、具体负责人和办结时限。"
    else:
        yield "交办的承办件正在办理签收。"
    if told.contacts:
        face = f"，其中当面走访、座谈{told.face_contacts}次" if told.face_contacts else ""
        yield f"在办理过程中，注重与{_proposers(told)}的沟通协调，先后沟通{told.contacts}次{face}，认真听取意见建议。"
    if told.answered:
        yield "答复送审前经单位负责人审核把关，按要求规范行文。"


def _closing(told: UnitKnown) -> str:
    left = "抓紧办理尚未答复的承办件，" if told.answered < told.leading else ""
    follow = "对答复中承诺的事项按时限跟踪落实，" if told.has_promises else ""
    return f"下一步，我们将继续改进方法，{left}{follow}加强与{_proposers(told)}的沟通，努力提高办理工作质量。"
