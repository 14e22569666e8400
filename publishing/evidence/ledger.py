"""台账: what a count says becomes a condition on the ledger's items and is counted; only where no word of it is left unread."""

import re
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import takewhile

from django.utils.translation import gettext as _

from publishing.evidence import enumerations, rates, vocabulary
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.numbers import ITEMS, Number
from publishing.evidence.rates import Rate
from publishing.evidence.shares import agreement, written
from publishing.evidence.vocabulary import Tags

RULE = "台账"
_BOTH = frozenset({"suggestion", "proposal"})
_COUNTABLE = frozenset({"kind", "duty", "level", "class", "progress"})
"Families that the ledger can count across each other."
_NARROW = frozenset({"duty", "class", "key", "topic", "level", "proposer"})
"Families that make a count one of some items, so that the rate behind it is of those alone."
_ACTS = frozenset({"handled", "received"})
_OUTSIDE = frozenset({"besides", "except", "base", "rest", "with", "each"})
_WORDS = vocabulary.words("ledger")
_REALM = re.compile(
    r"^(?:[^,、0-9]{0,8}?[省市州区县旗])(?:人民)?(?:政府)?(?:系统|办公室|办)?(?=[共已]|一共|总共|累计|承办|办理|收到|接到|主办|会办|协办|交办)"
)
_OWN = re.compile("[我本](?:局|委(?!员)|中心|街道|[镇乡](?!级)|[院校厅处](?!长)|公司|单位|部门)")
_OFFICE = re.compile(r"[^,。;、|\W\d](?<![我本交督承政府区县市州省旗])办(?:公室)?[共已]*(?=\|)")
"An office whose name ends in 办 and that acts, 区金融办承办; 区政府办 speaks of the whole."


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure counted from the ledger; `others` are n and d under other definitions (口径), by their names."""

    key: str
    label: str
    unit: str
    value: Decimal | None
    numerator: int | None = None
    denominator: int | None = None
    definition: str = ""
    others: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LedgerCell:
    """How many items of the ledger share what the words of a text can say of them: kind, duty, level, class, progress."""

    says: Mapping[str, str]
    number: int


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """All figures of one session, by key, its items by what can be said of them, and their topics (涵盖的内容)."""

    session: str
    figures: Mapping[str, Fact] = field(default_factory=dict)
    year: int | None = None
    topics: tuple[str, ...] = ()
    cells: tuple[LedgerCell, ...] = ()

    def number(self, said: Mapping[str, Set[str]]) -> Decimal | None:
        """How many items have one of the values said of each family; None where the ledger doesn't know a family."""
        if not self.cells or not said.keys() <= self.cells[0].says.keys():
            return None
        fitting = (one.number for one in self.cells if all(one.says[name] in said[name] for name in said))
        return Decimal(sum(fitting))


class Ledger:
    """One session's figures beside one text."""

    def __init__(self, found: Found, facts: LedgerFacts, title: str, answered: Collection[str]):
        self.found, self.facts, self.answered = found, facts, answered
        figures = [fact for fact in facts.figures.values() if fact.unit in ITEMS]
        self.by_words = {key: fact for fact in figures if (key := _of_fact(fact)) is not None}
        told = frozenset().union(*(one.tags.get("kind", ()) for one in found.counts if one.unit in ITEMS)) & _BOTH
        self.kind = told if len(told) == 1 else frozenset()
        "The kind of a paper about one kind only, which holds for counts that name none."
        self.has_realm = _has_any(_WORDS["realms"], found.reading.text)
        self.is_own = _is_of_a_unit(title) or bool(_OWN.search(found.reading.text[:20_000]))

    def judge(self, told: Collection[Rate]) -> Iterator[Finding]:
        """One finding for each count and rate that speaks of the whole session; of a bureau's own part, what is too much."""
        counts = [(one, known) for one in self.found.counts if (known := self._known(one))]
        agreed = sum(any(one.fits(number) for number, _fact in known) for one, known in counts)
        # 我局 keeps the ledger where most of its counts agree with it, and two at least.
        if self.is_own and not (agreed >= 2 and agreed * 2 > len(counts)):
            for one, known in counts:
                most = max(known, key=lambda pair: pair[0])
                if one.is_exact and one.value > most[0]:
                    message = _("本单位的%(label)s%(value)s多于台账全部的%(right)s，请核对。")
                    yield self._count(one, *most, Verdict.CLASH, message)
            return
        for one, known in counts:
            fitting = next((pair for pair in known if one.fits(pair[0])), None)
            verdict, message = Verdict.OK, _("%(label)s与台账一致。")
            if fitting is None:
                verdict, message = Verdict.CLASH, _("%(label)s台账为%(right)s，文中为%(value)s，请核对。")
            yield self._count(one, *(fitting or known[0]), verdict, message)
        for rate in told:
            yield from self._rate(rate)
        yield from self._topics()

    def _count(self, one: Number, number: Decimal, fact: Fact, verdict: Verdict, message: str) -> Finding:
        right, value = f"{number:f}{one.unit}", f"{one.value:f}{one.unit}"
        words = message % {"label": fact.label, "right": right, "value": value}
        return self.found.finding(verdict, RULE, [one], words, expected=right, said=one.printed, figure=fact.key)

    # 件数 ----------------------------------------------------------------------------------------
    def _known(self, one: Number) -> list[tuple[Decimal, Fact]]:
        """How many the ledger has for a count, and under which name; several where the words allow two readings; none where it is only read."""
        if one.unit not in ITEMS or one.role in _OUTSIDE or not self._is_read_whole(one):
            return []
        readings = [dict(one.full)]
        if one.union:
            readings.insert(0, readings[0] | {"kind": one.union})
        if "牵头" in one.label and one.full.get("duty") == {"lead"}:
            # A unit leads what it handles alone, too.
            readings += [said | {"duty": frozenset({"lead", "sole"})} for said in readings]
        return [told for said in readings if (told := self._number(one, said))]

    def _number(self, one: Number, said: dict[str, frozenset[str]]) -> tuple[Decimal, Fact] | None:
        unknown = said.get("kind", frozenset()) - _BOTH - {"motion"} or said.get("act", frozenset()) - _ACTS
        if unknown or not said:
            return None
        if self.kind:
            said.setdefault("kind", self.kind)
        fact = self.by_words.get(_key(one.unit, said))
        number = fact.value if fact else None
        if one.unit == "件" and said.keys() - {"act"} <= _COUNTABLE and self._is_of_answers(one, said):
            # What is told of suggestions holds for motions too; what is told of both kinds, for all.
            condition = {
                family: values | {"motion"} if "suggestion" in values else values
                for family, values in said.items()
                if family != "act" and not values >= _BOTH
            }
            counted = self.facts.number(condition)
            if counted == 0 and condition.pop("level", frozenset()):
                # A ledger of one level names none: 市政协提案 are all that it has.
                counted = self.facts.number(condition)
            number = number if counted is None else counted
        if number is None:
            return None
        return number, fact or Fact("", self._name(one, said), one.unit, number)

    def _is_of_answers(self, one: Number, said: Tags) -> bool:
        """Whether 办结 means answered under the session's definition; classes are told of answered items alone."""
        rate, answered = self.facts.figures.get("completion_rate"), self.facts.figures.get("answered")
        same = rate is None or answered is None or rate.numerator == answered.value
        done = said.get("progress")
        return done is None or done == {"done"} and (same or not _has_any(_WORDS["completed"], one.label))

    def _name(self, one: Number, said: Tags) -> str:
        told = [{family: said[family]} for family in ("duty", "kind", "class") if family in said]
        facts = [self.by_words.get(_key(one.unit, each)) for each in told]
        return "".join(fact.label for fact in facts if fact is not None) or one.label

    # 说的是谁 --------------------------------------------------------------------------------------
    def _is_read_whole(self, one: Number) -> bool:
        """Whether no word of a count, before or behind it, of the wholes above it, or of its sentence before it is left unread."""
        words = one.label + (one.after if one.is_named_behind else "")  # 以下1件已超过办理期限仍未答复
        if _unread(words) or self._speaks_of_a_unit(one):
            return False
        group = self.found.group_of.get(id(one))
        above = group.owner.number if group is not None and group.owner else None
        return above is None or above.role in _OUTSIDE or self._is_read_whole(above)

    def _speaks_of_a_unit(self, one: Number) -> bool:
        """Whether the sentence, back to its last semicolon, names a unit; or the one before, where this names nobody."""
        text, reading = self.found.reading.text, self.found.reading
        first = reading.sentence_span(one.sentence)[0]
        start = max(first, text.rfind(";", 0, one.start) + 1, one.start - 300)
        said = text[start : one.start]
        if self._names_a_unit(said):
            return True
        is_opening = not first or text[first - 1] == "\n"
        if is_opening or start != first or _has_any(_WORDS["realms"], said):
            return False
        before = [other.label for other in self.found.beside(one) if other.sentence == one.sentence - 1]
        return any(map(self._names_a_unit, before)) and not _has_any(_WORDS["realms"], "|".join(before))

    def _names_a_unit(self, said: str) -> bool:
        if self.has_realm and _OWN.search(said):
            return True
        left = vocabulary.unknown(_OWN.sub("", said))
        return _has_any(_WORDS["units"], left) or _OFFICE.search(left) is not None

    # 率 ------------------------------------------------------------------------------------------
    def _rate(self, rate: Rate) -> Iterator[Finding]:
        fact = next((one for one in self.facts.figures.values() if _is_rate(one, rate.name)), None)
        if fact is None or fact.denominator is None or fact.numerator is None or not self._is_of_all(rate):
            return
        definitions = {"": (fact.numerator, fact.denominator), **fact.others}
        fitting = {
            name: agreement(Decimal(n), Decimal(d), rate.value) if rate.fraction in {None, (n, d)} else ""
            for name, (n, d) in definitions.items()
        }
        other = "" if fitting[""] else next((name for name, how in fitting.items() if how == "OK"), "")
        if fitting[""]:
            verdict, message = Verdict[fitting[""]], _("%(label)s与台账%(n)s/%(d)s一致。")
        elif other:
            verdict = Verdict.OK if other in self.answered else Verdict.DEF
            message = _("%(label)s%(value)s只在另一口径下成立（%(other)s）；按本届口径为%(right)s，请确认口径。")
        else:
            verdict = Verdict.CLASH
            message = _("%(label)s台账为%(right)s（%(n)s/%(d)s），文中为%(value)s，请核对。")
        n, d = Decimal(fact.numerator), Decimal(fact.denominator)
        right, value = written(n, d, rate.value), f"{rate.value.value:f}%"
        message %= {"label": fact.label, "value": value, "right": right, "n": n, "d": d, "other": other}
        yield self.found.finding(
            verdict, RULE, [rate.value], message, expected=right, said=value, definition=other, figure=fact.key
        )

    def _is_of_all(self, rate: Rate) -> bool:
        """Whether a rate is told of all items, and not of one kind, unit or round of asking."""
        said, subject = vocabulary.read(rate.clause), rate.tags.get("kind", frozenset())
        kinds = said.get("kind") or (subject if subject >= _BOTH else self.kind)
        is_of_some = kinds and not kinds >= _BOTH and self.facts.number({"kind": kinds}) != self.facts.number({})
        if (
            is_of_some
            or said.keys() & _NARROW - {"level"}
            or _unread(rate.clause)
            or self._speaks_of_a_unit(rate.value)
        ):
            return False
        for one in self.found.beside(rate.value, 8):
            if one.unit in ITEMS and one.sentence == rate.value.sentence:
                whole = self._whole_of(one)
                return not whole.full.keys() & _NARROW and self._is_read_whole(whole)
        return True

    def _whole_of(self, one: Number) -> Number:
        """The whole that the list before a rate makes up, of which the rate is: 承办3件,其中主办1件,会办2件,办结率100%."""
        while (group := self.found.group_of.get(id(one))) is not None and group.owner is not None:
            whole = group.owner.number
            if whole.value != one.value and id(one) not in self.found.sums_of:
                break
            one = whole
        return one

    # 涵盖的内容 ------------------------------------------------------------------------------------
    def _topics(self) -> Iterator[Finding]:
        listed, known = enumerations.topics(self.found), len(self.facts.topics)
        if listed is None or not known:
            return
        if listed.least <= known <= listed.most:
            verdict, message = Verdict.OK, _("列出的%(listed)s项内容与台账一致。")
        elif listed.least > known:
            verdict, message = Verdict.CLASH, _("列出了%(listed)s项内容，台账只有%(known)s项，请核对。")
        else:
            verdict, message = Verdict.NOTE, _("列出了%(listed)s项内容，台账有%(known)s项，请确认是否有遗漏。")
        start, end = self.found.reading.span(listed.start, listed.end)
        quote, said = self.found.reading.raw[start:end], message % {"listed": listed.least, "known": known}
        yield Finding(verdict, RULE, quote, start, end, said, f"{known}项", f"{listed.least}项")


def _has_any(words: Collection[str], text: str) -> bool:
    return any(word in text for word in words)


def _is_of_a_unit(title: str) -> bool:
    """Whether a title names a unit that writes of itself: 示例区住建局2024年…; 区政府办 and 人大 speak of the whole."""
    owner = "".join(takewhile(lambda char: not char.isdigit(), title[:24].partition("关于")[0]))
    return owner.endswith(_WORDS["bureaus"]) and not _has_any(_WORDS["of_the_whole"], owner)


def _is_rate(fact: Fact, name: str) -> bool:
    return fact.unit == "%" and rates.canonical(fact.label) == name and "kind" not in vocabulary.read(fact.label)


def _unread(label: str) -> str:
    """What is left of a label without what it says and without the bureau or realm that speaks."""
    return vocabulary.unread(_REALM.sub("", _OWN.sub("", label)))


def _of_fact(fact: Fact) -> tuple | None:
    """What a figure of the ledger counts, read from its label as the text's words are; none for what its words do not tell."""
    if fact.key == "records":
        return _key(fact.unit, {})
    said = vocabulary.read(fact.label)
    return _key(fact.unit, said) if said.keys() - {"act"} and not vocabulary.unread(fact.label) else None


def _key(unit: str, said: Tags) -> tuple:
    told = {family: values - {"motion"} for family, values in said.items() if family != "act"}
    if told.get("kind", frozenset()) >= _BOTH:
        told.pop("kind")
    return (unit, *sorted((family, tuple(sorted(values))) for family, values in told.items()))
