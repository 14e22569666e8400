"""账号条: the slips of accounts that were just opened, set as a PDF from what their page carries; nothing is kept."""

import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huiyin.moving_in.slips import slips_pdf, unsealed
from tracking import permissions
from tracking.admin.frame import only
from tracking.admin.ledger.files import download
from tracking.papers.pdf import MissingGlyph


@require_POST
@never_cache
@only(permissions.may_administer)
def slips_file(request: HttpRequest) -> HttpResponse:
    """One page a slip, for the account that opened them, within the hour."""
    slips = unsealed(request.POST.get("slips", ""), request.user.pk)
    if not slips:
        messages.error(request, _("账号条只能在登记后一小时内由登记人打印；没有打印的，请在“办理人员”中重设密码。"))
        return redirect("moving_in_people")
    try:
        return download(io.BytesIO(slips_pdf(slips)), _("账号条.pdf"), "application/pdf")
    except MissingGlyph as why:
        messages.error(request, str(why))
        return redirect("moving_in_people")
