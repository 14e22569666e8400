"""What the code shows when it is read: who writes stages, and that no row of the ledger is written without its version."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tracking.models.versioned import Versioned

ROOT = Path(__file__).resolve().parent.parent.parent
ENGINE, BULK = "tracking/loop/engine/", "tracking/loop/bulk/"
STAGES_IN_A_STEP = {
    "tracking/loop/acts/intake.py register": "a new item has no stage that the engine could change",
    "tracking/loop/acts/intake.py part_for": "a unit's part begins with the item's hand-over",
    "tracking/loop/acts/objecting.py grant_objection": "the last part was given back: the item is to be handed over anew",
    "tracking/loop/acts/leaving.py _leave": "every open part leaves with its item",
}
"Where a step writes the stage of another row than its subject, and why."
WRITING = {"save", "delete", "create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
OTHERWISE = {
    "tracking/loop/engine/taking.py remove": "Move.remove itself",
    "tracking/versions/chain.py keep": "versions.keep itself",
    "tracking/versions/chain.py _holding": "the head of the chain",
    "tracking/versions/chain.py chaining": "the head of the chain",
    "tracking/versions/evidence.py keep": "a row of evidence, which is never changed and is sealed by its event",
    "tracking/admin/lists/kept.py form_valid": "a list's form, which saves through versions.keep",
    "tracking/admin/lists/kept.py post": "a row of a list is deleted, within its event",
    "tracking/admin/lists/units.py save_parts": "a unit's short name is deleted, within the event of its form",
    "tracking/admin/lists/people.py _save_account": "the account of a person (auth_user)",
    "tracking/admin/notices.py save": "the e-mail address of an account (auth_user)",
    "tracking/admin/notices.py post": "that form, and messages that are marked as read",
    "tracking/telling/messages.py tell": "messages are marked as read",
    "tracking/telling/messages.py retire": "messages are marked as read",
    "tracking/permissions.py grant": "by whoever runs the program, before there is anybody to give roles",
    "tracking/permissions.py revoke": "within the event of a succession",
    "tracking/outbox.py _do": "jobs of the outbox",
    "tracking/models/events.py lock": "the head of the chain",
    "tracking/papers/templates.py take_out": "an office's template is taken out, within its event",
    "tracking/admin/day_folders.py forget": "files that waited for an answer, none of them a row",
    "tracking/models/files.py keep": "a private file, named by its content and never changed",
}
"Where something is written otherwise than through `move.keep` or `versions.keep`, and why."


def read(*rooms: str) -> Iterator[tuple[str, ast.AST]]:
    """Every node of the code in these rooms, with its file and function."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                name = str(path.relative_to(ROOT))
                yield from within(ast.parse(path.read_text(encoding="utf-8")), name, "")


def within(node: ast.AST, name: str, function: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        inner = child.name if isinstance(child, ast.FunctionDef) else function
        yield f"{name} {inner}", child
        yield from within(child, name, inner)


def root_of(node: ast.AST) -> str:
    """The name that a chain of calls and attributes begins with."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return getattr(node, "id", "")


def writes_a_stage(node: ast.AST) -> bool:
    """Whether this gives a row a stage: by attribute, by setattr, by update, or as it is made."""
    if isinstance(node, ast.Attribute):
        return node.attr == "stage" and isinstance(node.ctx, ast.Store)
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name == "setattr":
        return getattr(node.args[1], "value", "") == "stage"
    makes = name in {"HandlingRecord", "Assignment", "update", "create"}
    return makes and any(keyword.arg == "stage" for keyword in node.keywords)


def writes_a_row(node: ast.AST) -> bool:
    """Whether this writes rows, and not only those of a model that keeps no versions; a workbook is saved under a name."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in WRITING:
        return False
    root = root_of(node.func.value)
    unversioned = {model.__name__ for model in apps.get_models() if not issubclass(model, Versioned)}
    is_no_row = node.func.attr in {"save", "update"} and bool(node.args)
    return root != "super" and root not in unversioned and not is_no_row


def one_line(line: str) -> list[ast.AST]:
    return list(ast.walk(ast.parse(line)))


# What the readers see --------------------------------------------------------------------------
@pytest.mark.parametrize(
    "line",
    [
        "part.stage = Stage.CLOSED",
        "part.duty, part.stage = duty, stage",
        'setattr(part, "stage", stage)',
        "parts.update(stage=stage)",
        "Assignment(record=record, stage=stage)",
    ],
)
def test_a_stage_that_is_written_is_seen(line):
    assert any(map(writes_a_stage, one_line(line)))


@pytest.mark.parametrize(
    "line", ["part.stage == stage", "parts.filter(stage=stage)", "Move(stage=stage)", 'setattr(part, "due_on", day)']
)
def test_a_stage_that_is_read_is_not_taken_for_written(line):
    assert not any(map(writes_a_stage, one_line(line)))


@pytest.mark.parametrize(
    "line",
    ["part.save()", "parts.update(due_on=day)", "Reply.objects.create(round=1)", "Reply.objects.filter(pk=1).delete()"],
)
def test_a_row_that_is_written_is_seen(line):
    assert any(map(writes_a_row, one_line(line)))


@pytest.mark.parametrize("line", ["found.update(more)", "workbook.save(file)", "Notice.objects.bulk_create(new)"])
def test_what_writes_no_version_is_not_taken_for_a_row(line):
    assert not any(map(writes_a_row, one_line(line)))


# What they find --------------------------------------------------------------------------------
def test_the_engine_and_the_bulk_writers_alone_write_stages():
    found = {where for where, node in read("tracking", "publishing", "site") if writes_a_stage(node)}
    found = {where for where in found if not where.startswith((ENGINE, BULK))}
    assert sorted(found - STAGES_IN_A_STEP.keys()) == []
    assert sorted(STAGES_IN_A_STEP.keys() - found) == []


def test_every_row_of_the_ledger_is_written_through_keep():
    found = {where for where, node in read("tracking") if writes_a_row(node) and not where.startswith(BULK)}
    assert sorted(found - OTHERWISE.keys()) == []
    assert sorted(OTHERWISE.keys() - found) == []
