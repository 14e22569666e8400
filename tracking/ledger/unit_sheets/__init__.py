"""承办单位回填表: one workbook a unit goes out with its open items, and comes back with what the unit filled in (R73)."""

from tracking.ledger.unit_sheets.incoming import SheetFinding, UnitSheet, read_sheets
from tracking.ledger.unit_sheets.merging import MergePlan, merge, plan_merge
from tracking.ledger.unit_sheets.outgoing import OpenItems, file_name, open_items, write_sheet, write_zip
