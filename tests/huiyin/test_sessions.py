"""Logging in and staying in: who fails too often waits and is told how long, who goes away is logged out."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin import lockout
from tests.tracking.factories import PASSWORD, make_account, make_person
from tracking.models import Role

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent
LOGIN, WRONG = "/admin/login/", "wrong"


@pytest.fixture
def office():
    """Two who may log in."""
    return [make_person(f"示例{name}", Role.OFFICE_CLERK, login=name).user for name in ("first", "second")]


@pytest.fixture
def guarded(settings):
    settings.AXES_ENABLED = True


def log_in(name: str, password: str = WRONG, address: str = "192.0.2.1"):
    return Client(REMOTE_ADDR=address).post(LOGIN, {"username": name, "password": password})


# Failed logins ---------------------------------------------------------------------------------
def test_who_fails_five_times_waits_and_is_told_the_minutes(office, guarded):
    begin = timezone.now()
    with time_machine.travel(begin, tick=False):
        assert [log_in("first").status_code for _try in range(5)] == [200] * 4 + [429]
    with time_machine.travel(begin + timedelta(minutes=4), tick=False):
        response = log_in("first", PASSWORD)
        assert response.status_code == 429
        assert "请 11 分钟后再试" in response.content.decode()
        assert response.headers["Retry-After"] == "660"
    with time_machine.travel(begin + timedelta(minutes=14, seconds=30), tick=False):
        assert "请 1 分钟后再试" in log_in("first", PASSWORD).content.decode(), "trying meanwhile did not add to it"
    with time_machine.travel(begin + timedelta(minutes=15, seconds=1), tick=False):
        assert log_in("first", PASSWORD).status_code == 302


def test_neither_a_colleague_nor_another_address_waits_for_it(office, guarded):
    for _try in range(6):
        log_in("first")
    assert log_in("second", PASSWORD).status_code == 302
    assert log_in("first", PASSWORD, "192.0.2.2").status_code == 302


def test_an_address_that_guesses_at_many_names_is_slowed_a_minute_at_a_time(office, guarded):
    begin = timezone.now()
    assert log_in("second", PASSWORD).status_code == 302  # has logged in from there before
    with time_machine.travel(begin + timedelta(minutes=1), tick=False):
        for number in range(lockout.MOST_OF_AN_ADDRESS):
            log_in(f"nobody{number}")
        response = log_in("first", PASSWORD)
        assert response.status_code == 429
        assert "请 1 分钟后再试" in response.content.decode()
        assert log_in("second", PASSWORD).status_code == 302, "known there"
        assert log_in("first", PASSWORD, "192.0.2.2").status_code == 302, "from elsewhere"
        failures = AccessAttempt.objects.count()
        log_in("nobody-else")
        assert AccessAttempt.objects.count() == failures, "not even tried"
    with time_machine.travel(begin + timedelta(minutes=2, seconds=1), tick=False):
        assert log_in("first", PASSWORD).status_code == 302


# Idle sessions ---------------------------------------------------------------------------------
@pytest.fixture
def worked(office, client):
    """A browser in which somebody logged in at a moment that is known."""
    begin = timezone.now()
    with time_machine.travel(begin, tick=False):
        client.force_login(office[0])
        assert client.get("/admin/").status_code == 200
    return client, begin


def after(begin, **time):
    return time_machine.travel(begin + timedelta(**time), tick=False)


def test_who_stays_away_half_an_hour_logs_in_again_and_comes_back_to_the_page(worked):
    client, begin = worked
    with after(begin, minutes=29, seconds=59):
        assert client.get("/admin/").status_code == 200
    with after(begin, minutes=60, seconds=1):
        response = client.get("/admin/ledger/?stage=handling")
        assert response.status_code == 302
        assert response.url == "/admin/login/?next=/admin/ledger/%3Fstage%3Dhandling"
        page = client.get(response.url).content.decode()
        assert "您已有 30 分钟没有操作，为了安全已自动退出" in page
        assert client.get("/admin/").status_code == 302


def test_who_works_stays_in_all_day(worked):
    client, begin = worked
    for minutes in range(20, 600, 20):
        with after(begin, minutes=minutes):
            assert client.get("/admin/").status_code == 200


def test_what_an_open_page_asks_by_itself_keeps_nobody_in(office, client):
    editor = make_person("示例编辑", Role.EDITOR, login="editor").user
    ping = reverse("wagtailadmin_editing_sessions:ping", args=("publishing", "articlepage", 1, 1))
    begin = timezone.now()
    with after(begin):
        client.force_login(editor)
        client.get("/admin/")
    for minutes in range(5, 30, 5):
        with after(begin, minutes=minutes):
            client.post(ping)
    with after(begin, minutes=31):
        assert client.get("/admin/").status_code == 302


def test_what_is_sent_after_that_is_not_taken(worked):
    from tracking.models import Unit

    client, begin = worked
    with after(begin, minutes=31):
        response = client.post("/admin/units/create/", {"name": "区新设局", "kind": "department", "aliases": ""})
        assert response.url.startswith(LOGIN)
    assert not Unit.objects.filter(name="区新设局").exists()


def test_the_office_sets_its_own_minutes(worked, settings):
    client, begin = worked
    settings.IDLE_MINUTES = 90
    with after(begin, minutes=89):
        assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("wrong", ["0", "121", "half", "-5", "1.5"])
def test_half_an_hour_may_become_two_hours_and_no_more(wrong, tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "huiyin.settings", "HUIYIN_DATA_DIR": str(tmp_path), "HUIYIN_IDLE_MINUTES": wrong,
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", "import huiyin.settings"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "HUIYIN_IDLE_MINUTES 应写成" in done.stderr


def test_a_stranger_is_no_session(client):
    make_account("somebody")
    assert client.get("/admin/").status_code == 302
    assert "自动退出" not in client.get(LOGIN).content.decode()
