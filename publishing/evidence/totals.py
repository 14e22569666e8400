"""Totals that a group of parts may belong to (合计): those that the words name, of its sentence, or of the sentences before."""

import re
from collections.abc import Sequence
from itertools import combinations

from publishing.evidence import words
from publishing.evidence.groups import varied_in
from publishing.evidence.quantities import Quantity
from publishing.evidence.reading import Reading, last_sentence

_NAMED_TOTAL = re.compile(r"(?:^|[,;])在?([^,。;:]{2,16})中[,:]?")


_ADDED = re.compile("还|另|又|再次|补充|平时|闭会|会后")


def _apart(one: Quantity, later: Quantity) -> bool:
    """Whether two totals add up: kinds that exclude each other, or a second that came on top (还提出2件)."""
    return words.disjoint(one.says, later.says) or bool(_ADDED.search(later.before)) and later.start > one.start


class Totals:
    """Finds among the counts of one text the totals that may stand before a place."""

    def __init__(self, reading: Reading, counts: Sequence[Quantity]):
        self.reading = reading
        self.counts = counts
        self.order = {id(one): place for place, one in enumerate(counts)}

    def heads(self, place: int, group: Sequence[Quantity]) -> list[tuple[Quantity, ...]]:
        """The totals that a group may belong to, nearest first: those of the sentence, else of the sentences before."""
        first = self.counts[place]
        if named := self.named(first, group):
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
            if self.may_head((one,), group):
                found.append(one)
                sentences.add(one.sentence)
        runs: list[tuple[Quantity, ...]] = [(one,) for one in found]
        in_text = list(reversed(found))
        if found and found[0].sentence != first.sentence and len(found) <= 8:
            pairs = [run for size in (2, 3) for run in combinations(in_text, size)]
            runs += [run for run in pairs if all(_apart(a, b) for a, b in combinations(run, 2))]
            return runs
        for size in range(2, min(7, len(in_text) + 1)):
            for start in range(len(in_text) - size, -1, -1):
                run = tuple(in_text[start : start + size])
                if all(words.disjoint(one.says, other.says) for one, other in combinations(run, 2)):
                    runs.append(run)
        return runs

    def named(self, first: Quantity, group: Sequence[Quantity]) -> list[Quantity]:
        """The totals that the words before a part name: 立案的提案中,…"""
        named = _NAMED_TOTAL.search(last_sentence(first.gap))
        says = (
            {name: value for name, value in words.says(named[1]).items() if name in {"admission", "proposer", "duty"}}
            if named
            else {}
        )
        if not says:
            return []
        place = self.order[id(first)]
        alike = [one for one in self.counts[max(0, place - 60) : place] if one.unit == first.unit]
        return [
            one
            for one in reversed(alike)
            if all(one.says.get(name) == says[name] for name in says) and self.may_head((one,), group)
        ]

    def may_head(self, run: Sequence[Quantity], group: Sequence[Quantity]) -> bool:
        members = set(map(id, group))
        return all(
            id(head) not in members and any(words.is_under(part.says, head.says) for head in run)
            for head in run
            for part in group
        )

    def announces(self, run: Sequence[Quantity], group: Sequence[Quantity]) -> bool:
        """Whether a total without 其中 may be split into this group: it counts nothing narrower than the group does."""
        first = group[0]
        named = self.named(first, group)
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

    def stands_behind(self, group: Sequence[Quantity], run: tuple[Quantity, ...]) -> bool:
        """Whether the parts stand right behind their total: 承办提案16件,已解决14件,正在解决3件."""
        place = self.order[id(group[0])]
        return len(run) == 1 and self.counts[place - 1] is run[0] and run[0].sentence == group[-1].sentence
