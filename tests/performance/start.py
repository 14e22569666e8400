"""Starting: the server and commands beside `django.setup()` of the same settings, `make demo`, and the memory of a worker."""

import os
import re
import resource
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median

from tests.performance.pages import PAGE, ROOT, free_port, requests_a_second
from tests.performance.results import Results
from tests.performance.timing import ratios, table, turns

READY, A_COMMAND, DEMO = 2.0, 1.2, 60.0
"The goals: of `django.setup()` the server at most so often, a command that asks one thing so often; seconds of `make demo`."
ROUNDS, ROUNDS_OF_COMMANDS = 3, 3
SETUP = [sys.executable, "-c", "import django; django.setup()"]
HUIYIN = str(Path(sys.executable).with_name("huiyin"))
TEXT = "2024年共办理建议48件，办复率100%。"
COMMANDS = {
    "check_text": ["check_text", "-"],
    "figures": ["figures", "--session", "2024", "--json"],
    "check_loop": ["check_loop"],
    "settle": ["settle"],
}
"What only asks, or has nothing to do."


def compare(results: Results, folder: Path) -> None:
    """Print both tables, each ratio beside its goal."""
    _compare_starts(results)
    _weigh(results)
    _start_the_demonstration(results, folder)


def _compare_starts(results: Results) -> None:
    acts = {"setup": lambda: _run(SETUP), "serve": lambda: _Server().stop()}
    acts["serve"]()  # whatever is collected once is there
    found = turns(acts, ROUNDS)
    results.add(
        "huiyin serve, to the first answer",
        ratios(found["serve"], found["setup"]),
        limit="django.setup()",
        at_most=READY,
    )
    rows = [_row("`huiyin serve`, to the first answer, by the clock", found["serve"], found["setup"], READY)]
    asked = {"setup": SETUP} | {name: [HUIYIN, *words] for name, words in COMMANDS.items()}
    found = turns({name: lambda words=words: _run(words) for name, words in asked.items()}, ROUNDS_OF_COMMANDS, _busy)
    for name in COMMANDS:
        beside = ratios(found[name], found["setup"])
        results.add(f"huiyin {name}, time on a core", beside, limit="django.setup()", at_most=A_COMMAND)
        rows.append(_row(f"`huiyin {name}`, time on a core", found[name], found["setup"], A_COMMAND))
    table("Starting", ["what", "s", "django.setup(), s", "ratio", "goal"], rows)


def _row(name: str, times: list[float], limit: list[float], goal: float) -> list[str]:
    ratio = median(ratios(times, limit))
    return [name, f"{median(times):.2f}", f"{median(limit):.2f}", f"{ratio:.2f}", f"≤ {goal}"]


def _busy() -> float:
    """Seconds that this process's children kept a core busy."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, input=TEXT, capture_output=True, text=True)
    assert done.returncode in (0, 1), (command, done.stderr)  # 1: a command found something


class _Server:
    """`huiyin serve` with two workers, waited for closely."""

    def __init__(self) -> None:
        port = free_port()
        command = [HUIYIN, "serve", "--port", str(port), "--workers", "2"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{port}{PAGE}"
        until = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(self.url, timeout=5).read()
                return
            except OSError:
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.01)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def processes(self) -> dict[str, int]:
        """The server's own process and its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        workers = {f"worker {place}": int(pid) for place, pid in enumerate(children, start=1)}
        return {"the process that starts them": self.process.pid} | workers


def _weigh(results: Results) -> None:
    """The memory of each process, once with pressed pages alone, once after Django answered as well."""
    server = _Server()
    try:
        requests_a_second(server.url, 16, "2s")
        pressed = {name: _memory(pid) for name, pid in server.processes().items()}
        live = server.url.replace(PAGE, "/admin/login/")
        requests_a_second(live, 16, "3s")
        answered = {name: _memory(pid) for name, pid in server.processes().items()}
    finally:
        server.stop()
    rows = [
        [name, *(f"{one[kind]:.0f}" for one in (pressed[name], answered[name]) for kind in ("Pss", "Uss"))]
        for name in pressed
    ]
    head = ["process", "PSS, pressed pages", "USS", "PSS, Django too", "USS"]
    table("Memory after load, MB", head, rows)
    heaviest = max(one["Uss"] for name, one in answered.items() if name.startswith("worker"))
    results.add("memory of a worker's own after load", [heaviest], limit="in MB")


def _memory(pid: int) -> dict[str, float]:
    """Megabytes of a process: its share (PSS), and what is its alone (USS)."""
    said = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = {name: int(size) / 1024 for name, size in re.findall(r"^(\w+): +(\d+) kB", said, re.MULTILINE)}
    return {"Pss": found["Pss"], "Uss": found["Private_Clean"] + found["Private_Dirty"]}


def _start_the_demonstration(results: Results, folder: Path) -> None:
    """`make demo` where the packages are there already, from nothing to the first page."""
    port, home = free_port(), folder / "demonstration"
    env = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")}
    since = time.perf_counter()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    env["HUIYIN_DATA_DIR"] = str(home)
    demo = subprocess.Popen([str(ROOT / ".ci/start"), "demo", str(port)], cwd=ROOT, env=env, **quiet)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
                break
            except OSError:
                assert demo.poll() is None, "the demonstration ended"
                time.sleep(0.1)
        took = time.perf_counter() - since
    finally:
        demo.terminate()
        demo.wait(60)
        shutil.rmtree(home, ignore_errors=True)
    results.add("make demo, to the first page", [took], limit="in seconds", at_most=DEMO)
    table(
        "`make demo`, the packages there",
        ["what", "s", "goal"],
        [["to the first page", f"{took:.0f}", f"≤ {DEMO:.0f}"]],
    )
