"""移交包 in the admin: what waits for the platform above, one piece with its fields to copy, and what comes back from there."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.models import Page

from publishing.admin.doors import opened
from publishing.admin.forms import PlainForm
from publishing.handover import packing, platforms, returns
from publishing.handover.pictures import TooLarge
from publishing.models import DISCLOSURE_TYPES, PortalSettings, UpperPublication
from publishing.review import Refused, upper
from publishing.review.upper import Given, on_platform
from tracking.admin.frame import frame
from tracking.models import is_web_address
from tracking.papers import Unprintable

MOST_AT_ONCE = 50
"Pieces of one package that is made while somebody waits; more are made by `huiyin handover`."
ZIP = "application/zip"


class EnterForm(PlainForm):
    """What the platform gave one piece."""

    url = forms.URLField(label=gettext_lazy("网址"), max_length=500, assume_scheme="https", validators=[is_web_address])
    at = forms.CharField(
        label=gettext_lazy("平台发布时间"),
        max_length=30,
        help_text=gettext_lazy("照平台上显示的写，例如 2024-08-08 10:30；只显示日期的，只写日期。"),
    )
    index_number = forms.CharField(label=gettext_lazy("平台索引号"), max_length=100, required=False)

    def clean_at(self):
        """The time as platforms show it."""
        try:
            return returns.read_moment(self.cleaned_data["at"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem


class ReturnForm(PlainForm):
    """The list that came back."""

    file = forms.FileField(
        label=gettext_lazy("填好的清单"), help_text=gettext_lazy("移交清单.xlsx，或平台导出的表（.xlsx、.xls、.csv）。")
    )


def _crumb() -> tuple[str, str]:
    return _("移交包"), reverse("publishing_handover")


def _platform(request, portal: PortalSettings | None = None) -> platforms.Platform:
    """The platform that the address names, or that of the settings; a broken file is told, and the first example used."""
    code = request.GET.get("platform")
    try:
        return platforms.platform_of(code) if code else platforms.current(portal)
    except platforms.Broken as problem:
        messages.error(request, str(problem))
        return platforms.platform_of(platforms.FIRST)


# The list ----------------------------------------------------------------------------------------
@never_cache
@require_GET
@opened
def show_list(request):
    """移交包: which signed pieces wait for the platform above, and which it shows."""
    return _list(request)


def _list(request, form: ReturnForm | None = None, problems=(), status: int = 200):
    stands, portal = on_platform(), PortalSettings.current()
    context = frame(_("移交包"), icon="download") | {
        "waiting": [one for one in stands if not one.is_published],
        "there": [one for one in reversed(stands) if one.is_published],
        "form": form or ReturnForm(),
        "problems": problems,
        "portal": portal,
        "platform": _platform(request, portal),
        "most": MOST_AT_ONCE,
        "why_not": upper.why_not_enter(request.user),
    }
    return render(request, "publishing/admin/handover.html", context, status=status)


@never_cache
@require_GET
@opened
def pack_waiting(request):
    """One package of all that waits, with its list."""
    waiting = [one for one in on_platform() if not one.is_published][:MOST_AT_ONCE]
    if not waiting:
        messages.warning(request, _("没有等着移交的稿件。"))
        return redirect("publishing_handover")
    try:
        found = packing.parcels(waiting, _platform(request))
        body = packing.zipped(found, {returns.NAME: returns.write(found)})
    except (Refused, Unprintable, TooLarge) as why:
        messages.error(request, str(why))
        return redirect("publishing_handover")
    return _file(body, _("移交包-%(day)s.zip") % {"day": timezone.localdate()})


@require_POST
@opened
def enter_list(request):
    """The list that came back: all of it is entered, or nothing."""
    form = ReturnForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    file = form.cleaned_data["file"]
    returned = returns.read(file, file.name)
    try:
        count = returns.enter(returned, account=request.user, platform=_platform(request).name)
    except Refused as why:
        messages.error(request, str(why))
        return redirect("publishing_handover")
    if returned.problems:
        return _list(request, form, returned.problems, status=422)
    said = {"count": count, "blank": returned.blank}
    messages.success(request, _("已登记%(count)s篇；清单里还没有填写的%(blank)s篇。") % said)
    return redirect("publishing_handover")


# One piece ---------------------------------------------------------------------------------------
def _page(page_id: int) -> Page:
    return get_object_or_404(Page.objects.type(*DISCLOSURE_TYPES), pk=page_id).specific


@never_cache
@require_GET
@opened
def show_piece(request, page_id: int):
    """One signed piece: the platform's fields in its order, each to be copied, the body, the files, and what came back."""
    return _piece(request, _page(page_id))


def _piece(request, page: Page, form: EnterForm | None = None):
    portal = PortalSettings.current()
    platform = _platform(request, portal)
    try:
        piece = packing.parcel_of(page, platform)
    except Refused as why:
        messages.error(request, str(why))
        return redirect("publishing_review", page.pk)
    rows = UpperPublication.objects.filter(page_id=page.pk).select_related("recorded_by__person", "look")
    context = frame(piece.page.title, _crumb(), icon="download") | {
        "piece": piece,
        "stand": piece.stand,
        "page": page,
        "platform": platform,
        "platforms": list(platforms.platforms()),
        "body": mark_safe(piece.html),  # noqa: S308 (made by publishing.handover.body of escaped words and its own tags)
        "entered": rows,
        "form": form or EnterForm(),
        "why_not": upper.why_not_enter(request.user),
        "portal": portal,
    }
    return render(request, "publishing/admin/handover_piece.html", context, status=422 if form else 200)


@never_cache
@require_GET
@opened
def pack_piece(request, page_id: int):
    """The package of one piece."""
    page = _page(page_id)
    try:
        piece = packing.parcel_of(page, _platform(request))
        body = packing.zipped([piece])
    except (Refused, Unprintable, TooLarge) as why:
        messages.error(request, str(why))
        return redirect("publishing_review", page.pk)
    return _file(body, f"{piece.folder}.zip")


@require_POST
@opened
def enter(request, page_id: int):
    """What the platform gave one piece."""
    page, form = _page(page_id), EnterForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        given = Given(page, said["url"], said["at"], said["index_number"].strip())
        try:
            upper.enter(given, account=request.user, platform=_platform(request).name)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("已登记：本篇已在上级平台发布。"))
            return redirect("publishing_handover_piece", page.pk)
    return _piece(request, page, form)


def _file(body: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(body, content_type=ZIP, headers=headers)
