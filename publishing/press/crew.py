"""A crew (分印): processes that share the work of one long run, each with the portal as it was read before it began.

They are forked, so that nothing is read twice, and never from a server's threads: only a command asks for more than one.
"""

import multiprocessing
import os
import pickle
import traceback
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar
from zlib import crc32

from asgiref.local import Local
from django.db import connection, connections

LEAST = 200
"So much work is worth a second process."
_set_aside: list[Any] = []
"In a process of a crew, the connections of the one that it was forked from."
T = TypeVar("T")
R = TypeVar("R")


class CrewFailed(RuntimeError):
    """One of the processes ended with an error, which its text tells."""


def hands(wanted: int | None = None) -> int:
    """How many processes a run takes: those wanted, by default one for each core that this program may use."""
    return len(os.sched_getaffinity(0)) if wanted is None else wanted


def may_share(processes: int, work: int) -> bool:
    """Whether so much work is given to several processes: what a transaction has not ended, they would not see."""
    return processes > 1 and work >= LEAST and not connection.in_atomic_block


def shares(work: Iterable[T], processes: int, together: Callable[[T], Hashable] = lambda one: one) -> list[list[T]]:
    """The work in so many parts, in its order; what is `together` stays in one part."""
    found: list[list[T]] = [[] for _process in range(processes)]
    for one in work:
        found[crc32(repr(together(one)).encode()) % processes].append(one)
    return found


def shared(act: Callable[[list[T]], R], parts: Sequence[list[T]]) -> list[R]:
    """What the act makes of each part, each in a process of its own; raises CrewFailed, after all have ended."""
    fork = multiprocessing.get_context("fork")
    told: list[tuple[Any, Any]] = []
    for part in parts:
        ours, theirs = fork.Pipe(duplex=False)
        process = fork.Process(target=_work, args=(act, part, theirs))
        process.start()
        theirs.close()
        told.append((process, ours))
    answers = []
    for process, pipe in told:
        try:
            answers.append(pickle.loads(pipe.recv_bytes()))  # noqa: S301 (from our own child)
        except EOFError:
            answers.append((False, f"process {process.pid} was killed"))
        process.join()
    if problems := [answer for is_done, answer in answers if not is_done]:
        raise CrewFailed("\n".join(problems))
    return [answer for _is_done, answer in answers]


def _work(act: Callable[[list[T]], R], part: list[T], pipe: Any) -> None:
    """The life of one of them: its part, and its answer or its error."""
    held: Any = connections  # what it keeps them in is not typed
    _set_aside.append(held._connections)
    held._connections = Local(held.thread_critical)  # it asks by its own, and neither uses nor closes those
    try:
        answer: tuple[bool, Any] = True, act(part)
        said = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except BaseException:
        said = pickle.dumps((False, traceback.format_exc()))
    pipe.send_bytes(said)
    pipe.close()
    os._exit(0)  # without an end that would close what is the parent's
