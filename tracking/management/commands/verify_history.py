"""`huiyin verify_history`: check the chain of events, the versions it names, and every row against its last version."""

import json
import sys

from django.core.management.base import BaseCommand

from tracking import versions


class Command(BaseCommand):
    """核验办理记录."""

    help = "核验办理记录链、各步所写的版本，以及每一行与其最后版本是否一致。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def handle(self, *args, **options):
        found = versions.verify()
        if options["json"]:
            report = {
                "ok": found.ok,
                "events": found.events,
                "versions": found.versions,
                "head": found.head,
                "notes": list(found.notes),
                "problems": [{"number": one.number, "message": one.message} for one in found.problems],
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            for problem in found.problems:
                where = f"第{problem.number}条：" if problem.number else ""
                self.stdout.write(f"{where}{problem.message}")
            for note in found.notes:
                self.stdout.write(note)
            verdict = "一致" if found.ok else f"发现{len(found.problems)}处问题"
            self.stdout.write(f"办理记录{found.events}条，版本{found.versions}个，链尾 {found.head[:16]}…：{verdict}。")
        if not found.ok:
            sys.exit(1)
