"""`huiyin check_loop`: every item has its flow, every request its progress, every matter its reply, or is listed."""

import json
import sys

from django.core.management.base import BaseCommand, CommandParser

from tracking.management.named import session_named
from tracking.models import HandlingRecord
from tracking.steps.proving import prove


class Command(BaseCommand):
    """核对闭环."""

    help = "核对闭环：件件有流程、条条有进展、事事有回音；列出缺少的内容。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("--session", metavar="CODE", help="届次代码，例如 2024；不写则核对全部")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def handle(self, *args, session, **options):
        records = HandlingRecord.objects.all()
        if session is not None:
            records = records.filter(session=session_named(session))
        proof = prove(records)
        if options["json"]:
            missing = [{"record": str(one.record), "what": one.what} for one in proof.missing]
            report = {"records": proof.records, "complete": proof.complete, "missing": missing}
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            for one in proof.missing:
                self.stdout.write(f"{one.record}：{one.what}")
            self.stdout.write(f"承办件{proof.records}件，完整{proof.complete}件。")
        if proof.missing:
            sys.exit(1)
