"""Of what may not go out nothing is missed: more than a thousand snippets in every spelling, each with what must be found."""

from collections import Counter
from dataclasses import replace

import pytest

from publishing.screening import Kind, masked
from tests.publishing.screening.snippets import SNIPPETS, read

NUMBERS = {
    Kind.MOBILE,
    Kind.LANDLINE,
    Kind.IDENTITY,
    Kind.BANK_CARD,
    Kind.PASSPORT,
    Kind.PERMIT,
    Kind.PLATE,
    Kind.DEPUTY,
}
CONTACTS = {Kind.EMAIL, Kind.QQ, Kind.WECHAT, Kind.ADDRESS}


def found_in(one) -> list:
    """The findings of the snippet's kind that cover a part of what must be found."""
    return [
        found for found in one.findings() if found.kind == one.kind and found.start < one.end and found.end > one.start
    ]


FOUND = {one: found_in(one) for one in SNIPPETS}


def recall(kinds) -> float:
    told = [bool(found) for one, found in FOUND.items() if one.kind in kinds]
    return sum(told) / len(told)


def test_there_are_hundreds_of_snippets_of_more_than_twelve_kinds():
    counted = Counter(one.kind for one in SNIPPETS)
    assert len(set(SNIPPETS)) >= 1000
    assert len(counted) >= 15
    assert min(counted.values()) >= 12


def test_numbers_are_found():
    assert recall(NUMBERS) >= 0.99, [str(one) for one, found in FOUND.items() if one.kind in NUMBERS and not found]


def test_addresses_and_contacts_are_found():
    assert recall(CONTACTS) >= 0.95, [str(one) for one, found in FOUND.items() if one.kind in CONTACTS and not found]


@pytest.mark.parametrize("kind", [Kind.MINOR, Kind.PATIENT, Kind.SECRECY, Kind.TERM])
def test_names_marks_and_terms_are_found(kind):
    assert recall({kind}) >= 0.95, [str(one) for one, found in FOUND.items() if one.kind == kind and not found]


def covered(one, found) -> bool:
    signs = [place for place in range(one.start, one.end) if one.text[place].isalnum()]
    return found.start <= signs[0] and found.end > signs[-1]


def test_all_digits_of_a_number_are_in_its_finding():
    told = {one: founds for one, founds in FOUND.items() if one.kind in NUMBERS and founds}
    assert [str(one) for one, founds in told.items() if not any(covered(one, found) for found in founds)] == []


def test_a_place_in_the_findings_is_that_of_the_quote():
    wrong = [str(one) for one, founds in FOUND.items() for it in founds if one.text[it.start : it.end] != it.quote]
    assert wrong == []


def test_a_masked_text_holds_nothing_more_to_mask():
    left = {}
    for one in SNIPPETS:
        text = masked(one.text, one.findings())
        again = [found.quote for found in replace(one, text=text).findings() if found.mask]
        left |= {str(one): again} if again else {}
    assert left == {}


def test_a_snippet_without_its_mark_is_refused():
    with pytest.raises(ValueError, match="not enough values"):
        read("mobile", 'snippets = ["手机15400001234"]')
