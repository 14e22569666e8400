"""How Chinese text is cut (分词): pairs of characters for the index, words for a query. Pure functions.

The databases cut at spaces only, so a run of Chinese is spelt in the index as its overlapping pairs and its last
character: 学校维修 is “学校 校维 维修 修”. A word of a query is spelt the same way and is found wherever it stands,
whatever a dictionary thinks of the words around it; the dictionary only decides where a query falls into words.
"""

import re
import unicodedata
from typing import NamedTuple

from tracking.wording import clean

LONGEST_QUERY = 200  # characters; what follows is not searched for

HAN = "\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
MARKS = "\u0300-\u036f\u0f71-\u0f84\u0f90-\u0fbc"  # accents and Tibetan vowels belong to their letter
OTHER = rf"(?:[^\W_{HAN}]|[{MARKS}])"

_dot = re.compile(rf"(?<=[{HAN}])[·.](?=[{HAN}])")
_han = re.compile(rf"[{HAN}]+")
_runs = re.compile(rf"[{HAN}]+|{OTHER}+")
_stretches = re.compile(rf"(?:[{HAN}]|{OTHER})+")

PARTICLES = "的和与及或至到在"


class Term(NamedTuple):
    """What is sought, as the index spells it: tokens that follow each other, the last one perhaps only a beginning."""

    tokens: tuple[str, ...]
    prefix: bool = False

    @classmethod
    def of(cls, text: str, *, beginning: bool = False) -> "Term":
        """A text that is to be found as it stands, punctuation apart; no tokens when there is nothing else in it."""
        *before, last = _runs.findall(normalised(text[:LONGEST_QUERY])) or [""]
        tokens = [token for run in before for token in _tokens(run)]
        if len(last) > 1 and is_han(last):
            return cls((*tokens, *_tokens(last)[:-1]))
        return cls((*tokens, *_tokens(last)), prefix=beginning or is_han(last))


def normalised(text: str) -> str:
    """One spelling for what looks alike: widths, capitals, what copying has damaged, and names with a dot or without."""
    return _dot.sub("", unicodedata.normalize("NFKC", clean(text)).casefold())


def index_text(text: str) -> str:
    """A text as the index keeps it: tokens joined by spaces, without any punctuation."""
    return " ".join(token for run in _runs.findall(normalised(text)) for token in _tokens(run))


def query_words(query: str) -> list[str]:
    """The words of a query, each once, in their order.

    A number stays with what it counts: 第12号 is one word, although the dictionary makes three of it.
    """
    import rjieba

    words: list[str] = []
    for stretch in _stretches.findall(normalised(query[:LONGEST_QUERY])):
        before = ""
        for run in _runs.findall(stretch):
            for piece in rjieba.cut(run) if is_han(run) else [run]:
                if _belong_together(before, piece):
                    words[-1] += piece
                else:
                    words.append(piece)
                before = piece
    return list(dict.fromkeys(words))


def query_terms(query: str, *, last_is_beginning: bool = False) -> list[Term]:
    """The words of a query as the index spells them; while somebody is still typing, the last word is a beginning."""
    words = query_words(query)
    return [Term.of(word, beginning=last_is_beginning and word is words[-1]) for word in words]


def runs_of(text: str) -> list[str]:
    """The runs of Chinese, and those of letters and digits, of a text in one spelling; what lies between is left out."""
    return _runs.findall(text)


def is_han(word: str) -> bool:
    """Whether a word is made of Chinese characters alone."""
    return bool(_han.fullmatch(word))


def _belong_together(before: str, piece: str) -> bool:
    if before == "第":
        return piece[0].isdigit()
    return bool(before) and not is_han(before) and len(piece) == 1 and is_han(piece) and piece not in PARTICLES


def _tokens(run: str) -> list[str]:
    if not is_han(run):
        return [run] if run else []
    return [*(run[i : i + 2] for i in range(len(run) - 1)), run[-1]]
