"""An item leaves the ledger for good (撤回、转办) and is counted apart (R26)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.acts.following import stop_following
from tracking.loop.engine.declaring import step
from tracking.loop.engine.fields import ScanField, StepForm, TextField
from tracking.loop.engine.taking import Move
from tracking.models import Ending, HandlingRecord, Role
from tracking.stages import OPEN, Stage
from tracking.wording import clauses

PLACE = 170


def after_receipt(record: HandlingRecord):
    """The earliest day: that on which the item came in."""
    return record.received_on, _("收文日期")


def _leave(record: HandlingRecord, move: Move, ending: Ending) -> None:
    """Give every open part the step's stage, lay down the acts of supervision that wait, and note the item's ending."""
    gone = _("本件%(label)s。") % {"label": Stage(move.target).label}
    for part in record.assignments.standing().open():
        stop_following(part, move, gone)
        part.stage = move.target
        move.keep(part)
    for act in record.supervisions.unanswered():
        # Nobody is left who could answer it.
        move.keep(act.lay_down(move.on, gone))
    record.ending, record.left_on = ending, move.on


class WithdrawForm(StepForm):
    """撤回."""

    letter = ScanField(label=gettext_lazy("提出人撤回函扫描件"))
    reason = TextField(label=gettext_lazy("说明"), required=False, rows=2)


@step(
    "撤回",
    help="Take the item out because its proposer withdrew it (撤回), with the proposer's letter.",
    subject="record",
    sources=OPEN,
    target=Stage.WITHDRAWN,
    role=Role.OFFICE_CLERK,
    form=WithdrawForm,
    day=gettext_lazy("撤回日期"),
    not_before=after_receipt,
    aside=True,
    turns_back=True,
    event_keeps_files=True,
)
def withdraw(record, move, *, letter, reason=""):
    _leave(record, move, Ending.WITHDRAWN)
    return clauses(_("撤回函：%(name)s") % {"name": letter.name}, reason)


class TransferForm(StepForm):
    """退回交办机关、转办."""

    to = forms.CharField(
        label=gettext_lazy("转办去向"), max_length=100, help_text=gettext_lazy("交办机关，或接办的单位。")
    )
    reason = TextField(label=gettext_lazy("理由"), rows=3)
    reply = ScanField(label=gettext_lazy("交办机关回函扫描件"), required=False)


@step(
    "退回交办机关、转办",
    help="Give the item back to the handing body or pass it to another office (转办): to whom, why, and their letter.",
    subject="record",
    sources=OPEN,
    target=Stage.TRANSFERRED,
    role=Role.OFFICE_CLERK,
    form=TransferForm,
    day=gettext_lazy("退回或转办日期"),
    not_before=after_receipt,
    aside=True,
    turns_back=True,
    event_keeps_files=True,
)
def transfer(record, move, *, to, reason, reply=None):
    _leave(record, move, Ending.TRANSFERRED)
    record.left_to = to
    answered = _("回函：%(name)s") % {"name": reply.name} if reply is not None else ""
    return clauses(_("转往%(to)s：%(reason)s") % {"to": to, "reason": reason}, answered)
