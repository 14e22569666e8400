"""`huiyin figures`: print every figure of a session, as of a day, as known at a moment."""

from django.core.management.base import CommandParser

from tracking import figures
from tracking.management.answering import AnsweringCommand
from tracking.management.named import day, moment, session_named


class Command(AnsweringCommand):
    """统计数据."""

    help = "从台账统计一届的各项数据；可指定截至日和知悉时点。"

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("--session", required=True, metavar="CODE", help="届次代码，例如 2024")
        parser.add_argument("--as-of", type=day, metavar="DATE", help="截至哪一天，例如 2024-08-08")
        parser.add_argument("--known-on", type=moment, metavar="MOMENT", help="按哪一时点已记录的内容，日期或 ISO 时间")
        super().add_arguments(parser)

    def handle(self, *args, session, as_of, known_on, **options):
        found = session_named(session)
        snapshot = figures.Snapshot(found, as_of, known_on)
        counts = figures.counts(snapshot)
        note = "" if snapshot.has_begun else "在这一时点之前，台账还没有记录本届的任何承办件，各项均为零。"
        report = {
            "session": found.code,
            "as_of": as_of and as_of.isoformat(),
            "known_on": known_on and known_on.isoformat(),
            "chain": snapshot.last_event,
            "note": note,
            "figures": {key: one.as_json() for key, one in counts.items()},
        }
        lines = [f"{one.label}\t{one.proven}\t{one.definition}" for one in counts.values()]
        self.answer(report, [found.name, *filter(None, [note]), *lines], as_json=options["json"])
