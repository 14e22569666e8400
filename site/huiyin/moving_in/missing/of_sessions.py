"""Whether limits can be counted (届次、工作日): a session of this year with its day of hand-over, and its calendar."""

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.moving_in.missing import RED, YELLOW, Missing
from huiyin.moving_in.missing.snapshot import Snapshot
from tracking.models import WorkdayOverride
from tracking.workdays import Calendar

MEETINGS_ARE_OVER = 4
"The month from which a year's meetings have been held, so that its session should be there."
CALENDAR_IS_OUT = 12
"The month in which the next year's holidays are known."


def missing_sessions(now: Snapshot) -> list[Missing]:
    """What the session lacks from which limits are counted."""
    add = reverse("moving_in_sessions")
    if not now.sessions:
        return [Missing(RED, _("还没有届次。"), _("登记届次"), add), *_missing_calendar(now)]
    year = max(one.year for one in now.sessions)
    found = []
    if year < now.today.year and now.today.month >= MEETINGS_ARE_OVER:
        said = _("最近的届次是%(year)s年的，今年的还没有登记。") % {"year": year}
        found.append(Missing(YELLOW, said, _("登记今年的届次"), add))
    for one in now.sessions:
        if one.year == year and one.handed_over_on is None:
            said = _("%(session)s没有填交办会日期，办理期限没有起算的日子。") % {"session": one.name}
            found.append(Missing(YELLOW, said, _("填写日期"), reverse("sessions_modeladmin_edit", args=[one.pk])))
    return found + _missing_calendar(now)


def _missing_calendar(now: Snapshot) -> list[Missing]:
    """Years whose working days are only estimated, though the office's limits run into them."""
    years = [now.today.year, *([now.today.year + 1] if now.today.month >= CALENDAR_IS_OUT else [])]
    unknown = [year for year in years if not Calendar().is_announced(year)]
    if not unknown:
        return []
    entered = set(WorkdayOverride.objects.filter(day__year__in=unknown).values_list("day__year", flat=True))
    return [
        Missing(
            YELLOW,
            _("%(year)s年的放假安排本系统还没有，工作日按法定节假日和周末推算。") % {"year": year},
            _("按放假通知登记调休"),
            reverse("holidays_modeladmin_create"),
        )
        for year in unknown
        if year not in entered
    ]
