"""`huiyin upgrade`: after a new program is installed, everything that must follow, or back to where it was."""

from pathlib import Path

from django.core.management.base import CommandError

from huiyin.keeping.troubles import Trouble
from huiyin.keeping.upgrade import upgrade
from tracking.management.answering import AnsweringCommand


class Command(AnsweringCommand):
    """升级。"""

    help = "装好新程序后运行：检查、备份、更新数据库、重印公开页面、核验；中途失败则退回原样。公开页面照常可读。"

    def add_arguments(self, parser) -> None:
        """Where the backup before it goes."""
        parser.add_argument(
            "--backup", type=Path, metavar="FILE", help="升级前的备份写到这里，默认在数据目录的 backups/"
        )
        super().add_arguments(parser)

    def handle(self, *args, backup, **options) -> None:
        """Upgrade, and say what was done."""
        try:
            done = upgrade(backup, self.stderr.write)
        except Trouble as trouble:
            raise CommandError(str(trouble), returncode=trouble.exit_code) from trouble
        report = {"backup": str(done.backup), "events": done.events, "pressed": done.pressed, "seconds": round(done.seconds, 2)}  # fmt: skip
        pages = "没有门户" if done.pressed is None else f"公开页面和文件 {done.pressed} 个"
        words = f"升级完毕：办理记录 {done.events} 条，核验一致；{pages}；用时 {done.seconds:.0f} 秒。请重新启动 huiyin serve 和 worker。"
        self.answer(report, [words, f"升级前的备份：{done.backup}"], as_json=options["json"])
