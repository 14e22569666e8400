"""The sealed letter that comes in after the number (补登用印件)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.acts.delivering import after_issue, number, send_opinion
from tracking.loop.acts.handling import is_answering
from tracking.loop.engine.declaring import step
from tracking.loop.engine.fields import ScanField, StepForm
from tracking.loop.sealing import seal
from tracking.models import Assignment, Role
from tracking.stages import ANSWERED, Stage
from tracking.versions import sha256

PLACE = 125


def has_its_number(assignment: Assignment, *, decider=None) -> str:
    """Refuse a sealed letter before the letter was numbered and sealed."""
    reply = assignment.reply
    if reply is None or (not reply.doc_number and reply.issued_on is None):
        return _("还没有正式行文，不能登记用印件。")
    return ""


def keeps_its_text(assignment: Assignment, *, decider=None) -> str:
    """Refuse a sealed letter once the text is not what was numbered: the two would not be the same letter."""
    last = assignment.events.filter(what__in=[number.code, send_opinion.code]).order_by("number").last()
    digest = last.data.get("text") if last is not None else None
    if digest and assignment.reply is not None and digest != sha256(assignment.reply.body):
        return _("正文与正式行文时不同，不能登记用印件，请核对。")
    return ""


class AttachSealedForm(StepForm):
    """补登用印件."""

    sealed = ScanField(
        label=gettext_lazy("用印件"),
        help_text=gettext_lazy("加盖印章的正本：扫描件（PDF、JPG、PNG、TIFF）、PDF或OFD，不超过20 MB，原样保存。"),
    )
    reason = forms.CharField(
        label=gettext_lazy("更换的理由"), max_length=200, help_text=gettext_lazy("已登记过用印件，更换须写明理由。")
    )

    def prepare(self) -> None:
        if self.subject.reply is None or self.subject.reply.sealed_id is None:
            del self.fields["reason"]


@step(
    "补登用印件",
    help="Put the sealed letter (用印件) to a numbered one whose text is unchanged; another one in its place needs a reason.",
    sources=[Stage.NUMBERED, Stage.REPORTED, Stage.CLEARED, *ANSWERED],
    role=Role.OFFICE_CLERK,
    form=AttachSealedForm,
    day=gettext_lazy("登记日期"),
    applies=is_answering,
    guards=[has_its_number, keeps_its_text],
    not_before=after_issue,
    leaves_to_workbook=True,
)
def attach_sealed(assignment, move, *, sealed, reason=""):
    reply = assignment.reply
    if reply.sealed_id is not None and not reason:
        raise ValidationError({"reason": _("已登记过用印件，更换须写明理由。")})
    if reply.sealed_id == sealed.pk:
        raise ValidationError({"sealed": _("这就是已登记的用印件，不需要再登记。")})
    if reply.sealed_id is not None:
        move.data["replaced"] = reply.sealed.sha256
    seal(reply, sealed, move)
    move.keep(reply)
    return _("%(name)s；%(reason)s") % {"name": sealed.name, "reason": reason} if reason else sealed.name
