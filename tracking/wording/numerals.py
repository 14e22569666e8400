"""Numbers in Chinese text: item numbers as people type them, and numerals."""

import re
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from tracking.wording.characters import normalise, says_nothing
from tracking.wording.titles import clip_title

DIGITS = "〇一二三四五六七八九"
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億零", "一二三四五六七八九十百千万亿〇")
_VALUES = {digit: value for value, digit in enumerate(DIGITS)} | {"两": 2, "": 1}
_NON_ZERO = "[一二三四五六七八九两]"
_SECTION = re.compile(
    rf"(?:(?P<thousands>{_NON_ZERO})千)?(?:〇?(?P<hundreds>{_NON_ZERO})百)?"
    rf"(?:〇?(?P<tens>{_NON_ZERO}?)十)?(?:(?P<zero>〇)?(?P<units>{_NON_ZERO}))?"
)
_LONGEST = 30


def item_number(value: object) -> int | None:
    """The number of an item (编号) from a cell: 12.0, “012”, “１２”, “12号”, “第12号”; None where there is none.

    Raises ValueError with a sentence for the person who typed it.
    """
    if value is None or (isinstance(value, str) and says_nothing(value)):
        return None
    number = None
    if isinstance(value, str):
        found = re.fullmatch(r"(?:编号)?第?([^第号]+)号?", normalise(value).replace(" ", ""))
        if found and re.fullmatch(r"[0-9]{1,9}(\.0+)?", found[1]):
            number = int(float(found[1]))
        elif found and not re.search("[0-9]", found[1]):
            number = _read(found[1])
    elif isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10**9 and value == int(value):
        number = int(value)
    if not number:
        raise ValueError(_("“%(text)s”不是编号，请写成 12 这样的数字。") % {"text": clip_title(str(value), 20)})
    return number


def chinese_number(text: str) -> int:
    """The value of a numeral: 一百二十三, 两, 廿一, 〇一二, 二〇二四, 3万 or digits of either width.

    Raises ValueError with a sentence, also for spoken short forms that may be misread (一百五).
    """
    value = _read(normalise(text).replace(" ", ""))
    if value is None:
        raise ValueError(_("“%(text)s”不是一个数。") % {"text": clip_title(text, 20)})
    return value


def _read(text: str) -> int | None:
    text = text.translate(_FORMAL).replace("廿", "二十").replace("卅", "三十")
    if not text or len(text) > _LONGEST:
        return None
    if re.fullmatch(r"[0-9]+", text):
        return int(text)
    if re.fullmatch(f"[{DIGITS}]+", text):
        return int("".join(str(_VALUES[digit]) for digit in text))
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.rpartition(unit)
        if found:
            return _joined(_read(head), size, tail)
    return _section(text)


def _joined(head: int | None, size: int, tail: str) -> int | None:
    """A head counted in 万 or 亿 with what follows it: 一万〇五, not 一万五."""
    if not head:
        return None
    if not tail:
        return head * size
    rest = _read(tail)
    if rest is None or rest >= size or len(tail) == 1 or tail.isdecimal():
        return None
    return head * size + rest


def _section(text: str) -> int | None:
    """A numeral below ten thousand."""
    found = _SECTION.fullmatch(text)
    if not found:
        return None
    thousands, hundreds, tens, zero, units = found.group("thousands", "hundreds", "tens", "zero", "units")
    if units and not zero and tens is None and (thousands or hundreds):
        return None
    weighed = ((thousands, 1000), (hundreds, 100), (tens, 10), (units, 1))
    return sum(_VALUES[digit] * weight for digit, weight in weighed if digit is not None)


def to_chinese(n: int) -> str:
    """A number from 1 to 99 as in headings (一、二、…、十一); ValueError beyond."""
    if not 1 <= n <= 99:
        raise ValueError(_("只能写出1到99的中文数字，不能写%(n)s。") % {"n": n})
    tens, units = divmod(n, 10)
    return ((DIGITS[tens] if tens > 1 else "") + "十" if tens else "") + (DIGITS[units] if units else "")


_POINT = re.compile(rf"(?P<whole>[^点.]+)[点.](?P<rest>[0-9{DIGITS}零]+)")
_TIMES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


@lru_cache(maxsize=4096)
def decimal_number(text: str) -> Decimal | None:
    """The value of a number as prose has it: 1,009, 91.4, 七十二点二, 1.2万, 四千二百八十七; None where it is none."""
    text = normalise(text).replace(" ", "").replace(",", "")
    times = _TIMES.get(text[-1:], 1) if text[:1].isascii() else 1
    if times > 1:
        text = text[:-1]
    if found := _POINT.fullmatch(text):
        whole, rest = _read(found["whole"]), "".join(_digit(char) for char in found["rest"])
        value = None if whole is None or len(rest) > _LONGEST else Decimal(f"{whole}.{rest}")
    else:
        number = _read(text)
        value = None if number is None else Decimal(number)
    if value is None or times == 1:
        return value
    product = value * times
    return product.quantize(Decimal(1)) if product == product.to_integral_value() else product


def _digit(char: str) -> str:
    return char if char.isdecimal() else str(_VALUES["〇" if char == "零" else char])
