"""The doctor finds each planted trouble, and none on a healthy installation."""

import io
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from huiyin.keeping import runs, turns
from huiyin.watching.checks import GREEN, RED, YELLOW, examine
from huiyin.watching.telling import SUBJECT, tell_administrators
from tests.publishing.press.doors import free_port
from tests.tracking.factories import kept, make_person, make_unit
from tracking.models import ChainHead, Job, Notice, OfficeSettings, Role


@pytest.fixture
def healthy(installation, settings):
    """An installation on which everything ran lately."""
    settings.TRACKING_TASKS = "inline"
    settings.BASE_URL = "http://127.0.0.1:8000"
    settings.KEYS_DIR = installation / "keys"
    settings.KEYS_DIR.mkdir(mode=0o700)
    for name in ("private", "media"):
        (installation / name).chmod(0o700)
    for name in ("remind", "settle", "backup", "verify_history", runs.VERIFIED):
        runs.note(name)
    return installation


def aged(name: str, days: float, code: int = 0) -> None:
    """A command that ran so long ago."""
    then = (timezone.now() - timedelta(days=days)).isoformat()
    (Path(runs._file(name))).write_text(json.dumps({"at": then, "code": code}))


def executed(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def waiting(**what) -> None:
    Job.objects.create(kind="nobody", **what)


def office_works(**how) -> None:
    make_unit("区无名局")
    kept(OfficeSettings(pk=1, **how))


MIGRATIONS = "django_migrations"
NEWER = f"INSERT INTO {MIGRATIONS} (app, name, applied) VALUES ('tracking', '9999_tomorrow', '2030-01-01')"
TROUBLES = {
    "a migration is missing": ("database", RED, lambda o, s: executed(f"DELETE FROM {MIGRATIONS} WHERE name LIKE '0001%'")),
    "the database is newer": ("database", RED, lambda o, s: executed(NEWER)),
    "an upgrade was cut off": ("upgrading", RED, lambda o, s: (o / "upgrading").write_text("/nowhere")),
    "others may read the scans": ("permissions", RED, lambda o, s: (o / "private").chmod(0o755)),
    "letters are numbered here and no series is": ("working", YELLOW, lambda o, s: office_works(way="itself")),
    "a unit's head must sign and is not known": ("working", YELLOW, lambda o, s: office_works(head_signs=True)),
    "debugging is on": ("secrets", RED, lambda o, s: setattr(s, "DEBUG", True)),
    "the secret key is short": ("secrets", RED, lambda o, s: setattr(s, "SECRET_KEY", "short")),
    "the worker has died": ("worker", RED, lambda o, s: setattr(s, "TRACKING_TASKS", "worker")),
    "jobs wait for hours": ("queue", RED, lambda o, s: waiting(created=timezone.now() - timedelta(hours=3))),
    "a job failed": ("failed_jobs", RED, lambda o, s: waiting(error="坏了", attempts=3)),
    "remind does not run": ("remind", YELLOW, lambda o, s: aged("remind", 6)),
    "settle does not run": ("settle", RED, lambda o, s: aged("settle", 3)),
    "the last backup is old": ("backup", RED, lambda o, s: aged("backup", 9)),
    "the last backup failed": ("backup", RED, lambda o, s: aged("backup", 0, code=1)),
    "no backup was tried": ("verified", YELLOW, lambda o, s: aged(runs.VERIFIED, 40)),
    "verify_history found something": ("history", RED, lambda o, s: aged("verify_history", 1, code=1)),
    "the end of the chain is gone": ("chain_head", RED, lambda o, s: executed("UPDATE tracking_chainhead SET number = number + 1")),
    "the clock stands back": ("clock", RED, lambda o, s: ChainHead.objects.update(at=timezone.now() + timedelta(hours=2))),
    "the portal was never pressed": ("press", RED, lambda o, s: shutil.rmtree(o / "pressed")),
    "a press run was cut off": ("press", YELLOW, lambda o, s: (o / "pressed.unfinished").touch()),
    "passwords go in plain text": ("certificate", YELLOW, lambda o, s: setattr(s, "BASE_URL", "http://huiyin.example")),
    "the certificate can't be asked for": ("certificate", RED, lambda o, s: setattr(s, "BASE_URL", f"https://127.0.0.1:{free_port()}")),
}  # fmt: skip
"What is planted: the check that finds it, and how grave it is."


def levels() -> dict[str, str]:
    return {one.key: one.level for one in examine()}


def test_on_a_healthy_installation_nothing_is_found(healthy):
    assert {one.key: one.said for one in examine() if one.level != GREEN} == {}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_planted_trouble_is_found_by_its_check_alone_with_what_to_do(healthy, settings, trouble):
    key, level, plant = TROUBLES[trouble]
    plant(healthy, settings)
    found = {one.key: one for one in examine() if one.level != GREEN}
    assert {key: level} == {key: one.level for key, one in found.items()}
    assert found[key].to_do


def test_a_mail_server_that_does_not_answer_is_found(healthy, settings):
    settings.TRACKING_SENDS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert levels()["post"] == RED


def test_a_database_that_is_gone_is_one_finding_and_the_others_go_on(healthy):
    for path in healthy.glob("db.sqlite3*"):
        path.unlink()
    connection.close()
    found = examine()
    red = [one for one in found if one.level == RED]
    assert [one.key for one in red] == ["database"]
    assert {"disk", "versions", "backup"} <= {one.key for one in found}


def test_a_running_worker_is_seen(healthy, settings):
    settings.TRACKING_TASKS = "worker"
    with turns.running("worker"):
        assert levels()["worker"] == GREEN
    assert levels()["worker"] == RED


def test_what_is_red_is_told_to_administrators_once_and_retired_afterwards(healthy):
    waiting(error="坏了")
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--tell", stdout=io.StringIO())
    assert ended.value.code == 1
    tell_administrators(examine())
    told = Notice.objects.filter(subject=SUBJECT, person__memberships__role=Role.ADMIN)
    assert [("没有成功的后续工作" in one.text, one.read_at) for one in told] == [(True, None)]
    Job.objects.all().delete()
    call_command("doctor", "--tell", stdout=io.StringIO())
    assert told.get().read_at is not None


def test_the_admin_shows_the_same_to_administrators_alone(healthy):
    admin, clerk = (
        make_person("系统管理员乙", Role.ADMIN, login="admin-b"),
        make_person("经办丙", Role.OFFICE_CLERK, login="c"),
    )
    waiting(error="坏了")
    browser = Client()
    browser.force_login(admin.user, "huiyin.account_backend.AccountBackend")
    page = browser.get("/admin/settings-check/").content.decode()
    assert page.index("没有成功的后续工作") < page.index("磁盘空间")
    assert "须处理1项" in page
    browser.force_login(clerk.user, "huiyin.account_backend.AccountBackend")
    assert browser.get("/admin/settings-check/").status_code == 302
