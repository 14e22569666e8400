"""Styles hold in the browsers that offices and citizens have: Chromium 87 drops a whole rule for one selector it does not know."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHEETS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("tracking", "publishing", "site", "templates")
    for path in (ROOT / folder).rglob("*.css")
    if "node_modules" not in path.parts
)


def selectors(sheet: str) -> list[list[str]]:
    """The selectors of every rule, as a list a rule."""
    text = re.sub(r"/\*.*?\*/", "", (ROOT / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
    heads = re.findall(r"(?:^|(?<=[{};]))([^{};@]+)\{", text)
    return [re.split(r",(?![^(]*\))", head) for head in heads]


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_rule_needs_a_selector_that_came_after_chromium_87(sheet):
    newer = re.compile(r":is\(|:where\(|:not\([^()]*,|:user-(?:in)?valid|:nth-child\([^()]* of ")
    assert [rule for rule in selectors(sheet) if newer.search(",".join(rule))] == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_selector_with_has_takes_others_down_with_it(sheet):
    mixed = [rule for rule in selectors(sheet) if 0 < sum(":has(" in one for one in rule) < len(rule)]
    assert mixed == []
