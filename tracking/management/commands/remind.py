"""`huiyin remind`: write and send the day's messages, by a timer; run again, it writes none twice and sends what waits.

Jobs that wait in the outbox, above all the messages of steps, are done first.
"""

import sys
from collections import Counter

from django.core.management.base import CommandParser
from django.utils import timezone

from tracking import outbox, telling
from tracking.management.answering import AnsweringCommand
from tracking.management.named import day
from tracking.models import NoticeKind
from tracking.signals import day_began
from tracking.telling import sending
from tracking.turns import in_turn


class Command(AnsweringCommand):
    """到期提醒."""

    help = "生成当天的提醒，并发出还没有发出的邮件和推送；重复运行不会重复提醒。"

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("--day", type=day, metavar="DATE", help="哪一天的提醒，默认今天，例如 2024-06-03")
        super().add_arguments(parser)

    def handle(self, *args, day, **options):
        day = day or timezone.localdate()
        outbox.settle()
        with in_turn("tracking.remind"):  # the timers of two servers tell nothing twice
            failed = [answer for _who, answer in day_began.send_robust(sender=None, day=day) if answer is not None]
            told = Counter(notice.kind for notice in telling.tell(telling.Day(day)))
            telling.retire_done(telling.Day(timezone.localdate()))
        mail, hook = sending.send_all()
        kinds = {kind: told[kind] for kind in NoticeKind if told[kind]}
        report = {
            "day": day.isoformat(),
            "written": sum(told.values()),
            "kinds": {kind.value: number for kind, number in kinds.items()},
            "mail": {"sent": mail.sent, "waiting": mail.waiting},
            "webhook": {"sent": hook.sent, "waiting": hook.waiting},
        }
        lines = [f"{day:%Y-%m-%d}：新提醒 {report['written']} 条。"]
        lines += [f"{kind.label}\t{number}" for kind, number in kinds.items()]
        lines.append(f"邮件发出 {mail.sent} 条，推送 {hook.sent} 条。")
        self.answer(report, lines, as_json=options["json"])
        if mail.waiting or hook.waiting:
            self.stderr.write(f"还有 {mail.waiting} 条邮件、{hook.waiting} 条推送没有发出，下次运行时再发。")
        if failed:
            self.stderr.write("当天的定时办理没有全部完成，下次运行时再办；原因见日志。")
        if mail.waiting or hook.waiting or failed:
            sys.exit(1)
