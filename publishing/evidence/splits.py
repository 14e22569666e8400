"""Totals and their parts (其中、括号、分项): found by what the words announce, judged by every reading they allow."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from publishing.evidence import words
from publishing.evidence.groups import (
    KINDS_ANNOUNCED,
    exclusive,
    families,
    family_complete,
    fits,
    is_certain,
    natural,
    shares_allow,
    total_of,
    varied_in,
)
from publishing.evidence.quantities import COUNTED, Quantity
from publishing.evidence.reading import Reading, last_sentence

_AMONG = re.compile(r"其中|分别是|(?<!不)包[括含]|分为|构成")
_OF_THEM = re.compile(
    r"^[^,。;:!?…]{0,16}(?<!其)中(?:[,:]|(?=主办|会办|协办|独办|分办|[A-D甲乙丙丁]类|已|人大|政协|委员|集体))"
)
_IN_THEM = re.compile(
    "^(?:在|从)?(?:这些|上述|以上|所有|全部|(?:交办|承办|立案|办复|办理|收到|提出)的?)[^,。;:]{0,20}(?:建议|提案|议案|意见|件)中,"
)
_CONTAINING = re.compile(r"(?:^|[,(])含有?[^,。;()]*$")
_NAMED_TOTAL = re.compile(r"(?:^|[,;])在?([^,。;:]{2,16})中[,:]?")
_ENUMERATOR = re.compile(
    r"(?P<cn>[一二三四五六七八九十]{1,2})是|第(?P<nth>[一二三四五六七八九十]{1,2})[,、类]|(?<![0-9.])(?P<digit>[0-9]{1,2})[.、)](?![0-9])|\((?P<inner>[一二三四五六七八九十]{1,2}|[0-9]{1,2})\)"
)
_TOTAL_BEHIND = re.compile(
    r"^(?:[两三四五六七八九十]年(?:来|间)?)?(?:一共|总共|合计|总计|共计|共)(?:承办|办理|收到|提出|交办)?$"
)
_ITEM_WORDS = ("建", "提", "议", "主", "会", "协", "重")
_FAR = 400


@dataclass(slots=True)
class Split:
    """Parts announced as making up a total; `total` is the reading that fits, or the nearest where none does."""

    parts: list[Quantity]
    totals: tuple[Quantity, ...]
    fits: bool
    is_certain: bool
    how: str

    @property
    def sum(self) -> Decimal:
        """The parts added up."""
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def total(self) -> Decimal:
        """The value of the total, several added up where the parts split them together."""
        return sum((one.value for one in self.totals), Decimal(0))


class Splitter:
    """Finds the splits of one text, inner ones first; a part belongs to one total only."""

    def __init__(self, reading: Reading, quantities: Sequence[Quantity]):
        self.reading = reading
        self.all = quantities
        self.counts = [one for one in quantities if one.unit in COUNTED and one.counts_now]
        self.order = {id(one): place for place, one in enumerate(self.counts)}
        self.splits: list[Split] = []

    def find(self) -> list[Split]:
        """All splits, checked or not."""
        self._brackets()
        self._among()
        self._lists()
        self._totals_behind()
        self._siblings()
        self._chains()
        return self.splits

    # 括号 --------------------------------------------------------------------------------------
    def _brackets(self) -> None:
        """1009件(人大建议406件,政协委员提案603件)."""
        inside: dict[int, list[Quantity]] = {}
        for one in self.counts:
            if one.bracket >= 0:
                inside.setdefault(one.bracket, []).append(one)
        for opening in sorted(inside, key=lambda opening: (len(inside[opening]) == 1, -opening)):
            members = inside[opening]
            place = bisect_left(self.all, opening, key=lambda one: one.start)
            before = [one for one in self.all[max(0, place - 1) : place] if opening - one.end <= 24]
            if not before or re.search("[。占总]", self.reading.text[before[0].end : opening]):
                continue
            head = before[0]
            if head.unit == "%":
                continue
            if head.unit not in COUNTED or not head.counts_now:
                continue
            lead = self.reading.text[opening + 1 : members[0].start]
            if any(_AMONG.search(one.gap) for one in members[1:]) or words_outside(lead):
                continue
            contained = "含" in lead
            first: list[Quantity] = []
            for group in self._groups([one for one in members if one.unit == head.unit], [head]):
                # (建议45件,主办40件、会办5件;提案98件…): kinds inside a bracket may be split again.
                inner = [one for one in reversed(first) if one.start < group[0].start and self._may_head((one,), group)]
                runs: list[tuple[Quantity, ...]] = [(one,) for one in [*inner[:1], head]]
                self._judge(group, runs, "bracket" if not contained else "containing")
                first = first or group

    # 其中 --------------------------------------------------------------------------------------
    def _among(self) -> None:
        """其中, 包括, 分别是: from the last to the first, so that inner splits are taken before outer ones."""
        for place in range(len(self.counts) - 1, -1, -1):
            first = self.counts[place]
            said = last_sentence(first.gap)
            contained = _CONTAINING.search(said) and not _AMONG.search(said)
            among = _AMONG.search(said) or self._is_of_them(first) or _IN_THEM.search(said)
            if not (among or contained) or first.parent is not None or first.is_outside:
                continue
            self._tail(place, "containing" if contained and not among else "among")

    def _is_of_them(self, one: Quantity) -> bool:
        """5641件提案中,… announces parts as 其中 does."""
        found = _OF_THEM.match(one.gap)
        return bool(found) and self.reading.text[one.start - len(one.gap) - 1] in "件条项份次"

    def _named(self, first: Quantity, group: Sequence[Quantity]) -> list[Quantity]:
        """Totals that the words name: 立案的提案中,…"""
        named = _NAMED_TOTAL.search(last_sentence(first.gap))
        says = {name: value for name, value in words.says(named[1]).items() if name == "admission"} if named else {}
        if not says:
            return []
        place = self.order[id(first)]
        alike = [one for one in self.counts[max(0, place - 60) : place] if one.unit == first.unit]
        return [
            one
            for one in reversed(alike)
            if all(one.says.get(name) == says[name] for name in says) and self._may_head((one,), group)
        ]

    def _tail(self, place: int, how: str) -> None:
        first = self.counts[place]
        heads = self._heads(place, [first])
        tail = [first]
        for one in self._following(place):
            if one.sentence != first.sentence or one.is_outside:
                break
            if _AMONG.search(last_sentence(one.gap)):
                break
            if not any(words.is_under(one.says, head.says) for run in heads for head in run) and heads:
                break
            tail.append(one)
        for group in self._groups(tail, [head for run in heads for head in run]):
            if group[0] is not first and {"class", "admission"} & group[0].says.keys():
                # Classes, and what was not filed, have totals of their own, for others to find.
                continue
            own = [run for run in heads if self._may_head(run, group)]
            self._judge(group, own, how)

    def _following(self, place: int) -> Iterator[Quantity]:
        """The next counts of the same unit at the same level of brackets that have no total yet."""
        first = self.counts[place]
        for one in self.counts[place + 1 : place + 60]:
            if one.bracket == first.bracket and one.unit == first.unit and one.parent is None:
                yield one

    def _heads(self, place: int, group: Sequence[Quantity]) -> list[tuple[Quantity, ...]]:
        """The totals that a group may belong to, nearest first: those of the sentence, else of the sentences before."""
        first = self.counts[place]
        if named := self._named(first, group):
            return [(one,) for one in named]
        level = first.bracket
        found: list[Quantity] = []
        sentences: set[int] = set()
        for one in reversed(self.counts[max(0, place - 40) : place]):
            if one.unit != first.unit or one.is_outside and one.sentence != first.sentence:
                continue
            if one.sentence != first.sentence and (
                (found and found[0].sentence == first.sentence) or len(sentences) >= 3 and one.sentence not in sentences
            ):
                break
            if one.bracket not in (level, -1) and one.sentence == first.sentence:
                continue
            if self._may_head((one,), group):
                found.append(one)
                sentences.add(one.sentence)
        runs: list[tuple[Quantity, ...]] = [(one,) for one in found]
        in_text = list(reversed(found))
        if found and found[0].sentence != first.sentence and len(found) <= 8:
            pairs = [run for size in (2, 3) for run in combinations(in_text, size)]
            runs += [run for run in pairs if all(words.disjoint(a.says, b.says) for a, b in combinations(run, 2))]
            return runs
        for size in range(2, min(7, len(in_text) + 1)):
            for start in range(len(in_text) - size, -1, -1):
                run = tuple(in_text[start : start + size])
                if all(words.disjoint(one.says, other.says) for one, other in combinations(run, 2)):
                    runs.append(run)
        return runs

    def _may_head(self, run: Sequence[Quantity], group: Sequence[Quantity]) -> bool:
        members = set(map(id, group))
        return all(
            id(head) not in members and any(words.is_under(part.says, head.says) for head in run)
            for head in run
            for part in group
        )

    def _groups(self, tail: Sequence[Quantity], heads: Sequence[Quantity]) -> Iterator[list[Quantity]]:
        """Parts that exclude one another, in runs: 主办、会办 are one run, A类、B类 behind them another."""
        groups: list[list[Quantity]] = []
        for one in tail:
            if one.says.get("kind", frozenset()) & {"opinion", "words"} and not any(
                head.says.get("kind") == one.says["kind"] for head in heads
            ):
                continue
            fitting = (group for group in reversed(groups) if all(exclusive(one, other) for other in group))
            group = None if "key" in one.says else next(fitting, None)
            if group is not None and (group is groups[-1] or families(one) == families(group[0])):
                group.append(one)
            else:
                groups.append([one])
        yield from groups

    # 一是、1. ----------------------------------------------------------------------------------
    def _lists(self) -> None:
        """A total, and behind it enumerated items that each begin with a count."""
        text = self.reading.text
        firsts: list[list[Quantity]] = []
        for one in self.counts:
            if one.parent is not None or one.bracket >= 0:
                continue
            marks = list(_ENUMERATOR.finditer(one.gap))
            if not marks or len(one.gap) - marks[-1].end() > 30:
                continue
            number = _number_of(marks[-1])
            if number == 1:
                firsts.append([one])
            elif firsts and number == len(firsts[-1]) + 1 and one.unit == firsts[-1][0].unit:
                firsts[-1].append(one)
        for items in firsts:
            place = self.order[id(items[0])]
            if len(items) < 2 or not place:
                continue
            head = self.counts[place - 1]
            if head.parent is not None or items[0].start - head.end > 60 or head.unit != items[0].unit:
                continue
            if not self._may_head((head,), items):
                continue
            announced = KINDS_ANNOUNCED.search(text, head.end, items[0].start)
            if announced or all(len(one.gap) < 80 or one is items[0] for one in items):
                self._judge(items, [(head,)], "list")

    # …,共12件 -----------------------------------------------------------------------------------
    def _totals_behind(self) -> None:
        """建议6件、提案6件,共12件: a bare total behind its parts."""
        for place, total in enumerate(self.counts):
            if total.bracket >= 0 or not _TOTAL_BEHIND.search(total.before) or total.after[:1] in _ITEM_WORDS:
                continue
            group: list[Quantity] = []
            for one in reversed(self.counts[max(0, place - 12) : place]):
                if one.sentence != total.sentence or one.is_outside:
                    break
                if one.unit == total.unit and one.parent is None and one.bracket < 0:
                    group.insert(0, one)
            if len(group) > 1 and all(exclusive(one, other) for one, other in combinations(group, 2)):
                self._judge(group, [(total,)], "behind")

    # 主办6件,协办5件 -------------------------------------------------------------------------------
    def _siblings(self) -> None:
        """Kinds that complete each other, said right behind a total without 其中."""
        place = 0
        while place < len(self.counts):
            first = self.counts[place]
            group = [first]
            if first.parent is None and not first.is_outside and "key" not in first.says:
                for one in self._following(place):
                    if one.sentence != first.sentence or one.is_outside or "key" in one.says:
                        break
                    if not all(exclusive(one, other) for other in group):
                        break
                    group.append(one)
            told = family_complete(group) or all("satisfaction" in one.says for one in group)
            if len(group) > 1 and told and "class" not in first.says:
                runs = self._heads(place, group)
                runs = [run for run in runs if self._announces(run, group)]
                if runs:
                    self._judge(group, runs, "siblings")
                    place = self.order[id(group[-1])]
            place += 1

    def _announces(self, run: Sequence[Quantity], group: Sequence[Quantity]) -> bool:
        """May a total without 其中 be split into this group: not narrower than the group in what it counts?"""
        first = group[0]
        named = self._named(first, group)
        for head in run:
            if head in named:
                continue
            if first.sentence - head.sentence > 1:
                return False
            if first.sentence != head.sentence and head.parent is not None:
                return False
            for family in ("kind", "duty", "class", "proposer", "progress", "act", "satisfaction"):
                values = [part.says.get(family) for part in group]
                if values[0] is None or any(value != values[0] for value in values):
                    continue
                if family == "act" and values[0] <= {"handled", "received"}:
                    continue
                if head.says.get(family) != values[0]:
                    return False
            told = [name for name in varied_in(group) if all(name in part.says for part in group)]
            if any(head.says.get(family) == part.says[family] for part in group for family in told):
                return False
            if {"class", "satisfaction"} & head.says.keys() - group[0].says.keys():
                return False
        return True

    # 甲类…乙类…丙类 ----------------------------------------------------------------------------
    def _chains(self) -> None:
        """Classes of outcome told one after the other, also over several sentences."""
        chain: list[Quantity] = []
        for one in self.counts:
            outcome = one.says.get("class", frozenset())
            if len(outcome) != 1 or one.parent is not None or "key" in one.says:
                continue
            if chain and not self._follows(chain[-1], one):
                self._end(chain)
                chain = []
            chain.append(one)
        if chain:
            self._end(chain)

    def _follows(self, last: Quantity, one: Quantity) -> bool:
        """Does a class go on with the chain: a later class, of the same unit, not far behind?"""
        later = max(last.says["class"]) < max(one.says["class"])
        return later and one.unit == last.unit and one.start - last.end < _FAR

    def _end(self, chain: list[Quantity]) -> None:
        if len(chain) > 1:
            self._chain(chain)
        else:
            self._alone(chain[0])

    def _alone(self, one: Quantity) -> None:
        """承办建议11件,已解决12件: one class right behind a total that is smaller."""
        place = self.order[id(one)]
        head = self.counts[place - 1] if place else one
        beside = head.sentence == one.sentence and head.unit == one.unit and ";" not in one.gap and not one.is_outside
        if (
            beside
            and one.value > head.value
            and {"kind", "act"} <= head.says.keys()
            and words.is_under(one.says, head.says)
        ):
            self._keep([one], (head,), False, "among")

    def _chain(self, chain: list[Quantity]) -> None:
        """The classes' total is any total before them: those of the sentences before first."""
        place = self.order[id(chain[0])]
        runs = self._heads(place, chain)
        before = [one for one in self.counts[max(0, place - 60) : place] if one.unit == chain[0].unit]
        heads = [one for one in reversed(before) if self._may_head((one,), chain)]
        runs += [(one,) for one in heads if (one,) not in runs]
        roots = [one for one in before[-10:] if one.parent is None]
        pairs = [pair for pair in combinations(roots, 2) if words.disjoint(pair[0].says, pair[1].says)]
        runs += [pair for pair in pairs if self._may_head(pair, chain)]
        runs = [run for run in runs if not any("satisfaction" in head.says for head in run)]
        self._judge(
            chain, [run for run in runs if len(run) == 1 or all("class" not in one.says for one in run)], "chain"
        )

    # 判断 --------------------------------------------------------------------------------------
    def _judge(self, group: list[Quantity], runs: list[tuple[Quantity, ...]], how: str) -> None:
        if not runs:
            return
        if len(group) == 1:
            self._subset(group[0], runs, how)
            return
        for run in runs:
            if fits(group, run) and shares_allow(group, run, runs):
                self._keep(group, run, True, how)
                return
        unmerged = [part for part in group if part.says.get("admission") != {"merged"}]
        if 1 < len(unmerged) < len(group) and any(fits(unmerged, run) for run in runs):
            # 立案169件,合并处理11件: what was merged was filed as well.
            self._keep(unmerged, next(run for run in runs if fits(unmerged, run)), True, how)
            return
        for size in range(len(group) - 1, 1, -1):
            for run in runs[:2]:
                if how in {"among", "bracket"} and fits(group[:size], run) and self._leaves(group[size:], run, runs):
                    self._keep(group[:size], run, True, how)
                    return
        nearest = natural(group, runs)
        self._keep(
            group,
            nearest,
            False,
            how,
            is_certain(group, runs, nearest, how, stands_behind=self._stands_behind(group, nearest)),
        )

    def _tells_duties(self) -> bool:
        """Do brackets elsewhere in the text tell all duties of a count, so that one told alone is the whole?"""
        told = [
            split for split in self.splits if split.how == "bracket" and all("duty" in one.says for one in split.parts)
        ]
        return any(len(split.parts) > 1 and split.fits for split in told)

    def _stands_behind(self, group: Sequence[Quantity], run: tuple[Quantity, ...]) -> bool:
        """承办提案16件,已解决14件,正在解决3件: do the parts stand right behind their total?"""
        place = self.order[id(group[0])]
        return len(run) == 1 and self.counts[place - 1] is run[0] and run[0].sentence == group[-1].sentence

    def _leaves(self, rest: Sequence[Quantity], run: tuple[Quantity, ...], runs: list[tuple[Quantity, ...]]) -> bool:
        """May the last of the parts stand beside the total instead: behind a semicolon, or adding up to an outer one?"""
        beside = total_of(run) + sum((one.value for one in rest), Decimal(0))
        return ";" in rest[0].gap or any(total_of(other) == beside for other in runs)

    def _subset(self, part: Quantity, runs: list[tuple[Quantity, ...]], how: str) -> None:
        if how == "bracket" and "duty" in part.says and part.value != total_of(runs[0]) and self._tells_duties():
            self._keep([part], runs[0], False, how)
            return
        for run in runs:
            if part.value <= total_of(run):
                # The first class of several may be told alone in its sentence: the chain takes it up.
                part.parent = None if "class" in part.says else run[-1]
                return
        self._keep([part], runs[0], False, how, how in {"among", "containing", "bracket"})

    def _keep(self, group: list[Quantity], run: tuple[Quantity, ...], found: bool, how: str, sure: bool = True) -> None:
        for part in group:
            part.parent = run[-1]
        self.splits.append(Split(list(group), run, found, sure, how))


def words_outside(lead: str) -> bool:
    """Does a bracket open with what is not in the number: 不含, 另有?"""
    return bool(re.search("不含|不包括|另有|另外|其余", lead))


def _number_of(mark: re.Match) -> int:
    text = next(found for found in mark.groups() if found)
    if text.isdecimal():
        return int(text)
    digits = "一二三四五六七八九十"
    if len(text) == 1:
        return digits.index(text) + 1
    return 10 + digits.index(text[1]) + 1 if text[0] == "十" else digits.index(text[0]) * 10 + 10
