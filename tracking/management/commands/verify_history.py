"""`huiyin verify_history`: check the chain of events, the versions it names, and every row against its last version."""

import sys

from tracking import versions
from tracking.management.answering import AnsweringCommand


class Command(AnsweringCommand):
    """核验办理记录."""

    help = "核验办理记录链、各步所写的版本，以及每一行与其最后版本是否一致。"

    def handle(self, *args, **options):
        found = versions.verify()
        report = {
            "ok": found.ok,
            "events": found.events,
            "versions": found.versions,
            "head": found.head,
            "notes": list(found.notes),
            "problems": [{"number": one.number, "message": one.message} for one in found.problems],
        }
        problems = [(f"第{one.number}条：" if one.number else "") + one.message for one in found.problems]
        verdict = "一致" if found.ok else f"发现{len(problems)}处问题"
        count = f"办理记录{found.events}条，版本{found.versions}个，链尾 {found.head[:16]}…：{verdict}。"
        self.answer(report, [*problems, *found.notes, count], as_json=options["json"])
        if not found.ok:
            sys.exit(1)
