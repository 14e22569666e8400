"""`make machines`: two servers and two workers on one PostgreSQL with a replica, an upgrade under load; prints what it saw.

ONLY=follow, replica or upgrade runs a part; exits 1 with what was not so.
"""

import argparse
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

from tests.machines import following, upgrading
from tests.machines.clusters import primary, replica_of
from tests.machines.installations import servers

PARTS = {"follow": following.trial, "upgrade": upgrading.trial}


def main() -> int:
    """Make the clusters and the servers, run the parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(PARTS), action="append", help="run these parts alone")
    chosen = parser.parse_args().only or list(PARTS)
    folder = Path(tempfile.mkdtemp(prefix="huiyin-machines-"))
    folder.chmod(0o755)
    failed = []
    try:
        with primary(folder / "database") as leader, replica_of(leader) as follower:
            leader.ask("CREATE DATABASE huiyin")
            given = {
                "HUIYIN_DATABASE_URL": leader.url("huiyin"),
                "HUIYIN_SECRET_KEY": "only-for-this-trial-" + "0" * 50,
                "HUIYIN_TASKS": "worker",
                "PYTHONUNBUFFERED": "1",
            }
            with servers(folder, given, "web1", "web2") as both:
                both[0].run("load_example", "--seed-only", HUIYIN_TASKS="inline")
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


if __name__ == "__main__":
    sys.exit(main())
