"""`huiyin settle`: do the jobs that wait in the outbox, run by a timer; run again, it does none twice."""

import sys

from tracking import outbox
from tracking.management.answering import AnsweringCommand
from tracking.models import Job
from tracking.signals import timer_ran
from tracking.storing import clear_partial_files
from tracking.turns import in_turn


class Command(AnsweringCommand):
    """后续事项."""

    help = "办理定时发布和到期撤下，以及还没有办完的后续工作（印制、撤下、消息、检索）；上次中断的接着办，没有成功的到时再试。可反复运行。"

    def handle(self, *args, **options):
        told: list[str] = []
        failed: list[str] = []
        with in_turn("tracking.settle"):  # the timers of two servers publish nothing twice
            timer_ran.send(type(self), told=told, failed=failed)
        done = outbox.settle()
        cleared = clear_partial_files()
        failing = list(Job.objects.here().failed().values("kind", "key", "attempts", "error"))
        report = {"done": done.done, "failing": failing, "cleared": cleared, "planned": told, "left": failed}
        self.answer(report, [*told, f"办完 {done.done} 项。"], as_json=options["json"])
        for sentence in failed:
            self.stderr.write(sentence)
        for job in failing:
            self.stderr.write(
                f"没有成功，稍后再试：{job['kind']} {job['key']}（已试 {job['attempts']} 次）{job['error']}"
            )
        if failing or failed:
            sys.exit(1)
