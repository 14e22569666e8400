"""Supervision (督办、回复督办、督办销号), promises (承诺回头看、再次答复), and what was published (公开登记)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.acts.delivering import after_issue
from tracking.loop.acts.fulfilling import answered
from tracking.loop.acts.handling import answers_the_proposer
from tracking.loop.engine.declaring import Refused, always, step
from tracking.loop.engine.fields import DayField, StepForm, TextField, choices_of, pictures_field, with_pictures
from tracking.loop.engine.taking import take
from tracking.models import (
    Assignment,
    LookBack,
    PromiseResult,
    Publicity,
    Reply,
    Role,
    Supervision,
    SupervisionKind,
    Unit,
    is_web_address,
)
from tracking.stages import ANSWERED, APART, Stage
from tracking.versions.kinds import Readers

PLACE = 160


class SuperviseForm(StepForm):
    """督办."""

    kind = forms.ChoiceField(label=gettext_lazy("方式"), choices=SupervisionKind.choices)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("对象单位"), required=False)
    text = TextField(label=gettext_lazy("情况和要求"))

    def prepare(self) -> None:
        self.fields["unit"].queryset = Unit.objects.filter(assignments__in=self.record.assignments.standing())


@step(
    "督办",
    help="Remind a unit, visit the site, supervise specially or look back (督办).",
    subject="record",
    sources=frozenset(Stage) - APART,
    role=Role.SUPERVISOR,
    form=SuperviseForm,
    not_before=lambda record: (record.received_on, _("收文日期")),
    readers=Readers.OFFICE,  # it may name another unit; what concerns a unit stands under 督查督办
    leaves_to_workbook=True,
)
def supervise(record, move, *, kind, text, unit=None):
    if unit is not None and not record.assignments.standing().filter(unit=unit).exists():
        raise ValidationError({"unit": _("本件没有交给%(unit)s。") % {"unit": unit}})
    move.keep(Supervision(record=record, kind=kind, unit=unit, on=move.on, by=move.decider, text=text))
    return f"{SupervisionKind(kind).label}{f'（{unit}）' if unit else ''}：{text}"


def is_answer_awaited(assignment: Assignment) -> bool:
    """Whether an act of supervision waits for this unit's answer."""
    return any(one.awaits(assignment) for one in assignment.record.supervisions.all())


class AnswerSupervisionForm(StepForm):
    """回复督办."""

    supervision = forms.ModelChoiceField(Supervision.objects.none(), label=gettext_lazy("督办"), empty_label=None)
    answer = TextField(label=gettext_lazy("单位回复"), rows=3)
    pictures = pictures_field()

    def prepare(self) -> None:
        mine = [one.pk for one in self.record.supervisions.all() if one.awaits(self.subject)]
        self.fields["supervision"].queryset = Supervision.objects.filter(pk__in=mine)
        self.fields["supervision"].label_from_instance = lambda one: f"{one}：{one.text}"


@step(
    "回复督办",
    help="Say what was done about a reminder or visit (单位回复); each is answered once.",
    sources=frozenset(Stage) - APART,
    role=Role.UNIT_HANDLER,
    form=AnswerSupervisionForm,
    day=gettext_lazy("回复日期"),
    applies=is_answer_awaited,
    awaited=always,
    event_keeps_files=True,
)
def answer_supervision(assignment, move, *, supervision, answer, pictures=()):
    found = assignment.record.supervisions.filter(pk=supervision.pk).first()
    if found is None or not found.awaits(assignment):
        raise ValidationError({"supervision": _("这次督办不是对本单位的，或者已经回复。")})
    if move.on < found.on:
        raise ValidationError({"on": _("不能早于督办日期 %(on)s。") % {"on": found.on}})
    found.answer, found.answered_on = answer, move.on
    move.keep(found)
    move.files += pictures
    return with_pictures(f"{found.get_kind_display()}：{answer}", pictures)


def has_unanswered(record) -> bool:
    """Whether an act of supervision on the item was neither answered nor laid down."""
    return any(one.is_unanswered for one in record.supervisions.all())


class LayDownForm(StepForm):
    """督办销号."""

    supervision = forms.ModelChoiceField(Supervision.objects.none(), label=gettext_lazy("督办"), empty_label=None)
    because = forms.CharField(
        label=gettext_lazy("销号理由"), max_length=300, help_text=gettext_lazy("例如：已在办结中一并答复。")
    )

    def prepare(self) -> None:
        self.fields["supervision"].queryset = self.record.supervisions.unanswered()
        self.fields["supervision"].label_from_instance = lambda one: f"{one}：{one.text}"


@step(
    "督办销号",
    help="Lay down an act of supervision that needs no answer any more (督办销号), with the reason.",
    subject="record",
    sources=frozenset(Stage) - APART,
    role=Role.SUPERVISOR,
    form=LayDownForm,
    day=gettext_lazy("销号日期"),
    applies=has_unanswered,
    aside=True,
    readers=Readers.OFFICE,  # it may name another unit; what concerns a unit stands under 督查督办
)
def lay_down_supervision(record, move, *, supervision, because):
    found = record.supervisions.unanswered().filter(pk=supervision.pk).first()
    if found is None:
        raise ValidationError({"supervision": _("这次督办已经回复或销号，或者不是本件的。")})
    if move.on < found.on:
        raise ValidationError({"on": _("不能早于督办日期 %(on)s。") % {"on": found.on}})
    move.keep(found.lay_down(move.on, because))
    return f"{found.get_kind_display()}：{because}"


# 承诺和回头看 ----------------------------------------------------------------------------------
def promised(assignment: Assignment) -> Reply | None:
    """The latest delivered letter where it makes a promise (B类); else None."""
    last = answered(assignment)
    return last if last is not None and last.promise_due_on else None


def promises_something(assignment: Assignment) -> bool:
    """Whether the latest delivered letter makes a promise (B类)."""
    return answers_the_proposer(assignment) and promised(assignment) is not None


def last_look(assignment: Assignment) -> LookBack | None:
    """The latest look back at the promise."""
    return max(promised(assignment).look_backs.all(), key=lambda look: (look.on, look.pk), default=None)


def is_not_kept_yet(assignment: Assignment, *, decider=None) -> str:
    """Refuse a further look back once the promise was found kept."""
    look = last_look(assignment)
    if look is not None and look.result == PromiseResult.KEPT:
        return _("承诺事项已于%(on)s查实兑现，不再回头看。") % {"on": look.on}
    return ""


def is_to_be_looked_at(assignment: Assignment) -> bool:
    """Whether today is the promise's own day or past it, or the day that the last look named (到期待查看)."""
    look = last_look(assignment)
    if look is not None and look.result == PromiseResult.KEPT:
        return False
    on = look.next_on if look is not None and look.next_on else promised(assignment).promise_due_on
    return on <= timezone.localdate()


def is_kept_unanswered(assignment: Assignment, *, decider=None) -> str:
    """Refuse 再次答复 before the promise was found kept, and a second time."""
    look = last_look(assignment)
    if look is None or look.result != PromiseResult.KEPT:
        return _("回头看还没有查实承诺兑现，不能再次答复。")
    return _("已于%(on)s再次答复。") % {"on": look.answered_again_on} if look.answered_again_on else ""


def after_promising(assignment: Assignment):
    """The earliest day: that of the last look back, or else that of the delivery."""
    look = last_look(assignment)
    if look is not None:
        return look.on, _("上次回头看日期")
    return promised(assignment).delivered_on, _("送达日期")


class LookBackForm(StepForm):
    """承诺回头看."""

    result = forms.ChoiceField(label=gettext_lazy("兑现情况"), choices=choices_of(PromiseResult))
    text = TextField(label=gettext_lazy("情况"), rows=3)
    next_on = DayField(
        label=gettext_lazy("下次查看日期"), required=False, help_text=gettext_lazy("还没有兑现的须填写。")
    )


@step(
    "承诺回头看",
    help="Look back at what a reply promised (回头看): kept, under way or not kept, and when to look again.",
    sources=ANSWERED,
    role=Role.SUPERVISOR,
    form=LookBackForm,
    day=gettext_lazy("查看日期"),
    applies=promises_something,
    guards=[is_not_kept_yet],
    awaited=is_to_be_looked_at,
    not_before=after_promising,
)
def look_back(assignment, move, *, result, text, next_on=None):
    if result == PromiseResult.KEPT:
        next_on = None
    elif next_on is None:
        raise ValidationError({"next_on": _("还没有兑现的，须写明下次查看日期。")})
    elif next_on <= move.on:
        raise ValidationError({"next_on": _("下次查看日期须晚于这次的日期 %(on)s。") % {"on": move.on}})
    look = LookBack(reply=promised(assignment), on=move.on, by=move.decider, result=result, text=text, next_on=next_on)
    move.keep(look)
    return f"{PromiseResult(result).label}：{text}"


class AnswerAgainForm(StepForm):
    """再次答复."""

    answer = TextField(label=gettext_lazy("再次答复内容"), rows=4)


@step(
    "再次答复",
    help="Tell the proposer that what was promised is done (再次答复).",
    sources=ANSWERED,
    role=Role.OFFICE_CLERK,
    other_roles=[Role.UNIT_HANDLER],
    form=AnswerAgainForm,
    day=gettext_lazy("再次答复日期"),
    applies=promises_something,
    guards=[is_kept_unanswered],
    not_before=after_promising,
)
def answer_again(assignment, move, *, answer):
    look = last_look(assignment)
    look.answered_again_on, look.answer = move.on, answer
    move.keep(look)
    return answer


# 公开 ------------------------------------------------------------------------------------------
def may_be_public(assignment: Assignment, *, decider=None) -> str:
    """Refuse to register the publication of a letter that is public on request alone or not public."""
    reply = assignment.reply
    if reply is not None and reply.publicity in {Publicity.ON_REQUEST, Publicity.WITHHELD}:
        return _("本件答复的公开属性是“%(label)s”，不能登记公开。") % {"label": reply.get_publicity_display()}
    return ""


class PublicationForm(StepForm):
    """公开登记."""

    url = forms.URLField(
        label=gettext_lazy("公开网址"), max_length=500, assume_scheme="https", validators=[is_web_address]
    )


def is_to_be_published(assignment: Assignment) -> bool:
    """Whether the letter is to be published (主动公开) and was not published yet."""
    reply = assignment.reply
    proactive = reply is not None and Publicity(reply.publicity or Publicity.WITHHELD).is_proactive
    return proactive and reply.published_on is None


@step(
    "公开登记",
    help="Note where and when a reply was published (公开登记); published again, it keeps the day it was first public.",
    sources=ANSWERED,
    role=Role.EDITOR,
    other_roles=[Role.FINAL_REVIEWER, Role.OFFICE_CLERK],
    form=PublicationForm,
    day=gettext_lazy("公开日期"),
    applies=answers_the_proposer,
    guards=[may_be_public],
    not_before=after_issue,
    awaited=is_to_be_published,
    leaves_to_workbook=True,
)
def publication(assignment, move, *, url, reply=None):
    reply = assignment.reply if reply is None else assignment.replies.filter(pk=reply.pk).first()
    if reply is None:
        raise Refused(_("登记的不是本件的答复。"))
    reply.published_on, reply.published_url = reply.published_on or move.on, url
    move.keep(reply)
    return url


def record_publication(reply: Reply, *, on, url: str, account, decider=None):
    """Register a publication (公开登记) on behalf of another app, which writes to the ledger by this alone; the event."""
    return take(publication, reply.assignment, account=account, decider=decider, on=on, reply=reply, url=url)
