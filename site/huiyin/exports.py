"""The exports of Wagtail's own lists and reports (导出): any stored text can be written, as in the office's workbooks."""

from wagtail.admin.views.mixins import SpreadsheetExportMixin, list_to_str

from tracking.wording import escaped


def write_any_text() -> None:
    """Let no export break on a stray sign, nor a spreadsheet take a text for a formula."""
    formats = (SpreadsheetExportMixin.FORMAT_XLSX, SpreadsheetExportMixin.FORMAT_CSV)
    SpreadsheetExportMixin.custom_value_preprocess |= {
        str: dict.fromkeys(formats, escaped),
        list: dict.fromkeys(formats, lambda values: escaped(list_to_str(values))),
    }
