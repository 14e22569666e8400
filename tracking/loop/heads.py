"""Who signs for a unit (主要负责人签字): its head by default and, where the office says so, nobody else."""

from tracking.models import OfficeSettings, Unit
from tracking.wording import folded
from tracking.wording.local import localised


def head_problem(unit: Unit, name: str) -> str:
    """Why this name can't sign for the unit, in a sentence; empty when it can, and always where the office leaves it open."""
    if not OfficeSettings.current().head_signs:
        return ""
    if not unit.head:
        words = localised(
            "本办公室规定由单位主要负责人签字，名录中还没有%(unit)s的主要负责人；请{section}先在“承办单位”中登记。"
        )
        return words % {"unit": unit}
    if folded(name) != folded(unit.head):
        words = localised(
            "本办公室规定由单位主要负责人签字：%(unit)s的主要负责人是%(head)s，请由其签字后再办；人员有变动的，请{section}更新名录。"
        )
        return words % {"unit": unit, "head": unit.head}
    return ""
