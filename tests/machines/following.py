"""Two servers follow each other: what is public is the same on both, and what is taken down is gone from both within a second."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time

from tests.machines.clusters import Cluster
from tests.machines.installations import OneServer, within

SOON = 1.0
"Seconds within which a take-down reaches every server."
TAKE_DOWN = """
from publishing.models import DISCLOSURE_TYPES
page = [page for kind in DISCLOSURE_TYPES for page in kind.objects.live().order_by("pk")][{which}]
print("AT", page.get_url_parts()[2], flush=True)
input()
page.unpublish()
"""
RENAME = """
from publishing.models import PortalSettings
one = PortalSettings.objects.first()
one.tagline = "示例{n}单位"
print("AT", "/", flush=True)
input()
one.save()
"""


def trial(leader: Cluster, follower: Cluster, both: list[OneServer]) -> None:
    """Everything that two servers must do together."""
    one, two = both
    taken = within(60, lambda: one.pressed() == two.pressed(), "both press the same")
    print(f"both hold the same {len(one.pressed())} files after {taken:.1f} s")
    within(200, lambda: leader.ask("SELECT count(*) FROM tracking_job", "huiyin") == "0", "both have joined")
    reached = [_take_down(one, both), _take_down(two, both), _take_down(one, both, while_pressing=True)]
    print(
        f"a take-down reached the other server {', '.join(f'{each * 1000:.0f}' for each in reached)} ms after this one (load {os.getloadavg()[0]:.0f})"
    )
    _timers_of_both(leader, both)
    _a_server_that_was_away(leader, both)
    within(60, lambda: one.pressed() == two.pressed(), "both press the same in the end")
    if max(reached) > SOON:
        raise AssertionError(f"a take-down took {max(reached):.2f} s")


def _begin(server: OneServer, words: str) -> tuple[subprocess.Popen, str]:
    """A process there that is about to do something; with the address that it is about."""
    line = [sys.executable, server.program / "manage.py", "shell", "-v", "0", "-c", words]
    process = subprocess.Popen(
        line, env=server.environment, cwd=server.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    while not (said := process.stdout.readline()).startswith("AT"):
        if not said:
            raise AssertionError("it ended before it began")
    return process, said.split()[1]


def _act(server: OneServer, words: str) -> tuple[float, str]:
    """Do something there; when it began, and at which address."""
    process, path = _begin(server, words)
    moment = time.time()
    process.communicate("now\n")
    assert process.returncode == 0
    return moment, path


def _take_down(at: OneServer, both: list[OneServer], *, while_pressing: bool = False) -> float:
    """Take a page down at one server; for how many seconds it was read longer at the other than there.

    `while_pressing`: both servers are going through the whole portal meanwhile.
    """
    gone: dict[str, float] = {}
    process, path = _begin(at, TAKE_DOWN.format(which=0))
    runs = [server.begin("press", "--all") for server in both] if while_pressing else []
    if runs:
        [other] = [server for server in both if server is not at]
        within(60, lambda: _is_pressing(other), "the other goes through the whole portal")
    watching = [threading.Thread(target=_watch, args=(server, path, gone)) for server in both]
    for thread in watching:
        thread.start()
    begun = time.time()
    process.communicate("now\n")
    for thread in watching:
        thread.join()
    for server in both:
        within(60, lambda server=server: server.ask(path).status == 410, f"{path} is said to be gone at {server.name}")
    for server, run in zip(both, runs, strict=False):
        run.wait()
        server.running.remove(run)
        assert server.ask(path).status == 410, f"{path} was put back at {server.name}"
    when = ", ".join(f"{name} after {moment - begun:.2f} s" for name, moment in sorted(gone.items()))
    print(f"taken down at {at.name}{' while both pressed everything' if runs else ''}: last read at {when}")
    return max(gone.values()) - gone[at.name]


def _is_pressing(server: OneServer) -> bool:
    """Whether a run holds its folder."""
    with (server.folder / "pressed.lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _watch(server: OneServer, path: str, gone: dict[str, float]) -> None:
    """Read a page until it is gone, and note when it was read last; what answers then may have to begin cold."""
    last = time.time()
    while server.ask(path).status == 200:
        last = time.time()
        time.sleep(0.02)
    gone[server.name] = last


def _timers_of_both(leader: Cluster, both: list[OneServer]) -> None:
    """The timers of both run at one moment: nobody is told anything twice, and nothing is written twice."""
    for command in ("remind", "settle"):
        threads = [threading.Thread(target=server.run, args=(command,)) for server in both]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    told = leader.ask(
        "SELECT count(*), count(DISTINCT (person_id, kind, day, text)) FROM tracking_notice", "huiyin"
    ).split("|")
    twice = leader.ask(
        "SELECT count(*) FROM (SELECT path, fate, lag(fate) OVER (PARTITION BY path ORDER BY id) AS before "
        "FROM publishing_publicaddress) AS rows WHERE fate = before AND fate = 'public'", "huiyin",
    )  # fmt: skip
    print(
        f"timers of both at once: {told[0]} messages, {int(told[0]) - int(told[1])} twice; {twice} addresses noted twice"
    )
    if told[0] != told[1] or twice != "0":
        raise AssertionError("something was done twice")


def _a_server_that_was_away(leader: Cluster, both: list[OneServer]) -> None:
    """A server that is killed misses what happens, and shows none of it once it is back."""
    one, two = both
    two.stop(signal.SIGKILL)
    moment, path = _act(one, TAKE_DOWN.format(which=-1))
    times = [_act(one, RENAME.format(n=n))[0] for n in range(2)]
    waiting = {each["name"]: each["jobs"] for each in json.loads(one.run("servers", "--json"))["servers"]}
    still_there = (two.folder / "pressed" / path.strip("/") / "index.html").exists()
    two.start()
    answers = {two.ask(path).status for _time in range(5)}
    print(
        f"away: {waiting['web2']} jobs waited, the page lay there still: {still_there}; back, its first answers: {answers}"
    )
    if answers != {410} or not still_there or waiting["web2"] < 3:
        raise AssertionError("a server that was away did not catch up before it answered")
    assert moment < times[-1]
