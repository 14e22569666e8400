"""Every step of the loop, with its versions, its event and its place in the chain, beside a plain save of the item's row."""

import time
from pathlib import Path
from statistics import median

from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from tests.performance.results import Results
from tests.performance.timing import ratios, table

ROUNDS = 7
MOST_SAVES, MOST_QUERIES = 16, 20
SAVES = 20
"How many plain saves are measured together, since one takes less than the clock tells well."


def compare(results: Results, folder: Path) -> None:
    """Print what each step takes, and how often the time of a plain save; the steps of an item from 收文 to 办结."""
    from tests.prepared import walking
    from tests.tracking import factories
    from tests.tracking.factories import Office, make_person, make_session, make_unit
    from tracking.loop import take
    from tracking.models import Role
    from tracking.models.people import UnitKind
    from tracking.stages import Stage

    steps: dict[str, list[float]] = {}
    saves: dict[str, list[float]] = {}
    queries: dict[str, int] = {}
    is_measured = False
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter

    def measured(which, subject=None, *, account, **data):
        subject = subject and type(subject).objects.get(pk=subject.pk)
        account = type(account).objects.get(pk=account.pk)
        if is_measured:
            start = clock()
            event = take(which, subject, account=account, **data)
            steps.setdefault(which, []).append(clock() - start)
            record = event.record
            start = clock()
            for _again in range(SAVES):
                record.save_base(raw=True)  # a save as Django itself does it
            saves.setdefault(which, []).append((clock() - start) / SAVES)
            return event
        with CaptureQueriesContext(connection) as asked:
            event = take(which, subject, account=account, **data)
        queries[which] = len(asked) - 2
        return event

    taken, factories.take = factories.take, measured
    try:
        with override_settings(PRIVATE_ROOT=folder / "private"), transaction.atomic(), walking():
            unit = make_unit("区压测步骤局", district_leader="压测副区长")
            office = Office(
                session=make_session("2031"),
                unit=unit,
                lead_unit=make_unit("市压测步骤局", kind=UnitKind.EXTERNAL),
                clerk=make_person("压测收文", Role.OFFICE_CLERK, login="bench-clerk").user,
                reviewer=make_person("压测审核", Role.OFFICE_REVIEWER, login="bench-reviewer").user,
                leader=make_person("压测副区长", Role.LEADER, login="bench-leader", post="副区长").user,
                unit_handler=make_person("压测承办", Role.UNIT_HANDLER, unit, login="bench-unit").user,
            )
            for each in range(ROUNDS + 1):
                is_measured = each > 0
                office.make_record(Stage.CLOSED)
            transaction.set_rollback(True)
    finally:
        factories.take = taken
    rows = []
    for which, times in steps.items():
        found = ratios(times, saves[which])
        results.add(f"the step {which}", found, limit="a plain save of the item", at_most=MOST_SAVES)
        results.add(f"queries of {which}", [queries[which]], limit="one", at_most=MOST_QUERIES)
        rows.append([which, f"{median(times) * 1000:.1f}", f"{median(found):.1f}", str(queries[which])])
    table("Steps, from the form's data to the event in the chain", ["step", "ms", ": plain save", "queries"], rows)
