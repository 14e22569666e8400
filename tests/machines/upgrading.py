"""An upgrade while a load runs: each server in turn onto another checkout, with a migration; no public request may fail."""

import http.client
import shutil
import subprocess
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from tests.machines.clusters import Cluster
from tests.machines.installations import ROOT, OneServer
from tests.publishing.press.doors import free_port, nginx_serving

READERS = 6
MIGRATION = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracking", "{last}")]
    operations = [
        migrations.AddField("server", "place", models.CharField(max_length=20, blank=True, db_default="")),
        migrations.RunSQL("CREATE INDEX trial_of_an_upgrade ON tracking_job (created)", "DROP INDEX trial_of_an_upgrade"),
    ]
"""
FRONT = """
upstream huiyin {{
    server 127.0.0.1:{one} max_fails=1 fail_timeout=2s;
    server 127.0.0.1:{two} max_fails=1 fail_timeout=2s;
    keepalive 16;
}}
server {{
    listen 127.0.0.1:{port};
    location / {{
        proxy_pass http://huiyin;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        proxy_next_upstream error timeout http_502 http_503 http_504;
        proxy_connect_timeout 2s;
    }}
}}
"""


class Readers:
    """Readers who ask without a rest and keep count of what they got."""

    def __init__(self, port: int, paths: list[str]):
        self.port, self.paths = port, paths
        self.answers: Counter[int | str] = Counter()
        self.longest = 0.0
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(n,)) for n in range(READERS)]

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *what: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _read(self, n: int) -> None:
        while not self._over.is_set():
            n += 1
            begun = time.monotonic()
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request("GET", self.paths[n % len(self.paths)])
                answer = connection.getresponse()
                is_whole = b"</html>" in answer.read()
                got: int | str = answer.status if is_whole else f"{answer.status}, cut off"
            except (OSError, http.client.HTTPException) as problem:
                got = type(problem).__name__
            finally:
                connection.close()
            self.answers[got] += 1
            self.longest = max(self.longest, time.monotonic() - begun)


def trial(leader: Cluster, follower: Cluster, both: list[OneServer]) -> None:
    """Upgrade both as docs/operations.md says, one after the other."""
    one, two = both
    folder = Path(tempfile.mkdtemp(prefix="huiyin-front-"))
    paths = [path for path in ("/", "/xxgk/jytabl/", "/search/?q=%E5%9B%9E%E5%A4%8D") if one.ask(path).status == 200]
    paths += [f"/{name.removesuffix('index.html')}" for name in one.pressed() if name.endswith("/index.html")][:20]
    paths = [path for path in paths if not path.startswith(("/404", "/410", "/500", "/elder/4", "/elder/5"))]
    paths = [path for path in paths if one.ask(path).status == 200]
    port = free_port()
    try:
        newer = _another_checkout(folder / "newer")
        with (
            nginx_serving(FRONT.format(one=one.port, two=two.port, port=port), port, folder),
            Readers(port, paths) as readers,
        ):
            time.sleep(3)
            begun = time.monotonic()
            said = _upgrade(one, two, newer)
            seconds = time.monotonic() - begun
            time.sleep(3)
        bad = {what: number for what, number in readers.answers.items() if what != 200}
        print(
            f"upgraded both in {seconds:.0f} s ({said}): {readers.answers.total()} public requests on {len(paths)} addresses, "
            f"{sum(bad.values())} failed {bad or ''}, the longest took {readers.longest:.2f} s"
        )
        if bad:
            raise AssertionError(f"readers got {bad}")
        if leader.ask("SELECT count(*) FROM pg_indexes WHERE indexname = 'trial_of_an_upgrade'", "huiyin") != "1":
            raise AssertionError("the migration was not run")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _another_checkout(place: Path) -> Path:
    """A checkout of the program as it is here, one migration newer."""
    place.mkdir(parents=True)
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    subprocess.run(["tar", "-C", ROOT, "--null", "-T", "-", "-cf", place / "all.tar"], input=files, check=True)
    subprocess.run(["tar", "-C", place, "-xf", place / "all.tar"], check=True)
    migrations = place / "tracking" / "migrations"
    last = sorted(migrations.glob("[0-9]*.py"))[-1].stem
    number = int(last[:4]) + 1
    (migrations / f"{number:04}_trial_of_an_upgrade.py").write_text(MIGRATION.format(last=last))
    return place


def _upgrade(one: OneServer, two: OneServer, newer: Path) -> str:
    """The steps of docs/operations.md; how the admin answered meanwhile."""
    two.run("servers", "--shut")
    for server in (one, two):
        worker = server.running.pop()
        worker.terminate()
        worker.wait()
    one.program = newer
    one.run("upgrade")
    shut = two.ask("/admin/login/").status
    one.stop()
    one.start()
    two.program = newer
    two.run("press", "--all")
    two.stop()
    two.start()
    two.run("servers", "--open")
    return f"the second's admin answered {shut} meanwhile, {two.ask('/admin/login/').status} afterwards"
