"""`huiyin follow`: press here what other servers published or took down; `huiyin serve` starts it and ends it."""

import logging
import os
import signal
import threading
from contextlib import suppress

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections, connection

from huiyin.keeping.shut import is_shut
from publishing.press.run import warm_up, withdraw_what_waits
from tracking import outbox, servers

EVERY = 0.2
"Seconds between two looks, so that what was taken down elsewhere is gone here within a second."
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """跟随别的服务器。"""

    help = "把别的服务器上公开和撤下的页面随即印到本机；有几台服务器时由 huiyin serve 自动启动，不必自己运行。"
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        """Look until told to stop, or until the server that started this is no more."""
        if not servers.this_server():
            raise CommandError("没有设 HUIYIN_SERVER：只有一台服务器时不用跟随。", returncode=2)
        stop, parent = threading.Event(), os.getppid()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_what: stop.set())
        beside = threading.Thread(target=self._withdraw, args=(stop,), name="withdrawing", daemon=True)
        beside.start()
        is_answering, is_warm = True, False
        while not stop.is_set() and os.getppid() == parent:
            try:
                self._look(stop)
                if not is_warm:
                    warm_up()
                    is_warm = True
                is_answering = True
            except DatabaseError:
                if is_answering:
                    logger.exception("the database does not answer; trying again")
                is_answering = False
            close_old_connections()
            stop.wait(EVERY)
        stop.set()
        beside.join()

    def _withdraw(self, stop: threading.Event) -> None:
        """Take away at once what others took down, whatever is being pressed meanwhile; the rest follows in its turn."""
        seen: frozenset[int] = frozenset()
        while not stop.is_set():
            with suppress(DatabaseError):  # told by the other thread
                if not is_shut():
                    seen = withdraw_what_waits(seen)
            close_old_connections()
            stop.wait(EVERY)
        connection.close()

    def _look(self, stop: threading.Event) -> None:
        servers.give_sign()
        if not is_shut() and outbox.from_elsewhere().due().exists():
            outbox.settle(stop.is_set, outbox.from_elsewhere())
