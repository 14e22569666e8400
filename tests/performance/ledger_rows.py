"""A ledger of any size by statements of the database: items of twenty sessions with signers, parts, replies and versions."""

from datetime import date, timedelta
from datetime import datetime as moment

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from tracking.finding import index
from tracking.models import Assignment, Duty, HandlingRecord, Person, Proposer, Reply, Role, Session, Signature, Unit
from tracking.permissions import grant
from tracking.stages import Stage

SESSIONS, UNITS, PROPOSERS = 20, 40, 200
DAY = date(2024, 3, 29)
FREQUENT, PHRASE, RARE, NONE = "学校", "农村饮水安全", "溜索改桥", "机场跑道"
"Words of a fifth of the items, of three in a hundred, of five items, of none."
_TITLE = (
    f"CASE WHEN n % 200 = 7 AND n <= 1000 THEN '关于{RARE}的建议（' WHEN n % 100 < 3 THEN '关于{PHRASE}的建议（' "
    f"WHEN n % 5 = 4 THEN '关于{FREQUENT}周边道路维修的建议（' WHEN n % 5 = 1 THEN '关于养老服务的建议（' "
    "WHEN n % 5 = 2 THEN '关于小区消防安全的建议（' ELSE '关于农贸市场规范的建议（' END || n || '）'"
)
_STAGE = (
    f"CASE WHEN n % 20 < 2 THEN '{Stage.HANDLING}' WHEN n % 20 = 2 THEN '{Stage.SUBMITTED}' "
    f"WHEN n % 20 < 5 THEN '{Stage.DELIVERED}' ELSE '{Stage.CLOSED}' END"
)


def fill(count: int) -> None:
    """Put so many items in, indexed, for an account `bench` of the office's clerk; once, into an installation without items."""
    users = get_user_model()
    person = Person.objects.create(name="压测经办", user=users.objects.create_user("bench"))
    grant(person, Role.OFFICE_CLERK)
    sessions = Session.objects.bulk_create(
        [Session(code=f"b{2040 + one}", name=f"压测第{one}次会议", year=2040 + one) for one in range(SESSIONS)]
    )
    units = Unit.objects.bulk_create([Unit(name=f"区压测{place}局") for place in range(UNITS)])
    proposers = Proposer.objects.bulk_create(
        [Proposer(kind="deputy", name=f"压测代表{one}") for one in range(PROPOSERS)]
    )
    start = HandlingRecord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    part_start = Assignment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with transaction.atomic():
        _rows(
            HandlingRecord(
                session=sessions[0], kind="suggestion", number=1, duty=Duty.LEAD, title="案由", handed_over_on=DAY,
                due_on=DAY + timedelta(days=90), yellow_from=DAY + timedelta(days=83),
            ),
            count,
            {
                "id": f"{start} + n", "session_id": f"{sessions[0].pk} + n % {SESSIONS}", "number": "n",
                "title": _TITLE, "stage": _STAGE, "kind": "CASE WHEN n % 3 = 0 THEN 'proposal' ELSE 'suggestion' END",
            },
        )  # fmt: skip
        _rows(
            Signature(record_id=1, proposer=proposers[0], order=1),
            count,
            {"record_id": f"{start} + n", "proposer_id": f"{proposers[0].pk} + n % {PROPOSERS}"},
        )
        four = {"department": "科", "unit_leader": "甲", "handler": "乙", "due_on": DAY, "signed_for_on": DAY}
        _rows(
            Assignment(record_id=1, unit=units[0], assigned_on=DAY, **four),
            count,
            {
                "id": f"{part_start} + n", "record_id": f"{start} + n", "stage": _STAGE,
                "unit_id": f"{units[0].pk} + n % {UNITS}",
            },
        )  # fmt: skip
        _rows(
            Reply(assignment_id=1, round=1, body="您提出的建议收悉，现答复如下。", submitted_on=DAY),
            count,
            {"assignment_id": f"{part_start} + n"},
            where="n % 20 >= 2",
        )
        for model in (HandlingRecord, Assignment, Reply):
            _versions(model)
        if connection.vendor == "postgresql":
            _after_the_last((HandlingRecord, Assignment))
    index.catch_up()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _rows(one, count: int, of_each: dict[str, str], where: str = "true") -> None:
    """So many rows like this one, with what differs told by SQL over `n`, which runs from 1."""
    fields = [field for field in one._meta.concrete_fields if field.column in of_each or not field.primary_key]
    told, values = [], []
    for field in fields:
        if field.column in of_each:
            told.append(of_each[field.column])
        else:
            kind = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
            told.append(f"CAST(%s AS {kind})" if connection.vendor == "postgresql" else "%s")
            values.append(field.get_db_prep_save(getattr(one, field.attname), connection))
    numbers = f"WITH RECURSIVE every(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM every WHERE n < {count}) "
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {one._meta.db_table} ({columns}) {numbers} "
            f"SELECT {', '.join(told).replace(' % ', ' %% ')} FROM every WHERE {where.replace(' % ', ' %% ')}",
            values,
        )


def _versions(model) -> None:
    """One version of every row."""
    fields = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    at = timezone.make_aware(moment(2024, 3, 29, 9))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model.history.model._meta.db_table} ({fields}, history_date, history_type) "
            f"SELECT {fields}, %s, '+' FROM {model._meta.db_table}",
            [at],
        )


def _after_the_last(models) -> None:
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
