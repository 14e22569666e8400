"""An import and an export of many rows: told how far they have come, and asking no more for more rows than by portions."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tracking.ledger.books import PLAIN, xlsx
from tracking import ledger
from tracking.management.answering import CLEARED
from tracking.models import advancing
from tracking.models.advancing import told_to
from tracking.models.portions import MOST

PORTIONS = 6
"Statements that are asked for each further portion of rows: versions of three tables, and what an import compares with."
READ_ALONG = 12
"Statements that an export asks for each further portion of items: what it reads along with them."


class Terminal(io.StringIO):
    """An output that people look at."""

    def isatty(self) -> bool:
        return True


def book(count: int, first: int = 1) -> bytes:
    rows = (PLAIN | {"编号": number, "案由": f"关于示例{number}的建议"} for number in range(first, first + count))
    return xlsx(*rows).getvalue()


def brought_in(content: bytes, session) -> int:
    """How many statements an import asks."""
    with CaptureQueriesContext(connection) as asked:
        plan = ledger.plan(ledger.read(io.BytesIO(content), "台账.xlsx"), session)
        assert plan.errors == []
        ledger.apply(plan)
    return len(asked)


@pytest.mark.usefixtures("units")
def test_more_rows_ask_no_more_than_their_portions(session):
    brought_in(book(1), session)
    few = brought_in(book(20, first=2), session)
    assert brought_in(book(60, first=100), session) <= few + 1
    many = brought_in(book(2 * MOST, first=1000), session)
    assert many <= few + 2 * PORTIONS
    assert few <= 30
    again = brought_in(book(20, first=2), session)
    assert again <= 30


@pytest.mark.usefixtures("units")
def test_an_export_asks_no_more_for_more_rows_than_for_their_portions(session, tmp_path):
    asked, there = [], 0
    for count in (20, MOST, 3 * MOST):
        brought_in(book(count - there, first=there + 1), session)
        there = count
        with CaptureQueriesContext(connection) as statements:
            assert ledger.write(session, tmp_path / "台账.xlsx") == count
        asked.append(len(statements))
    few, one_portion, three_portions = asked
    assert few == one_portion <= 30
    assert three_portions <= one_portion + 2 * READ_ALONG


@pytest.mark.usefixtures("units")
def test_rows_are_told_as_they_are_done(session, monkeypatch):
    monkeypatch.setattr(advancing, "EACH", 10)
    told = []
    with told_to(lambda *said: told.append(said)):
        brought_in(book(25), session)
    assert told == [(what, done, 25) for what in ("检查", "写入") for done in (10, 20, 25)]
    brought_in(book(5, first=100), session)
    assert len(told) == 6


@pytest.mark.usefixtures("units")
def test_a_terminal_shows_how_far_an_import_is_and_a_file_does_not(session, tmp_path, monkeypatch):
    monkeypatch.setattr(advancing, "EACH", 2)
    path = tmp_path / "台账.xlsx"
    path.write_bytes(book(5))
    shown, kept = Terminal(), io.StringIO()
    call_command("import_ledger", str(path), "--session", session.code, "--dry-run", stderr=kept, stdout=io.StringIO())
    assert kept.getvalue() == ""
    call_command("import_ledger", str(path), "--session", session.code, stderr=shown, stdout=io.StringIO())
    assert "已检查 2 / 5 行…" in shown.getvalue()
    assert "已写入 5 / 5 行…" in shown.getvalue()
    assert shown.getvalue().endswith(CLEARED)
    shown = Terminal()
    call_command(
        "export_ledger", str(tmp_path / "导出.xlsx"), "--session", session.code, stderr=shown, stdout=io.StringIO()
    )
    assert "已读取 4 / 5 行…" in shown.getvalue()
    assert "已写出 5 / 5 行…" in shown.getvalue()
