"""The numbers (数) of a text with their units: counts and percentages, in digits or Chinese numerals; what is no count (第55号, 60岁) is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from publishing.evidence import vocabulary
from publishing.evidence.reading import Reading
from publishing.evidence.vocabulary import Tags
from tracking.wording.numerals import decimal_number

MOST = 2_000
"Numbers that are read of one text; a summary has some dozens."
ITEMS = frozenset({"件", "件次", "分办件"})
"What items are counted in; none of these is ever added to another."
COUNTED = ITEMS | {"条", "项", "份", "个"}
COUNTS = COUNTED | {"人", "家", "次"}

_HAN = "〇零一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_NUMBER = re.compile(
    rf"百分(?:百|之(?P<hundredth>[{_HAN}]{{1,12}}(?:点[{_HAN}]{{1,6}})?|[0-9]{{1,9}}(?:\.[0-9]{{1,6}})?))"
    r"|(?P<digits>(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9][0-9 ]*)(?:\.[0-9]+)?)(?P<times>[万千百亿]?)"
    rf"|(?P<han>[{_HAN}]+)|(?P<none>(?:无|没有)(?=(?:[A-D丙丁]类|不满意)(?:件|建议|提案)?(?:[,。;、)]|$)))"
)
_UNIT = re.compile(
    r"(?P<more>余|多|来)?(?P<unit>个?百分点|(?:个|件)?分办件|件次|件\(次\)|件|宗|条|项|份|%|‰|个(?!工作日|月|小时|自然日|百分|100|三?百)|家|名|位"
    r"|人次|人(?!大|事|民|员|均|代)|次(?=[^,。;会]{0,6}(?:督|调|座|走|协)))"
)
_NAMES = {"名": "人", "位": "人", "宗": "件", "件(次)": "件次", "个百分点": "百分点", "人次": "次"}
_WORDS = vocabulary.words("numbers")


@dataclass(eq=False, slots=True)
class Number:
    """A number with its unit, the words around it, what they say, and where it stands."""

    start: int
    end: int
    value: Decimal
    places: int
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    is_exact: bool = True
    "Whether it is said without 近, 余, 多, 以上 or 约."
    sentence: int = 0
    bracket: int = -1
    gap: str = ""
    "All words since the number before, in the same sentence."
    follows: bool = False
    "Whether these words begin right behind another number."
    label: str = ""
    "The words that name it: those of its own clause, in front of it."
    after: str = ""
    "The words behind it, up to the next mark or number."
    tags: Tags = field(default_factory=dict)
    is_named_behind: bool = False
    "Whether its name stands behind it: 95件表示满意."
    full: Tags = field(default_factory=dict)
    "What its words and those of the wholes above it say of it together."
    union: frozenset[str] = frozenset()
    "The kinds of several wholes that it stands beneath together: 建议2件、提案5件,其中主办2件."
    mark: int = 0
    "How strong the mark is that parts it from the count before: 0 none, 1 、, 2 a comma, 3 ;, 4 a full stop, 5 a paragraph."
    role: str = ""
    """What the words before it make of it: of (其中), with (含), besides (另), sum (合计), except (除…外), rest (其余), each (各),
    base (占总数143件的), last (上年), change (增加)."""
    frame: str = ""
    scope: Tags | None = None
    "What 建议中 in front of it names."
    share: "Number | None" = None

    @property
    def is_now(self) -> bool:
        """Whether it is an amount of this year: no change, and no figure of the year before."""
        return self.role not in {"change", "last"}

    @property
    def year(self) -> int:
        """The year that its sentence names; 0 where it names none."""
        return int(self.frame[:4]) if self.frame[:4].isdigit() else 0

    def is_of_another_year(self, other: "Number") -> bool:
        """Whether both are told of a year, and not of the same."""
        return bool(self.year and other.year) and self.year != other.year

    @property
    def amount(self) -> Decimal:
        """How many there are: 经济、文化类提案各12件 are twice twelve."""
        if self.role != "each":
            return self.value
        named = decimal_number(self.label.rstrip("各大类个方面项种者")[-1:])
        return self.value * (named or self.label.count("、") + 1)

    def fits(self, value: Decimal) -> bool:
        """Whether it may be this value: equal, or within the range that the words allow."""
        if self.is_exact:
            return value == self.value
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def printed(self) -> str:
        """Value and unit, for a sentence."""
        return f"{self.value:f}{self.unit}"


def find(reading: Reading) -> Iterator[Number]:
    """The numbers of a text in their order; those in titles and short quotations are names."""
    text = reading.text
    for match in _NUMBER.finditer(text):
        if reading.is_quoted(match.start()) and not _is_spoken(reading, match.start()):
            continue
        if match["none"]:
            yield _number(text, match.start(), match.end(), Decimal(0), "件", "")
        elif match[0].startswith("百分"):
            value = decimal_number(match["hundredth"]) if match["hundredth"] else Decimal(100)
            if value is not None:
                yield _number(text, match.start(), match.end(), value, "%", "")
        elif unit := _UNIT.match(text, match.end()):
            name = "分办件" if "分办件" in unit["unit"] else _NAMES.get(unit["unit"], unit["unit"])
            start, value = _value(match, name)
            if value is not None and not _is_no_count(text, start, unit.end(), match, name, value):
                yield _number(text, start, unit.end(), value, name, unit["more"] or "")


def _is_spoken(reading: Reading, place: int) -> bool:
    """Whether a number in quotation marks counts all the same: “三个100%”, or speech with several counts."""
    said = reading.text[slice(*reading.quoted_span(place) or (place, place))]
    return not said.startswith("《") and (said.count("件") > 1 and "," in said or "100%" in said or "百分" in said)


def _value(match: re.Match, unit: str) -> tuple[int, Decimal | None]:
    """Where the number that belongs to the unit starts, and its value: 4.3件 is point 4 with 3件, 2024 3件 two cells."""
    if match["han"]:
        return match.start(), None if match["han"] in "百千万亿" else decimal_number(match["han"])
    said = match["digits"].rstrip()
    joined = said.replace(" ", "")
    if unit == "%" and len(joined.partition(".")[0]) > 3:
        joined = said.rpartition(" ")[2]
    if unit not in {"%", "百分点", "‰"} and not match["times"]:
        joined = joined.rpartition(".")[2]
    start = match.start() if len(joined) == len(said.replace(" ", "")) else match.start() + len(said) - len(joined)
    return start, decimal_number(joined + match["times"]) if len(joined) <= 12 else None


def _is_no_count(text: str, start: int, end: int, match: re.Match, unit: str, value: Decimal) -> bool:
    """Whether it is an ordinal, a part of an idiom, or a number of anything else: 第55件, 十件实事, 3个工作日."""
    before = text[max(0, start - 4) : start]
    if before.endswith(_WORDS["ordinals"]) or text.startswith(_WORDS["total_words"], end):
        return True
    if unit in {"人", "个"}:
        return text.startswith(_WORDS["signers"] if unit == "人" else _WORDS["item_nouns"], end) is (unit == "人")
    is_one = value <= 1 and not before.endswith(_WORDS["one_counts"])
    return bool(match["han"]) and unit != "%" and (is_one or text.startswith(_WORDS["idioms"], end))


def _number(text: str, start: int, end: int, value: Decimal, unit: str, more: str) -> Number:
    """The number with the range that 近, 余, 以上 or 约 make of it."""
    one = Number(start, end, value, max(0, -int(value.as_tuple().exponent)), unit)
    before, after = text[max(0, start - 8) : start], text[end : end + 2]
    if more or before.endswith(_WORDS["least"]) or after == "以上":
        # 50余件 is less than 60: below the size of the last digit that is not zero.
        noughts = len(f"{value:f}") - len(f"{value:f}".rstrip("0"))
        most = value + Decimal(10) ** noughts - 1 if more else None
        one.low, one.high = value, Decimal(100) if unit == "%" and not more else most
    elif (
        before.endswith(_WORDS["most"])
        or after in {"以内", "以下"}
        or before[-1:] in _WORDS["to"]
        and before[-2:-1].isdigit()
    ):
        one.low, one.high = Decimal(0), value
    elif before.endswith(_WORDS["roughly"]) or after in {"左右", "上下"}:
        # 约占95.9% is told to a tenth: what is about it is not a whole point away.
        margin = Decimal(2).scaleb(-one.places) if unit == "%" and one.places else max(Decimal(1), value / 20)
        one.low, one.high = value - margin, value + margin
    one.is_exact = one.low is None and one.high is None
    return one


@lru_cache(maxsize=4096)
def slips(value: Decimal) -> frozenset[Decimal]:
    """What one slip makes of a number: one or ten more or less, or two neighbouring digits exchanged."""
    digits = f"{value:f}"
    exchanged = (digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :] for n in range(len(digits) - 1))
    told = {Decimal(one) for one in exchanged if one.isdigit() and one[0] != "0"}
    return frozenset(told | {value - 10, value - 1, value + 1, value + 10}) - {value}
