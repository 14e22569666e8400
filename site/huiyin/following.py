"""Following the others (跟随): where several servers answer readers, each presses at once what another one changed.

`huiyin serve` starts a process for it, which no slow job of a worker can keep waiting.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from publishing.press.run import EVERYTHING, KIND
from tracking import outbox, servers
from tracking.models import Job

AGAIN_AFTER = timedelta(minutes=1)
"When a server that has just joined goes through everything once more: transactions then under way did not know of it."
PAUSE = 1
"Seconds before the process is started again where it ended by itself."


def join_the_others() -> None:
    """Be one of several servers, where this one has a name; one that is new, or was given up, presses everything."""
    if servers.join():
        outbox.put(KIND, servers.this_server(), {"pages": [EVERYTHING]}, server=servers.this_server())
        name, due = servers.this_server(), timezone.now() + AGAIN_AFTER
        Job.objects.create(kind=KIND, key="joined", server=name, payload={"pages": [EVERYTHING]}, due=due)


@contextmanager
def following() -> Iterator[None]:
    """Keep `huiyin follow` running beside the block, where this is one of several servers."""
    if not servers.this_server():
        yield
        return
    over = threading.Event()
    running: list[subprocess.Popen] = []

    def keep_it_running() -> None:
        while not over.is_set():
            process = subprocess.Popen([sys.executable, "-m", "huiyin", "follow"], env=os.environ)
            running[:] = [process]
            if over.is_set():  # said while it was being started
                process.terminate()
            process.wait()
            over.wait(PAUSE)

    keeper = threading.Thread(target=keep_it_running, name="following", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        for process in running:
            process.terminate()
        keeper.join()
