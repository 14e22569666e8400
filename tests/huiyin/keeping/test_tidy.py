"""What is cleared away at night, and that the history is not."""

import io
import json
import os
import threading
import time
from datetime import timedelta

from axes.models import AccessAttempt, AccessLog
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from huiyin.keeping import turns
from tracking import versions
from tracking.models import DraftSave, Person, Reply


def tidied() -> dict[str, int]:
    said = io.StringIO()
    call_command("tidy", "--json", stdout=said)
    return {what: count for what, count in json.loads(said.getvalue()).items() if count}


def aged(path, days: float) -> None:
    then = time.time() - days * 24 * 3600
    os.utime(path, (then, then))


def test_what_is_due_goes_what_is_not_stays_and_a_second_run_finds_nothing(installation):
    now = timezone.now()
    for key, ends in (("old", now - timedelta(days=1)), ("new", now + timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for name, at in (("old", now - timedelta(days=2)), ("new", now)):
        attempt = AccessAttempt.objects.create(username=name, ip_address="192.0.2.1", failures_since_start=5)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=at)
    for name, at in (("old", now - timedelta(days=200)), ("new", now - timedelta(days=100))):
        log = AccessLog.objects.create(username=name)
        AccessLog.objects.filter(pk=log.pk).update(attempt_time=at)
    user = get_user_model().objects.first()
    for name, at, is_used in (
        ("old", now - timedelta(days=2), False),
        ("new", now, False),
        ("new", now - timedelta(days=2), True),
    ):
        device = TOTPDevice.objects.create(user=user, name=name, confirmed=is_used)
        TOTPDevice.objects.filter(pk=device.pk).update(created_at=at)
    for folder in ("private/aa", "media/documents"):
        (installation / folder).mkdir(parents=True, exist_ok=True)
        for name, days in (("old", 2), ("new", 0)):
            (installation / folder / name).write_text("nobody's")
            aged(installation / folder / name, days)
    (installation / "restoring-abc").mkdir()
    for name, days in (("before-restore-old", 40), ("before-restore-new", 1)):
        (installation / name).mkdir()
        aged(installation / name, days)
    before = versions.verify()
    assert tidied() == {
        "到期的登录会话": 1, "不再起作用的登录失败记录": 1, "六个月以前的登录日志": 1, "没有启用完的验证码": 1,
        "没有登记的附件": 1,
        "没有登记的图片和文件": 1, "中断的恢复、升级留下的临时文件": 1, "三十天以前被替换的数据": 1,
    }  # fmt: skip
    assert tidied() == {}
    assert Session.objects.get().session_key == AccessAttempt.objects.get().username == AccessLog.objects.get().username
    assert set(TOTPDevice.objects.values_list("name", flat=True)) == {"new"}
    assert not list(installation.rglob("old"))
    assert len(list(installation.rglob("new"))) == 2
    after = versions.verify()
    assert (after.problems, after.head, after.versions) == ([], before.head, before.versions)


def test_it_waits_while_a_backup_is_under_way(installation):
    waiting, done = threading.Event(), threading.Event()

    def tidies():
        with turns.alone(lambda _words: waiting.set()):
            done.set()

    with turns.alone():
        second = threading.Thread(target=tidies)
        second.start()
        assert waiting.wait(10)
        assert not done.is_set()
    second.join(10)
    assert done.is_set()


def test_automatic_savings_go_once_the_letter_was_sent_in_long_ago(installation):
    part = Reply.objects.filter(round=1).first().assignment
    writers = list(Person.objects.order_by("pk")[:2])
    savings = [
        (1, 0, False, 40),
        (1, 0, True, 40),
        (1, 1, True, 40),
        (1, 0, True, 40),
        (2, 0, True, 40),
        (2, 0, True, 1),
    ]
    for number, (round_, who, by_itself, days) in enumerate(savings, start=1):
        DraftSave.objects.create(
            assignment=part, round=round_, number=number, by=writers[who], is_automatic=by_itself, said={"body": "稿。"}
        )
        DraftSave.objects.filter(number=number).update(at=timezone.now() - timedelta(days=days))
    assert tidied() == {"送审三十天后的自动暂存": 1}
    assert list(DraftSave.objects.values_list("number", flat=True)) == [1, 3, 4, 5, 6]
