"""Database connections of a serving process (数据库连接): few are kept between requests, however many threads there are.

Django keeps one for each thread that ever asked, and `huiyin serve` has up to 96 threads: four processes would take all
that a database server allows. So a thread that is not among the first few gives its own back at the end of its request.
"""

import threading
from weakref import WeakSet

from django.core.signals import request_finished
from django.db import connections

KEPT = 8
"Connections that a process keeps to each database; together with those in use there are at most KEPT + LIVE_AT_ONCE."


class _Keeper:
    """Stands for a thread that keeps its connection; gone with the thread."""


_here = threading.local()
_keepers: WeakSet[_Keeper] = WeakSet()
_choosing = threading.Lock()


def keep_few() -> None:
    """From now on, keep few; called once in a serving process."""
    request_finished.connect(_keep_or_close, dispatch_uid="huiyin.kept_connections")


def _keep_or_close(**kwargs: object) -> None:
    if getattr(_here, "keeper", None) is not None:
        return
    with _choosing:
        if len(_keepers) < KEPT:
            _here.keeper = keeper = _Keeper()
            _keepers.add(keeper)
            return
    connections.close_all()
