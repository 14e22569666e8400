"""The registry (指标登记): every figure's key, label, printed definition, numerator and denominator (R60)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext_lazy as _

from tracking.figures import conditions as when
from tracking.figures.conditions import Condition
from tracking.figures.snapshot import Basis
from tracking.models import (
    CompletionDefinition,
    ContactDefinition,
    Duty,
    Ending,
    FeedbackRound,
    FeedbackSource,
    Kind,
    Origin,
    Satisfaction,
    SatisfactionDefinition,
    Session,
)
from tracking.stages import Stage
from tracking.wording.labels import Label
from tracking.wording.local import local

PERCENT = "%"
Words = Callable[[Session], Label]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: a count of items, parts or forms, or a rate of one count over another."""

    key: str
    label: Label
    numerator: Condition
    denominator: Condition | None
    define: Words | Label
    counts: Callable[[Session], Basis] | Basis = Basis.ITEMS
    name: Words | None = None
    "Its label where that depends on the session."
    place: int | None = None
    "The place of the reply class that it counts, in the session's list of classes."

    def basis(self, session: Session) -> Basis:
        """What it counts in this session."""
        return self.counts if isinstance(self.counts, Basis) else self.counts(session)

    def applies(self, session: Session) -> bool:
        """Whether the session has what it counts: some have three classes of reply."""
        return self.place is None or self.place < len(session.reply_classes)

    def unit(self, session: Session) -> str:
        """件, 件次 or 份 for counts, % for rates."""
        return self.basis(session).measure if self.denominator is None else PERCENT

    def definition(self, session: Session) -> str:
        """The printed definition under this session's settings (口径)."""
        return str(self.define(session) if callable(self.define) else self.define)

    def label_in(self, session: Session) -> str:
        """Its label under this session's settings."""
        return str(self.name(session) if self.name else self.label)


# Definitions that depend on the session ----------------------------------------------------------
def _completion_words(session: Session) -> Label:
    if session.completion_definition == CompletionDefinition.CLASS_A:
        label = session.class_label(session.reply_classes[0]["code"])
        return _("答复类别为“%(label)s”的件数÷承办件数") % {"label": label}
    return _("已答复（会办件为已报送会办意见）的件数÷承办件数")


def _rest_words(session: Session) -> Label:
    if session.completion_definition == CompletionDefinition.CLASS_A:
        label = session.class_label(session.reply_classes[0]["code"])
        return _("承办件中尚未答复，或者答复类别不是“%(label)s”的") % {"label": label}
    return _("承办件中尚未书面答复（会办件为尚未报送会办意见）的")


def _contact_words(session: Session) -> Label:
    if session.contact_definition == ContactDefinition.FACE:
        return _("当面走访或座谈过的主办、独办、分办件数÷主办、独办、分办件数")
    return _("与提出人沟通过的主办、独办、分办件数÷主办、独办、分办件数")


def _which_round(session: Session) -> Label:
    return _("首次") if session.satisfaction_round == FeedbackRound.FIRST else _("最终")


def _satisfaction_words(session: Session) -> Label:
    strict = session.satisfaction_definition == SatisfactionDefinition.STRICT
    said = {"which": _which_round(session), "good": _("满意") if strict else _("满意、基本满意")}
    if when.counts_forms(session):
        return _("%(which)s反馈“%(good)s”的征询意见表份数÷收回的征询意见表份数，每位提出人一份；会办件不计入") % said
    words = local(
        "领衔人%(which)s反馈“%(good)s”的件数÷有反馈的主办、独办、分办件数；会办件由{upper_lead}统一征询，不计入"
    )
    return words % said


def _opinion_words(session: Session, result: Satisfaction) -> Label:
    said = {"which": _which_round(session), "result": result.label}
    if when.counts_forms(session):
        return _("%(which)s反馈“%(result)s”的征询意见表份数，每位提出人一份") % said
    return _("领衔人%(which)s反馈“%(result)s”的主办、独办、分办件数") % said


def _by_item_or_form(session: Session) -> Basis:
    return Basis.FORMS if when.counts_forms(session) else Basis.ITEMS


def _class_at(session: Session, place: int) -> dict[str, str] | None:
    return session.reply_classes[place] if place < len(session.reply_classes) else None


def _class_name(session: Session, place: int, words: Label, usual: Label) -> Label:
    found = _class_at(session, place)
    return words % found if found else usual


def _class_words(session: Session, place: int, words: Label) -> Label:
    found = _class_at(session, place)
    return words % found if found else _("本届没有这一答复类别")


# The figures -------------------------------------------------------------------------------------
def _class(place: int, letter: str, usual: Label) -> Figure:
    words = _("已书面答复的主办、独办、分办件中，答复类别为%(code)s类（%(label)s）的")
    return Figure(
        f"class_{letter}",
        usual,
        when.of_class(place),
        None,
        partial(_class_words, place=place, words=words),
        name=partial(_class_name, place=place, words=_("%(code)s类"), usual=usual),
        place=place,
    )


def _class_share(place: int, letter: str, usual: Label) -> Figure:
    words = _("答复类别为%(code)s类（%(label)s）的件数÷已书面答复的主办、独办、分办件数")
    return Figure(
        f"class_{letter}_share",
        usual,
        when.of_class(place),
        when.letters,
        partial(_class_words, place=place, words=words),
        name=partial(_class_name, place=place, words=_("%(code)s类占比"), usual=usual),
        place=place,
    )


def _opinion(key: str, result: Satisfaction) -> Figure:
    words = partial(_opinion_words, result=result)
    return Figure(key, result.label, when.opinion(result), None, words, counts=_by_item_or_form)


def _source(source: FeedbackSource, label: Label, words: Label) -> Figure:
    key = f"feedback_{source.value}_share"
    condition = when.from_source(source)
    return Figure(key, label, condition, when.every, words, counts=Basis.ALL_FORMS)


_ALL = [
    Figure("records", _("承办件"), when.counted, None, _("本届交办的全部承办件，撤回、转办的另计")),
    Figure(
        "assignments",
        _("承办件次"),
        when.every,
        None,
        _("承办件按承办单位分别计数：由几个单位分别答复的计几次，配合的、已改派的不计"),
        counts=Basis.PARTS,
    ),
    Figure("suggestions", _("人大代表建议"), when.of_kind(Kind.SUGGESTION), None, _("承办件中的人大代表建议")),
    Figure("proposals", _("政协提案"), when.of_kind(Kind.PROPOSAL), None, _("承办件中的政协提案")),
    Figure("lead", _("主办"), when.of_duty(Duty.LEAD), None, _("承办件中由本级主办的")),
    Figure("joint", _("会办"), when.of_duty(Duty.JOINT), None, _("承办件中由本级会办的")),
    Figure("separate", _("分办"), when.of_duty(Duty.SEPARATE), None, _("承办件中由本级分办的")),
    Figure("sole", _("独办"), when.of_duty(Duty.SOLE), None, _("承办件中由本级独办的")),
    Figure("from_region", _("自治区交办"), when.of_origin(Origin.REGION), None, _("承办件中来源层级为自治区的")),
    Figure("from_city", local("{upper}交办"), when.of_origin(Origin.CITY), None, local("承办件中来源层级为{upper}的")),
    Figure(
        "from_district", local("{own}本级"), when.of_origin(Origin.DISTRICT), None, local("承办件中来源层级为{own}的")
    ),
    Figure("key_items", _("重点件"), when.key_items, None, _("承办件中确定为重点件的")),
    Figure("answered", _("已答复"), when.answered, None, _("已书面答复的承办件，会办件为已报送会办意见")),
    Figure("unanswered", _("未答复"), when.unanswered, None, _("承办件中尚未书面答复的，会办件为尚未报送会办意见")),
    Figure("overdue", _("超期未答复"), when.overdue, None, _("承办件中尚未答复、已过办理期限的")),
    Figure("answer_rate", _("办复率"), when.answered, when.counted, _("已答复的件数÷应答复的件数")),
    Figure("completion_rate", _("办结率"), when.completed, when.counted, _completion_words),
    Figure("not_completed", _("未办结"), when.not_completed, None, _rest_words),
    Figure("contact_rate", _("面商率"), when.contacted, when.answering, _contact_words),
    Figure(
        "satisfaction_rate",
        _("满意率"),
        when.satisfied,
        when.with_opinion,
        _satisfaction_words,
        counts=_by_item_or_form,
    ),
    _opinion("satisfied", Satisfaction.SATISFIED),
    _opinion("basically_satisfied", Satisfaction.BASIC),
    _opinion("unsatisfied", Satisfaction.UNSATISFIED),
    Figure(
        "unheard",
        _("未反馈"),
        when.unheard,
        None,
        _("经催请仍未反馈意见而办结的主办、独办、分办件，不计入满意率"),
    ),
    Figure(
        "still_unsatisfied",
        _("仍不满意"),
        when.ended(Ending.STILL_UNSATISFIED),
        None,
        _("重新办理后提出人仍不满意、报交办机关后办结的主办、独办、分办件"),
    ),
    Figure(
        "redone",
        _("重新办理"),
        when.done_again,
        None,
        _("领衔人首次反馈不满意、须重新办理的主办、独办、分办件"),
    ),
    Figure("published", _("已公开"), when.published, None, _("已答复且应主动公开的承办件中，答复已经公开的")),
    Figure("published_rate", _("公开率"), when.published, when.publishable, _("已公开的件数÷已答复且应主动公开的件数")),
    Figure("on_time_rate", _("按期率"), when.on_time, when.answered, _("办理期限内答复的件数÷已答复的件数")),
    _class(0, "a", _("A类")),
    _class(1, "b", _("B类")),
    _class(2, "c", _("C类")),
    _class(3, "d", _("D类")),
    _class_share(0, "a", _("A类占比")),
    _class_share(1, "b", _("B类占比")),
    _class_share(2, "c", _("C类占比")),
    _class_share(3, "d", _("D类占比")),
    Figure("withdrawn", _("撤回"), when.gone(Stage.WITHDRAWN), None, _("提出人撤回的，不计入承办件")),
    Figure("transferred", _("转办"), when.gone(Stage.TRANSFERRED), None, _("退回交办机关或转办的，不计入承办件")),
    Figure(
        "off_ledger",
        _("另册"),
        when.every,
        None,
        _("只在纸质另册登记的件数，不计入承办件"),
        counts=Basis.NOTED,
    ),
    _source(
        FeedbackSource.PAPER,
        _("反馈来源：征询意见表"),
        _("代录自纸质征询意见表的份数÷收回的征询意见表份数"),
    ),
    _source(
        FeedbackSource.ASSEMBLY,
        _("反馈来源：人大、政协系统"),
        _("来自人大、政协系统的份数÷收回的征询意见表份数"),
    ),
    _source(
        FeedbackSource.LEAD_UNIT,
        local("反馈来源：{upper_lead}转来"),
        local("由{upper_lead}转来的份数÷收回的征询意见表份数"),
    ),
    _source(
        FeedbackSource.LINK,
        _("反馈来源：一次性链接"),
        _("提出人经一次性链接填写的份数÷收回的征询意见表份数"),
    ),
    _source(
        FeedbackSource.IMPORTED,
        _("反馈来源：台账补录"),
        _("从台账补录的份数÷收回的征询意见表份数"),
    ),
]
FIGURES: dict[str, Figure] = {figure.key: figure for figure in _ALL}
