"""交办通知 of 300 items to 40 units, in one go as an office asks for it: seconds from the click to the file."""

import time
from datetime import date, timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

from tests.performance.results import Results
from tests.performance.timing import table
from tracking.models import (
    Assignment,
    AssignmentDuty,
    Duty,
    HandlingRecord,
    Person,
    Proposer,
    Role,
    Session,
    Signature,
    Unit,
)
from tracking.permissions import grant
from tracking.stages import Stage

SECONDS = 10
"From the click to the file at most."
ITEMS, UNITS, DAY = 300, 40, date(2024, 3, 29)
CASES = {
    "交办通知, one PDF of all units": ("unit_hand_over_notice", "pdf"),
    "交办通知, a Word file for each unit": ("unit_hand_over_notice", "docx-zip"),
    "任务分解表, one PDF of all units": ("task_list", "pdf"),
}


@transaction.atomic
def fill() -> None:
    """A session whose items lie with their units; rows without history, for reading only."""
    session = Session.objects.create(code="papers", name="压测届", year=2024, handed_over_on=DAY)
    units = Unit.objects.bulk_create([Unit(name=f"区压测文书{place}局") for place in range(UNITS)])
    proposers = Proposer.objects.bulk_create([Proposer(kind="deputy", name=f"压测文书代表{n}") for n in range(60)])
    records = HandlingRecord.objects.bulk_create(
        HandlingRecord(
            session=session, kind="suggestion", number=place + 1, duty=Duty.LEAD, stage=Stage.ASSIGNED,
            title=f"关于学校周边道路维修和交通安全设施完善的建议（{place}）", handed_over_on=DAY, due_on=DAY + timedelta(days=90),
        )
        for place in range(ITEMS)
    )  # fmt: skip
    Signature.objects.bulk_create(
        Signature(record=one, proposer=proposers[one.number % 60], order=1) for one in records
    )
    given = {"assigned_on": DAY, "stage": Stage.ASSIGNED, "sign_for_due_on": DAY + timedelta(days=5)}
    Assignment.objects.bulk_create(
        Assignment(record=one, unit=units[(one.number + step) % UNITS], duty=duty, **given)
        for one in records
        for step, duty in ((0, AssignmentDuty.LEAD), (7, AssignmentDuty.SUPPORT))
        if step == 0 or one.number % 3 == 0
    )
    user = get_user_model().objects.create_user("bench-papers")
    grant(Person.objects.create(name="压测文书", user=user), Role.OFFICE_CLERK)


def compare(results: Results, _folder: Path) -> None:
    """Print for each batch how often its page told how far it was, its seconds, and the size of the file."""
    fill()
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(get_user_model().objects.get(username="bench-papers"))
    rows = []
    for name, (paper, way) in CASES.items():
        start, work, told = time.perf_counter(), time.process_time(), 0
        page = client.post("/admin/papers/batch/", {"paper": paper, "way": way, "session": "papers"}).url
        while client.get(page).headers["Refresh"] == "0":
            told += 1
        size = len(b"".join(client.get(f"{page}file/")))
        used = time.process_time() - work
        results.add(name, [(time.perf_counter() - start) / SECONDS], limit=f"{SECONDS} seconds", at_most=1)
        rows.append([name, f"{time.perf_counter() - start:.1f}", f"{used:.1f}", str(told + 1), f"{size / 1e6:.1f}"])
    table(f"Papers of {UNITS} units, {ITEMS} items", ["batch", "seconds", "of the processor", "times told", "MB"], rows)
