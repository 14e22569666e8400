"""The outbox (后续事项): what must follow a commit is a row of the same transaction, and is done from there.

A row is done by the process that wrote it, right after its commit; by a worker; when the server starts; or by the timer.
Whoever is killed in between loses none. Handlers are therefore acts that may be done twice. Jobs of one kind and key
that wait together are one act. A job that fails is tried again after growing pauses, and stays until it succeeds.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.dispatch import Signal
from django.utils import timezone

from tracking.models import Job
from tracking.models.inserting import made
from tracking.models.outbox import LEASE, PAUSES, JobQuerySet
from tracking.servers import everyone, this_server

LONGEST_ERROR = 2000

Handler = Callable[[str, list[dict]], None]
HANDLERS: dict[str, Handler] = {}
logger = logging.getLogger(__name__)

# A job did not succeed and is tried again later: sender=Job, kind=its kind.
job_failed = Signal()

# A job succeeded that had failed before: sender=Job, kind=its kind.
job_recovered = Signal()


@dataclass(slots=True)
class Settled:
    """The result of one `settle`: how many acts were done and failed, where jobs of one kind and key are one act."""

    done: int = 0
    failed: int = 0


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of jobs: it gets their key and the payloads of all that wait, the oldest first."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


_postponed: ContextVar[bool] = ContextVar("postponed", default=False)


@contextmanager
def postponing() -> Iterator[None]:
    """Let the jobs that are written inside be done soon, but not before the answer: by a page in portions, or by the timer."""
    token = _postponed.set(True)
    try:
        yield
    finally:
        _postponed.reset(token)


def put(kind: str, key: str = "", payload: dict | None = None, *, at_once: bool = False, server: str = "") -> None:
    """Write a job to be done after the commit; with `at_once` by this process, whether or not a worker runs.

    `server`: the one that alone can do it; another than this one does it when it next looks.
    """
    job = made(Job, kind=kind, key=key, payload=payload or {}, server=server)
    job.insert_alone()
    if server not in {"", this_server()}:
        return
    if at_once or not (has_worker() or _postponed.get()):
        transaction.on_commit(partial(_settle_own, job.pk), robust=True)


def put_everywhere(kind: str, payload: dict, *, at_once: bool = False) -> None:
    """Write a job for every server, to be done by each with its own files; here as `put` does it, once the others know."""
    with transaction.atomic():
        for name in everyone():
            put(kind, this_server(), payload, at_once=at_once, server=name)


def from_elsewhere() -> JobQuerySet:
    """This server's jobs that other servers wrote, and those of its own that failed: what `huiyin follow` does."""
    return Job.objects.filter(server=this_server()).exclude(key=this_server(), attempts=0)


def has_worker() -> bool:
    """Whether jobs are left to a worker (TRACKING_TASKS = "worker") rather than done by the process that causes them."""
    return getattr(settings, "TRACKING_TASKS", "inline") == "worker"


def settle(is_over: Callable[[], bool] = lambda: False, which: JobQuerySet | None = None) -> Settled:
    """Do every job that is due, or of `which` alone, those that come up meanwhile, and those that dead processes left, until the time is over."""
    done = Settled()
    which = Job.objects.here() if which is None else which
    with _settling() as own:
        while own or not is_over():
            wanted = Job.objects.filter(pk=own.pop(0)).due().free() if own else which.due().free(_left_by_the_dead())
            if jobs := _take_up(wanted):
                _do(jobs, done)
            elif not own:
                break
    return done


def failing() -> int:
    """How many jobs of this server did not succeed so far."""
    return Job.objects.here().failed().count()


def state() -> dict[str, int]:
    """How many jobs wait for this server, how many of them failed, and how many seconds ago the oldest was written."""
    is_failed = Count("pk", filter=~Q(error=""))
    found = Job.objects.here().aggregate(waiting=Count("pk"), failed=is_failed, oldest=Min("created"))
    oldest = found.pop("oldest")
    since = max(int((timezone.now() - oldest).total_seconds()), 0) if oldest else 0
    return found | {"oldest_seconds": since}


# Right after the commit ------------------------------------------------------------------------
_thread = threading.local()


@contextmanager
def _settling() -> Iterator[list[int]]:
    """Mark this thread as doing jobs: jobs that these write with `at_once` are collected and done afterwards, not within."""
    _thread.own = own = []
    try:
        yield own
    finally:
        _thread.own = None


def _settle_own(key: int) -> None:
    """Do a job that this thread wrote, and those that it causes."""
    if (own := getattr(_thread, "own", None)) is not None:
        own.append(key)
        return
    with _settling() as own:
        own.append(key)
        while own:
            if jobs := _take_up(Job.objects.filter(pk=own.pop(0)).due().free()):
                _do(jobs, Settled())


# Taking up and doing ---------------------------------------------------------------------------
def _take_up(which: QuerySet) -> list[Job]:
    """Lease the oldest of these jobs, with those that wait of its kind and key; one process alone gets them."""
    if not which.exists():
        return []
    with transaction.atomic():
        first = which.select_for_update(skip_locked=True).order_by("pk").first()
        if first is None:
            return []
        same = Job.objects.due().free().filter(kind=first.kind, key=first.key, server=first.server).exclude(pk=first.pk)
        jobs = [first, *same.select_for_update(skip_locked=True).order_by("pk")]
        attempts = max(job.attempts for job in jobs) + 1
        lease = {"leased_until": timezone.now() + LEASE, "leased_by": this_process(), "attempts": attempts}
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(**lease)
    for job in jobs:
        job.attempts = attempts
    return jobs


def _do(jobs: list[Job], done: Settled) -> None:
    """Do jobs of one kind and key as one act; what fails is kept for later."""
    kind, key = jobs[0].kind, jobs[0].key
    rows = Job.objects.filter(pk__in=[job.pk for job in jobs])
    try:
        HANDLERS[kind](key, [job.payload for job in jobs])
    except Exception as problem:
        logger.exception("job %s %s failed", kind, key)
        due = timezone.now() + PAUSES[min(jobs[0].attempts, len(PAUSES)) - 1]
        error = f"{type(problem).__name__}: {problem}"[:LONGEST_ERROR]
        rows.update(leased_until=None, leased_by="", error=error, due=due)
        done.failed += 1
        job_failed.send_robust(Job, kind=kind)
        return
    rows.delete()
    done.done += 1
    if any(job.error for job in jobs):
        job_recovered.send_robust(Job, kind=kind)


# Who took what up ------------------------------------------------------------------------------
@cache
def _machine() -> str:
    """The name of this machine, with its boot: a process number means nothing after a restart."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    return f"{socket.gethostname()}/{boot.read_text().strip() if boot.exists() else ''}"


def _started(pid: int) -> str:
    """When a process began, so that another with its number is not taken for it; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def this_process() -> str:
    """The name by which a process leases jobs."""
    return f"{_machine()}/{os.getpid()}/{_started(os.getpid())}"


def _lives(process: str) -> bool:
    _host, _boot, pid, started = process.rsplit("/", 3)
    return bool(started) and _started(int(pid)) == started


def _left_by_the_dead() -> Q:
    """Jobs that a process of this machine had taken up and did not end, because it is no more."""
    here = Job.objects.filter(leased_by__startswith=f"{_machine()}/").values_list("leased_by", flat=True)
    return Q(leased_by__in=[process for process in here.distinct() if not _lives(process)])
