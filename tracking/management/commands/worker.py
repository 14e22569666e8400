"""`huiyin worker`: do the outbox's jobs as they come, in a process beside the server, where HUIYIN_TASKS=worker."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from tracking import outbox

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """后台办理."""

    help = "在后台办理后续工作（印制、消息、检索），直到被要求停止；可同时运行几个。"

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("--interval", type=float, default=0.5, metavar="S", help="没有工作时隔几秒再看，默认 0.5")

    def handle(self, *args, interval, **options):
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_what: stop.set())
        while not stop.is_set():
            try:
                outbox.settle(stop.is_set)
            except DatabaseError:
                logger.exception("the database does not answer; trying again")
            close_old_connections()
            stop.wait(max(interval, 0.05))
