"""The example agrees with its own ledger, and with any of its figures wrong it does not."""

from decimal import Decimal
from pathlib import Path

import pytest

from publishing.evidence import Fact, LedgerCell, LedgerFacts, Verdict, check
from tests.publishing.evidence.test_typing import in_han

EXAMPLE = (Path(__file__).parents[3] / "site/huiyin/example/summary-2024.txt").read_text(encoding="utf-8")
TOPICS = tuple("征地村 托育 师资 消防 农贸市场 一体机 老人服务".split())


def fact(key: str, label: str, n: int, d: int | None = None) -> Fact:
    value = Decimal(n) if d is None else Decimal(n * 100) / d
    return Fact(key, label, "件" if d is None else "%", value, n, d)


LEDGER = LedgerFacts(
    "2024",
    {
        one.key: one
        for one in [
            fact("records", "承办件", 7),
            fact("suggestions", "人大代表建议", 2),
            fact("proposals", "政协提案", 5),
            fact("lead", "主办", 2),
            fact("joint", "会办", 5),
            fact("completion_rate", "办结率", 7, 7),
            fact("satisfaction_rate", "满意率", 2, 2),
        ]
    },
    2024,
    TOPICS,
    tuple(
        LedgerCell({"kind": kind, "duty": duty, "level": "city", "class": letter}, number)
        for kind, duty, letter, number in [
            ("suggestion", "lead", "B", 1),
            ("suggestion", "joint", "", 1),
            ("proposal", "lead", "A", 1),
            ("proposal", "joint", "", 4),
        ]
    ),
)


def test_the_example_is_ok_and_its_figures_are_found():
    report = check(EXAMPLE, facts=LEDGER)
    assert report.verdict is Verdict.OK
    found = [(figure.label, figure.value) for figure in report.figures]
    assert found == [
        ("人大代表建议", 2),
        ("政协提案", 5),
        ("主办", 2),
        ("会办", 5),
        ("主要内容", 7),
        ("办结率", 100),
        ("满意率", 100),
    ]
    assert report.covering == "数据7个：7个与台账一致。"
    agreeing = [one.quote for one in report.of(Verdict.OK) if one.rule == "台账"]
    assert [quote for quote in agreeing if len(quote) < 6] == ["2件", "5件", "2件", "5件", "100%", "100%"]


@pytest.mark.parametrize(
    ("printed", "changed", "quote"),
    [
        ("人大代表建议2件", "人大代表建议3件", "3件"),
        ("市政协提案建议5件", "市政协提案建议6件", "6件"),
        ("主办2件", "主办1件", "1件"),
        ("会办5件", "会办4件", "4件"),
        ("办结率100%", "办结率99.5%", "99.5%"),
        ("满意率100%", "满意率95%", "95%"),
    ],
)
def test_any_figure_of_the_example_that_is_changed_clashes_with_the_ledger(printed, changed, quote):
    assert EXAMPLE.count(printed) == 1
    report = check(EXAMPLE.replace(printed, changed), facts=LEDGER)
    assert report.verdict is Verdict.CLASH
    assert any(quote in one.quote for one in report.of(Verdict.CLASH))


# The example with one figure wrong ----------------------------------------------------------------
COUNTED = {"人大代表建议2件": 2, "提案建议5件": 5, "主办2件": 2, "会办5件": 5}
SPELLINGS = {
    "digits": str,
    "full-width": lambda number: str(number).translate({ord(one): ord(one) + 0xFEE0 for one in "0123456789"}),
    "numerals": in_han,
}


@pytest.mark.parametrize("spelled", SPELLINGS)
@pytest.mark.parametrize("words", COUNTED)
def test_every_wrong_count_of_the_example_contradicts_the_ledger(words, spelled):
    right, bare = COUNTED[words], words.rstrip("件0123456789")
    judged = {}
    for number in [*range(21), 25, 50, 73, 100]:
        text = EXAMPLE.replace(words, f"{bare}{SPELLINGS[spelled](number)}件", 1)
        judged[number] = check(text, facts=LEDGER).verdict
    assert judged.pop(right) is Verdict.OK
    assert {number for number, verdict in judged.items() if verdict is not Verdict.CLASH} == set()


@pytest.mark.parametrize("spelled", SPELLINGS)
@pytest.mark.parametrize("rate", ["办结率", "满意率"])
def test_every_wrong_rate_of_the_example_contradicts_the_ledger(rate, spelled):
    judged = {}
    for number in range(101):
        said = f"百分之{in_han(number)}" if spelled == "numerals" else f"{SPELLINGS[spelled](number)}%"
        judged[number] = check(EXAMPLE.replace(f"{rate}100%", f"{rate}{said}", 1), facts=LEDGER).verdict
    assert judged.pop(100) is Verdict.OK
    assert {number for number, verdict in judged.items() if verdict is not Verdict.CLASH} == set()
