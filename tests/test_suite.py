"""The suite about itself: what runs on one database alone is there, and every target of the Makefile says what it does."""

import ast
import re
from pathlib import Path

import pytest

from tests import databases, quick
from tests.once import BOTH, PROCESSES, SOURCE, runs_on_both, starts_processes, why_both
from tracking.loop import STEPS

ROOT = Path(__file__).resolve().parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


# Once or on both -------------------------------------------------------------------------------
def test_every_row_names_a_folder_file_or_test_that_is_there():
    for path in [*BOTH, *PROCESSES, *SOURCE]:
        file, _colons, test = path.partition("::")
        assert (ROOT / file).exists(), path
        assert not test or f"\ndef {test}(" in (ROOT / file).read_text(encoding="utf-8"), path


def test_no_row_lies_in_another():
    assert [(path, row) for path in BOTH for row in BOTH if path.startswith((f"{row}/", f"{row}::"))] == []


def test_a_test_that_may_not_ask_the_database_runs_once(request):
    assert not runs_on_both(request.node)


def test_what_no_row_names_runs_once_and_a_file_s_row_speaks_for_its_tests():
    searching = "tests/huiyin/test_search.py"
    assert why_both(f"{searching}::test_a_search_is_two_queries") == BOTH[searching]
    pages, counted = "tests/publishing/test_pages.py", "test_the_figures_page_counts_by_every_dimension"
    assert why_both(f"{pages}::{counted}") == BOTH[f"{pages}::{counted}"]
    assert why_both(f"{pages}::test_another") == why_both("tests/another/test_new.py") == ""


def test_a_folder_s_files_start_processes():
    assert starts_processes("tests/crash/test_kills.py")
    assert starts_processes("tests/huiyin/test_serve.py")
    assert not starts_processes("tests/huiyin/test_search.py")


def words_of_what_runs_on_both() -> set[str]:
    """Every word of the tests that run on both databases, of what they call in their file, and of the office's usual way."""
    found = set(re.findall(r'"(\w+)"', (ROOT / "tests/tracking/factories.py").read_text(encoding="utf-8")))
    for path in (ROOT / "tests/tracking").rglob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
        called = [name for name in functions if why_both(f"{path.relative_to(ROOT).as_posix()}::{name}")]
        while called:
            parts = list(ast.walk(functions.pop(called.pop())))
            found |= {one.value for one in parts if isinstance(one, ast.Constant)}
            called += {one.id for one in parts if isinstance(one, ast.Name)} & functions.keys() - {*called}
    return found


def test_every_step_is_taken_on_both_databases():
    assert set(STEPS) - words_of_what_runs_on_both() == set()


# make ------------------------------------------------------------------------------------------
def test_every_target_has_its_line_of_help():
    targets = set(re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[1].split())
    assert set(re.findall(r"^([a-z-]+):.* ## \S.*$", MAKEFILE, re.MULTILINE)) == targets


@pytest.mark.parametrize(
    ("path", "test", "how_far"),
    [
        ("tests/tracking/test_steps.py", "tests/tracking/test_steps.py", 0),
        ("tracking/workdays.py", "tests/tracking/test_workdays.py", 1),
        ("tests/once.py", "tests/test_suite.py", 2),
        ("docs/loop.md", "tests/test_docs.py", 3),
        ("tracking/workdays.py", "tests/publishing/test_articles.py", quick.FAR),
    ],
)
def test_the_tests_near_a_change_are_found_by_name_and_by_import(path, test, how_far):
    assert quick.distance(path, test) == how_far


def test_a_template_database_that_is_made_is_announced(monkeypatch, tmp_path):
    said = []
    monkeypatch.setattr(databases, "FOLDER", tmp_path)
    monkeypatch.setattr(databases, "_migrate", lambda url: Path(url.removeprefix("sqlite:///")).touch())
    databases.template_file(said.append)
    databases.template_file(said.append)
    assert said == [databases.PREPARING]


def test_a_template_database_is_migrated_further_only_while_every_migration_of_it_is_as_it_was(monkeypatch, tmp_path):
    monkeypatch.setattr(databases, "FOLDER", tmp_path)
    now = sorted(databases.migrations())
    for marked, listed in {"earlier": now[1:], "changed": [*now[1:], "tracking 0001_initial.py 0000"]}.items():
        (tmp_path / f"{databases.TEMPLATE}-{marked}.txt").write_text("\n".join(listed))
    assert databases.is_earlier("earlier")
    assert not databases.is_earlier("changed")
    assert not databases.is_earlier("unknown")
    assert not databases.is_earlier(None)
