"""The table of what is due and late (到期和逾期), by unit, leader or session; every count links to its items."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.widgets.button import HeaderButton

from tracking import permissions
from tracking.admin.frame import frame, only
from tracking.admin.ledger.filters import EVERY_SESSION, Followed
from tracking.loop import following
from tracking.models import Session, WorkdayOverride
from tracking.time import attention
from tracking.time.attention import NO_LEADER, Attention, AttentionRow, Grouping

PARAMETERS = {Grouping.UNIT: "unit", Grouping.LEADER: "leader", Grouping.SESSION: "session"}


def chosen_session(request) -> tuple[list[Session], Session | None]:
    """All sessions, and the chosen one: the latest where the address names none, None where it asks for all."""
    sessions = list(Session.objects.all())
    code = request.GET.get("session", "")
    if code == EVERY_SESSION:
        return sessions, None
    return sessions, next((one for one in sessions if one.code == code), sessions[0] if sessions else None)


def session_choices(sessions: list[Session], session: Session | None, **others) -> list[dict]:
    """Links by which a session is chosen."""
    named = [(one.code, one.name) for one in sessions] + [(EVERY_SESSION, _("全部届次"))]
    now = session.code if session is not None else EVERY_SESSION
    return [
        {"url": f"?{urlencode(others | {'session': code})}", "label": name, "selected": code == now}
        for code, name in named
    ]


@require_safe
@only(permissions.sees_whole_ledger)
def due_and_late(request):
    """The page of the table, for those who see the whole ledger."""
    sessions, session = chosen_session(request)
    by = Grouping(request.GET["by"]) if request.GET.get("by") in Grouping.values else Grouping.UNIT
    code = session.code if session is not None else EVERY_SESSION
    codes = {str(one.pk): one.code for one in sessions}
    rows = attention.table(by, timezone.localdate(), session)
    context = {
        "groupings": [
            {"url": f"?{urlencode({'by': one.value, 'session': code})}", "label": one.label, "selected": one == by}
            for one in Grouping
        ],
        "sessions": session_choices(sessions, session, by=by.value),
        "by": by,
        "kinds": list(Attention),
        "rows": [(row.label or _("未填写"), _cells(row, by, code, codes)) for row in rows],
        "idle_workdays": attention.idle_workdays(),
        "silent": _silent(session),
        "silent_url": f"{reverse('ledger_modeladmin_index')}?session={code}&following={Followed.WAITING.value}",
    }
    sheets = HeaderButton(_("催办单"), url=f"{reverse('supervision_sheets')}?session={code}", icon_name="mail")
    return render(
        request,
        "tracking/admin/supervising/due.html",
        context | frame(_("到期和逾期"), icon="time", buttons=[sheets]),
    )


def _silent(session: Session | None) -> int:
    """How many items are followed by somebody whose word is due (到点没有记录)."""
    found = following.waiting(timezone.localdate(), WorkdayOverride.objects.calendar())
    if session is not None:
        found = found.filter(assignment__record__session=session)
    return following.items_of(found).distinct().count()


def _cells(row: AttentionRow, by: Grouping, code: str, codes: dict[str, str]) -> list[dict]:
    """The counts of a row, each with the address of the ledger list that shows its items."""
    key = {Grouping.SESSION: codes.get(row.key, ""), Grouping.LEADER: row.label or NO_LEADER}.get(by, row.key)
    where = {"session": code} | {PARAMETERS[by]: key}
    ledger = reverse("ledger_modeladmin_index")
    return [
        {
            "kind": kind,
            "count": row.counts[kind],
            "url": f"{ledger}?{urlencode(where | {'attention': kind.value, 'o': 'due_on'})}",
        }
        for kind in Attention
    ]
