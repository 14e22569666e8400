"""The corpus: halves by hash, relations that hold, mutants that break them, and no word of the half that nobody looks at."""

from hashlib import sha256

import pytest

from publishing.evidence import Verdict, check
from tests.publishing.evidence import cases, mutants, score
from tests.publishing.evidence.judged import CORPUS, GIVEN, half, seen
from tests.publishing.evidence.relations import Relation

RECKONED = [one for one in CORPUS if one.relations()]


def test_a_text_is_seen_by_the_last_digit_of_its_hash():
    text = "共承办建议3件。"
    assert seen(text) is (sha256(text.encode()).hexdigest()[-1] in "02468ace")


def test_every_text_is_in_one_half():
    both = [half(CORPUS, of_seen=True), half(CORPUS, of_seen=False)]
    assert sum(map(len, both)) == len(CORPUS)
    assert min(map(len, both)) > 400
    assert all(seen(one.text) for one in both[0])


def test_no_text_stands_twice():
    texts = [one.text for one in CORPUS if one.kind in GIVEN]
    assert len(texts) - len(set(texts)) == 0


def test_what_a_reader_reckons_in_a_sound_text_holds():
    false = [(str(one), each.line) for one in RECKONED for each in one.relations() if not each.holds()]
    assert {name for name, _line in false} <= {
        str(one) for one in RECKONED if one.verdict in {Verdict.CLASH, Verdict.DEF}
    }


@pytest.mark.parametrize(
    ("kind", "line", "holds"),
    [
        ("sum", "105 = 3 + 5 + 97", True),
        ("sum", "105 = 3 + 5 + 98", False),
        ("sum", "90 + 78 = 19 + 149", True),
        ("sum", "25 = 29 - 1 - 3", True),
        ("sum", "18 >= 7 + 5", True),
        ("sum", "18 >= 7 + 12", False),
        ("sum", "!100% = 33.3% + 33.3% + 33.3%", True),
        ("sum", "!100% = 33.3% + 33.3% + 34.3%", False),
        ("share", "34 / 46 = 73.9%", True),
        ("share", "34 / 46 = 74.1%", False),
        ("share", "33 / 52 = 63.4%", True),
        ("share", "9649 / (37527 - 9649) = 34.6%", True),
        ("share", "3 / 0 = 1%", False),
        ("repeat", "57", True),
        ("repeat", "57 = 58", False),
    ],
)
def test_a_relation_is_evaluated(kind, line, holds):
    assert Relation.told(kind, line).holds() is holds


def test_a_number_is_found_nearest_to_the_others_of_its_relation():
    text = "建议3件（主办2件、会办1件），提案2件（主办1件、会办1件），第2号，2月。"
    places = Relation.told("sum", "2 = 1 + 1").where(text)
    assert [text[: one.start].count("提案") for one in places] == [1, 1, 1]
    assert [one.start for one in Relation.told("repeat", "2@1 = 2@2").where(text)] == [
        text.find("2"),
        text.find("案2") + 1,
    ]


def test_a_number_that_stands_nowhere_is_refused():
    with pytest.raises(LookupError, match="4 stands nowhere"):
        Relation.told("sum", "4 = 1 + 3").where("建议1件，提案3件。")


def test_every_mutant_differs_in_one_number_that_breaks_its_relation():
    text = "承办建议提案34件，其中建议12件，占35.3%，提案22件，占64.7%。34件均已办结。"
    told = [("sum", "34 = 12 + 22"), ("share", "12 / 34 = 35.3%"), ("share", "22 / 34 = 64.7%"), ("repeat", "34")]
    made = list(mutants.of(text, [Relation.told(*one) for one in told]))
    assert {one.relation for one in made} == {"part", "total", "share", "repeat"}
    assert {one.how for one in made} == {"+", "-", "+10", "exchanged"}
    assert len({one.text for one in made}) == len(made)
    assert "承办建议提案34件，其中建议21件，占35.3%，提案22件，占64.7%。34件均已办结。" in [one.text for one in made]


def test_an_open_list_is_changed_only_beyond_its_total():
    made = list(mutants.of("提案18件，其中城建7件，财经11件。", [Relation.told("sum", "18 >= 7 + 11")]))
    assert {(one.relation, one.how) for one in made} == {
        ("total", "-"), ("part", "+"), ("part", "+10"),
    }  # fmt: skip


def test_the_numbers_of_every_relation_stand_in_their_text():
    assert sum(1 for one in RECKONED for _mutant in mutants.of(one.text, one.relations())) > 2000


def test_nothing_is_printed_of_the_half_that_nobody_looks_at():
    part = cases.of_corpus(seen=False)
    tally = score.Tally()
    for case in part.cases[:60]:
        tally.judge(check, case, mutants=case.mutants[:2], shown=part.shown)
    assert (part.shown, tally.failures) == (False, [])
    assert "建议" not in score.table([part.name], [tally])


def test_what_a_check_does_not_reach_is_said():
    tally = score.Tally()
    right = cases.Case("a case", "建议3件，其中主办1件，会办2件。", Verdict.OK)
    tally.judge(check, right, mutants=(), shown=True)
    assert list(score.unmet(["generated"], [tally])) == []
    tally.judge(check, cases.Case("another", "建议3件，其中主办1件，会办1件。", Verdict.OK), mutants=(), shown=True)
    assert list(score.unmet(["generated"], [tally])) == [
        "generated, sound texts not accused: 50.0% (1/2), must be 100.0%"
    ]


def test_a_failing_text_that_may_be_seen_is_printed_with_what_was_found():
    case = cases.Case("a case", "建议3件，其中主办1件，会办1件。", Verdict.OK, "why")
    tally = score.Tally()
    tally.judge(check, case, mutants=(), shown=True)
    assert tally.failures[0].startswith("a case: CLASH instead of OK (why)")
    assert (tally.accused.total(), tally.sound.total()) == (1, 1)


def test_the_table_is_exchanged_between_its_marks():
    document = "a\n<!-- score -->\nb\n<!-- end of score -->\nc"
    assert score.written(document, "|x|") == document.replace("\nb\n", "\n|x|\n")


def test_the_document_has_the_table_that_the_command_prints():
    document = score.DOCUMENT.read_text(encoding="utf-8")
    tally = score.Tally()
    tally.judge(check, cases.Case("a case", "建议3件，其中主办1件，会办2件。", Verdict.OK), mutants=(), shown=True)
    head, ruler, *rows = score.table(["seen", "unseen", "ledger", "generated"], [tally] * 4).splitlines()
    written = document.partition(score.BEGIN)[2].partition(score.END)[0]
    assert f"{head}\n{ruler}\n" in written
    names = [row.split("|")[1].strip() for row in written.splitlines() if row.startswith("|")]
    assert {row.split("|")[1].strip() for row in rows} <= set(names)
    assert "python -m tests.publishing.evidence.score" in document


def test_only_texts_that_may_be_seen_are_listed(capsys):
    assert score.main(["--texts", "--only", "seen", "--only", "unseen"]) == 0
    listed = capsys.readouterr().out
    assert all(f"\n    {one.text}\n" in listed for one in CORPUS if one.is_seen)
    assert sum(f"\n    {one.text}\n" in listed for one in CORPUS if not one.is_seen) == 0
