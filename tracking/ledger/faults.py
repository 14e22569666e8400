"""Cells without a readable value (公式出错、图片、乱码): reported by row and column, never read as text or as a blank cell."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

_ERROR = re.compile(
    r"[#＃](?:N/?A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|EXTERNAL!|PYTHON!|GETTING_DATA)"
    r"|Err:[0-9]{3}",
    re.IGNORECASE,
)
_NARROW = re.compile("[#＃]{3,}")
_PICTURE = re.compile(r"=?(?:_xlfn\.)?DISPIMG\(.*\)", re.IGNORECASE | re.DOTALL)
_AS_TEXT = re.compile(r'="([^"]*)"')
_FORMULA = re.compile(r"=(?:[!-~\s]+|.*[A-Za-z.]+\(.*)", re.DOTALL)
"A formula that was saved as text: nothing but ASCII, or a function's call; our own workbooks put an apostrophe before such a text."


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell's value can't be known, and what stands in its place."""

    what: str
    "The kind of fault: error, formula, picture, narrow, bytes, unreadable or broken."
    text: str = ""

    @property
    def is_note(self) -> bool:
        """Whether the cell is merely noted and read as blank, so that the import goes on: so it is with a picture."""
        return self.what == "picture"

    def __str__(self) -> str:
        return self.text

    @property
    def sentence(self) -> str:
        """What is wrong, and what to do."""
        sentences = {
            "error": _("公式出错（%(text)s），请改正。"),
            "formula": _("公式还没有算出结果：请用 Excel 或 WPS 打开这个文件、保存后再导入，或者直接填写内容。"),
            "picture": _("这一格是嵌入的图片，没有读取；需要的内容请用文字填写。"),
            "narrow": _("“%(text)s”是列宽不够时的显示，不是内容：请加宽这一列，重新另存或复制。"),
            "bytes": _("有不能识别的字符：文件是%(text)s编码，这一格却不是；请重新填写这一格，另存后再导入。"),
            "unreadable": _("“%(text)s”里有不能识别的字符，原来的字已经丢失；请重新填写这一格。"),
            "broken": _("这一格已损坏，读不出内容：请用 Excel 或 WPS 打开，重新填写后保存。"),
        }
        return sentences[self.what] % {"text": self.text}


def judged(cell: str) -> "str | Fault":
    """A cell's text, or the fault that it shows: #N/A, a formula, ####, a picture's name, a character that was unreadable."""
    if "\ufffd" in cell:
        return Fault("unreadable", cell.strip()[:20])
    text = cell.strip()
    if text[:1] not in ("#", "＃", "=", "E", "e", "_", "D"):
        return cell
    if _ERROR.fullmatch(text):
        return Fault("error", text)
    if _NARROW.fullmatch(text):
        return Fault("narrow", text)
    if _PICTURE.fullmatch(text):
        return Fault("picture")
    if found := _AS_TEXT.fullmatch(text):
        return found[1]
    if _FORMULA.fullmatch(text):
        return Fault("formula", text[:40])
    return cell
