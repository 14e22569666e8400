"""How the office's workbooks look (版式): styles of cells, widths of columns, and the pages as they are printed."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

A3, A4 = Worksheet.PAPERSIZE_A3, Worksheet.PAPERSIZE_A4
FONT = "仿宋"
DAY = "yyyy-mm-dd"
_GREY = Side(style="thin", color="B7B7B7")
_GRID = Border(*[_GREY] * 4)
WRAPPED = Alignment(vertical="center", wrap_text=True)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)


def styled(workbook: Workbook, *, fillable: bool = False) -> dict[str, str]:
    """Give a workbook the office's styles, with those of cells to fill in (`open_…`) where it has any: their names."""
    body = {"font": Font(FONT, 11), "border": _GRID}
    styles = {
        "title": NamedStyle(
            "台账标题", font=Font("方正小标宋简体", 18), alignment=Alignment(horizontal="left", vertical="center")
        ),
        "about": NamedStyle("台账说明", font=Font(FONT, 11, color="595959"), alignment=Alignment(vertical="center")),
        "header": NamedStyle(
            "台账表头", font=Font("黑体", 11), alignment=CENTRED, border=_GRID, fill=PatternFill("solid", "EDF1F5")
        ),
        "body": NamedStyle("台账正文", alignment=WRAPPED, **body),
        "day": NamedStyle("台账日期", alignment=CENTRED, number_format=DAY, **body),
    }
    if fillable:
        body |= {"fill": PatternFill("solid", "FFF8E1"), "protection": Protection(locked=False), "alignment": WRAPPED}
        styles["open_body"] = NamedStyle("台账正文·可填写", **body)
        styles["open_day"] = NamedStyle("台账日期·可填写", number_format=DAY, **body)
    for style in styles.values():
        workbook.add_named_style(style)
    return {key: style.name for key, style in styles.items()}


def set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Give the columns their widths, from the first on."""
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width


def fit_to_page(sheet: Worksheet, paper: str, *, wide: int = 1) -> None:
    """Print a sheet on this paper, so many pages wide and as long as it is."""
    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def print_as_list(sheet: Worksheet, paper: str, *, head: str, wide: int = 1) -> None:
    """Print a long list across the paper: its head rows on every page, and the pages numbered."""
    fit_to_page(sheet, paper, wide=wide)
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = head
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = _("第 &P 页，共 &N 页")
