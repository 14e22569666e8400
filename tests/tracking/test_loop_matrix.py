"""The stage × step × role matrix: what the engine says of every step at every stage to everybody, against docs/loop.md.

`make docs` writes the page anew (HUIYIN_TEST_WRITE_DOCS=1); without it a step that changes is a test that fails here,
and its difference is read in the page.
"""

import os
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import time_machine
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from tests.tracking import loop_document
from tests.tracking.factories import make_account, make_office, make_person, make_unit
from tests.tracking.loop_document import Cell, Matrix
from tests.tracking.specimens import DAY, SPECIMENS, Walker, make_walker
from tracking import permissions
from tracking.loop import STEPS, Move, Step, openings
from tracking.loop.engine.taking import why_refused
from tracking.models import Assignment, Delivery, FeedbackLink, HandlingRecord, Role
from tracking.stages import BEFORE_HAND_OVER, Stage

pytestmark = pytest.mark.django_db
WRITES = bool(os.environ.get("HUIYIN_TEST_WRITE_DOCS"))
MOVES = [step for step in STEPS.values() if step.subject != "new"]
NOT_AT_THIS_STAGE = r"现在是“.+”，还不能“.+”。|这一步不适用于本件。|您没有查看本件的权限。"
NOT_THIS_ROLE = r"这一步由.+办理。"
NOBODY = r"这个账号没有对应的办理人员，不能办理；请系统管理员在“办理人员”中登记。"
NOTHING_TO_RECOUNT = {("recount_due", stage) for stage in BEFORE_HAND_OVER}
"Before the hand-over an item has no dates yet."
OF_A_PART = frozenset({Stage.REASSIGNED})
"Where an item never stands; a unit's part, in turn, begins with the hand-over."


@dataclass(frozen=True)
class Said:
    """What the engine said to one account about one step on one item; nothing when it is open."""

    step: Step
    stage: Stage
    who: str
    sentence: str
    row: tuple


def subjects(record: HandlingRecord) -> list:
    """An item and its parts, read afresh."""
    parts = Assignment.objects.filter(record=record).select_related("record__session", "unit")
    return [HandlingRecord.objects.select_related("session").get(pk=record.pk), *parts]


def asked(record: HandlingRecord, people: dict[str, Callable]) -> list[Said]:
    """Everybody about every step on an item and its parts; nothing is written."""
    found = []
    for subject in subjects(record):
        for who, account_for in people.items():
            account = account_for(subject)
            for step in MOVES:
                if step.is_of_assignment == isinstance(subject, Assignment):
                    move = Move(step, account, permissions.person_of(account), timezone.localdate())
                    sentence = why_refused(step, subject, move)
                    found.append(Said(step, Stage(subject.stage), who, sentence, (type(subject), subject.pk)))
    return found


def buttons(record: HandlingRecord, people: dict[str, Callable]) -> set[tuple]:
    """The steps that the file of an item offers to everybody in person."""
    seen = subjects(record)
    return {
        (opening.step.code, who, type(opening.subject), opening.subject.pk)
        for who, account_for in people.items()
        for account in {account_for(subject) for subject in seen}
        for opening in openings(record, account)
        if opening.is_open and not opening.on_paper
    }


def everybody(walker: Walker) -> dict[str, Callable]:
    """A person of each role, and three who may not: another unit's handler, a superuser, somebody without a role."""
    office, elsewhere = walker.office, make_unit("区第三局")
    fixed = {
        Role.OFFICE_CLERK: office.clerk,
        Role.OFFICE_REVIEWER: office.reviewer,
        Role.LEADER: office.leader,
        Role.SUPERVISOR: walker.supervisor,
        "another unit": office.handler_of(elsewhere),
        "superuser": make_account("root", is_superuser=True, is_staff=True),
        "nobody": make_person("示例无职", login="nobody").user,
    }
    for role in set(Role) - set(fixed) - {Role.PROPOSER, Role.UNIT_HANDLER}:
        fixed[role] = make_person(f"示例{role.label}", role, login=role.value).user
    people: dict[str, Callable] = {who: lambda subject, account=account: account for who, account in fixed.items()}
    people[Role.UNIT_HANDLER] = lambda subject: office.handler_of(getattr(subject, "unit", office.unit))
    return people


@dataclass
class Walked:
    """What was heard on the way of all specimens, and where the buttons of a file say something else."""

    said: list[Said]
    other_buttons: list[tuple]


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker, tmp_path_factory) -> Walked:
    """Every specimen at every stage of its way."""
    files = override_settings(PRIVATE_ROOT=tmp_path_factory.mktemp("private"), TRACKING_FEEDBACK_LINKS=True)
    with django_db_blocker.unblock(), files, time_machine.travel(DAY, tick=False), transaction.atomic():
        walker = make_walker(make_office())
        people, said, other = everybody(walker), [], []
        for specimen in SPECIMENS:
            for record in specimen(walker):
                heard = asked(record, people)
                taken = {(one.step.code, one.who, *one.row) for one in heard if not one.sentence}
                other += taken ^ buttons(record, people)
                said += heard
        connection.set_rollback(True)
    return Walked(said, other)


@pytest.fixture(scope="module")
def matrix(walked) -> Matrix:
    """Each step at each stage, as those heard it who may take it."""
    cells: Matrix = {(step.code, stage): Cell() for step in MOVES for stage in Stage}
    for one in walked.said:
        cell = cells[one.step.code, one.stage]
        if one.who in one.step.roles and not one.sentence:
            cell.open = True
        elif one.who in one.step.roles and not re.fullmatch(NOT_AT_THIS_STAGE, one.sentence):
            cell.sentences.add(one.sentence)
    if WRITES:
        loop_document.write(
            stages=loop_document.stages(),
            steps=loop_document.steps(),
            diagram=loop_document.diagram(),
            matrix=loop_document.matrix(cells),
        )
    return cells


# The page --------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["stages", "steps", "diagram"])
def test_the_page_shows_what_is_declared(name, matrix):
    page = loop_document.PAGE.read_text(encoding="utf-8")
    assert loop_document.block(page, name) == getattr(loop_document, name)()


@pytest.mark.parametrize("step", MOVES, ids=lambda step: step.code)
def test_the_matrix_on_the_page_is_what_the_engine_says(step, matrix):
    page = loop_document.block(loop_document.PAGE.read_text(encoding="utf-8"), "matrix")
    row = next((line for line in page.splitlines() if f"`{step.code}` |" in line), "")
    signs = [cell.strip() for cell in row.strip("|").split("|")[1:]]
    assert dict(zip(Stage, signs, strict=True)) == {stage: matrix[step.code, stage].sign for stage in Stage}


def test_every_sentence_that_refuses_stands_below_the_matrix(matrix):
    page = loop_document.block(loop_document.PAGE.read_text(encoding="utf-8"), "matrix")
    assert page == loop_document.matrix(matrix)


# The engine ------------------------------------------------------------------------------------
def test_who_may_not_take_a_step_is_refused_at_every_stage_by_a_sentence(walked):
    wrong = [
        one
        for one in walked.said
        if one.who not in one.step.roles and not re.fullmatch(f"{NOT_THIS_ROLE}|{NOBODY}", one.sentence)
    ]
    assert wrong == []


def test_who_may_take_a_step_is_never_refused_for_the_role(walked):
    wrong = [one for one in walked.said if one.who in one.step.roles and re.fullmatch(NOT_THIS_ROLE, one.sentence)]
    assert wrong == []


def test_every_role_was_asked_about_every_step(walked):
    heard = defaultdict(set)
    for one in walked.said:
        heard[one.step.code].add(one.who)
    everyone = set(Role) - {Role.PROPOSER} | {"another unit", "superuser", "nobody"}
    assert [code for code, who in heard.items() if who != everyone] == []
    assert set(heard) == {step.code for step in MOVES}


def test_no_step_is_open_outside_of_its_stages(matrix):
    wrong = [(code, stage) for (code, stage), cell in matrix.items() if cell.sign and stage not in STEPS[code].sources]
    assert wrong == []


def test_every_stage_that_a_step_names_was_seen_by_it(matrix):
    """Nothing is blank only because no specimen came by."""
    unseen = {
        (step.code, stage)
        for step in MOVES
        for stage in step.sources
        if not matrix[step.code, stage].sign and stage not in (BEFORE_HAND_OVER if step.is_of_assignment else OF_A_PART)
    }
    assert unseen == NOTHING_TO_RECOUNT


def test_every_step_is_open_somewhere(matrix):
    assert [step.code for step in MOVES if not any(matrix[step.code, stage].open for stage in Stage)] == []


def test_the_buttons_of_a_file_are_what_may_be_taken(walked):
    assert walked.other_buttons == []


def test_a_proposer_may_feed_back_by_their_link_and_take_no_other_step(make_record, office):
    part = Assignment.objects.get(record=make_record(Stage.ASKED))
    today = timezone.localdate()
    delivery = Delivery.objects.get(reply__assignment=part)
    link = FeedbackLink(delivery=delivery, token_sha256="0" * 64, issued_on=today, expires_on=today)
    answers = {
        step.code: why_refused(step, part, Move(step, None, None, today, link=link))
        for step in MOVES
        if step.is_of_assignment
    }
    assert answers.pop("feed_back") == ""
    assert set(answers.values()) == {"这一步不能经一次性链接办理。"}
