"""Numbers to size an installation by: requests a second, memory and database connections of each process, disk."""

import re
import subprocess
import time
from pathlib import Path

from tests.machines.clusters import Cluster
from tests.machines.installations import OneServer

SECONDS = 5


def trial(leader: Cluster, follower: Cluster, both: list[OneServer]) -> None:
    """Ask one server that has one process; print what it could do and what it took."""
    one = both[0]
    rendered = f"http://127.0.0.1:{one.port}/healthz"
    for name, url, wide in (
        ("pressed", f"http://127.0.0.1:{one.port}/", 16),
        ("search", f"http://127.0.0.1:{one.port}/search/?q=%E9%81%93%E8%B7%AF", 16),
        ("login page", f"http://127.0.0.1:{one.port}/admin/login/", 16),
        ("database asked", rendered, 16),
        ("database asked", rendered, 64),
        ("database asked", rendered, 96),
    ):
        print(f"{name}, {wide} connections: {_wrk(url, wide)}; database connections {_connections(leader)}")
    time.sleep(1)
    for process in _processes(one):
        print(f"memory: {process}")
    print(f"database connections at most allowed: {leader.ask('SHOW max_connections')}")
    size = sum(file.stat().st_size for file in (one.folder / "pressed").rglob("*") if file.is_file())
    print(f"pressed: {len(one.pressed())} files, {size / 1024:.0f} KB")


def _wrk(url: str, wide: int) -> str:
    command = ["wrk", "-t1", f"-c{wide}", f"-d{SECONDS}s", "--timeout", "10s", url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)[1]
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return f"{float(rate):.0f} requests a second{f', {failed[1]} turned away' if failed else ''}"


def _connections(leader: Cluster) -> str:
    found = leader.ask("SELECT count(*) FROM pg_stat_activity WHERE datname = 'huiyin'")
    return f"{found} open (two servers, two workers)"


def _processes(one: OneServer) -> list[str]:
    """Proportional memory of every process of a server."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"HUIYIN_DATA_DIR={one.folder}\0" not in (folder / "environ").read_text(errors="replace") + "\0":
                continue
            command = (folder / "cmdline").read_text().replace("\0", " ").split("manage.py ")[-1].strip()
            proportional = re.search(r"^Pss:\s+(\d+)", (folder / "smaps_rollup").read_text(), re.MULTILINE)[1]
        except (OSError, TypeError):
            continue
        found.append(f"{int(proportional) / 1024:.0f} MB {command[-60:]}")
    return sorted(found)
