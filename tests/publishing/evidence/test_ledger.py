"""A text beside a ledger: counts are compared where no word of them is left unread."""

from decimal import Decimal

import pytest

from publishing.evidence import Fact, LedgerCell, LedgerFacts, Verdict, check

CELLS = (("suggestion", "lead", 2), ("proposal", "joint", 5))
FACTS = LedgerFacts(
    "2024",
    {
        "records": Fact("records", "承办件", "件", Decimal(7)),
        "suggestions": Fact("suggestions", "人大代表建议", "件", Decimal(2)),
        "completion_rate": Fact(
            "completion_rate", "办结率", "%", Decimal(100), 7, 7, others={"办结率口径：A类": (3, 7)}
        ),
    },
    cells=tuple(
        LedgerCell({"kind": kind, "duty": duty, "level": "city", "class": "", "progress": "done"}, number)
        for kind, duty, number in CELLS
    ),
)
JUDGED = [
    ("全区共承办人大代表建议2件，政协提案5件，其中主办2件，会办5件，办结率100%。", Verdict.OK),
    ("全区共承办人大代表建议3件。", Verdict.CLASH),
    ("全区主办建议2件，会办提案4件。", Verdict.CLASH),
    ("全区共承办建议提案7件，办结率42.9%。", Verdict.DEF),
    ("全区共承办建议提案7件，办结率90%。", Verdict.CLASH),
    ("全区共承办建议2件。全区建议提案办结率90%。", Verdict.CLASH),
    ("全区共承办建议2件。所有建议都在规定时限内答复，办结率100%。", Verdict.OK),
    ("全区共承办建议提案7件。县甲局承办建议1件，已答复1件。", Verdict.OK),
    ("全区共承办建议提案7件，其中涉及电梯的主办1件。", Verdict.OK),
    ("共承办建议提案7件，其中主办2件，会办5件，办结率90%。", Verdict.CLASH),
    ("共承办建议提案7件。区信访办承办4件，已答复1件；示例副区长分管的单位承办1件，已答复0件。", Verdict.OK),
    ("我办共承办建议提案8件。", Verdict.CLASH),
]


@pytest.mark.parametrize(("text", "verdict"), JUDGED, ids=[text for text, _verdict in JUDGED])
def test_what_a_count_says_is_counted_in_the_ledger(text, verdict):
    assert check(text, facts=FACTS).verdict is verdict


def test_a_bureau_that_writes_of_itself_has_a_part_of_the_ledger_and_no_more():
    assert check("我局承办人大代表建议1件。", facts=FACTS).of(Verdict.CLASH) == []
    assert check("我局承办人大代表建议3件。", facts=FACTS).verdict is Verdict.CLASH
    titled = "区信访办2024年建议提案办理工作总结\n2024年，区信访办承办政协提案4件，牵头办理的已答复1件。"
    assert check(titled, facts=FACTS).of(Verdict.CLASH) == []


def test_the_letter_in_a_bracket_says_which_class_is_counted():
    told = {"kind": "suggestion", "duty": "lead", "level": "city", "progress": "done"}
    facts = LedgerFacts("2024", cells=tuple(LedgerCell(told | {"class": one}, n) for one, n in [("C", 3), ("D", 1)]))
    assert check("全区共承办建议4件，其中留作参考的（C类）3件。", facts=facts).verdict is Verdict.OK
    assert check("全区共承办建议4件，其中留作参考的（C类）1件。", facts=facts).verdict is Verdict.CLASH
    assert check("全区共承办建议4件，其中留作参考的1件。", facts=facts).verdict is Verdict.OK


def test_each_figure_is_compared_only_read_or_outside():
    report = check("全区共承办建议2件，比上年增加1件；另有线索9件。", facts=FACTS)
    assert [one.how for one in report.coverage] == ["compared", "outside", "outside"]
    assert report.coverage[0].rules == ("台账",)


def test_a_text_in_which_nothing_could_be_compared_is_none():
    assert check("共收到来信9件。").verdict is Verdict.NONE


def test_a_text_that_was_cut_is_never_called_right():
    text = "全区共承办建议提案7件。" + "我区高度重视办理工作。" * 20_000
    assert check(text, facts=FACTS).verdict is Verdict.NONE
    assert check(text.replace("7件", "8件"), facts=FACTS).verdict is Verdict.CLASH
