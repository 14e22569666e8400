"""Titles of suggestions and proposals (案由): shortened for lists and messages, bared for likeness."""

import re

from tracking.wording.characters import normalise

_OPENING = re.compile('^[《“"]{0,3}(?:关于|有关)?')
_MARKS = '[》”"]{0,3}'
_CLOSING = re.compile(
    r"(?:的?(?:议案|建议案|建议|提案)|的(?:意见|答复意见|答复|复函|函)){0,4}"
    rf"{_MARKS}(?:[（(]?第? ?[0-9]{{1,5}} ?号[)）]?)?{_MARKS}$"
)
_VERBS = re.compile(
    "^(?:进一步|加快|加大|加强|推进|推动|促进|切实|大力|着力|尽快|抓紧|持续|不断|深入|实施|完善|提升|强化|优化)+"
)


def clip_title(title: str, n: int) -> str:
    """At most n characters of a title, the last an ellipsis where something was cut off."""
    if len(title) <= n:
        return title
    return title[: max(n - 1, 0)].rstrip(" ，、：；（《“,:;(") + "…"


def strip_boilerplate(title: str) -> str:
    """What a title is about, without 关于…的建议, 加快, 进一步 and the like: for short titles and for likeness.

    A title of nothing else is returned as it is.
    """
    whole = normalise(title)
    bare = _CLOSING.sub("", _OPENING.sub("", whole), count=1)
    return _VERBS.sub("", bare) or bare or whole
