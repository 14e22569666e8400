"""Whatever a file holds: rows, findings, or one sentence; and what has no findings goes in whole."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from tests.thorough import times
from tests.tracking.ledger.books import ANSWERED, LEDGER, PLAIN, SIGNED_FOR, of_grid, xlsx
from tracking import ledger, versions
from tracking.ledger import cells
from tracking.ledger.columns import COLUMNS
from tracking.loop import settling

QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)
DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(date.isoformat)
WORDS = st.sampled_from(
    "是 否 满意 不满意 基本满意，很好 A B类 主办 会办 分办 独办 建议 提案 区示例局 区教育局 市示例局 市水利局 区人民政府 即办 8月5日前 / 无 "
    "第3号 012 示政办函〔2024〕1号 不予公开（商业秘密） https://a.example/1 电话5月10日 已沟通 合计 示例代表甲等5人 45509 自治区 区".split()
)
HEADINGS = [*LEDGER, *(column.heading for column in COLUMNS if column.heading not in LEDGER)]
CELLS = st.one_of(WORDS, TEXTS, DAYS, st.tuples(WORDS, WORDS).map("\n".join), st.integers(-5, 99_999).map(str))
ROWS = st.dictionaries(st.sampled_from(HEADINGS), CELLS, max_size=3)
JOINT = {"主办单位": "市示例局", "会办单位": "区示例局、区教育局"}
SEPARATE = {"主办单位": "", "分办单位": "区示例局、区教育局"}
USUAL = [
    PLAIN, PLAIN | SIGNED_FOR, PLAIN | ANSWERED, PLAIN | JOINT, PLAIN | SIGNED_FOR | JOINT, PLAIN | SIGNED_FOR | SEPARATE,
    PLAIN | ANSWERED | SEPARATE,
]  # fmt: skip


@given(st.binary(max_size=300))
@QUICK
@example(b"PK\x05\x06" + b"\0" * 18)
@example("编号,案由\n".encode())
@example(b"\xff\xfe")
def test_any_bytes_are_read_or_refused(data):
    try:
        assert isinstance(ledger.read(io.BytesIO(data), "x"), ledger.Sheet)
    except ledger.Unreadable as problem:
        assert str(problem).endswith("。")


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=40))
@settings(QUICK, max_examples=25)
def test_a_damaged_workbook_is_read_or_refused(place, junk):
    data = bytearray(xlsx(PLAIN).getvalue())
    data[place : place + len(junk)] = junk
    try:
        assert isinstance(ledger.read(io.BytesIO(bytes(data)), "x.xlsx"), ledger.Sheet)
    except ledger.Unreadable as problem:
        assert str(problem).endswith("。")


@given(st.lists(st.lists(CELLS, max_size=6), max_size=8))
@QUICK
def test_any_small_grid_is_read_or_refused(grid):
    text = io.StringIO()
    csv.writer(text).writerows(grid)
    try:
        ledger.read(io.BytesIO(text.getvalue().encode("utf-8", "ignore")), "x.csv")
    except ledger.Unreadable:
        pass


@given(st.lists(st.tuples(st.sampled_from(USUAL), ROWS), min_size=1, max_size=3))
@settings(QUICK, max_examples=times(40, 150))
def test_what_has_no_findings_goes_in_whole_and_again_changes_nothing(session, units, clerk, rows):
    whole = [
        {name: str(value) for name, value in usual.items()} | {"编号": str(number), "答复文号": ""} | changed
        for number, (usual, changed) in enumerate(rows, start=1)
    ]
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in whole for name in row))
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(whole)
    data = text.getvalue().encode("utf-8", "ignore")
    try:
        sheet = ledger.read(io.BytesIO(data), "x.csv")
    except ledger.Unreadable:
        return
    made = ledger.plan(sheet, session)
    assert all(error.message for error in made.errors)
    if made.errors:
        return
    event(f"applied {[str(change.stage) for change in made.creates]}")
    with transaction.atomic():
        ledger.apply(made, clerk, update=True)
        for record in session.records.all():
            recounted = settling.facts(record)
            assert {name: getattr(record, name) for name in recounted} == recounted
        assert versions.verify().problems == []
        again = ledger.plan(sheet, session)
        assert (again.errors, again.updates, again.creates) == ([], [], [])
        transaction.set_rollback(True)


@given(st.one_of(st.floats(), st.integers(), st.booleans(), st.dates(), TEXTS, st.none()))
@pytest.mark.parametrize(
    "reader", [lambda cell: cells.read_number(cell).number, lambda cell: cells.read_day(cell, 2024)]
)
@settings(QUICK, max_examples=200)
def test_any_cell_is_read_or_misread(reader, cell):
    try:
        assert isinstance(reader(cell), int | date)
    except cells.Misread as problem:
        assert str(problem)


@given(
    st.lists(
        st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.dates(date(1900, 3, 1)), TEXTS),
        max_size=8,
    )
)
@settings(QUICK, max_examples=15)
def test_cells_of_any_type_are_read_or_refused(values):
    clean = [
        "".join(char for char in value if char.isprintable()) if isinstance(value, str) else value for value in values
    ]
    sheet = ledger.read(of_grid([HEADINGS[1:4], clean or [None], [date(2024, 1, 1) + timedelta(days=1)]]), "x.xlsx")
    assert isinstance(sheet, ledger.Sheet)
