"""The house keeps its direction: site → publishing → tracking, by imports, by strings and by schema."""

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest
from django.apps import apps

from tracking.versions.kinds import KINDS

ROOT = Path(__file__).resolve().parent.parent


def sources(folder: str) -> list[Path]:
    found = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".html", ".js", ".css", ".txt"}]
    return [path for path in found if "__pycache__" not in path.parts]


def test_tracking_never_names_publishing_or_huiyin():
    naming = [
        str(path.relative_to(ROOT))
        for path in sources("tracking")
        for word in ("publishing", "huiyin")
        if word in path.read_text(encoding="utf-8").replace("huiyin ", "")
    ]
    assert naming == []


def test_publishing_never_names_huiyin():
    naming = [
        str(path)
        for path in sources("publishing")
        if "import huiyin" in path.read_text() or "from huiyin" in path.read_text()
    ]
    assert naming == []


def circles(imports: dict[str, set[str]]) -> list[str]:
    """The circles of files, each as the way around it; `imports` holds what each file imports."""
    found = []
    while True:
        try:
            TopologicalSorter(imports).prepare()
        except CycleError as error:
            around = error.args[1]
            found.append(" → ".join(reversed(around)))
            imports[around[1]].discard(around[0])
        else:
            return found


@pytest.fixture(scope="module")
def graph():
    """Which file imports which, inside functions too; what the type checker alone reads is not imported."""
    return grimp.build_graph("huiyin", "publishing", "tracking", exclude_type_checking_imports=True, cache_dir=None)


def test_no_two_files_import_each_other_by_any_way_around(graph):
    imports = {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}
    assert "publishing.permissions" in imports["publishing.apps"], "imports inside functions count"
    assert circles(imports) == []


@pytest.mark.parametrize("models", ["publishing.models", "tracking.models"])
def test_no_file_of_tables_is_imported_by_nobody_and_so_unknown_to_django(graph, models):
    assert [one for one in graph.find_children(models) if not graph.find_modules_that_directly_import(one)] == []


def test_a_circle_of_files_is_seen():
    assert circles({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == ["a → b → c → a"]


def test_no_foreign_key_points_from_tracking_to_publishing():
    for model in apps.get_app_config("tracking").get_models():
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model is not None:
                assert field.related_model._meta.app_label != "publishing", field


def test_foreign_keys_from_publishing_leave_no_trace_on_tracking():
    for model in apps.get_app_config("publishing").get_models():
        for field in model._meta.get_fields():
            to_tracking = (
                field.is_relation and field.related_model and field.related_model._meta.app_label == "tracking"
            )
            if to_tracking and not field.auto_created:
                assert field.remote_field.related_name == "+" or field.remote_field.hidden, field


def test_steps_and_their_forms_use_no_wagtail_admin():
    using = [str(path) for path in (ROOT / "tracking" / "loop").rglob("*.py") if "wagtail" in path.read_text()]
    assert using == []


@pytest.mark.parametrize("command", [["check"], ["makemigrations", "--check", "--dry-run", "tracking"]])
def test_tracking_stands_without_publishing(command, tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "django", *command],
        cwd=ROOT,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "tests.settings_tracking_only",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
            "HUIYIN_DATA_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_tracking_alone_still_finds_numbers_of_persons_in_a_draft():
    asks = (
        "import django; django.setup(); from tracking.loop.screening import DraftText, concerns_in;"
        "found = concerns_in([DraftText('body', '正文', '手机' + '154' + '00001234')], is_public=True);"
        "assert [(one.kind, one.mask) for one in found] == [('手机号码', '154****1234')], found"
    )
    run = subprocess.run(
        [sys.executable, "-c", asks],
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "tests.settings_tracking_only", "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr


def test_no_migration_is_missing():
    run = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT,
        env=os.environ | {"HUIYIN_SECRET_KEY": "x" * 50, "DJANGO_SETTINGS_MODULE": "huiyin.settings"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("folder", ["tracking", "publishing"])
def test_no_two_classes_of_an_app_bear_one_name(folder):
    trees = (ast.parse(path.read_text()) for path in sources(folder) if path.suffix == ".py")
    names = Counter(node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef))
    assert {name for name, times in names.items() if times > 1} == {"Command", "Migration"}, "as Django calls them"


OF_KINDS = re.compile(r"(\w+__)?whats?(__in)?")
"What the writers and the queries of events call their kind."
BY_PLACE = {"chained", "kept", "event_of"}
"Writers that are also given it without a name."


def literal_kinds(source: str) -> list[str]:
    """The kinds of events that a source spells out where it writes, asks for or compares them."""
    given: list[ast.AST] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given += [one.value for one in node.keywords if OF_KINDS.fullmatch(one.arg or "")]
            given += node.args if name in BY_PLACE else []
        elif isinstance(node, ast.Compare) and re.fullmatch(r"(?!self)\w+\.(\w+\.)*what", ast.unparse(node.left)):
            given += node.comparators
    texts = (node for value in given for node in ast.walk(value) if isinstance(node, ast.Constant))
    return [one.value for one in texts if one.value in KINDS]


def test_no_kind_of_event_is_spelt_out_beside_its_register():
    code = [path for folder in ("tracking", "publishing", "site") for path in sources(folder) if path.suffix == ".py"]
    spelt = {str(path.relative_to(ROOT)): found for path in code if (found := literal_kinds(path.read_text()))}
    assert spelt == {}


def test_a_kind_that_is_spelt_out_is_seen():
    assert literal_kinds('versions.append(what="sign" if ready else kinds.LIST, account=account)') == ["sign"]
    assert literal_kinds('with chained("list", _("删除名录"), account=account): pass') == ["list"]
    assert literal_kinds('evidence.declare(Row, whats={"page_signed": {"verdict": "agreed"}})') == ["page_signed"]
    assert literal_kinds('record.events.filter(what="sign").exclude(event__what__in=("redo", BACKFILL))') == [
        "redo",
        "sign",
    ]
    assert literal_kinds('if event.what in {"sign", BACKFILL} or decision.event.what == "list": pass') == [
        "sign",
        "list",
    ]
    assert literal_kinds('versions.append(what=kinds.LIST, label="list"); found.append("sign")') == []
