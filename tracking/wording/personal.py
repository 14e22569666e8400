"""Mobile and identity numbers in a text (手机号码、身份证号码): what may not be published as it stands (R96).

A number is found however it is written: in any width or in Chinese numerals, in one piece or in groups, with spaces,
dots, hyphens, signs that show nothing or a line break between them, with or without the country's code. The numbers of
documents, amounts of money, columns of figures and addresses of pages are none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tracking.wording.digit_strings import Digits, DigitString, Numerals
from tracking.wording.plain import Plain

MOBILE, IDENTITY = "mobile", "identity"
_MOBILE = re.compile("(00860?|860?|0)?(1[3-9][0-9]{9})")
_USUAL = {(11,), (3, 4, 4), (3, 8), (7, 4), (5, 6), (6, 5), (4, 7), (4, 4, 3), (3, 3, 5), (1,) * 11}
"Groups in which people write mobile numbers."
_LIKE_YEARS = {(4, 4, 3), (4, 7)}
"Groups that begin as 1978—2018 400 does."
_USUAL_IDENTITY = {
    (18,), (17, 1), (6, 8, 4), (6, 4, 4, 4), (6, 4, 2, 2, 4), (6, 6, 6), (3, 3, 4, 4, 4), (4, 4, 4, 4, 2), (6, 12), (14, 4),
    (1,) * 18,
}  # fmt: skip
_MOST_PARTS = 4
"Into how many groups people part the old number of fifteen digits."
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split()
)
_WEIGHTS = tuple(2**power % 11 for power in range(17, -1, -1))
_NOBODYS = re.compile(
    r"(?:编号|文号|案号|单号|批号|序号|流水号|索引号|条码|编码|代码|第|[¥￥$]|金额|总额|资金|投资|预算)[为是共计约达]{0,2}[\s:：]{0,2}$"
)
"Words before a number that say it is no person's: 编号, 文号, 金额 and the like."
_OF_SOMETHING = re.compile(
    r"[.．][0-9]{1,2}(?![0-9])"
    r"|\s?(?:[余多]?[元万亿]|个(?!人)|件|户(?!主)|平方|立方|平米|公里|千米|吨|公斤|千克|千瓦|株|亩|人次)"
)
"Words behind a number that say it counts something: 元, 件, 平方米 and the like."
_GOES_BEFORE = re.compile(r"(?<![0-9])[1-9][0-9]{3,}-$|[0-9]\.$")
"Digits before a number that make it a part of something longer: 2024-540402-13800000000, 0.138."
_PERSONS = re.compile(
    r"(?:手机|电话|联系方式|号码|联系人|微信|致电|拨打|来电|tel|phone|mobile|cell)\S{0,4}[\s:：]{0,3}$", re.IGNORECASE
)
"Words before a number that say it is a telephone's, in whatever groups it is written."
_ODD = re.compile(
    r"(?:手机|电话|联系方式|微信|tel|phone)[^0-9\n]{0,6}?(?P<one>1[3-9][0-9oOlI])(?P<sep>[,*|、+=#:;'\" ]?)(?P<two>[0-9oOlI]{4})(?P=sep)(?P<three>[0-9oOlI]{4})"
    "(?![0-9A-Za-z])",
    re.IGNORECASE,
)
"Behind a telephone's word, groups may be parted by any sign, and o and l may stand for 0 and 1."
_BARRED = re.compile(
    r"(?<![0-9|*])(?P<one>1[3-9][0-9])(?P<sep>[|*])(?P<two>[0-9]{4})(?P=sep)(?P<three>[0-9]{4})(?![0-9|*])"
)
"Without such a word, groups parted by a bar or a star; more of them on a line are a table."
_FEWEST = 8
_LETTERS = str.maketrans("oOlI", "0011")
_IDENTITY_WORDS = re.compile(r"(?:身份证|身份号|公民身份|证件号|身份證)\S{0,8}[\s:：]{0,3}$")
_PUPILS = re.compile("(?<![A-Za-z0-9])[GL]$")
"The letter before the identity number in a pupil's number (学籍号)."
_NUMBERED_BY_DAYS = 2010
"Since then permits and projects are numbered by place and day, as identity numbers are."
_ADDRESS = re.compile(r"[A-Za-z]{3,6}://[!-~]+|\bwww\.[!-~]+")
_DIGEST = re.compile(
    r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9A-Za-z])"
    r"|(?<=\.)(?=[0-9]*[a-f])[0-9a-f]{12}(?=\.[a-z])"
)
"A digest of a file (SHA-256, SHA-1, MD5), a UUID, or the part of a file's name that tells its content; its digits are nobody's."
_ASKED = re.compile(r"[?&/](?:\w*(?:tel|phone|mobile|sj|sfz|idcard|idno|card)\w*)[=/]?$", re.IGNORECASE)
"The part of a page's address that says a person's number follows."


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A mobile or identity number: what it is, where it stands in the text as given, and each digit, its place and look."""

    kind: str
    start: int
    end: int
    digits: tuple[int, ...]
    typed: str


def personal_numbers(text: str) -> list[PersonalNumber]:
    """Every mobile and identity number of a text, in its order."""
    plain = Plain(text)
    addresses = [found.span() for found in _ADDRESS.finditer(plain.text)]
    digests = digest_spans(plain.text)
    found = []
    for one in _strings(plain.text):
        if (told := _read(plain.text, one)) and not _is_column(plain.text, one):
            kind, start, bare = told
            if not (_is_of_a_page(plain.text, start, one.end, addresses) or is_inside(start, digests)):
                digits, typed = tuple(map(plain.place, bare.places)), "".join(map(plain.typed, bare.places))
                found.append(PersonalNumber(kind, *plain.span(start, one.end), digits, typed))
    kept: list[PersonalNumber] = []
    for number in sorted(found, key=lambda number: (number.start, -number.end)):
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept


def digest_spans(plain: str) -> list[tuple[int, int]]:
    """Start and end of every digest of a file in a plain text: what looks like a number in it counts and calls nothing."""
    return [found.span() for found in _DIGEST.finditer(plain)]


def is_inside(place: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a place lies in one of these stretches of a text."""
    return any(first <= place < last for first, last in spans)


def _strings(plain: str) -> Iterator[DigitString]:
    lengths = {11, 12, 13, 14, 15, 16, 18}
    yield from Digits(plain).strings(lengths)
    yield from Numerals(plain).strings(lengths)
    parted = [*_ODD.finditer(plain), *_BARRED.finditer(plain)]
    in_digits = plain.translate(_LETTERS) if parted else plain
    for found in parted:
        one = DigitString(in_digits, [found.span(name) for name in ("one", "two", "three")], None, None)
        if sum(plain[place].isdecimal() for place in one.places) >= _FEWEST:
            yield one


def _read(plain: str, one: DigitString) -> tuple[str, int, DigitString] | None:
    """What a string of digits is, where it begins with its country's code, and the number itself; None if no person's."""
    if len(one.digits) in (15, 18) and _is_identity(plain, one):
        return IDENTITY, one.start, one
    if (found := _MOBILE.fullmatch(one.digits)) and _is_mobile(plain, one, number := one.without(found.start(2))):
        return MOBILE, _with_sign(plain, one.start) if found[1] else number.start, number
    return None


def _with_sign(plain: str, start: int) -> int:
    """The place where +86 or (+86 begins."""
    sign = re.search(r"[(]?[+]$", plain[max(0, start - 2) : start])
    return start - len(sign[0]) if sign else start


def _is_mobile(plain: str, one: DigitString, number: DigitString) -> bool:
    before = plain[max(0, one.start - 12) : one.start]
    if _NOBODYS.search(before) or _GOES_BEFORE.search(before) or counts_something(plain, one.end):
        return False
    if _PERSONS.search(before):
        return True
    if number.sizes in _LIKE_YEARS and number.digits.startswith("19"):
        return False
    parting = {number.before, number.after} & set(number.between)
    return number.sizes in _USUAL and (number.sizes in {(11,), (3, 4, 4)} or not parting)


def _is_identity(plain: str, one: DigitString) -> bool:
    """Eighteen or fifteen digits of one person: by date and place of birth, check digit, groups and the words before."""
    before = plain[max(0, one.start - 20) : one.start]
    if one.digits.startswith("0") or re.search("[0-9A-Za-z]", plain[one.end : one.end + 1]):
        return False
    if re.search("[0-9A-Za-z]$", before) and not _PUPILS.search(before):
        return False
    if _IDENTITY_WORDS.search(before):
        return True
    born = is_born(one.digits)
    if len(one.digits) == 18 and born and is_checked(one.digits):
        return not (_NOBODYS.search(before) and int(one.digits[6:10]) >= _NUMBERED_BY_DAYS)
    if _NOBODYS.search(before) or counts_something(plain, one.end):
        return False
    if {one.before, one.after} & set(one.between):
        return False
    return one.sizes in _USUAL_IDENTITY if len(one.digits) == 18 else born and len(one.sizes) <= _MOST_PARTS


def is_born(digits: str) -> bool:
    """Whether the digits begin with a province and hold a day on which a person living may be born."""
    year, rest = (digits[6:10], digits[10:14]) if len(digits) == 18 else (f"19{digits[6:8]}", digits[8:12])
    if digits[:2] not in _PROVINCES:
        return False
    try:
        return 1890 <= date(int(year), int(rest[:2]), int(rest[2:])).year <= 2100
    except ValueError:
        return False


def counts_something(plain: str, end: int) -> bool:
    """Whether the words behind a number say that it is an amount (元, 件, 平方米)."""
    return bool(_OF_SOMETHING.match(plain, end))


def is_checked(digits: str) -> bool:
    """Whether the eighteenth place of an identity number is the check digit of the others (GB 11643: ISO 7064 MOD 11-2)."""
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(value * weight for value, weight in zip(values, _WEIGHTS, strict=True)) % 11 == 1


def _is_column(plain: str, one: DigitString) -> bool:
    """Is it three whole lines or more: a column of figures, not a number that a line break has parted?"""
    whole = (one.start == 0 or plain[one.start - 1] == "\n") and (one.end == len(plain) or plain[one.end] in " \n")
    return whole and sum("\n" in parting for parting in one.between) >= 2


def _is_of_a_page(plain: str, start: int, end: int, addresses: Iterable[tuple[int, int]]) -> bool:
    """Is it inside the address of a page, which doesn't say that it is a person's (?tel=)?"""
    return any(first < start < last for first, last in addresses) and not _ASKED.search(
        plain[max(0, start - 20) : start]
    )


def mask_personal(text: str) -> str:
    """A text with mobile numbers as 138****1234 and identity numbers as 35*************123; twice changes nothing."""
    masked, last = [], 0
    for one in personal_numbers(text):
        masked += [text[last : one.digits[0]], masked_number(text, one)]
        last = one.end
    return "".join([*masked, text[last:]])


def masked_number(text: str, one: PersonalNumber) -> str:
    """What is shown in the place of a number's digits."""
    first, behind = (3, 4) if one.kind == MOBILE else (2, 3)
    bracket = "".join(char for char in text[one.digits[first - 1] : one.digits[first]] if char in ")）")
    return one.typed[:first] + bracket + "*" * (len(one.typed) - first - behind) + one.typed[-behind:]


def without_personal(text: str, instead: str) -> str:
    """A text with something else in the place of every mobile and identity number."""
    kept, last = [], 0
    for one in personal_numbers(text):
        kept += [text[last : one.start], instead]
        last = one.end
    return "".join([*kept, text[last:]])
