"""The difference of two texts (文字对比) in pieces that a reader can follow; pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from os.path import commonprefix

from django.utils.translation import gettext as _

SAME, GONE, NEW = "same", "gone", "new"
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?")
_WORD = re.compile(r"[0-9０-９]+(?:[.．,，][0-9０-９]+)*[%％‰]?|[A-Za-zＡ-Ｚａ-ｚ]+|.", re.DOTALL)
"What is never shown as half changed: a number with its per cent sign, a word in Latin letters; else single characters."
_BEFORE = 20
_TOO_SHORT = 3
"An unchanged run of so few characters between two changes is shown as changed: single characters are hard to read."


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text that stayed, was deleted or was added."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """The new text with deletions and additions marked, by sentences, and within a reworded sentence by words."""
    before, after = _sentences(old), _sentences(new)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, came = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "equal":
            pieces.append(Piece(SAME, came))
        elif tag == "replace" and SequenceMatcher(None, gone, came, autojunk=False).ratio() > 0.5:
            pieces += _within(gone, came)
        else:
            pieces += [Piece(GONE, gone), Piece(NEW, came)]
    return _merged(pieces)


def abridged(old: str, new: str, most: int = 120) -> tuple[str, str]:
    """Two texts cut for a line of a list: long ones begin shortly before their first difference and state their lengths."""
    if max(len(old), len(new)) <= most:
        return old, new
    start = max(0, len(commonprefix((old, new))) - _BEFORE)
    return _excerpt(old, start, most), _excerpt(new, start, most)


def _excerpt(text: str, start: int, most: int) -> str:
    if len(text) <= most:
        return text
    end = start + most
    length = _("（共%(n)s字）") % {"n": len(text)}
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}{length}"


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.findall(text.replace("\r\n", "\n")) if part]


def _within(old: str, new: str) -> list[Piece]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    pieces = []
    for place, (tag, i1, i2, j1, j2) in enumerate(codes):
        gone, came = "".join(before[i1:i2]), "".join(after[j1:j2])
        inside = 0 < place < len(codes) - 1
        if tag == "equal" and not (inside and len(came) < _TOO_SHORT):
            pieces.append(Piece(SAME, came))
        else:
            pieces += [Piece(GONE, gone), Piece(NEW, came)]
    return pieces


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Put neighbouring changes together: first all deletions, then all additions."""
    merged: list[Piece] = []
    gone = came = ""
    for piece in [*pieces, Piece(SAME, "")]:
        if piece.kind == GONE:
            gone += piece.text
        elif piece.kind == NEW:
            came += piece.text
        else:
            merged += [Piece(GONE, gone), Piece(NEW, came), piece]
            gone = came = ""
    return [piece for piece in merged if piece.text]


def is_unchanged(old: str, new: str) -> bool:
    """Whether two texts say the same, but for blanks and line breaks."""
    return "".join(old.split()) == "".join(new.split())


def side(pieces: list[Piece], kind: str) -> list[Piece]:
    """One of two texts shown side by side: the old one with its deletions, or the new one with its additions."""
    return [piece for piece in pieces if piece.kind in {SAME, kind}]
