"""`huiyin export_all DIR`: everything in open formats, for leaving or for the archive."""

import sys
from pathlib import Path

from django.core.management.base import CommandError

from huiyin.keeping.leaving import SUMS, export_all
from huiyin.keeping.troubles import Trouble, in_words
from tracking.management.answering import AnsweringCommand


class Command(AnsweringCommand):
    """全部导出。"""

    help = "把全部承办件导出为通用格式（每件一个文件夹，附目录、校验值和可离线打开的 index.html），供迁出或归档。"

    def add_arguments(self, parser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path, metavar="DIR", help="新的或空的文件夹")
        super().add_arguments(parser)

    def handle(self, *args, folder, **options) -> None:
        """Export, and name the files that are missing."""
        try:
            left = export_all(folder)
        except Trouble as trouble:
            raise CommandError(str(trouble), returncode=trouble.exit_code) from trouble
        except OSError as problem:
            raise CommandError(f"没有导出完。{in_words(problem, folder)}", returncode=Trouble.exit_code) from problem
        report = {"items": left.items, "events": left.events, "files": left.files, "missing": left.missing}
        words = (
            f"已导出到 {folder}：承办件 {left.items} 件，办理记录 {left.events} 条，附件 {left.files} 个。"
            f"核对：在该文件夹中运行 sha256sum -c {SUMS}。"
        )
        self.answer(report, [*left.missing, words], as_json=options["json"])
        if left.missing:
            sys.exit(1)
