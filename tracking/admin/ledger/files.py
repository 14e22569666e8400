"""Scans and attachments (扫描件、附件) for those who may see the item that they belong to, and for nobody else; downloads."""

from typing import BinaryIO

from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracking import permissions
from tracking.loop import codes
from tracking.models import (
    Assignment,
    Decision,
    Delivery,
    DraftSave,
    EditedDraft,
    Event,
    Extension,
    Feedback,
    HandlingRecord,
    PrivateFile,
    Reply,
    ReplyFile,
    WordDraft,
)
from tracking.people import powers

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_IN_THE_BROWSER = {"application/pdf", "image/jpeg", "image/png"}


def may_see_file(user, file: PrivateFile) -> bool:
    """Whether something that the user may see refers to this file: an original, a paper decision, an opinion form."""
    if powers.may_see_letter(user, file):
        return True
    records = permissions.visible_records(user).values("pk")
    if not permissions.sees_the_inside(user):
        return False
    if HandlingRecord.objects.filter(pk__in=records, original=file).exists():
        return True
    parts = Assignment.objects.filter(record__in=records)
    of_item = Q(event__assignment=None, event__record__in=records)
    if not permissions.sees_whole_ledger(user):
        parts = parts.filter(unit__in=permissions.units_of(user))
    if Decision.objects.filter(of_item | Q(event__assignment__in=parts), scan=file).exists():
        return True
    if Reply.objects.filter(sealed=file, assignment__in=parts).exists():
        return True
    if ReplyFile.objects.filter(file=file, reply__assignment__in=parts).exists():
        return True
    if EditedDraft.objects.filter(file=file, reply__assignment__in=parts).exists():
        return True
    if DraftSave.objects.filter(own_drafts(user), files=file, assignment__in=parts).exists():
        return True
    sent_in = Exists(Reply.objects.filter(assignment=OuterRef("assignment"), round=OuterRef("round")))
    if WordDraft.objects.filter(own_drafts(user) | Q(sent_in), file=file, assignment__in=parts).exists():
        return True
    if Delivery.objects.filter(form_scan=file, reply__assignment__in=parts).exists():
        return True
    if Extension.objects.filter(consent_scan=file, assignment__in=parts).exists():
        return True
    keeping = codes(lambda step: step.event_keeps_files)
    of_whom = Q(assignment=None, record__in=records) | Q(assignment__in=parts)
    kept = Event.objects.filter(of_whom, what__in=keeping, data__files__has_key=str(file.pk))
    return kept.exists() or Feedback.objects.filter(scan=file, delivery__reply__assignment__in=parts).exists()


def own_drafts(user) -> Q:
    """Which drafts are the user's to write: those of their units or, recorded from paper, a clerk's."""
    own = Q(on_paper=False, assignment__unit__in=permissions.units_of(user))
    return own | Q(on_paper=True) if permissions.may_enter(user) else own


def respond_with(file: PrivateFile) -> FileResponse:
    """A response with the file's bytes and type; the browser is forbidden to run anything in it."""
    try:
        content = file.open()
    except FileNotFoundError:
        raise Http404(_("附件文件不在 private/ 中，请从备份恢复。")) from None
    shown = file.content_type in SHOWN_IN_THE_BROWSER
    response = FileResponse(content, filename=file.name, as_attachment=not shown, content_type=file.content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def download(file: BinaryIO, name: str, content_type: str = XLSX, *, inline: bool = False) -> FileResponse:
    """A response by which the browser saves a file, or shows it, made for this answer alone, under this name."""
    file.seek(0)
    response = FileResponse(file, as_attachment=not inline, filename=name, content_type=content_type)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@never_cache
@require_safe
def private_file(request, pk: int):
    """Serve one file; for everybody else it does not exist (404)."""
    file = get_object_or_404(PrivateFile, pk=pk)
    if not may_see_file(request.user, file):
        raise Http404
    return respond_with(file)
