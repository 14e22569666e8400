"""Signatures on paper in the admin (纸质审签): print the 审核表, record a signed one, confirm what it says."""

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from publishing.admin import doors, queue
from publishing.admin.acting import acted
from publishing.admin.paper_forms import RecordForm
from publishing.models import Level, PaperForm, PaperSignature, Submission
from publishing.review import Refused, check_value, paper
from tracking import permissions
from tracking.admin.frame import frame, key_in, only
from tracking.admin.loop.link_slips import qr
from tracking.admin.loop.step_forms import kept_scans, scans_to_keep
from tracking.models import OfficeSettings

FORMS_SHOWN = 50


def papers_crumb() -> tuple[str, str]:
    """The way back to the list of forms."""
    return _("纸质审签"), reverse("publishing_papers")


def _asked(request) -> set[int]:
    """The pages that the address names."""
    return {key_in(one) for one in request.GET.getlist("page")} - {None}


# Printing --------------------------------------------------------------------------------------
@never_cache
@require_GET
@only(doors.may_open)
def print_form(request):
    """信息发布审核表 to print and sign: the pages named, or all that are under review, each with its check value."""
    pages = _asked(request)
    submissions = [one for one in queue.open_submissions() if not pages or one.page_id in pages]
    if not submissions:
        raise Http404(_("没有正在审签的页面可以打印。"))
    needed = {level for one in submissions for level in one.needed}
    context = {
        "title": _("信息发布审核表"),
        "rows": [(one, check_value(one.content_sha256), _code(one)) for one in submissions],
        "levels": [level for level in Level if level in needed],
        "address": reverse("publishing_queue"),
        "warnings": sorted({one.levels_because for one in submissions}),
    }
    return render(request, "publishing/admin/paper_print.html", context)


def _code(submission: Submission) -> str:
    """A QR code that leads from the paper to the very page."""
    where = reverse("publishing_review", args=[submission.page_id])
    address = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{where}#{check_value(submission.content_sha256)}"
    return mark_safe(qr(address))  # noqa: S308 (drawn by segno from an address of our own)


# Recording -------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def record(request):
    """登记审核表: by a clerk or editor, once, with everything that it bears."""
    if not permissions.has_any_role(request.user, paper.RECORDERS):
        raise PermissionDenied
    posted = request.method == "POST"
    form = RecordForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        submissions=queue.open_submissions(),
        chosen=_asked(request),
        initial=kept_scans(request.POST, request.user) if posted else {},
    )
    if posted and form.is_valid():
        try:
            made = paper.record_form(form.cleaned_data["scan"], form.pages, form.written, account=request.user)
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("审核表已登记，已告知签名人；本人确认或他人复核后生效。"))
            return redirect("publishing_paper", made.pk)
    context = frame(_("登记审核表"), papers_crumb(), icon="upload") | {
        "form": form,
        "kept": scans_to_keep(form, request.user) if posted else {},
        "office": OfficeSettings.current(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if posted else HTTPStatus.OK
    return render(request, "publishing/admin/paper_record.html", context, status=status)


# Confirming ------------------------------------------------------------------------------------
@require_GET
@only(doors.may_watch)
def show_list(request):
    """纸质审签: every signature that nobody has vouched for, and the forms recorded."""
    forms = PaperForm.objects.select_related("recorded_by__person").prefetch_related(
        "pages__submission__revision", "signatures__decider", "signatures__answer__by", "signatures__signoffs"
    )
    context = frame(_("纸质审签"), icon="doc-full-inverse") | {
        "unanswered": paper.unanswered(),
        "forms": forms[:FORMS_SHOWN],
        "may_record": permissions.has_any_role(request.user, paper.RECORDERS),
        "office": OfficeSettings.current(),
    }
    return render(request, "publishing/admin/papers.html", context)


@require_GET
@only(doors.may_watch)
def show_form(request, form_id: int):
    """One form: what was entered beside its scan, and my word on each signature."""
    rows = PaperForm.objects.select_related("recorded_by__person", "scan")
    form = get_object_or_404(rows, pk=form_id)
    signatures = form.signatures.select_related("decider", "form", "answer__by", "answer__signature")
    context = frame(str(form), papers_crumb(), icon="doc-full-inverse") | {
        "form": form,
        "pages": paper.pages_of(form),
        "signatures": [(one, paper.why_not_vouch(one, request.user)) for one in signatures],
        "person": permissions.person_of(request.user),
        "may_see_scan": doors.may_open(request.user),
        "goes_out_on": paper.goes_out_on(form) if OfficeSettings.current().is_small else None,
    }
    return render(request, "publishing/admin/paper.html", context)


@require_POST
@only(doors.may_open)
def vouch(request, signature_id: int):
    """本人确认、复核 or 不属实, in one press."""
    signature = get_object_or_404(PaperSignature.objects.select_related("form"), pk=signature_id)
    verdict = request.POST.get("verdict")
    if verdict not in {"true", "false"}:
        messages.error(request, _("请选择“属实”或“不属实”。"))
        return redirect("publishing_paper", signature.form_id)
    acted(
        request,
        lambda: paper.vouch(signature, account=request.user, is_true=verdict == "true"),
        _("已记录您的意见。"),
    )
    return redirect("publishing_paper", signature.form_id)
