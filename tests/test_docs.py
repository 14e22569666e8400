"""What a user may set, run, take, hold or read is in docs/."""

import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands

from tracking.figures import FIGURES, GROUPS
from tracking.loop import STEPS
from tracking.models import Role, Session

ROOT = Path(__file__).resolve().parent.parent
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}


def settings_used() -> list[str]:
    found: set[str] = set()
    for folder in ("site", "tracking", "publishing", ".ci"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in {".py", ""} and "__pycache__" not in path.parts:
                found |= set(re.findall(r"\b(?:HUIYIN|TRACKING)_[A-Z][A-Z_]+\b", path.read_text(encoding="utf-8")))
    return sorted(name for name in found if not name.startswith("HUIYIN_TEST_"))


def commands() -> list[str]:
    return sorted(name for name, app in get_commands().items() if app in {"tracking", "publishing", "huiyin"})


@pytest.mark.parametrize("name", settings_used())
def test_every_setting_is_documented(name):
    assert f"`{name}`" in DOCS["operations.md"]


@pytest.mark.parametrize("name", commands())
def test_every_command_is_documented(name):
    assert f"`huiyin {name}" in DOCS["operations.md"]


@pytest.mark.parametrize("code", sorted(STEPS))
def test_every_step_is_documented(code):
    step = STEPS[code]
    roles = "、".join(str(role.label) for role in step.roles)
    assert f"| `{code}` | {step.label} | {roles} |" in DOCS["loop.md"]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_documented(role):
    assert f"| `{role.name}` | {role.label} |" in DOCS["loop.md"]


@pytest.mark.parametrize("key", sorted(FIGURES))
def test_every_figure_is_documented_with_its_definition(key):
    figure, usual = FIGURES[key], Session()
    assert f"| `{key}` | {figure.label} | {figure.unit(usual)} | {figure.definition(usual)} |" in DOCS["figures.md"]


def test_no_figure_is_documented_that_is_not_counted():
    table = DOCS["figures.md"].split("## By one dimension")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(FIGURES)


@pytest.mark.parametrize("key", sorted(GROUPS))
def test_every_dimension_is_documented(key):
    assert f"| `{key}` | {GROUPS[key].caption} |" in DOCS["figures.md"]


def test_every_page_of_docs_is_linked_from_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted(DOCS) if f"docs/{name}" not in readme] == []


def test_no_document_names_a_path_of_a_machine():
    texts = DOCS | {"README.md": (ROOT / "README.md").read_text(encoding="utf-8")}
    assert [name for name, text in texts.items() if re.search(r"(^|[^\w.])/(work|root|home)/", text)] == []


def test_the_changelog_begins_with_the_release_that_pyproject_names():
    release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+) · \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)[0] == release
    assert re.findall(r"^## (?!\S+ · \d{4}-\d\d-\d\d$).*", changelog, re.MULTILINE) == []


def test_every_decision_has_its_day_and_the_newest_stands_first():
    headings = re.findall(r"^## (.*)", DOCS["decisions.md"], re.MULTILINE)
    days = [heading.split(" · ")[0] for heading in headings]
    assert [day for day in days if not re.fullmatch(r"\d{4}-\d\d-\d\d", day)] == []
    assert days == sorted(days, reverse=True)
