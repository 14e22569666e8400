"""A session's tables as one package (数据包): its files, and the description of them that programs read (Frictionless)."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from publishing.contract.pages import as_bytes
from publishing.opendata.licences import Licence
from publishing.opendata.rows import PublicSession, Row, rows_of
from publishing.opendata.tables import TABLES, DataTable
from publishing.opendata.writing import FORMS, forms_of
from tracking.models import Session

DESCRIPTION, DIGESTS = "datapackage.json", "sha256.txt"
NAMES = (*(f"{table.key}.{suffix}" for table in TABLES for suffix in FORMS), DESCRIPTION, DIGESTS)
"What lies in the folder of each session."
KINDS = {"csv": "table", "xlsx": "file", "json": "json"}
"As what programs take each form: the CSV is the table, the others say the same, and are compared by their digests."
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the tables, where, and on which terms."""

    name: str
    base_url: str
    licence: Licence | None
    is_demonstration: bool


def title_of(session: Session) -> str:
    """What a session's package is called: by its year, not by the session's name in the ledger, which nobody signed."""
    apart = "" if session.code == str(session.year) else f"（{session.code}）"
    return _("%(year)s年%(apart)s建议提案办理数据") % {"year": session.year, "apart": apart}


@dataclass(frozen=True)
class DataPackage:
    """The tables of one session, with everything that lies in its folder; `path` is the folder's address."""

    known: PublicSession
    path: str
    publisher: Publisher

    @property
    def title(self) -> str:
        """What it is called."""
        return title_of(self.known.session)

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """The rows of every table."""
        return rows_of(self.known)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Every table in every form, by the file's name."""
        return {
            f"{table.key}.{suffix}": body
            for table in TABLES
            for suffix, body in forms_of(table, self.rows[table.key]).items()
        }

    @cached_property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of every table's file, by its name."""
        return {name: hashlib.sha256(body).hexdigest() for name, body in self.files.items()}

    def file(self, name: str) -> bytes:
        """One of them."""
        if name == DESCRIPTION:
            return self.description
        return self.sums if name == DIGESTS else self.files[name]

    @cached_property
    def description(self) -> bytes:
        """datapackage.json."""
        publisher, session = self.publisher, self.known.session
        said: dict[str, Any] = {
            "profile": "data-package",
            "name": f"jytabl-{session.code.lower()}",
            "id": f"{publisher.base_url}{self.path}{DESCRIPTION}",
            "title": self.title,
            "description": self._about(),
            "homepage": publisher.base_url + self.path,
            "contributors": [{"title": publisher.name, "path": f"{publisher.base_url}/", "role": "publisher"}],
        }
        if licence := publisher.licence:
            said["licenses"] = [{"name": licence.code, "path": licence.url, "title": licence.title}]
        said["resources"] = [self._resource(table, suffix) for table in TABLES for suffix in FORMS]
        return as_bytes(said)

    @cached_property
    def sums(self) -> bytes:
        """sha256.txt, as `sha256sum --check` reads it."""
        digests = self.digests | {DESCRIPTION: hashlib.sha256(self.description).hexdigest()}
        return "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()

    def _about(self) -> str:
        words = _("公开了答复的建议、提案及其答复、办理数据、承办单位和主题。")
        return _("演示数据·非政府网站。") + words if self.publisher.is_demonstration else words

    def _resource(self, table: DataTable, suffix: str) -> dict[str, Any]:
        name = f"{table.key}.{suffix}"
        said = {
            "type": KINDS[suffix],
            "name": table.key if suffix == "csv" else f"{table.key}-{suffix}",
            "path": name,
            "title": table.name,
            "description": table.about,
            "format": suffix,
            "mediatype": MEDIA_TYPES[suffix],
            "bytes": len(self.files[name]),
            "hash": f"sha256:{self.digests[name]}",
            "schema": table.schema(),
        }
        return said if suffix == "xlsx" else said | {"encoding": "utf-8"}
