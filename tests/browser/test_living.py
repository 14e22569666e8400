"""The living demonstration as it was made: what the checks find on it, and that it is made once."""

import json
import re
from pathlib import Path

import pytest

from publishing.inspection.rules import RULES
from tests.browser.installations import LIVING_DAY, Installation

pytestmark = pytest.mark.browser
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "example.md"


def told(check: str) -> list[str]:
    """What the page says that a check finds on the living session."""
    table = EXAMPLE.read_text(encoding="utf-8").split("<!-- findings -->")[1].split("<!-- /findings -->")[0]
    return re.findall(rf"^\| `{check}` \| (.+?) \|", table, re.MULTILINE)


def asked(installation: Installation, *command: str, ends_with: int = 0) -> dict:
    """What a check says; one that finds something ends with 1."""
    return json.loads(installation.huiyin(*command, "--json", ends_with=ends_with))


def test_the_checks_find_on_the_living_session_what_the_page_lists(living):
    loop = asked(living, "check_loop", ends_with=1)
    portal = asked(living, "check_portal", "--day", LIVING_DAY.date().isoformat(), ends_with=1)
    assert [one["what"] for one in loop["missing"]] == told("check_loop")
    assert [RULES[one["rule"]].title for one in portal["findings"]] == told("check_portal")
    assert asked(living, "verify_history")["problems"] == []


def test_the_checks_find_nothing_on_the_items_of_2024(example):
    assert asked(example, "check_loop")["missing"] == []
    assert asked(example, "verify_history")["problems"] == []


def test_loaded_again_the_demonstration_is_left_as_it_is(living):
    before = asked(living, "verify_history")["events"]
    assert "没有改变" in living.huiyin("load_example")
    assert asked(living, "verify_history")["events"] == before


DRAFT = """
from datetime import date
from publishing import narrating
from tracking.models import Session
told = narrating.summary(Session.objects.get(code="2024"), date(2024, 8, 8))
print("\\n".join(part.text for part in told if part.kind != "figures"))
"""


def test_the_draft_on_the_page_is_the_one_that_the_ledger_tells_and_passes_the_check(example, tmp_path):
    page = EXAMPLE.read_text(encoding="utf-8").split("<!-- draft -->")[1].split("<!-- /draft -->")[0]
    shown = [line.removeprefix("> ") for line in page.split("\n") if line.removeprefix(">").strip()]
    assert example.huiyin("shell", "--no-imports", "-c", DRAFT).strip().split("\n") == shown
    file = tmp_path / "draft.txt"
    file.write_text("\n".join(["巴宜区2024年“两会”建议提案工作总结", *shown]), encoding="utf-8")
    assert asked(example, "check_text", str(file), "--session", "2024")["verdict"] == "OK"
