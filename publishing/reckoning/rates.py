"""Rates (率): 办结率, 满意率 and the like, by one name for each meaning, with the percentage that they have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publishing.reckoning import vocabulary
from publishing.reckoning.found import ReadText
from publishing.reckoning.numbers import Number
from publishing.reckoning.vocabulary import Tags

CANON = {
    "办复率": "答复 书面答复 办结答复 回复 办复 办理回复 答复办理",
    "办结率": "办结 办理完成 办理 完成 办成率",
    "满意率": "满意 满意和基本满意 满意或基本满意 基本满意以上 满意、基本满意 满意及基本满意 满意与基本满意 非常满意",
    "基本满意": "基本满意",
    "不满意": "不满意",
    "面商率": "面商 面复 沟通 见面 走访 上门 座谈 协商 走访沟通 沟通走访 沟通协商",
    "公开率": "公开 上网",
    "按期率": "按期 按时 按期办结 按时办结 按期答复 按时答复 按期办理",
    "立案率": "立案",
    "回收率": "回收 收回",
    "解决率": "解决",
    "落实率": "落实",
    "采纳率": "采纳",
    "办成率": "办成",
    "交办率": "交办",
    "签收率": "签收",
    "反馈率": "反馈",
    "回应率": "回应",
}
"The name of each rate and the words that stand before 率 or 度."
_CANON = {word: name for name, words in CANON.items() for word in words.split()}
_NAME = re.compile(
    r"(?P<round>首次|初次|一次性?|最终|二次|再次|第[一二三]次|首轮)?"
    rf"(?P<words>{'|'.join(sorted(_CANON, key=len, reverse=True))})(?:比|覆盖)?[率度](?P<with>\([^()]{{0,12}}基本满意[^()]{{0,6}}\))?"
)
_BESIDE = re.compile(r"(?:[、,和及与以“\"]|代表|委员|群众|提案人|实现|达到|均|工作|结果|办理|建议|提案|人大|政协|对)*")
_AIMS = ("力争", "争取", "务必", "要确保", "预计", "目标", "要求", "确保")
_FURTHEST = 16
_PLAIN = re.compile(r"(?:实现了?|达到?了?|为|是|确保|做到|均|今年|全年|目前|截至|了|分别|[、,:()“”])+")


@dataclass(frozen=True, slots=True)
class NamedRate:
    """One rate: its name, its words, its percentage, the round of asking, and whether 基本满意 is said to count."""

    name: str
    printed: str
    value: Number
    start: int
    round: str
    with_basic: bool
    subject: str
    "The words that say whose rate it is."

    @property
    def clause(self) -> str:
        """Those of its own clause alone."""
        return _PLAIN.sub("", _NAME.sub("", re.split("[,。;:!?\n]", self.value.gap)[-1]))

    @property
    def tags(self) -> Tags:
        """What those words say."""
        return vocabulary.read(self.subject)


def canonical(label: str) -> str:
    """The one name for rates of one meaning; empty for words that name none."""
    told = _NAME.search(label)
    return _CANON[told["words"]] if told else ""


def named_before(said: str) -> int:
    """How many rates stand joined at the end of some words: 办结率、满意率实现."""
    names = [*_NAME.finditer(said)]
    count, end = 0, len(said)
    while names and _BESIDE.fullmatch(
        said[names[-1].end() : end].replace("实现了", "").replace("达到了", "").replace("等", "")
    ):
        end = names.pop().start()
        count += 1
    return count


def find(found: ReadText) -> Iterator[NamedRate]:
    """Every rate of a text; one percentage may belong to several names (办结率、面商率均为100%)."""
    subject, place, told = (
        "",
        0,
        [one for one in found.numbers if one.unit == "%" and one.is_now and id(one) not in found.bases],
    )
    while place < len(told):
        names = _named(told[place])
        run = told[place : place + len(names)] if "分别" in told[place].gap else []
        if len(run) < 2 or any(_BESIDE.fullmatch(one.gap) is None for one in run[1:]):
            run = [told[place]] * len(names)
        first = told[place]
        own = _subject(first)
        # 提案面商率100%、满意率98.7%: both are the proposals'.
        subject = own or (subject if first.follows and first.mark == 0 and first.gap[:1] in "、,和" else "")
        for name, value in zip(names, run, strict=False):
            yield _rate(name, value, first, subject)
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


def _subject(first: Number) -> str:
    """The words that say whose rate it is."""
    return _PLAIN.sub("", _NAME.sub("", re.split("[。;!?\n]", first.gap)[-1].rpartition("件")[2]))


def _rate(name: re.Match, value: Number, first: Number, subject: str) -> NamedRate:
    joined = name["words"] not in {"基本满意", "满意"} and "基本满意" in name["words"]
    start = first.start - len(first.gap) + name.start()
    printed = name[0].partition("(")[0]
    return NamedRate(
        _CANON[name["words"]], printed, value, start, name["round"] or "", bool(name["with"]) or joined, subject
    )
