"""`huiyin servers`: which servers answer readers together; giving one up; shutting this one's admin for an upgrade."""

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from huiyin.keeping.shut import MARK
from tracking import servers


class Command(BaseCommand):
    """各台服务器。"""

    requires_system_checks = []
    help = "列出各台服务器和等着它们的后续工作；--drop 去掉不再用的，--shut、--open 为升级关闭、打开本机的后台。"

    def add_arguments(self, parser) -> None:
        """What is to be done, if anything."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--drop", metavar="NAME", help="去掉一台不再用的服务器，以及等着它的后续工作")
        what.add_argument("--shut", action="store_true", help="关闭本机的后台（公开页面照常），供别的服务器升级数据库")
        what.add_argument("--open", action="store_true", help="升级以后重新打开本机的后台")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def handle(self, *args, **options) -> None:
        """Do it, then list them."""
        if name := options["drop"]:
            if name == servers.this_server():
                raise CommandError(
                    f"{name} 就是本机：先停下 huiyin serve、去掉 HUIYIN_SERVER，再去掉它。", returncode=2
                )
            if not servers.give_up(name):
                raise CommandError(f"没有登记名为“{name}”的服务器。")
        if options["shut"] or options["open"]:
            self._shut(is_shut=options["shut"])
        known = servers.waiting()
        if options["json"]:
            self.stdout.write(json.dumps({"servers": known}, ensure_ascii=False, default=datetime.isoformat))
            return
        for one in known:
            seen = f"{timezone.localtime(one['seen']):%Y-%m-%d %H:%M:%S}"
            state = "后台关闭" if one["is_shut"] else "没有应答" if one["is_away"] else "在线"
            self.stdout.write(f"{one['name']}\t{state}\t最近在线 {seen}\t等着 {one['jobs']} 项")
        if not known:
            self.stdout.write("只有一台服务器（没有设 HUIYIN_SERVER）。")

    def _shut(self, *, is_shut: bool) -> None:
        if not servers.this_server():
            raise CommandError("没有设 HUIYIN_SERVER：只有一台服务器时，huiyin upgrade 自己会关闭后台。", returncode=2)
        mark = Path(settings.DATA_DIR) / MARK
        if is_shut:
            mark.write_text("", encoding="utf-8")
        else:
            mark.unlink(missing_ok=True)
        servers.shut(is_shut)
