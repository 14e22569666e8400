"""The markup of every kind of page in both modes, read by the checkers that inspectors use: html-validate and vnu.

They come from npm (tests/markup, `make markup`); where they are not installed the tests say so.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from publishing.press.render import EMPTY_ENDS
from tests.publishing.gallery import BOTH_MODES, show

MARKUP = Path(__file__).parents[1] / "markup"
CHECKER = MARKUP / "node_modules/.bin/html-validate"
JAR = MARKUP / "node_modules/vnu-jar/build/dist/vnu.jar"
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(
        not (CHECKER.exists() and shutil.which("node")), reason="html-validate is not installed: make markup (node)"
    ),
]


def gallery(folder: Path) -> Path:
    """Every public template as the press prints it."""
    for name, elder in BOTH_MODES:
        html = EMPTY_ENDS.sub("\n", show(name, elder=elder))
        (folder / f"{name}{'-elder' if elder else ''}.html").write_text(html)
    (folder / "500.html").write_text(EMPTY_ENDS.sub("\n", render_to_string("500.html")))
    return folder


def validated(folder: Path) -> list[str]:
    """What html-validate (recommended) finds, a line each."""
    command = [CHECKER, "--config", MARKUP / ".htmlvalidate.json", "-f", "json", f"{folder}/**/*.html"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    return [
        f"{one['filePath']}:{message['line']} {message['ruleId']} {message['message']}"
        for one in json.loads(told.stdout)
        for message in one["messages"]
    ]


def test_html_validate_finds_nothing_on_any_template_in_either_mode(tmp_path):
    assert validated(gallery(tmp_path)) == []


def test_html_validate_finds_nothing_on_what_is_pressed(pressed):
    assert validated(pressed) == []


def test_html_validate_is_there_and_finds_a_fault(tmp_path):
    (tmp_path / "a.html").write_text("<!DOCTYPE html>\n<html lang='zh'><p id=a></p><p id=a></p></html>\n")
    assert any("no-dup-id" in line for line in validated(tmp_path))


def nu_errors(folder: Path) -> list[str]:
    """What vnu finds, a line each."""
    command = ["java", "-jar", JAR, "--format", "gnu", "--skip-non-html", folder]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr.splitlines()


@pytest.mark.skipif(not (JAR.exists() and shutil.which("java")), reason="vnu needs java")
def test_vnu_finds_nothing_on_any_template_in_either_mode(tmp_path):
    assert nu_errors(gallery(tmp_path)) == []
    (tmp_path / "bad.html").write_text("<!DOCTYPE html>\n<html lang='zh'><p id=a></p><p id=a></p></html>\n")
    assert any("Duplicate ID" in line for line in nu_errors(tmp_path))
