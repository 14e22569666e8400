"""The text to be signed, in words (审签文稿): every passage that a signature covers, and what changed in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from publishing.models.blocks import lines_of_table, words_of_picture
from publishing.models.story import OutcomeValue, PointValue
from publishing.review.statement import BOOKKEEPING
from tracking.figures import FIGURES, GROUPS

ELSEWHERE = {"id", "page_ptr", "pins"}
"Keys, and the pinned figures, which have a table of their own."


class Line(str):
    """A line of the text; a heading is shown as one."""

    __slots__ = ("is_heading",)
    is_heading: bool

    def __new__(cls, text: str, is_heading: bool = False) -> "Line":
        """A string that knows whether it is a heading."""
        line = super().__new__(cls, text)
        line.is_heading = is_heading
        return line


@dataclass(frozen=True, slots=True)
class Passage:
    """One field of the page as its reviewer reads it."""

    name: str
    label: str
    lines: tuple[str, ...]
    is_prose: bool
    "Whether it is words for the reader rather than a detail of the catalogue."


def read(page: Page) -> list[Passage]:
    """Everything on a page that a signature covers and that says something: prose first, then the details."""
    fields = {field.name: field for field in page._meta.concrete_fields if field.name not in BOOKKEEPING | ELSEWHERE}
    fields = {name: fields[name] for name in page.prose} | fields
    passages = [
        Passage(name, str(field.verbose_name), _lines(page, field), name in page.prose)
        for name, field in fields.items()
    ]
    return [passage for passage in passages if passage.lines]


def _lines(page: Page, field: models.Field) -> tuple[str, ...]:
    if isinstance(field, StreamField):
        return tuple(line for block in getattr(page, field.name) for line in _block_lines(block))
    value = getattr(page, field.attname)
    if value in (None, "", False):
        return ()
    if isinstance(field, models.ForeignKey):
        return (str(getattr(page, field.name)),)
    if field.flatchoices:
        return (str(dict(field.flatchoices).get(value, value)),)
    if value is True:
        return (_("是"),)
    if isinstance(value, datetime):
        return (localtime(value).strftime("%Y-%m-%d %H:%M"),)
    return tuple(line.strip() for line in str(value).splitlines() if line.strip())


def _block_lines(block: StreamValue.StreamChild) -> list[str]:
    """A block of a StreamField in words: prose as lines, figures and files by name."""
    value = block.value
    if block.block_type in {"figures", "figure"}:
        keys = [value] if isinstance(value, str) else list(value)
        names = "、".join(str(FIGURES[key].label) for key in keys if key in FIGURES)
        return [_("【数据】%(names)s") % {"names": names}]
    if block.block_type == "table":
        return [_("【分组统计表】%(name)s") % {"name": GROUPS[value].caption if value in GROUPS else value}]
    if block.block_type == "grid":
        return lines_of_table(value)
    if block.block_type == "picture":
        shown, *caption = words_of_picture(value) or [""]
        return [_("【图片】%(shown)s") % {"shown": shown}, *caption]
    if block.block_type == "rich":
        return [line.strip() for line in get_text_for_indexing(value.source).splitlines() if line.strip()]
    if isinstance(value, PointValue | OutcomeValue):
        return value.lines()
    if isinstance(value, models.Model):
        return [_("【附件】%(name)s") % {"name": value}]
    is_heading = block.block_type in {"heading", "subheading"}
    return [Line(line.strip(), is_heading) for line in str(value).splitlines() if line.strip()]


# What changed ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Changed:
    """One field that differs from the text published last, its lines with <del> and <ins>."""

    label: str
    lines: tuple[SafeString, ...]


def compare(older: list[Passage], newer: list[Passage]) -> list[Changed]:
    """What a reviewer must look at: the lines that differ, marked; fields that are alike are left out."""
    before, after = {one.name: one for one in older}, {one.name: one for one in newer}
    found = []
    for name in [*after, *(name for name in before if name not in after)]:
        old = before[name].lines if name in before else ()
        new = after[name].lines if name in after else ()
        if old != new:
            found.append(Changed((after.get(name) or before[name]).label, tuple(_marked_lines(old, new))))
    return found


def _marked_lines(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[SafeString]:
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "replace" and i2 - i1 == j2 - j1:
            yield from (_marked(a, b) for a, b in zip(old[i1:i2], new[j1:j2], strict=True))
        elif what != "equal":
            yield from (format_html("<del>{}</del>", line) for line in old[i1:i2])
            yield from (format_html("<ins>{}</ins>", line) for line in new[j1:j2])


def _marked(old: str, new: str) -> SafeString:
    parts = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append(format_html("{}", old[i1:i2]))
        else:
            parts += [format_html("<del>{}</del>", old[i1:i2])] if i2 > i1 else []
            parts += [format_html("<ins>{}</ins>", new[j1:j2])] if j2 > j1 else []
    return format_html_join("", "{}", ((part,) for part in parts))
