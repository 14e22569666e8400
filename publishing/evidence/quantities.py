"""Every quantity of a text: how many of what, how exactly, when, and what the words around it say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from publishing.evidence import words
from publishing.evidence.reading import Reading
from tracking.wording.numerals import decimal_number

MOST = 2_000
"Quantities that are read of one text; a summary has some dozens."
ITEMS = frozenset({"件", "件次", "分办件"})
"What items are counted in; 件, 件次 and 分办件 are never added to each other."
COUNTED = ITEMS | {"条", "项", "份", "个"}
_PEOPLE = {"名": "人", "位": "人", "人": "人", "家": "家"}

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
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_ORDINAL = re.compile(r"(?:第|[Nn][Oo]\.?)$")
_RANGE = re.compile(r"[0-9〇一二三四五六七八九十两百](?:[-~—–至到]|—{2})$")
_ARTICLE = re.compile(r"(?:[每任同某这那另哪各头逐首]|任何|一件|第)$")
_ONE_COUNTS = re.compile(r"(?:建议|提案|议案|主办|会办|协办|独办|分办|方面|提出|收到|[共有为类办剩余件)])$")
_IDIOM = re.compile(r"(?:[一二三]?(?:件|份|项|条|个)[一二三]|件件|(?:民生)?(?:实事|大事|好事|小事)|事)")
_LEAST = re.compile(r"(?:超过?|逾|突破|至少|不少于|不低于|高于|多于|达到?近?不少于)$")
_MOST = re.compile(r"(?:不到|不足|至多|最多|不超过|不多于|低于|少于|近|将近|接近)$")
_ROUGHLY = re.compile(r"(?:约占?|大约|约为|左右|上下)$")
_AFTER_LEAST = re.compile(r"^(?:以上|多(?![0-9]))")
_AFTER_MOST = re.compile(r"^以[内下]")
_AFTER_ROUGHLY = re.compile(r"^(?:左右|上下)")
_CHANGE = re.compile(
    r"(?:增加|增长|增幅|减少|提高|提升|下降|上升|降低|增至?|多出?|少|净增|同比|环比|增减|上涨|回落|翻|提前)了?(?:近|约|超|为|达)?$"
)
_CARRIED = "(?!度?[^,。;、]{0,4}(?:结转|遗留|续办|转入))"
_LAST_YEAR = re.compile(rf"(?:去年|上年|往年|上一年|前年){_CARRIED}|上届|上次会议")
_COMPARED = re.compile(
    r"(?:比|较|与|同|和)(?:去年|上一?年|前年|上届|往年)(?:同期|度)?"
    r"|(?:(?<!占)比|较)(?:19|20)[0-9]{2}年(?:同期|度)?|与(?:19|20)[0-9]{2}年(?:同期|度)?(?=相比|[基大]?[本体]?持平)"
)
_TIME = re.compile(
    r"截[至止]到?(?:[0-9]{4}年|[0-9]{1,2}月|今年|去年|当年|本年|年)?[^,。;]{0,12}?(?:底|末|日|月|前|目前|年|旬|今)"
    r"|(?:19|20)[0-9]{2}年度?(?:[0-9]{1,2}月)?(?:以来)?|[一二三四五六七八九十两几近]+年(?:来|间|以来)|本届(?:以来)?|上半年|下半年|年[初中底末]"
    rf"|(?:去年|上年){_CARRIED}|今年|本年|当年|全年"
)
_CLAUSE_ENDS = ",。;:!?|\n…"
_WINDOW = 60


@dataclass(eq=False, slots=True)
class Quantity:
    """A number with its unit, its words, and its place in the plain form of the text."""

    start: int
    end: int
    value: Decimal
    places: int
    unit: str
    sentence: int
    bracket: int
    low: Decimal | None = None
    high: Decimal | None = None
    before: str = ""
    after: str = ""
    label: str = ""
    gap: str = ""
    frame: str = ""
    says: dict[str, frozenset[str]] = field(default_factory=dict)
    is_change: bool = False
    is_past: bool = False
    is_outside: bool = False
    parent: "Quantity | None" = None
    share: "Quantity | None" = None

    @property
    def is_exact(self) -> bool:
        """Is it said without 近, 余, 多, 以上, 约?"""
        return self.low is None and self.high is None

    def fits(self, value: Decimal) -> bool:
        """May the quantity be this value: equal, or within the range that the words allow?"""
        if self.is_exact:
            return value == self.value
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def counts_now(self) -> bool:
        """Is it an amount of this year's: no change, no figure of the year before?"""
        return not (self.is_change or self.is_past)

    @property
    def printed(self) -> str:
        """Value and unit, for a sentence."""
        return f"{self.value:f}{self.unit}"


def find(reading: Reading) -> list[Quantity]:
    """All quantities of a text in their order: counts of every unit, and percentages."""
    found = list(islice(_bare(reading), MOST))
    _place(reading, found)
    _name_in_turn(found)
    return found


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
            continue
        start, value = _value(match, unit["unit"])
        if value is None or _is_no_count(text, start, match, unit["unit"], value):
            continue
        name = _PEOPLE.get(unit["unit"], unit["unit"])
        if "分办件" in name:
            name = "分办件"
        if "次" in name and "件" in name:
            name = "件次"
        if "百分点" in name:
            name = "百分点"
        yield _quantity(reading, start, unit.end(), value, name, _places(match, value), unit["more"] or "")


def _is_announced_rate(text: str, place: int) -> bool:
    """“三个100%” and a quoted rate name a figure though they stand in quotation marks."""
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
        margin = max(Decimal(1), value / 20)
        found.low, found.high = value - margin, value + margin
    elif _RANGE.search(text[max(0, start - 3) : start]):
        found.low, found.high = Decimal(0), value
    return found


def _step(value: Decimal) -> Decimal:
    """The size of the last digit that is not zero: 50余件 is less than 60."""
    size = Decimal(1)
    while value and value % (size * 10) == 0:
        size *= 10
    return size


def _place(reading: Reading, found: list[Quantity]) -> None:
    """Fill in what the words around each quantity say."""
    text = reading.text
    brackets = iter(reading.brackets)
    opened: list[tuple[int, int]] = []
    upcoming = next(brackets, None)
    previous_end, frame, framed = 0, "", -1
    for number, quantity in enumerate(found):
        while upcoming is not None and upcoming[0] < quantity.start:
            opened.append(upcoming)
            upcoming = next(brackets, None)
        while opened and opened[-1][1] < quantity.start:
            opened.pop()
        opened = [pair for pair in opened if pair[1] >= quantity.start] if len(opened) < 50 else opened
        quantity.bracket = opened[-1][0] if opened else -1
        following = found[number + 1].start if number + 1 < len(found) else len(text)
        quantity.gap = text[max(previous_end, quantity.start - 200) : quantity.start]
        quantity.before = _before(text, previous_end, quantity.start)
        quantity.after = _after(text, quantity.end, following)
        clause = text[max(previous_end, quantity.start - 30) : quantity.start]
        quantity.is_change = quantity.unit == "百分点" or bool(_CHANGE.search(clause))
        if framed != quantity.sentence:
            frame, framed = "", quantity.sentence
        start = max(reading.sentence_span(quantity.sentence)[0], previous_end, quantity.start - 200)
        compared = [one.span() for one in _COMPARED.finditer(text, start, quantity.start)]
        times = list(_TIME.finditer(text, start, quantity.start))
        times = [one for one in times if not any(first <= one.start() < last for first, last in compared)]
        if times:
            frame = times[-1][0]
        quantity.frame = frame
        quantity.is_past = any(_LAST_YEAR.search(said) for said in (frame, quantity.before)) or bool(
            _COMPARED.search(quantity.before)
        )
        quantity.is_outside = bool(_OUTSIDE.search(quantity.gap.rpartition("。")[2]))
        quantity.label = words.bare_label(quantity.before) or words.bare_label(quantity.after)
        quantity.says = _sayings(quantity)
        _inherit(quantity, found[number - 1] if number else None)
        previous_end = quantity.end


_OUTSIDE = re.compile(
    "同时|另[有外]?|此外|不含|不包括|不包含|未计入|之外|除.{0,12}外|还(?:办理|承办|收到|协助|有)|并(?:协助|参与)"
)


def _before(text: str, previous_end: int, start: int) -> str:
    """The words before a number, back to its clause's start; a bracket without numbers is part of them."""
    first = max(previous_end, start - _WINDOW)
    place = start - 1
    while place >= first and text[place] not in _CLAUSE_ENDS:
        place -= 1
    words_before = text[place + 1 : start]
    while words_before[:1] in (")", "、") and words_before:
        words_before = words_before[1:]
    opening = words_before.rfind("(")
    if opening >= 0 and ")" not in words_before[opening:]:
        words_before = words_before[opening + 1 :]
    # 98件建议、143件提案: what stands before the mark belongs to the number before.
    return "" if previous_end > place and words_before[-1:] in _JOINTS else words_before


_JOINTS = frozenset("、和及与")
_CRITICISM = "建议、批评和意见"
_BRACKETED = re.compile(r"\(([^()0-9]{1,14})\)")


def _after(text: str, end: int, following: int) -> str:
    """The words after a number to the end of its clause, or a bracket that names it: 43件(甲类)."""
    if (found := _BRACKETED.match(text, end)) and found.end() <= following:
        return found[1]
    place = end + (len(_CRITICISM) if text.startswith(_CRITICISM, end) else 0)
    last = min(following, end + 30)
    while place < last and text[place] not in _CLAUSE_ENDS + "、()":
        place += 1
    return text[end:place]


_NAMED_AFTER = re.compile(
    r"(?:[A-D甲乙丙丁]类|(?:省|市|州|区|县|全国|自治区)?(?:人大|政协)|代表|委员|建议|提案|议案|主办|会办|协办|独办|分办|重点|集体|承办件|办理件"
    r"|为?(?:主办|会办|协办|独办|分办|满意|基本满意|不满意|[A-D甲乙丙丁]类))"
)


_FARED_AFTER = re.compile(
    "(?:已经?|均已)?(?:得到)?(?:基本|部分)?(?:解决|落实|采纳)|正在(?:解决|落实|办理|推进|研究)|已?列入|(?:拟|计划)(?:解决|逐步)|留作|因.{0,14}(?:限制|制约)"
    "|暂[时不缓]|(?:难以|无法|不能)解决|已?(?:办结|答复|办复)|尚?未(?:办结|答复|办复)|[未不](?:被|予|能)?采纳|在办|(?:表示|评价为)?“?(?:非常|比较|基本|不)?满意"
)
"How items fared, told behind their number: 8件正在解决,2件留作参考."
_NO_NAME = re.compile("(?:其余|其它|其他|剩余|余下|还有|另有|的)*")
_OF_KINDS = re.compile("[两三四五六]?类$")
_IN_TURN = re.compile(r"(?P<names>[^,。;:!?\n]{2,60}?)(?:的)?(?:数量|件数)?分别[为是有达]{0,2}$")


def _name_in_turn(found: list[Quantity]) -> None:
    """A类、B类、C类分别为33件、14件、5件: as many names as numbers, in order."""
    for place, first in enumerate(found):
        named = _IN_TURN.search(first.before)
        if named is None or first.unit == "%":
            continue
        names = re.split("[、和及与]", _OF_KINDS.sub("类", named["names"]))
        if names[-1].endswith("类"):
            # A、B、C三类分别为…: the noun stands behind the last.
            names = [f"{name.removesuffix('类')}类" for name in names]
        run = [first]
        for other in found[place + 1 : place + len(names)]:
            if other.unit != first.unit or words.bare_label(other.before):
                break
            run.append(other)
        if len(names) < 2 or len(run) != len(names):
            continue
        for one, name in zip(run, names, strict=True):
            one.before, one.label, one.says = name, words.bare_label(name), words.says(name)


_NOUN_ENDS = re.compile(
    "均|都|全部|已|被|占|中|进行|分解|形成|交|逐|提出|征求|作出|办理(?!件)|开展|列为|列入|办结|答复"
)


def _sayings(quantity: Quantity) -> dict[str, frozenset[str]]:
    says = words.says(quantity.before)
    if quantity.unit in ITEMS and says.get("kind") == {"words"}:
        # 意见建议 counted in 件 are the deputies'; counted in 条 they are advice.
        says["kind"] = frozenset({"suggestion"})
    if quantity.unit != "%" and _NAMED_AFTER.match(quantity.after):
        noun = _NOUN_ENDS.split(quantity.after, maxsplit=1)[0]
        for family, values in words.says(noun).items():
            says.setdefault(family, values)
    elif quantity.unit in ITEMS and _NO_NAME.fullmatch(quantity.before) and _FARED_AFTER.match(quantity.after):
        says |= words.says(quantity.after)
    return says


_COORDINATE = re.compile("^[、和及与]")


def _inherit(quantity: Quantity, previous: Quantity | None) -> None:
    """办复议案2件、建议52件: what was done to the first was done to the second."""
    if previous is not None and previous.says.get("key") == {"key"} and quantity.label in {"一般", "普通"}:
        # 重点4件,一般29件: no opinion here.
        quantity.says = {"key": frozenset({"plain"})}
    if previous is None or previous.unit != quantity.unit or not _COORDINATE.match(quantity.gap):
        return
    for family in ("progress", "act"):
        if family in previous.says and not ({"progress", "act"} & quantity.says.keys()):
            quantity.says[family] = previous.says[family]
    kinds = previous.says.get("kind"), quantity.says.get("kind")
    if "level" in previous.says and kinds[0] and kinds[1] and kinds[0] != kinds[1]:
        # 市级建议3件、提案5件: both of the city.
        quantity.says.setdefault("level", previous.says["level"])
    if "axis" in previous.says and {"satisfaction"} <= previous.says.keys() & quantity.says.keys():
        quantity.says.setdefault("axis", previous.says["axis"])
