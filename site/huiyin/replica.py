"""The read replica (只读副本): lists and exports of the admin may be read from it, everything else from the primary.

Asked there are only the pages in PAGES, by an account that wrote nothing for a while, outside of transactions, and only
tables of the ledger and the portal; who may do what, sessions and the chain's head never. Steps, signing, pinned figures,
the press and every command ask the primary. A replica that is down or lags is not asked.
"""

import logging
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from django.conf import settings
from django.db import connections
from django.db.utils import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse

PRIMARY, REPLICA = "default", "replica"
PAGES = frozenset({"wagtailadmin_home", "supervision_due", "reports_start", "import_export"})
"Pages that may show what the replica knows, besides the lists of modeladmin."
APPS = frozenset({"tracking", "publishing"})
ALWAYS_FRESH = frozenset(
    {"person", "membership", "delegation", "confirmation", "officesettings", "chainhead", "job", "server", "notice"}
)
"Tables of these apps that say who may do what, or what there is to be done."
WROTE = "wrote"
"The cookie of a browser in which something was just written …"
OWN_WRITES = 10
"… and for how many seconds it is asked for on the primary alone: its own writes are seen at once."
LONGEST_LAG = 5.0
"Seconds that the replica may stay behind."
LOOKED_AT_EVERY = 1.0
"Seconds for which what was found about the replica is believed."
SHUNNED = 10.0
"Seconds for which a replica that failed is not asked again."
logger = logging.getLogger(__name__)
_reading: ContextVar[dict | None] = ContextVar("reading", default=None)


class Router:
    """Django's question for each query: which database?"""

    def db_for_read(self, model, **hints) -> str:
        """The replica where this request may read from it and has written nothing itself."""
        state = _reading.get()
        if state is None or model._meta.app_label not in APPS or model._meta.model_name in ALWAYS_FRESH:
            return PRIMARY
        if state["wrote"] or connections[PRIMARY].in_atomic_block:
            return PRIMARY
        return REPLICA

    def db_for_write(self, model, **hints) -> str:
        """The primary; from then on this request reads there, too."""
        if (state := _reading.get()) is not None:
            state["wrote"] = True
        return PRIMARY

    def allow_relation(self, one, other, **hints) -> bool:
        """Rows of both are rows of one database."""
        return True

    def allow_migrate(self, db, app_label, **hints) -> bool:
        """The replica follows by itself."""
        return db != REPLICA


@contextmanager
def reading() -> Iterator[dict]:
    """Let what is read in the block come from the replica."""
    state = {"wrote": False}
    token = _reading.set(state)
    try:
        yield state
    finally:
        _reading.reset(token)


class ReadsFromReplica:
    """Decides for each request whether it may read from the replica, and remembers in the browser that it wrote."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; whatever is no reading leaves its mark for a while."""
        response = self.get_response(request)
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            response.set_cookie(
                WROTE, "1", max_age=OWN_WRITES, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Let the view read from the replica where it may; where that fails, from the primary, and nobody notices."""
        if not (request.method in {"GET", "HEAD"} and WROTE not in request.COOKIES and _is_listed(request)):
            return None
        if not fitness.is_fit():
            return None
        try:
            with reading():
                return _whole(view(request, *args, **kwargs))
        except (DatabaseError, InterfaceError) as problem:
            fitness.shun(problem)
            return None


def _is_listed(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name
    return name in PAGES or name.endswith("_modeladmin_index")


def _whole(response: HttpResponse) -> HttpResponse:
    """The answer with its template filled in, which asks for most of what it shows."""
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    return response


class Fitness:
    """How far the replica is behind, by comparing how far it got with how far the primary was, and when."""

    def __init__(self) -> None:
        self._alone = threading.Lock()
        self._was: deque[tuple[float, int]] = deque(maxlen=60)
        self._found, self._until = "", 0.0

    def is_fit(self) -> bool:
        """Whether it may be asked; looked at once a second at most, and by one thread while others believe the last look."""
        if monotonic() >= self._until and self._alone.acquire(blocking=False):
            try:
                self._note(self.look())
            finally:
                self._alone.release()
        return not self._found

    def look(self) -> str:
        """Why it may not be asked, in a sentence; empty when it may."""
        now = monotonic()
        self._was.append((now, _position(PRIMARY, "pg_current_wal_lsn()")))
        try:
            there = _position(REPLICA, "pg_last_wal_replay_lsn()")
        except (DatabaseError, InterfaceError) as problem:
            return f"只读副本没有应答，改读主库：{problem}"
        seen = [moment for moment, position in self._was if position <= there]
        if not seen or now - max(seen) > LONGEST_LAG:
            return f"只读副本落后超过 {LONGEST_LAG:.0f} 秒，改读主库。"
        return ""

    def shun(self, problem: Exception) -> None:
        """Ask it no more for a while."""
        self._note(f"只读副本没有应答，改读主库：{problem}", SHUNNED)

    def _note(self, found: str, seconds: float = 0.0) -> None:
        if bool(found) != bool(self._found):
            logger.warning(found or "只读副本恢复，重新启用。")
        self._found = found
        self._until = monotonic() + (seconds or (SHUNNED if "没有应答" in found else LOOKED_AT_EVERY))


def _position(alias: str, function: str) -> int:
    """A place in the log of changes, in bytes."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT {function} - '0/0'::pg_lsn")
        return int(cursor.fetchone()[0] or 0)


fitness = Fitness()
