"""Where lines of a head end (回行): titles as a trapezium or a lozenge with no word cut, and how large a long name can be set."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from math import ceil

TITLE_LINE = 19.5
"Characters of 2号 that fit into the width of the text (156 mm), with a little room."
MOST_LINES = 5
CLOSING = "，。、；：！？）》〉」』”’】〕］％%),.;:!?"
OPENING = "（《〈「『“‘【〔［("
KEPT = re.compile(
    r"第[0-9０-９〇零一二三四五六七八九十百]{1,6}[号次届期][建议提案议案会]{0,2}|[0-9]{2,4}年(?:[0-9]{1,2}月|“[^”]{1,6}”)?"
)
"What a title says in one breath: 第12号建议, 2024年“两会”."
TAILS = set("市区县州旗乡镇村局委会办厅部组的")
"What ends a name, or hangs on the word before."


def width_of(words: str) -> float:
    """How many characters wide words are: Han 1, digits and Latin a little more than a half."""
    return sum(1 if unicodedata.east_asian_width(one) in "WFA" else 0.6 for one in words)


@lru_cache(maxsize=1024)
def title_in_lines(title: str, line: float = TITLE_LINE) -> str:
    """A title with its line breaks: as few lines as it takes, cut between words; breaks that somebody wrote stay."""
    title = title.strip()
    if "\n" in title or width_of(title) <= line:
        return title
    pieces = _pieces(title)
    for count in range(2, MOST_LINES + 1):
        found = [
            (cost, lines)
            for cuts in combinations(range(1, len(pieces)), count - 1)
            if (cost := _cost(lines := _joined(pieces, cuts), line)) is not None
        ]
        if found:
            return "\n".join(min(found)[1])
    return title


def _pieces(title: str) -> list[str]:
    """The words between which a line may end: marks stay with their words, 关于 and 的 with what they belong to."""
    import rjieba

    words: list[str] = []
    place = 0
    for kept in KEPT.finditer(title):
        words += [*rjieba.cut(title[place : kept.start()]), kept[0]]
        place = kept.end()
    words += rjieba.cut(title[place:])
    pieces: list[str] = []
    for word in words:
        last = pieces[-1] if pieces else ""
        if last and (word[0] in CLOSING or word in TAILS or last[-1] in OPENING or last == "关于"):
            pieces[-1] += word
        else:
            pieces.append(word)
    return pieces


def _joined(pieces: list[str], cuts: Sequence[int]) -> tuple[str, ...]:
    return tuple("".join(pieces[start:end]) for start, end in zip((0, *cuts), (*cuts, len(pieces)), strict=True))


def _cost(lines: tuple[str, ...], most: float) -> float | None:
    """How badly lines stand below each other; None where one is too long."""
    widths = [width_of(one) for one in lines]
    if max(widths) > most:
        return None
    mean = sum(widths) / len(widths)
    uneven = sum((one - mean) ** 2 for one in widths)
    waist = sum(200 for before, one, after in zip(widths, widths[1:], widths[2:], strict=False) if before > one < after)
    lonely = 500 if widths[-1] < 4 else 0
    clumsy = sum(30 for one in lines[1:] if one.startswith(("和", "与", "及", "等", "答复", "会办意见", "的")))
    return uneven + waist + lonely + clumsy + (2 if len(set(widths)) == 1 else 0)


LETTER_MARK = ((14.0, 32.0), (16.0, 29.0), (18.0, 26.0), (20.0, 23.0), (23.0, 20.0), (27.0, 17.0), (29.0, 16.0))
"Sizes in points of a letter's red mark, 170 mm wide at most: up to how many characters each fits."
DOCUMENT_MARK = ((10.0, 44.0), (12.0, 36.0), (14.0, 30.0), (17.0, 26.0), (20.0, 22.0), (27.0, 16.0))
"The same below the top of a document, 156 mm wide at most."


def mark_rung(words: str, ladder: Sequence[tuple[float, float]]) -> int:
    """Which size of the ladder a red mark is set in, so that it fits on its line; the last for what fits in none."""
    width = width_of(words)
    return next((rung for rung, (most, _size) in enumerate(ladder) if width <= most), len(ladder) - 1)


MOST_COPIES = 4
"Lines of 抄送 that an imprint has room for."


def copies_lines(words: str) -> int:
    """How many lines of 29 characters of 四号 a list of recipients takes; 0 for none."""
    return min(ceil(width_of(words) / 29), MOST_COPIES)


def organs_in_rows(organs: Sequence[str]) -> list[list[str]]:
    """The organs that sign together (联合行文), in rows that leave room for their seals; the last one stands at the right."""
    longest = max((width_of(one) for one in organs), default=0)
    columns = min(len(organs), 3 if longest <= 9 else 2 if longest <= 13 else 1)
    rows = [list(organs[start : start + columns]) for start in range(0, len(organs), columns)] if columns else []
    return [[""] * (columns - len(row)) + row for row in rows]
