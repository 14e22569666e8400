"""Requests counted (请求计数): how many were answered, by which part with which status, and how long it took; nothing else of them."""

import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from time import perf_counter

from publishing.press.files import ADMIN, KEYS

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"Where prometheus-client has the folder in which the processes of one server count together."
BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"Seconds."
PARTS = {ADMIN: "admin", KEYS: "feedback", "/api/": "api", "/static/": "static"}
"Parts by how their addresses begin; all else is the portal."


def begin_anew() -> None:
    """Let a server that starts count from nothing: what processes of the last one counted goes."""
    for file in Path(os.environ[SHARED]).glob("*.db"):
        file.unlink(missing_ok=True)


@cache
def requests_taken():
    """The one measure: seconds by part and status, with their number and sum."""
    from prometheus_client import CollectorRegistry, Histogram

    return Histogram(
        "huiyin_request_seconds",
        "Seconds until a request was answered",
        ["part", "status"],
        buckets=BUCKETS,
        registry=CollectorRegistry(),
    )


def part_of(address: str) -> str:
    """Which part of the program an address belongs to."""
    return next((part for beginning, part in PARTS.items() if address.startswith(beginning)), "portal")


class Counted:
    """A WSGI application that counts what another answers, pressed pages included."""

    def __init__(self, app: Callable[..., Iterable[bytes]]):
        self.app = app

    def __call__(self, environ: dict, start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer one request, and count it."""
        began, said = perf_counter(), ["000"]

        def noted(status: str, *how: object) -> object:
            said[0] = status[:3]
            return start_response(status, *how)

        body = self.app(environ, noted)
        requests_taken().labels(part_of(environ["PATH_INFO"]), said[0]).observe(perf_counter() - began)
        return body
