"""Totals and their parts (分项): every total that the words allow is tried before parts are said to miss theirs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from publishing.evidence.groups import (
    exclusive,
    families,
    fits,
    is_certain,
    is_remainder,
    natural,
    shares_allow,
    total_of,
    values_of,
)
from publishing.evidence.quantities import COUNTED, Quantity
from publishing.evidence.reading import Reading
from publishing.evidence.totals import Totals

_NO_OTHER = {
    "class": re.compile("(?:无|没有)[^,。;]{0,6}[B-D乙丙丁]类|[B-D乙丙丁]类(?:为?零|无)"),
    "satisfaction": re.compile("(?:无|没有)[^,。;]{0,6}不满意"),
}
"Words behind parts which say that there are no others."
_STILL = ("尚有", "还有")
_ADVICE = re.compile("意见[和与]?建议|建议[和与]?意见|社情民意(?:信息)?")
"Papers handed over beside the items, neither 主办 nor 会办: 主办10件、会办6件、意见和建议3件."


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
        return sum(self.values, Decimal(0))

    @property
    def values(self) -> list[Decimal]:
        """What each part counts for; 各12件 counts once for each of its kinds."""
        return values_of(self.parts, self.totals)

    @property
    def total(self) -> Decimal:
        """The value of the total, several added up where the parts split them together."""
        return sum((one.value for one in self.totals), Decimal(0))


class Splits:
    """The splits of one text as they are found; a part belongs to one total only."""

    def __init__(self, reading: Reading, quantities: Sequence[Quantity]):
        self.reading = reading
        self.all = quantities
        self.counts = [one for one in quantities if one.unit in COUNTED and one.counts_now]
        self.totals = Totals(reading, self.counts)
        self.order = self.totals.order
        self.found: list[Split] = []

    def following(self, place: int) -> Iterator[Quantity]:
        """The next counts of the same unit at the same level of brackets that have no total yet."""
        first = self.counts[place]
        for one in self.counts[place + 1 : place + 60]:
            if one.bracket == first.bracket and one.unit == first.unit and one.parent is None:
                yield one

    def groups(self, tail: Sequence[Quantity], heads: Sequence[Quantity]) -> Iterator[list[Quantity]]:
        """Parts that exclude one another, in runs: 主办、会办 are one run, A类、B类 behind them another."""
        groups: list[list[Quantity]] = []
        for one in tail:
            if one.says.get("kind", frozenset()) & {"opinion", "words"} and not any(
                head.says.get("kind") == one.says["kind"] for head in heads
            ):
                continue
            fitting = (group for group in reversed(groups) if all(exclusive(one, other) for other in group))
            group = next(fitting, None)
            if group is not None and "key" in one.says and not all("key" in other.says for other in group):
                group = None
            if group is not None and (group is groups[-1] or families(one) == families(group[0])):
                group.append(one)
            else:
                groups.append([one])
        yield from groups

    def judge(self, group: list[Quantity], runs: list[tuple[Quantity, ...]], how: str) -> None:
        if not runs:
            return
        if len(group) == 1:
            self._subset(group[0], runs, how)
            return
        for run in runs:
            if fits(group, run) and shares_allow(group, run, runs):
                self.keep(group, run, True, how)
                return
        unmerged = [part for part in group if part.says.get("admission") != {"merged"}]
        if 1 < len(unmerged) < len(group) and any(fits(unmerged, run) for run in runs):
            # 立案169件,合并处理11件: what was merged was filed as well.
            self.keep(unmerged, next(run for run in runs if fits(unmerged, run)), True, how)
            return
        others = [part for part in group if part.says.get("duty") != {"sole"}]
        if 1 < len(others) < len(group) and any(fits(others, run) for run in runs):
            # 独办4件,主办12件,协办3件 of 15: what is handled alone is 主办 as well.
            self.keep(others, next(run for run in runs if fits(others, run)), True, how)
            return
        for size in range(len(group) - 1, 1, -1):
            for run in runs[:2]:
                if how in {"among", "bracket"} and fits(group[:size], run) and self._leaves(group, size, run, runs):
                    self.keep(group[:size], run, True, how)
                    return
        for beside in self._beside(group):
            # 县委领导4件,县政府领导5件,另外3件…: what opens with 另 may still be of the total.
            wider = next((one for one in runs if fits([*group, *beside], one)), ())
            if wider:
                self.keep([*group, *beside], wider, True, how)
                return
        nearest = natural(group, runs)
        if fits(group, nearest):
            # The counts add up; that the shares are of another base is for the shares to say.
            self.keep(group, nearest, True, how)
            return
        self.keep(
            group,
            nearest,
            False,
            how,
            is_certain(group, runs, nearest, how, stands_behind=self.totals.stands_behind(group, nearest))
            or self._is_closed(group, nearest),
        )

    def _beside(self, group: Sequence[Quantity]) -> Iterator[list[Quantity]]:
        """The counts of the same unit that stand behind a group as outside of it, in its sentence or the next: the first, the first two."""
        place, last = self.order[id(group[-1])], group[-1]
        behind = [one for one in self.counts[place + 1 : place + 4] if one.sentence <= last.sentence + 1]
        outside = [
            one
            for one in behind
            if (one.is_outside or _ADVICE.fullmatch(one.label) or one.before.startswith(_STILL))
            and one.unit == last.unit
            and one.parent is None
        ]
        yield from (outside[:size] for size in range(1, len(outside) + 1))

    def _is_closed(self, group: Sequence[Quantity], run: Sequence[Quantity]) -> bool:
        """Whether the sentence says that there is no other part: A类5件,B类3件,无C类件."""
        family = next((name for name in _NO_OTHER if all(name in part.says for part in group)), "")
        if not family or family == "satisfaction" and run[0].says.get("act") != {"returned"}:
            return False
        end = self.reading.sentence_span(group[-1].sentence)[1]
        return bool(_NO_OTHER[family].search(self.reading.text, group[-1].end, min(end, group[-1].end + 40)))

    def _tells_duties(self) -> bool:
        """Whether brackets elsewhere in the text tell all duties of a count, so that one told alone should be the whole."""
        told = [
            split for split in self.found if split.how == "bracket" and all("duty" in one.says for one in split.parts)
        ]
        return any(len(split.parts) > 1 and split.fits for split in told)

    def _leaves(
        self,
        group: Sequence[Quantity],
        size: int,
        run: tuple[Quantity, ...],
        runs: list[tuple[Quantity, ...]],
    ) -> bool:
        """Whether the last parts may stand beside the total instead: behind a semicolon, or adding up to an outer total."""
        rest = group[size:]
        if is_remainder(rest[-1]):
            return False
        beside = total_of(run) + sum((one.value for one in rest), Decimal(0))
        set_off = ";" in rest[0].gap and not any(";" in part.gap for part in group[1:size])
        return set_off or any(total_of(other) == beside for other in runs)

    def _subset(self, part: Quantity, runs: list[tuple[Quantity, ...]], how: str) -> None:
        if how == "bracket" and "duty" in part.says and part.value != total_of(runs[0]) and self._tells_duties():
            self.keep([part], runs[0], False, how)
            return
        for run in runs:
            if part.value <= total_of(run):
                # The first class of several may be told alone in its sentence: the chain takes it up.
                part.parent = None if "class" in part.says else run[-1]
                return
        self.keep([part], runs[0], False, how, how in {"among", "containing", "bracket"})

    def keep(self, group: list[Quantity], run: tuple[Quantity, ...], found: bool, how: str, sure: bool = True) -> None:
        for part in group:
            part.parent = run[-1]
        self.found.append(Split(list(group), run, found, sure, how))
