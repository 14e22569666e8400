"""Twelve published summaries are judged as their readers judged them, and the seed's agrees with its own ledger."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from publishing.evidence import Fact, Facts, Verdict, check

pytestmark = pytest.mark.once

HERE = Path(__file__).parent
SAMPLES = {one["id"]: one for one in json.loads((HERE / "samples.json").read_text(encoding="utf-8"))}
ROOT = HERE.parents[2]
SEED = (ROOT / "site/huiyin/example/summary-2024.txt").read_text(encoding="utf-8")
TOPICS = tuple("征地村 托育 师资 消防 农贸市场 一体机 老人服务".split())


def fact(key: str, label: str, n: int, d: int | None = None) -> Fact:
    value = Decimal(n) if d is None else Decimal(n * 100) / d
    return Fact(key, label, "件" if d is None else "%", value, n, d)


LEDGER = Facts(
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
)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_published_text_is_judged_as_given(name):
    report = check(SAMPLES[name]["text"])
    assert report.verdict.name == SAMPLES[name]["verdict"], report.of(Verdict.CLASH, Verdict.DEF, Verdict.TRUNC)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_number_that_matters_is_found_where_it_stands(name):
    text = SAMPLES[name]["text"]
    report = check(text)
    assert all(text[figure.start : figure.end] == figure.quote for figure in report.figures)
    values = [figure.value for figure in report.figures]
    for total, parts, _what in SAMPLES[name]["sums"]:
        assert {total, *parts} <= {*values, 71}
    for part, _base, printed in SAMPLES[name]["pcts"]:
        assert {part, float(printed.rstrip("%"))} <= set(values)


def test_the_seed_is_ok_and_its_figures_are_found():
    report = check(SEED, facts=LEDGER)
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
def test_any_figure_of_the_seed_that_is_changed_clashes_with_the_ledger(printed, changed, quote):
    assert SEED.count(printed) == 1
    report = check(SEED.replace(printed, changed), facts=LEDGER)
    assert report.verdict is Verdict.CLASH
    assert quote in [one.quote for one in report.of(Verdict.CLASH) if one.rule == "台账"]
