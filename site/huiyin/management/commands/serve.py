"""`huiyin serve` (上线运行): portal and admin from one program, pressed pages first."""

import errno
import os
import socket
from argparse import ArgumentTypeError

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from huiyin.following import following, join_the_others
from huiyin.keeping import turns
from huiyin.watching.counting import begin_anew
from publishing.press.assets import collect_static_files
from publishing.press.server import LIVE_AT_ONCE, SEARCHES_WAITING
from tracking import outbox

THREADS = LIVE_AT_ONCE + SEARCHES_WAITING + 8
"""Of a process, at most: as many as Django and waiting searches may occupy, and some that only pressed pages use.

They come with need and go after half a minute; searches hold no database connection.
"""
MOST_WORKERS = 4
"Processes by default: one for each core, but more gain nothing where the database is one file."
PATIENCE = 15
"Seconds that running requests get to end after the signal to stop."


class Command(BaseCommand):
    """上线运行。"""

    help = "提供门户和后台服务：已印制的页面直接应答，其余交给后台程序。"
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        """Where to listen, and with how many processes."""
        parser.add_argument("--host", default="127.0.0.1", help=_("监听地址，默认 127.0.0.1（只供本机和反向代理访问）"))
        parser.add_argument("--port", type=port_number, default=8000, help=_("监听端口，默认 8000"))
        workers = min(os.cpu_count() or 1, MOST_WORKERS)
        parser.add_argument("--workers", type=positive, default=workers, help=_("进程数，默认与处理器核数相同，最多 4"))

    def handle(self, *, host: str, port: int, workers: int, **options) -> None:
        """Serve until told to stop (SIGTERM, SIGINT); a worker that dies is replaced."""
        address = free_address(host, port)
        if settings.METRICS_FROM:
            begin_anew()
        if collect_static_files():
            self.stderr.write(_("静态资源已整理。"))
        self._settle()
        connections.close_all()  # none may be shared with the workers
        server = Granian(
            "huiyin.wsgi:application",
            address=address,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=THREADS,
            backlog=1024,
            websockets=False,
            log_level=LogLevels.error,
            respawn_failed_workers=True,
            workers_kill_timeout=PATIENCE,
        )
        at = f"http://{host}:{port}/"
        server.on_startup(lambda: self._say(_("回音已启动：%(at)s（按 Ctrl+C 停止）") % {"at": at}))
        with turns.running("serve"), following():
            server.serve()
        self._say(_("回音已停止。"))

    def _settle(self) -> None:
        """Do what the last run left to be done, a take-down above all; the portal is served without a database, too."""
        try:
            join_the_others()
            outbox.settle()
        except DatabaseError as problem:
            self.stderr.write(_("数据库没有应答，上次没有办完的后续工作稍后再办：%s") % problem)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def port_number(text: str) -> int:
    """A port of the command line."""
    if not text.isdecimal() or not 1 <= len(text) <= 5 or not 1 <= int(text) <= 65535:
        raise ArgumentTypeError(_("端口“%(text)s”应是 1 到 65535 之间的整数") % {"text": text})
    return int(text)


def positive(text: str) -> int:
    """A number of processes."""
    if not text.isdecimal() or not 1 <= len(text) <= 2 or int(text) < 1:
        raise ArgumentTypeError(_("进程数“%(text)s”应是 1 到 99 之间的整数") % {"text": text})
    return int(text)


def free_address(host: str, port: int) -> str:
    """The address of a host on which nobody listens at this port; two servers could otherwise share it unnoticed."""
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as error:
        raise CommandError(_why(error) % {"host": host, "port": port}) from error
    return str(address[0])


def _why(error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return _("端口 %(port)s 已被占用：请先停止占用它的程序，或用 --port 另选一个。")
    if number == errno.EACCES:
        return _("没有权限监听端口 %(port)s：请选 1024 以上的端口，由反向代理转发。")
    return _("不能在 %(host)s:%(port)s 监听：请核对地址和端口。")
