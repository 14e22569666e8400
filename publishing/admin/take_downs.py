"""撤稿值班 in the admin: take a page down on a call, bring the paper after it, tick off where copies lie."""

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.models import Page

from publishing.admin.acting import acted
from publishing.admin.doors import opened
from publishing.admin.forms import SCANS, OrderForm, PlainForm
from publishing.models import DISCLOSURE_TYPES, Place, TakeDown
from publishing.press.run import why_still_public
from publishing.review import Refused, on_call
from tracking.admin.frame import frame
from tracking.loop.engine.fields import ScanField

PAGES_SHOWN = 20
TAKEN_DOWN_SHOWN = 50


class TakeDownPaperForm(PlainForm):
    """补办手续."""

    scan = ScanField(label=gettext_lazy("撤稿手续扫描件"), help_text=SCANS)


class CopyForm(PlainForm):
    """One place seen to."""

    place = forms.ChoiceField(choices=Place.choices)
    address = forms.CharField(max_length=500, required=False)
    note = forms.CharField(max_length=200, required=False)


def _crumb() -> tuple[str, str]:
    return _("撤稿值班"), reverse("publishing_take_downs")


@require_GET
@opened
def show_list(request):
    """撤稿值班: find a public page, and what is still to do for those taken down."""
    wanted = request.GET.get("q", "").strip()[:100]
    context = frame(_("撤稿值班"), icon="warning") | {
        "wanted": wanted,
        "found": _public(wanted),
        "taken_down": _taken_down(),
        "warning": on_call.too_few_on_duty(),
    }
    return render(request, "publishing/admin/take_downs.html", context)


def _taken_down() -> list[tuple[TakeDown, int]]:
    """The last take-downs, each with how many places nobody has seen to."""
    rows = TakeDown.objects.select_related("page", "decider", "paper").prefetch_related("copies")[:TAKEN_DOWN_SHOWN]
    copies = on_call.copies_of(rows)
    return [(row, sum(one.cleared is None for one in copies[row.pk])) for row in rows]


def _public(wanted: str) -> list[Page]:
    """The public pieces whose title has these words, the newest first."""
    pages = Page.objects.live().type(*DISCLOSURE_TYPES)
    return list(pages.filter(title__icontains=wanted).order_by("-last_published_at")[:PAGES_SHOWN])


@require_POST
@opened
def take_down_on_call(request, page_id: int):
    """紧急撤稿 by the person on duty."""
    page, form = get_object_or_404(Page, pk=page_id).specific, OrderForm(request.POST)
    if not form.is_valid():
        for field in form:
            for error in field.errors:
                messages.error(request, _("%(label)s：%(error)s") % {"label": field.label, "error": error})
        return redirect("publishing_review", page.pk)
    try:
        row = on_call.take_down_on_call(page, account=request.user, **form.cleaned_data)
    except Refused as reason:
        messages.error(request, str(reason))
        return redirect("publishing_review", page.pk)
    if why := why_still_public(page):
        messages.error(request, why)
    elif elsewhere := on_call.still_elsewhere(page):
        messages.warning(request, elsewhere)
    else:
        messages.success(request, _("已撤下，公开页面已经撤走。请在两个工作日内补办手续，并核对各处副本。"))
    return redirect("publishing_take_down_file", row.pk)


@require_GET
@opened
def show_file(request, take_down_id: int):
    """One take-down: the order, its paper, and the places where copies lie."""
    row = get_object_or_404(TakeDown.objects.select_related("page", "decider", "paper__scan"), pk=take_down_id)
    return render(request, "publishing/admin/take_down.html", _file_context(request, row, TakeDownPaperForm()))


def _file_context(request, row: TakeDown, form: TakeDownPaperForm) -> dict:
    return frame(row.page.title, _crumb(), icon="warning") | {
        "row": row,
        "due_on": on_call.paper_due_on(row),
        "is_late": timezone.localdate() > on_call.paper_due_on(row),
        "copies": on_call.copies_of([row])[row.pk],
        "paper_form": form,
        "why_not": on_call.why_not_aftercare(request.user),
    }


@require_POST
@opened
def bring_paper(request, take_down_id: int):
    """The scan of the written order."""
    row = get_object_or_404(TakeDown.objects.select_related("page", "decider"), pk=take_down_id)
    form = TakeDownPaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "publishing/admin/take_down.html", _file_context(request, row, form), status=422)
    return _act(request, row, _("撤稿手续已补办。"), lambda: on_call.bring_paper(
        row, form.cleaned_data["scan"], account=request.user))  # fmt: skip


@require_POST
@opened
def clear_copy(request, take_down_id: int):
    """One place ticked off."""
    row = get_object_or_404(TakeDown.objects.select_related("page"), pk=take_down_id)
    form = CopyForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    place, address, note = (said.get(name, "") for name in ("place", "address", "note"))
    return _act(request, row, _("已登记这一处的处理。"), lambda: on_call.clear_copy(
        row, place, account=request.user, note=note, address=address))  # fmt: skip


def _act(request, row: TakeDown, done: str, act):
    acted(request, act, done)
    return redirect("publishing_take_down_file", row.pk)
