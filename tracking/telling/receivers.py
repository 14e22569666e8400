"""What follows a step for the people concerned (消息), and the jobs of the outbox that are the ledger's own."""

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tracking import outbox, telling
from tracking.loop import STEPS
from tracking.models import Event, NoticeKind, Role, Session
from tracking.outbox import handles
from tracking.signals import LEDGER_IMPORTED, STEP_TAKEN, clock_stands_back, ledger_imported, step_taken
from tracking.telling import sending

FAILING = "house:jobs"
"The subject of the message that jobs did not succeed."
CLOCK = "house:clock"
"The subject of the message that the clock stands back."


# Jobs ------------------------------------------------------------------------------------------
@handles(STEP_TAKEN)
def send_step_taken(key: str, payloads: list[dict]) -> None:
    """Tell everybody who listens that a step was taken."""
    event = Event.objects.select_related("record__session").get(pk=int(key))
    _send(step_taken, STEPS[event.what], record=event.record, event=event)


@handles(LEDGER_IMPORTED)
def send_ledger_imported(key: str, payloads: list[dict]) -> None:
    """Tell everybody who listens that items came in."""
    records = sorted({record for payload in payloads for record in payload["records"]})
    _send(ledger_imported, Session.objects.get(pk=int(key)), records=records)


@handles(sending.KIND)
def send_messages(key: str, payloads: list[dict]) -> None:
    """Mail to those who want it at once, and the webhook; what does not go out is tried again."""
    sending.send_at_once()


def _send(signal: Signal, sender, **what) -> None:
    """Send a signal to every receiver even where one fails (its error is logged); the job then counts as failed."""
    answers = [answer for _receiver, answer in signal.send_robust(sender, **what)]
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer


# Receivers -------------------------------------------------------------------------------------
def step_was_taken(sender, record, event, **kwargs) -> None:
    """Tell those whose turn it is; mail and webhook follow in the background."""
    with transaction.atomic():
        told = telling.tell_at_once(sender, record, event) + telling.tell_of_paper(record, event)
        if told:
            sending.send_soon()


def job_did_not_succeed(sender, kind: str, **kwargs) -> None:
    """Tell the administrators, once a day."""
    text = _("有%(n)s项后续工作（印制、消息、检索等）没有成功，系统会自动再试；原因见服务器日志，运行状态见 /healthz。")
    _tell_administrators(text % {"n": outbox.failing()}, FAILING)


def job_succeeded_after_all(sender, kind: str, **kwargs) -> None:
    """Retire the message on failed jobs once none fails any more."""
    if not outbox.failing():
        telling.retire(FAILING)


def clock_stood_back(sender, now, last, **kwargs) -> None:
    """Warn the administrators, once a day; what was being done is done all the same."""
    text = _(
        "服务器时钟为%(now)s，早于已有办理记录的时间%(last)s。请核对服务器时间；办理记录按序号排列，不受影响，但日期会记错。"
    )
    shown = {"now": localtime(now).strftime("%Y-%m-%d %H:%M"), "last": localtime(last).strftime("%Y-%m-%d %H:%M")}
    _tell_administrators(text % shown, CLOCK)


def _tell_administrators(text: str, subject: str) -> None:
    administrators = telling.Staff(timezone.localdate()).by_role[Role.ADMIN]
    telling.tell_people(administrators, NoticeKind.HOUSE, text, subject=subject)


def connect() -> None:
    """Listen; called once when the app is ready."""
    clock_stands_back.connect(clock_stood_back, dispatch_uid="tracking.telling.receivers")
    step_taken.connect(step_was_taken, dispatch_uid="tracking.telling.receivers")
    outbox.job_failed.connect(job_did_not_succeed, dispatch_uid="tracking.telling.receivers")
    outbox.job_recovered.connect(job_succeeded_after_all, dispatch_uid="tracking.telling.receivers")
