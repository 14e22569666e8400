"""The sealed letter (用印件): the scan, PDF or OFD of the letter with its seal, kept byte for byte beside the letter's text."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tracking.filekinds import sealed_problem
from tracking.loop.engine.taking import Move
from tracking.models import PrivateFile, Reply
from tracking.versions import sha256


def seal(reply: Reply, file: PrivateFile | None, move: Move) -> None:
    """Keep the digest of the letter's text with the event, and put the sealed letter to it where there is one."""
    move.data["text"] = sha256(reply.body)
    if file is None:
        return
    if problem := sealed_problem(file.content_type):
        raise ValidationError({"sealed": problem})
    other = Reply.objects.filter(sealed__sha256=file.sha256).exclude(pk=reply.pk).select_related("assignment__record")
    if (taken := other.first()) is not None:
        words = _("内容相同的文件已登记为%(item)s的用印件，请核对是否选错了文件。")
        raise ValidationError({"sealed": words % {"item": taken.assignment.record.number_label}})
    reply.sealed = file
    move.data["sealed"] = file.sha256
