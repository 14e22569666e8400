"""A new step is one file among the acts: it is offered, taken, told, drawn and counted without a word elsewhere."""

import sys

import pytest

from tests.tracking import loop_document
from tests.tracking.admin.pages import form_of, logged_in, soup, text, typed
from tests.tracking.loop_document import NUMBERS, Cell
from tracking.admin.loop.waiting import Waiting
from tracking.loop import STEPS, acts, why_not_now
from tracking.loop.engine.declaring import find_steps
from tracking.models import Assignment, Event, Role
from tracking.stages import Stage
from tracking.versions.kinds import KINDS

VISITING = '''"""The unit visits the proposer (走访) while it handles the item."""

from django.utils.translation import gettext as _

from tracking.loop.engine.declaring import always, step
from tracking.loop.engine.fields import StepForm, TextField
from tracking.models import Role
from tracking.stages import Stage

PLACE = 55


class VisitForm(StepForm):
    """走访."""

    text = TextField(label="走访情况")


def was_not_visited(assignment, *, decider=None) -> str:
    """One visit is enough."""
    return _("已经走访过，不再登记。") if assignment.events.filter(what=note_visit.code).exists() else ""


@step(
    "登记走访",
    help="Note a visit to the proposer (走访).",
    sources=[Stage.HANDLING],
    role=Role.UNIT_HANDLER,
    form=VisitForm,
    day="走访日期",
    guards=[was_not_visited],
    not_before=lambda assignment: (assignment.signed_for_on, _("签收日期")),
    awaited=always,
)
def note_visit(assignment, move, *, text):
    return _("走访提出人：%(text)s") % {"text": text}
'''


@pytest.fixture
def new_step(tmp_path, monkeypatch):
    """The step of a file that lies among the acts for the time of one test."""
    (tmp_path / "visiting.py").write_text(VISITING, encoding="utf-8")
    monkeypatch.setattr(acts, "__path__", [*acts.__path__, str(tmp_path)])
    before = dict(STEPS)
    find_steps(acts)
    yield STEPS["note_visit"]
    STEPS.clear()
    STEPS.update(before)
    del KINDS["note_visit"], acts.visiting, sys.modules["tracking.loop.acts.visiting"]


@pytest.fixture
def part(make_record):
    """A part that its unit is handling."""
    return Assignment.objects.get(record=make_record(Stage.HANDLING))


def test_a_new_step_stands_where_its_file_says(new_step):
    codes = list(STEPS)
    assert codes.index("hand_on") < codes.index("note_visit") < codes.index("submit")
    assert KINDS["note_visit"].says == "Note a visit to the proposer (走访)."


def test_a_new_step_is_offered_and_taken_and_its_event_is_read_in_the_file(new_step, part, unit_handler):
    client, file = logged_in(unit_handler), f"/admin/ledger/inspect/{part.record_id}/"
    address = f"/admin/loop/{part.record_id}/note_visit/{part.pk}/"
    assert soup(client.get(file)).select_one(f'a[href="{address}"]').get_text(strip=True) == "登记走访"
    assert [one.label for one in Waiting(unit_handler).mine.values()] == ["登记走访"]

    filled = typed(soup(client.get(address)), form_of("note_visit"))
    assert client.post(address, filled | {"text": ""}).status_code == 422
    assert client.post(address, filled | {"text": "到示例村走访。"}).url == file

    event = Event.objects.get(what="note_visit")
    assert (event.label, event.summary, event.assignment) == ("登记走访", "走访提出人：到示例村走访。", part)
    assert "走访提出人：到示例村走访。" in text(client.get(file))
    assert why_not_now(new_step, part) == "已经走访过，不再登记。"


def test_a_new_step_is_drawn_in_the_page_on_the_loop(new_step, part):
    facts = f"{Role.UNIT_HANDLER.label} | {NUMBERS[Stage.HANDLING]} | stays | Note a visit to the proposer (走访)."
    assert f"| `note_visit` | 登记走访 | {facts} |" in loop_document.steps()
    cells = {(code, stage): Cell() for code in STEPS for stage in Stage}
    cells["note_visit", part.stage].open = not why_not_now(new_step, part)
    signs = "".join(f" {'●' if stage == Stage.HANDLING else ''} |" for stage in Stage)
    assert f"| 登记走访 `note_visit` |{signs}" in loop_document.matrix(cells)
