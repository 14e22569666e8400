"""`huiyin units DIR`: systemd's services and timers for this host, for one district or several."""

import shutil
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from huiyin.keeping.troubles import Trouble
from huiyin.management.commands.serve import port_number
from huiyin.watching import units


class Command(BaseCommand):
    """服务和定时。"""

    help = "写出 systemd 的服务和定时（serve、worker、remind、settle、nightly），一台机器可供几个区县各用一套。"
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        """Where to, and for whom."""
        parser.add_argument("folder", type=Path, metavar="DIR", help="写进这个文件夹，由管理员装到 /etc/systemd/system")
        parser.add_argument(
            "--name", action="append", default=[], metavar="NAME", help="区县的名称，例如 bayi；可写几次，默认 main"
        )
        parser.add_argument("--user", default="huiyin", help="以哪个系统账号运行，默认 huiyin")
        parser.add_argument(
            "--backups", default="/var/backups/huiyin/%i", metavar="DIR", help="每夜备份的文件夹，%%i 是名称"
        )
        parser.add_argument(
            "--first-port", type=port_number, default=8000, help="第一个区县的端口，其后依次加一，默认 8000"
        )

    def handle(self, *args, folder, name, user, backups, first_port, **options) -> None:
        """Write, and say what is to be done with it."""
        names = name or ["main"]
        program = Path(shutil.which("huiyin", path=str(Path(sys.executable).parent)) or Path(sys.argv[0]).absolute())
        try:
            written = units.write(folder, names, program, user, backups, first_port)
        except Trouble as trouble:
            raise CommandError(str(trouble), returncode=trouble.exit_code) from trouble
        self.stdout.write(f"已写出 {len(written)} 个文件到 {folder}。以 root 执行：")
        self.stdout.write(f"  cp {folder}/huiyin* /etc/systemd/system/ && systemctl daemon-reload")
        for one in names:
            self.stdout.write(f"  install -D -m 600 {folder}/{one}.env /etc/huiyin/{one}.env   # 先填好")
            # Others may pass through the data directory, so that nginx finds pressed/; what is private in it is shut itself.
            self.stdout.write(f"  install -d -o {user} -m 711 /var/lib/huiyin/{one}")
            self.stdout.write(f"  install -d -o {user} -m 700 {backups.replace('%i', one)}")
            self.stdout.write(f"  systemctl enable --now huiyin@{one}.target")
