"""`huiyin check_text`: the figures of a text, checked against each other and, with a session, against its ledger."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from publishing.evidence import CheckReport, Verdict, check
from publishing.ledger_facts import facts_of
from publishing.screening.files.texts import decoded
from tracking.models import Session

_SAID = {
    Verdict.OK: "一致",
    Verdict.TRUNC: "占比为舍尾或凑整，可以发布，建议改正",
    Verdict.DEF: "需要确认口径",
    Verdict.CLASH: "有矛盾，需要改正",
}


class Unreadable(Exception):
    """A file that is no text; its message is a sentence in Chinese."""


def read(path: Path) -> str:
    """The text of a file in UTF-8, with or without its mark, UTF-16 with its mark, or GB18030."""
    try:
        content = path.read_bytes()
    except OSError as reason:
        raise Unreadable(f"读不了文件“{path.name}”：{reason.strerror or reason}。") from None
    text = decoded(content)
    if text is None:
        raise Unreadable(f"“{path.name}”不是 UTF-8 或 GB18030 编码的文本文件，请另存为纯文本（.txt）再核对。")
    return text


class Command(BaseCommand):
    """核对文稿."""

    help = "核对一篇文稿中的数据：前后是否一致，占比是否算对；指定届次时与台账核对。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("file", metavar="FILE", type=Path, help="文本文件（UTF-8 或 GB18030）")
        parser.add_argument("--session", metavar="CODE", help="届次代码，例如 2024：与该届台账核对")
        parser.add_argument("--title", default="", help="文稿标题，不写则取文中的标题")
        parser.add_argument("--previous", metavar="FILE", type=Path, help="上年文稿，用来找没有更新的句子")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def handle(self, *args, file, session, title, previous, **options):
        try:
            text, before = read(file), read(previous) if previous else ""
        except Unreadable as reason:
            self._stop(str(reason))
        facts = None
        if session:
            try:
                facts = facts_of(Session.objects.of_code(session))
            except Session.DoesNotExist as problem:
                raise CommandError(str(problem), returncode=2) from None
        report = check(text, title=title, facts=facts, previous=before)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self._tell(report, text)
        if not report.passes:
            sys.exit(1)

    def _stop(self, sentence: str):
        self.stderr.write(sentence)
        sys.exit(1)

    def _tell(self, report: CheckReport, text: str) -> None:
        said = report.why_none or _SAID[report.verdict]
        self.stdout.write(f"{report.verdict.name} {said}。{report.covering or f'数据{len(report.figures)}个。'}")
        for one in report.findings:
            if one.verdict is not Verdict.OK:
                line = text.count("\n", 0, one.start) + 1
                quote = " ".join(one.quote.split())
                quote = quote if len(quote) <= 40 else quote[:39] + "…"
                self.stdout.write(f"{one.verdict.name}\t{one.rule}\t第{line}行“{quote}”\t{one.message}")
