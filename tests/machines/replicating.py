"""A real replica: lists come from it, one's own writes are seen, and one that lags or is gone is not asked."""

import http.cookiejar
import json
import re
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from tests.machines.clusters import Cluster
from tests.machines.installations import OneServer, within

LIST = "/admin/ledger/?session=2024"
RETITLE = "UPDATE tracking_handlingrecord SET title = '关于示例甲的建议' WHERE id = (SELECT min(id) FROM tracking_handlingrecord)"


class Browser:
    """Somebody at a desk, with their cookies."""

    def __init__(self, server: OneServer, login: str, password: str):
        self.at = f"http://127.0.0.1:{server.port}"
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.open("/admin/login/"))[1]
        self.open("/admin/login/", {"csrfmiddlewaretoken": token, "username": login, "password": password})

    def open(self, path: str, sent: dict | None = None) -> str:
        """What a page says; raises for any answer that is none."""
        body = urllib.parse.urlencode(sent).encode() if sent else None
        return self._opener.open(self.at + path, body, timeout=60).read().decode()

    def forget_writes(self) -> None:
        """As after the time in which own writes are looked for."""
        self.jar.clear("127.0.0.1", "/", "wrote")


def trial(leader: Cluster, follower: Cluster, both: list[OneServer]) -> None:
    """Everything that a replica may and may not do."""
    one = both[0]
    password = (one.folder / "keys" / "demo_password").read_text().strip()
    other, ours = (Browser(one, "clerk", password) for _who in range(2))
    assert "wrote" in {cookie.name for cookie in ours.jar}
    other.forget_writes()
    assert "<title>" in other.open(LIST)
    follower.ask("SELECT pg_wal_replay_pause()")
    time.sleep(0.2)
    other.open(LIST)
    begun = time.monotonic()
    leader.ask(RETITLE, "huiyin")
    seen = ["示例甲" in who.open(LIST) for who in (other, ours)]
    took = time.monotonic() - begun
    lag = within(30, lambda: "示例甲" in other.open(LIST), "a replica that lags is asked no more")
    print(
        f"replay paused, a title changed: seen after {took:.1f} s by a reader: {seen[0]}, by whoever wrote lately: {seen[1]}; "
        f"by everybody {took + lag:.1f} s after the change, for the replica lagged"
    )
    follower.ask("SELECT pg_wal_replay_resume()")
    time.sleep(2)
    other.open(LIST)
    before = _reads(follower)
    for _time in range(20):
        other.open(LIST)
    time.sleep(1.5)
    print(f"resumed: 20 lists took {_reads(follower) - before} rows from the replica")
    if seen[0] or not seen[1]:
        raise AssertionError("an own write was not seen, or the replica was not asked")
    if _reads(follower) == before:
        raise AssertionError("the replica was not asked")
    follower.stop()
    times = []
    for _time in range(20):
        begun = time.monotonic()
        other.open(LIST)
        times.append(time.monotonic() - begun)
    told = subprocess.run(
        ["grep", "-c", "只读副本没有应答", one.folder / "serve.log"], capture_output=True, text=True
    ).stdout.strip()
    print(f"the replica gone: 20 lists answered, the slowest in {max(times):.2f} s; said in the log {told} time(s)")
    found = {check["key"]: check["level"] for check in _doctor(one)}
    if found["replica"] != "yellow":
        raise AssertionError(f"doctor says {found['replica']}")
    follower.start()
    within(
        60, lambda: {check["key"]: check["level"] for check in _doctor(one)}["replica"] == "green", "it is well again"
    )


def _doctor(server: OneServer) -> list[dict]:
    try:
        return json.loads(server.run("doctor", "--json"))["checks"]
    except RuntimeError as found:  # it ends with 1 where something else is red
        return json.loads(re.search(r"\{.*\}", str(found), re.DOTALL)[0])["checks"]


def _reads(follower: Cluster) -> int:
    """How many rows the product's database there was asked for."""
    return int(follower.ask("SELECT tup_returned FROM pg_stat_database WHERE datname = 'huiyin'"))
