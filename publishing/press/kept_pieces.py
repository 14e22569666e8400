"""What a run proved, kept for the next one (存底): every piece as lists, feeds and tables tell of it, beside the imprint.

A run after a change takes the replies' pages from here that nothing happened to since, and reads and proves the others.
What is kept is told of a page alone: its own words are never printed from here, only from the signed revision, proved
anew. A file that is damaged, of another portal, another program or another history of the ledger counts as none, and
everything is read.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac
from wagtail.models import Page

import publishing
import tracking
from publishing.frame import Entry, PublicPromise
from publishing.opendata.rows import SignedAnswer
from publishing.press.into_place import Placing
from publishing.press.pieces import KeptPage, Piece
from tracking.models import ChainHead, Event, Session

SALT = "publishing.press.kept_pieces"
MOST_EVENTS = 20_000
"After more events than these everything is read anew."
Line = bytes
"A piece in a line of JSON."


@dataclass(frozen=True, slots=True)
class KeptPiece:
    """A piece of an earlier run."""

    piece: Piece
    revision: int
    stands_in: bool
    "Whether it may stand for its page: a reply's, without files."

    def fits(self, path: str, url_path: str, revision: int | None, column: int) -> bool:
        """Whether the page still stands there, in the same column, with the same public revision."""
        page, where = self.piece.page, (path, url_path, revision, column)
        return self.stands_in and (page.path, page.url_path, self.revision, self.piece.column) == where


@dataclass(frozen=True, slots=True)
class KeptPieces:
    """The pieces of the last run, by the key of their page, with the end of the ledger's chain before they were read."""

    pieces: dict[int, KeptPiece]
    lines: dict[int, Line]
    number: int

    def named_since(self) -> set[int] | None:
        """The pages that events since then name, and those that answer the items that they name; None: too many to tell."""
        since = Event.objects.filter(number__gt=self.number).with_page()
        events = list(since.values_list("page_named", "record")[: MOST_EVENTS + 1])
        if len(events) > MOST_EVENTS:
            return None
        pages = {int(page) for page, _record in events if page and page.isdecimal()}
        records = {record for _page, record in events if record is not None}
        if not records:
            return pages
        answers = (
            pk for pk, one in self.pieces.items() if one.piece.answer is not None and one.piece.answer.record in records
        )
        return pages.union(answers)


@dataclass(slots=True)
class PieceStore:
    """The file of one pressed folder."""

    root: Path
    home: str
    "The portal's home page, by its translation key."
    saved: bytes = field(default=b"", repr=False)
    "What lay there when it was read."

    @property
    def file(self) -> Path:
        """Where it lies."""
        return self.root.with_name(f"{self.root.name}.pieces")

    def read(self, read_page: Callable[[int], Page], path_of: Callable[[str], str]) -> KeptPieces | None:
        """What is kept; None where there is none that can be trusted."""
        try:
            self.saved = self.file.read_bytes()
            seal, _newline, body = self.saved.partition(b"\n")
            if not constant_time_compare(seal.decode("ascii", "replace"), _seal(body)):
                return None
            head, *lines = body.split(b"\n")
            said = json.loads(head)
            if said["home"] != self.home or said["program"] != program() or not _is_in_chain(**said["chain"]):
                return None
            rows = json.loads(b"[" + b",".join(lines) + b"]")
        except (OSError, ValueError, KeyError, TypeError):
            return None
        sessions = Session.objects.in_bulk()
        found = {row[0]: _piece(row, sessions, read_page, path_of) for row in rows}
        by_key = {row[0]: line for row, line in zip(rows, lines, strict=True)}
        return KeptPieces(found, by_key, said["chain"]["number"])

    def save(self, lines: Iterable[Line], chain: ChainHead) -> None:
        """Keep these lines; nothing is written where they lie there already."""
        head = {"home": self.home, "program": program(), "chain": {"number": chain.number, "digest": chain.digest}}
        body = b"\n".join([json.dumps(head).encode(), *lines])
        content = _seal(body).encode() + b"\n" + body
        if content != self.saved:
            placing = Placing(self.file.parent)
            placing.put(self.file, content)
            placing.settle()


def _seal(body: bytes) -> str:
    return salted_hmac(SALT, body, algorithm="sha256").hexdigest()


def _is_in_chain(number: int, digest: str) -> bool:
    """Whether the ledger goes on from there: no older copy of the database, and no other one."""
    return Event.objects.filter(number=number, digest=digest).exists() if number else True


@cache
def program() -> str:
    """A digest of the program, so that what an older one kept is not taken over."""
    found = hashlib.sha256()
    for package in (tracking, publishing):
        root = Path(package.__path__[0])
        for file in sorted(root.rglob("*.py")):
            found.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


# One piece -------------------------------------------------------------------------------------
def line_of(piece: Piece, *, revision: int, stands_in: bool) -> Line:
    """A piece that was proved, as it is kept."""
    page, entry, promise, answer = piece.page, piece.entry, piece.promise, piece.answer
    row = [
        page.pk, revision, stands_in, page.path, page.url_path, str(page.translation_key), _day(page.published_at),
        _day(page.updated_at), page.title, page.theme, piece.column, _day(entry.on), entry.kind, entry.unit,
        entry.reply_class, list(piece.places.values()), piece.summary,
        [promise.text, _day(promise.due_on), promise.unit] if promise else None,
        [_day(one) if isinstance(one, date) else one for one in answer] if answer else None,
        piece.session.pk if piece.session else None,
    ]  # fmt: skip
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def _piece(
    row: list, sessions: dict[int, Session], read_page: Callable[[int], Page], path_of: Callable[[str], str]
) -> KeptPiece:
    """The piece of a line; the portal says where a page lies now."""
    (
        pk, revision, stands_in, path, url_path, translation_key, published, updated, title, theme, column, on, kind,
        unit, reply_class, places, summary, promise, answer, session,
    ) = row  # fmt: skip
    known = {
        "pk": pk, "path": path, "url_path": url_path, "translation_key": translation_key, "title": title, "theme": theme,
        "published_at": _moment(published), "updated_at": _moment(updated),
    }  # fmt: skip
    address = path_of(url_path)
    page: Any = KeptPage(known, read_page)
    piece = Piece(
        page=page,
        path=address,
        column=column,
        entry=Entry(title, address, _date(on), kind, unit, reply_class),
        places={"nd": places[0], "dw": places[1], "zt": places[2], "lb": places[3]},
        summary=summary,
        promise=PublicPromise(tuple(promise[0]), _date(promise[1]), promise[2]) if promise else None,
        answer=SignedAnswer(*answer[:-4], *map(_date, answer[-4:])) if answer else None,
        session=sessions[session] if session else None,
    )
    return KeptPiece(piece, revision, stands_in)


def _day(at: date | None) -> str | None:
    return at.isoformat() if at is not None else None


@lru_cache(maxsize=4096)
def _date(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
