"""Values as papers print them: days, blanks to fill in by hand, and a text as its paragraphs and tables."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

BLANK_DAY = "　　　年　　月　　日"
"Where somebody writes the day by hand."

Blocks = list[dict[str, Any]]
"A text's parts: {“text”: a line} or {“rows”: lists of cells}."


def dated(day: date | None) -> str:
    """A day as letters write it: 2024年8月5日; empty where there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def listed(names: Iterable[object]) -> str:
    """Names in a row: 区教育局、区住建局."""
    return "、".join(str(name) for name in names)


def boxes(labels: Iterable[object], chosen: object = None) -> str:
    """Boxes to tick, the chosen one ticked: ☑ 满意　□ 基本满意."""
    return "　　".join(f"{'☑' if label == chosen else '□'} {label}" for label in labels)


def blocks_of(text: str) -> Blocks:
    """A text as its paragraphs and tables: lines that hold tabs, two or more together, are the rows of a table.

    Nothing is taken away: `text_of` gives the very text back.
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
            blocks += [{"text": line} for line in found]
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
