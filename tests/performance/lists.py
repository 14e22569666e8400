"""The ledger list at 1,000 and at 100,000 records: whole responses, beside the same rows in plain SQL."""

from datetime import date, timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from tests.performance.results import Results
from tests.performance.timing import in_turn, table
from tracking.models import Assignment, Duty, HandlingRecord, Proposer, Session, Signature, Unit
from tracking.permissions import grant
from tracking.stages import Stage

ROUNDS = 5
UNITS = 40
GROWTH = 1.5
"Of the time at the smallest size, the goal."
STAGES = [Stage.HANDLING, Stage.SUBMITTED, Stage.DELIVERED, Stage.CLOSED]
CASES = {
    "first page": "/admin/ledger/?session=all",
    "filtered": "/admin/ledger/?session=all&stage=handling",
    "last page": "/admin/ledger/?session=all&p=9999999",
    "search": "/admin/ledger/?session=all&q=学校",
}


def fill(count: int) -> None:
    """Rows without history, for reading only: spread over sessions, units and stages."""
    from tracking.models import Person, Role

    users = get_user_model()
    if not users.objects.filter(username="bench").exists():
        person = Person.objects.create(name="压测经办", user=users.objects.create_user("bench"))
        grant(person, Role.OFFICE_CLERK)
    units = list(Unit.objects.filter(name__startswith="区压测"))
    if not units:
        units = Unit.objects.bulk_create([Unit(name=f"区压测{place}局") for place in range(UNITS)])
    proposers = list(Proposer.objects.filter(name__startswith="压测代表"))
    if not proposers:
        proposers = Proposer.objects.bulk_create([Proposer(kind="deputy", name=f"压测代表{n}") for n in range(200)])
    have = HandlingRecord.objects.count()
    for start in range(have, count, 5000):
        _fill(start, min(start + 5000, count), units, proposers)


def _fill(start: int, end: int, units: list, proposers: list) -> None:
    topics = ["学校周边道路维修", "农村饮水安全", "养老服务", "小区消防安全", "农贸市场规范"]
    day = date(2024, 3, 29)
    session, _new = Session.objects.get_or_create(
        code=f"b{start // 5000}", defaults={"name": f"压测第{start // 5000}届", "year": 2000 + start // 5000}
    )
    records = HandlingRecord.objects.bulk_create(
        [
            HandlingRecord(
                session=session,
                kind="suggestion",
                number=place + 1,
                duty=Duty.LEAD,
                title=f"关于{topics[place % 5]}的建议（{place}）",
                stage=STAGES[place % 4],
                handed_over_on=day,
                due_on=day + timedelta(days=90),
                yellow_from=day + timedelta(days=83),
            )
            for place in range(start, end)
        ]
    )
    signatures = [Signature(record=one, proposer=proposers[one.pk % 200], order=1) for one in records]
    Signature.objects.bulk_create(signatures)
    four = {"department": "科", "unit_leader": "甲", "handler": "乙", "due_on": day, "signed_for_on": day}
    Assignment.objects.bulk_create(
        [
            Assignment(record=one, unit=units[one.pk % UNITS], assigned_on=day, stage=one.stage, **four)
            for one in records
        ]
    )


def raw_rows() -> None:
    """The first fifty rows with their units, in two plain statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tracking_handlingrecord ORDER BY session_id DESC, kind, origin, number LIMIT 50")
        keys = [row[0] for row in cursor.fetchall()]
        marks = ",".join(["%s"] * len(keys))
        cursor.execute(
            "SELECT a.record_id, u.name FROM tracking_assignment a JOIN tracking_unit u ON u.id = a.unit_id "
            f"WHERE a.record_id IN ({marks})",  # noqa: S608
            keys,
        )
        cursor.fetchall()


def compare(results: Results, _folder: Path) -> None:
    """Print milliseconds a page at each size, and the ratio of the largest to the smallest."""
    sizes = (1_000, 1_000_000 if results.is_million else 100_000)
    found: dict[str, dict[int, float]] = {name: {} for name in [*CASES, "two plain statements"]}
    for size in sizes:
        fill(size)
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(get_user_model().objects.get(username="bench"))

        def opened(url: str, client=client) -> None:
            response = client.get(url)
            assert response.status_code == 200, (url, response.status_code)

        acts = {name: (lambda url=url: opened(url)) for name, url in CASES.items()}
        for act in acts.values():
            act()
        for name, seconds in in_turn(acts | {"two plain statements": raw_rows}, ROUNDS).items():
            found[name][size] = seconds * 1000
    for name, times in found.items():
        grown = times[sizes[-1]] / times[sizes[0]]
        results.add(f"{name} at {sizes[-1]:,}", [grown], limit=f"the same at {sizes[0]:,}", at_most=GROWTH)
    plain = found["two plain statements"]
    rows = [
        [
            name,
            *(f"{times[size]:,.1f}" for size in sizes),
            f"{times[sizes[-1]] / times[sizes[0]]:.2f}",
            f"{times[sizes[-1]] / plain[sizes[-1]]:,.0f}×",
        ]
        for name, times in found.items()
    ]
    head = ["case", *(f"{size:,} records, ms" for size in sizes), "largest : smallest", "largest : plain SQL"]
    table("The ledger list, whole pages of 50 rows", head, rows)
