"""Texts longer than a cell come back whole, and a cell that somebody else cut off is never taken for a correction."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.tracking.ledger.books import PLAIN, SIGNED_FOR, xlsx
from tracking import ledger
from tracking.ledger.continued import heading_of, joined
from tracking.ledger.opening import Grid
from tracking.models import HandlingRecord, ProgressNote
from tracking.wording import escaped, in_cells, is_cut_from, is_full, of_cells
from tracking.wording.differences import abridged
from tracking.wording.spreadsheets import MOST

LONG = "".join(f"第{n}点，示例内容。\n" for n in range(4000)).strip()
NOTES = "\n".join(f"2024-05-{day:02}：" + "已完成示例事项" * 300 for day in range(1, 31))


def written(session) -> bytes:
    file = io.BytesIO()
    ledger.write(session, file)
    return file.getvalue()


def heads(data: bytes) -> list[str]:
    return [cell.value for cell in load_workbook(io.BytesIO(data)).active[3]]


def planned(data, session):
    return ledger.plan(ledger.read(io.BytesIO(data), "台账.xlsx"), session)


@pytest.mark.django_db
def test_texts_and_notes_of_many_cells_are_exported_and_come_back_whole(bring_in, session):
    bring_in(PLAIN, PLAIN | SIGNED_FOR | {"编号": 2})
    record, other = HandlingRecord.objects.order_by("number")
    HandlingRecord.objects.filter(pk=record.pk).update(text=LONG)
    HandlingRecord.objects.filter(pk=other.pk).update(text="=" * 70_000 + "𠮷" * 20_000)
    part = other.assignments.get()
    for line in NOTES.split("\n"):
        ProgressNote.objects.create(assignment=part, on=line[:10], text=line[11:])
    data = written(session)
    assert len(NOTES) > MOST
    assert {"原文（续）", "原文（续3）", "办理进展（续）"} <= set(heads(data))
    made = planned(data, session)
    assert (made.errors, made.updates, made.unchanged) == ([], [], 2)
    HandlingRecord.objects.update(text="")
    ProgressNote.objects.all().delete()
    ledger.apply(planned(data, session), update=True)
    assert HandlingRecord.objects.get(pk=record.pk).text == LONG
    assert HandlingRecord.objects.get(pk=other.pk).text == "=" * 70_000 + "𠮷" * 20_000
    assert ProgressNote.objects.count() == 30


@pytest.mark.django_db
@pytest.mark.parametrize("cut", [lambda text: text[:MOST], lambda text: escaped(text), lambda text: text[: MOST - 3]])
def test_a_cut_cell_is_no_correction_but_a_note(bring_in, session, cut):
    bring_in(PLAIN)
    HandlingRecord.objects.update(text=LONG)
    made = planned(xlsx(PLAIN | {"原文": cut(LONG)}).getvalue(), session)
    assert (made.errors, made.updates, made.unchanged) == ([], [], 1)
    assert [(note.column, note.message) for note in made.notes] == [
        ("原文", "这一格只放下了开头，台账里的全文没有改动。")
    ]
    ledger.apply(made, update=True)
    assert HandlingRecord.objects.get().text == LONG


@pytest.mark.django_db
def test_a_cut_list_of_notes_adds_no_half_note(bring_in, session):
    bring_in(PLAIN | SIGNED_FOR)
    part = HandlingRecord.objects.get().assignments.get()
    for line in NOTES.split("\n"):
        ProgressNote.objects.create(assignment=part, on=line[:10], text=line[11:])
    made = planned(xlsx(PLAIN | SIGNED_FOR | {"办理进展": NOTES[:MOST]}).getvalue(), session)
    assert (made.errors, made.updates) == ([], [])
    assert [note.column for note in made.notes] == ["办理进展"]


@pytest.mark.django_db
def test_a_new_item_whose_cell_is_full_is_asked_about(plan):
    made = plan(PLAIN | {"原文": LONG[:MOST]})
    assert [(note.column, note.message) for note in made.notes] == [
        ("原文", "这一格已经放满，后面的文字可能没有导出，请核对。")
    ]


@pytest.mark.django_db
def test_a_true_correction_of_a_long_text_is_taken(bring_in, session):
    bring_in(PLAIN)
    HandlingRecord.objects.update(text=LONG)
    made = planned(xlsx(PLAIN | {"原文": "第一点，改写。"}).getvalue(), session)
    (one,) = made.updates
    assert one.new == "第一点，改写。"
    assert all(len(text) < 200 for text in one.shown)


def test_a_listed_difference_begins_where_the_texts_part():
    one, other = abridged("一" * 5000 + "旧" + "二" * 5000, "一" * 5000 + "新" + "二" * 9000)
    assert one == "…" + "一" * 20 + "旧" + "二" * 99 + "…（共10001字）"
    assert other.startswith("…" + "一" * 20 + "新二")
    assert abridged("短", "长" * 50) == ("短", "长" * 50)


@given(st.text("一=+'\n𠮷a", max_size=200), st.integers(1, 400))
def test_a_text_in_pieces_is_the_text_again(text, times):
    whole = (text * times).strip("\n")
    cells = in_cells(whole)
    assert of_cells(cells) == whole
    assert all(len(cell.encode("utf-16-le")) // 2 <= MOST for cell in cells)
    assert (len(cells) == 1) == (len(whole.encode("utf-16-le")) // 2 <= 30_000)


@given(st.text("一=+'𠮷", min_size=1, max_size=60), st.integers(1, 2000))
def test_a_cell_never_holds_more_than_it_can_and_says_where_it_stops(text, times):
    cell = escaped(text * times)
    assert len(cell.encode("utf-16-le")) // 2 <= MOST
    assert is_full(cell) or not is_cut_from(cell, text * times)


def test_pieces_are_joined_only_behind_the_column_that_they_continue():
    header = ["编号", "原文", heading_of("原文", 1), heading_of("原文", 2), "备注(续)"]
    rows = [(0, ["台账"]), (3, header), (4, [1, "'=一", "二 ", "三", "说明"]), (5, [2, "", None])]
    assert joined(Grid("一", rows)).rows == [
        (0, ["台账"]),
        (3, ["编号", "原文", "", "", "备注(续)"]),
        (4, [1, "'=一二 三", "", "", "说明"]),
        (5, [2, "", ""]),
    ]
