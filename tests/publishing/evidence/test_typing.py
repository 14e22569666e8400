"""How a text is typed — widths, numerals, spaces, line breaks — changes no verdict."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.evidence import Verdict, check
from tests.publishing.evidence.judged import CORPUS, half

ALL = [(str(one), text) for one in half(CORPUS, of_seen=True) for text in [one.text, *one.spoilt().values()]][::3]
PROSE = [text for name, text in ALL if not name.startswith("tables:")]
"Without tables: their lines and cells are what they say."
WIDE = str.maketrans(",:;()!?%0123456789", "，：；（）！？％０１２３４５６７８９")
NARROW = str.maketrans("，：；（）！？％", ",:;()!?%")


def in_han(number: int) -> str:
    """A number below ten thousand in Chinese numerals."""
    written, zero = "", False
    for place, digit in enumerate(str(number)):
        if digit == "0":
            zero = True
            continue
        size = len(str(number)) - 1 - place
        written += ("零" if zero else "") + "零一二三四五六七八九"[int(digit)] + ("", "十", "百", "千")[size]
        zero = False
    return written.removeprefix("一") if written.startswith("一十") else written or zero * "零"


def with_numerals(text: str) -> str:
    """Counts of 件 and 份 in Chinese numerals."""
    return re.sub(r"(?<![0-9.,第\n ])[1-9][0-9]{0,3}(?=[件份])(?!件次)", lambda found: in_han(int(found[0])), text)


@pytest.mark.parametrize(
    ("number", "written"), [(0, "零"), (7, "七"), (12, "十二"), (40, "四十"), (109, "一百零九"), (1009, "一千零九")]
)
def test_numbers_are_written_in_numerals(number, written):
    assert in_han(number) == written


WAYS = {
    "full width": lambda text: text.translate(WIDE),
    "half width": lambda text: text.translate(NARROW),
    "numerals": with_numerals,
    "zero width": lambda text: "\u200b".join(text),
    "spaces in numbers": lambda text: re.sub(r"(?<=[0-9])(?=[0-9]{1,3}[件份])", " ", text),
    "paragraphs": lambda text: text.replace("。", "。\r\n\r\n"),
}
EXACTLY = {"full width", "half width", "spaces in numbers"}
"Ways of typing that may change no verdict at all; of the others a text in fifty may be read otherwise."


@pytest.mark.parametrize("way", WAYS)
def test_a_text_typed_otherwise_is_judged_alike(way):
    misread = [name for name, text in ALL if check(WAYS[way](text)).verdict is not check(text).verdict]
    assert len(misread) <= (0 if way in EXACTLY else len(ALL) // 50), misread


def test_a_title_broken_over_lines_is_still_the_title():
    text = "2024年建议提案办理情况\n2023年，我局共承办建议提案20件，其中主办12件，会办8件。"
    assert check(text).verdict is Verdict.CLASH
    assert check(text.replace("建议提案办理", "建\n议提\n案\r\n办理", 1)).verdict is Verdict.CLASH


def test_line_breaks_and_spaces_anywhere_but_in_numbers_change_hardly_a_verdict():
    chance, otherwise = random.Random(1), []
    for text in PROSE[::2]:
        typed = []
        for place, char in enumerate(text):
            typed.append(char)
            between_digits = char.isdigit() and text[place + 1 : place + 2].isdigit()
            if not between_digits and chance.random() < 0.03:
                typed.append(chance.choice(["\n", " ", "\u3000", "\r\n"]))
        if check("".join(typed)).verdict is not check(text).verdict:
            otherwise.append(text)
    assert len(otherwise) <= len(PROSE) // 20, otherwise


@settings(max_examples=60, deadline=None)
@given(st.text("0123456789件%,，。；：（）()占其中一二主办会建议提案率为的共满意A类\n ", max_size=300))
def test_whatever_is_typed_ends_with_a_report_whose_places_are_right(text):
    report = check(text, title="2024年", previous=text)
    for one in (*report.figures, *report.findings):
        assert text[one.start : one.end] == one.quote
