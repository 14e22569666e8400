"""Letters with digits that name a person or a car: passports, permits of Hong Kong, Macao and Taiwan, number plates."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from publishing.screening import checks
from publishing.screening.kinds import Kind, ScreenFinding
from publishing.screening.reading import ScreenedText
from publishing.screening.vocabulary import any_of

_BEFORE, _BEHIND = "(?<![A-Za-z0-9/])", "(?![A-Za-z0-9])"
_DIGIT = r"(?:[ \-.·]?[0-9])"


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of paper: how its number looks, and the words behind which it is one; without such words it needs `alone`."""

    kind: Kind
    shape: re.Pattern[str]
    words: str
    alone: str = "no"
    "What it is without its word: no (nothing), asks, blocks."
    check: Callable[[str], bool] | None = None


def _shaped(pattern: str) -> re.Pattern[str]:
    return re.compile(_BEFORE + pattern.replace("#", _DIGIT) + _BEHIND, re.IGNORECASE)


_DOCUMENTS = (
    Document(Kind.PASSPORT, _shaped("(?:E[ -]?[A-HJ-NP-Z]#{7}|[EG]#{8})"), "passport", "blocks"),
    Document(Kind.PASSPORT, _shaped("(?:[A-Z]{1,3}#{6,9}|1[45]#{7}|#{9})"), "passport"),
    Document(Kind.PERMIT, _shaped("(?:[A-Z]{3}[ -]?#{12}|9#{16}[0-9X])"), "permit"),
    Document(Kind.PERMIT, _shaped("(?:C[ -]?[A-HJ-NP-Z]#{7}|[CWTL]#{8}|[HM]#{8}(?:##)?)"), "permit", "asks"),
    Document(Kind.PERMIT, _shaped(r"(?:#{10}(?:\([A-Z]\))?|#{8})"), "permit"),
    Document(Kind.PERMIT, _shaped(r"(?:[A-Z]{1,2}#{6} ?\([0-9A]\))"), "permit", "blocks", checks.hong_kong),
    Document(Kind.PERMIT, _shaped(r"(?:[A-Z]{1,2}#{6}[0-9A])"), "permit"),
    Document(Kind.PERMIT, _shaped("(?:[A-Z][1289]#{8})"), "permit", "asks", checks.taiwan),
    Document(Kind.PERMIT, _shaped(r"(?:[157]#{6} ?\([0-9]\))"), "permit", "asks"),
)
_DATED = re.compile("[A-Z](?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])")
"G20240805 is somebody's numbering by days."
_LETTERS = re.compile(r"(?<![A-Za-z0-9/])(?:[A-Za-z]{1,2}[ \-.·]?|(?=[157]))(?=[0-9])")
"Where letters go over into digits."
_REACH = 28
"How far behind its word a number may stand."
_NOBODY = any_of("nobody", behind=r"\S{0,3}$")


def find_documents(reading: ScreenedText) -> Iterator[ScreenFinding]:
    """Passports and permits: what stands behind their word, and what its shape alone tells."""
    for one in _DOCUMENTS:
        for word in any_of(one.words).finditer(reading.text):
            for text in (reading.text, reading.in_digits):
                if found := one.shape.search(text, word.end(), word.end() + _REACH):
                    yield _finding(reading, one.kind, found, blocks=True)
    for place in _LETTERS.finditer(reading.text):
        for one in _DOCUMENTS:
            if (
                one.alone != "no"
                and (found := one.shape.match(reading.text, place.start()))
                and _stands_alone(reading, one, found)
            ):
                yield _finding(reading, one.kind, found, blocks=one.alone == "blocks")
                break


def _stands_alone(reading: ScreenedText, one: Document, found: re.Match) -> bool:
    """Whether a number that no word explains is a person's."""
    number = re.sub(r"[^A-Z0-9]", "", found[0].upper())
    if _DATED.match(number) or _NOBODY.search(reading.before(found.start(), 24)):
        return False
    return one.check is None or one.check(number)


def _finding(reading: ScreenedText, kind: Kind, found: re.Match, blocks: bool) -> ScreenFinding:
    quote, first, last = reading.quote(*found.span())
    signs = [place for place in range(*found.span()) if reading.text[place].isalnum()]
    typed = "".join(map(reading.plain.typed, signs))
    mask = typed[:1] + "*" * (len(typed) - 4) + typed[-3:]
    return ScreenFinding(kind, quote, first, last, mask, blocks)


# 车牌号 ------------------------------------------------------------------------------------------
_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_SIGN = "[A-HJ-NP-Za-hj-np-z0-9]"
_PLATE = re.compile(
    rf"(?:{_PROVINCE}[ ·.\-]?[A-Za-z][ ·.\-]{{0,3}}(?:{_SIGN}[ ·\-]?){{3,4}}(?:{_SIGN}{{1,2}}|{_SIGN}?[挂学警港澳])"
    r"|WJ ?[·.\-]?[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼0-9]{1,2}[·.\- ]?[0-9]{4}[0-9XBTSHJD]"
    r"|(?<![0-9])[0-9]{6}使|使[0-9]{6}(?![0-9]))(?![A-Za-z0-9])"
)
_BY_YEARS = re.compile("20[0-9]{2}-[0-9]")
"藏G-2024-03 behind 编号 is somebody's numbering by years."
_DIGITS = 3
"A plate has at least so many digits: 川AAAAA is none."


def find_plates(reading: ScreenedText) -> Iterator[ScreenFinding]:
    """Number plates (车牌号); an office's car is asked about."""
    for text in dict.fromkeys((reading.text, reading.in_digits)):
        for found in _PLATE.finditer(text):
            is_few = sum(char.isdecimal() for char in found[0]) < _DIGITS
            if is_few or (_BY_YEARS.search(found[0]) and _NOBODY.search(reading.before(found.start(), 24))):
                continue
            quote, first, last = reading.quote(*found.span())
            typed = quote.strip()
            signs = [char for char in typed if char.isalnum()]
            blocks = not any_of("plate").search(reading.before(found.start(), 20))
            yield ScreenFinding(Kind.PLATE, quote, first, last, f"{''.join(signs[:2])}****{signs[-1]}", blocks)
