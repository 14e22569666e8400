"""The generator: every text is true by what a machine evaluates in it, and every mutant breaks one relation of its text."""

import re
from decimal import Decimal

import pytest

from tests.publishing.evidence.generator import asking, ledger
from tests.publishing.evidence.generator.draft import Draft, Slot
from tests.publishing.evidence.generator.texts import drafts

MADE = list(drafts(400))


def slot(draft: Draft, place: int) -> Slot:
    one = draft.pieces[place]
    assert isinstance(one, Slot)
    return one


def test_what_a_text_is_said_to_hold_holds_of_the_numbers_that_are_printed():
    for draft in MADE:
        for link in draft.links:
            numbers = zip(link.relation.numbers, link.slots, strict=True)
            assert all(place is None or slot(draft, place).printed == one.printed for one, place in numbers)
            assert link.relation.holds()


def test_a_mutant_differs_from_its_text_and_no_two_are_alike():
    for draft in MADE[:100]:
        texts = [one.text for one in draft.mutants()]
        assert len({*texts, draft.text()}) == len(texts) + 1


def test_the_same_seed_makes_the_same_texts():
    assert [one.text() for one in drafts(30)] == [one.text() for one in MADE[:30]]
    assert [one.text() for one in drafts(30, seed=20)] != [one.text() for one in MADE[:30]]


def test_most_texts_are_unlike_and_most_hold_relations():
    assert len({one.text() for one in MADE}) == len(MADE)
    assert sum(bool(one.links) for one in MADE) > len(MADE) - 20


def test_no_word_is_left_for_a_number():
    assert [one.text() for one in MADE if "{" in one.text() or "}" in one.text()] == []


@pytest.mark.parametrize("relation", ["total", "part", "share", "rate", "repeat", "change", "cell"])
def test_every_relation_is_broken_by_some_mutant(relation):
    assert any(one.relation == relation for draft in MADE for one in draft.mutants())


def test_a_mutant_that_fits_another_reading_is_no_mutant():
    draft = Draft(MADE[0].rng, {"joint": "会办"}, {"a": 2, "b": 5, "l": 3, "j": 4})
    draft.tell("承办建议{a}件、提案{b}件，其中主办{l}件，{joint}{j}件。", "sum: a + b = l + j | b = l + j")
    texts = [one.text for one in draft.mutants()]
    assert "承办建议2件、提案5件，其中主办2件，会办4件。" in texts
    assert "承办建议2件、提案5件，其中主办1件，会办4件。" not in texts
    assert "承办建议2件、提案7件，其中主办3件，会办4件。" not in texts


def test_texts_that_ask_are_true_of_their_numbers():
    for text in asking.truncated(30):
        whole, *told = map(Decimal, re.findall(r"[0-9.]+", text.split("。", 1)[1]))
        assert whole == sum(told[::2])
        assert all(
            0 <= one * 100 / whole - share < Decimal("0.1") for one, share in zip(told[::2], told[1::2], strict=True)
        )
    for text in asking.in_item_times(30):
        items, *told = map(Decimal, re.findall(r"[0-9.]+", text))
        assert sum(told[::2]) > items
        assert all(
            abs(one * 100 / sum(told[::2]) - share) <= Decimal("0.05")
            for one, share in zip(told[::2], told[1::2], strict=True)
        )


# A session ----------------------------------------------------------------------------------------
SESSION = ledger.session()


def test_a_session_counts_its_items_by_everything_that_its_sentences_say():
    told = [(says, SESSION.number(**says)) for _template, says in ledger.signatures() if "opinion" not in says]
    known = {name: {value} for name, value in told[0][0].items() if value}
    assert SESSION.facts.number(known) == SESSION.number()
    for says, number in told:
        assert SESSION.facts.number({name: {value} for name, value in says.items() if value}) == number


def test_the_figures_of_a_session_agree_with_its_items():
    figures = SESSION.facts.figures
    assert figures["records"].value == len(SESSION.items) == 300
    assert figures["suggestions"].value + figures["proposals"].value == 300
    assert sum(figures[duty].value for duty in ("lead", "joint", "sole", "separate")) == 300
    assert figures["unsatisfied"].value == SESSION.number(opinion="unsatisfied")


def test_every_signature_that_a_session_counts_is_told_and_told_wrong():
    told = list(ledger.drafts(SESSION, 120))
    known = [says for _template, says in ledger.signatures() if SESSION.number(**says) > 1]
    assert len(known) > 70
    assert all({one.relation for one in draft.mutants()} == {"ledger count"} for draft in told[: len(known)])
    assert any(one.relation == "ledger rate" for draft in told for one in draft.mutants())


def test_a_rate_that_holds_under_another_definition_only_is_told_apart():
    texts = list(ledger.other_definitions(SESSION))
    printed = {f"{one.value}%" for one in SESSION.facts.figures.values() if one.unit == "%"}
    assert len(texts) == 2
    assert not any(one in text for one in printed for text in texts)


def test_what_is_told_twice_of_a_kind_is_told_alike():
    for draft in MADE:
        values = draft.values
        if {"xs", "ys"} <= draft.told.keys():
            assert (values["xs"] + values["ys"], values["xp"] + values["yp"]) == (values["a"], values["b"])
        if "k1" in draft.told:
            assert (values["k1"] + values["k3"], values["k2"] + values["k4"]) == (values["a"], values["b"])
