"""`huiyin bundle DIR`: the static bundle, to be put under an existing site."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from publishing.press.bundle import NotBundled, bundle


class Command(BaseCommand):
    """导出静态包。"""

    help = "把已印制的公开页面连同样式、脚本和站内搜索导出到一个文件夹，可放到任何静态网站上；不用数据库。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("folder", type=Path, help="导出到哪个文件夹（空的，或还不存在）")

    def handle(self, *args, folder: Path, **options):
        try:
            done = bundle(folder)
        except NotBundled as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"静态包在 {folder}：公开内容 {done.pieces} 篇，文件 {done.files} 个。")
        if not done.has_search:
            self.stdout.write("没有安装 pagefind，静态包里不能搜索；安装办法见 docs/operations.md。")
