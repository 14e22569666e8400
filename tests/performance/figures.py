"""All figures of one session of 100,000 records, now and as known at an earlier moment, beside a bare scan of them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from django.db import connection, transaction

from tests.performance.results import Results
from tests.performance.timing import ratios, table, turns
from tracking import figures
from tracking.models import Assignment, HandlingRecord, Session, Unit
from tracking.stages import Stage

RECORDS = 100_000
VERSIONS = 3
ROUNDS = 5
START = date(2024, 3, 29)
FIRST = datetime(2024, 3, 29, 9, tzinfo=UTC)
STAGES = [Stage.HANDLING, Stage.DELIVERED, Stage.CLOSED, Stage.WITHDRAWN]


def fill() -> Session:
    """One large session, each record and part with so many versions a day apart."""
    session, is_new = Session.objects.get_or_create(code="figures", defaults={"name": "压测统计", "year": 2098})
    if is_new:
        units = Unit.objects.bulk_create([Unit(name=f"区统计{place}局") for place in range(60)])
        with transaction.atomic():
            for start in range(0, RECORDS, 5000):
                _fill(session, units, start)
            for model in (HandlingRecord, Assignment):
                _versions(model, session)
    return session


def _fill(session: Session, units: list[Unit], start: int) -> None:
    records = HandlingRecord.objects.bulk_create(
        [
            HandlingRecord(
                session=session,
                kind=("suggestion", "proposal")[place % 2],
                number=place + 1,
                duty=("lead", "joint", "sole")[place % 3],
                title=f"关于压测事项{place}的建议",
                topic=f"主题{place % 30}",
                stage=STAGES[place % 4],
                handed_over_on=START,
                due_on=START + timedelta(days=90),
                answered_on=START + timedelta(days=place % 120) if place % 4 else None,
                reply_class="ABCD"[place % 4],
            )
            for place in range(start, start + 5000)
        ]
    )
    four = {"department": "科", "unit_leader": "甲", "handler": "乙", "due_on": START, "signed_for_on": START}
    parts = [
        Assignment(record=one, unit=units[one.pk % 60], assigned_on=START, stage=one.stage, **four) for one in records
    ]
    Assignment.objects.bulk_create(parts)


def _versions(model, session: Session) -> None:
    """So many versions of every row, by one statement each."""
    fields = ", ".join(field.column for field in model._meta.concrete_fields)
    table_name, history = model._meta.db_table, model.history.model._meta.db_table
    mine = (
        "session_id = %s"
        if model is HandlingRecord
        else "record_id IN (SELECT id FROM tracking_handlingrecord WHERE session_id = %s)"
    )
    with connection.cursor() as cursor:
        for version in range(VERSIONS):
            cursor.execute(
                f"INSERT INTO {history} ({fields}, history_date, history_type) "  # noqa: S608
                f"SELECT {fields}, %s, '~' FROM {table_name} WHERE {mine}",
                [FIRST + timedelta(days=version), session.pk],
            )


def scan(session: Session) -> None:
    """The limit: read the same rows once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(number), count(answered_on) FROM tracking_handlingrecord WHERE session_id = %s",
            [session.pk],
        )
        cursor.fetchone()


def compare(results: Results, _folder: Path) -> None:
    """Print milliseconds and the ratio to the scan; every record is of the one session."""
    session = fill()
    known_on = FIRST + timedelta(days=1, hours=1)
    of_items = [one.key for one in figures.FIGURES.values() if one.basis(session) is figures.Basis.ITEMS]
    acts = {
        "a bare scan of the rows": lambda: scan(session),
        f"{len(of_items)} figures of items": lambda: figures.count(session, keys=of_items),
        "every figure, parts and forms too": lambda: figures.count(session),
        "the same to a day": lambda: figures.count(session, START + timedelta(days=60)),
        "the same as known at a moment": lambda: figures.count(session, START + timedelta(days=60), known_on),
        "by unit": lambda: figures.group("unit", figures.Snapshot(session)),
        "by topic": lambda: figures.group("topic", figures.Snapshot(session)),
        "by month": lambda: figures.group("month", figures.Snapshot(session)),
    }
    for act in acts.values():
        act()
    times = turns(acts, ROUNDS)
    limit = times.pop("a bare scan of the rows")
    for name, found in times.items():
        results.add(name, ratios(found, limit), limit="a bare scan of the rows")
    rows = [
        [name, f"{median(found) * 1000:,.0f}", f"{median(ratios(found, limit)):,.1f}×"] for name, found in times.items()
    ]
    table(f"Figures of {RECORDS:,} records with {VERSIONS} versions each", ["what", "ms", "to the scan"], rows)
