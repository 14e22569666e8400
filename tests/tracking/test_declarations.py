"""What is declared of a step, and that nothing else in the house says it a second time."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracking.admin.loop.signing import questions
from tracking.loop import STEPS
from tracking.loop.acts.intake import RegisterForm

ROOT = Path(__file__).resolve().parent.parent.parent
ACTS = ROOT / "tracking" / "loop" / "acts"
BY_CODE = {ROOT / "site" / "huiyin" / "example" / "loop.py"}
"The example's walk through the loop, which takes steps as a test does."
OPPOSITES = [step for step in STEPS.values() if step.opposite_of is not None]


# Opposite answers ------------------------------------------------------------------------------
@pytest.mark.parametrize("step", OPPOSITES, ids=lambda step: step.code)
def test_two_opposite_answers_are_given_by_the_same_people_at_the_same_stage(step):
    yes = step.opposite_of
    assert (step.subject, step.sources, step.roles, step.applies) == (yes.subject, yes.sources, yes.roles, yes.applies)
    assert (step.opposite, yes.opposite) == (yes, step)
    assert step.question is yes.question is yes
    assert (step.warns, yes.warns) == (True, False)


def test_no_question_has_three_answers():
    assert len({step.opposite_of.code for step in OPPOSITES}) == len(OPPOSITES)


def test_a_leader_signs_letters_before_proposals():
    assert questions() == ["sign", "instruct"]


# Said once -------------------------------------------------------------------------------------
def literals(node: ast.AST) -> list[str]:
    """The codes of steps that stand in a constant, or in a table of nothing but such constants."""
    parts = [*node.keys, *node.values] if isinstance(node, ast.Dict) else getattr(node, "elts", [node])
    found = [one.value for one in parts if isinstance(one, ast.Constant)]
    return found if found and len(found) == len(parts) and all(one in STEPS for one in found) else []


def named_by_code(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Where code asks for a step by its code: by what an event is, from STEPS, of the engine, or in a table."""
    for node in ast.walk(tree):
        suspects: list[ast.AST] = []
        if isinstance(node, ast.Compare) and getattr(node.left, "attr", "") in {"what", "code"}:
            is_of_another_thing = getattr(node.left.value, "id", "") == "self"
            suspects = [] if is_of_another_thing else list(node.comparators)
        elif isinstance(node, ast.keyword) and node.arg in {"what", "what__in"}:
            suspects = [node.value]
        elif isinstance(node, ast.Subscript) and getattr(node.value, "id", getattr(node.value, "attr", "")) == "STEPS":
            suspects = [node.slice]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "take":
            suspects = node.args[:1]
        elif isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict) and len(literals(node)) > 1:
            suspects = [node]
        yield from ((node.lineno, code) for one in suspects for code in literals(one))


@pytest.mark.parametrize(
    "line",
    [
        'event.what == "redo"',
        'events.filter(what__in=["redo"])',
        'STEPS["redo"]',
        'take("redo", part)',
        'WARNING = {"redo", "withdraw"}',
        'TWINS = {"sign": "refuse_to_sign"}',
    ],
)
def test_a_step_named_by_its_code_is_seen(line):
    assert list(named_by_code(ast.parse(line)))


def test_no_step_is_named_by_its_code_outside_of_the_acts():
    """What the house must know of a step is declared on it; a page that is about one step imports it."""
    found = [
        f"{path.relative_to(ROOT)}:{line} {code}"
        for room in ("tracking", "publishing", "site")
        for path in sorted((ROOT / room).rglob("*.py"))
        if path.parent != ACTS and path not in BY_CODE and "migrations" not in path.parts
        for line, code in named_by_code(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_every_field_of_a_registration_is_shown_on_its_page_once():
    shown = [name for names in RegisterForm.groups.values() for name in names]
    assert sorted(shown) == sorted(RegisterForm.base_fields.keys() - {"version"})
