"""A whole press run on one and on two cores, beside rendering through Django's test client; and what one change costs.

The pages are copies of a signed reply (`tests.performance.copies`): HUIYIN_BENCH_PAGES of them, as many as fit into
`make bench` by default; `make bench-press` takes ten thousand.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from django.test import Client

from publishing.models import ReplyNoticePage
from publishing.press import run
from publishing.press.portal import Portal
from tests.performance.copies import copy_notices
from tests.performance.results import Results
from tests.performance.timing import seconds, table

PAGES = int(os.environ.get("HUIYIN_BENCH_PAGES", "500"))
SAMPLE = 3
"Pages rendered through the client in each round: each reads the portal, as the first answer for a page that is not pressed does."
FASTER, BESIDE_CLIENT, A_CHANGE = 1.6, 6.0, 1.0
"The goals: two cores against one, a page pressed against one through the client, and seconds for one change."
ROUNDS = 1
HUIYIN = str(Path(sys.executable).with_name("huiyin"))


def compare(results: Results, _folder: Path) -> None:
    """Print both tables, each ratio beside its goal."""
    notice = ReplyNoticePage.objects.live().order_by("pk").first()
    assert notice is not None
    made = seconds(lambda: copy_notices(notice, PAGES))
    print(f"\n{PAGES:,} pages copied in {made:.0f} s", flush=True)
    found: dict[str, list[float]] = {"one": [], "two": [], "client": []}
    for _round in range(ROUNDS):
        found["two"].append(_pressed(2))
        found["one"].append(_pressed(1))
        found["client"].append(_asked_one_by_one())
    pages = _pages()
    shared = [one / two for one, two in zip(found["one"], found["two"], strict=True)]
    results.add(f"press --all, {PAGES:,} pages, two processes", shared, limit="one process", at_least=FASTER)
    times = [client * pages / two / 2 for client, two in zip(found["client"], found["two"], strict=True)]
    results.add(
        f"press --all, {PAGES:,} pages, two processes",
        times,
        limit="the test client, two at once",
        at_least=BESIDE_CLIENT,
    )
    rows = [
        ["one process", f"{min(found['one']):.0f} s", f"{pages / min(found['one']):.0f}"],
        ["two processes", f"{min(found['two']):.0f} s", f"{pages / min(found['two']):.0f}"],
        [f"the test client ({SAMPLE} pages)", "", f"{1 / min(found['client']):.2f}"],
    ]
    table(
        f"`huiyin press --all` of {pages:,} pages in both modes, with their files, started anew",
        ["by", "took", "pages a second"],
        rows,
    )
    _change(results)


def _pages() -> int:
    return ReplyNoticePage.objects.live().count()


def _pressed(processes: int) -> float:
    """Seconds of a whole run into an empty folder, from the command to its end."""
    data = Path(os.environ["HUIYIN_DATA_DIR"])
    for left in data.glob("pressed*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    command = [HUIYIN, "press", "--all", "--processes", str(processes)]
    since = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - since


def _asked_one_by_one() -> float:
    """Seconds for a page of the client's, in both modes: every address goes to Django, as if nothing were pressed."""
    client = Client(headers={"host": "127.0.0.1:8000"})
    portal = Portal.now()
    assert portal is not None
    paths = [portal.path_of(page) for page in ReplyNoticePage.objects.live().order_by("-pk")[:SAMPLE]]

    def ask() -> None:
        for path in paths:
            for mode in ("", "/elder"):
                answer = client.get(f"{mode}{path}")
                assert answer.status_code == 200, (path, answer.status_code)

    return seconds(ask) / SAMPLE


def _change(results: Results) -> None:
    """A page is taken down and published again, in a folder that is whole: the newest, and one in the middle of all lists."""
    pages = list(ReplyNoticePage.objects.live().order_by("pk").values_list("pk", flat=True))
    rows = []
    for which, pk in (("the newest", pages[-1]), ("one amidst", pages[len(pages) // 2])):
        for change, is_live in (("taken down", False), ("published", True)):
            ReplyNoticePage.objects.filter(pk=pk).update(live=is_live)
            clock, cpu = time.perf_counter(), time.process_time()
            done = run.press_pages([pk])
            took, busy = time.perf_counter() - clock, time.process_time() - cpu
            rows.append([f"{which} {change}", f"{took:.2f}", f"{busy:.2f}", str(done.written), f"≤ {A_CHANGE:.0f}"])
            if pk == pages[-1]:
                name = f"{which} {change}, {PAGES:,} pages"
                results.add(name, [busy], limit="in seconds of CPU", at_most=A_CHANGE)
    table(f"What one change presses among {PAGES:,} pages", ["change", "s", "s of CPU", "files", "goal"], rows)
