"""Installations of several sizes beside each other, a process each: what they are asked is asked of all in the same round."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self

CALLED = "tests.performance.offices"


class Office:
    """An installation with so many items, in a process of its own that opens pages when asked."""

    def __init__(self, size: int, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", CALLED, str(size)]
        self.size = size
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.answer()

    def answer(self) -> Any:
        """The next answer of that process."""
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the installation of {self.size} items ended with {self.process.wait()}")
        return json.loads(line)

    def ask(self, **asked: Any) -> dict[str, Any]:
        """Open something there: `seconds` by the clock, `busy` on the core, `queries`."""
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self) -> None:
        """End that process."""
        self.process.stdin.close()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.close()


@contextmanager
def offices(sizes: tuple[int, ...], folder: Path) -> Iterator[list[Office]]:
    """A copy of this installation with so many items each, on the database in use; gone afterwards."""
    from django.conf import settings
    from django.db import connection

    from tests.performance.bench import POSTGRESQL_URL, _administer

    url, made, all_of_them = os.environ.get("HUIYIN_DATABASE_URL", ""), [], []
    connection.close()
    with ExitStack() as stack:
        try:
            for size in sizes:
                environment = os.environ | {"HUIYIN_DATA_DIR": str(folder / f"office-{size}")}
                shutil.copytree(settings.DATA_DIR, environment["HUIYIN_DATA_DIR"], dirs_exist_ok=True)
                if url:
                    name = f"{url.rpartition('/')[2]}_{size}"
                    _administer(f"CREATE DATABASE {name} TEMPLATE {url.rpartition('/')[2]}")
                    made.append(name)
                    environment["HUIYIN_DATABASE_URL"] = f"{POSTGRESQL_URL}/{name}"
                all_of_them.append(stack.enter_context(Office(size, environment)))
            yield all_of_them
        finally:
            stack.close()
            for name in made:
                _administer(f"DROP DATABASE {name} WITH (FORCE)")


# In the process of an installation -----------------------------------------------------------------
def main() -> None:
    """Fill it, and open what is asked for, a line each."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.performance import ledger_rows, stock_list

    ledger_rows.fill(int(sys.argv[1]))
    users = get_user_model()
    users.objects.create_superuser("root")
    clients = {}

    def client_of(who: str) -> Client:
        if who not in clients:
            clients[who] = Client(headers={"host": "127.0.0.1"})
            clients[who].force_login(users.objects.get(username=who))
        return clients[who]

    def pages() -> dict[str, float]:
        """Every page of the admin without a parameter, and an item's, that opens for the clerk; how busy a core was with each."""
        from tests.addresses import ADMIN
        from tracking.models import HandlingRecord

        plain = [f"/{route}" for _name, route in ADMIN if not any(sign in route for sign in "<(^\\*$")]
        plain += ["/" + route.strip("^$") for _n, route in ADMIN if route.startswith("admin/^") and "(" not in route]
        item = HandlingRecord.objects.filter(stage="handling").latest("pk").pk
        plain += [
            f"/admin/ledger/inspect/{item}/",
            "/admin/ledger/?session=all",
            f"/admin/ledger/?session=all&q={ledger_rows.NONE}",
        ]
        found = {}
        for page in dict.fromkeys(one.replace("admin/^", "admin/") for one in plain):
            busy = time.process_time()
            answer = client_of("bench").get(page)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.streaming:
                found[page] = time.process_time() - busy
        return found

    def opened(asked: dict) -> None:
        if "stock" in asked:
            stock_list.opened(asked["stock"])
            return
        answer = client_of(asked.get("who", "bench")).get(asked["url"])
        if answer.status_code != 200:
            raise RuntimeError(f"{asked['url']}: {answer.status_code}")
        for _part in answer if answer.streaming else ():
            pass

    print("{}", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if "pages" in asked:
            print(json.dumps({"pages": pages()}), flush=True)
            continue
        with CaptureQueriesContext(connection) if asked.get("counts") else ExitStack() as taken:
            start, busy = time.perf_counter(), time.process_time()
            opened(asked)
            told = {"seconds": time.perf_counter() - start, "busy": time.process_time() - busy}
        told["queries"] = len(taken) if asked.get("counts") else 0
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
