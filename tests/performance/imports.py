"""A workbook of 10,000 rows into the ledger, beside raw inserts of as many rows, and beside saving them one by one."""

import io
from datetime import date
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from openpyxl import Workbook

from tests.performance.results import Results
from tests.performance.timing import ratios, seconds, table
from tracking import ledger
from tracking.models import HandlingRecord, Session
from tracking.versions import keep

ROWS = 10_000
AT_MOST = 6.0
"Of the time of raw inserts, the goal."
ONE_BY_ONE = 200
UNITS = 40
COLUMNS = ["编号", "类别", "案由", "领衔代表", "承办方式", "主办单位", "交办日期", "内容分类", "是否重点", "备注"]


def workbook(rows: int) -> bytes:
    """A 交办清单 of so many rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("交办清单")
    sheet.append(COLUMNS)
    for place in range(1, rows + 1):
        unit = f"区压测{place % UNITS}局"
        sheet.append(
            [
                place,
                "建议",
                f"关于压测事项{place}的建议",
                f"压测代表{place % 200}",
                "主办",
                unit,
                date(2024, 3, 29),
                "民生",
                "否",
                "",
            ]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def new_session(code: str) -> Session:
    """A session of its own for each way."""
    return Session.objects.create(code=code, name=f"压测{code}", year=2090)


def raw_inserts(session: Session) -> None:
    """The same rows by executemany, with one history row each: the limit."""
    fields = [field.column for field in HandlingRecord._meta.concrete_fields if field.column != "id"]
    record = HandlingRecord(
        session=session, kind="suggestion", number=1, duty="lead", title="x", stage="assigned", version=1
    )
    record.handed_over_on = date(2024, 3, 29)
    values = [
        field.get_db_prep_save(getattr(record, field.attname), connection)
        for field in HandlingRecord._meta.concrete_fields
        if field.column != "id"
    ]
    number = fields.index("number")
    rows = [[*values[:number], place, *values[number + 1 :]] for place in range(1, ROWS + 1)]
    names, marks = ", ".join(fields), ", ".join(["%s"] * len(fields))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO tracking_handlingrecord ({names}) VALUES ({marks})", rows)  # noqa: S608
        cursor.execute(
            f"INSERT INTO tracking_historicalhandlingrecord (id, {names}, history_date, history_type) "  # noqa: S608
            f"SELECT id, {names}, CURRENT_TIMESTAMP, '+' FROM tracking_handlingrecord WHERE session_id = %s",
            [session.pk],
        )


def one_by_one(session: Session) -> None:
    """As a simple script would: check and save each record by itself."""
    with transaction.atomic():
        for place in range(1, ONE_BY_ONE + 1):
            keep(
                HandlingRecord(
                    session=session, kind="suggestion", number=place, duty="lead", title=f"关于{place}的建议"
                )
            )


def compare(results: Results, _folder: Path) -> None:
    """Print rows a second of the three ways."""
    account = get_user_model().objects.get(username="bench")
    content = workbook(ROWS)
    times: dict[str, list[float]] = {"raw": [], "ledger": [], "one": []}
    for turn in range(3):
        session = new_session(f"r{turn}")
        times["raw"].append(seconds(lambda session=session: raw_inserts(session)))
        session = new_session(f"l{turn}")

        def imported(session=session) -> None:
            plan = ledger.plan(ledger.read(io.BytesIO(content), "压测.xlsx"), session)
            assert not plan.errors, plan.errors[:3]
            ledger.apply(plan, account)

        times["ledger"].append(seconds(imported))
        session = new_session(f"o{turn}")
        times["one"].append(seconds(lambda session=session: one_by_one(session)))
    rate = {
        "raw inserts with a history row": ROWS / sorted(times["raw"])[1],
        "import_ledger, from file to chained events": ROWS / sorted(times["ledger"])[1],
        "check and save one by one": ONE_BY_ONE / sorted(times["one"])[1],
    }
    results.add(
        f"import of {ROWS:,} rows",
        ratios(times["ledger"], times["raw"]),
        limit="executemany of the rows",
        at_most=AT_MOST,
    )
    limit = rate["raw inserts with a history row"]
    rows = [[name, f"{value:,.0f}", f"{value / limit:.3f}"] for name, value in rate.items()]
    table(f"Import of {ROWS:,} rows", ["way", "rows/s", "share of raw"], rows)
