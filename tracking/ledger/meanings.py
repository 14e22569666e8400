"""The meaning of columns whose heading alone does not tell, and the columns about which the clerk is asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.utils.translation import gettext as _

from tracking.ledger.columns import UNREAD
from tracking.ledger.grid import Cell, Grid
from tracking.ledger.tables import RowError, Table, cells_below
from tracking.ledger.text import folded, text_of
from tracking.loop.bulk.backfill import wished_units
from tracking.wording import split_names
from tracking.wording.surnames import is_whole_name

_LOOKED_AT = 300
"How many cells of a column are read to tell what it holds."
_CLASS = re.compile(r"[A-Da-d甲乙丙丁](?:类|级)?(?:[（(].*)?|.*(?:解决|采纳|留作参考|列入计划).*")
_OPINION = re.compile(r"(?:非常|很|基本|不)?满意.{0,6}")
_HEADINGS = (
    ("day", re.compile("日期|时间|期限|时限|截止")),
    ("consent", re.compile("同意|公开|可否|授权")),
    ("units", re.compile("单位|部门|科室|机构|意向")),
    ("people", re.compile("姓名|人员|领导|代表|委员|负责人|联系人|承办人|经办|责任人|[^\\d多]人$")),
)
_FULL_DAY = re.compile(r"(?:19|20)\d{2}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*日?(?:[ T].*)?")
_UNIT = re.compile(r".{2,}(?:局|委|委员会|办公室|政府|街道|法院|检察院|中心|公司|[乡镇])(?:[（(].*[)）])?")
_CONSENT = re.compile("不?同意(?:公开)?")


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown column that holds days, people, units or a consent: the clerk must say what it is read as, so that none is lost."""

    sheet: str
    row: int
    heading: str
    what: str
    "day, consent, units or people; number where 序号 may be the item's number."
    example: str

    @property
    def guess(self) -> str:
        """What the column seems to hold."""
        return {
            "day": _("日期"),
            "consent": _("是否同意"),
            "units": _("单位"),
            "people": _("人员"),
            "number": _("编号"),
        }[self.what]

    def as_error(self) -> RowError:
        """The question as an error of the header, with the ways to answer it."""
        if self.what == "number":
            why = _(
                "没有“编号”列。序号如果就是编号，请在预览页选择读作“编号”，或改表头；用命令导入的加 --read-column 序号=编号。"
            )
            return RowError(self.row, self.heading, why, self.sheet)
        why = _(
            "系统不认识这一栏，里面像是%(what)s（如“%(example)s”）。请在预览页选择读作哪一栏或不读，或改表头；"
            "用命令导入的加 --read-column %(heading)s=栏目 或 --skip-column %(heading)s。"
        )
        told = {"what": self.guess, "example": self.example, "heading": self.heading}
        return RowError(self.row, self.heading, why % told, self.sheet)


def questions_of(table: Table, grid: Grid, last: int, end: int, answers: Mapping[str, str]) -> list[Question]:
    """The columns of a table about which somebody has to be asked."""
    found = []
    for at, heading in table.unknown:
        cells = list(islice(cells_below(grid, last, end, at), _LOOKED_AT))
        if heading not in answers and heading not in UNREAD and cells and (what := _holds(heading, cells)):
            found.append(Question(table.name, table.header_row, heading, what, text_of(cells[0])[:20]))
    if "number" not in table.headings and "serial" in table.headings and "序号" not in answers:
        found.append(Question(table.name, table.header_row, table.headings["serial"], "number", ""))
    return found


def _holds(heading: str, cells: list[Cell]) -> str:
    """What an unknown column holds that must not be lost, by its heading or by most of its cells; empty for anything else."""
    for what, words in _HEADINGS:
        if words.search(heading):
            return what
    texts = [text_of(cell) for cell in cells]
    tests = {
        "day": [
            isinstance(cell, date) or bool(_FULL_DAY.fullmatch(text)) for cell, text in zip(cells, texts, strict=True)
        ],
        "units": [bool(_UNIT.fullmatch(text)) for text in texts],
        "people": [_is_name(text) for text in texts],
        "consent": [bool(_CONSENT.fullmatch(text)) for text in texts],
    }
    return next((what for what, held in tests.items() if sum(held) * 3 > len(held) * 2), "")


def _is_name(text: str) -> bool:
    """Whether a cell names people: three characters that begin with a surname; two may be any word (安全、常规)."""
    return len(text) <= 40 and any(len(name) > 2 and is_whole_name(name) for name in split_names(text).names)


# What a heading leaves open --------------------------------------------------------------------
def settle_columns(table: Table, grid: Grid, last: int, end: int) -> None:
    """Give the columns their meaning that their cells tell: 类别 with contents such as 城建, 办理结果 as class or opinion."""
    for at, key, label in list(table.columns):
        if key not in ("kind", "outcome"):
            continue
        texts = [folded(text_of(cell)) for cell in islice(cells_below(grid, last, end, at), _LOOKED_AT)]
        if key == "kind":
            names_kind = any(word in text for text in texts for word in ("建议", "提案", "议案"))
            new = "kind" if names_kind or not texts or not table.kind_words else "category"
        else:
            new = next(
                (
                    meant
                    for meant, words in (("result", _OPINION), ("reply_class", _CLASS))
                    if texts and all(words.fullmatch(text) for text in texts)
                ),
                "",
            )
        if new != key:
            _rename(table, (at, key, label), new)


def _rename(table: Table, column: tuple[int, str, str], new: str) -> None:
    """Read a column as another one; as none where that one is there already."""
    at, key, label = column
    heading = table.headings.pop(key)
    table.columns.remove(column)
    if not new or new in table.headings:
        table.unknown.append((at, heading))
    else:
        table.columns.append((at, new, label))
        table.headings[new] = heading


def settle_row(values: dict[str, Cell]) -> None:
    """Move a row's cells to where they belong: a body that proposed to the proposer, units that were wished for to 拟办意见."""
    if body := values.pop("collective", None):
        first = text_of(values.get("first"))
        if not first:
            values["first"] = body
        elif text_of(body) not in first:
            others = text_of(values.get("co_signers"))
            values["co_signers"] = f"{others}、{text_of(body)}" if others else body
    wished = [text_of(values.get(key)) for key in ("wished_main", "wished_joint")]
    if any(wished):
        said = text_of(values.get("handling_proposal"))
        values["handling_proposal"] = "\n".join(filter(None, [said, wished_units(*wished)]))
