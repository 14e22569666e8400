"""What many rows of one page ask alike (办公室设置、下一个号): read once while the page is put together, never while a step is taken."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Read = TypeVar("Read")
_held: ContextVar[dict[Any, Any] | None] = ContextVar("held", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Let what is marked with `read_once` be read once for all rows of a page; nothing may be written meanwhile."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def read_once(read: Callable[Asked, Read]) -> Callable[Asked, Read]:
    """Mark a reading function: within `reading_once` the same question is answered from memory."""

    @wraps(read)
    def once(*args: Asked.args, **named: Asked.kwargs) -> Read:
        held = _held.get()
        if held is None:
            return read(*args, **named)
        key = (read, args, tuple(named.items()))
        if key not in held:
            held[key] = read(*args, **named)
        found: Read = held[key]
        return found

    return once
