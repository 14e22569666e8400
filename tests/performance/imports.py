"""A workbook of 10,000 rows into the ledger, beside raw inserts of every row that it writes; and what an export weighs."""

import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import connection, models, transaction
from openpyxl import Workbook

from tests.performance.figures import fill
from tests.performance.results import Results
from tests.performance.timing import ratios, seconds, table
from tracking import ledger
from tracking.models import Assignment, Event, HandlingRecord, Person, Role, Session, Signature, Unit
from tracking.permissions import grant

ROWS = 10_000
ROUNDS = 3
AT_MOST = {"sqlite": 6.0, "postgresql": 4.0}
"Of the time of raw inserts of the same rows, the goals: executemany on SQLite, COPY on PostgreSQL."
MOST_MEGABYTES = 300
EXPORTED = (1_000, 10_000)
EXPORTED_AT_A_MILLION = (10_000, 100_000)
"Items of the exports that are weighed; the larger take minutes."
FLAT = 1.2
"A ten times larger export may weigh so much more."
UNITS = 40
COLUMNS = ["编号", "类别", "案由", "领衔代表", "承办方式", "主办单位", "交办日期", "内容分类", "是否重点", "备注"]
WRITTEN: list[tuple[type[models.Model], str]] = [
    (HandlingRecord, "session"),
    (Signature, "record__session"),
    (Assignment, "record__session"),
]
"What an import writes for its rows, and how that is found; each with its history. People and units are there already."


def workbook(rows: int) -> bytes:
    """A 交办清单 of so many rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("交办清单")
    sheet.append(COLUMNS)
    for place in range(1, rows + 1):
        title, deputy, unit = f"关于压测事项{place}的建议", f"压测代表{place % 200}", f"区压测{place % UNITS}局"
        sheet.append([place, "建议", title, deputy, "主办", unit, date(2024, 3, 29), "民生", "否", ""])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def clerk():
    """The account that imports, and the units that the workbook names."""
    users = get_user_model()
    account = users.objects.filter(username="bench-import").first()
    if account is None:
        account = users.objects.create_user("bench-import")
        grant(Person.objects.create(name="压测导入经办", user=account), Role.OFFICE_CLERK)
    for place in range(UNITS):
        Unit.objects.get_or_create(name=f"区压测{place}局")
    return account


_codes = count(1)


def new_session() -> Session:
    """A session of its own for each import."""
    code = f"i{next(_codes)}"
    return Session.objects.create(code=code, name=f"压测{code}", year=2090)


def imported(content: bytes, account, session: Session) -> Session:
    """Read, checked, written and chained, as the page and the command do it; into a session that is there."""
    plan = ledger.plan(ledger.read(io.BytesIO(content), "压测.xlsx"), session)
    assert not plan.errors, plan.errors[:3]
    ledger.apply(plan, account)
    return session


# The limit ---------------------------------------------------------------------------------------
def written_by(session: Session) -> list[tuple[str, list[str], list[tuple]]]:
    """Every row that an import wrote: table, columns and values as the database has them."""
    records = HandlingRecord.objects.filter(session=session).values("pk")
    found = []
    for model, way in WRITTEN:
        mine = model._default_manager.filter(**{way: session})
        found.append(_rows(model, mine))
        found.append(_rows(model.history.model, model.history.filter(id__in=mine.values("pk"))))
    found.append(_rows(Event, Event.objects.filter(record__in=records)))
    return found


def _rows(model: type[models.Model], rows: models.QuerySet) -> tuple[str, list[str], list[tuple]]:
    fields = [field.column for field in model._meta.concrete_fields]
    sql, given = rows.order_by().values("pk").query.sql_with_params()
    table_name = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(map(connection.ops.quote_name, fields))} FROM {table_name} "  # noqa: S608
            f"WHERE {model._meta.pk.column} IN ({sql})",
            given,
        )
        return table_name, fields, cursor.fetchall()


def shifted(rows: list[tuple[str, list[str], list[tuple]]], session: Session, by: int) -> Iterator[tuple]:
    """The same rows under keys of their own, in another session."""
    for name, fields, values in rows:
        moved = {fields.index(one) for one in ("id", "history_id", "record_id") if one in fields}
        if name == Event._meta.db_table:
            moved.add(fields.index("number"))
        of_session = fields.index("session_id") if "session_id" in fields else None
        yield (
            name,
            fields,
            [
                tuple(
                    session.pk if place == of_session else value + by if place in moved else value
                    for place, value in enumerate(row)
                )
                for row in values
            ],
        )


def raw_inserts(rows: list[tuple]) -> None:
    """The limit: the same rows of all tables, by executemany or COPY."""
    with transaction.atomic():
        for name, fields, values in rows:
            columns = ", ".join(map(connection.ops.quote_name, fields))
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                        for row in values:
                            copy.write_row(row)
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as rows that stay are checked at their commit
                else:
                    marks = ", ".join(["%s"] * len(fields))
                    cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", values)  # noqa: S608
        transaction.set_rollback(True)


# What it weighs ----------------------------------------------------------------------------------
def megabytes(*command: str) -> float:
    """The most memory that a command of ours took, or a process that it started: the peaks that Linux tells while they live.

    What a process leaves behind (`ru_maxrss`) is no measure here: it begins with what this one weighed.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "huiyin", *command], env=os.environ | {"PYTHONPATH": "site"}, stdout=subprocess.DEVNULL
    )
    most = 0
    while process.poll() is None:
        most = max([most, *map(_peak, [process.pid, *_started_by(process.pid)])])
        time.sleep(0.02)
    assert process.returncode == 0, command
    return most / 1024


def _peak(pid: int) -> int:
    """The most kilobytes that a process held so far; 0 once it has gone."""
    try:
        told = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"^VmHWM:\s+(\d+) kB", told, re.MULTILINE)
    return int(found[1]) if found else 0


def _started_by(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def compare(results: Results, folder: Path) -> None:
    """Imports and raw inserts in turn; then the memory of the commands, at a million that of large exports alone."""
    if results.is_million:
        _weigh_exports(results, folder, EXPORTED_AT_A_MILLION)
        return
    account = clerk()
    content = workbook(ROWS)
    first = imported(content, account, new_session())
    rows = written_by(first)
    times: dict[str, list[float]] = {"raw": [], "ledger": []}
    for turn in range(1, ROUNDS + 1):
        beside = list(shifted(rows, new_session(), turn * 10_000_000))
        times["raw"].append(seconds(lambda beside=beside: raw_inserts(beside)))
        session = new_session()
        times["ledger"].append(seconds(lambda session=session: imported(content, account, session)))
    limit = "COPY" if connection.vendor == "postgresql" else "executemany"
    results.add(
        f"import of {ROWS:,} rows",
        ratios(times["ledger"], times["raw"]),
        limit=f"{limit} of the same {sum(len(values) for _name, _fields, values in rows):,} rows",
        at_most=AT_MOST[connection.vendor],
    )
    told = [[name, f"{ROWS / sorted(found)[1]:,.0f}"] for name, found in times.items()]
    table(f"Import of {ROWS:,} rows", ["way", "rows/s"], told)
    _weigh(results, folder, content)


def _weigh(results: Results, folder: Path, content: bytes) -> None:
    """An import and exports of two sizes, each as a command of its own."""
    file, code = folder / "压测.xlsx", new_session().code
    file.write_bytes(content)
    results.add(
        f"memory of an import of {ROWS:,} rows",
        [megabytes("import_ledger", str(file), "--session", code, "--user", "bench-import")],
        limit="megabytes",
        at_most=MOST_MEGABYTES,
    )
    _weigh_exports(results, folder, EXPORTED)


def _weigh_exports(results: Results, folder: Path, sizes: tuple[int, int]) -> None:
    """Exports of two sizes: the larger one weighs no more."""
    weights = []
    for size in sizes:
        session = fill(size, code=f"export-{size}")
        weights.append(megabytes("export_ledger", str(folder / f"{size}.xlsx"), "--session", session.code))
        results.add(f"memory of an export of {size:,} rows", [weights[-1]], limit="megabytes")
    results.add(
        f"memory of an export of {sizes[1]:,} rows",
        [weights[1] / weights[0]],
        limit=f"of {sizes[0]:,} rows",
        at_most=FLAT,
    )
