"""What is read from the pressed folder (所印) and kept in memory: read anew after each press run that wrote something."""

import threading
from pathlib import Path
from typing import Generic, TypeVar

from publishing.press.imprint import Imprint
from publishing.press.into_place import signature_of

Reading = TypeVar("Reading")


class OfTheLastRun(Generic[Reading]):
    """One reading of a pressed folder, the same for all who ask until a run writes something."""

    def __init__(self, root: Path, nothing: Reading):
        self.root = root
        self._seen: tuple[int, int, int] | None = None
        self._now = nothing
        self._reading = threading.Lock()

    def now(self) -> Reading:
        """All as the last run left it."""
        seen = signature_of(Imprint(self.root).file)
        if seen != self._seen:
            with self._reading:
                self._now, self._seen = self.read(self._now), seen
        return self._now

    def read(self, before: Reading) -> Reading:
        """The folder as it is now; what was read before may save work."""
        raise NotImplementedError
