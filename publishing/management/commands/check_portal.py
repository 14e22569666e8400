"""`huiyin check_portal`: what an inspector would find on the portal as it is pressed."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from publishing.inspection import Inspected, inspect
from publishing.inspection.keeping import keep
from publishing.models import PortalSettings
from publishing.press.assets import collect_static_files
from tracking.management.answering import AnsweringCommand


def lines(inspected: Inspected) -> Iterator[str]:
    """The result for people, a line a finding."""
    for one in inspected.findings:
        yield f"{one.of.severity}\t{one.of.title}\t{one.url}\t{one.message}{one.of.remedy}"
    yield f"检查页面{inspected.pages}个，发现问题{len(inspected.findings)}处。"
    for one in inspected.migrated:
        yield f"迁移内容\t{one.url}\t《{one.title}》原载{one.source}，原发布于{one.published}，迁入于{one.came_in}。"


class Command(AnsweringCommand):
    """网站自查."""

    help = "网站自查：检查已印制的公开页面，列出死链、标签、栏目、日期、用语、个人信息、签署等问题；有严重问题时退出码为 1。"

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("--outside", action="store_true", help="同时访问站外链接，看是否打不开或被劫持")
        parser.add_argument("--day", metavar="D", help="按这一天计算期限，例如 2024-09-30；不写则按今天，并保存结果")
        super().add_arguments(parser)

    def handle(self, *args, outside, day, **options):
        today = timezone.localdate()
        try:
            wanted = date.fromisoformat(day) if day else today
        except ValueError:
            raise CommandError(f"--day 应写成 2024-09-30 这样的日期，不是“{day}”。", returncode=2) from None
        collect_static_files()
        inspected = inspect(wanted, follows_outside=outside)
        if inspected is None:
            if not PortalSettings.current().has_columns:
                said = "本单位只在省统一平台公开，本系统没有对外的页面；平台上的网址用 huiyin check_published 核查。"
                raise CommandError(said, returncode=2)
            raise CommandError("还没有公开的门户首页，没有可以检查的页面。", returncode=2)
        if not day:
            keep(inspected, today, with_outside=outside)
        report = {
            "pages": inspected.pages,
            "findings": [one.as_json() for one in inspected.findings],
            "migrated": [asdict(one) for one in inspected.migrated],
        }
        self.answer(report, lines(inspected), as_json=options["json"])
        if inspected.is_severe:
            sys.exit(1)
