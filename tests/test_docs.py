"""What a user may set, run, take, hold or read is in docs/, and what docs and code name is in the repository."""

import os
import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands

from publishing.public_figures import COUNTS_OF_OPINIONS, INTERNAL
from tracking.figures import FIGURES, GROUPS
from tracking.loop import STEPS
from tracking.models import Role, Session
from tracking.versions.kinds import KINDS

ROOT = Path(__file__).resolve().parent.parent
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
GUIDES = [*(ROOT / "docs" / "guide").glob("*.md")]
PAGES = {str(path.relative_to(ROOT)): path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *GUIDES]}
"Every document for people, by its path."
WRITTEN = {".py", ".html", ".css", ".js", ".md", ".json", ".toml"}
ABSENT = re.compile(
    r"\b(?:domain|design|style|visual)\.md|\b[Ss]eed's\b|\b[Tt]he seed\b|\bresearch/|\([SRD](?:, [SRD])*\)|\b[Ii]ssue #?\d"
)
"References to papers that a reader of the repository does not have."
BASES = ("", "templates", *(f"{app}/{kind}" for app in ("tracking", "publishing") for kind in ("templates", "static")))
"Where a path in a document may begin."
AFTER_FIGURES = "By form (`satisfaction_basis`"
"What docs/figures.md says next after the table of figures."
RULE = re.compile(r"\bR\d{1,3}\b")
RULES = re.findall(r"^\| (R\d+) \| (.+) \| (.+) \| (.+) \|$", DOCS["rules.md"], re.MULTILINE)
"Number, rule, source and where it is kept."


def settings_used() -> list[str]:
    found: set[str] = set()
    for folder in ("site", "tracking", "publishing", ".ci"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in {".py", ""} and "__pycache__" not in path.parts:
                found |= set(re.findall(r"\b(?:HUIYIN|TRACKING)_[A-Z][A-Z_]+\b", path.read_text(encoding="utf-8")))
    return sorted(name for name in found if not name.startswith("HUIYIN_TEST_"))


def written() -> dict[str, str]:
    """The text of every file that people wrote, by its path; migrations stay as they were made."""
    folders = ("docs", "publishing", "site", "templates", "tests", "tracking")
    paths = [*ROOT.glob("*"), *(path for folder in folders for path in (ROOT / folder).rglob("*"))]
    found = [
        path
        for path in paths
        if path.suffix in WRITTEN and not {"migrations", "shots", "node_modules"} & set(path.parts)
    ]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in found}


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


def table_of_figures(page: str) -> str:
    """The rows that docs/figures.md has for the registry; what the session may choose of each is written there by hand."""
    choices = dict(re.findall(r"^\| `(\w+)` \|.*\| (.*) \| [^|]+ \|$", page.split(AFTER_FIGURES)[0], re.MULTILINE))
    usual, rows = Session(), []
    for key, figure in FIGURES.items():
        portal = "no" if key in INTERNAL else "by setting" if key in COUNTS_OF_OPINIONS else "yes"
        said = (figure.label, figure.unit(usual), figure.definition(usual), choices.get(key, ""), portal)
        rows.append(f"| `{key}` | " + " | ".join(map(str, said)) + " |\n")
    return "".join(rows)


def test_the_table_of_figures_is_that_of_the_registry():
    page = DOCS["figures.md"]
    begins, ends = re.search(r"^\| `", page, re.MULTILINE).start(), page.index(f"\n{AFTER_FIGURES}")
    if "HUIYIN_TEST_WRITE_DOCS" in os.environ:
        written = page[:begins] + table_of_figures(page) + page[ends:]
        (ROOT / "docs" / "figures.md").write_text(written, encoding="utf-8")
        return
    assert page[begins:ends] == table_of_figures(page)


@pytest.mark.parametrize("key", sorted(GROUPS))
def test_every_dimension_is_documented(key):
    assert f"| `{key}` | {GROUPS[key].caption} |" in DOCS["figures.md"]


def test_the_table_of_event_kinds_is_that_of_the_register():
    page = DOCS["history.md"]
    begins, ends = re.search(r"^\| `", page, re.MULTILINE).start(), page.index("<!-- /kinds -->")
    kinds = [kind for code, kind in KINDS.items() if code not in STEPS]
    table = "".join(f"| `{one.code}` | {one.label} | {one.says} | {one.readers.value} |\n" for one in kinds)
    if "HUIYIN_TEST_WRITE_DOCS" in os.environ:
        (ROOT / "docs" / "history.md").write_text(page[:begins] + table + page[ends:], encoding="utf-8")
        return
    assert page[begins:ends] == table


def test_every_page_of_docs_is_linked_from_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted(DOCS) if f"docs/{name}" not in readme] == []
    assert [path.name for path in GUIDES if f"docs/guide/{path.name}" not in readme] == []


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


# What documents and code name ------------------------------------------------------------------
def test_nobody_refers_to_papers_that_are_not_in_the_repository():
    here = str(Path(__file__).relative_to(ROOT))
    found = {name: ABSENT.findall(text) for name, text in written().items() if name != here}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("page", sorted(PAGES))
def test_every_file_that_a_document_names_is_there(page):
    text = PAGES[page].read_text(encoding="utf-8")
    named = re.findall(r"`((?:tracking|publishing|site|templates|tests|docs|\.ci)/[\w./-]*)", text)
    linked = [PAGES[page].parent / link for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)]
    assert [name for name in named if not any((ROOT / base / name).exists() for base in BASES)] == []
    assert [str(link) for link in linked if not link.exists()] == []


@pytest.mark.parametrize("page", sorted(PAGES))
def test_every_target_of_make_that_a_document_names_is_there(page):
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", PAGES[page].read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_every_rule_that_is_cited_stands_in_rules_md():
    known = {number for number, *_cells in RULES}
    cited = {name: set(RULE.findall(text)) for name, text in written().items()}
    assert {name: numbers - known for name, numbers in cited.items() if numbers - known} == {}


def test_rules_are_numbered_once_and_name_a_source_that_the_page_explains():
    numbers = [number for number, *_cells in RULES]
    assert len(numbers) == len(set(numbers)) == len(re.findall(r"^\| R\d", DOCS["rules.md"], re.MULTILINE))
    explained = re.findall(r"^\| (\S+(?: \S+)?) \|", DOCS["rules.md"].split("## Words and items")[0], re.MULTILINE)
    assert [
        number for number, _rule, source, _kept in RULES if not any(source.startswith(known) for known in explained)
    ] == []


@pytest.mark.parametrize(
    ("number", "kept"), [pytest.param(number, kept, id=number) for number, _rule, _source, kept in RULES]
)
def test_a_rule_is_kept_where_rules_md_says(number, kept):
    named = re.findall(r"`([^`]+)`", kept)
    paths = [ROOT / name for name in named if "/" in name]
    files = [one for path in paths for one in (path.rglob("*.py") if path.is_dir() else [path])]
    text = "\n".join(one.read_text(encoding="utf-8") for one in files)
    assert paths
    assert [name for name in named if "/" not in name and not re.search(rf"\b{name}\b", text)] == []


def test_the_drawing_of_the_floors_is_what_the_linter_keeps():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    kept = {one["containers"][0]: one["layers"] for one in contracts if one.get("containers")}
    drawn = re.findall(r"^│   ([a-z_]+(?: [|:] [a-z_]+)*)", DOCS["architecture.md"], re.MULTILINE)
    assert drawn == [*kept["publishing"], *kept["tracking"]]
