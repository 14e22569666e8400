"""Surroundings (上下文): the name, time and bracket that the words around a number give it, and whether it is a change or of another year."""

import re

from publishing.evidence import words
from publishing.evidence.quantities import ITEMS, Quantity
from publishing.evidence.reading import Reading

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


def tell(reading: Reading, found: list[Quantity]) -> None:
    """Fill in what the words around each quantity say."""
    _place(reading, found)
    _name_in_turn(found)
    _count_alike(found)
    _carry_axis(found)
    _tell_members(found)


def _place(reading: Reading, found: list[Quantity]) -> None:
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
        quantity.is_outside = bool(_OUTSIDE.search(quantity.gap.rpartition("。")[2])) or _is_excepted(text, quantity)
        quantity.label = words.bare_label(quantity.before) or words.bare_label(quantity.after)
        quantity.says = _sayings(quantity)
        if quantity.before in {"另", "另有"} and quantity.says.get("admission", frozenset()) & {"opinion", "unfiled"}:
            # 立案2686件,另有359件转为意见: outside what was filed, not outside what was received.
            quantity.is_outside = False
        _inherit(quantity, found[number - 1] if number else None)
        previous_end = quantity.end


_OUTSIDE = re.compile(
    "同时|另[有外]?|此外|不含|不包括|不包含|未计入|之外|除.{0,12}外|还(?:办理|承办|收到|协助|有)|并(?:协助|参与)"
)


_EXCEPT = re.compile("(?:^|[,。;:!?\n])除(?![了去]?以?外)[^,。;:!?\n]{0,30}$")
_EXCEPTED = re.compile("[^,。;:!?\n]{0,24}外(?=[,。;])")


def _is_excepted(text: str, quantity: Quantity) -> bool:
    """Whether a quantity is left out of what follows: 除近期收到的1件主办件、1件协办件外."""
    before = text[max(0, quantity.start - 40) : quantity.start]
    return bool(_EXCEPT.search(before) and _EXCEPTED.match(text, quantity.end))


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
    if words_before in _CARRIES and (topic := _TOPIC_BEFORE.search(text, first, place + 1)):
        # 社会建设类有较大增长,共111件: the topic stands in the clause before.
        words_before = topic["topic"] + words_before
    # 98件建议、143件提案: what stands before the mark belongs to the number before.
    return "" if previous_end > place and words_before[-1:] in _JOINTS else words_before


_CARRIES = {"共", "共有", "有", "达", "为"}
_TOPIC_BEFORE = re.compile(r"(?P<topic>[^,。;:!?\n]{1,16}(?:类|方面|领域))[^,。;:!?\n]{0,16},$")
_JOINTS = frozenset("、和及与")
_JOINED = ("建议、批评和意见", "建议、提案")
"Nouns with a mark inside that ends no clause."
_BRACKETED = re.compile(r"\(([^()0-9]{1,14})\)")


def _after(text: str, end: int, following: int) -> str:
    """The words after a number to the end of its clause, or a bracket that names it: 43件(甲类)."""
    if (found := _BRACKETED.match(text, end)) and found.end() <= following:
        return found[1]
    place = end + next((len(joined) for joined in _JOINED if text.startswith(joined, end)), 0)
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
    "|暂[时不缓]|(?:难以|无法|不能)解决|已?(?:办结|答复|办复)|尚?未(?:办结|答复|办复)|转[为作]|作为|不予立案|未立案|[未不](?:被|予|能)?采纳|在办|(?:表示|评价为)?“?(?:非常|比较|基本|不)?满意"
)
"How items fared, told behind their number: 8件正在解决,2件留作参考."
_NO_NAME = re.compile("(?:其余|其它|其他|剩余|余下|还有|另有|的)*")
_OF_KINDS = re.compile("[两三四五六]?类$")
_IN_TURN = re.compile(r"(?P<names>[^,。;:!?\n]{2,60}?)(?:的)?(?:数量|件数)?分别[为是有达]{0,2}$")


def _name_in_turn(found: list[Quantity]) -> None:
    """Name numbers by as many names before them, in order: A类、B类、C类分别为33件、14件、5件."""
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


def _count_alike(found: list[Quantity]) -> None:
    """Count outcomes in the unit of the items before them: 共收到建议11条…已解决的5个,计划解决的6个."""
    items: Quantity | None = None
    for one in found:
        if "kind" in one.says and one.unit in ITEMS | {"条"}:
            items = one
        elif items is not None and one.unit == "个" and "class" in one.says and not one.after:
            one.unit = items.unit if one.sentence - items.sentence <= 1 else one.unit


def _carry_axis(found: list[Quantity]) -> None:
    """Carry 办理态度 or 办理结果 over to the opinions that follow: 对办理结果满意149件,占90%,基本满意17件."""
    last: Quantity | None = None
    for one in found:
        if one.unit == "%":
            continue
        goes_on = last is not None and last.sentence == one.sentence and ";" not in one.gap
        if goes_on and last is not None and "satisfaction" in one.says and "axis" in last.says:
            one.says.setdefault("axis", last.says["axis"])
        last = one


def _tell_members(found: list[Quantity]) -> None:
    """Take 委员提案 beside groups' proposals as the members' own, though elsewhere it names all: 集体提案118件…;政协委员提案974件."""
    sentence = -1
    for one in found:
        if one.says.get("proposer") == {"group"}:
            sentence = one.sentence
        elif one.sentence == sentence and one.label == "政协委员提案":
            one.says.setdefault("proposer", frozenset({"member"}))


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
    """Give a quantity what was said of the one before it and holds for both: 办复议案2件、建议52件."""
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
