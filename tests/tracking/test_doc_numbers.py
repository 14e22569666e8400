"""Document numbers (发文字号): how they are read, and what a series has used, has free, and proposes."""

import pytest

from tracking.wording import doc_number_problem
from tracking.wording.doc_numbers import DocNumber, NumberLine, in_words, line_of, parsed


def test_a_number_is_read_in_its_three_parts_and_written_as_it_was():
    found = parsed("巴政办函〔2024〕12号")
    assert found == DocNumber("巴政办函", 2024, 12)
    assert str(found) == "巴政办函〔2024〕12号"


@pytest.mark.parametrize(
    "text",
    ["", "12号", "巴政办函[2024]12号", "巴政办函〔2024〕012号", "巴政办函〔2024〕第12号", "巴政办函〔2024〕12", "函〔2024〕1号",
     "巴政办函〔1824〕1号", "巴政办函〔2024〕9999999999号"],
)  # fmt: skip
def test_what_is_no_number_has_no_parts_and_is_told_so(text):
    assert parsed(text) is None
    assert doc_number_problem(text)


def test_the_next_number_follows_the_last_one_and_gaps_are_named():
    line = NumberLine((1, 2, 5, 7))
    assert (line.next, line.gaps, line.doubles) == (8, [range(3, 5), range(6, 7)], [])
    assert line.is_free(3)
    assert not line.is_free(5)


def test_a_number_that_two_papers_have_is_named_once():
    assert NumberLine((3, 1, 3, 3, 2, 1)).doubles == [range(1, 2), range(3, 4)]


def test_an_empty_series_begins_with_its_first_number():
    assert (NumberLine(()).next, NumberLine(()).gaps) == (1, [])
    assert (NumberLine((), first=46).next, NumberLine((), first=46).gaps) == (46, [])


def test_numbers_from_before_the_series_was_counted_here_are_no_gaps():
    assert NumberLine((12, 40, 47), first=46).gaps == [range(46, 47)]


def test_a_number_given_ahead_leaves_gaps_that_are_said():
    assert NumberLine((1, 2)).skipped_by(5) == [range(3, 5)]
    assert NumberLine((1, 2)).skipped_by(3) == NumberLine((1, 2)).skipped_by(1) == []


def test_papers_numbered_together_get_numbers_in_a_row_after_the_last():
    assert NumberLine((1, 4)).running(3) == [5, 6, 7]
    assert NumberLine((1, 4)).running(0) == []


def test_a_series_counts_its_own_code_and_year_alone():
    known = [parsed(f"{code}〔{year}〕{number}号") for code, year, number in
             [("巴政办函", 2024, 1), ("巴政办函", 2024, 3), ("巴政办函", 2023, 9), ("巴政办发", 2024, 8)]]  # fmt: skip
    assert line_of(known, "巴政办函", 2024) == NumberLine((1, 3))


def test_numbers_are_said_in_ranges_and_many_are_counted():
    assert in_words([range(3, 6), range(9, 10)]) == "3至5、9号"
    assert in_words([range(8, 9)]) == "8号"
    assert in_words(NumberLine(tuple(range(0, 41, 2))).gaps, most=3) == "1、3、5等20个号"


def test_a_number_typed_with_too_many_digits_costs_no_more_than_another():
    line = NumberLine((1, 999_999_999))
    assert in_words(line.gaps) == "2至999999998号"
    assert in_words(line.skipped_by(2_000_000_000)) == "1000000000至1999999999号"
