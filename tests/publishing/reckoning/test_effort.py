"""Whatever is handed in, the check ends soon: its work grows with the text, up to a ceiling that it names."""

import sys

import pytest

from publishing.evidence.judging import Verdict
from publishing.evidence.reading import LONGEST
from publishing.reckoning import check
from publishing.reckoning.numbers import MOST

PIECES = {
    "prose": "全年承办建议52件，其中主办40件，会办12件，办复率100%。A类30件，占57.7%；B类22件，占42.3%。",
    "counts": "1件",
    "of which": "其中1件",
    "shares": "3件占1%",
    "brackets": "(1件",
    "rates": "满意率100%",
    "spoken of again": "对6件主办建议。",
    "tables": "建议 5 4 9\n提案 1 1 2\n",
    "in turn": "甲、乙分别为3件、4件",
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


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_four_times_the_text_is_at_most_some_five_times_the_work(piece):
    little = piece * (1200 // len(piece))
    assert effort(little * 4) <= 6 * effort(little) + 20_000


def test_what_was_not_read_is_said():
    report = check("1件。" * (MOST + 10))
    assert [one.rule for one in report.of(Verdict.NOTE) if one.rule == "篇幅"] == ["篇幅"]
    assert [one.rule for one in check("字" * (LONGEST + 1)).of(Verdict.NOTE)] == ["篇幅"]
