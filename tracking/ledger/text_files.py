"""A table as text (.csv, Excel's “Unicode 文本”): decoded as it was saved, with unreadable characters reported by row."""

import csv
import io

from django.utils.translation import gettext as _

from tracking.ledger import guises
from tracking.ledger.faults import Fault
from tracking.ledger.grid import MOST_COLUMNS, MOST_ROWS, Cell, Grid, Unreadable

_BOMS = ((b"\xff\xfe\0\0", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MOST_CONTROLS = 0.02
"The share of control characters beyond which a file is no text."


def decoded(data: bytes) -> tuple[str, str]:
    """The file's text, and what code it is in where bytes in it fit none of its characters (they become �).

    Raises Unreadable where it is no text at all, or is cut off.
    """
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None) or _utf_16_without_mark(data)
    if encoding is not None:
        text = data.decode(encoding, "replace")
        bad = text.count("\ufffd")
    else:
        text, bad, encoding = _utf_8_or_gb18030(data)
    controls = sum(char < " " and char not in "\t\r\n\v\f" for char in text[:20_000])
    if controls > _MOST_CONTROLS * min(len(text), 20_000):
        raise Unreadable(guises.of_bytes(data))
    if bad == 1 and text.endswith("\ufffd"):
        raise Unreadable(
            _("文件在第%(row)s行的一个字中间断开，多半没有传完或下载完；请重新取得完整的文件。")
            % {"row": text.count("\n") + 1}
        )
    return text, encoding.upper() if bad else ""


def _utf_16_without_mark(data: bytes) -> str | None:
    """UTF-16 that lost its mark: every comma and line break then has a zero byte on one side."""
    if data.count(b"\0") < len(data) // 50 + 1:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        if any(sign.encode(encoding) in data for sign in ",\t\n"):
            text = data.decode(encoding, "replace")
            if (
                sum("\u4e00" <= char <= "\u9fff" or " " <= char <= "~" or char in "\r\n\t" for char in text)
                > len(text) * 0.8
            ):
                return encoding
    return None


def _utf_8_or_gb18030(data: bytes) -> tuple[str, int, str]:
    """The text in whichever of the two codes fits it better, how many pieces of it can't be read, and the code."""
    try:
        return data.decode("utf-8-sig"), 0, "utf-8"
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8-sig", "replace")
    bad = text.count("\ufffd")
    if sum(char > "\x7f" for char in text) - bad > bad:
        return text, bad, "utf-8"
    text = data.decode("gb18030", "replace")
    bad = text.count("\ufffd")
    if bad * 4 > sum(char > "\x7f" for char in text) and bad > 1:
        raise Unreadable(guises.of_bytes(data))
    return text, bad, "gb18030"


def grid_of_text(text: str, damaged: str = "") -> Grid:
    """The rows of a table as text, whatever stands between its cells; cells with � are faults where the text is damaged."""
    first_lines = text[:5000]
    delimiter = max(",\t;", key=first_lines.count)
    rows: list[tuple[int, list[Cell]]] = []
    try:
        for number, texts in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if len(texts) > MOST_COLUMNS or number > MOST_ROWS:
                raise Unreadable(_("文件的行或栏目过多，不像正常的台账，没有读取；请把内容复制到新的工作簿再导入。"))
            if any(text.strip() for text in texts):
                rows.append((number, [_cell_of(text, damaged) for text in texts]))
    except csv.Error as problem:
        row = sum(1 for _line in rows) + 1
        raise Unreadable(
            _("第%(row)s行附近的引号不成对，读不出以后的内容；请改正后再导入。") % {"row": row}
        ) from problem
    return Grid("", rows)


def _cell_of(text: str, damaged: str) -> Cell:
    return Fault("bytes", damaged) if damaged and "\ufffd" in text else text
