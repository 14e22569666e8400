"""A cell that lists several: cut apart at what offices put between names, and bared of numbers and marks before them."""

import re

from tracking.wording.numerals import chinese_number
from tracking.wording.scripts import HAN

_SEPARATORS = "、，,;；/／|｜\t\r\n\v\f\x85\u2028\u2029"
_CIRCLED = re.compile(r"[①-⑳⑴-⒇⒈-⒛㈠-㈩❶-❿➀-➉]\s*[.．、]?")
_COUNTED = re.compile(rf"[(（]?([0-9０-９]{{1,2}}|[一二三四五六七八九十]{{1,3}})[)）.．、:：]\s*(?=[{HAN}A-Za-z*★])")
_MARKS = re.compile(rf"^[*＊★☆△▲●○◆◇■□※#＃√✓&@·•\s-]+(?=[{HAN}A-Za-z0-9])")
_LETTER = re.compile(rf"^[A-Za-zＡ-Ｚａ-ｚ][.．、)）:：\s-]*(?=[{HAN}]{{2}})")


def parts(text: str) -> list[str]:
    """A cell's pieces, cut at separators and at the numbers of a list (1.甲 2.乙, ①甲②乙), but never inside brackets."""
    return [piece for part in _cut(_without_numbers(text)) if (piece := part.strip())]


def _without_numbers(text: str) -> str:
    """Line breaks for the numbers of a list that counts from one; 张　三、李　四 counts nothing."""
    found, end, count = "", 0, 1
    text = _CIRCLED.sub("\n", text)
    for match in _COUNTED.finditer(text):
        if (count == 1 and text[: match.start()].strip()) or _value(match[1]) != count:
            continue
        found += text[end : match.start()] + "\n"
        end, count = match.end(), count + 1
    return found + text[end:]


def _value(numeral: str) -> int | None:
    try:
        return chinese_number(numeral)
    except ValueError:
        return None


def _cut(text: str) -> list[str]:
    found, depth, piece = [], 0, ""
    for char in text:
        depth = max(0, depth + (char in "（(") - (char in ")）"))
        if char in _SEPARATORS and not depth:
            found.append(piece)
            piece = ""
        else:
            piece += char
    return [*found, piece]


def bare(piece: str) -> tuple[str, str]:
    """A piece without the marks and the letter before it (*甲, A甲), and what was cut off."""
    rest = _MARKS.sub("", piece)
    rest = _LETTER.sub("", rest)
    trailing = re.sub(r"[*＊★☆△▲●○◆◇■□※#＃√✓\s]+$", "", rest)
    cut = piece[: len(piece) - len(rest)].strip() + rest[len(trailing) :].strip()
    return trailing, cut
