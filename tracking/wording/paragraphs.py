"""Two texts compared paragraph by paragraph (两稿对照): rounds of a letter, its drafts, versions, a Word file that came back; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from tracking.wording.differences import GONE, NEW, SAME, Piece, differences, side

CHANGED, MOVED, AWAY = "changed", "moved", "away"
_ALIKE, _MOVED_ALIKE = 0.5, 0.75
"How alike a paragraph and what became of it are, at least: in its place, and where it was put elsewhere."
_SHORTEST_MOVED = 8
"Characters from which a paragraph found elsewhere was moved: shorter ones are alike by chance."


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the old text beside that of the new one; numbers count from 1, and are 0 on the side that has none.

    A moved one stands twice: where it is now (`MOVED`), and where it was (`AWAY`), with both numbers.
    """

    kind: str
    old_number: int = 0
    new_number: int = 0
    pieces: list[Piece] = field(default_factory=list)

    @property
    def old_side(self) -> list[Piece]:
        """What the old text says, its deletions marked; nothing where the paragraph stood elsewhere."""
        return [] if self.kind in {MOVED, NEW} else side(self.pieces, GONE)

    @property
    def new_side(self) -> list[Piece]:
        """What the new text says, its additions marked; nothing where the paragraph stands elsewhere."""
        return [] if self.kind in {AWAY, GONE} else side(self.pieces, NEW)

    @property
    def label(self) -> str:
        """What happened to the paragraph, in words; empty where nothing did."""
        places = {"old": self.old_number, "new": self.new_number}
        return {
            CHANGED: _("改动"),
            NEW: _("新增"),
            GONE: _("删去"),
            MOVED: _("由第%(old)s段移来") % places,
            AWAY: _("移到第%(new)s段") % places,
        }.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of a text: its paragraphs in the order of reading, moved ones at both places."""

    paragraphs: list[Paragraph]

    @property
    def is_same(self) -> bool:
        """Whether both say the same, but for blanks and empty lines."""
        return all(one.kind == SAME for one in self.paragraphs)

    @property
    def merged(self) -> list[Piece]:
        """The new text as one, with what went and what came; a moved paragraph is marked where it stands now."""
        pieces: list[Piece] = []
        for one in self.paragraphs:
            if one.kind == AWAY:
                continue
            if pieces:
                pieces.append(Piece(SAME, "\n"))
            if one.kind == MOVED:
                pieces.append(Piece(NEW, f"［{one.label}］"))
            pieces += one.pieces
        return pieces

    @property
    def in_words(self) -> str:
        """How many paragraphs were changed, added, deleted and moved."""
        said = {CHANGED: _("改动%(n)s段"), NEW: _("新增%(n)s段"), GONE: _("删去%(n)s段"), MOVED: _("移动%(n)s段")}
        counts = {kind: sum(one.kind == kind for one in self.paragraphs) for kind in said}
        found = [words % {"n": counts[kind]} for kind, words in said.items() if counts[kind]]
        return "，".join(found) or _("没有改动")


def compared(old: str, new: str) -> Comparison:
    """Two texts side by side: paragraphs that stayed, were changed, added, deleted or moved, and the words changed in them."""
    before, after = _paragraphs(old), _paragraphs(new)
    became = _in_place(before, after)
    moved = _elsewhere(before, after, became)
    return Comparison(list(_told(before, after, became, moved)))


def _paragraphs(text: str) -> list[str]:
    return [line.rstrip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def _key(paragraph: str) -> str:
    return "".join(paragraph.split())


def _in_place(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """What each old paragraph became without changing its place among the others, by position."""
    old, new = [_key(one) for one in before], [_key(one) for one in after]
    became: dict[int, int] = {}
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            became |= dict(zip(range(i1, i2), range(j1, j2), strict=True))
        elif tag == "replace":
            pairs = _aligned(old[i1:i2], new[j1:j2])
            became |= {i1 + one: j1 + other for one, other in pairs}
    return became


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of alike paragraphs, in order on both sides, that are together most alike."""
    alike = [[_alike(one, other, _ALIKE) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            both = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _alike(one: str, other: str, least: float) -> float:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(one, other, score_cutoff=least)


def _elsewhere(before: Sequence[str], after: Sequence[str], became: dict[int, int]) -> dict[int, int]:
    """The paragraphs that were put elsewhere, the most alike first: each old one's position and its new one."""
    taken = set(became.values())
    old = [(one, _key(before[one])) for one in range(len(before)) if one not in became]
    new = [(one, _key(after[one])) for one in range(len(after)) if one not in taken]
    pairs = [
        (-found, i, j)
        for i, one in old
        for j, other in new
        if min(len(one), len(other)) >= _SHORTEST_MOVED and (found := _alike(one, other, _MOVED_ALIKE))
    ]
    moved: dict[int, int] = {}
    for _found, i, j in sorted(pairs):
        if i not in moved and j not in moved.values():
            moved[i] = j
    return moved


def _told(
    before: Sequence[str], after: Sequence[str], became: dict[int, int], moved: dict[int, int]
) -> Iterator[Paragraph]:
    """Every paragraph in the order of reading: what went stands before what came in its place."""
    stayed = {new: old for old, new in became.items()}
    came_from = stayed | {new: old for old, new in moved.items()}
    upto = [len(before)] * (len(after) + 1)
    for new in range(len(after) - 1, -1, -1):
        upto[new] = stayed.get(new, upto[new + 1])
    old = 0
    for new in range(len(after) + 1):
        for gone in range(old, upto[new]):
            if gone not in became:
                yield _went(before, after, gone, moved)
        old = upto[new] + (new in stayed)
        if new < len(after):
            yield _stands(before, after, new, came_from.get(new), moved)


def _went(before: Sequence[str], after: Sequence[str], old: int, moved: dict[int, int]) -> Paragraph:
    if old in moved:
        pieces = differences(before[old], after[moved[old]])
        return Paragraph(AWAY, old + 1, moved[old] + 1, pieces)
    return Paragraph(GONE, old + 1, 0, [Piece(GONE, before[old])])


def _stands(before: Sequence[str], after: Sequence[str], new: int, old: int | None, moved: dict[int, int]) -> Paragraph:
    if old is None:
        return Paragraph(NEW, 0, new + 1, [Piece(NEW, after[new])])
    if old in moved:
        return Paragraph(MOVED, old + 1, new + 1, differences(before[old], after[new]))
    if _key(before[old]) == _key(after[new]):
        return Paragraph(SAME, old + 1, new + 1, [Piece(SAME, after[new])])
    return Paragraph(CHANGED, old + 1, new + 1, differences(before[old], after[new]))
