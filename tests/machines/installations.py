"""Servers of one installation, each as on a machine of its own: its own data directory, with private/ and media/ shared."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from publishing.press.imprint import Imprint
from tests.publishing.press.doors import Answer, ask, free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
SHARED = ("private", "media", "keys")
PATIENCE = 240


@dataclass
class OneServer:
    """One server: its data, its settings, the program that it runs, and its processes."""

    name: str
    folder: Path
    given: dict[str, str]
    program: Path = ROOT
    port: int = field(default_factory=free_port)
    running: list[subprocess.Popen] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are given."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("HUIYIN_")}
        own = {
            "HUIYIN_SERVER": self.name,
            "HUIYIN_DATA_DIR": str(self.folder),
            "PYTHONPATH": f"{self.program}/site:{self.program}",
        }
        return kept | self.given | own

    def run(self, *command: str, may_find: bool = False, **more: str) -> str:
        """Run a command of the product there; what it printed. `may_find`: that something is found is no failure."""
        done = subprocess.run(
            [sys.executable, self.program / "manage.py", *command],
            env=self.environment | more, cwd=self.folder, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode > may_find:
            raise RuntimeError(f"{self.name}: {command[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def begin(self, *command: str) -> subprocess.Popen:
        """Start a command there, and do not wait for it."""
        log = (self.folder / f"{command[0]}.log").open("ab")
        line = [sys.executable, self.program / "manage.py", *command]
        process = subprocess.Popen(
            line, env=self.environment, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
        )
        self.running.append(process)
        return process

    def start(self) -> None:
        """Start `serve` and `worker`, and wait until it answers."""
        self.begin("serve", "--port", str(self.port), "--workers", "1")
        self.begin("worker")
        wait_for(self.port, PATIENCE)

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End its processes."""
        for process in self.running:
            if how == signal.SIGKILL:  # with all its children, as when a machine loses its power
                os.killpg(process.pid, how)
            else:
                process.send_signal(how)
        for process in self.running:
            process.wait(PATIENCE)
        self.running.clear()

    def ask(self, path: str) -> Answer:
        """What it answers at an address."""
        return ask(self.port, path)

    def pressed(self) -> dict[str, str]:
        """The digest of every public file."""
        return Imprint.of(self.folder / "pressed").files


@contextmanager
def servers(
    folder: Path, given: dict[str, str], *names: str, shared: tuple[str, ...] = SHARED
) -> Iterator[list[OneServer]]:
    """Servers that share what is kept, not yet started; ended at the end."""
    found = []
    for name in names:
        data = folder / name
        data.mkdir(parents=True)
        for one in shared:
            (folder / "shared" / one).mkdir(parents=True, exist_ok=True)
            (data / one).symlink_to(folder / "shared" / one)
        found.append(OneServer(name, data, given))
    try:
        yield found
    finally:
        for one in found:
            one.stop(signal.SIGKILL)


def within(seconds: float, holds, what: str) -> float:
    """How many seconds passed until something held; raises after too many."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)
    return time.monotonic() - begun
