"""What follows a step on many items when it takes a while (定稿存档): done in portions by the page after it, which tells how far it is."""

import time
from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from tracking import outbox, papers
from tracking.loop import Step
from tracking.models import Event
from tracking.signals import untold

SECONDS = 2.0
"How long one answer works before it tells how far it is."


def takes_a_while(step: Step) -> bool:
    """Whether the step makes papers final, which are then made and kept, item by item."""
    return any(step in paper.final_by for paper in papers.papers())


def not_at_once(step: Step) -> AbstractContextManager[None]:
    """Inside, what follows the step is left to the page after it; whoever never opens that page leaves it to the timer."""
    return outbox.postponing() if takes_a_while(step) else nullcontext()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is."""

    total: int
    left: int
    failed: int
    "Of those left: tried without success, and tried again later."

    @property
    def done(self) -> int:
        """Items whose papers are kept."""
        return self.total - self.left

    @property
    def goes_on(self) -> bool:
        """Whether the page is to be asked for again."""
        return self.left > self.failed


def follow_up(step: Step, events: Collection[Event]) -> Progress | None:
    """Do a portion of what follows these events, unless a worker does; None where nothing takes a while."""
    if not takes_a_while(step) or not events:
        return None
    jobs = untold(events)
    if not outbox.has_worker():
        until = time.monotonic() + SECONDS
        outbox.settle(lambda: time.monotonic() > until, jobs)
    return Progress(len(events), jobs.count(), jobs.failed().count())
