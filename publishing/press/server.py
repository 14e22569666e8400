"""The door before Django (静态页先行): pressed pages are answered from memory, whatever became of the database.

What is not pressed goes on to Django. When the database fails it there, the reader gets the pressed page that says so.
"""

import hashlib
import logging
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from time import monotonic
from typing import BinaryIO
from urllib.parse import quote
from wsgiref.util import FileWrapper

from django.core.signals import got_request_exception
from django.db.utils import DatabaseError, InterfaceError, OperationalError
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from publishing.press.answers import ELDER, GONE, MESSAGES, OUT_OF_ORDER, SEARCH, Answers, json_file, message_of
from publishing.press.files import ADMIN, names_of
from publishing.press.headers import (
    ALLOWED,
    HTML,
    READING,
    content_type_of,
    message_headers,
    pressed_headers,
    public_headers,
    regret_headers,
    sharing_headers,
)
from publishing.press.into_place import signature_of

LONGEST_PATH, LONGEST_QUERY = 2048, 8192
"Bytes of an address, and of what follows its question mark, that a reader may ask for; the admin asks for longer ones."
SEARCHES = frozenset({SEARCH, ELDER + SEARCH})
KEPT_IN_MEMORY = 64 * 1024 * 1024
LARGEST_KEPT = 2 * 1024 * 1024
"Bytes of a file that is still kept in memory; a larger one is read from the disk each time, in pieces."
PIECE = 256 * 1024
COMPARED_EVERY = 0.5
"Seconds for which an answer from memory is taken to be what lies on the disk; so long a page taken down may linger."
OVERHEAD = 4 * 1024
"Bytes that an entry costs besides its bodies, roughly."
LIVE_AT_ONCE = 24
"Requests that a process lets into Django at once: slow ones must not take the last thread from the pressed pages."
SEARCHES_AT_ONCE, SEARCHES_WAITING = 2, 64
"Searches that a process answers at once, so that pressed pages are quick meanwhile, and how many others wait their turn …"
LONGEST_WAIT = 20
"… and how many seconds each."
LONGEST_SEARCH = 65_536
"Bytes that may follow the question mark of a search, in which somebody pasted a whole text; its beginning is looked for."
SIBLINGS = {"br": ".br", "gzip": ".gz", "identity": ""}
"What an encoding's file is called, in the server's order of preference."
IN_WORDS = {
    HTTPStatus.NOT_FOUND: ("页面不存在", "您要看的页面不存在。请核对网址，或从首页查找。"),
    HTTPStatus.GONE: ("内容已不再公开", "这个网址的内容已经撤下，不再公开。请从首页查找其他内容。"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("不能这样访问", "这个网址只供阅读，不接收提交的内容。请返回首页。"),
    HTTPStatus.REQUEST_URI_TOO_LONG: ("网址太长", "这个网址太长，服务器不能处理。请核对网址，或从首页查找。"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("暂时无法访问", "服务器正忙或正在维护，请过几分钟再试。"),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("暂时无法访问", "服务器正忙或正在维护，请过几分钟再试。"),
}
"Said when no page that says it is pressed, or not yet."
CORRUPT = "XX"
"How PostgreSQL's codes begin for faults of its own, corrupt pages and indexes among them."

StartResponse = Callable[..., object]
Headers = list[tuple[str, str]]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Form:
    """A pressed file in one encoding, with its headers ready."""

    file: str
    etag: str
    length: int
    headers: Headers
    not_modified: Headers
    body: bytes | None
    "None: too large to keep."


@dataclass(slots=True)
class Pressed:
    """A pressed file in every encoding that it lies in, how it looked when it was read, and when last compared."""

    file: str
    signature: tuple[int, int, int]
    modified: int
    forms: dict[str, Form]
    size: int
    compared: float


class PressedFiles:
    """A WSGI application that answers what is pressed and hands on the rest.

    `app` must call `start_response` before it returns, as Django does.
    """

    def __init__(
        self,
        app: Callable[[dict, StartResponse], Iterable[bytes]],
        root: Path,
        *,
        origins: Collection[str] = (),
        memory: int = KEPT_IN_MEMORY,
        live_at_once: int = LIVE_AT_ONCE,
    ):
        self.app = app
        self.root = Path(root)
        self.origins = origins
        self._memory = memory
        self._room = threading.BoundedSemaphore(live_at_once)
        self._searching = threading.BoundedSemaphore(SEARCHES_AT_ONCE)
        self._waiting = threading.BoundedSemaphore(SEARCHES_WAITING)
        self._kept: OrderedDict[str, Pressed] = OrderedDict()
        self._bytes = 0
        self._changing = threading.Lock()
        self._answers = KeptAnswers(self.root)

    def __call__(self, environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        address = environ["PATH_INFO"]
        if _is_too_long(environ):
            return self._say(HTTPStatus.REQUEST_URI_TOO_LONG, environ, start_response)
        answers = self._answers.now()
        page = None if address in answers else self.find(address)
        lacks_slash = not (page or address in answers or address.endswith("/"))
        lacks_slash = lacks_slash and (f"{address}/" in answers or self.find(f"{address}/") is not None)
        if not (page or address in answers or lacks_slash):
            return self._live(environ, start_response)
        if environ["REQUEST_METHOD"] not in READING:
            return self._only_for_reading(environ, start_response)
        if page:
            return self._answer(page, environ, start_response)
        if lacks_slash:
            return self._lead_to(quote(f"{address}/".encode("latin-1")), environ, start_response)
        return self._answer_instead(answers, environ, start_response)

    # What is pressed ---------------------------------------------------------------------------
    def find(self, address: str) -> Pressed | None:
        """What readers find at an address (spelt as WSGI does), as it lies on the disk."""
        return None if address in MESSAGES else self._lying_at(address)

    def _lying_at(self, address: str) -> Pressed | None:
        pressed = self._kept.get(address)
        if pressed is not None and _is_current(pressed):
            self._use(address)
            return pressed
        pressed = self._read(address)
        self._keep(address, pressed)
        return pressed

    def _read(self, address: str) -> Pressed | None:
        try:
            names = names_of(address.encode("latin-1").decode())
        except ValueError:
            return None
        for name in names:
            file = f"{self.root}/{name}"
            if signature := signature_of(file):
                try:
                    return _read(file, content_type_of(f"/{name}"), signature)
                except OSError:  # taken down this moment
                    return None
        return None

    def _use(self, address: str) -> None:
        try:  # noqa: SIM105  (cheaper, and this is on every answer's way)
            self._kept.move_to_end(address)
        except KeyError:  # another thread has just made room
            pass

    def _keep(self, address: str, pressed: Pressed | None) -> None:
        if pressed is None and address not in self._kept:
            return
        with self._changing:
            if old := self._kept.pop(address, None):
                self._bytes -= old.size
            if pressed is not None:
                self._kept[address] = pressed
                self._bytes += pressed.size
            while self._bytes > self._memory:
                self._bytes -= self._kept.popitem(last=False)[1].size

    # Answers -----------------------------------------------------------------------------------
    def _answer(self, pressed: Pressed, environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        form = next(
            pressed.forms[encoding]
            for encoding in encodings(environ.get("HTTP_ACCEPT_ENCODING", ""))
            if encoding in pressed.forms
        )
        shared = self._shared(environ)
        if _is_known(form, pressed.modified, environ):
            start_response("304 Not Modified", [*form.not_modified, *shared])
            return []
        if environ["REQUEST_METHOD"] == "HEAD":
            start_response("200 OK", [*form.headers, *shared])
            return []
        if form.body is not None:
            start_response("200 OK", [*form.headers, *shared])
            return [form.body]
        stream = _open(form)
        if stream is None:  # replaced or taken down since
            self._keep(environ["PATH_INFO"], None)
            return self(environ, start_response)
        start_response("200 OK", [*form.headers, *shared])
        return FileWrapper(stream, PIECE)

    def _answer_instead(self, answers: "Spelt", environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        """Answer where something once was: with where it is now, or that it is there no more."""
        address = environ["PATH_INFO"]
        if target := answers.moved.get(address):
            return self._lead_to(quote(target), environ, start_response)
        return self._say(HTTPStatus.GONE, environ, start_response, page=message_of(GONE, address))

    def _lead_to(self, target: str, environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING", "")
        location = target + (f"?{query}" if query else "")
        headers = {"Location": location, "Content-Length": "0", **pressed_headers()}
        start_response("301 Moved Permanently", [*headers.items(), *self._shared(environ)])
        return []

    def _only_for_reading(self, environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "OPTIONS":
            headers = {"Allow": ALLOWED, "Content-Length": "0", **public_headers()}
            start_response("200 OK", list(headers.items()))
            return []
        return self._say(HTTPStatus.METHOD_NOT_ALLOWED, environ, start_response, Allow=ALLOWED)

    def _say(
        self, status: HTTPStatus, environ: dict, start_response: StartResponse, *, page: str = "", **more: str
    ) -> Iterable[bytes]:
        """Say what went wrong: with a page that is pressed, or in a few words."""
        pressed = self._lying_at(page) if page else None
        body = (pressed and pressed.forms["identity"].body) or in_words(status)
        headers = {"Content-Type": HTML, "Content-Length": str(len(body)), **message_headers(), **more}
        start_response(f"{status.value} {status.phrase}", list(headers.items()))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _shared(self, environ: dict) -> Headers:
        """What lets another front end read the answer, where there are such."""
        return list(sharing_headers(environ.get("HTTP_ORIGIN", ""), self.origins).items()) if self.origins else []

    # What is not pressed -----------------------------------------------------------------------
    def _live(self, environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] in SEARCHES:
            return self._search(environ, start_response)
        if not self._room.acquire(blocking=False):
            logger.warning("Django is busy with %s requests; turned away %s", LIVE_AT_ONCE, environ["PATH_INFO"])
            return self._out_of_order(HTTPStatus.SERVICE_UNAVAILABLE, environ, start_response)
        try:
            return self._from_django(environ, start_response)
        finally:
            self._room.release()

    def _search(self, environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a search once it is its turn: it asks no database and takes little time, so that others may wait."""
        if not self._waiting.acquire(blocking=False):
            logger.warning("%s searches wait; turned one away", SEARCHES_WAITING)
            return self._out_of_order(HTTPStatus.SERVICE_UNAVAILABLE, environ, start_response)
        try:
            if not self._searching.acquire(timeout=LONGEST_WAIT):
                return self._out_of_order(HTTPStatus.SERVICE_UNAVAILABLE, environ, start_response)
            try:
                return self._from_django(environ, start_response)
            finally:
                self._searching.release()
        finally:
            self._waiting.release()

    def _from_django(self, environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        started: list[tuple] = []
        _trouble.database_down = False
        try:
            body = self.app(environ, lambda *how: started.append(how))
        except Exception as error:
            logger.exception("no answer to %s", environ["PATH_INFO"])
            down = is_down(error)
            status = HTTPStatus.SERVICE_UNAVAILABLE if down else HTTPStatus.INTERNAL_SERVER_ERROR
            return self._out_of_order(status, environ, start_response)
        if started[-1][0].startswith("500") and _trouble.database_down:
            if close := getattr(body, "close", None):
                close()
            return self._out_of_order(HTTPStatus.SERVICE_UNAVAILABLE, environ, start_response)
        start_response(*started[-1])
        return body

    def _out_of_order(self, status: HTTPStatus, environ: dict, start_response: StartResponse) -> Iterable[bytes]:
        return self._say(status, environ, start_response, page=OUT_OF_ORDER, **regret_headers())


def _is_too_long(environ: dict) -> bool:
    """Whether an address is longer than any page's, whatever is asked for there."""
    address = environ["PATH_INFO"]
    longest = LONGEST_SEARCH if address in SEARCHES else LONGEST_QUERY
    too_long = len(address) > LONGEST_PATH or len(environ.get("QUERY_STRING", "")) > longest
    return too_long and not address.startswith(ADMIN)


def in_words(status: HTTPStatus) -> bytes:
    """A page of a few words that needs nothing but this program."""
    title, words = IN_WORDS[status]
    return (
        f'<!DOCTYPE html>\n<html lang="zh-Hans"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"></head>'
        f'<body><h1>{title}</h1><p>{words}</p><p><a href="/">返回首页</a></p></body></html>'
    ).encode()


# What is answered where nothing is pressed -------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Spelt:
    """The answers with their addresses spelt as WSGI does.

    What was taken down for secrecy or privacy is not among them: it goes to Django as an address that never was, so that
    no header and no method tells one from the other.
    """

    moved: dict[str, str]
    gone: frozenset[str]

    @classmethod
    def of(cls, answers: Answers) -> "Spelt":
        """The same addresses in the other spelling."""
        moved = {_spelt(path): target for path, target in answers.moved.items()}
        return cls(moved, frozenset(map(_spelt, answers.gone)))

    def __contains__(self, address: str) -> bool:
        return address in self.moved or address in self.gone


class KeptAnswers:
    """The answers beside a pressed folder, read anew when they have changed."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._file = str(json_file(folder))
        self._signature: tuple[int, int, int] | None = None
        self._compared = float("-inf")
        self._kept = Spelt.of(Answers())

    def now(self) -> Spelt:
        """Those that hold now."""
        if monotonic() - self._compared >= COMPARED_EVERY:
            self._compared = monotonic()
            signature = signature_of(self._file)
            if signature != self._signature:
                self._kept, self._signature = Spelt.of(Answers.beside(self._folder)), signature
        return self._kept


def _spelt(path: str) -> str:
    return path.encode().decode("latin-1")


# Which form, and whether it is needed ----------------------------------------------------------
@lru_cache(maxsize=512)
def encodings(accepted: str) -> tuple[str, ...]:
    """The encodings to try for an Accept-Encoding header, best first; plain bytes are always the last resort."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        weight = next((word[2:] for word in parameters if word.startswith("q=")), "1")
        try:
            weights[name.removeprefix("x-")] = float(weight)
        except ValueError:
            weights[name] = 0.0
    anything = weights.get("*", 0.0)
    weighed = {name: weights.get(name, anything) for name in SIBLINGS}
    if "identity" not in weights and "*" not in weights:
        weighed["identity"] = sys.float_info.min  # acceptable unless refused, but not asked for
    chosen = [name for name in sorted(SIBLINGS, key=lambda name: -weighed[name]) if weighed[name] > 0]
    return (*chosen, "identity")


def _is_known(form: Form, modified: int, environ: dict) -> bool:
    """Whether the reader already has this form, by its entity tag, or by its date where no tag is given."""
    if known := environ.get("HTTP_IF_NONE_MATCH"):
        return any(tag == "*" or tag.removeprefix("W/") == form.etag for tag in parse_etags(known))
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    since = parse_http_date_safe(since) if since else None
    return since is not None and modified <= since


# From the disk ---------------------------------------------------------------------------------
def _is_current(pressed: Pressed) -> bool:
    """Whether its file is still the one that was read."""
    now = monotonic()
    if now - pressed.compared < COMPARED_EVERY:
        return True
    pressed.compared = now
    return signature_of(pressed.file) == pressed.signature


def _read(file: str, content_type: str, signature: tuple[int, int, int]) -> Pressed:
    """Read a pressed file and its compressed forms; `signature` was taken before."""
    compared = monotonic()
    with open(file, "rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()[:32]
    modified = signature[1] // 1_000_000_000
    found = {encoding: file + sibling for encoding, sibling in SIBLINGS.items() if os.path.exists(file + sibling)}
    forms = {encoding: _form(one, encoding, digest, content_type, modified) for encoding, one in found.items()}
    size = OVERHEAD + sum(len(form.body or b"") for form in forms.values())
    return Pressed(file, signature, modified, forms, size, compared)


def _form(file: str, encoding: str, digest: str, content_type: str, modified: int) -> Form:
    length = os.path.getsize(file)
    body = None
    if length <= LARGEST_KEPT:
        with open(file, "rb") as stream:
            body = stream.read()
        length = len(body)
    etag = f'"{digest}{SIBLINGS[encoding].replace(".", "-")}"'
    lasting = {"ETag": etag, "Last-Modified": http_date(modified), **pressed_headers()}
    content = {"Content-Type": content_type, "Content-Length": str(length)}
    if encoding != "identity":
        content["Content-Encoding"] = encoding
    return Form(file, etag, length, list((content | lasting).items()), list(lasting.items()), body)


def _open(form: Form) -> BinaryIO | None:
    """A large file's bytes, to be closed by who sends them; None when they are not those that its headers describe."""
    try:
        stream = open(form.file, "rb")  # noqa: SIM115
    except OSError:
        return None
    if os.fstat(stream.fileno()).st_size == form.length:
        return stream
    stream.close()
    return None


# What befell Django ----------------------------------------------------------------------------
def is_down(error: BaseException | None) -> bool:
    """Whether the database failed, or what it holds is corrupt, rather than what was asked of it."""
    if isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError:
        return True
    return str(getattr(error.__cause__, "sqlstate", None) or "").startswith(CORRUPT) if error is not None else False


_trouble = threading.local()


def _note_trouble(sender: object, **kwargs: object) -> None:
    """Remember whether the database failed this thread's request; Django's answer does not tell."""
    _trouble.database_down = is_down(sys.exc_info()[1])


got_request_exception.connect(_note_trouble, dispatch_uid="publishing.press.server")
