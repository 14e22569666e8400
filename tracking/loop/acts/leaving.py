"""Ways out of the ledger (撤回、转办): the item leaves for good and is counted apart."""

from django.utils.translation import gettext as _

from tracking.loop.engine.declaring import step
from tracking.loop.engine.taking import Move
from tracking.loop.forms import TransferForm, WithdrawForm
from tracking.models import Ending, HandlingRecord, Role
from tracking.stages import OPEN, Stage
from tracking.wording import clauses


def after_receipt(record: HandlingRecord):
    """Not before it came in."""
    return record.received_on, _("收文日期")


def _leave(record: HandlingRecord, move: Move, ending: Ending) -> None:
    """Take the item and every part that is still open out of the loop."""
    for part in record.assignments.standing().open():
        part.stage = move.target
        move.keep(part)
    for act in record.supervisions.unanswered():
        # Nobody is left who could answer it.
        move.keep(act.lay_down(move.on, _("本件%(label)s。") % {"label": Stage(move.target).label}))
    record.ending, record.left_on = ending, move.on


@step(
    "撤回",
    subject="record",
    sources=OPEN,
    target=Stage.WITHDRAWN,
    role=Role.OFFICE_CLERK,
    form=WithdrawForm,
    not_before=after_receipt,
    aside=True,
)
def withdraw(record, move, *, letter, reason=""):
    """Take the item out because its proposer withdrew it (撤回), with the proposer's letter."""
    _leave(record, move, Ending.WITHDRAWN)
    return clauses(_("撤回函：%(name)s") % {"name": letter.name}, reason)


@step(
    "退回交办机关、转办",
    subject="record",
    sources=OPEN,
    target=Stage.TRANSFERRED,
    role=Role.OFFICE_CLERK,
    form=TransferForm,
    not_before=after_receipt,
    aside=True,
)
def transfer(record, move, *, to, reason, reply=None):
    """Give the item back to the handing body or on to another office (转办): where to and why, with its reply."""
    _leave(record, move, Ending.TRANSFERRED)
    record.left_to = to
    answered = _("回函：%(name)s") % {"name": reply.name} if reply is not None else ""
    return clauses(_("转往%(to)s：%(reason)s") % {"to": to, "reason": reason}, answered)
