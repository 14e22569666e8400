"""A cell's padding and decoration is never its value: what is told apart or cut off by the import, said or asked."""

import pytest

from tests.tracking.ledger.books import PLAIN
from tracking.models import Proposer

FIRST = "领衔代表(第一提案人)"


def signers(session):
    return [one.proposer.name for one in session.records.get().signatures.order_by("order")]


def test_co_signers_set_apart_by_spaces_are_several_people(bring_in, session):
    bring_in(PLAIN | {FIRST: "张　三", "联名人": "张三 李四　王五"})
    assert signers(session) == ["张三", "李四", "王五"]


def test_whom_nobody_can_tell_is_an_error_and_nobody_is_made(plan):
    made = plan(PLAIN | {"联名人": "买买提 艾力"}, PLAIN | {"编号": 2, FIRST: "张代表"})
    assert [(error.row, error.column) for error in made.errors] == [(2, "联名人"), (3, FIRST)]
    assert "“买买提 艾力”看不清是哪几位" in made.errors[0].message


def test_titles_and_remarks_do_not_make_another_person_and_are_noted(plan, bring_in, session):
    row = PLAIN | {FIRST: "张三代表（领衔）", "联名人": "李四（县人大代表）、王五委员、赵六（已故）"}
    notes = [(note.column, note.message) for note in plan(row).notes]
    assert [column for column, _message in notes] == [FIRST, "联名人"]
    assert "“赵六”旁的“（已故）”" in notes[1][1]
    bring_in(row)
    assert signers(session) == ["张三", "李四", "王五", "赵六"]
    bring_in(PLAIN | {"编号": 2, FIRST: "张三"})
    assert Proposer.objects.filter(name__startswith="张三").count() == 1


@pytest.mark.parametrize(
    ("cell", "leads", "supports"),
    [
        ("牵头：区教育局", ["区教育局"], []),
        ("区教育局（牵头）、区住建局（配合）", ["区教育局"], ["区住房和城乡建设局"]),
        ("区住建局（配合）、区教育局（牵头）", ["区教育局"], ["区住房和城乡建设局"]),
        ("区教育局 区住建局", ["区教育局"], ["区住房和城乡建设局"]),
    ],
)
def test_a_units_part_in_words_is_understood_and_not_its_name(plan, cell, leads, supports):
    made = plan(PLAIN | {"主办单位": cell})
    assert made.errors == []
    facts = made.creates[0].entry.facts
    assert [part.assignment.unit.name for part in facts.answering] == leads
    others = [part.assignment.unit.name for part in facts.parts if part not in facts.answering]
    assert others == supports


def test_an_unknown_units_message_shows_where_the_spaces_are(plan):
    assert "“区某某 区教育”" in plan(PLAIN | {"主办单位": "区某某 区教育"}).errors[0].message


def test_numbers_with_prefixes_are_read_where_kind_and_year_agree(plan):
    cells = ["市人大第12号", "No.14", "2024-015", "16（重点）", "*17", "第018号"]
    made = plan(*(PLAIN | {"编号": cell} for cell in cells))
    assert made.errors == []
    assert [one.record.number for one in made.creates] == [12, 14, 15, 16, 17, 18]
    assert [(note.row, note.message) for note in made.notes][0] == (2, "“市人大第12号”按第12号建议读取，请核对。")
    assert len(made.notes) == 5


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("政协第12号", "编号写的是提案，类别却是建议"),
        ("2023-012", "年份不是本届的2024年"),
        ("第13、35号（并案）", "一件一行、一行一个编号，导入后再办理并案"),
    ],
)
def test_a_number_that_disagrees_with_its_row_or_is_two_is_asked_about(plan, cell, why):
    assert why in plan(PLAIN | {"编号": cell}).errors[0].message
