"""The stages of the closed loop (闭环) and their named groups: pure, so that no list of stages is spelt twice."""

from collections.abc import Container, Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tracking.wording.local import local


class Phase(TextChoices):
    """The six stages of the closed loop as deputies and citizens see them (建议交办 … 意见反馈; R10)."""

    HAND_OVER = "hand_over", _("建议交办")
    SIGN_FOR = "sign_for", _("单位签收")
    HANDLE = "handle", _("经办人办理")
    REPLY = "reply", _("行文回复")
    ASK = "ask", _("征询意见")
    FEEDBACK = "feedback", _("意见反馈")

    @property
    def position(self) -> int:
        """Place on the progress line, 0 to 5."""
        return list(Phase).index(self)


class Stage(TextChoices):
    """Where an item or a unit's part of it stands; declared in the order of the loop."""

    REGISTERED = "registered", _("已收文，待拟办")
    PROPOSED = "proposed", _("已拟办，待批示")
    INSTRUCTED = "instructed", _("已批示，待交办")
    ASSIGNED = "assigned", _("已交办，待签收")
    OBJECTED = "objected", _("已申请退回，待裁定")
    HANDLING = "handling", _("办理中")
    SUBMITTED = "submitted", _("已送审，待审核")
    REVIEWED = "reviewed", _("审核通过，待签发")
    SIGNED = "signed", _("已签发")
    REPORTED = "reported", local("已报{upper_office}审核")
    CLEARED = "cleared", local("{upper_office}审核通过")
    NUMBERED = "numbered", _("已行文，待送达")
    DELIVERED = "delivered", _("已答复，待征询意见")
    ASKED = "asked", _("征询意见中")
    FED_BACK = "fed_back", _("已反馈，待办结")
    CLOSED = "closed", _("已办结")
    WITHDRAWN = "withdrawn", _("已撤回")
    TRANSFERRED = "transferred", _("已转办")
    REASSIGNED = "reassigned", _("已改派")

    @property
    def rank(self) -> int:
        """Position in the loop: the slower of two stages has the lower rank."""
        return _RANK[self]

    @property
    def phase(self) -> Phase:
        """The one of the six public stages that this one belongs to."""
        return _PHASE[self]

    @classmethod
    def slowest(cls, stages: Iterable[str]) -> "Stage":
        """The stage that an item has when its parts have these (the record's stage is its slowest assignment's)."""
        return min((cls(stage) for stage in stages), key=lambda stage: stage.rank)


_RANK = {stage: rank for rank, stage in enumerate(Stage)}

BEFORE_HAND_OVER = frozenset({Stage.REGISTERED, Stage.PROPOSED, Stage.INSTRUCTED})
"Still in the office: the stage is the record's own."
NOT_SIGNED_FOR = frozenset({Stage.ASSIGNED, Stage.OBJECTED})
"The unit has not signed for it: it may yet be given to another."
WITH_UNIT = frozenset({Stage.ASSIGNED, Stage.HANDLING})
"The next move is the unit's."
IN_REVIEW = frozenset({Stage.SUBMITTED, Stage.REVIEWED, Stage.SIGNED, Stage.REPORTED, Stage.CLEARED, Stage.NUMBERED})
"A reply is on its way through the office."
ANSWERED = frozenset({Stage.DELIVERED, Stage.ASKED, Stage.FED_BACK, Stage.CLOSED})
"The answer has reached the proposer (送达 = 已答复)."
APART = frozenset({Stage.WITHDRAWN, Stage.TRANSFERRED, Stage.REASSIGNED})
"Counted apart from all figures (撤回、转办); a unit's part, too, that was given to another (改派; R26)."
FINISHED = frozenset({Stage.CLOSED}) | APART
"No clock runs any more."
OPEN = frozenset(Stage) - FINISHED
"Somebody still has to do something."
UNANSWERED = OPEN - ANSWERED
"The answer clock runs."


def in_order(group: Container[Stage]) -> list[str]:
    """A group's values in the order of the loop, for constraints that must read the same every time."""
    return [stage.value for stage in Stage if stage in group]


_PHASE = (
    dict.fromkeys(BEFORE_HAND_OVER, Phase.HAND_OVER)
    | {Stage.ASSIGNED: Phase.SIGN_FOR, Stage.OBJECTED: Phase.SIGN_FOR, Stage.HANDLING: Phase.HANDLE}
    | dict.fromkeys(IN_REVIEW, Phase.REPLY)
    | {Stage.DELIVERED: Phase.ASK, Stage.ASKED: Phase.FEEDBACK, Stage.FED_BACK: Phase.FEEDBACK}
    | dict.fromkeys(FINISHED, Phase.FEEDBACK)
)
