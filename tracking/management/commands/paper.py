"""`huiyin paper CODE`: make one paper as PDF or Word."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tracking import papers
from tracking.management.named import WRONG_USE, session_named
from tracking.models import HandlingRecord, Kind, Origin
from tracking.papers.choosing import AmbiguousSubject, choose


class Command(BaseCommand):
    """制作文书."""

    help = "制作一份文书，按输出文件的后缀为 PDF 或 Word（docx）。文书代码见 huiyin papers。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("code", metavar="CODE", help="文书代码，例如 reply_letter")
        parser.add_argument("--session", metavar="CODE", help="届次代码，例如 2024")
        parser.add_argument("--kind", choices=Kind.values, help="suggestion（建议）或 proposal（提案）")
        parser.add_argument("--number", type=int, metavar="N", help="编号")
        parser.add_argument("--origin", choices=Origin.values, help="来源层级；同号不止一件时填写")
        parser.add_argument("--unit", metavar="NAME", help="承办单位；一件有几个单位、或按单位制作时填写")
        parser.add_argument("--signer", metavar="NAME", help="提出人；一件有几位提出人时填写")
        parser.add_argument("--which", metavar="WORDS", help="有几份时，写出认得出的字样，例如日期或通报的标题")
        parser.add_argument("--key", metavar="N", help="公开页面、撤稿等不属于某一届的，写网址里的编号")
        parser.add_argument("--out", required=True, metavar="FILE", help="输出文件，后缀 .pdf 或 .docx")

    def handle(self, *args, code, out, **options):
        paper = papers.paper_of_code(code)
        if paper is None:
            known = "、".join(one.code for one in papers.papers())
            raise CommandError(f"没有文书“{code}”。已有：{known}。", returncode=WRONG_USE)
        file = Path(out)
        form = file.suffix.lower().lstrip(".")
        if form not in paper.forms:
            forms = "、".join(f".{one}" for one in paper.forms)
            raise CommandError(f"{paper.name}的输出文件后缀应为 {forms}。", returncode=WRONG_USE)
        try:
            session = session_named(options["session"]) if options["session"] else None
            subject = choose(paper, session=session, record=self._record(paper, session, options), **{
                name: options[name] for name in ("unit", "signer", "which", "key")
            })  # fmt: skip
            data = papers.file_of(paper, subject, form)
        except AmbiguousSubject as why:
            raise CommandError(str(why), returncode=WRONG_USE) from None
        except papers.Unprintable as why:
            raise CommandError(str(why), returncode=1) from None
        try:
            file.write_bytes(data)
        except OSError as problem:
            raise CommandError(f"不能写入 {file}：{problem.strerror}。", returncode=WRONG_USE) from None
        self.stdout.write(f"{paper.name} → {file}（{len(data):,} 字节）")

    @staticmethod
    def _record(paper, session, options) -> HandlingRecord | None:
        if paper.about.of_item is None or session is None:
            return None
        if not options["kind"] or not options["number"]:
            raise CommandError(f"{paper.name}是一件承办件的文书，请用 --kind 和 --number 指明。", returncode=WRONG_USE)
        found = HandlingRecord.objects.filter(session=session, kind=options["kind"], number=options["number"])
        if options["origin"]:
            found = found.filter(origin=options["origin"])
        items = list(found.select_related("session", "lead_unit"))
        label = f"{session.name}第{options['number']}号{Kind(options['kind']).label}"
        if not items:
            raise CommandError(f"没有{label}。", returncode=1)
        if len(items) > 1:
            levels = "、".join(f"{one.origin}（{one.get_origin_display()}）" for one in items)
            raise CommandError(f"{label}不止一件，请用 --origin 指明来源层级：{levels}。", returncode=WRONG_USE)
        return items[0]
