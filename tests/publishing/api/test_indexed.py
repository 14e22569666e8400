"""Rows found by their index are those that a look at every row finds, in the same order, and at no cost the second time."""

import random

import pytest

from publishing.api.indexed import Indexed

chance = random.Random(20)
ROWS = [
    {"id": number, "kind": chance.choice("ab"), "unit": chance.choice(["", "甲", "乙"]), "day": chance.choice([None, 1, 2, 3])}
    for number in range(200)
]  # fmt: skip


def indexed(rows=ROWS) -> Indexed:
    return Indexed(rows, lambda row, key: row[key])


@pytest.mark.parametrize(
    "equal",
    [{}, {"kind": "a"}, {"kind": "c"}, {"kind": "b", "unit": "甲"}, {"unit": "", "day": None}, {"kind": "a", "unit": "乙", "day": 2}],
)  # fmt: skip
@pytest.mark.parametrize("tests", [(), (lambda row: row["id"] % 3 == 0,)])
def test_rows_are_narrowed_as_by_a_look_at_each(equal, tests):
    wanted = [row for row in ROWS if all(row[key] == value for key, value in equal.items())]
    wanted = [row for row in wanted if all(test(row) for test in tests)]
    assert list(indexed().narrowed(equal, *tests)) == wanted


def test_rows_are_in_order_with_those_alike_as_they_stood_and_the_silent_last():
    up, down = indexed().ordered("day"), indexed().ordered("day", downwards=True)
    said = [row for row in ROWS if row["day"]]
    silent = [row for row in ROWS if not row["day"]]
    assert list(up.rows) == [*sorted(said, key=lambda row: (row["day"], row["id"])), *silent]
    assert list(down.rows) == [*sorted(said, key=lambda row: (-row["day"], row["id"])), *silent]
    assert list(up.narrowed({"kind": "a"})) == [row for row in up.rows if row["kind"] == "a"]


def test_what_was_asked_before_is_found_without_reading_rows():
    reads = []
    rows = Indexed(ROWS, lambda row, key: reads.append(key) or row[key])
    first = rows.ordered("day").narrowed({"kind": "a"})
    assert reads
    reads.clear()
    assert rows.ordered("day").narrowed({"kind": "a"}) is first
    assert reads == []
