"""Rates (率): 办结率, 满意率 and the like, by one name for each meaning, with the percentage that they have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from publishing.evidence import vocabulary
from publishing.evidence.found import Found
from publishing.evidence.numbers import Number
from publishing.evidence.reading import last
from publishing.evidence.vocabulary import Tags

_CANON = {word: "" if name == "others" else name for name, said in vocabulary.words("rates").items() for word in said}
"The words before 率 or 度, and the one name of each meaning; the nameless are called as they are."
_NAME = re.compile(
    r"(?P<round>首次|初次|一次性?|最终|二次|再次|第[一二三]次|首轮)?"
    rf"(?P<words>{'|'.join(sorted(_CANON, key=len, reverse=True))})(?:比|覆盖)?[率度](?P<with>\([^()]{{0,12}}基本满意[^()]{{0,6}}\))?"
)
_WORDS = vocabulary.words("rate_clauses")
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
        return _bare(last(self.value.gap))

    @property
    def fraction(self) -> tuple[Decimal, Decimal] | None:
        """The n/d that is printed behind it: 满意率100%(2/2)."""
        n, _slash, d = self.value.after[1:].partition(")")[0].partition("/")
        return (Decimal(n), Decimal(d)) if self.value.after[:1] == "(" and n.isdigit() and d.isdigit() else None

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
        if len(run) < len(names) or any(map(_tells_more, (one.gap for one in run[1:]))):
            run = [first] * len(names)
        # 提案面商率100%、满意率98.7%: both are the proposals'.
        goes_on = first.follows and first.mark == 0 and first.gap[:1] in "、,和"
        subject = _bare(last(first.gap, "。;!?\n").rpartition("件")[2]) or (subject if goes_on else "")
        for name, value in zip(names, run, strict=False):
            is_with = name["with"] or name["words"] not in {"基本满意", "满意"} and "基本满意" in name["words"]
            printed = name[0].partition("(")[0]
            yield Rate(canonical(name[0]), printed, value, name["round"] or "", bool(is_with), subject)
        place += len(set(map(id, run))) or 1


def _named(one: Number) -> list[re.Match]:
    """The names that a percentage belongs to: the last before it, and those joined to that one."""
    names = list(_NAME.finditer(one.gap))
    if not names or len(one.gap) - names[-1].end() > _FURTHEST or any(aim in one.label for aim in _WORDS["aims"]):
        return []
    taken = [names.pop()]
    while names and not _tells_more(one.gap[names[-1].end() : taken[0].start()]):
        taken.insert(0, names.pop())
    return taken


def _tells_more(between: str) -> bool:
    """Whether words between two names or percentages do more than join them."""
    return bool(vocabulary.without(between, _WORDS["beside"]))


def _bare(words: str) -> str:
    """Some words without the names of rates and the words that join them to their percentages."""
    return vocabulary.without(_NAME.sub("", words), _WORDS["plain"])
