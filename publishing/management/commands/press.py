"""`huiyin press`: bring the public pages' files up to date and put right what was altered, lost or put there."""

import json
import sys
from argparse import ArgumentTypeError
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandParser

from publishing.press import crew
from publishing.press.assets import collect_static_files
from publishing.press.run import ForeignFolder, Healed, press_all, press_reads


class Command(BaseCommand):
    """印制静态页."""

    requires_system_checks = []
    help = "印制公开页面：补齐缺少的，改正被改动的、过时的，去掉不该有的；--all 连压缩文件全部重印；--reads 把浏览次数印到页面上。"

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("--all", action="store_true", help="全部重印（升级程序、更换模板之后）")
        parser.add_argument(
            "--reads", action="store_true", help="先取最新的浏览次数，再印有变化的页面（可每夜定时执行）"
        )
        parser.add_argument(
            "--replace", action="store_true", help="静态页文件夹里是另一个数据库的门户时，仍以当前数据库为准重印"
        )
        parser.add_argument(
            "--processes", type=number, metavar="N", help="几个进程一起印，默认与处理器核数相同（页面不多时只用一个）"
        )
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def handle(self, *args, **options):
        collect_static_files()
        try:
            if options["reads"]:
                press_reads()
            run = press_all(anew=options["all"], replace=options["replace"], processes=crew.hands(options["processes"]))
        except ForeignFolder as refused:
            if options["json"]:
                self.stdout.write(json.dumps({"refused": str(refused)}, ensure_ascii=False))
            self.stderr.write(str(refused))
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(run), ensure_ascii=False))
        else:
            self.stdout.write(f"公开页面和文件共 {run.addresses} 个，更新 {run.written} 个，移除 {run.removed} 个。")
            self._tell(run.healed)
        for title in run.unsigned:
            self.stderr.write(f"“{title}”已发布但签署不全，没有印出。请撤稿或重新送审。")
        if run.unsigned:
            sys.exit(1)

    def _tell(self, healed: Healed) -> None:
        """What was put right, a line a page or file."""
        if healed.cut_off:
            self.stdout.write("上次印制中断，已接着印完。")
        words = {"altered": "被改动", "missing": "缺失", "stale": "过时", "surplus": "不该有"}
        for name, word in words.items():
            for one in getattr(healed, name):
                self.stdout.write(f"已纠正（{word}）：{one}")


def number(text: str) -> int:
    """A number of processes."""
    if not text.isdecimal() or not 1 <= len(text) <= 2 or int(text) < 1:
        raise ArgumentTypeError(f"进程数“{text}”应是 1 到 99 之间的整数")
    return int(text)
