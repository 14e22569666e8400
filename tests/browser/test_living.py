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
