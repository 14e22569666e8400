"""Confirming a decision recorded from paper (确认、复核) by one button of the item's file or the first page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracking import permissions
from tracking.admin.frame import record_url
from tracking.loop import vouching
from tracking.models import Decision


@require_POST
def confirm_decision(request, decision_id: int):
    """Confirm one decision; an account that may not see its item gets 403."""
    records = permissions.visible_records(request.user)
    decision = get_object_or_404(Decision.objects.select_related("event__record"), pk=decision_id)
    if not permissions.sees_the_inside(request.user) or not records.filter(pk=decision.event.record_id).exists():
        raise PermissionDenied
    try:
        vouching.confirm(decision, account=request.user)
    except vouching.NotConfirmed as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("已确认：%(what)s。") % {"what": decision.event.label})
    return redirect(record_url(decision.event.record))
