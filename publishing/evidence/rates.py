"""Rates (办结率、满意率…): their names, their values, and what the text itself says of their n and d."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from publishing.evidence.quantities import Quantity
from publishing.evidence.reading import last_sentence

NAMES = re.compile(
    r"(?P<first>首次|初次|一次性?|最终|二次|再次)?(?:办理|反馈|结果|工作|态度|代表|委员|提案者|建议|提案)*"
    r"(?P<name>立案|(?:办结)?(?:书面)?答复|回复|办复|办结|办理完成|办理|完成|交办|满意和基本满意|满意或基本满意|基本满意|不满意|满意|面商|面复|见面|沟通|走访|上门"
    r"|公开|上网|采纳|落实|解决|按期办结|按时办结|按期答复|按期|按时|签收|反馈|回收|办成|回应)(?:沟通|走访|协商|比)?[率度](?P<with>\([^()]{0,12}基本满意[^()]{0,6}\))?"
)
_CANON = {
    "答复": "办复率",
    "书面答复": "办复率",
    "办结答复": "办复率",
    "回复": "办复率",
    "办复": "办复率",
    "办结": "办结率",
    "办理完成": "办结率",
    "办理": "办结率",
    "完成": "办结率",
    "满意": "满意率",
    "满意和基本满意": "满意率",
    "满意或基本满意": "满意率",
    "面商": "面商率",
    "面复": "面商率",
    "沟通": "面商率",
    "见面": "见面率",
    "公开": "公开率",
    "上网": "公开率",
    "按期": "按期率",
    "按时": "按期率",
    "按期办结": "按期率",
    "按时办结": "按期率",
    "按期答复": "按期率",
}
_BESIDE = re.compile(r"^(?:[、,和及与以]|代表|委员|群众|实现|达到|均)*$")
_AIM = re.compile("力争|争取|务必|要确保|预计|目标|^要求")
"Words before a rate that is still to be reached."
_FRACTION = re.compile(r"\(([0-9]{1,9})/([0-9]{1,9})\)")
_ANNOUNCED = re.compile(r"(?P<n>[0-9一二三四五六七八九十两]{1,2})个[“\"]?(?:100%|百分之百|百分百)")


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate: its canonical name, its name as printed, its value, and whether 基本满意 is said to count."""

    name: str
    printed: str
    value: Quantity
    start: int
    round: str = ""
    with_basic: bool = False


def canonical(name: str) -> str:
    """The one name for rates of one meaning: 答复率 and 回复率 are 办复率."""
    found = NAMES.search(name)
    return _CANON.get(found["name"], f"{found['name']}率") if found else ""


def find(quantities: Sequence[Quantity], shares: set[int], text: str) -> list[Rate]:
    """Every rate of a text; one percentage may belong to several names (办结率、面商率均为100%)."""
    found: list[Rate] = []
    place = 0
    while place < len(quantities):
        one = quantities[place]
        place += 1
        if one.unit != "%" or one.is_change or id(one) in shares:
            continue
        named = _named(one)
        if not named or _AIM.search(re.split("[,;]", last_sentence(one.gap))[-1]):
            continue
        run = [one]
        if "分别" in last_sentence(one.gap):
            for other in quantities[place : place + len(named) - 1]:
                if other.unit != "%" or not _BESIDE.match(other.gap):
                    break
                run.append(other)
        if len(run) == len(named) > 1:
            place += len(run) - 1
        else:
            run = [one] * len(named)
        for name, value in zip(named, run, strict=True):
            found.append(_rate(name, value, one.start - len(one.gap)))
    return found


def _named(one: Quantity) -> list[re.Match]:
    """The names that a percentage belongs to: the last before it, and those joined to that one."""
    start = len(one.gap) - len(last_sentence(one.gap))
    names = list(NAMES.finditer(one.gap, start))
    if not names or len(one.gap) - names[-1].end() > 16:
        return []
    taken = [names.pop()]
    while names and _BESIDE.match(one.gap[names[-1].end() : taken[0].start()]):
        taken.insert(0, names.pop())
    return taken


def _rate(name: re.Match, value: Quantity, offset: int) -> Rate:
    joined = "基本满意" in name["name"] and name["name"] != "基本满意"
    return Rate(
        _CANON.get(name["name"], f"{name['name']}率"),
        re.sub(r"\(.*", "", name[0]),
        value,
        offset + name.start("name"),
        name["first"] or "",
        bool(name["with"]) or joined,
    )


def fraction(rate: Rate, text: str) -> tuple[Decimal, Decimal] | None:
    """The n/d printed in brackets right behind a rate; None where there is none."""
    found = _FRACTION.match(text, rate.value.end)
    return (Decimal(found[1]), Decimal(found[2])) if found else None


def announced(text: str) -> Iterator[tuple[re.Match, int]]:
    """Yield each announcement such as “三个100%” with the number of rates named before it in its sentence."""
    for found in _ANNOUNCED.finditer(text):
        before = text[max(0, found.start() - 80) : found.start()]
        said = last_sentence(before)
        names = list(NAMES.finditer(said))
        count = 0
        end = len(said)
        while names and re.fullmatch(
            r"(?:[、,和及与以“\"]|代表|委员|群众|实现了?|达到了?|均|等|的|为|确保)*", said[names[-1].end() : end]
        ):
            end = names.pop().start()
            count += 1
        yield found, count
