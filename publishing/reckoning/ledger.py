"""台账: what a count says becomes a condition on the ledger's items and is counted; only where no word of it is left unread."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from publishing.evidence.facts import Fact, LedgerFacts
from publishing.evidence.judging import Finding, Verdict
from publishing.reckoning import enumerations, rates, vocabulary
from publishing.reckoning.found import ReadText
from publishing.reckoning.numbers import ITEMS, Number
from publishing.reckoning.percent import agreement, written
from publishing.reckoning.rates import NamedRate
from publishing.reckoning.vocabulary import Tags

RULE = "台账"
_BOTH = frozenset({"suggestion", "proposal"})
_ALL_KINDS = _BOTH | {"motion"}
_COUNTABLE = frozenset({"kind", "duty", "level", "class", "progress"})
"Families that the ledger can count across each other."
_SAY_NOTHING = frozenset({"act"})
_ACTS = frozenset({"handled", "received"})
_OUTSIDE = frozenset({"besides", "except", "base", "rest", "with", "each"})
_REALM = re.compile(
    r"^(?:[^,、0-9]{0,8}?[省市州区县旗])(?:人民)?(?:政府)?(?:系统|办公室|办)?(?=[共已]|一共|总共|累计|承办|办理|收到|接到|主办|会办|协办|交办)"
)
_OWN = re.compile("[我本](?:局|委(?!员)|中心|街道|[镇乡](?!级)|[院校厅处](?!长)|公司|单位|部门)")
_UNITS = tuple("局 委 镇 乡 街道 中心 公司 集团 学校 医院 法院 检察院 管委会 宣传部 组织部 分管 涉及 方面 系统".split())
_OFFICE = re.compile(
    r"[^,。;、|\W\d](?<![我本交督承政府区县市州省旗])办(?:公室)?(?:[共已]*(?=\|)|(?=(?:19|20)[0-9]{2}年))"
)
"An office whose name ends in 办 and that acts, 区金融办承办; 区政府办 speaks of the whole."
_REALMS = tuple("全区 全县 全市 全州 全省 全镇 我区 我县 我市 我州 我省 我办 各单位 各承办单位".split())
"Words that speak of all that the ledger keeps."
_TITLE = re.compile(
    r"^[^,。;、0-9]{1,20}(?:局|委员会|(?<!政)委|中心|街道(?:办事处)?|[镇乡](?:人民政府)?)(?=(?:19|20)[0-9]{2}|关于)"
)


class Ledger:
    """One session's figures beside one text."""

    def __init__(self, found: ReadText, facts: LedgerFacts, title: str, answered: Collection[str]):
        self.found, self.facts, self.answered = found, facts, answered
        self.by_words = {
            key: fact for fact in facts.figures.values() if fact.unit in ITEMS and (key := _of_fact(fact)) is not None
        }
        kinds = {
            one.tags["kind"] for one in found.counts if one.unit in ITEMS and one.tags.get("kind", frozenset()) & _BOTH
        }
        told = frozenset().union(*kinds) & _BOTH
        self.kind = told if len(told) == 1 else frozenset()
        "The kind of a paper about one kind only, which holds for counts that name none."
        text = found.reading.text
        self.has_realm = any(word in text for word in _REALMS)
        own_title = (
            bool(_TITLE.search(title) or _OFFICE.search(title[:20])) and "人大" not in title[:20].partition("局")[0]
        )
        self.is_own = bool(_OWN.search(text[:20_000])) or own_title

    def judge(self, told: Sequence[NamedRate]) -> Iterator[Finding]:
        """One finding for each count and rate that speaks of the whole session."""
        counts = [(one, pairs) for one in self.found.counts if (pairs := self._right(one))]
        if self.is_own and not self._keeps_it(counts):
            yield from self._at_most(counts)
            return
        for one, pairs in counts:
            yield self._count(one, pairs)
        for rate in told:
            yield from self._rate(rate)
        yield from self._topics()

    # 件数 ----------------------------------------------------------------------------------------
    def _right(self, one: Number) -> list[tuple[Decimal, str, str]]:
        """What the ledger has for a count, with its name and key; several where the words allow two readings; none where it is only read."""
        if one.unit not in ITEMS or one.role in _OUTSIDE or not self._is_read_whole(one):
            return []
        readings = [dict(one.full)]
        if one.union:
            readings.insert(0, readings[0] | {"kind": one.union})
        if "牵头" in one.label and one.full.get("duty") == {"lead"}:
            # A unit leads what it handles alone, too.
            readings += [said | {"duty": frozenset({"lead", "sole"})} for said in readings]
        return [told for said in readings if (told := self._number(one, said))]

    def _number(self, one: Number, said: dict[str, frozenset[str]]) -> tuple[Decimal, str, str] | None:
        families = said.keys() - _SAY_NOTHING
        if (
            said.get("kind", frozenset()) - _ALL_KINDS
            or said.get("act", frozenset()) - _ACTS
            or not families
            and not said.get("act")
        ):
            return None
        if self.kind:
            said.setdefault("kind", self.kind)
        if (
            one.unit == "件"
            and "satisfaction" not in said
            and families <= _COUNTABLE
            and self._is_of_answers(one, said)
        ):
            condition = {name: values for name, values in said.items() if name in _COUNTABLE}
            if condition.get("kind", frozenset()) >= _BOTH:
                condition.pop("kind")
            if "suggestion" in condition.get("kind", ()):
                condition["kind"] = condition["kind"] | {"motion"}
            number = self.facts.number(condition)
            if number == 0 and "level" in condition:
                # A ledger of one level names none: 市政协提案 are all that it has.
                number = self.facts.number({name: values for name, values in condition.items() if name != "level"})
            if number is not None:
                fact = self.by_words.get(_key(one.unit, said))
                return number, fact.label if fact else self._name(one, said), fact.key if fact else ""
        fact = self.by_words.get(_key(one.unit, said))
        return (fact.value, fact.label, fact.key) if fact is not None and fact.value is not None else None

    def _is_of_answers(self, one: Number, said: Tags) -> bool:
        """Whether 办结 means answered under the session's definition; classes are told of answered items alone."""
        if "progress" not in said:
            return True
        if said["progress"] != {"done"}:
            return False
        rate, answered = self.facts.figures.get("completion_rate"), self.facts.figures.get("answered")
        same = rate is None or answered is None or rate.numerator == answered.value
        return same or not any(word in one.label for word in ("办结", "办理完", "办完", "完成"))

    def _is_read_whole(self, one: Number) -> bool:
        """Whether no word of a count, of the wholes above it, or of its sentence before it is left unread."""
        group = self.found.group_of.get(id(one))
        if vocabulary.unread(_REALM.sub("", _OWN.sub("", one.label))) or self._speaks_of_a_unit(one):
            return False
        above = group.owner.number if group is not None and group.owner else None
        return above is None or above.role in _OUTSIDE or self._is_read_whole(above)

    def _speaks_of_a_unit(self, one: Number) -> bool:
        """Whether the sentence, back to its last semicolon, names a unit; or the one before, where this names nobody."""
        text = self.found.reading.text
        first = self.found.reading.sentence_span(one.sentence)[0]
        start = max(first, text.rfind(";", 0, one.start) + 1, one.start - 300)
        said = text[start : one.start]
        if self._names_a_unit(said):
            return True
        if not one.sentence or start != first or any(word in said for word in _REALMS):
            return False
        if text[self.found.reading.sentence_span(one.sentence - 1)[1]] == "\n":
            return False
        before = [other.label for other in self.found.beside(one) if other.sentence == one.sentence - 1]
        return any(map(self._names_a_unit, before)) and not any(word in label for label in before for word in _REALMS)

    def _names_a_unit(self, said: str) -> bool:
        if self.has_realm and _OWN.search(said):
            return True
        left = vocabulary.unknown(_OWN.sub("", said))
        return any(word in left for word in _UNITS) or _OFFICE.search(left) is not None

    def _name(self, one: Number, said: Tags) -> str:
        names = (
            self.by_words.get(_key(one.unit, {family: said[family]}))
            for family in ("duty", "kind", "class")
            if family in said
        )
        return "".join(fact.label for fact in names if fact is not None) or one.label

    def _count(self, one: Number, pairs: Sequence[tuple[Decimal, str, str]]) -> Finding:
        right, label, key = next((told for told in pairs if one.fits(told[0])), pairs[0])
        agrees = one.fits(right)
        said = {"label": label, "right": f"{right:f}", "unit": one.unit, "value": f"{one.value:f}"}
        message = (
            _("%(label)s与台账一致。")
            if agrees
            else _("%(label)s台账为%(right)s%(unit)s，文中为%(value)s%(unit)s，请核对。")
        )
        verdict = Verdict.OK if agrees else Verdict.CLASH
        return self.found.finding(
            verdict, RULE, [one], message % said, expected=f"{right:f}{one.unit}", said=one.printed, figure=key
        )

    # 我局 ----------------------------------------------------------------------------------------
    def _keeps_it(self, counts: Sequence[tuple[Number, list]]) -> bool:
        """Whether the writer's bureau keeps the ledger: most of its counts, and two at least, agree with it."""
        agreed = sum(any(one.fits(told[0]) for told in pairs) for one, pairs in counts)
        return agreed >= 2 and agreed * 2 > len(counts)

    def _at_most(self, counts: Sequence[tuple[Number, list]]) -> Iterator[Finding]:
        """Judge one bureau's counts, which are part of the ledger's and can't be more: 我局承办建议3件."""
        for one, pairs in counts:
            right, label, key = max(pairs)
            if one.is_exact and one.value > right:
                message = _("本单位的%(label)s%(value)s多于台账全部的%(right)s%(unit)s，请核对。")
                said = {"label": label, "value": one.printed, "right": f"{right:f}", "unit": one.unit}
                yield self.found.finding(
                    Verdict.CLASH,
                    RULE,
                    [one],
                    message % said,
                    expected=f"{right:f}{one.unit}",
                    said=one.printed,
                    figure=key,
                )

    # 率 ------------------------------------------------------------------------------------------
    def _rate(self, rate: NamedRate) -> Iterator[Finding]:
        fact = next(
            (
                one
                for one in self.facts.figures.values()
                if one.unit == "%"
                and rates.canonical(one.label) == rate.name
                and "kind" not in vocabulary.read(one.label)
            ),
            None,
        )
        if fact is None or fact.denominator is None or fact.numerator is None or not self._is_of_all(rate):
            return
        n, d = Decimal(fact.numerator), Decimal(fact.denominator)
        right = written(n, d, rate.value)
        if how := agreement(n, d, rate.value):
            yield self._rate_said(
                rate, fact, Verdict.OK if how == "OK" else Verdict.TRUNC, _("%(label)s与台账%(n)s/%(d)s一致。"), right
            )
            return
        for definition, (other_n, other_d) in fact.others.items():
            if agreement(Decimal(other_n), Decimal(other_d), rate.value) == "OK":
                verdict = Verdict.OK if definition in self.answered else Verdict.DEF
                message = _("%(label)s%(value)s只在另一口径下成立（%(other)s）；按本届口径为%(right)s，请确认口径。")
                yield self._rate_said(rate, fact, verdict, message, right, definition)
                return
        message = _("%(label)s台账为%(right)s（%(n)s/%(d)s），文中为%(value)s，请核对。")
        yield self._rate_said(rate, fact, Verdict.CLASH, message, right)

    def _is_of_all(self, rate: NamedRate) -> bool:
        """Whether a rate is told of all items, and not of one kind, unit or round of asking."""
        said = vocabulary.read(rate.clause)
        subject = rate.tags.get("kind", frozenset())
        kinds = said.get("kind") or (subject if subject >= _BOTH else frozenset())
        narrow = (
            kinds
            and not kinds >= _BOTH
            and not self.kind
            or said.keys() - {"kind", "act", "level", "satisfaction", "progress"}
        )
        if (
            rate.round
            or narrow
            or vocabulary.unread(_REALM.sub("", _OWN.sub("", rate.clause)))
            or self._speaks_of_a_unit(rate.value)
        ):
            return False
        if self.kind and not kinds >= _BOTH and self._has_other_kinds():
            return False
        near = [
            one for one in self.found.beside(rate.value, 8) if one.unit in ITEMS and one.sentence == rate.value.sentence
        ]
        if not near:
            return True
        told = self._whole_of(near[0])
        narrow = told.full.keys() & {"duty", "class", "key", "topic", "level", "proposer"}
        return not narrow and self._is_read_whole(told)

    def _whole_of(self, one: Number) -> Number:
        """The whole that a list before a rate makes up: 承办3件,其中主办1件,会办2件,办结率100%."""
        while (group := self.found.group_of.get(id(one))) is not None and group.owner is not None:
            whole = group.owner.number
            if whole.value != one.value and id(one) not in self.found.sums_of:
                break
            one = whole
        return one

    def _has_other_kinds(self) -> bool:
        mine, all_of = self.facts.number({"kind": self.kind}), self.facts.number({})
        return mine is not None and mine != all_of

    def _rate_said(
        self, rate: NamedRate, fact: Fact, verdict: Verdict, message: str, right: str, definition: str = ""
    ) -> Finding:
        value = f"{rate.value.value:f}%"
        said = {
            "label": fact.label,
            "value": value,
            "right": right,
            "n": fact.numerator,
            "d": fact.denominator,
            "other": definition,
        }
        return self.found.finding(
            verdict,
            RULE,
            [rate.value],
            message % said,
            expected=right,
            said=value,
            definition=definition,
            figure=fact.key,
        )

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
        said = message % {"listed": listed.least, "known": known}
        yield Finding(
            verdict, RULE, self.found.reading.raw[start:end], start, end, said, f"{known}项", f"{listed.least}项"
        )


def _of_fact(fact: Fact) -> tuple | None:
    """What a figure of the ledger counts, read from its label as the text's words are; none for what its words do not tell."""
    if fact.key == "records":
        return _key(fact.unit, {})
    said = vocabulary.read(fact.label)
    return _key(fact.unit, said) if said.keys() - _SAY_NOTHING and not vocabulary.unread(fact.label) else None


def _key(unit: str, said: Mapping[str, frozenset[str]]) -> tuple:
    told = {family: values for family, values in said.items() if family not in _SAY_NOTHING}
    if told.get("kind", frozenset()) >= _BOTH:
        told.pop("kind")
    return (unit, *sorted((family, tuple(sorted(values - {"motion"}))) for family, values in told.items()))
