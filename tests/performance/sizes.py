"""`make sizes`: how long a backup, its trial and a portable one take, and how large they are, for 300 and 10,000 items.

On what HUIYIN_DATABASE_URL names, or SQLite. Each item comes from a workbook with its events and versions, every tenth
with a scan of 100 kB.
"""

import argparse
import io
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROWS = 500
SCAN = 100_000


def main() -> int:
    """Fill an office up to each size, and measure."""
    parser = argparse.ArgumentParser(prog="tests.performance.sizes")
    parser.add_argument("sizes", nargs="*", type=int, default=[300, 10_000])
    wanted = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.setdefault("HUIYIN_DEBUG", "1")
    import django

    django.setup()
    from django.db import connection

    from tests.performance.timing import table
    from tests.performance.writers import _installed
    from tests.publishing.newsroom import make_newsroom
    from tests.tracking.factories import make_unit

    folder = Path(tempfile.mkdtemp(prefix="huiyin-sizes-"))
    rows = []
    try:
        with _installed(folder):
            newsroom = make_newsroom()
            for place in range(40):
                make_unit(f"区压测{place}局")
            for size in sorted(wanted.sizes):
                _fill(size, newsroom.office.clerk)
                rows.append(_measured(folder))
            table(f"keeping, {connection.vendor}", HEAD, rows)
        return 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


HEAD = ["items", "events", "files", "backup", "size", "trial", "portable", "size"]


def _fill(size: int, clerk) -> None:
    """Bring in workbooks until there are so many items."""
    from tests.performance.imports import workbook
    from tests.tracking.factories import make_scan
    from tracking import ledger
    from tracking.models import HandlingRecord, Session

    while (there := HandlingRecord.objects.count()) < size:
        rows = min(ROWS, size - there)
        session = Session(code=f"s{there}", name=f"压测{there}", year=2090)
        ledger.apply(ledger.plan(ledger.read(io.BytesIO(workbook(rows)), "台账.xlsx"), session), clerk)
        for place in range(rows // 10):
            make_scan(f"{there}-{place}.pdf", b"%PDF-1.4\n" + os.urandom(SCAN))


def _measured(folder: Path) -> list[str]:
    """One row of the table."""
    from django.conf import settings

    from huiyin.keeping import restore
    from huiyin.keeping.backup import back_up, in_megabytes
    from tracking.models import PrivateFile

    settings.DATA_DIR.mkdir(exist_ok=True)
    whole, portable = folder / f"{time.monotonic_ns()}.zip", folder / f"{time.monotonic_ns()}.portable.zip"
    written = back_up(whole)
    proof = restore.try_out(whole, lambda _words: None)
    assert proof.problems == [], proof.problems
    other = back_up(portable, is_portable=True)
    held = written.manifest.contents
    return [
        f"{held.items:,}", f"{held.number:,}", f"{PrivateFile.objects.count():,}",
        f"{written.seconds:.1f} s", in_megabytes(written.size), f"{proof.seconds:.1f} s",
        f"{other.seconds:.1f} s", in_megabytes(other.size),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
