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


PUBLIC_SHEETS = [sheet for sheet in SHEETS if sheet.startswith("publishing/static/") and "admin" not in sheet]
PUBLIC_SCRIPTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "publishing/static/publishing").glob("*.js")
    if path.name != "figure_picker.js"
)


@pytest.mark.parametrize("sheet", PUBLIC_SHEETS)
def test_what_readers_get_lays_nothing_out_by_what_came_after_chromium_87(sheet):
    text = re.sub(r"/\*.*?\*/", "", (ROOT / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
    asked = re.compile(r"@supports selector\(:has\(a\)\) \{.*?\n\}", re.DOTALL)
    assert ":has(" not in asked.sub("", text)
    newer = r"@container|@layer|@scope|color-mix\(|aspect-ratio|\d[dsl]v[hw]\b|\bsubgrid|\boklch|(?m:^\s+&)"
    assert re.findall(newer, text) == []


@pytest.mark.parametrize("script", PUBLIC_SCRIPTS)
def test_what_readers_get_runs_in_chromium_87(script):
    newer = (
        r"\.at\(|\.hasOwn\(|structuredClone|\.find(?:Last|LastIndex)\(|\.to(?:Sorted|Reversed|Spliced)\(|\.groupBy\("
        r"|^\s*static \{|#\w+ in |\.checkVisibility\(|AbortSignal\.|showModal\(|:has\(|crypto\.randomUUID|^await "
    )
    assert re.findall(newer, (ROOT / script).read_text(encoding="utf-8"), re.MULTILINE) == []
