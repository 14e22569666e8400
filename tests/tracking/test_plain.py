"""A text in its plainest spelling leads back to every place as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.wording.digit_strings import Digits, Numerals
from tracking.wording.plain import Plain


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("１３８－Ａ，。", "138-A,。"),
        ("٣৪𝟏", "341"),
        ("a\u200bb\ufeffc\xad", "abc"),
        ("a\u3000b\xa0c\td", "a b c d"),
        ("—–−", "---"),
        ("扎西•次仁", "扎西·次仁"),
        ("&#49;&nbsp;&amp;", "1 &amp;"),
        ("tel:%2B86%20154", "tel:+86 154"),
        ("\r\n\u2028", "\n\n\n"),
    ],
)
def test_signs_are_spelt_plainly(typed, plain):
    assert Plain(typed).text == plain


@given(st.text("1２三 \u200b\xad&#49;;汉ａ", max_size=40))
def test_every_sign_leads_back_to_where_it_was_typed(text):
    plain = Plain(text)
    for at, char in enumerate(plain.text):
        start, end = plain.span(at, at + 1)
        assert Plain(text[start:end]).text == char


def read(text: str, *lengths: int) -> list[str]:
    return [one.digits for one in Digits(text).strings(lengths)]


def test_neighbouring_groups_are_read_as_one_number_in_every_way():
    assert read("12 34-56", 4) == ["1234", "3456"]
    assert read("12 34-56", 6) == ["123456"]
    assert read("1,234,567", 7) == []
    assert read("1234 567x", 8) == ["1234567X"]
    assert read("1234x567", 7) == []


def test_numerals_are_read_apart_from_digits():
    assert [one.digits for one in Numerals("一二34 56").strings({4})] == ["1234"]


def test_a_table_of_a_thousand_figures_makes_no_numbers_of_them_all():
    assert read("1 " * 1000, 11) == []
