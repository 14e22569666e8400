"""A text that is held against a ledger: what is said of one unit or of one kind is not taken for the whole."""

from decimal import Decimal

import pytest

from publishing.evidence import Fact, LedgerFacts, Verdict, check
from tests.publishing.evidence.judged import LEDGERS


@pytest.mark.parametrize(
    ("ledger", "text", "verdict"),
    [
        pytest.param(ledger, text, verdict, id=f"{name} {verdict.name}")
        for name, ledger in LEDGERS.items()
        if ledger.figures
        for text, verdict in ledger.judged()
    ],
)
def test_what_is_said_of_one_unit_or_of_one_kind_is_not_taken_for_the_whole(ledger, text, verdict):
    judged = check(text, facts=ledger.facts()).verdict
    assert judged is verdict or {judged, verdict} == {Verdict.OK, Verdict.NONE}


def test_figures_of_the_ledger_that_count_something_narrower_are_not_taken_for_the_whole():
    narrower = {
        "key": Fact("key", "重点建议", "件", Decimal(1)),
        "late": Fact("late", "超期未答复", "件", Decimal(0)),
        "own_rate": Fact("own_rate", "人大代表建议办复率", "%", Decimal(50), 1, 2),
        "suggestions": Fact("suggestions", "人大代表建议", "件", Decimal(9)),
        "answered": Fact("answered", "已答复", "件", Decimal(9)),
        "rate": Fact("rate", "办复率", "%", Decimal(100), 9, 9),
    }
    text = "共承办人大代表建议9件，已答复9件，办复率100%。"
    assert check(text, facts=LedgerFacts("2024", narrower)).verdict is Verdict.OK
