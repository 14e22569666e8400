"""`huiyin export_ledger`: write a session's ledger as a workbook that imports back to the same items."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracking import ledger
from tracking.management.answering import progress_shown
from tracking.management.named import WRONG_USE, session_named


class Command(BaseCommand):
    """导出台账."""

    help = "把一届的工作落实台账导出为工作簿。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("file", metavar="OUT.xlsx", help="写到哪个文件")
        parser.add_argument("--session", required=True, metavar="CODE", help="届次代码，例如 2024")

    def handle(self, *args, file, session, **options):
        found = session_named(session)
        if Path(file).suffix.lower() != ".xlsx":
            raise CommandError("导出的文件名应以 .xlsx 结尾。", returncode=WRONG_USE)
        try:
            with progress_shown(self):
                count = ledger.write(found, file)
        except OSError as problem:
            raise CommandError(f"写不了 {file}：文件夹不存在，或者没有写入的权限。", returncode=WRONG_USE) from problem
        self.stdout.write(f"已导出 {count} 件到 {file}。")
