"""How far an import or an export has come (进度): whoever waits for many rows is told, each so many of them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")
Tell = Callable[[str, int, int], object]
"Is told what is being done (检查), how many rows it is done with, and of how many."
EACH = 1000
"After how many rows it is told."
_tell: ContextVar[Tell | None] = ContextVar("tell", default=None)


@contextmanager
def told_to(tell: Tell | None) -> Iterator[None]:
    """Let `tell` be told how far the work inside has come; None: nobody."""
    token = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(token)


def advancing(rows: Iterable[T], what: str, number: int) -> Iterable[T]:
    """These rows, one after another; as they are taken, whoever waits is told of it.

    `number` is how many there are for people, who are not told of one or two that merely come along.
    """
    tell = _tell.get()
    return rows if tell is None or not number else _told(rows, what, number, tell)


def _told(rows: Iterable[T], what: str, number: int, tell: Tell) -> Iterator[T]:
    for done, row in enumerate(rows, start=1):
        yield row
        if done % EACH == 0 and done < number:
            tell(what, done, number)
    tell(what, number, number)
