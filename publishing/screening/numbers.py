"""Numbers of persons (个人号码): mobile and identity numbers, land-lines, bank cards; and the ledger's own contact data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from publishing.screening.checks import luhn
from publishing.screening.kinds import Kind, ScreenFinding
from publishing.screening.reading import ScreenedText
from publishing.screening.vocabulary import any_of
from tracking.wording import find as find_folded
from tracking.wording.digit_strings import DigitString
from tracking.wording.personal import (
    IDENTITY,
    MOBILE,
    counts_something,
    is_born,
    is_checked,
    masked_number,
    personal_numbers,
)


@dataclass(frozen=True, slots=True)
class Contacts:
    """What the ledger knows: the land-lines and mailboxes of units, which pass; the contact data of deputies, which never do."""

    offices: frozenset[str] = field(default_factory=frozenset)
    deputies: frozenset[str] = field(default_factory=frozenset)

    def is_office(self, written: str) -> bool:
        """Whether a land-line or a mailbox is one of a unit's, with or without the area's code."""
        digits = _only_digits(written)
        lines = [one.strip().lower() for several in self.offices for one in _PARTED.split(several)]
        if "@" in written or len(digits) < _SHORTEST:
            return written.strip().lower() in lines
        return any(_same_line(digits, _only_digits(one)) for one in lines)


def _only_digits(written: str) -> str:
    return "".join(char for char in written if char.isdecimal())


def _same_line(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _SHORTEST and longer.endswith(shorter)


NO_CONTACTS = Contacts()
_SHORTEST, _TELLING = 7, 5
"Digits of the shortest land-line; signs of the shortest account that is looked for by itself."
_PARTED = re.compile("[、，,；;/\n]")
"What parts several numbers in one field of the ledger."
_CODE = "(?:010|02[0-9]|0[3-9][0-9]{2})"
_LANDLINE = re.compile(
    rf"(?:(?P<country>(?:00)?86)(?P<area>10|2[0-9]|[3-9][0-9]{{2}})|(?P<code>{_CODE}))(?P<line>[2-8][0-9]{{6,7}})"
)
_EXTENSION = re.compile(r"\s?(?:转|分机|内线|[-/]|ext\.?)\s?[0-9]{1,5}(?![0-9])", re.IGNORECASE)
"The number of a telephone inside a house, behind its line: 转8012."
_AREA_BEFORE = re.compile(rf"(?:[\[【]{_CODE}[\]】]|(?<![0-9]){_CODE}-)\s?$")
"The area's code in brackets, or in numerals before a line in digits."
_COUNTRY_BEFORE = re.compile(r"(?<![0-9])(?:\+|00)?86[\s\-]{1,2}$")
_GROUPS = {(3, 8), (4, 7), (4, 8), (3, 7), (3, 4, 4), (4, 4, 4), (4, 4, 3), (4, 3, 4), (3, 3, 4), (3, 4, 3)}
_LINE = {(7,), (8,), (3, 4), (4, 4), (4, 3)}
_CARD_GROUPS = {(4, 4, 4, 4), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3), (4, 4, 4, 7), (4, 4, 4, 4, 4)}
_CARD = re.compile("62|4|5[1-5]|2[2-7]|35|60|65|69|9[0-9]|8[1-9]")
"Beginnings of cards' numbers: 银联, Visa, Mastercard, JCB and the older ones of Chinese banks."
_OF_PERMITS = ("81", "82", "83")
"Beginnings of the numbers of 港澳台居民居住证."
_CARD_LENGTHS = frozenset(range(12, 24))
_BANK_AND_PLACE, _MOST_PARTS = 6, 4
"Cards are also written as the six digits of their bank and the rest."
_TIED = {".", "-", "/", "_"}
_TELEPHONE = any_of("telephone", behind=r"\S{0,6}$")
_NOBODY = any_of("nobody", behind=r"\S{0,3}$")
_BANK, _ACCOUNT = any_of("bank", behind=r"\S{0,8}$"), any_of("account", behind=r"\S{0,12}$")


def find_mobile_and_identity(reading: ScreenedText) -> Iterator[ScreenFinding]:
    """手机号码 and 身份证号码, masked as R96 says."""
    for one in personal_numbers(reading.raw):
        is_permit = one.kind == IDENTITY and one.typed.startswith(_OF_PERMITS)
        kind = Kind.MOBILE if one.kind == MOBILE else Kind.PERMIT if is_permit else Kind.IDENTITY
        quote = reading.raw[one.start : one.end]
        mask = quote[: one.digits[0] - one.start] + masked_number(reading.raw, one)
        yield ScreenFinding(kind, quote, one.start, one.end, mask)


def _is_part(reading: ScreenedText, one: DigitString) -> bool:
    """Is it a piece of something longer, or inside a word of Latin letters?"""
    around = reading.text[max(0, one.start - 1) : one.start] + reading.text[one.end : one.end + 1]
    return one.before in _TIED or one.after in _TIED or bool(re.search("[0-9A-Za-z]", around))


def _is_mixed(reading: ScreenedText, one: DigitString) -> bool:
    """Are some of its digits numerals and others not: 张三 6228…?"""
    return len({reading.text[place].isascii() for place in one.places}) > 1


# 固定电话 ----------------------------------------------------------------------------------------
def find_landlines(reading: ScreenedText, contacts: Contacts) -> Iterator[ScreenFinding]:
    """Land-lines that are no office's: those of persons block, those of nobody known are asked about."""
    for one in reading.strings({7, 8, 10, 11, 12, 13, 14}):
        place = _landline(reading, one)
        if place is None:
            continue
        start, area = place
        if country := _COUNTRY_BEFORE.search(reading.text, max(0, start - 6), start):
            start = country.start()
        extension = _EXTENSION.match(reading.text, one.end)
        quote, first, last = reading.quote(start, extension.end() if extension else one.end)
        if contacts.is_office(reading.quote(start, one.end)[0]):
            continue
        blocks = is_private(reading, start)
        if blocks is False and any_of("office", before=r"\s?[(][^()]{0,16}").match(reading.text, one.end):
            blocks = None
        if blocks is None and not contacts.offices:
            continue
        hidden = "*" * (len(one.digits) - area)
        head = "".join(reading.plain.typed(at) for at in one.places[:area])
        yield ScreenFinding(Kind.LANDLINE, quote, first, last, f"{head}-{hidden}" if head else hidden, bool(blocks))


def _landline(reading: ScreenedText, one: DigitString) -> tuple[int, int] | None:
    """Where a land-line begins and how many of its digits are the area's; None where it is no telephone."""
    if (
        one.digits.endswith("X")
        or one.before in {".", "_"}
        or re.search("[0-9A-Za-z]", reading.text[max(0, one.start - 1) : one.start])
    ):
        return None
    before = reading.before(one.start, 20)
    if _NOBODY.search(before):
        return None
    if found := _LANDLINE.fullmatch(one.digits):
        usual = one.sizes in _GROUPS or len(one.sizes) == 1 or set(one.sizes) == {1} or found["country"]
        if not usual and not _TELEPHONE.search(before):
            return None
        sign = "+" if found["country"] else "("
        return one.start - (reading.text[max(0, one.start - 1) : one.start] == sign), len(one.digits) - len(
            found["line"]
        )
    is_line = one.sizes in _LINE and one.digits[0] in "2345678" and one.before is None and one.after in {None, " ", "-"}
    if is_line and (area := _AREA_BEFORE.search(reading.in_digits, max(0, one.start - 8), one.start)):
        return area.start(), 0
    return (one.start, 0) if is_line and _TELEPHONE.search(before) else None


def is_private(reading: ScreenedText, start: int) -> bool | None:
    """Whose a telephone or mailbox is by the words before it: a person's (True), an office's (None), or not said (False)."""
    before = reading.before(start)
    private, office = _last(before, "private"), _last(before, "office")
    if private > office:
        return True
    return None if office >= 0 else False


def _last(before: str, words: str) -> int:
    """Where the last word of a list ends in what stands before; -1 where there is none."""
    return max((found.end() for found in any_of(words).finditer(before)), default=-1)


# 银行账号 ----------------------------------------------------------------------------------------
def find_cards(reading: ScreenedText) -> Iterator[ScreenFinding]:
    """Bank cards by their beginning and last digit, and accounts by the words before them."""
    for one in sorted(reading.strings(_CARD_LENGTHS), key=lambda one: -len(one.digits)):
        if _is_part(reading, one) or _is_mixed(reading, one) or one.digits.endswith("X") or len(set(one.digits)) == 1:
            continue
        if {one.before, one.after} & set(one.between):
            continue
        if counts_something(reading.text, one.end) or (_is_persons(one) and is_checked(one.digits)):
            continue
        before = reading.before(one.start, 24)
        is_card, is_account = bool(_BANK.search(before)), bool(_ACCOUNT.search(before))
        looks = _is_card(one)
        if (looks and not _NOBODY.search(before)) or ((is_card or is_account) and _is_whole(one)):
            quote, first, last = reading.quote(one.start, one.end)
            mask = "*" * (len(one.digits) - 4) + "".join(reading.plain.typed(at) for at in one.places[-4:])
            yield ScreenFinding(Kind.BANK_CARD, quote, first, last, mask, looks or is_card)


def _is_card(one: DigitString) -> bool:
    """Whether length, groups, beginning and last digit are those of a card."""
    usual = len(one.sizes) == 1 or one.sizes in _CARD_GROUPS or set(one.sizes) == {1} or one.sizes[0] == _BANK_AND_PLACE
    usual = usual or (len(one.sizes) <= _MOST_PARTS and _is_whole(one))
    shaped = usual and len(one.digits) in range(16, 20) and bool(_CARD.match(one.digits))
    return shaped and luhn(one.digits) and not _is_persons(one)


def _is_persons(one: DigitString) -> bool:
    return len(one.digits) == len("110101199001011234") and is_born(one.digits)


def _is_whole(one: DigitString) -> bool:
    """Does it take all the groups that stand together in its line?"""
    return all(beside is None or "\n" in beside for beside in (one.before, one.after))


# 台账里的联系方式 ----------------------------------------------------------------------------------
def find_deputies(reading: ScreenedText, contacts: Contacts) -> Iterator[ScreenFinding]:
    """The contact data of deputies and members that the ledger holds, however it is written."""
    told = [part for one in contacts.deputies for part in _PARTED.split(one)]
    numbers = {digits for one in told if len(digits := _only_digits(one)) >= _SHORTEST}
    if numbers:
        for one in reading.strings({len(number) for number in numbers}):
            if one.digits in numbers:
                quote, first, last = reading.quote(one.start, one.end)
                if contacts.is_office(quote):  # a deputy may have left the line of the office where they work
                    continue
                keep = (3, 4) if len(one.digits) == 11 and one.digits[0] == "1" else (0, 0)
                typed = "".join(map(reading.plain.typed, one.places))
                mask = typed[: keep[0]] + "*" * (len(typed) - sum(keep)) + typed[len(typed) - keep[1] :]
                yield ScreenFinding(Kind.DEPUTY, quote, first, last, mask)
    for written in told:
        is_number = len(_only_digits(written)) >= _SHORTEST
        if not is_number and len(written.strip()) >= _TELLING and (place := find_folded(reading.raw, written)):
            yield ScreenFinding(Kind.DEPUTY, reading.raw[slice(*place)], *place)
