"""Taking turns (轮流): one act of keeping at a time, and whether the server or a worker is running on this machine."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from huiyin.keeping.troubles import Trouble


def _lock(name: str) -> Path:
    return Path(settings.DATA_DIR) / f"{name}.lock"


@contextmanager
def alone(say: Callable[[str], object] = lambda _words: None) -> Iterator[None]:
    """Backup, restore, upgrade and tidying: whoever comes second waits until the first is done, and says so."""
    with _lock("keeping").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("正在备份、恢复或清理，等它结束后继续……")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def running(what: str) -> Iterator[None]:
    """Be known to run (serve, worker, an import) until the block, and every process that was forked in it, ends."""
    with _lock(what).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def is_running(what: str) -> bool:
    """Whether such a process runs with this data directory on this machine."""
    path = _lock(what)
    if not path.exists():
        return False
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def refuse_while_running(*which: str) -> None:
    """Refuse what would pull the database from under a running process."""
    names = [f"huiyin {what}" for what in which if is_running(what)]
    if names:
        raise Trouble(f"{'、'.join(names)} 正在运行：请先停下（systemctl stop 相应的服务），办完后再启动。")
