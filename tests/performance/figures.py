"""All figures of a session beside a bare scan of its records, and as known at an earlier moment beside the table of today."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from django.db import connection, models, transaction

from tests.performance.laying import copied, laid
from tests.performance.results import Results
from tests.performance.timing import ratios, table, turns
from tracking import figures
from tracking.models import ANSWERING_DUTIES, Assignment, HandlingRecord, Session, Unit
from tracking.stages import APART, Stage

RECORDS, MILLION = 100_000, 1_000_000
VERSIONS = 5
ROUNDS = 3
UNITS = 60
START = date(2024, 3, 29)
FIRST = datetime(2024, 3, 29, 9, tzinfo=UTC)
AT_ONCE, BY_UNIT, KNOWN, AS_OF = 4, 8, 10, 20
"The goals: all figures and those by unit beside the scan; known on a moment beside today's table, and faster than `as_of()`."


def fill(records: int, *, code: str, versions: int = 0) -> Session:
    """A session of so many records, each with a unit's part; of both so many versions a day apart."""
    session, is_new = Session.objects.get_or_create(code=code, defaults={"name": f"压测{code}", "year": 2098})
    if is_new:
        units = [Unit.objects.get_or_create(name=f"区统计{place}局")[0] for place in range(UNITS)]
        with transaction.atomic():
            _lay_records(session, records)
            _lay_parts(session, units)
            for model in (HandlingRecord, Assignment):
                for version in range(versions):
                    _lay_versions(model, session, FIRST + timedelta(days=version))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    return session


def _lay_records(session: Session, records: int) -> None:
    record = HandlingRecord(session=session, number=1, title="关于压测事项的建议", handed_over_on=START)
    record.due_on = START + timedelta(days=90)
    answered = "n % 4 > 0"
    laid(
        record,
        records,
        number="n",
        kind="CASE n % 2 WHEN 0 THEN 'suggestion' ELSE 'proposal' END",
        duty="CASE n % 3 WHEN 0 THEN 'lead' WHEN 1 THEN 'joint' ELSE 'sole' END",
        topic="'主题' || (n % 30)",
        stage=f"CASE n % 40 WHEN 0 THEN '{Stage.WITHDRAWN}' ELSE CASE WHEN {answered} THEN '{Stage.CLOSED}' "
        f"ELSE '{Stage.HANDLING}' END END",
        answered_on=f"CASE WHEN {answered} THEN {_days_on('n % 120')} END",
        reply_class=f"CASE WHEN {answered} THEN substr('ABCD', 1 + n % 7 % 4, 1) ELSE '' END",
        feedback_on=f"CASE WHEN {answered} AND n % 3 <> 1 THEN {_days_on('n % 120 + 9')} END",
        feedback_result=f"CASE WHEN {answered} AND n % 3 <> 1 THEN 'satisfied' ELSE '' END",
        publicity=f"CASE WHEN {answered} THEN 'public' ELSE '' END",
    )


def _days_on(days: str) -> str:
    """The day so many days after the first, in the language of the database."""
    if connection.vendor == "postgresql":
        return f"DATE '{START}' + ({days})"
    return f"date('{START}', '+' || ({days}) || ' days')"


def _lay_parts(session: Session, units: list[Unit]) -> None:
    part = Assignment(
        unit=units[0], assigned_on=START, department="科", unit_leader="甲", handler="乙", due_on=START,
        signed_for_on=START,
    )  # fmt: skip
    copied(
        part,
        "FROM tracking_handlingrecord AS r WHERE r.session_id = %s",
        [session.pk],
        record="r.id",
        stage="r.stage",
        unit=f"{min(unit.pk for unit in units)} + r.number % {UNITS}",
    )


def _lay_versions(model: type[models.Model], session: Session, at: datetime) -> None:
    """One version more of every row of a session, by one statement."""
    fields = ", ".join(field.column for field in model._meta.concrete_fields)
    mine = (
        "session_id = %s"
        if model is HandlingRecord
        else "record_id IN (SELECT id FROM tracking_handlingrecord WHERE session_id = %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model.history.model._meta.db_table} ({fields}, history_date, history_type) "  # noqa: S608
            f"SELECT {fields}, %s, '~' FROM {model._meta.db_table} WHERE {mine}",
            [at, session.pk],
        )


def scan(session: Session) -> Callable[[], object]:
    """The limit: read the same rows once, and a column of each that no index has."""
    return _asked(
        "SELECT count(*), sum(version), count(answered_on) FROM tracking_handlingrecord WHERE session_id = %s", session
    )


def _asked(statement: str, session: Session) -> Callable[[], object]:
    def act() -> object:
        with connection.cursor() as cursor:
            cursor.execute(statement, [session.pk])
            return cursor.fetchall()

    return act


def counted_in_python(session: Session, at: datetime) -> list[figures.CountedCell]:
    """What `figures.cells` counts, as `as_of()` of the versions gives it: an object for each record."""
    found: Counter[tuple] = Counter()
    for one in HandlingRecord.history.as_of(at).filter(session=session).iterator():
        if one.handed_over_on is None or one.stage in APART:
            continue
        is_answered = one.answered_on is not None
        of_class = one.reply_class if is_answered and one.duty in ANSWERING_DUTIES else ""
        found[one.kind, one.duty, one.origin, of_class, is_answered] += 1
    return [figures.CountedCell(*said, number) for said, number in sorted(found.items())]


def compare(results: Results, _folder: Path) -> None:
    """The figures of all records, of one session among others, and, where they have versions, as known at a moment."""
    records = MILLION if results.is_million else RECORDS
    whole = fill(records, code="all", versions=0 if results.is_million else VERSIONS)
    year = fill(records // 10, code="year")
    _beside_the_scan(results, whole, f"{records:,} of {records + records // 10:,} records", has_goals=True)
    _beside_the_scan(results, year, f"{records // 10:,} of {records + records // 10:,} records", has_goals=False)
    if not results.is_million:
        _known_on_a_moment(results, whole)


def _beside_the_scan(results: Results, session: Session, size: str, *, has_goals: bool) -> None:
    """Every way of counting, in turn with one scan of the same rows."""
    of_items = [one.key for one in figures.FIGURES.values() if one.basis(session) is figures.Basis.ITEMS]
    day = START + timedelta(days=60)
    acts: dict[str, tuple[Callable[[], object], float | None]] = {
        f"{len(of_items)} figures of items": (lambda: figures.count(session, keys=of_items), AT_ONCE),
        "the same to a day": (lambda: figures.count(session, day, keys=of_items), None),
        "every figure, parts and forms too": (lambda: figures.count(session), None),
        "by unit": (lambda: figures.group("unit", figures.Snapshot(session)), BY_UNIT),
        "by topic": (lambda: figures.group("topic", figures.Snapshot(session)), None),
        "by month": (lambda: figures.group("month", figures.Snapshot(session)), None),
    }
    limit, named = scan(session), "a bare scan of them"
    times = _in_turn({name: act for name, (act, _goal) in acts.items()} | {named: limit})
    rows = []
    for name, (_act, goal) in acts.items():
        found = ratios(times[name], times[named])
        results.add(f"{name}, {size}", found, limit=named, at_most=goal if has_goals else None)
        rows.append([name, f"{median(times[name]) * 1000:,.0f}", f"{median(found):,.1f}×"])
    table(f"Figures of {size} (the scan: {median(times[named]) * 1000:,.0f} ms)", ["what", "ms", "to the scan"], rows)


def _known_on_a_moment(results: Results, session: Session) -> None:
    """The cells of the ledger as known at a moment, beside those of today and beside objects counted in Python."""
    at = FIRST + timedelta(days=VERSIONS // 2, hours=1)
    then, now, python = "as known at a moment", "the same of today's table", "as_of() counted in Python"
    acts = {
        then: lambda: figures.cells(session, None, at),
        now: lambda: figures.cells(session),
        python: lambda: counted_in_python(session, at),
    }
    assert acts[then]() == acts[python](), "both count the same"
    times = _in_turn(acts)
    about = f"{RECORDS:,} records × {VERSIONS} versions, known on a moment"
    results.add(about, ratios(times[then], times[now]), limit=now, at_most=KNOWN)
    results.add(f"{about}, how often faster", ratios(times[python], times[then]), limit=python, at_least=AS_OF)
    rows = [[name, f"{median(found) * 1000:,.0f}"] for name, found in times.items()]
    table(about, ["what", "ms"], rows)


def _in_turn(acts: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Seconds in turn: on a core where the database works in this process, since others share the machine; else by the clock."""
    for act in acts.values():
        act()
    return turns(acts, ROUNDS, time.process_time if connection.vendor == "sqlite" else time.perf_counter)
