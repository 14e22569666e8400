"""Figures already reported upwards (上报口径), as a page notes them beside the counted ones: a sentence each."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracking.figures import FIGURES
from tracking.models import ReportedFigure, Session


def reported_notes(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """Figure → its note, for those of these figures that were reported with another number."""
    rows = ReportedFigure.objects.filter(session=session, figure__in=list(keys)).select_related("session")
    return {row.figure: note_of(row) for row in rows if row.figure in FIGURES}


def labelled(notes: dict[str, str]) -> list[tuple[str, str]]:
    """The notes with what their figures are called."""
    return [(str(FIGURES[key].label), note) for key, note in notes.items() if key in FIGURES]


def note_of(row: ReportedFigure) -> str:
    """上报数98.5%（2024年8月1日报示例市人民政府办公室），差异原因：…。"""
    said = {
        "value": f"{row.value.normalize():f}{FIGURES[row.figure].unit(row.session)}",
        "on": date_format(row.on, "Y年n月j日"),
        "to": row.to,
        "reason": row.reason.rstrip("。"),
    }
    if row.to:
        return _("上报数%(value)s（%(on)s报%(to)s），差异原因：%(reason)s。") % said
    return _("上报数%(value)s（%(on)s上报），差异原因：%(reason)s。") % said
