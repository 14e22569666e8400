"""A list of both kinds whose sessions are two: each kind goes to its own, and units named together are shared out as chosen."""

import io

import pytest

from tests.tracking.factories import make_unit
from tests.tracking.ledger.books import PLAIN, of_grid, xlsx
from tracking import ledger
from tracking.ledger.session_names import kind_of_session
from tracking.ledger.together import named_together, share_out
from tracking.models import AssignmentDuty, Duty, Kind

UNTOLD = {key: value for key, value in PLAIN.items() if key != "类别"}


@pytest.fixture
def plan_of(session, units):
    def make(*rows, only=None):
        return ledger.plan(ledger.read(xlsx(*rows), "清单.xlsx"), session, only)

    return make


def test_the_other_kinds_rows_are_left_out_and_counted(plan_of):
    made = plan_of(
        PLAIN, PLAIN | {"编号": 2, "类别": "提案"}, PLAIN | {"编号": 3, "类别": "提案"}, only=Kind.SUGGESTION
    )
    assert [one.record.number_label for one in made.creates] == ["第1号建议"]
    assert [note.message for note in made.notes] == ["这次只导入建议；清单里的另一类有2件，没有读取。"]


def test_rows_that_do_not_tell_are_of_the_chosen_kind_where_no_row_tells(plan_of):
    assert "没有写明是建议还是提案" in plan_of(UNTOLD).errors[0].message
    made = plan_of(UNTOLD, only=Kind.PROPOSAL)
    assert [one.record.kind for one in made.creates] == [Kind.PROPOSAL]


def test_a_row_that_does_not_tell_is_asked_about_where_others_do(plan_of):
    made = plan_of(PLAIN, PLAIN | {"编号": 2, "类别": ""}, only=Kind.SUGGESTION)
    assert [(error.row, error.message) for error in made.errors] == [(3, "没有写明是建议还是提案。")]


def test_what_is_imported_is_only_that_kind_even_when_planned_anew(plan_of, clerk):
    made = plan_of(PLAIN, PLAIN | {"编号": 2, "类别": "提案"}, only=Kind.PROPOSAL)
    make_unit("区新设局")  # the plan no longer holds and is made anew
    assert ledger.apply(made, clerk)["created"] == 1
    assert [one.kind for one in made.session.records.all()] == [Kind.PROPOSAL]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("示例县十五届人民代表大会第二次会议", Kind.SUGGESTION),
        ("示例县2026年人大会议", Kind.SUGGESTION),
        ("政协示例县第十届委员会第一次会议", Kind.PROPOSAL),
        ("示例县2026年“两会”", None),
        ("示例县2026年人大、政协会议", None),
    ],
)
def test_a_sessions_name_tells_whose_meeting_it_was(name, kind):
    assert kind_of_session(name) is kind


def test_a_list_that_goes_to_the_wrong_session_is_told(plan_of, session):
    session.name = "政协示例区2024年会议"
    made = plan_of(PLAIN)
    assert [note.message for note in made.notes] == [
        "“政协示例区2024年会议”看来只办政协提案，清单里却有1件另一类，请核对届次；分开导入时，请选“只导入”。"
    ]
    assert made.errors == []


def test_units_named_together_are_handed_out_apart_where_somebody_says_so(session, units):
    row = PLAIN | {"主办单位": "区教育局、区住建局"}
    sheet = ledger.read(xlsx(row, PLAIN | {"编号": 2}), "清单.xlsx")
    assert [named_together(one) for one in sheet.rows] == ["区教育局、区住建局", ""]
    share_out(sheet, {"区教育局、区住建局": Duty.SEPARATE})
    made = ledger.plan(sheet, session)
    assert made.errors == []
    first = made.creates[0]
    assert first.record.duty == Duty.SEPARATE
    assert {part.assignment.duty for part in first.entry.facts.parts} == {AssignmentDuty.LEAD}


@pytest.mark.parametrize("cell", ["区教育局（牵头）、区住建局", "区教育局"])
def test_units_whose_parts_are_told_are_not_asked_about(units, cell):
    sheet = ledger.read(xlsx(PLAIN | {"主办单位": cell}), "清单.xlsx")
    assert [named_together(one) for one in sheet.rows] == [""]


def test_a_list_keeps_what_stands_above_its_header():
    grid = [["示例县2026年建议交办清单"], ["填报单位：示例办"], ["编号", "案由"], [1, "关于示例的建议"]]
    (table,) = ledger.read(io.BytesIO(of_grid(grid).getvalue()), "清单.xlsx").tables
    assert table.above == ("Sheet", "示例县2026年建议交办清单", "填报单位：示例办")
