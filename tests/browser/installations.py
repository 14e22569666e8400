"""Installations as a district has them: a data directory, the `huiyin` command, a server of their own."""

import os
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.browser import warm
from tests.publishing.press.doors import free_port, wait_for

ROOT = warm.ROOT
PASSWORD = "示例-example-pass-2024"
BASE_URL = "http://127.0.0.1:8000"
"The address that pressed pages name as theirs, wherever the server of a test listens."

LIVING_DAY = datetime(2026, 7, 8, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
"The morning on which the example is loaded, and on which everybody stands who walks the living demonstration."


@dataclass(frozen=True)
class Installation:
    """One data directory, with SQLite in it, and what is done with it from outside."""

    folder: Path
    more: Mapping[str, str] = field(default_factory=dict)
    "Settings besides those that every one has."

    @property
    def pressed(self) -> Path:
        """The pages that were pressed."""
        return self.folder / "pressed"

    def on_the_living_day(self) -> "Installation":
        """The same with its clock on the living day, going on from its first start."""
        mark = self.folder / "clock"
        if not mark.exists():
            mark.write_text(str(LIVING_DAY.timestamp() - time.time()))
        return replace(self, more={"HUIYIN_TEST_CLOCK": mark.read_text()})

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which its processes run."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "HUIYIN_DATA_DIR": str(self.folder),
            "HUIYIN_SECRET_KEY": "browser-" + "x" * 60,
            "HUIYIN_BASE_URL": BASE_URL,
            "HUIYIN_FEEDBACK_LINKS": "1",
            "HUIYIN_DEMO_PASSWORD": PASSWORD,
            "PYTHONPATH": warm.PATH,
            "PYTHONUNBUFFERED": "1",
            **self.more,
        }

    def run(self, *words: str, ends_with: int = 0) -> str:
        """Run one Python command line to its end, with the exit code that it should have; what it printed."""
        with tempfile.TemporaryDirectory() as folder:
            said, wrong = Path(folder, "said"), Path(folder, "wrong")
            code = warm.ended(warm.begin(list(words), self.environment, said, wrong), self.environment)
            assert code == ends_with, wrong.read_text(encoding="utf-8")
            return said.read_text(encoding="utf-8")

    def huiyin(self, *words: str, ends_with: int = 0) -> str:
        """Run one `huiyin` command."""
        return self.run("-m", "huiyin", *words, ends_with=ends_with)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """`huiyin serve` as a process; gives its address, and stops it in the end."""
        port, log = free_port(), self.folder / "serve.log"
        command = ["-m", "huiyin", "serve", "--port", str(port), "--workers", "1"]
        server = warm.begin(command, self.environment, log, log)
        try:
            wait_for(port, seconds=120)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.kill(server, signal.SIGTERM)
            warm.ended(server, self.environment)
