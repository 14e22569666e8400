"""Sending messages (消息发送) by e-mail and to a webhook, both by setting, neither on by default.

Only number, short title and date go out (R74). A message that could not be sent has no time of sending and is tried again,
as a job of the outbox and by the next `remind`; a failure here never stops a step.
"""

import hashlib
import hmac
import json
import logging
import smtplib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPException
from ipaddress import ip_address
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking import outbox
from tracking.models import MailNotices, Notice
from tracking.turns import in_turn

KIND = "tracking.telling.sending"
"The kind of the job that sends what waits."
KEPT_FOR = timedelta(days=7)
"How long what could not be sent is tried again."
PATIENCE = 5
"Seconds that a webhook may take to answer."
SIGNATURE = "X-Tracking-Signature"

logger = logging.getLogger(__name__)


class Unsent(Exception):
    """Messages did not go out; its text says how many."""


@dataclass(slots=True)
class Sent:
    """How many messages went out, and how many are still to go."""

    sent: int = 0
    waiting: int = 0


def sends_mail() -> bool:
    """Whether the installation has a mail server (off by default)."""
    return getattr(settings, "TRACKING_SENDS_MAIL", False)


def webhook_url() -> str:
    """Where messages are pushed to; empty when nowhere."""
    return getattr(settings, "TRACKING_WEBHOOK_URL", "")


def webhook_secret() -> str:
    """What pushed messages are signed with."""
    return getattr(settings, "TRACKING_WEBHOOK_SECRET", "")


def send_soon() -> None:
    """Send waiting messages in the background after the commit, by a job of the outbox."""
    if sends_mail() or webhook_url():
        outbox.put(KIND)


def send_at_once() -> None:
    """Mail to those who want it at once, and the webhook; digests go with the next `remind`. Raises Unsent."""
    with in_turn(KIND):
        mailed, pushed = mail(MailNotices.AT_ONCE), push()
    if mailed.waiting or pushed.waiting:
        words = _("%(mail)s条邮件、%(hook)s条推送没有发出。")
        raise Unsent(words % {"mail": mailed.waiting, "hook": pushed.waiting})


def send_all() -> tuple[Sent, Sent]:
    """Send everything that waits, digests included, by mail and webhook."""
    with in_turn(KIND):  # two processes at once would send everything twice
        return mail(MailNotices.AT_ONCE, MailNotices.DIGEST), push()


def _since() -> date:
    return timezone.localdate() - KEPT_FOR


# Mail ------------------------------------------------------------------------------------------
def waiting_for_mail(*wishes: MailNotices):
    """Messages that their receivers want by mail and have not got: unread, of the last days."""
    found = Notice.objects.filter(mailed_at=None, read_at=None, day__gte=_since(), person__mail_notices__in=wishes)
    return found.filter(person__is_active=True, person__user__is_active=True).exclude(person__user__email="")


def mail(*wishes: MailNotices) -> Sent:
    """One mail a person with all that waits for them; a server that does not answer is not asked twice."""
    if not sends_mail():
        return Sent()
    by_address: dict[str, list[Notice]] = defaultdict(list)
    for notice in waiting_for_mail(*wishes).select_related("person__user").order_by("pk"):
        by_address[notice.person.user.email].append(notice)
    done = Sent(waiting=sum(len(notices) for notices in by_address.values()))
    if not by_address:
        return done
    connection = get_connection()
    try:
        connection.open()
        for address, notices in by_address.items():
            if _mailed(connection, address, notices):
                done.sent += len(notices)
                done.waiting -= len(notices)
    except (OSError, smtplib.SMTPException) as error:
        logger.warning(_("邮件没有发出，下次提醒时再发：%s"), error)
    finally:
        _close(connection)
    return done


def _mailed(connection, address: str, notices: list[Notice]) -> bool:
    """Send one mail; an address that is refused does not keep the others waiting."""
    subject = notices[0].text.partition("】")[0].removeprefix("【") if len(notices) == 1 else _("办理提醒")
    lines = [notice.text for notice in notices]
    link = f"{getattr(settings, 'WAGTAILADMIN_BASE_URL', '')}{reverse('notices')}"
    body = "\n".join([*lines, "", _("查看：%(link)s") % {"link": link}, ""])
    title = _("建议提案办理：%(what)s（%(n)s条）") % {"what": subject, "n": len(notices)}
    try:
        EmailMessage(title, body, to=[address], connection=connection).send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
        logger.warning(_("一位收件人的邮件没有发出，下次提醒时再发：%s"), type(refused).__name__)
        return False
    _mark(notices, "mailed_at")
    return True


def _close(connection) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.warning(_("邮件服务器没有正常结束连接。"))


def _mark(notices: Iterable[Notice], field: str) -> None:
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(**{field: timezone.now()})


# Webhook ---------------------------------------------------------------------------------------
def webhook_problem(url: str, secret: str) -> str:
    """Why nothing may be pushed to this address; empty when it may."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return _("推送地址写法不对。")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        return _("推送地址须以 https:// 开头（本机地址可用 http://）。")
    if not host:
        return _("推送地址没有主机名。")
    return "" if secret else _("推送须设置签名密钥。")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def signature(body: bytes, secret: str) -> str:
    """The HMAC-SHA256 by which the receiver of a push checks that it is ours and unchanged."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def payload(notice: Notice) -> dict:
    """What is pushed of a message: text, kind, number, short title and day; nobody's name."""
    return {
        "text": notice.text,
        "kind": notice.kind,
        "number": notice.record.number_label,
        "title": notice.text.partition("《")[2].partition("》")[0],
        "day": notice.day.isoformat(),
    }


class _NoDetours(HTTPRedirectHandler):
    """Refuses redirects of a webhook: a push goes to the address that was set and nowhere else."""

    def redirect_request(self, *args, **kwargs):
        return None


def waiting_for_push():
    """Messages of the last days about items that were not pushed yet; others (accounts, pages) are never pushed."""
    return Notice.objects.filter(hooked_at=None, day__gte=_since(), record__isnull=False)


def push() -> Sent:
    """One push for each item, kind and day, however many people were told; an address that is dead is not asked twice."""
    url, secret = webhook_url(), webhook_secret()
    if not url:
        return Sent()
    if problem := webhook_problem(url, secret):
        logger.warning(problem)
        return Sent(waiting=waiting_for_push().count())
    batches: dict[tuple, list[Notice]] = defaultdict(list)
    found = waiting_for_push().select_related("record").order_by("pk")
    for notice in found.defer("record__text"):
        batches[notice.record_id, notice.kind, notice.day].append(notice)
    done = Sent(waiting=sum(len(notices) for notices in batches.values()))
    try:
        for notices in batches.values():
            if _pushed(url, secret, payload(notices[0])):
                _mark(notices, "hooked_at")
                done.sent += len(notices)
                done.waiting -= len(notices)
    except (OSError, HTTPException) as error:
        logger.warning(_("推送没有成功，下次提醒时再推送：%s"), error)
    return done


def _pushed(url: str, secret: str, what: dict) -> bool:
    body = json.dumps(what, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", SIGNATURE: signature(body, secret)}
    request = Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - checked by webhook_problem
    try:
        with build_opener(_NoDetours).open(request, timeout=PATIENCE) as answer:
            return 200 <= answer.status < 300
    except HTTPError as refused:
        refused.close()
        logger.warning(_("推送被拒绝（%s），下次提醒时再推送。"), refused.code)
        return False
