"""A layout with the words of one paper filled in (填写): plain data, from which the PDF is set."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, is_dataclass
from dataclasses import fields as fields_of
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from jinja2 import DictLoader, StrictUndefined, Template, nodes
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError

from tracking.papers.layout import Document, FormSheet, Letter, Listing, Overprint, SignedBy, Words
from tracking.papers.lines import DOCUMENT_MARK, LETTER_MARK, copies_lines, mark_rung, organs_in_rows, title_in_lines
from tracking.wording.local import FIELDS, words_here


def _in_lines(words: str) -> str:
    """A title with its line breaks, which stays as safe, or unsafe, as it was."""
    return type(words)(title_in_lines(str(words)))


class FieldsOnly(ImmutableSandboxedEnvironment):
    """Templates that can do nothing but print fields, loop over lists and choose: an office's own template is somebody's file.

    No function, method or arithmetic is at hand, so that no template reaches into the program or fills its memory.
    """

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(loader=DictLoader({}), **options)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in ("default", "first", "join", "last", "length", "trim")}
        self.filters |= {"in_lines": _in_lines, "in_rows": organs_in_rows}

    def compile(self, source: Any, *args: Any, **options: Any) -> Any:
        """Refuse variables of a template's own: doubled again and again, one fills the memory."""
        tree = self.parse(source) if isinstance(source, str) else source
        if tree.find((nodes.Assign, nodes.AssignBlock)) is not None:
            raise SecurityError(_("模板里不能设变量（set）"))
        return super().compile(tree, *args, **options)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No attribute of any value but a loop's own; the keys of a row are found as its items."""
        return isinstance(obj, LoopContext) and not attr.startswith("_")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse what may grow without end."""
        raise SecurityError(_("模板里不能作乘法、乘方和格式运算"))

    def call(self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Refuse every call."""
        raise SecurityError(_("模板里不能调用函数"))


WRITTEN = FieldsOnly(undefined=StrictUndefined, autoescape=False, finalize=lambda value: "" if value is None else value)
"How the words of layouts and of Word templates are filled in."


class LocalNames(Mapping[str, str]):
    """The place's words by name, as they are when a paper is made: `{{ local.leaders }}批示`."""

    def __getitem__(self, name: str) -> str:
        if name not in FIELDS:
            raise KeyError(name)
        return str(getattr(words_here.current(), name))

    def __iter__(self) -> Iterator[str]:
        return iter(FIELDS)

    def __len__(self) -> int:
        return len(FIELDS)


WRITTEN.globals["local"] = LocalNames()


@lru_cache(maxsize=4096)
def _template(words: str) -> Template:
    return WRITTEN.from_string(words)


def written(words: str, fields: Any) -> str:
    """Words of a layout with the fields in their places; raises jinja2's UndefinedError for a field that there is not."""
    return _template(words).render(fields) if "{" in words else words


def filled(layout: Any, fields: Any) -> Any:
    """A layout, or a part of one, as plain data: dicts with `kind`, lists, strings and numbers."""
    if isinstance(layout, str):
        return written(layout, fields)
    if isinstance(layout, tuple):
        return [filled(one, fields) for one in layout]
    if isinstance(layout, Words):
        return {"kind": "words", "blocks": fields[layout.field]}
    if isinstance(layout, SignedBy):
        return {
            "kind": "signedby",
            "organs": organs_in_rows(fields[layout.organs]),
            "date": written(layout.date, fields),
        }
    if isinstance(layout, Listing):
        rows = [
            [written(column.words, {**fields, "row": row}) for column in layout.columns] for row in fields[layout.field]
        ]
        columns = [{"head": one.head, "width": one.width, "align": one.align} for one in layout.columns]
        if layout.skips_empty and rows:
            kept = [place for place in range(len(columns)) if any(row[place] for row in rows)]
            columns, rows = [columns[place] for place in kept], [[row[place] for place in kept] for row in rows]
        return {"kind": "listing", "columns": columns, "rows": rows, "size": layout.size}
    if isinstance(layout, Overprint):
        return {"kind": "overprint", "ruler": layout.ruler} | asdict(fields[layout.sheet])
    if isinstance(layout, FormSheet) and layout.copies:
        sheets = [_parts(layout, {**fields, "copy": copy}) for copy in fields[layout.copies]]
        return sheets[0] | {"sheets": sheets}
    if isinstance(layout, FormSheet):
        sheet = _parts(layout, fields)
        return sheet | {"sheets": [sheet]}
    return _parts(layout, fields) if is_dataclass(layout) else layout


def _parts(layout: Any, fields: Any) -> dict[str, Any]:
    parts = {one.name: filled(getattr(layout, one.name), fields) for one in fields_of(layout)}
    return {"kind": type(layout).__name__.lower()} | parts | _head(layout, parts)


def _head(layout: Any, parts: dict[str, Any]) -> dict[str, Any]:
    """What the head of a letter or document takes besides its words: the lines of its title and the size of its mark."""
    if not isinstance(layout, Letter | Document):
        return {}
    ladder = LETTER_MARK if isinstance(layout, Letter) else DOCUMENT_MARK
    rung = mark_rung(parts["organ"], ladder)
    return {
        "title": title_in_lines(parts["title"]),
        "marks": "　".join(one for one in parts["marks"] if one),
        "mark_rung": rung,
        "mark_size": ladder[rung][1],
        "copies_lines": copies_lines(parts["copies"]),
    }
