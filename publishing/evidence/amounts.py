"""Amounts (数): every number of a text with its unit, in digits or Chinese numerals; what is no count (第55号, 60岁, 3月29日) is left out (R67)."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from publishing.evidence.quantities import COUNTED, MOST, Quantity
from publishing.evidence.reading import Reading
from tracking.wording.numerals import decimal_number

_PEOPLE_UNITS = frozenset("名位人")
_SIGNERS = re.compile("(?:及?以上)?(?:代表|委员)?(?:联名|附议|联合)")
"How many people sign together is no count of its own: 3人以上联名提案11件."
_SAME_UNIT = {"名": "人", "位": "人", "人": "人", "家": "家"}

_HAN_DIGITS = "〇零一二三四五六七八九十百千万亿两廿卅"
_NUMBER = re.compile(
    rf"百分之(?P<hundredth>[{_HAN_DIGITS}]{{1,12}}(?:点[{_HAN_DIGITS}]{{1,6}})?|[0-9]{{1,9}}(?:\.[0-9]{{1,6}})?)"
    r"|(?P<full>百分百)"
    r"|(?P<digits>[0-9][0-9, ]*(?:\.[0-9]+)?)(?P<times>[万千百亿]?)"
    rf"|(?P<han>[{_HAN_DIGITS}]+)"
)
_UNIT = re.compile(
    r"(?P<more>余|多|来)?(?P<unit>个?百分点|(?:个|件)?分办件|件次|件\(次\)|件|条|项|份|%|‰"
    r"|个(?!工作日|月|小时|自然日|百分)|家|名|位|人(?!大|次|事|民|员|均)"
    r"|年|月|日|号|岁|届|次|天|点|时|期|场|批|周|类|级|元|吨|亩|公里|亿|倍|点)"
)
_ITEMS_WITHOUT_UNIT = re.compile(r"\((?:含|其中|包括)[^(),。;]{0,14}[0-9]{1,6}件")
"A number without a unit that takes it from the bracket behind: 共收到建议提案157(含交办5件."
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_ORDINAL = re.compile(r"(?:第|[Nn][Oo]\.?)$")
_RANGE = re.compile(r"[0-9〇一二三四五六七八九十两百](?:[-~—–至到]|—{2})$")
_ARTICLE = re.compile(r"(?:[每任同某这那另哪各头逐首]|任何|一件|第)$")
_ONE_COUNTS = re.compile(r"(?:建议|提案|议案|主办|会办|协办|独办|分办|方面|提出|收到|满意|督办|[共有为类办剩余件)])$")
_IDIOM = re.compile(r"(?:[一二三]?(?:件|份|项|条|个)[一二三]|件件|(?:民生)?(?:实事|大事|好事|小事)|事)")
_LEAST = re.compile(r"(?:超过?|逾|突破|至少|不少于|不低于|高于|多于|达到?近?不少于)$")
_MOST = re.compile(r"(?:不到|不足|至多|最多|不超过|不多于|低于|少于|近|将近|接近)$")
_ROUGHLY = re.compile(r"(?:约占?|大约|约为|左右|上下)$")
_AFTER_LEAST = re.compile(r"^(?:以上|多(?![0-9]))")
_AFTER_MOST = re.compile(r"^以[内下]")
_AFTER_ROUGHLY = re.compile(r"^(?:左右|上下)")


def find(reading: Reading) -> list[Quantity]:
    """Find a text's amounts in their order, counts of every unit and percentages; `surroundings.tell` reads their words."""
    return list(islice(_bare(reading), MOST))


def _bare(reading: Reading) -> Iterator[Quantity]:
    text = reading.text
    for match in _NUMBER.finditer(text):
        if reading.is_quoted(match.start()) and not _is_announced_rate(text, match.start()):
            continue
        if match["hundredth"] or match["full"]:
            value = Decimal(100) if match["full"] else decimal_number(match["hundredth"])
            if value is not None:
                yield _quantity(reading, match.start(), match.end(), value, "%", 0, "")
            continue
        unit = _UNIT.match(text, match.end())
        if unit is None:
            if match["digits"] and _ITEMS_WITHOUT_UNIT.match(text, match.end()):
                number = decimal_number(match["digits"].strip())
                if number is not None:
                    yield _quantity(reading, match.start(), match.end(), number, "件", 0, "")
            continue
        start, value = _value(match, unit["unit"])
        if value is None or _is_no_count(text, start, match, unit["unit"], value):
            continue
        name = _SAME_UNIT.get(unit["unit"], unit["unit"])
        if "分办件" in name:
            name = "分办件"
        if "次" in name and "件" in name:
            name = "件次"
        if "百分点" in name:
            name = "百分点"
        yield _quantity(reading, start, unit.end(), value, name, _places(match, value), unit["more"] or "")


def _is_announced_rate(text: str, place: int) -> bool:
    """Whether a percentage in quotation marks is a figure all the same, as in “三个100%” or a quoted rate."""
    return text[place - 1] in '“"个' and text.startswith(("100%", "百分之百", "百分百"), place)


def _value(match: re.Match, unit: str) -> tuple[int, Decimal | None]:
    """Where the number that belongs to the unit starts, and its value."""
    if match["han"]:
        if match["han"] in "十百千万亿" and match["han"] != "十":
            return match.start(), None
        return match.start(), decimal_number(match["han"])
    digits, start = match["digits"].rstrip(", "), match.start()
    if unit != "%" and _THOUSANDS.fullmatch(digits.replace(" ", "")):
        digits = digits.replace(" ", "")
    if "," in digits and not (_THOUSANDS.fullmatch(digits.partition(".")[0]) and unit != "%"):
        last = digits.rpartition(",")[2].lstrip()
        start += len(digits) - len(last)
        digits = last
    if " " in digits:
        joined = digits.replace(" ", "")
        if digits.count(" ") > 3 or (unit == "%" and float(joined[:12]) > 100):
            last = digits.rpartition(" ")[2]
            start += len(digits) - len(last)
            digits = last
        else:
            digits = joined
    if "." in digits and unit in COUNTED and not match["times"]:
        head, _dot, last = digits.rpartition(".")
        start += len(head) + 1
        digits = last
    digits = digits.replace(",", "")
    if len(digits) > 12:
        return start, None
    return start, decimal_number(digits + match["times"])


def _places(match: re.Match, value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) and not match["times"] else 0


def _is_no_count(text: str, start: int, match: re.Match, unit: str, value: Decimal) -> bool:
    before = text[max(0, start - 4) : start]
    if _ORDINAL.search(before) or text.startswith(("合计", "共计", "总计", "相加"), match.end() + len(unit)):
        return True
    if unit in _PEOPLE_UNITS and _SIGNERS.match(text, match.end() + len(unit)):
        return True
    if unit in "年月日号岁届次天点时期场批周类级元吨亩公里亿倍":
        return True
    if match["han"] and unit != "%":
        if value == 1 and (_ARTICLE.search(before) or not _ONE_COUNTS.search(before)):
            return True
        if _IDIOM.match(text, match.end() + len(unit)) or _IDIOM.match(text, match.end()):
            return True
    return False


def _quantity(reading: Reading, start: int, end: int, value: Decimal, unit: str, places: int, more: str) -> Quantity:
    text = reading.text
    found = Quantity(start, end, value, places, unit, reading.sentence(start), -1)
    if unit == "%":
        exponent = value.as_tuple().exponent
        found.places = max(0, -exponent) if isinstance(exponent, int) else 0
    before, after = text[max(0, start - 8) : start], text[end : end + 3]
    step = _step(value) if more else Decimal(0)
    if more or _LEAST.search(before) or _AFTER_LEAST.match(after):
        found.low = value
        found.high = value + step - 1 if more else None
        if unit == "%" and found.high is None:
            found.high = Decimal(100)
    elif _MOST.search(before) or _AFTER_MOST.match(after):
        found.low, found.high = Decimal(0), value
    elif _ROUGHLY.search(before) or _AFTER_ROUGHLY.match(after):
        # 约占95.9% is told to a tenth: what is about it is not a whole point away.
        margin = Decimal(5).scaleb(-found.places) if unit == "%" and found.places else max(Decimal(1), value / 20)
        found.low, found.high = value - margin, value + margin
    elif _RANGE.search(text[max(0, start - 3) : start]):
        found.low, found.high = Decimal(0), value
    return found


def _step(value: Decimal) -> Decimal:
    """The size of the last digit that is not zero, below which 余 stays: 50余件 is less than 60."""
    size = Decimal(1)
    while value and value % (size * 10) == 0:
        size *= 10
    return size
