"""With the server's clock set back, the chain's number and the row's number tell what came first."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.tracking.factories import make_person
from tracking import figures, versions
from tracking.loop import take
from tracking.models import ChainHead, Event, HandlingRecord, Notice, NoticeKind, Role
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def set_back(make_record, office):
    """An item entered today, and another and a correction after the clock was set back a day; the time before that."""
    record = make_record(Stage.HANDLING)
    moment = timezone.now()
    with time_machine.travel(moment - DAY):
        take("correct", record, account=office.clerk, topic="后来的主题")
        make_record(Stage.CLOSED)
    return record, moment


def counted(session, known_on) -> int:
    return figures.counts(figures.Snapshot(session, known_on=known_on))["records"].value


def test_steps_are_taken_and_the_chain_agrees(set_back):
    assert Event.objects.last().at < Event.objects.first().at
    found = versions.verify()
    assert found.problems == []
    assert any("服务器时钟曾被调回" in note for note in found.notes)


def test_the_last_version_is_the_one_written_last(set_back):
    record, _moment = set_back
    record = HandlingRecord.objects.get(pk=record.pk)
    assert record.history.first().topic == record.history.latest().topic == record.topic == "后来的主题"
    assert record.history.first().history_date < record.history.last().history_date


def test_what_was_known_then_does_not_hold_what_came_after_the_clock_was_set_back(set_back, session):
    _record, moment = set_back
    assert counted(session, moment - DAY / 2) == 0
    assert counted(session, None) == counted(session, timezone.now() + DAY) == 2


def test_a_pin_taken_while_the_clock_is_behind_counts_again_as_it_did(set_back, session, make_record):
    _record, moment = set_back
    with time_machine.travel(moment - DAY + timedelta(hours=1)):
        pinned = figures.Snapshot(session, known_on=timezone.now(), chain=ChainHead.objects.now().number)
        assert figures.counts(pinned)["records"].value == 2
        make_record(Stage.HANDLING)
    later = figures.Snapshot(session, known_on=pinned.known_on, chain=pinned.chain)
    assert figures.counts(later)["records"].value == 2
    assert counted(session, None) == 3


def test_the_administrators_are_told_once_a_day(make_record, django_capture_on_commit_callbacks):
    admin = make_person("示例管理", Role.ADMIN, login="administrator")
    make_record(Stage.ASSIGNED)
    with time_machine.travel(timezone.now() - DAY), django_capture_on_commit_callbacks(execute=True):
        make_record(Stage.ASSIGNED)
    told = Notice.objects.get(kind=NoticeKind.HOUSE)
    assert (told.person, told.subject) == (admin, "house:clock")
    assert "服务器时钟" in told.text


def test_nobody_is_told_of_a_clock_that_goes_on(make_record, django_capture_on_commit_callbacks):
    make_person("示例管理", Role.ADMIN, login="administrator")
    with django_capture_on_commit_callbacks(execute=True):
        make_record(Stage.ASSIGNED)
    assert not Notice.objects.filter(kind=NoticeKind.HOUSE).exists()
    assert versions.verify().notes == ()


def test_the_check_says_while_the_clock_is_behind(set_back):
    _record, moment = set_back
    with time_machine.travel(moment - DAY / 2):
        assert any("早于已有办理记录的时间" in note for note in versions.verify().notes)
