"""`huiyin check_loop`: list items whose steps are missing, requests without progress and items without a reply (核对闭环)."""

import sys
from datetime import date

from django.core.management.base import CommandParser
from django.utils import timezone

from tracking.loop.bulk.proving import Proof, prove
from tracking.management.answering import AnsweringCommand
from tracking.management.named import session_named
from tracking.models import HandlingRecord
from tracking.workdays import in_full


def summary(proof: Proof, today: date) -> str:
    """The result in a sentence: with the day where items are under way, and apart how many rest on a workbook alone."""
    so_far = f"截至目前（{in_full(today)}），" if proof.open else ""
    said = f"{so_far}承办件{proof.records}件，完整{proof.complete}件"
    if proof.open:
        said += f"，其中{proof.open}件正在办理，完整只指已经办到的环节"
    if proof.by_workbook:
        said += f"；{proof.by_workbook}件的环节只有台账补录为据，另计"
    return said + "。"


class Command(AnsweringCommand):
    """核对闭环."""

    help = "核对闭环：件件有流程、条条有进展、事事有回音；列出缺少的内容。"

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("--session", metavar="CODE", help="届次代码，例如 2024；不写则核对全部")
        super().add_arguments(parser)

    def handle(self, *args, session, **options):
        records = HandlingRecord.objects.all()
        if session is not None:
            records = records.filter(session=session_named(session))
        proof = prove(records)
        today = timezone.localdate()
        report = {
            "records": proof.records,
            "complete": proof.complete,
            "open": proof.open,
            "by_workbook": proof.by_workbook,
            "as_of": today.isoformat(),
            "missing": [{"record": str(one.record), "what": one.what} for one in proof.missing],
        }
        lines = [*(f"{one.record}：{one.what}" for one in proof.missing), summary(proof, today)]
        self.answer(report, lines, as_json=options["json"])
        if proof.missing:
            sys.exit(1)
