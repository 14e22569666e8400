"""`make writers`: eight people at work at once for 75 seconds, on the database that HUIYIN_DATABASE_URL names.

Six take steps with scans, one brings in workbooks of 500 rows, one hands pages in. Counted are the acts, how long they took, every
error that would have reached a person, and every step that a receiver was not told of. Exit 1 where there is one.
"""

import argparse
import io
import multiprocessing
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
import traceback
from contextlib import contextmanager
from pathlib import Path

ROWS = 500


def main() -> int:
    """Make an office, let everybody work, settle what is left, and say what was found."""
    parser = argparse.ArgumentParser(prog="tests.performance.writers")
    parser.add_argument("--seconds", type=float, default=75)
    parser.add_argument("--writers", type=int, default=8)
    wanted = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.db import connection, connections

    folder = Path(tempfile.mkdtemp(prefix="huiyin-writers-"))
    try:
        with _installed(folder):
            from tests.publishing.newsroom import make_newsroom
            from tests.tracking.factories import make_unit

            newsroom = make_newsroom()
            for place in range(40):
                make_unit(f"区压测{place}局")
            connections.close_all()
            fork = multiprocessing.get_context("fork")
            told, said = folder / "told", fork.Queue()
            told.touch()
            people = [
                fork.Process(target=_work, args=(newsroom, number, wanted.seconds, told, said))
                for number in range(wanted.writers)
            ]
            for person in people:
                person.start()
            found = [said.get() for _person in people]
            for person in people:
                person.join()
            return _judge(found, told, connection.vendor, wanted.seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _installed(folder: Path):
    """A migrated database of its own, on SQLite in a file, on PostgreSQL beside the one that is named."""
    from django.db import connection, connections
    from django.test.utils import override_settings

    from tests import databases
    from tests.crash.installation import migrated, opened

    if connection.vendor == "sqlite":
        with opened(migrated(folder / "house")):
            yield
        return
    databases.ready(connection, say=print)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    office = folder / "office"
    roots = {"DATA_DIR": ".", "PRIVATE_ROOT": "private", "MEDIA_ROOT": "media", "PRESSED_DIR": "pressed"}
    for place in roots.values():
        (office / place).mkdir(parents=True, exist_ok=True)
    try:
        with override_settings(**{name: office / place for name, place in roots.items()}):
            yield
    finally:
        connections.close_all()
        connection.creation.destroy_test_db(os.environ["HUIYIN_DATABASE_URL"].rpartition("/")[2], verbosity=0)


# At work ---------------------------------------------------------------------------------------
def _work(newsroom, number: int, seconds: float, told: Path, said) -> None:
    """One person's 75 seconds: what they did, how long each act took, and what went wrong."""
    from tracking.loop import Refused, Stale
    from tracking.signals import step_taken

    def listens(sender, event, **kwargs):
        with told.open("a") as file:
            file.write(f"{event.pk}\n")

    step_taken.connect(listens)
    act = {6: _import, 7: _hand_in}.get(number, _steps)
    times, errors, turned_away, until = [], [], 0, time.monotonic() + seconds
    for turn in range(10**6):
        if time.monotonic() > until:
            break
        since = time.monotonic()
        try:
            act(newsroom, number, turn, times)
        except (Refused, Stale):
            turned_away += 1
        except Exception:
            errors.append(traceback.format_exc())
        if act is not _steps:
            times.append((act.__name__, time.monotonic() - since))
        time.sleep(random.uniform(0, 0.05))
    said.put((times, errors, turned_away))


def _steps(newsroom, number: int, turn: int, times: list) -> None:
    """An item of one's own: entered, proposed, instructed on paper with its scan, handed over, signed for, noted."""
    from tests.tracking.factories import HANDED_OVER_ON as DAY
    from tests.tracking.factories import make_scan
    from tracking.loop import take
    from tracking.models import HandlingRecord

    office = newsroom.office

    def timed(code, subject, **what):
        since = time.monotonic()
        event = take(code, subject, on=DAY, **what)
        times.append(("_steps", time.monotonic() - since))
        return event

    what = {"session": office.session, "kind": "suggestion", "origin": "city", "duty": "lead"}
    what |= {"number": (number + 1) * 100_000 + turn, "title": "关于压测的建议", "first_signer": f"压测代表{turn % 50}"}
    record = timed("register", None, account=office.clerk, **what).record
    record = HandlingRecord.objects.get(pk=record.pk)
    timed("propose", record, account=office.clerk, handling_proposal="拟办。")
    scan = make_scan("拟办单.pdf", b"%PDF-1.4\n" + f"{number} {turn}".encode() + b"0" * 100_000)
    paper = {"decider": office.leader.person, "wording": "同意。", "scan": scan}
    timed("instruct", record, account=office.clerk, instruction="同意。", **paper)
    timed("assign", record, account=office.clerk, lead_units=[office.unit])
    part = record.assignments.get()
    four = {"department": "综合科", "unit_leader": "示例领导", "handler": "示例经办人"}
    timed("sign_for", part, account=office.unit_handler, **four)
    timed("note_progress", part, account=office.unit_handler, text="正在办理")


def _import(newsroom, number: int, turn: int, times: list) -> None:
    """A workbook of items for a session of its own."""
    from tests.performance.imports import workbook
    from tracking import ledger
    from tracking.models import Session

    session = Session(code=f"20{90 + turn % 9}-{turn}", name=f"压测{turn}", year=2090)
    ledger.apply(ledger.plan(ledger.read(io.BytesIO(workbook(ROWS)), "台账.xlsx"), session), newsroom.office.clerk)


def _hand_in(newsroom, number: int, turn: int, times: list) -> None:
    """A page drafted, handed in, signed three times, and pressed."""
    newsroom.published(newsroom.article(f"压测制度{turn}"))


# Afterwards ------------------------------------------------------------------------------------
def _judge(found: list, told: Path, vendor: str, seconds: float) -> int:
    """Print what was counted; whether anything reached a person or was lost."""
    from tests.performance.timing import table
    from tracking import outbox, versions
    from tracking.loop import STEPS
    from tracking.models import Event, Job

    outbox.settle()
    times = [one for times, _errors, _away in found for one in times]
    errors = [error for _times, errors, _away in found for error in errors]
    heard = set(told.read_text().split())
    lost = [pk for pk in Event.objects.filter(what__in=STEPS).values_list("pk", flat=True) if str(pk) not in heard]
    rows = []
    for name, label in (("_steps", "steps"), ("_import", f"imports of {ROWS} rows"), ("_hand_in", "pages published")):
        took = sorted(seconds for which, seconds in times if which == name)
        if took:
            p95 = took[int(len(took) * 0.95)]
            rows.append(
                [
                    label,
                    str(len(took)),
                    f"{len(took) / seconds:.1f}",
                    f"{statistics.median(took):.2f}",
                    f"{p95:.2f}",
                    f"{took[-1]:.2f}",
                ]
            )
    table(
        f"{len(found)} writers, {seconds:.0f} s, {vendor}",
        ["acts", "n", "a second", "median s", "95 % s", "longest s"],
        rows,
    )
    away, left, chain = sum(away for _t, _e, away in found), Job.objects.count(), versions.verify().ok
    print(
        f"\nerrors {len(errors)}, receivers lost {len(lost)}, asked to try again {away}, jobs left {left}, chain well {chain}"
    )
    for error in errors[:3]:
        print(error)
    return 1 if errors or lost or left or not chain else 0


if __name__ == "__main__":
    sys.exit(main())
