"""The words of a page down to the last cell (内容的各处): what a field or block says, where it stands, and how it is put back.

A field or block type added later is read without anybody remembering it: whatever holds text is a leaf.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from publishing.review.statement import BOOKKEEPING

APART = {"id", "page_ptr", "pins"}
"Keys, and the pinned figures, which are numbers of the ledger."
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of a page: its field, its way within the field's blocks, what kind of block holds it, and where it stands."""

    field: str
    path: Path
    block: blocks.Block | None
    value: Any
    where: str
    labels: tuple[str, ...] = ()
    "What stands over and beside it: a column's head, the first cell of its row."

    @property
    def is_rich(self) -> bool:
        """Whether it is HTML."""
        return isinstance(self.block, blocks.RichTextBlock)

    @property
    def is_words(self) -> bool:
        """Whether it is text that somebody typed, rather than a choice, a figure or a file."""
        return isinstance(self.value, str) and not isinstance(self.block, blocks.ChoiceBlock | blocks.ChooserBlock)


def leaves(page: Page) -> Iterator[Leaf]:
    """Everything on a page that a signature covers and that people typed or chose; prose first, then the details."""
    fields = {one.name: one for one in page._meta.concrete_fields if one.name not in BOOKKEEPING | APART}
    for name in [*page.prose, *(name for name in fields if name not in page.prose)]:
        field = fields[name]
        label = str(field.verbose_name)
        if isinstance(field, StreamField):
            yield from _walk(name, field.stream_block, getattr(page, name).get_prep_value(), (), label)
        elif isinstance(field, models.CharField | models.TextField) and not field.flatchoices and getattr(page, name):
            yield Leaf(name, (), None, getattr(page, name), label)


def _walk(
    field: str, block: blocks.Block, raw: Any, path: Path, where: str, labels: tuple[str, ...] = ()
) -> Iterator[Leaf]:
    if isinstance(block, blocks.StreamBlock):
        for number, child in enumerate(raw):
            if (inner := block.child_blocks.get(child["type"])) is not None:
                place = where + _("第%(number)s段") % {"number": number + 1}
                yield from _walk(field, inner, child["value"], (*path, number, "value"), place)
    elif isinstance(block, blocks.ListBlock):
        for number, child in enumerate(raw):
            yield from _walk(field, block.child_block, child["value"], (*path, number, "value"), where)
    elif isinstance(block, blocks.StructBlock):
        for name, inner in block.child_blocks.items():
            yield from _walk(field, inner, raw.get(name), (*path, name), where)
    elif isinstance(block, TypedTableBlock):
        yield from _table(field, block, raw, path, where)
    elif raw not in (None, ""):
        yield Leaf(field, path, block, raw, where, labels)


def _table(field: str, block: TypedTableBlock, raw: dict, path: Path, where: str) -> Iterator[Leaf]:
    yield Leaf(field, (*path, "caption"), None, raw.get("caption") or "", where + _("表题"))
    for number, column in enumerate(raw["columns"]):
        place = where + _("第%(number)s列列名") % {"number": number + 1}
        yield Leaf(field, (*path, "columns", number, "heading"), None, column["heading"], place)
    for line, row in enumerate(raw["rows"]):
        beside = str(row["values"][0]) if row["values"] else ""
        for number, (column, value) in enumerate(zip(raw["columns"], row["values"], strict=False)):
            place = where + _("第%(row)s行第%(column)s列") % {"row": line + 1, "column": number + 1}
            labels = (column["heading"], beside if number else "")
            way = (*path, "rows", line, "values", number)
            yield from _walk(field, block.child_blocks[column["type"]], value, way, place, labels)


def put(page: Page, field: str, changes: dict[Path, Callable[[Any], Any]]) -> None:
    """Change some leaves of a field in place, each by a function of its value."""
    kind = page._meta.get_field(field)
    if not isinstance(kind, StreamField):
        setattr(page, field, changes[()](getattr(page, field)))
        return
    raw: Any = getattr(page, field).get_prep_value()
    for path, change in changes.items():
        holder: Any = raw
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = change(holder[path[-1]])
    setattr(page, field, kind.stream_block.to_python(raw))


def put_all(page: Page, changes: dict[tuple[str, Path], Callable[[Any], Any]]) -> None:
    """The same for leaves of several fields."""
    for field in {field for field, _path in changes}:
        put(page, field, {path: change for (name, path), change in changes.items() if name == field})


def always(value: Any) -> Callable[[Any], Any]:
    """A change that puts one value in the place of any other."""
    return partial(lambda new, _old: new, value)
