"""Units that a row names together under 主办单位 without saying who leads: read as 牵头 and 配合, or as 分办 where somebody says so."""

from collections.abc import Mapping

from tracking.ledger.reading import Row, Sheet
from tracking.models import Duty
from tracking.wording import units_in

OTHERS = frozenset({"duty", "separate_units", "sole_units", "city_unit", "units"})
"Columns that tell already how the units of a row share it."


def named_together(row: Row) -> str:
    """The cell in which a row names several lead units without telling their parts; empty for any other row."""
    if "main_units" not in row.cells or OTHERS & row.cells.keys():
        return ""
    text = row.text("main_units")
    named = units_in(text)
    return text if len(named) > 1 and not any(one.leads or one.supports for one in named) else ""


def share_out(sheet: Sheet, duties: Mapping[str, str]) -> None:
    """Give rows that name units together the duty that was chosen for what their cell says."""
    for row in sheet.rows if duties else ():
        if (chosen := duties.get(named_together(row))) in Duty.values:
            row.cells["duty"] = str(Duty(chosen).label)
