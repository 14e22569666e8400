"""What a piece says of itself (移交字段): the values that go into the fields of a platform's form, in its words and order."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from publishing.handover.platforms import Key, Platform
from publishing.models import ColumnPage
from publishing.press.pieces import opening

_GREETS = re.compile("[：:]$|收悉")
"Lines of a letter that tell nothing of its matter: to whom it is, and that what they wrote came in."
_PARTED = re.compile(r"[、，,；;\s]+")


@dataclass(frozen=True, slots=True)
class Filled:
    """A field of the platform's form with what goes into it."""

    key: Key
    name: str
    value: str
    required: bool
    most: int | None

    @property
    def problem(self) -> str:
        """What is wrong with it for this platform; empty when nothing is."""
        if self.required and not self.value:
            return _("“%(name)s”是必填的，现在是空的。") % {"name": self.name}
        if self.most is not None and len(self.value) > self.most:
            said = {"name": self.name, "most": self.most, "n": len(self.value)}
            return _("“%(name)s”平台最多%(most)s字，现在%(n)s字，请在平台上缩短。") % said
        return ""


def fill(page: Any, columns: Iterable[ColumnPage], platform: Platform) -> list[Filled]:
    """The fields of a platform's form for a signed page; `columns` lead to it."""
    columns, file = list(columns), platform.file
    path = {str(kind): said for kind, said in file.columns.items()}.get(columns[-1].kind) if columns else None
    said: dict[Key, str] = {
        "column_path": path or file.path_joiner.join(column.title for column in columns),
        "title": page.title,
        "subtitle": "",
        "doc_number": page.doc_number,
        "publisher": page.issuing_body or page.source,
        "issued_on": platform.day(page.issued_on),
        "theme": page.theme,
        "genre": page.genre,
        "keywords": file.keyword_joiner.join(keywords_of(page, columns)[: file.most_keywords]),
        "abstract": abstract_of(page),
        "source": page.source,
        "editor": page.editor_name,
        "publicity": page.get_publicity_display(),
        "validity": page.get_validity_display(),
    }
    return [Filled(one.of, one.name, one.value_of(said[one.of]), one.required, one.most) for one in platform.fields]


def abstract_of(page: Any) -> str:
    """What the piece says in short (摘要): its description, else its first paragraph that tells something, else its title."""
    if page.search_description:
        return page.search_description
    lines = (line.strip() for line in page.search_text().splitlines())
    return opening(next((line for line in lines if line and not _GREETS.search(line)), page.title))


def keywords_of(page: Any, columns: Iterable[ColumnPage]) -> list[str]:
    """Keywords of a piece, never none: its theme, the unit of a reply, the words of its column."""
    found = [*_PARTED.split(page.theme), *page.keywords_of_its_own()]
    for column in reversed(list(columns)):
        found += _PARTED.split(column.keywords)
    found += ["建议提案办理"]
    return list(dict.fromkeys(one for one in found if one))
