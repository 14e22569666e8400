"""Two servers follow each other: what is public is the same on both, and what is taken down is gone from both within a second."""

import json
import signal
import statistics
import threading
import time

from tests.machines.clusters import Cluster
from tests.machines.installations import OneServer, within

SOON = 1.0
"Seconds within which a take-down reaches every server."
TAKE_DOWN = """
import time
from publishing.models import ReplyNoticePage
page = ReplyNoticePage.objects.live().order_by("pk").{which}()
path = page.get_url_parts()[2]
page.unpublish()
print("DONE", time.time(), path)
"""
RENAME = """
import time
from publishing.models import PortalSettings
one = PortalSettings.objects.first()
one.copyright_holder = "示例{n}单位"
one.save()
print("DONE", time.time(), "/")
"""


def trial(leader: Cluster, follower: Cluster, both: list[OneServer]) -> None:
    """Everything that two servers must do together."""
    one, two = both
    taken = within(60, lambda: one.pressed() == two.pressed(), "both press the same")
    print(f"both hold the same {len(one.pressed())} files after {taken:.1f} s")
    reached = [_take_down(one, both), _take_down(two, both)]
    print(f"a take-down reached the other server after {', '.join(f'{each * 1000:.0f}' for each in reached)} ms")
    if max(reached) > SOON:
        raise AssertionError(f"a take-down took {max(reached):.2f} s")
    _timers_of_both(leader, both)
    _a_server_that_was_away(leader, both)
    within(60, lambda: one.pressed() == two.pressed(), "both press the same in the end")
    one.run("verify_history")


def _act(server: OneServer, words: str) -> tuple[float, str]:
    """Do something there; when it was committed, and at which address."""
    lines = server.run("shell", "-v", "0", "-c", words).splitlines()
    _done, moment, path = next(line for line in lines if line.startswith("DONE")).split()
    return float(moment), path


def _take_down(at: OneServer, both: list[OneServer]) -> float:
    """Take a page down at one server; seconds from there until the other answers 410."""
    gone: dict[str, float] = {}
    path = at.run("shell", "-v", "0", "-c", TAKE_DOWN.replace("page.unpublish()", "").format(which="first")).split()[-1]
    watching = [threading.Thread(target=_watch, args=(server, path, gone)) for server in both]
    for thread in watching:
        thread.start()
    moment, _path = _act(at, TAKE_DOWN.format(which="first"))
    for thread in watching:
        thread.join()
    return max(gone.values()) - min(moment, gone[at.name])


def _watch(server: OneServer, path: str, gone: dict[str, float]) -> None:
    within(60, lambda: server.ask(path).status == 410, f"{path} is gone at {server.name}")
    gone[server.name] = time.time()


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
    moment, path = _act(one, TAKE_DOWN.format(which="last"))
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
    reach = []
    for n in range(5):
        words = f"示例{n}9单位".encode()
        threads = threading.Thread(target=_act, args=(one, RENAME.format(n=f"{n}9")))
        threads.start()
        within(60, lambda words=words: words in one.ask("/").body, "the first shows it")
        begun = time.monotonic()
        within(60, lambda words=words: words in two.ask("/").body, "the second shows it")
        reach.append(time.monotonic() - begun)
        threads.join()
    print(
        f"a change of the whole portal showed on the second {statistics.median(reach):.2f} s after the first (median of 5)"
    )
    assert moment < times[-1]
