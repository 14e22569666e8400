"""`make machines`: two servers and two workers on one PostgreSQL with a replica, an upgrade under load; prints what it saw.

ONLY=follow, replica, size, store or upgrade runs a part; exits 1 with what was not so.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

from tests.machines import following, replicating, sizing, storing, upgrading
from tests.machines.clusters import ACCOUNT, Cluster, primary, replica_of
from tests.machines.installations import SHARED, OneServer, servers

PARTS = {
    "follow": following.trial,
    "replica": replicating.trial,
    "size": sizing.trial,
    "store": storing.trial,
    "upgrade": upgrading.trial,
}


def main() -> int:
    """Make the clusters and the servers, run the parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(PARTS), action="append", help="run these parts alone")
    parser.add_argument(
        "--seed", type=Path, help="keep the loaded example in this folder, and take it from there the next time"
    )
    options = parser.parse_args()
    chosen = [part for part in PARTS if part in (options.only or PARTS)]
    folder = Path(tempfile.mkdtemp(prefix="huiyin-machines-"))
    folder.chmod(0o755)
    failed = []
    try:
        with primary(folder / "database") as leader, replica_of(leader) as follower:
            leader.ask("CREATE DATABASE huiyin")
            given = {
                "HUIYIN_DATABASE_URL": leader.url("huiyin"),
                "HUIYIN_REPLICA_URL": follower.url("huiyin"),
                "HUIYIN_SECRET_KEY": "only-for-this-trial-" + "0" * 50,
                "HUIYIN_TASKS": "worker",
                "PYTHONUNBUFFERED": "1",
            }
            with servers(folder, given, "web1", "web2") as both:
                load(leader, both[0], options.seed)
                for one in both:
                    one.start()
                for part in chosen:
                    try:
                        PARTS[part](leader, follower, both)
                    except Exception:
                        traceback.print_exc()
                        failed.append(part)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(chosen)} parts, {len(failed)} failed{': ' if failed else ''}{', '.join(failed)}")
    return 1 if failed else 0


def load(leader: Cluster, one: OneServer, seed: Path | None) -> None:
    """Fill the database with the example."""
    dump = seed and seed / "huiyin.dump"
    if dump and dump.exists():
        command = ["pg_restore", "-h", "127.0.0.1", "-p", str(leader.port), "-U", ACCOUNT, "-d", "huiyin", dump]
        subprocess.run(command, check=True)
        for shared in SHARED:
            shutil.copytree(seed / shared, one.folder / shared, dirs_exist_ok=True)
        return
    one.run("load_example", "--seed-only", HUIYIN_TASKS="inline", HUIYIN_SERVER="")
    if dump:
        for shared in SHARED:
            shutil.copytree(one.folder / shared, seed / shared, dirs_exist_ok=True)
        subprocess.run(
            ["pg_dump", "-Fc", "-f", dump, leader.url("huiyin").replace("postgres:", "postgresql:")], check=True
        )


if __name__ == "__main__":
    sys.exit(main())
