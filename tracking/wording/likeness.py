"""Which titles (案由) are about the same thing: pure functions over titles, fast enough for ten thousand at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from tracking.wording.folding import folded
from tracking.wording.titles import strip_boilerplate

LEAST = 55.0
"The least likeness, of 100, at which titles count as similar; below it they share only words that most titles have."
MOST = 5
_USUAL = frozenset(
    "关于 有关 相关 建议 提案 议案 工作 问题 方面 进一步 加强 加快 加大 推进 推动 促进 完善 提升 我区 我县 全区 全县 开展 建设".split()
)
"Words that most titles have: sharing them is no likeness."


@dataclass(frozen=True, slots=True)
class Similar:
    """A title that is like another: its place among those compared with, how much (0–100), and the shared words."""

    place: int
    score: float
    shared: tuple[str, ...]


@lru_cache(maxsize=50_000)
def _bare(title: str) -> tuple[str, str]:
    """A title without what every title has, and its words set apart by spaces."""
    import rjieba

    bare = folded(strip_boilerplate(title))
    return bare, " ".join(word for word in rjieba.cut(bare) if word.strip())


def shared_words(one: str, other: str) -> tuple[str, ...]:
    """The telling words that stand in both titles, in the order of the first, each once; else their longest common run."""
    (here, words), there = _bare(one), _bare(other)[0]
    found = dict.fromkeys(word for word in words.split() if len(word) > 1 and word not in _USUAL and word in there)
    if found:
        return tuple(found)
    run = SequenceMatcher(None, here, there, autojunk=False).find_longest_match()
    same = here[run.a : run.a + run.size]
    return (same,) if run.size > 1 and same not in _USUAL else ()


class Titles:
    """Titles to compare with, made ready once."""

    def __init__(self, titles: Iterable[str]):
        self._titles = list(titles)
        ready = [_bare(title) for title in self._titles]
        self._bare, self._words = [bare for bare, _words in ready], [words for _bare, words in ready]

    def like(self, title: str, *, least: float = LEAST, most: int = MOST) -> list[Similar]:
        """Those that are like a title, the likest first.

        The measure is the better of two: the longest common run of characters, and the same for the words in
        alphabetical order, so that 硬化农村道路 and 农村道路硬化 are alike. What shares no telling word is left out.
        """
        from rapidfuzz import fuzz, process

        bare, words = _bare(title)
        scores: dict[int, float] = {}
        for wanted, choices, scorer in (
            (bare, self._bare, fuzz.ratio),
            (words, self._words, fuzz.token_sort_ratio),
        ):
            found = process.extract(wanted, choices, scorer=scorer, score_cutoff=least, limit=4 * most)
            for _choice, score, place in found:
                scores[place] = max(score, scores.get(place, 0.0))
        ranked = sorted(scores.items(), key=lambda one: (-one[1], one[0]))
        alike = [Similar(place, score, shared_words(title, self._titles[place])) for place, score in ranked]
        return [one for one in alike if one.shared][:most]
