"""What came of an answer (落实情况): the unit that answered tells it, day by day, until it is done."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.acts.handling import answers_the_proposer
from tracking.loop.engine.declaring import step
from tracking.loop.engine.fields import StepForm, TextField, choices_of
from tracking.models import Assignment, Fulfilment, FulfilmentProgress, Reply, Role
from tracking.stages import ANSWERED

PLACE = 165


def answered(assignment: Assignment) -> Reply | None:
    """The latest delivered letter."""
    delivered = [reply for reply in assignment.replies.all() if reply.delivered_on]
    return max(delivered, key=lambda reply: reply.round, default=None)


def answers_by_letter(assignment: Assignment) -> bool:
    """Whether the unit answers the proposer and its letter was delivered."""
    return answers_the_proposer(assignment) and answered(assignment) is not None


def after_the_last_entry(assignment: Assignment):
    """The earliest day: that of the last entry, or else that of the delivery."""
    letter = answered(assignment)
    last = max((one.on for one in letter.fulfilments.all()), default=None)
    return (last, _("上次登记日期")) if last else (letter.delivered_on, _("送达日期"))


class FulfilmentForm(StepForm):
    """登记落实情况."""

    progress = forms.ChoiceField(label=gettext_lazy("进度"), choices=choices_of(FulfilmentProgress))
    text = TextField(
        label=gettext_lazy("落实情况"),
        rows=3,
        help_text=gettext_lazy("做了什么、办成了什么。经信息公开编辑整理、审签以后，才在答复页上公开。"),
    )


@step(
    "登记落实情况",
    help="Tell what came of the answer (落实情况): under way or done, on which day.",
    sources=ANSWERED,
    role=Role.UNIT_HANDLER,
    other_roles=[Role.OFFICE_CLERK],
    form=FulfilmentForm,
    applies=answers_by_letter,
    not_before=after_the_last_entry,
    aside=True,
)
def note_fulfilment(assignment, move, *, progress, text):
    move.keep(Fulfilment(reply=answered(assignment), on=move.on, progress=progress, text=text))
    return f"{FulfilmentProgress(progress).label}：{text}"
