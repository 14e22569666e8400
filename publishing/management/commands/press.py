"""`huiyin press`: bring the public pages' files up to date, or press them all afresh."""

import json
import sys

from django.core.management.base import BaseCommand, CommandParser

from publishing.press.assets import collect_static_files
from publishing.press.run import press_all, press_pages, press_reads


class Command(BaseCommand):
    """印制静态页."""

    help = "印制公开页面：补齐缺少的、去掉不该有的；--all 全部重印；--reads 把浏览次数印到页面上。"

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("--all", action="store_true", help="全部重印（升级程序、更换模板之后）")
        parser.add_argument(
            "--reads", action="store_true", help="先取最新的浏览次数，再印有变化的页面（可每夜定时执行）"
        )
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def handle(self, *args, **options):
        collect_static_files()
        if options["reads"]:
            press_reads()
        run = press_all() if options["all"] else press_pages([])
        if options["json"]:
            report = {
                "addresses": run.addresses,
                "written": run.written,
                "removed": run.removed,
                "unsigned": run.unsigned,
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self.stdout.write(f"公开页面和文件共 {run.addresses} 个，更新 {run.written} 个，移除 {run.removed} 个。")
        for title in run.unsigned:
            self.stderr.write(f"“{title}”已发布但签署不全，没有印出。请撤稿或重新送审。")
        if run.unsigned:
            sys.exit(1)
