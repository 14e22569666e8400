"""Personal data in a text (个人信息): what may not be published as it stands (R96).

A number is found however it is written: in any width or in Chinese numerals, in one piece or in its usual groups, with
spaces, dots, hyphens, signs that show nothing or a line break between them, with or without the country's code. The
numbers of documents, amounts of money, columns of figures and addresses of pages are none.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

MOBILE, IDENTITY = "mobile", "identity"
_DIGITS = {code: str(int(chr(code))) for code in range(0x0660, sys.maxunicode) if chr(code).isdecimal()}
"Digits of every width and script, one character each, so that every place stays where it is."
_DIGITS |= {ord(char): "X" for char in "xｘＸ"}
_NUMERALS = dict(zip(map(ord, "〇零○一幺壹二贰三叁四肆五伍六陆七柒八捌九玖"), "0001112233445566778899", strict=True))
_NUMERALS |= {ord(digit): "d" for digit in "0123456789"}
_ANY_NUMERAL = re.compile("[〇零○一幺壹二贰三叁四肆五伍六陆七柒八捌九玖]")
_BETWEEN = (
    r"[\s.·•‧∙・．﹒/_\-‐-―−－﹣﹘\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff]"
)
"What people, programs and line ends put between the groups of a number."


_UNSEEN = r"[\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]{0,2}"
"Invisible characters, which may stand within a group of digits too."
_D = f"[0-9]{_UNSEEN}"
_FIRST = f"1{_UNSEEN}[3-9]{_UNSEEN}"
_LAST = "[0-9X]"


def _in_groups(*groups: str) -> str:
    return rf"{_BETWEEN}{{0,4}}".join(groups)


def _digits(*sizes: int) -> list[str]:
    return [f"(?:{_D}){{{size}}}" for size in sizes]


_MOBILE = re.compile(
    rf"(?<![0-9])(?:(?:[+＋]|00)?86{_BETWEEN}{{0,3}}|[(（][+＋]?86[)）]{_BETWEEN}{{0,3}}|0(?=1))?(?P<number>"
    + "|".join(
        (
            _in_groups(f"{_FIRST}{_D}[)）]?", *_digits(4, 4)),
            _in_groups(f"{_FIRST}(?:{_D}){{3}}", *_digits(6)),
            _in_groups(f"{_FIRST}(?:{_D}){{4}}", *_digits(5)),
            _in_groups(f"{_FIRST}{_D}", *_digits(3, 5)),
            # Before these a year is no beginning: 1978—2018 400.
            _in_groups(f"(?!19){_FIRST}(?:{_D}){{2}}", *_digits(4, 3)),
            _in_groups(f"(?!19){_FIRST}(?:{_D}){{2}}", *_digits(7)),
            rf"{_BETWEEN}{{1,2}}".join(["1", "[3-9]", *["[0-9]"] * 9]),
        )
    )
    + ")(?![0-9])"
)
_IDENTITY = re.compile(
    "(?<![0-9A-Za-z])(?=[1-9])(?P<number>"
    + "|".join(
        (
            _in_groups(*_digits(6, 8, 3)) + _LAST,
            _in_groups(*_digits(6, 4, 4, 3)) + _LAST,
            _in_groups(*_digits(6, 4, 2, 2, 3)) + _LAST,
            _in_groups(*_digits(6, 6, 5)) + _LAST,
            _in_groups(*_digits(3, 3, 4, 4, 3)) + _LAST,
            _in_groups(*_digits(4, 4, 4, 4, 1)) + _LAST,
            _in_groups(*_digits(17), _LAST),
            rf"{_BETWEEN}{{1,2}}".join([*["[0-9]"] * 17, _LAST]),
        )
    )
    + ")(?![0-9A-Za-z])"
)
_NOBODYS = re.compile(
    r"(?:编号|文号|案号|单号|批号|序号|流水号|索引号|条码|编码|代码|第|[¥￥$]|金额|总额|资金|投资|预算)[为是共计约达]{0,2}[\s:：]{0,2}$"
)
"Words before a number that say it is no person's: 编号, 文号, 金额 and the like."
_OF_SOMETHING = re.compile(
    r"[.．][0-9]{1,2}(?![0-9])"
    r"|\s?(?:[余多]?[元万亿]|个(?!人)|件|户(?!主)|平方|立方|平米|公里|千米|吨|公斤|千克|千瓦|株|亩|人次)"
)
"Words behind a number that say it counts something: 元, 件, 平方米 and the like."
_ADDRESS = re.compile(r"[A-Za-z]{3,6}://[!-~]+|\bwww\.[!-~]+")


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A mobile or identity number: what it is, where it stands in the text as given, and where each of its digits is."""

    kind: str
    start: int
    end: int
    digits: tuple[int, ...]


def personal_numbers(text: str) -> list[PersonalNumber]:
    """Every mobile and identity number of a text, in its order."""
    plain = text.translate(_DIGITS)
    found = [*_found(IDENTITY, _IDENTITY, plain, text), *_found(MOBILE, _MOBILE, plain, text)]
    if len(_ANY_NUMERAL.findall(text)) >= 11:
        found += _found(MOBILE, _MOBILE, plain.translate(_NUMERALS), text)
    kept: list[PersonalNumber] = []
    for one in sorted(found, key=lambda number: (number.start, -number.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _found(kind: str, pattern: re.Pattern, plain: str, text: str) -> Iterator[PersonalNumber]:
    addresses = [found.span() for found in _ADDRESS.finditer(text)]
    for found in pattern.finditer(plain):
        start, end = found.span()
        if any(first < start < last for first, last in addresses) or _is_column(plain, start, end):
            continue
        if kind == MOBILE and (_NOBODYS.search(text, max(0, start - 12), start) or _OF_SOMETHING.match(plain, end)):
            continue
        digits = tuple(place for place in range(*found.span("number")) if plain[place] in "0123456789X")
        yield PersonalNumber(kind, start, end, digits)


def _is_column(plain: str, start: int, end: int) -> bool:
    """Is it three whole lines or more: a column of figures, not a number that a line break has parted?"""
    whole = (start == 0 or plain[start - 1] == "\n") and (end == len(plain) or plain[end] in "\r\n")
    return whole and plain.count("\n", start, end) >= 2


def mask_personal(text: str) -> str:
    """A text with mobile numbers as 138****1234 and identity numbers as 35*************123; twice changes nothing."""
    masked, last = [], 0
    for one in personal_numbers(text):
        first, behind = (3, 4) if one.kind == MOBILE else (2, 3)
        head, tail = one.digits[:first], one.digits[-behind:]
        bracket = "".join(char for char in text[head[-1] : one.digits[first]] if char in ")）")
        stars = "*" * (len(one.digits) - first - behind)
        shown = "".join(text[place] for place in head) + bracket + stars + "".join(text[place] for place in tail)
        masked += [text[last : one.digits[0]], shown]
        last = one.end
    return "".join([*masked, text[last:]])


def without_personal(text: str, instead: str) -> str:
    """A text with something else in the place of every mobile and identity number."""
    kept, last = [], 0
    for one in personal_numbers(text):
        kept += [text[last : one.start], instead]
        last = one.end
    return "".join([*kept, text[last:]])
