"""Whatever is handed in, the check ends soon: its work grows with the text, up to a ceiling that it names."""

import sys

import pytest

from publishing.evidence import Verdict, check
from publishing.evidence.numbers import MOST
from publishing.evidence.reading import LONGEST

PIECES = {
    "prose": "全年承办建议52件，其中主办40件，会办12件，办复率100%。A类30件，占57.7%；B类22件，占42.3%。",
    "counts": "1件",
    "splits": "其中1件",
    "shares": "3件占1%",
    "brackets with counts": "(1件",
    "open quotes": "“",
    "open titles": "《",
    "thousands": "12,",
    "rates": "满意率100%",
    "enumerators": "一是",
    "announced lists": "、a等3个方面",
    "numerals": "一件",
    "spoken of again": "对6件主办建议。",
    "answered of units": "县教育局承办8件,已答复3件,",
    "tables": "建议 5 4 9\n提案 1 1 2\n",
    "named in turn": "甲、乙分别为3件、4件",
    "topics": "甲类3件、",
}


def effort(text: str) -> int:
    """How many calls a check makes: the work, whatever the machine."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    check(text[:50])
    sys.setprofile(count)
    try:
        check(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", PIECES)
def test_four_times_the_text_is_at_most_some_five_times_the_work(name):
    little = PIECES[name] * (1200 // len(PIECES[name]))
    # A share is held against every count before it, up to the number of counts that are read at all.
    times = 9 if name == "shares" else 6
    assert effort(little * 4) <= times * effort(little) + 20_000


@pytest.mark.parametrize(
    "text",
    [
        "1234567890" * 100_000,
        "1 " * 500_000,
        "一二三四五六七八九十" * 100_000,
        "(" * 400_000 + ")" * 400_000,
        "\n" * 1_000_000,
    ],
    ids=["digits", "parted digits", "numerals", "brackets", "line breaks"],
)
def test_a_megabyte_of_nothing_ends_and_says_that_no_figure_was_found(text):
    report = check(text)
    assert report.verdict is Verdict.NONE
    assert report.figures == ()


def test_of_a_text_beyond_all_measure_only_the_beginning_is_read_and_that_is_said():
    report = check("示例" * LONGEST + "建议2件，其中主办1件，会办2件。")
    assert (report.verdict, report.why_none) == (Verdict.NONE, "没有找到数据")
    assert "文稿过长" in report.of(Verdict.NOTE)[-1].message


def test_of_numbers_beyond_all_measure_only_the_first_are_read_and_that_is_said():
    report = check("建议2件。" * (MOST + 5))
    assert (len(report.figures), report.verdict, report.why_none) == (MOST, Verdict.NONE, "文稿过长，没有读完")
    assert f"前{MOST}个数" in report.of(Verdict.NOTE)[-1].message


def test_deep_brackets_around_a_count_change_nothing():
    assert check("(" * 2000 + "建议12件，其中主办5件，会办7件" + ")" * 2000).verdict is Verdict.OK
