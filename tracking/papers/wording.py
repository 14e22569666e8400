"""Values as papers print them: days, blanks to fill in by hand, and a text as its paragraphs and tables."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from tracking.wording import folded

BLANK_DAY = "　　　年　　月　　日"
"Where somebody writes the day by hand."

Blocks = list[dict[str, Any]]
"A text's parts: {“text”: a line, its level as a heading, whether it stands flush left} or {“rows”: lists of cells}."


def dated(day: date | None) -> str:
    """A day as letters write it: 2024年8月5日; empty where there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def listed(names: Iterable[object]) -> str:
    """Names in a row: 区教育局、区住建局."""
    return "、".join(str(name) for name in names)


def boxes_in_pairs(labels: Iterable[object], chosen: object = None) -> str:
    """Boxes to tick, two a line, where they are too long for one line."""
    every = list(labels)
    return "\n".join(boxes(every[at : at + 2], chosen) for at in range(0, len(every), 2))


def boxes(labels: Iterable[object], chosen: object = None) -> str:
    """Boxes to tick, the chosen one ticked: ☑ 满意　□ 基本满意."""
    return "　　".join(f"{'☑' if label == chosen else '□'} {label}" for label in labels)


LEVELS = (re.compile("[一二三四五六七八九十百]{1,4}、"), re.compile("（[一二三四五六七八九十百]{1,4}）"))
"How headings of the first and the second level begin: 一、 in 黑体, （一） in 楷体 (GB/T 9704-2012, 7.3.3)."
SALUTATION = re.compile(r"[ \t\u3000]*([^\n。，；！？《：:]{1,60}(?:《[^》\n]{1,60}》)?)[：:]")
STYLED = re.compile("(?:代表|委员|提案者|提案人|先生|女士|同志)(?:们|（[^）]{0,20}）)?$")


def level_of(line: str) -> int:
    """1 or 2 for a line that is a heading (一、…  （一）…), which ends with no mark; 0 for any other."""
    words = line.strip()
    if len(words) > 40 or words.endswith(("。", "；", "：", "，", "！", "？", ";", ":")):
        return 0
    return next((level for level, begins in enumerate(LEVELS, 1) if begins.match(words)), 0)


def opens_with_salutation(text: str, names: Iterable[str] = ()) -> bool:
    """Whether a text begins with whom it is for (主送、称谓), up to a colon: one of these names, or …代表, …委员."""
    found = SALUTATION.match(text.lstrip("\r\n"))
    if found is None:
        return False
    head = folded(found[1])
    return bool(STYLED.search(found[1].strip())) or any(folded(name) in head for name in names if name.strip())


def ends_with_contact(text: str) -> bool:
    """Whether a text brings its own last line of 承办人 and 联系电话 (附注)."""
    lines = [line for line in text.split("\n") if line.strip()]
    return bool(lines) and bool(re.match("[ \t\u3000]*[（(].{0,10}(?:承办人|联系人|联系电话)", lines[-1]))


def blocks_of(text: str, *, to: Iterable[str] = ()) -> Blocks:
    """A text as its paragraphs and tables: lines that hold tabs, two or more together, are the rows of a table.

    `to` names those whom the text may begin with; that line stands flush left. Nothing is taken away: `text_of` gives the
    very text back.
    """
    blocks: Blocks = []
    for has_tabs, lines in groupby(text.split("\n"), key=lambda line: "\t" in line):
        found = list(lines)
        if has_tabs and len(found) > 1:
            rows = [line.split("\t") for line in found]
            width = max(len(row) for row in rows)
            blocks.append(
                {"rows": [row + [""] * (width - len(row)) for row in rows], "cells": [len(row) for row in rows]}
            )
        else:
            blocks += [{"text": line, "level": level_of(line), "flush": False} for line in found]
    first = next((one for one in blocks if "rows" in one or one["text"].strip()), None)
    if first is not None and "text" in first:
        first["flush"] = opens_with_salutation(text, to)
    return blocks


def text_of(blocks: Blocks) -> str:
    """The text that `blocks_of` took apart, byte for byte."""
    lines: list[str] = []
    for one in blocks:
        if "rows" in one:
            lines += ["\t".join(row[:cells]) for row, cells in zip(one["rows"], one["cells"], strict=True)]
        else:
            lines.append(one["text"])
    return "\n".join(lines)
