"""Clauses in one sentence (分句): joined by ；, whatever mark each of them was typed with."""

_ENDS = "。；;，, \n\t"


def clauses(*parts: str) -> str:
    """The parts that say something, joined by ；: a full stop at the end of one that others follow is dropped."""
    said = [part for part in parts if part]
    return "；".join([*(part.rstrip(_ENDS) for part in said[:-1]), *said[-1:]])
