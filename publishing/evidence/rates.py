"""Rates (率): 办结率, 满意率 and the like, by one name for each meaning, with the percentage that they have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from publishing.evidence import vocabulary
from publishing.evidence.found import Found
from publishing.evidence.numbers import Number
from publishing.evidence.vocabulary import Tags

_CANON = {
    word: name
    for name, words in {
        "办复率": "答复 书面答复 办结答复 回复 办复 办理回复 答复办理",
        "办结率": "办结 办理完成 办理 完成 办成率",
        "满意率": "满意 满意和基本满意 满意或基本满意 基本满意以上 满意、基本满意 满意及基本满意 满意与基本满意 非常满意",
        "基本满意": "基本满意",
        "不满意": "不满意",
        "面商率": "面商 面复 沟通 见面 走访 上门 座谈 协商 走访沟通 沟通走访 沟通协商",
        "公开率": "公开 上网",
        "按期率": "按期 按时 按期办结 按时办结 按期答复 按时答复 按期办理",
        "回收率": "回收 收回",
        "": "立案 解决 落实 采纳 办成 交办 签收 反馈 回应",
    }.items()
    for word in words.split()
}
"The words before 率 or 度, and the one name of each meaning; the nameless are called as they are."
_NAME = re.compile(
    r"(?P<round>首次|初次|一次性?|最终|二次|再次|第[一二三]次|首轮)?"
    rf"(?P<words>{'|'.join(sorted(_CANON, key=len, reverse=True))})(?:比|覆盖)?[率度](?P<with>\([^()]{{0,12}}基本满意[^()]{{0,6}}\))?"
)
_FRACTION = re.compile(r"\(([0-9]{1,6})/([0-9]{1,6})\)")
_BESIDE = re.compile(r"(?:[、,和及与以“\"]|代表|委员|群众|提案人|实现|达到|均|工作|结果|办理|建议|提案|人大|政协|对)*")
_PLAIN = re.compile(r"(?:实现了?|达到?了?|为|是|确保|做到|均|今年|全年|目前|截至|了|分别|[、,:()“”])+")
_AIMS = ("力争", "争取", "务必", "要确保", "预计", "目标", "要求", "确保")
_FURTHEST = 16


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate: its name, its words, its percentage, the round of asking, and whether 基本满意 is said to count."""

    name: str
    printed: str
    value: Number
    round: str
    with_basic: bool
    subject: str
    "The words that say whose rate it is."

    @property
    def clause(self) -> str:
        """Those of its own clause alone."""
        return _bare(re.split("[,。;:!?\n]", self.value.gap)[-1])

    @property
    def fraction(self) -> tuple[Decimal, Decimal] | None:
        """The n/d that is printed behind it: 满意率100%(2/2)."""
        told = _FRACTION.match(self.value.after)
        return (Decimal(told[1]), Decimal(told[2])) if told else None

    @property
    def tags(self) -> Tags:
        """What those words say."""
        return vocabulary.read(self.subject)


def canonical(label: str) -> str:
    """The one name for rates of one meaning; empty for words that name none."""
    told = _NAME.search(label)
    return _CANON[told["words"]] or told["words"] + "率" if told else ""


def find(found: Found) -> Iterator[Rate]:
    """Every rate of a text; one percentage may belong to several names (办结率、面商率均为100%)."""
    told = [one for one in found.numbers if one.unit == "%" and one.is_now and id(one) not in found.bases]
    subject, place = "", 0
    while place < len(told):
        first, names = told[place], _named(told[place])
        run = told[place : place + len(names)] if "分别" in first.gap else [first]
        if len(run) < len(names) or any(_BESIDE.fullmatch(one.gap) is None for one in run[1:]):
            run = [first] * len(names)
        # 提案面商率100%、满意率98.7%: both are the proposals'.
        goes_on = first.follows and first.mark == 0 and first.gap[:1] in "、,和"
        own = _bare(re.split("[。;!?\n]", first.gap)[-1].rpartition("件")[2])
        subject = own or (subject if goes_on else "")
        for name, value in zip(names, run, strict=False):
            joined = name["words"] not in {"基本满意", "满意"} and "基本满意" in name["words"]
            printed = name[0].partition("(")[0]
            is_with = bool(name["with"]) or joined
            yield Rate(canonical(name[0]), printed, value, name["round"] or "", is_with, subject)
        place += len(set(map(id, run))) or 1


def _named(one: Number) -> list[re.Match]:
    """The names that a percentage belongs to: the last before it, and those joined to that one."""
    names = list(_NAME.finditer(one.gap))
    if not names or len(one.gap) - names[-1].end() > _FURTHEST or any(aim in one.label for aim in _AIMS):
        return []
    taken = [names.pop()]
    while names and _BESIDE.fullmatch(one.gap[names[-1].end() : taken[0].start()]):
        taken.insert(0, names.pop())
    return taken


def _bare(words: str) -> str:
    """Some words without the names of rates and the words that join them to their percentages."""
    return _PLAIN.sub("", _NAME.sub("", words))
