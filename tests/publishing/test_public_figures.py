"""Which figures the public may read is said once, for every figure there is."""

from collections import Counter

import pytest

from publishing.public_figures import (
    COUNTS_OF_OPINIONS,
    INTERNAL,
    PUBLIC,
    SECTIONS,
    TELLS_CONTACTS,
    TELLS_OPINIONS,
    may_list_items,
    may_print,
)
from tracking.figures import FIGURES


def test_every_figure_stands_under_a_heading_or_is_internal_by_name():
    said = Counter([*(key for _heading, keys in SECTIONS for key in keys), *INTERNAL])
    assert said == Counter(FIGURES.keys())


def test_what_is_said_of_single_figures_is_said_of_public_ones():
    assert COUNTS_OF_OPINIONS <= TELLS_OPINIONS <= PUBLIC
    assert TELLS_CONTACTS <= PUBLIC


def test_an_internal_figure_is_printed_under_no_setting():
    assert not any(may_print(key, show_satisfaction=shown) for key in [*INTERNAL, "unknown"] for shown in (True, False))


@pytest.mark.parametrize(
    ("key", "printed", "listed"),
    [
        ("records", (True, True), (True, True)),
        ("satisfaction_rate", (True, True), (False, True)),
        ("unsatisfied", (False, True), (False, True)),
        ("contact_rate", (True, True), (False, False)),
        ("unheard", (True, True), (False, False)),
    ],
)
def test_opinions_and_contacts_are_told_as_far_as_the_office_publishes_them(key, printed, listed):
    assert tuple(may_print(key, show_satisfaction=shown) for shown in (False, True)) == printed
    assert tuple(may_list_items(key, show_satisfaction=shown) for shown in (False, True)) == listed
