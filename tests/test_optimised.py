"""The program runs under `python -OO`, which drops docstrings and assertions: no code rests on either."""

import ast
import json
import os
import subprocess
import sys

from tests.test_boundaries import ROOT, sources
from tracking.loop import STEPS

READS_DOCSTRINGS = {"__doc__", "getdoc", "cleandoc", "get_docstring"}
PROGRAM = """
import json
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from tracking.loop import STEPS
call_command("check", stdout=open("/dev/null", "w"))
call_command("migrate", verbosity=0)
reader = Client(SERVER_NAME="127.0.0.1")
print(json.dumps({
    "docstring": django.setup.__doc__,
    "helps": {code: step.help for code, step in STEPS.items()},
    "login": reader.get("/admin/login/").status_code,
    "healthz": reader.get("/healthz").status_code,
}))
"""


def test_the_program_runs_without_docstrings_and_assertions(tmp_path):
    env = {key: value for key, value in os.environ.items() if not key.startswith("HUIYIN_")}
    env |= {"HUIYIN_DEBUG": "1", "HUIYIN_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "huiyin.settings"}
    run = subprocess.run(
        [sys.executable, "-OO", "-c", PROGRAM],
        cwd=ROOT,
        env=env | {"PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    said = json.loads(run.stdout.splitlines()[-1])
    assert (said["docstring"], said["login"], said["healthz"]) == (None, 200, 200)
    assert said["helps"] == {code: step.help for code, step in STEPS.items()}


def test_no_code_reads_a_docstring_or_rests_on_an_assertion():
    reading = []
    for path in (
        path for folder in ("tracking", "publishing", "site") for path in sources(folder) if path.suffix == ".py"
    ):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "attr", getattr(node, "id", ""))
            if isinstance(node, ast.Assert) or (
                isinstance(node, ast.Attribute | ast.Name) and name in READS_DOCSTRINGS
            ):
                reading.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert reading == []
