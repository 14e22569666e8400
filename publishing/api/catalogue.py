"""What the public may read, as it was pressed (已印制的数据): found by number and address, without asking the database.

Every answer of the interface is made from the index.json files of the pressed folder. So it can't tell more than the
portal does, changes with it, and is there while the database is not.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from publishing.api.indexed import Indexed
from publishing.api.latest import OfTheLastRun
from publishing.contract.pages import NAME
from publishing.press.imprint import Imprint


@dataclass(frozen=True, slots=True)
class PressedPage:
    """One page of the catalogue: what may be asked for. Its words stay in the file."""

    name: str
    digest: str
    id: int
    type: str
    title: str
    html_path: str
    column_path: str
    "The address of the column that it stands in."
    year: int | None
    session: str
    kind: str
    number: int | None
    unit: str
    topic: str
    reply_class: str
    published: str
    updated: str
    documents: tuple[dict, ...]
    images: tuple[dict, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The catalogue as one press run left it."""

    rows: dict[int, PressedPage] = field(default_factory=dict)
    "By number, in the order of the numbers."
    pages: Indexed[PressedPage] = field(default_factory=lambda: Indexed([], getattr))
    "The same, as they are narrowed and put in order."
    by_path: dict[str, int] = field(default_factory=dict)
    documents: dict[int, dict] = field(default_factory=dict)
    "Every uploaded file that a public page offers or links to, with the numbers of those pages."
    images: dict[int, dict] = field(default_factory=dict)


class PressedPages(OfTheLastRun[Snapshot]):
    """The index.json files of one pressed folder; those that a run wrote are read anew, the others are remembered."""

    @classmethod
    def current(cls) -> "PressedPages":
        """That of the portal."""
        return _of(Path(settings.PRESSED_DIR))

    def read(self, before: Snapshot) -> Snapshot:
        """A row for each file."""
        known = {row.name: row for row in before.rows.values()}
        rows = (self._row(name, digest, known) for name, digest in self._files().items())
        return _snapshot(row for row in rows if row is not None)

    def body(self, row: PressedPage) -> bytes | None:
        """A page's JSON as it lies in its file; None where it was taken away since."""
        try:
            return (self.root / row.name).read_bytes()
        except OSError:
            return None

    def _files(self) -> dict[str, str]:
        files = Imprint.of(self.root).files
        return {name: digest for name, digest in files.items() if name.rpartition("/")[2] == NAME}

    def _row(self, name: str, digest: str, known: dict[str, PressedPage]) -> PressedPage | None:
        row = known.get(name)
        if row is not None and row.digest == digest:
            return row
        try:
            return _row_of(name, digest, json.loads((self.root / name).read_bytes()))
        except OSError:
            return None


@cache
def _of(root: Path) -> PressedPages:
    return PressedPages(root, Snapshot())


def _row_of(name: str, digest: str, said: dict[str, Any]) -> PressedPage:
    dates = said.get("dates", {})
    emblem = said.get("site", {}).get("emblem")
    return PressedPage(
        name=name,
        digest=digest,
        id=said["id"],
        type=said["meta"]["type"],
        title=said["title"],
        html_path=said["html_path"],
        column_path=f"{said['html_path'].rstrip('/').rpartition('/')[0]}/",
        year=said.get("year"),
        session=said.get("session", ""),
        kind=said.get("kind", "") if "number" in said else "",
        number=said.get("number"),
        unit=said.get("unit", ""),
        topic=said.get("topic", ""),
        reply_class=said.get("reply_class", ""),
        published=dates.get("published") or "",
        updated=dates.get("updated") or "",
        documents=(*said.get("attachments", ()), *said.get("linked_documents", ())),
        images=(emblem,) if emblem else (),
    )


def _snapshot(rows: Iterable[PressedPage]) -> Snapshot:
    by_number = sorted(rows, key=lambda row: row.id)
    found = Snapshot(pages=Indexed(by_number, getattr))
    users: dict[int, list[int]] = defaultdict(list)
    for row in by_number:
        found.rows[row.id] = row
        found.by_path[row.html_path] = row.id
        found.images.update((one["id"], one) for one in row.images)
        for one in row.documents:
            users[one["id"]].append(row.id)
            found.documents[one["id"]] = one
    for pk in sorted(found.documents):
        found.documents[pk] = {**found.documents.pop(pk), "pages": users[pk]}
    return found
