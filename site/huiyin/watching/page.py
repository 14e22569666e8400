"""设置检查 in the admin: what the office lacks (办公室), and the same checks as `huiyin doctor` (运行), the worst first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huiyin.moving_in.steps.overview import overview
from huiyin.watching.checks import GREEN, RED, YELLOW, examine
from tracking import permissions
from tracking.admin.frame import frame, only

LABELS = {RED: gettext_lazy("须处理"), YELLOW: gettext_lazy("须留意"), GREEN: gettext_lazy("正常")}


@require_GET
@never_cache
@only(permissions.may_administer)
def settings_check(request: HttpRequest) -> HttpResponse:
    """The office's steps with what they lack, then every technical check with its outcome, red before yellow before green."""
    order = list(LABELS)
    found = sorted(examine(), key=lambda one: order.index(one.level))
    rows = [(LABELS[one.level], one) for one in found]
    counts = [(LABELS[level], sum(one.level == level for one in found)) for level in order]
    context = {"rows": rows, "counts": counts, "steps": overview()}
    return render(request, "huiyin/settings_check.html", frame(_("设置检查"), icon="cog") | context)
