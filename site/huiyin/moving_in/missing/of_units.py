"""Whether the office and its units are entered so that items reach them (机关、承办单位)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.moving_in.missing import RED, YELLOW, Missing
from huiyin.moving_in.missing.snapshot import Snapshot, can_log_in, listed
from tracking.models import Role
from tracking.wording.local import localised
from tracking.wording.place_words import PlaceAbove, PlaceLevel


def missing_office(now: Snapshot) -> list[Missing]:
    """What letters and notices lack at their head."""
    if now.office is None:
        return [Missing(RED, _("还没有登记政府办公室。"), _("填写机关"), reverse("moving_in_office"))]
    if not now.rules.place:
        is_chosen = (now.rules.level, now.rules.above) != (PlaceLevel.DISTRICT, PlaceAbove.CITY)
        said = (
            _("还没有填地名，届次、通知里不知道怎样称呼本地。")
            if is_chosen
            else _("还没有填地名和级别，现在一律按市辖区称呼领导和上级。")
        )
        return [Missing(YELLOW, said, _("填写地名、级别"), reverse("moving_in_office"))]
    return []


def missing_units(now: Snapshot) -> list[Missing]:
    """Units that can't be reached, or none at all."""
    if not now.units:
        return [Missing(RED, _("还没有承办单位。"), _("登记承办单位"), reverse("moving_in_unit_column"))]
    reached = {one.unit_id for one in now.held(Role.UNIT_HANDLER) if can_log_in(one.person)}
    unreached = [one.name for one in now.units if one.pk not in reached and not one.uses_sheets]
    if not unreached:
        return []
    said = localised("%(names)s没有经办账号，也没有勾选用回填表，签收、答复都要{section}代办。") % {
        "names": listed(unreached)
    }
    return [Missing(YELLOW, said, _("登记单位经办"), reverse("moving_in_people") + "?role=unit_handler")]
