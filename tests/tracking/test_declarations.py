"""What is declared of a step, and what the house derives from it."""

from tracking.admin.ledger.dossier import HIDDEN_FROM_UNITS, LEAVING, OF_OPINIONS
from tracking.admin.loop.signing import QUESTIONS, SIGNED_HERE
from tracking.admin.loop.step_forms import WARNING
from tracking.admin.loop.step_pages import FIRST_OF_TWINS, TWINS
from tracking.admin.loop.waiting import ALSO_MOVES, TOGETHER, moving_steps
from tracking.ledger.planning import NOT_HANDLING
from tracking.loop import STEPS
from tracking.loop.engine.declaring import codes
from tracking.loop.vouching import VOUCHED_FOR
from tracking.models import NoticeKind, Role
from tracking.telling.messages import HANDING_OVER
from tracking.telling.rules import DECISIONS, MOVING_THE_DATE


def test_opposite_answers_are_those_of_the_tables():
    assert {code: step.opposite.code for code, step in STEPS.items() if step.opposite} == TWINS
    assert {code: step.opposite_of.code for code, step in STEPS.items() if step.opposite_of} == TOGETHER
    assert set(codes(lambda step: step.opposite and step.question is step)) == set(FIRST_OF_TWINS)


def test_what_a_leader_signs_is_that_of_the_tables():
    assert set(codes(lambda step: step.role is Role.LEADER)) == set(SIGNED_HERE)
    assert {code: STEPS[code].question.code for code in SIGNED_HERE} == QUESTIONS


def test_what_is_waited_for_is_that_of_the_tables():
    assert codes(lambda step: step.leads_on) == [step.code for step in moving_steps()]
    assert codes(lambda step: step.leads_on and step.target is None) == [code for code in STEPS if code in ALSO_MOVES]
    assert set(codes(lambda step: step.awaited is not None)) == {*ALSO_MOVES, "return_after_consultation"}


def test_the_other_facts_are_those_of_the_tables():
    assert set(codes(lambda step: step.warns)) == WARNING
    assert codes(lambda step: step.hidden_from_units) == list(HIDDEN_FROM_UNITS)
    assert codes(lambda step: step.tells_opinion) == list(OF_OPINIONS)
    assert codes(lambda step: step.event_keeps_files) == list(LEAVING)
    assert codes(lambda step: step.vouched_for) == list(VOUCHED_FOR)
    assert set(codes(lambda step: step.leaves_to_workbook)) == NOT_HANDLING
    assert set(codes(lambda step: step.tells == NoticeKind.ASSIGNED)) == HANDING_OVER
    assert codes(lambda step: step.tells == NoticeKind.DECIDED) == list(DECISIONS)
    assert codes(lambda step: step.tells == NoticeKind.NEW_DUE) == list(MOVING_THE_DATE)
