"""The server is killed (kill -9) while a letter is being saved, again and again: what was answered as saved is there."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from bs4 import BeautifulSoup

from tests.browser.installations import PASSWORD, ROOT, Installation
from tests.crash.installation import DATABASE, migrated
from tests.prepared import walking
from tests.publishing.press.doors import free_port, wait_for
from tests.static_files import lay_static_files
from tests.thorough import times
from tests.tracking.admin.pages import form_of, typed
from tests.tracking.factories import make_office
from tracking.models import Person
from tracking.stages import Stage

KILLS = times(2, 20)
LETTER = "/admin/loop/1/submit/1/"
LONGEST = 3.0
"Seconds of saving after which the server is killed at the latest."


@dataclass
class Writer:
    """Somebody who types and saves without a pause, and notes what was answered."""

    port: int
    answered: dict[int, str] = field(default_factory=dict)
    "By the number of the saving: what was said to be saved."
    sent: int = 0

    def __post_init__(self) -> None:
        self.open = build_opener(HTTPCookieProcessor(CookieJar())).open
        page = self._page("/admin/login/")
        token = page.select_one("input[name=csrfmiddlewaretoken]")["value"]
        self._send("/admin/login/", {"username": "unit", "password": PASSWORD, "csrfmiddlewaretoken": token})

    def _page(self, path: str) -> BeautifulSoup:
        with self.open(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return BeautifulSoup(answer.read(), "html.parser")

    def _send(self, path: str, data: dict) -> bytes:
        request = Request(f"http://127.0.0.1:{self.port}{path}", urlencode(data, doseq=True).encode())
        with self.open(request, timeout=30) as answer:
            return answer.read()

    def write(self, begun: threading.Event) -> None:
        """Save one text after the other by the page's own button until the server is gone."""
        page = self._page(LETTER)
        while True:
            self.sent += 1
            body = f"现答复如下：\n第{len(self.answered)}句，{os.urandom(8).hex()}。\n" + "正文。" * 2000
            data = typed(page, form_of("submit")) | {"body": body, "keep": "1"}
            try:
                page = BeautifulSoup(self._send(LETTER, data), "html.parser")
            except (URLError, OSError):
                return
            assert "已暂存" in page.select_one("[data-state]").text
            self.answered[int(page.select_one("input[name=draft]")["value"])] = body
            begun.set()


@pytest.fixture
def office(tmp_path) -> Installation:
    """An office in which a letter is being written."""
    folder = migrated(tmp_path / "var")
    lay_static_files(folder)
    installation = Installation(folder)
    installation.run("-c", "import django; django.setup(); from tests.crash.test_savings import begin; begin()")
    return installation


def begin() -> None:
    """An item that its unit is handling, its unit's password known."""
    with walking():
        made = make_office()
        made.make_record(Stage.HANDLING)
    made.unit_handler.set_password(PASSWORD)
    made.unit_handler.save()
    Person.objects.update(must_change_password=False)


def savings(folder: Path) -> dict[int, str]:
    """The words of every saving by its number, as the database has them after the kill."""
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as database:
        rows = database.execute("SELECT number, said FROM tracking_draftsave").fetchall()
    return {number: json.loads(said)["body"].replace("\r\n", "\n") for number, said in rows}


def cut_off(installation: Installation, chance: random.Random) -> Writer:
    """Serve, let somebody write, and kill every process of the server at a random moment."""
    port = free_port()
    command = [sys.executable, "-m", "huiyin", "serve", "--port", str(port), "--workers", "1"]
    with (installation.folder / "serve.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env=installation.environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_for(port, seconds=120)
            writer, begun = Writer(port), threading.Event()
            hand = threading.Thread(target=writer.write, args=[begun])
            hand.start()
            assert begun.wait(60)
            time.sleep(chance.uniform(0, LONGEST))
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(timeout=60)
        hand.join(timeout=60)
    assert not hand.is_alive()
    return writer


def test_what_was_answered_as_saved_is_there_after_a_kill(office):
    chance, answered = random.Random(), {}
    for number in range(KILLS):
        writer = cut_off(office, chance)
        assert writer.answered, number
        answered |= writer.answered
        kept = savings(office.folder)
        lost = {one for one, body in answered.items() if kept.get(one) != body}
        assert not lost, (number, lost)
        # What was cut off in the middle is there whole or not at all: one saving more than was answered, at most.
        assert len(kept) - len(answered) <= number + 1
        assert all(body.endswith("正文。") for body in kept.values())
