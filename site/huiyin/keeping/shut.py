"""Shut for an upgrade (升级中): nobody saves anything meanwhile; a mark in the data directory says so to every process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin

SHUT_PATHS = ("/admin/", "/feedback/")
"Where people save something."
SHUT_COMMANDS = {
    "load_example", "import_ledger", "import_sheets", "remind", "settle", "worker", "tidy", "createsuperuser", "changepassword",
}  # fmt: skip
"Commands that save something."
MARK = "upgrading"
"The mark; in it stands the backup that a next upgrade goes back to, should this one be killed."


@contextmanager
def shut(data: Path, backup: Path) -> Iterator[None]:
    """Shut the admin while the block lasts; a process that is killed leaves it shut, for the database is half done."""
    mark = data / MARK
    mark.write_text(f"{backup}\n", encoding="utf-8")
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def is_shut() -> bool:
    """Whether an upgrade is under way."""
    return (Path(settings.DATA_DIR) / MARK).exists()


class ShutForUpgrade(MiddlewareMixin):
    """Answers 503 where people save something, while an upgrade is under way; everything public goes on."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if not (request.path.startswith(SHUT_PATHS) and is_shut()):
            return None
        answer = HttpResponse(render_to_string("shut.html"), status=503)
        answer["Retry-After"] = "60"
        answer["Cache-Control"] = "no-store"
        return answer
