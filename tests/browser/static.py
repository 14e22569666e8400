"""A folder of static files, served from an origin of its own."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server of static files that says nothing of what it served."""

    def log_message(self, *_words):
        """Nothing."""


@contextmanager
def static(folder: Path, port: int) -> Iterator[str]:
    """Serve a folder until the block ends; gives the address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        server.server_close()
