"""How a text is spelt in the index of what is public (索引写法), and what is asked of it. Pure functions.

A run of Chinese is spelt as its overlapping pairs between its first and its last character: 学校维修 is
“学 学校 校维 维修 修”. So a part of a word is a phrase of pairs, found wherever it stands, and what stands beside letters
or digits (第12号) follows them. Behind it all stands each Chinese character once, for who asks for a single one.
Brackets and punctuation are not spelt: 巴政函〔2024〕12号 is found with any.
"""

import re

from publishing.finding.words import HAN, PARTICLES, is_han, normalised, query_words, runs_of
from tracking.wording.simplified import simplified_forms

END = "\ue000"
"Stands between a text and its single characters, so that no phrase reaches from one into the other."
_LETTERS = re.compile("[a-z]{2,}")
_CHAR = re.compile(f"[{HAN}]")


def plain(text: str) -> str:
    """One spelling for what a reader takes for the same: widths, capitals, Traditional and Simplified characters."""
    return normalised(text).translate(simplified_forms())


def spelt(text: str) -> str:
    """A text as the index keeps it: tokens joined by spaces."""
    said = plain(text)
    tokens = [token for run in runs_of(said) for token in _whole(run)]
    return " ".join([*tokens, END, *sorted(set(_CHAR.findall(said)))])


def phrase(words: str) -> str:
    """Some words as they follow each other in a text, spelt for a query; empty where there is nothing to look for."""
    runs = runs_of(plain(words))
    tokens: list[str] = []
    for place, run in enumerate(runs):
        if not is_han(run) or len(run) == 1:
            tokens.append(run)
        else:
            before, behind = run[:1] * bool(place), run[-1:] * (place < len(runs) - 1)
            tokens += [one for one in (before, *_pairs(run), behind) if one]
    if not tokens:
        return ""
    is_beginning = bool(_LETTERS.fullmatch(tokens[-1]))  # of a word in letters people type the beginning
    return f'"{" ".join(tokens)}"' + "*" * is_beginning


def words_of(query: str) -> list[str]:
    """The words of a query that can be looked for, each once; particles only where there is nothing else."""
    words = [word for word in query_words(plain(query)) if phrase(word)]
    return [word for word in words if word not in PARTICLES] or words


def _whole(run: str) -> list[str]:
    if not is_han(run) or len(run) == 1:
        return [run]
    return [run[0], *_pairs(run), run[-1]]


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]
