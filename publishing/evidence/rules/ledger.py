"""台账: compares every count and rate that names a figure of the ledger with the ledger's."""

import re
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from publishing.evidence import rates, speakers, words
from publishing.evidence.facts import Fact, LedgerFacts
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.quantities import ITEMS, Quantity
from publishing.evidence.rates import Rate
from publishing.evidence.rules import lists
from publishing.evidence.shares import agreement, as_percent
from publishing.evidence.speakers import Speaker
from publishing.evidence.splits import Split

RULE = "台账"
_NARROWER = re.compile(
    r"方面|领域|系统|(?<![A-D甲乙丙丁])类|涉及|关于|局|街道|委办|办事处|中心|单位|结转|遗留|续办|批示|采纳|评为|表彰|转办|撤回|另册|联名|集体|个人|党派|界别|会议期间|闭会|(?:反馈|征[询求]|收回|回收)[^,。;]{0,8}意见"
)
_ANSWERED = re.compile(r"(?:^|[已均共])(?:书面)?(?:答复|办复)$")
_NAMES_ONLY = re.compile(
    "人大|政协|代表|委员|建议|提案|议案|主办|会办|协办|分办|独办|[A-D甲乙丙丁]类|不满意|基本满意|满意|承办|件|的"
)
"Labels made of these words alone name a plain count; 按期答复 or 重点建议 name something narrower."
_KEY_FAMILIES = ("kind", "duty", "class", "satisfaction", "proposer")
_ALL_KINDS = frozenset({"suggestion", "proposal"})


def judge(found: Found, facts: LedgerFacts, answered: Collection[str] = (), title: str = "") -> Iterator[Finding]:
    """One finding for each count and rate that speaks of the whole session as one of the ledger's figures does."""
    speaker = speakers.of_text(found, title)
    if speaker is Speaker.UNIT:
        return
    scope, whose = _one_kind(found), {Speaker.WHOLE, speaker}
    if speaker is Speaker.OWN and not _keeps_the_ledger(found, facts, scope):
        yield from _at_most(found, facts, scope)
        return
    yield from _counts(found, facts, scope, whose)
    yield from _rates(found, facts, answered, scope, whose)
    yield from _topics(found, facts)


def _keeps_the_ledger(found: Found, facts: LedgerFacts, scope: frozenset[str]) -> bool:
    """Whether the writer's bureau (我局) keeps the ledger: most of its counts, and two at least, agree with it."""
    known, told = _known(facts), _told(found, scope, set(Speaker) - {Speaker.UNIT}, facts)
    agreed = [any(one.value == known[key].value for one in told[key]) for key in told.keys() & known.keys()]
    return sum(agreed) >= 2 and sum(agreed) * 2 > len(agreed)


def _at_most(found: Found, facts: LedgerFacts, scope: frozenset[str]) -> Iterator[Finding]:
    """Judge one bureau's counts, which are part of the ledger's and can't be more: 我局承办建议3件."""
    known, told = _known(facts), _told(found, scope, set(Speaker) - {Speaker.UNIT}, facts)
    for key in told.keys() & known.keys():
        fact = known[key]
        for one in told[key]:
            if fact.value is not None and one.is_exact and one.value > fact.value:
                message = _("本单位的%(label)s%(value)s多于台账全部的%(right)s%(unit)s，请核对。")
                said = {"label": fact.label, "value": one.printed, "right": f"{fact.value:f}", "unit": fact.unit}
                right = f"{fact.value:f}{fact.unit}"
                places = [(one.start, one.end)]
                said_of = {"expected": right, "found": one.printed, "figure": fact.key}
                yield found.finding(Verdict.CLASH, RULE, places, message % said, **said_of)


def _one_kind(found: Found) -> frozenset[str]:
    """The kind of a paper about one kind only (代表建议办理情况的报告), which holds for counts that name none; else empty."""
    told = {
        one.says["kind"] for one in found.counts if one.unit in ITEMS and one.says.get("kind", frozenset()) & _ALL_KINDS
    }
    kinds = frozenset().union(*told)
    return kinds if len(kinds) == 1 else frozenset()


# 件数 --------------------------------------------------------------------------------------------
def _known(facts: LedgerFacts) -> dict[tuple | None, Fact]:
    """The ledger's counts of items by what they count."""
    known: dict[tuple | None, Fact] = {}
    for fact in facts.figures.values():
        if fact.unit in ITEMS:
            known.setdefault(_key_of_fact(fact), fact)
    return known


def _told(found: Found, scope: frozenset[str], whose: Set[Speaker], facts: LedgerFacts) -> dict[tuple, list[Quantity]]:
    """The text's counts of the whole session by what they count."""
    told: dict[tuple, list[Quantity]] = {}
    for one in found.counts:
        key = _key(found, one, scope, facts)
        if key is not None and speakers.of(found, one) in whose:
            told.setdefault(key, []).append(one)
    return told


def _counts(found: Found, facts: LedgerFacts, scope: frozenset[str], whose: Set[Speaker]) -> Iterator[Finding]:
    known, told = _known(facts), _told(found, scope, whose, facts)
    for key, fact in known.items():
        if key is not None and fact.value is not None:
            yield from _compare(found, fact, told.get(key, []), facts)
    for key, counts in told.items():
        number = facts.number(dict(key[1:])) if key not in known and key[0] == "件" else None
        if number is not None:
            yield from (_of_cell(found, one, key, known, number) for one in counts)


def _of_cell(found: Found, one: Quantity, key: tuple, known: Mapping[tuple | None, Fact], number: Decimal) -> Finding:
    """Judge a count that no figure of the registry has against the items of its kind and duty: 主办建议2件."""
    facts = (known.get((key[0], family)) for family in key[1:])
    label = "".join(fact.label for fact in facts if fact is not None) or one.label
    return _said(found, Fact("", label, key[0], number), [one], one)


def _key_of_fact(fact: Fact) -> tuple | None:
    """What a figure of the ledger counts, read from its label as the text's words are."""
    if fact.key == "records":
        return _as_key(fact.unit, {"kind": _ALL_KINDS})
    says = words.says(fact.label)
    if _ANSWERED.search(fact.label):
        return (fact.unit, ("progress", says["progress"]))
    key = _as_key(fact.unit, says)
    return key if len(key) > 1 and not _NAMES_ONLY.sub("", fact.label) else None


def _as_key(unit: str, says: Mapping[str, frozenset[str]]) -> tuple:
    return (unit, *((family, says[family]) for family in _KEY_FAMILIES if family in says))


def _key(found: Found, one: Quantity, scope: frozenset[str], facts: LedgerFacts) -> tuple | None:
    """What a count of the text counts of the whole session; None where it speaks of less, or of something else."""
    said = words.says(one.before)
    if (
        one.unit not in ITEMS
        or one.is_outside
        or "key" in one.says
        or _NARROWER.search(speakers.OWN.sub("", one.before))
    ):
        return None
    if not any(family in said for family in _KEY_FAMILIES):
        if not _ANSWERED.search(one.before) or one.parent is not None:
            return None
        answered = ("progress", said["progress"])
        return (one.unit, ("kind", scope), answered) if scope else (one.unit, answered)
    if one.says.keys() & {"admission", "meeting", "progress"} or one.says.get("act", frozenset()) & {
        "published",
        "met",
    }:
        return None
    says = dict(one.says)
    split = found.split_of(one)
    if split is not None:
        for total in split.totals:
            if total.says.get("act", frozenset()) & {"published", "met"} or "key" in total.says:
                return None
        if "class" not in says and "kind" not in says and (kind := _kind_of_split(found, split, facts)):
            says["kind"] = kind
    if scope:
        says.setdefault("kind", scope)
    return _as_key(one.unit, says)


def _kind_of_split(found: Found, split: Split, facts: LedgerFacts) -> frozenset[str]:
    """建议2件、提案5件,其中主办2件,会办5件: the kind whose items a split tells apart; empty where it is all kinds told.

    Behind several kinds told side by side 其中 may speak of the last alone: it does where the ledger has these very
    counts of it, else it speaks of all.
    """
    kind = split.totals[0].says.get("kind", frozenset())
    if len(split.totals) > 1 or len(kind) != 1:
        return frozenset()
    first = split.parts[0]
    beside = [
        one
        for one in found.before(first.start)
        if one.sentence == first.sentence and one.unit == first.unit and len(one.says.get("kind", ())) == 1
    ]
    alone = all(one.says["kind"] == kind for one in beside)
    if alone or split.how == "bracket" or any("kind" in part.says for part in split.parts):
        return kind
    if beside[0] is not split.totals[0]:
        return frozenset()
    numbers = [(part, facts.number({"kind": kind, **_cell_of(part)})) for part in split.parts]
    return kind if all(number is None or part.fits(number) for part, number in numbers) else frozenset()


def _cell_of(one: Quantity) -> dict[str, frozenset[str]]:
    return {name: one.says[name] for name in ("duty", "class") if name in one.says}


def _compare(found: Found, fact: Fact, told: list[Quantity], facts: LedgerFacts) -> Iterator[Finding]:
    """Judge each count against the ledger; items of several levels (省、市) are told apart and added up."""
    levels = [one.says.get("level") for one in told]
    if len(told) > 1 and all(levels) and len(set(levels)) == len(told):
        yield _said(found, fact, told, sum((one.value for one in told), Decimal(0)))
        return
    for one in told:
        yield _said(found, _of_level(fact, one, facts), [one], one)


def _of_level(fact: Fact, one: Quantity, facts: LedgerFacts) -> Fact:
    """The figure of one level alone, where the ledger has items of it and of others: 市人大代表建议2件."""
    level, key = one.says.get("level"), _key_of_fact(fact)
    number = facts.number({**dict(key[1:]), "level": level}) if level and key is not None else None
    return replace(fact, value=number) if number else fact


def _said(found: Found, fact: Fact, places: list[Quantity], told: Quantity | Decimal) -> Finding:
    """The finding on one count, or the sum of several, against what the ledger has."""
    right = fact.value or Decimal(0)
    value = told if isinstance(told, Decimal) else told.value
    agrees = value == right if isinstance(told, Decimal) else told.fits(right)
    message = (
        _("%(label)s与台账一致。")
        if agrees
        else _("%(label)s台账为%(right)s%(unit)s，文中为%(value)s%(unit)s，请核对。")
    )
    return found.finding(
        Verdict.OK if agrees else Verdict.CLASH,
        RULE,
        [(one.start, one.end) for one in places],
        message % {"label": fact.label, "right": f"{right:f}", "value": f"{value:f}", "unit": fact.unit},
        expected=f"{right:f}{fact.unit}",
        found=f"{value:f}{fact.unit}",
        figure=fact.key,
    )


# 率 ----------------------------------------------------------------------------------------------
def _rates(
    found: Found, facts: LedgerFacts, answered: Collection[str], scope: frozenset[str], whose: Set[Speaker]
) -> Iterator[Finding]:
    known: dict[str, Fact] = {}
    for one in facts.figures.values():
        if one.unit == "%" and "kind" not in words.says(one.label):
            known.setdefault(rates.canonical(one.label), one)
    for rate in found.rates:
        fact = known.get(rate.name)
        if (
            fact is None
            or rate.value.is_past
            or rate.value.is_change
            or rate.round
            or _NARROWER.search(speakers.OWN.sub("", rate.value.before))
            or speakers.of(found, rate.value) not in whose
        ):
            continue
        kinds = words.says(rate.value.before).get("kind", frozenset())
        about_one_kind = len(kinds) == 1 and bool(re.search("建议|提案", rate.value.before))
        if scope and not _is_all(facts, scope):
            continue
        yield from _rate(found, rate, fact, about_one_kind, answered)


def _is_all(facts: LedgerFacts, scope: frozenset[str]) -> bool:
    """Whether the ledger has items of no other kind."""
    of_kind = next((one for one in facts.figures.values() if _key_of_fact(one) == ("件", ("kind", scope))), None)
    records = facts.figures.get("records")
    return of_kind is None or records is None or of_kind.value == records.value


def _rate(found: Found, rate: Rate, fact: Fact, about_one_kind: bool, answered: Collection[str]) -> Iterator[Finding]:
    if fact.denominator is None or fact.numerator is None:
        return
    n, d = Decimal(fact.numerator), Decimal(fact.denominator)
    agreed = agreement(n, d, rate.value)
    right = as_percent(n, d, max(1, rate.value.places)) if d else "—"
    inline = rates.fraction(rate, found.reading.text)
    if agreed and (inline is None or inline == (n, d)):
        verdict = Verdict.OK if agreed == "OK" else Verdict.TRUNC
        yield _rate_said(found, rate, fact, verdict, _("%(label)s与台账%(n)s/%(d)s一致。"), right)
        return
    for definition, (other_n, other_d) in fact.others.items():
        if agreement(Decimal(other_n), Decimal(other_d), rate.value) == "OK":
            verdict = Verdict.OK if definition in answered else Verdict.DEF
            message = _("%(label)s%(value)s只在另一口径下成立（%(other)s）；按本届口径为%(right)s，请确认口径。")
            yield _rate_said(found, rate, fact, verdict, message, right, definition)
            return
    if not about_one_kind:
        message = _("%(label)s台账为%(right)s（%(n)s/%(d)s），文中为%(value)s，请核对。")
        yield _rate_said(found, rate, fact, Verdict.CLASH, message, right)


def _rate_said(
    found: Found, rate: Rate, fact: Fact, verdict: Verdict, message: str, right: str, definition: str = ""
) -> Finding:
    said = {
        "label": fact.label,
        "value": f"{rate.value.value:f}%",
        "right": right,
        "n": fact.numerator,
        "d": fact.denominator,
        "other": definition,
    }
    return found.finding(
        verdict,
        RULE,
        [(rate.value.start, rate.value.end)],
        message % said,
        expected=right,
        found=f"{rate.value.value:f}%",
        definition=definition,
        figure=fact.key,
    )


# 涵盖的内容 ----------------------------------------------------------------------------------------
def _topics(found: Found, facts: LedgerFacts) -> Iterator[Finding]:
    listed = lists.topics(found)
    if listed is None or not facts.topics:
        return
    known = len(facts.topics)
    if listed.least <= known <= listed.most:
        verdict, message = Verdict.OK, _("列出的%(listed)s项内容与台账一致。")
    elif listed.least > known:
        verdict, message = Verdict.CLASH, _("列出了%(listed)s项内容，台账只有%(known)s项，请核对。")
    else:
        verdict, message = Verdict.NOTE, _("列出了%(listed)s项内容，台账有%(known)s项，请确认是否有遗漏。")
    yield found.finding(
        verdict,
        RULE,
        [(listed.start, listed.end)],
        message % {"listed": listed.count, "known": known},
        expected=f"{known}项",
        found=f"{listed.count}项",
    )
