"""The outbox: what must follow a commit is never lost, is done once at a time, and is tried again where it failed."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from tests.tracking.factories import HANDED_OVER_ON, make_person
from tests.tracking.factories import NOTED_KIND as KIND
from tracking import outbox
from tracking.loop import take
from tracking.models import Job, Notice, Role
from tracking.models.outbox import LEASE, PAUSES
from tracking.signals import step_taken


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def fails(key, payloads):
    raise OSError("disk full")


# When ------------------------------------------------------------------------------------------
def test_a_job_is_done_after_the_commit_and_then_gone(db, noted, committed):
    with committed():
        outbox.put(KIND, "a", {"n": 1})
        assert noted == []
    assert noted == [("a", [{"n": 1}])]
    assert not Job.objects.exists()


def test_a_job_of_a_transaction_that_is_rolled_back_never_was(db, noted, committed):
    with committed(), transaction.atomic():
        outbox.put(KIND)
        transaction.set_rollback(True)
    outbox.settle()
    assert noted == []


def test_with_a_worker_a_job_waits_for_it_unless_it_is_urgent(db, noted, committed, settings):
    settings.TRACKING_TASKS = "worker"
    with committed():
        outbox.put(KIND, "slow")
        outbox.put(KIND, "urgent", at_once=True)
    assert [key for key, _ in noted] == ["urgent"]
    assert outbox.settle().done == 1
    assert [key for key, _ in noted] == ["urgent", "slow"]


def test_jobs_of_one_kind_and_key_are_one_act(db, noted):
    for n in range(3):
        outbox.put(KIND, "a", {"n": n})
    outbox.put(KIND, "b")
    assert outbox.settle() == outbox.Settled(done=2)
    assert noted == [("a", [{"n": 0}, {"n": 1}, {"n": 2}]), ("b", [{}])]


def test_a_job_that_causes_another_is_done_before_it(db, noted, monkeypatch, committed):
    order = []

    def causes(key, payloads):
        with transaction.atomic():
            outbox.put(KIND, "caused")
        order.append(list(noted))

    monkeypatch.setitem(outbox.HANDLERS, "tests.causes", causes)
    with committed():
        outbox.put("tests.causes")
    outbox.settle()
    assert order == [[]]
    assert noted == [("caused", [{}])]


# What failed -----------------------------------------------------------------------------------
def test_a_job_that_failed_is_tried_again_after_growing_pauses(db, monkeypatch, time_machine):
    time_machine.move_to(timezone.now())
    monkeypatch.setitem(outbox.HANDLERS, KIND, fails)
    outbox.put(KIND)
    for attempts, pause in enumerate((*PAUSES, PAUSES[-1]), start=1):
        assert outbox.settle() == outbox.Settled(failed=1)
        job = Job.objects.get()
        assert (job.attempts, job.error, job.leased_until) == (attempts, "OSError: disk full", None)
        assert timedelta(0) <= pause - (job.due - timezone.now()) < timedelta(seconds=5)
        assert outbox.settle() == outbox.Settled(), "not before its time"
        time_machine.shift(pause + timedelta(seconds=1))


def test_a_job_of_a_kind_that_nobody_does_is_kept_and_shown(db):
    outbox.put("of.another.release")
    assert outbox.settle().failed == 1
    assert "of.another.release" in Job.objects.get().error


def test_administrators_hear_of_what_failed_until_it_succeeded(db, noted, monkeypatch):
    administrator = make_person("示例管理", Role.ADMIN, login="admin")
    with monkeypatch.context() as broken:
        broken.setitem(outbox.HANDLERS, KIND, fails)
        outbox.put(KIND)
        outbox.settle()
        Job.objects.update(due=None)
        outbox.settle()
    told = Notice.objects.get(person=administrator)
    assert "有1项后续工作" in told.text
    assert told.read_at is None
    Job.objects.update(due=None)
    assert outbox.settle().done == 1
    told.refresh_from_db()
    assert told.read_at is not None


def test_settle_names_what_failed_and_exits_1(db, monkeypatch, capsys):
    monkeypatch.setitem(outbox.HANDLERS, KIND, fails)
    outbox.put(KIND, "a")
    with pytest.raises(SystemExit) as end:
        call_command("settle")
    assert end.value.code == 1
    assert "tests.note a（已试 1 次）OSError: disk full" in capsys.readouterr().err


# Who died --------------------------------------------------------------------------------------
def leased(by: str) -> None:
    outbox.put(KIND, "left")
    Job.objects.update(leased_by=by, leased_until=timezone.now() + LEASE, attempts=1)


def test_a_job_whose_process_died_is_taken_up_again_at_once(db, noted):
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    leased(f"{outbox._machine()}/{gone.stdout.strip()}/1")
    assert outbox.settle().done == 1


def test_another_process_with_the_number_of_a_dead_one_keeps_no_job(db, noted):
    leased(f"{outbox._machine()}/{os.getpid()}/1")
    assert outbox.settle().done == 1


def test_a_job_of_a_living_process_is_left_to_it(db, noted):
    leased(outbox.this_process())
    assert outbox.settle().done == 0


def test_a_job_of_another_machine_is_taken_up_when_its_time_is_over(db, noted):
    leased("elsewhere/boot/1/1")
    assert outbox.settle().done == 0
    Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert outbox.settle().done == 1


def test_a_clock_set_back_keeps_no_job_waiting(db, noted, monkeypatch, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=1))
    outbox.put(KIND, "new")
    leased("elsewhere/boot/1/1")
    with monkeypatch.context() as broken:
        broken.setitem(outbox.HANDLERS, "tests.other", fails)
        outbox.put("tests.other")
        outbox.settle()
    monkeypatch.setitem(outbox.HANDLERS, "tests.other", lambda key, payloads: None)
    time_machine.move_to(timezone.now() - timedelta(days=1))
    assert outbox.settle().done == 3


# Steps -----------------------------------------------------------------------------------------
def test_a_step_whose_process_was_killed_after_its_commit_is_told_by_the_timer(make_record, clerk):
    record, told = make_record(), []

    def listens(sender, event, **kwargs):
        told.append((sender.code, event.what))

    step_taken.connect(listens)
    try:
        Job.objects.all().delete()
        take("propose", record, account=clerk, on=HANDED_OVER_ON - timedelta(days=1), handling_proposal="拟办。")
        assert told == []  # the commit that this test never makes
        call_command("remind")
    finally:
        step_taken.disconnect(listens)
    assert told == [("propose", "propose")]


def test_a_receiver_that_failed_hears_of_the_step_again(make_record, clerk):
    record, heard = make_record(), []

    def fails_once(sender, event, **kwargs):
        heard.append(event.what)
        if len(heard) == 1:
            raise OSError("disk full")

    step_taken.connect(fails_once)
    try:
        Job.objects.all().delete()
        take("propose", record, account=clerk, on=HANDED_OVER_ON - timedelta(days=1), handling_proposal="拟办。")
        assert outbox.settle().failed == 1
        Job.objects.update(due=None)
        assert outbox.settle().failed == 0
    finally:
        step_taken.disconnect(fails_once)
    assert heard == ["propose", "propose"]
