"""Exported lists (导出): text that a spreadsheet would take for a formula is written so that it stays text."""

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from tracking.wording import escaped

_preprocess = SpreadsheetExportMixin.preprocess_field_value


def text_stays_text(view: SpreadsheetExportMixin, field, value, export_format):
    """A cell as Wagtail writes it, without stray signs, and with an apostrophe before what would be taken for a formula."""
    cell = _preprocess(view, field, value, export_format)
    return escaped(cell) if isinstance(cell, str) else cell


def install() -> None:
    """Let the exports of the ledger, of Wagtail and of its add-ons write their text so."""
    SpreadsheetExportMixin.preprocess_field_value = text_stays_text
