"""Splits that no word announces: kinds that complete each other behind a total, and classes of outcome told in a row."""

from itertools import combinations

from publishing.evidence import words
from publishing.evidence.groups import (
    exclusive,
    fits,
    is_remainder,
    is_topical,
    shares_agreed,
    shares_complete,
    total_of,
)
from publishing.evidence.quantities import Quantity
from publishing.evidence.splits import Splits
from publishing.evidence.wholeness import bodies_complete, body_of, family_complete

Totals = tuple[Quantity, ...]
_FAR = 400
_FEWEST, _FEWEST_WITH_SHARES = 4, 3
"How many topics in a row count as a split; fewer may be examples."


def find(splits: Splits) -> None:
    """Find these splits among the counts that the announced ones have left."""
    _siblings(splits)
    _chains(splits)
    _topics(splits)
    _shared(splits)


def _siblings(splits: Splits) -> None:
    """Find kinds that complete each other right behind a total, without 其中."""
    place = 0
    while place < len(splits.counts):
        first = splits.counts[place]
        group = [first]
        if first.parent is None and not first.is_outside:
            for one in splits.following(place):
                if one.sentence != first.sentence or one.is_outside or _leaves_key(first, one):
                    break
                if not all(exclusive(one, other) for other in group):
                    break
                group.append(one)
        told = family_complete(group) or bodies_complete(group) or all("satisfaction" in one.says for one in group)
        if len(group) > 1 and told and "class" not in first.says:
            runs = splits.totals.heads(place, group)
            runs = [run for run in runs if splits.totals.announces(run, group) and not _far_beyond(group, run)]
            if bodies_complete(group):
                runs = [run for run in runs if not any(body_of(head) for head in run)]
            if not runs and shares_complete(group, ()):
                runs = _made_up(splits, group)
            if runs:
                splits.judge(group, runs, "siblings")
                place = splits.order[id(group[-1])]
        place += 1


def _far_beyond(group: list[Quantity], run: Totals) -> bool:
    """Whether every part is more than twice the total, so that nothing but its place speaks for that total."""
    return all(part.value > 2 * total_of(run) for part in group)


def _made_up(splits: Splits, group: list[Quantity]) -> list[Totals]:
    """The totals before parts whose shares make 100 that the parts add up to: 满意160件,占96.4%,基本满意6件,占3.6%."""
    return [head for head in _any_before(splits, group) if fits(group, head)][:1]


def _any_before(splits: Splits, group: list[Quantity]) -> list[Totals]:
    """Every count before a group that may be its total, nearest first."""
    place = splits.order[id(group[0])]
    before = [one for one in splits.counts[max(0, place - 40) : place] if one.unit == group[0].unit]
    return [(one,) for one in reversed(before) if splits.totals.may_head((one,), group)]


def _shared(splits: Splits) -> None:
    """Find counts in a row whose shares make 100, which leave nothing out: 80%以上的229件,占93%,80%以下的16件,占7%."""
    run: list[Quantity] = []
    for one in [*splits.counts, None]:
        told = one is not None and one.parent is None and one.is_exact and one.share is not None
        if told and one is not None and (not run or _is_beside(splits, run[-1], one)):
            run.append(one)
            continue
        if len(run) > 1 and shares_complete(run, ()):
            _of_one_base(splits, run)
        run = [one] if told and one is not None else []


def _of_one_base(splits: Splits, run: list[Quantity]) -> None:
    """Take counts whose shares make 100 as the parts of the total that they add up to, or that all shares are shares of."""
    heads = _any_before(splits, run)
    fitting = next((head for head in heads if fits(run, head)), None)
    alike = next((head for head in heads if shares_agreed(run, head) == len(run)), None)
    if head := fitting or alike:
        splits.keep(run, head, fitting is not None, "shares")


def _topics(splits: Splits) -> None:
    """Find topics in a row that leave nothing out, of any total told before them: 经济类12件,占34%;…;其他3件."""
    run: list[Quantity] = []
    for one in [*splits.counts, None]:
        if one is not None and _is_topic(one) and (not run or _is_beside(splits, run[-1], one)):
            run.append(one)
            continue
        shared = all(part.share is not None for part in run)
        if len(run) >= (_FEWEST_WITH_SHARES if shared else _FEWEST) and is_topical(run):
            _topic_run(splits, run)
        run = [one] if one is not None and _is_topic(one) else []


def _is_topic(one: Quantity) -> bool:
    told = {"class", "satisfaction", "duty", "admission", "progress", "key"} & one.says.keys()
    return one.parent is None and one.is_exact and not (one.is_outside or told) and bool(one.label)


def _is_beside(splits: Splits, last: Quantity, one: Quantity) -> bool:
    near = splits.order[id(one)] == splits.order[id(last)] + 1 and one.start - last.end < _FAR
    return near and (one.sentence, one.unit, one.bracket) == (last.sentence, last.unit, last.bracket)


def _topic_run(splits: Splits, run: list[Quantity]) -> None:
    """Take topics in a row as parts of a total; where none fits, only those with 其他 or with shares of 100 are sure to be all."""
    before = splits.counts[max(0, splits.order[id(run[0])] - 12) : splits.order[id(run[0])]]
    heads = [one for one in reversed(before) if one.unit == run[0].unit and splits.totals.may_head((one,), run)]
    runs: list[tuple[Quantity, ...]] = [(one,) for one in heads]
    runs += [pair for pair in combinations(heads[::-1], 2) if words.disjoint(pair[0].says, pair[1].says)]
    if not runs or not all(exclusive(one, other) for one, other in combinations(run, 2)):
        return
    fitting = next((totals for totals in runs if fits(run, totals)), None)
    if fitting is not None:
        splits.keep(run, fitting, True, "topics")
    elif shares_complete(run, ()) or is_remainder(run[-1]):
        splits.keep(run, min(runs, key=lambda totals: abs(total_of(totals) - total_of(run))), False, "topics")


def _leaves_key(first: Quantity, one: Quantity) -> bool:
    """Whether a count speaks of other items than the 重点 ones before; in 18件重点建议已办结5件,正在推进13件 it does not."""
    return ("key" in one.says) != ("key" in first.says) and first.gap != first.before


def _chains(splits: Splits) -> None:
    """Find classes of outcome told one after the other, also over several sentences."""
    chain: list[Quantity] = []
    for one in splits.counts:
        outcome = one.says.get("class", frozenset())
        if not 1 <= len(outcome) <= 2 or one.parent is not None or "key" in one.says:
            continue
        if chain and not _follows(chain[-1], one):
            _end(splits, chain)
            chain = []
        chain.append(one)
    if chain:
        _end(splits, chain)


def _follows(last: Quantity, one: Quantity) -> bool:
    """Whether a class goes on with a chain: a later one, in the same unit, not far behind."""
    later = max(last.says["class"]) < min(one.says["class"])
    return later and one.unit == last.unit and one.start - last.end < _FAR


def _end(splits: Splits, chain: list[Quantity]) -> None:
    if len(chain) > 1:
        _chain(splits, chain)
    elif len(chain[0].says["class"]) == 1:
        _alone(splits, chain[0])


def _alone(splits: Splits, one: Quantity) -> None:
    """Take one class right behind a smaller total as its part: 承办建议11件,已解决12件."""
    place = splits.order[id(one)]
    head = splits.counts[place - 1] if place else one
    beside = head.sentence == one.sentence and head.unit == one.unit and ";" not in one.gap and not one.is_outside
    if (
        beside
        and one.value > head.value
        and {"kind", "act"} <= head.says.keys()
        and words.is_under(one.says, head.says)
    ):
        splits.keep([one], (head,), False, "among")


def _chain(splits: Splits, chain: list[Quantity]) -> None:
    """Find the total of classes told in a row among all totals before them, those of earlier sentences first."""
    place = splits.order[id(chain[0])]
    runs = splits.totals.heads(place, chain)
    before = [one for one in splits.counts[max(0, place - 60) : place] if one.unit == chain[0].unit]
    heads = [one for one in reversed(before) if splits.totals.may_head((one,), chain)]
    runs += [(one,) for one in heads if (one,) not in runs]
    roots = [one for one in before[-10:] if one.parent is None]
    pairs = [pair for pair in combinations(roots, 2) if words.disjoint(pair[0].says, pair[1].says)]
    runs += [pair for pair in pairs if splits.totals.may_head(pair, chain)]
    runs = [run for run in runs if not any("satisfaction" in head.says for head in run)]
    splits.judge(chain, [run for run in runs if len(run) == 1 or all("class" not in one.says for one in run)], "chain")
