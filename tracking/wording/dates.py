"""Dates as people type them into a ledger (R71): as text, as a serial number of Excel, or 即办."""

import re
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from tracking.wording.characters import normalise, says_nothing
from tracking.wording.numerals import chinese_number
from tracking.wording.titles import clip_title

_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range((date(1980, 1, 1) - _EXCEL_EPOCH).days, (date(2101, 1, 1) - _EXCEL_EPOCH).days)
_YEARS = range(1949, 2101)
_NUMBER = "[0-9〇零一二三四五六七八九十廿卅]"
_TIME = re.compile(r"[ T]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_TAIL = re.compile(r"(?:[（(](?:星期|周).[)）])?(?:之前|以前|前|为止|止)?$")
_WHOLE = re.compile(rf"({_NUMBER}{{4}})(?:年|[./-])({_NUMBER}{{1,3}})(?:月|[./-])({_NUMBER}{{1,3}})[日号]?")
_COMPACT = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})")
_WITHOUT_YEAR = re.compile(rf"({_NUMBER}{{1,3}})月({_NUMBER}{{1,3}})[日号]?")
_AT_ONCE = re.compile("即办|即时办|立即|马上办|随到随办|随办")


def read_date(value: object, *, year: int | None = None) -> date | None:
    """The date in a cell; None for an empty one and for 即办, which `is_at_once` tells apart.

    Reads dates, serial numbers of Excel, 2024.8.5, 2024-8-5, 2024/8/5, 20240805, 2024年8月5日前, and with a year given
    8月5日前. Raises ValueError with a sentence that says what is wrong and what to write.
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_digits(f"{value:.0f}" if value == value // 1 else f"{value}")
    text = str(value)
    if says_nothing(text) or is_at_once(text):
        return None
    return _from_text(_TAIL.sub("", _TIME.sub("", normalise(text)).replace(" ", "")), year, text)


def is_at_once(text: object) -> bool:
    """Does a cell say that the thing is to be done at once (即办) instead of naming a day?"""
    return isinstance(text, str) and bool(_AT_ONCE.match(normalise(text).replace(" ", "")))


def _from_text(text: str, year: int | None, typed: str) -> date:
    if found := _WHOLE.fullmatch(text):
        return _day(*found.groups(), typed=typed)
    if found := _WITHOUT_YEAR.fullmatch(text):
        if year is None:
            said = {"text": clip_title(typed, 20)}
            raise ValueError(_("“%(text)s”没有写年份，请写成 2024-08-05 这样的形式。") % said)
        return _day(str(year), *found.groups(), typed=typed)
    return _from_digits(text, typed)


def _from_digits(text: str, typed: str = "") -> date:
    """20240805, or a serial number of Excel with or without the time of day."""
    typed = typed or text
    if found := _COMPACT.fullmatch(text):
        return _day(*found.groups(), typed=typed)
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text) and int(float(text)) in _SERIALS:
        return _EXCEL_EPOCH + timedelta(days=int(float(text)))
    raise _no_date(typed)


def _day(year: str, month: str, day: str, *, typed: str) -> date:
    try:
        found = date(chinese_number(year), chinese_number(month), chinese_number(day))
    except ValueError:
        raise _no_date(typed) from None
    if found.year not in _YEARS:
        raise _no_date(typed)
    return found


def _no_date(typed: str) -> ValueError:
    said = {"text": clip_title(typed, 20)}
    return ValueError(_("“%(text)s”不是一个日期，请写成 2024-08-05 这样的形式。") % said)
