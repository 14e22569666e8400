"""Messages that leave the house: by a real mail server and to a real web server, and never lost or told twice."""

import hashlib
import hmac
import json
import logging
import socket
import threading
from datetime import date
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.core.management import call_command

from tracking import telling
from tracking.loop import take
from tracking.models import MailNotices, Notice, Person
from tracking.stages import Stage
from tracking.telling import sending

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
MONDAY = date(2024, 7, 8)
SECRET = "示例密钥"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2024-07-08 10:00+08:00", tick=False):
        yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Letterbox:
    """What the mail server takes in; some addresses it refuses."""

    def __init__(self):
        self.letters, self.refused = [], set()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address in self.refused:
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos, letter["subject"].strip(), letter["from"], letter.get_content()))
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    """A mail server of our own, listening."""
    box, port = Letterbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.TRACKING_SENDS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.DEFAULT_FROM_EMAIL = "huiyin@example.invalid"
    yield box
    server.stop()


def wants(user, wish: MailNotices) -> None:
    user.email = f"{user.get_username()}@example.invalid"
    user.save()
    Person.objects.filter(user=user).update(mail_notices=wish)


@pytest.fixture
def late(office, supervisor):
    """An item that is late on Monday: its unit and the supervisor are told."""
    office.make_record(Stage.HANDLING)
    wants(office.unit_handler, MailNotices.AT_ONCE)
    telling.tell(telling.Day(MONDAY))
    return office


def test_a_mail_holds_number_short_title_and_date_and_is_sent_once(late, mailbox):
    assert sending.mail(MailNotices.AT_ONCE) == sending.Sent(sent=1)
    to, subject, sender, body = mailbox.letters[0]
    assert to == ["unit@example.invalid"]
    assert subject == "建议提案办理：已逾期（1条）"
    assert sender == "huiyin@example.invalid"
    assert "第1号建议《示例工作》办理期限2024年6月28日" in body
    assert "示例代表甲" not in body
    assert sending.mail(MailNotices.AT_ONCE) == sending.Sent()
    assert len(mailbox.letters) == 1


def test_one_mail_holds_all_that_waits_for_a_person(late, mailbox):
    for _count in range(3):
        late.make_record(Stage.HANDLING)
    telling.tell(telling.Day(MONDAY))
    assert sending.mail(MailNotices.AT_ONCE).sent == 4
    assert [subject for _to, subject, _from, _body in mailbox.letters] == ["建议提案办理：办理提醒（4条）"]


def test_a_digest_goes_with_the_timer_and_not_at_once(late, mailbox):
    wants(late.unit_handler, MailNotices.DIGEST)
    sending.send_at_once()
    assert mailbox.letters == []
    call_command("remind")
    assert len(mailbox.letters) == 1


@pytest.mark.parametrize("change", ["none", "read", "no_address", "left", "old"])
def test_no_mail_goes_to_who_wants_none_or_knows_already(late, mailbox, change):
    notices = Notice.objects.filter(person=late.unit_handler.person)
    match change:
        case "none":
            wants(late.unit_handler, MailNotices.NONE)
        case "read":
            notices.update(read_at=notices.get().at)
        case "no_address":
            type(late.unit_handler).objects.update(email="")
        case "left":
            Person.objects.filter(user=late.unit_handler).update(is_active=False)
        case "old":
            notices.update(day=date(2024, 6, 28))
    assert sending.mail(MailNotices.AT_ONCE) == sending.Sent()
    assert mailbox.letters == []


def test_a_server_that_is_down_loses_nothing_and_stops_no_step(
    late, settings, caplog, django_capture_on_commit_callbacks
):
    settings.TRACKING_SENDS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 2
    record = late.make_record(Stage.INSTRUCTED)
    with django_capture_on_commit_callbacks(execute=True), caplog.at_level(logging.WARNING):
        take("assign", record, account=late.clerk, on=date(2024, 3, 29), lead_units=[late.unit])
    assert "邮件没有发出" in caplog.text
    assert Notice.objects.filter(record=record, kind="assigned", mailed_at=None).exists()
    with pytest.raises(SystemExit) as end:
        call_command("remind")
    assert end.value.code == 1


def test_what_failed_is_sent_by_the_next_run(late, mailbox):
    mailbox.refused.add("unit@example.invalid")
    assert sending.mail(MailNotices.AT_ONCE) == sending.Sent(waiting=1)
    mailbox.refused.clear()
    assert sending.mail(MailNotices.AT_ONCE) == sending.Sent(sent=1)


def test_an_address_that_is_refused_keeps_nobody_else_waiting(late, mailbox, supervisor):
    wants(supervisor, MailNotices.AT_ONCE)
    mailbox.refused.add("unit@example.invalid")
    assert sending.mail(MailNotices.AT_ONCE) == sending.Sent(sent=1, waiting=1)
    assert mailbox.letters[0][0] == ["supervisor@example.invalid"]


def test_a_step_is_mailed_at_once(late, mailbox, django_capture_on_commit_callbacks):
    record = late.make_record(Stage.INSTRUCTED)
    with django_capture_on_commit_callbacks(execute=True):
        take("assign", record, account=late.clerk, on=date(2024, 3, 29), lead_units=[late.unit])
    assert "已交办" in mailbox.letters[0][3]


def test_without_a_mail_server_nothing_is_sent(late, mailbox, settings):
    settings.TRACKING_SENDS_MAIL = False
    assert sending.mail(MailNotices.AT_ONCE) == sending.Sent()
    assert mailbox.letters == []


# Webhook ---------------------------------------------------------------------------------------
class Hook(BaseHTTPRequestHandler):
    """A web server that notes what is pushed to it."""

    def do_POST(self):  # noqa: N802 - http.server's name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((body, self.headers["X-Tracking-Signature"]))
        self.send_response(self.server.answer)
        if self.server.answer == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture
def hook(settings):
    """A web server of our own; `hook.answer` is what it says."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    server.taken, server.answer = [], 200
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.TRACKING_WEBHOOK_URL = f"http://127.0.0.1:{server.server_port}/"
    settings.TRACKING_WEBHOOK_SECRET = SECRET
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_push_is_signed_and_holds_nobody_s_name(late, hook):
    assert sending.push() == sending.Sent(sent=2)
    ((body, signed),) = hook.taken
    assert signed == "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert json.loads(body) == {
        "text": "【已逾期】第1号建议《示例工作》办理期限2024年6月28日，已逾期，请尽快办结。",
        "kind": "overdue",
        "number": "第1号建议",
        "title": "示例工作",
        "day": "2024-07-08",
    }
    assert sending.push() == sending.Sent()


@pytest.mark.parametrize("answer", [500, 403, 302])
def test_a_push_that_is_refused_or_sent_elsewhere_is_tried_again(late, hook, answer):
    hook.answer = answer
    assert sending.push() == sending.Sent(waiting=2)
    assert len(hook.taken) == 1
    hook.answer = 204
    assert sending.push() == sending.Sent(sent=2)


def test_an_address_that_is_dead_is_not_asked_twice(late, settings, caplog):
    late.make_record(Stage.HANDLING)
    telling.tell(telling.Day(MONDAY))
    settings.TRACKING_WEBHOOK_URL = f"http://127.0.0.1:{free_port()}/"
    settings.TRACKING_WEBHOOK_SECRET = SECRET
    assert sending.push() == sending.Sent(waiting=4)
    assert caplog.text.count("推送没有成功") == 1


@pytest.mark.parametrize(
    ("url", "secret", "problem"),
    [
        ("https://hook.example.invalid/x", "s", ""),
        ("http://127.0.0.1:9000/", "s", ""),
        ("http://[::1]:9000/", "s", ""),
        ("http://localhost/", "s", ""),
        ("http://hook.example.invalid/", "s", "推送地址须以 https:// 开头（本机地址可用 http://）。"),
        ("http://127.0.0.1.example.invalid/", "s", "推送地址须以 https:// 开头（本机地址可用 http://）。"),
        ("file:///etc/hostname", "s", "推送地址须以 https:// 开头（本机地址可用 http://）。"),
        ("https:///x", "s", "推送地址没有主机名。"),
        ("https://[x/", "s", "推送地址写法不对。"),
        ("https://hook.example.invalid/", "", "推送须设置签名密钥。"),
    ],
)
def test_only_a_safe_address_with_a_secret_is_pushed_to(url, secret, problem):
    assert sending.webhook_problem(url, secret) == problem


def test_to_an_unsafe_address_nothing_goes(late, settings, hook):
    settings.TRACKING_WEBHOOK_SECRET = ""
    assert sending.push() == sending.Sent(waiting=2)
    assert hook.taken == []
