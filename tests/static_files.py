"""This release's static files as an installation has them: compressed for ten seconds once, and kept until one changes."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from publishing.press.assets import brought_along
from tests.databases import FOLDER, ROOT

COLLECT = "import django; django.setup(); from publishing.press.assets import collect_static_files as c; c()"


def lay_static_files(data: Path) -> None:
    """Lay them into a data directory, with the record by which the program knows that it need not collect them."""
    kept = FOLDER / f"huiyin_tests_static-{hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]}"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        record = kept / "static.collected"
        if not record.exists() or record.read_text() != brought_along():
            shutil.rmtree(kept, ignore_errors=True)
            _collect(kept)
        shutil.copytree(kept / "static", data / "static")
        shutil.copy2(record, data)


def _collect(data: Path) -> None:
    """Collect them as the program does where it serves an office, in a process of its own: tests have other settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")} | {
        "DJANGO_SETTINGS_MODULE": "huiyin.settings",
        "HUIYIN_DATA_DIR": str(data),
        "HUIYIN_SECRET_KEY": "for-tests-only-" + "0" * 50,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)]),
    }
    data.mkdir()
    subprocess.run([sys.executable, "-c", COLLECT], cwd=ROOT, env=environment, check=True)
