"""A short run of `make crash`: every act killed a few times, in processes that were forked for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.thorough import times

ROOT = Path(__file__).resolve().parents[2]
KILLS = times(1, 5)


@pytest.mark.parametrize(
    "acts", [["step", "sheets", "import"], ["signature", "set", "rename", "take-down", "settings", "job"]]
)
def test_after_a_kill_and_one_timer_run_all_is_right(acts):
    named = [word for act in acts for word in ("--only", act)]
    command = [sys.executable, "-m", "tests.crash", "--kills", str(KILLS), "--rows", "100", *named]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)])}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count(f"{KILLS} kills, 0 wrong") == len(acts)
