"""Reports upward (上报材料): the summary sheet, the lists of what is open and promised, templates, and two drafts."""

from tracking.reports.facts import COLUMNS, Report, Signed
from tracking.reports.filling import Unfillable, fill
from tracking.reports.prose import ReportPaper, deputies_report, members_circular
from tracking.reports.sheets import write_open_items, write_promises, write_summary
from tracking.reports.standing import SessionStanding, standing
