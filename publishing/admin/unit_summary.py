"""本单位办理工作总结: for those who handle a unit's items, from their own unit's rows."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from publishing import evidence
from publishing.admin.marking import seen
from publishing.drafting import told_to
from publishing.narrating.of_unit import known_of, tell
from publishing.review import Checked
from tracking import permissions
from tracking.admin.frame import frame
from tracking.models import Session, Unit


@require_GET
def show_unit_summary(request):
    """一键起草本单位办理工作总结: the text, checked against itself; nothing is saved."""
    own = list(Unit.objects.filter(pk__in=permissions.units_of(request.user)).order_by("name"))
    if not own:
        raise PermissionDenied
    sessions = list(Session.objects.filter(records__assignments__unit__in=own).distinct())
    unit = _chosen(own, "pk", request.GET.get("unit"))
    session = _chosen(sessions, "code", request.GET.get("session")) if sessions else None
    text = tell(known_of(unit, session, told_to(session))) if session else ""
    checked = Checked(evidence.check(text)) if text else None
    context = frame(_("本单位办理工作总结"), icon="doc-full") | {
        "units": own,
        "unit": unit,
        "sessions": sessions,
        "session": session,
        "text": text,
        "lines": text.splitlines(),
        "checked": checked,
        "findings": seen(checked) if checked else [],
    }
    return render(request, "publishing/admin/unit_summary.html", context)


def _chosen(rows: list, name: str, wanted: str | None):
    """The row asked for, or the first; another unit's is not there."""
    if wanted is None:
        return rows[0]
    found = next((one for one in rows if str(getattr(one, name)) == wanted), None)
    if found is None:
        raise Http404
    return found
