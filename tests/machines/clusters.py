"""Throw-away PostgreSQL clusters on ports of their own: a primary, and a replica that streams from it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.publishing.press.doors import free_port, wait_for

ACCOUNT = "postgres"
CONNECTIONS = 100


@dataclass(frozen=True)
class Cluster:
    """A running cluster."""

    folder: Path
    port: int

    def url(self, name: str) -> str:
        """How a database of it is named to the product."""
        return f"postgres://{ACCOUNT}@127.0.0.1:{self.port}/{name}"

    def ask(self, question: str, name: str = "postgres") -> str:
        """What a question in SQL answers, unadorned."""
        command = ["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", ACCOUNT, "-d", name, "-tAc", question]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder.parent}"
        tool("pg_ctl", "-D", self.folder, "-w", "-s", "-l", f"{self.folder}.log", "-o", options, "start")
        wait_for(self.port)

    def stop(self) -> None:
        """Stop it as if its machine had gone."""
        tool("pg_ctl", "-D", self.folder, "-m", "immediate", "-s", "stop")


def tool(name: str, *options: object) -> None:
    """Run one of the server's own programs as the account that it runs under."""
    program = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))[-1]
    as_account = ["runuser", "-u", ACCOUNT, "--"] if os.getuid() == 0 else []
    subprocess.run([*as_account, program, *map(str, options)], check=True, cwd="/", stdout=subprocess.DEVNULL)


@contextmanager
def primary(folder: Path) -> Iterator[Cluster]:
    """A new cluster that lets replicas stream from it, until the end."""
    folder.mkdir(parents=True)
    if os.getuid() == 0:
        shutil.chown(folder, ACCOUNT, ACCOUNT)
    place = folder / "primary"
    tool("initdb", "-D", place, "-A", "trust", "-U", ACCOUNT, "--locale=C.UTF-8", "-E", "UTF8")
    yield from _running(Cluster(place, free_port()))


@contextmanager
def replica_of(leader: Cluster) -> Iterator[Cluster]:
    """A cluster that streams from another, until the end."""
    place = leader.folder.with_name("replica")
    tool(
        "pg_basebackup",
        "-h",
        "127.0.0.1",
        "-p",
        leader.port,
        "-U",
        ACCOUNT,
        "-D",
        place,
        "-R",
        "-X",
        "stream",
        "-c",
        "fast",
    )
    yield from _running(Cluster(place, free_port()))


def _running(cluster: Cluster) -> Iterator[Cluster]:
    cluster.start()
    try:
        yield cluster
    finally:
        if (cluster.folder / "postmaster.pid").exists():
            cluster.stop()
