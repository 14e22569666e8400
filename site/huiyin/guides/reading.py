"""The guides (使用指南) as pages: Markdown of docs/guide and docs/tour.md, read and made into HTML once a process."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tracking.wording.local import as_here, speaking, words_here
from tracking.wording.place_words import PlaceWords

CONTENTS = "README"
"The guide that lists the others."
ORDER = (
    "start", "clerk", "unit", "reviewer", "leader", "supervisor", "editor", "signers", "admin", "questions", "ledger",
    "operations", "tour",
)  # fmt: skip
"The guides in the order in which they are offered, by the names of their files."
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_HEADING = re.compile(r"h([2-4])")
_MARKS = re.compile(r"[^\w\- ]")
_PICTURES = "guide"
"Where pictures lie among the static files."


@dataclass(frozen=True)
class Heading:
    """A heading within a guide: how deep, its words, and the anchor by which it is found."""

    depth: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Guide:
    """One guide, ready to be shown."""

    slug: str
    title: str
    headings: tuple[Heading, ...]
    tokens: list[Token]

    @property
    def url(self) -> str:
        """Where it is shown in the admin."""
        return address_of(self.slug)

    @cached_property
    def body(self) -> SafeString:
        """Its text as HTML."""
        for token in _inside(self.tokens):
            if token.type == "link_open":
                token.attrSet("href", _address(str(token.attrGet("href"))))
            elif token.type == "image":
                token.attrSet("src", _picture(Path(str(token.attrGet("src"))).name))
        rendered = _MARKDOWN.renderer.render(self.tokens, _MARKDOWN.options, {})
        return mark_safe(rendered)  # noqa: S308 - our own files, and HTML in them is escaped

    @property
    def contents(self) -> list[Heading]:
        """Its headings of the first depth, which are its table of contents."""
        return [one for one in self.headings if one.depth == 2]

    def anchor_for(self, words: str) -> str:
        """The anchor of the heading that names these words, alone, in a list (签收、申请退回) or within; empty where none does."""
        for names in (lambda text: words in text.split("、"), lambda text: words in text):
            for one in self.headings:
                if names(one.text):
                    return one.anchor
        return ""


def file_of(slug: str) -> Path:
    """The file of a guide; the tour lies beside the other documents, for it is printed without an installation."""
    folder = Path(settings.DOCS_DIR)
    return folder / "tour.md" if slug == "tour" else folder / "guide" / f"{slug}.md"


def address_of(slug: str) -> str:
    """Where a guide is shown in the admin."""
    return reverse("guide") if slug == CONTENTS else reverse("guide_page", args=[slug])


def anchor_of(heading: str) -> str:
    """The anchor of a heading, as GitHub gives it, so that links hold there, too."""
    return _MARKS.sub("", heading.strip().lower()).replace(" ", "-")


def guide(slug: str) -> Guide:
    """A guide by the name of its file, in the place's own words (县领导); raises KeyError where there is none."""
    return _guide_in(slug, words_here.current())


@cache
def _guide_in(slug: str, words: PlaceWords) -> Guide:
    if slug not in (CONTENTS, *ORDER):
        raise KeyError(slug)
    with speaking(words):
        tokens = _MARKDOWN.parse(as_here(file_of(slug).read_text(encoding="utf-8")))
    title, headings = "", []
    for at, token in enumerate(tokens):
        if token.tag == "h1" and token.type == "heading_open":
            title = _words(tokens[at + 1])
            for part in tokens[at : at + 3]:
                part.hidden, part.children = True, []
        elif token.type == "heading_open" and (depth := _HEADING.fullmatch(token.tag)):
            text = _words(tokens[at + 1])
            headings.append(Heading(int(depth[1]), text, anchor_of(text)))
            token.attrSet("id", headings[-1].anchor)
    return Guide(slug, title, tuple(headings), tokens)


def guides() -> list[Guide]:
    """All guides in their order, without the list of them."""
    return [guide(slug) for slug in ORDER]


def _inside(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _inside(token.children or ())


def _words(inline: Token) -> str:
    return "".join(one.content for one in inline.children or ())


def _address(link: str) -> str:
    """Where a link of a guide leads in the admin: to another guide, or within the page."""
    file, sharp, anchor = link.partition("#")
    if not file:
        return link
    return f"{address_of(Path(file).stem)}{sharp}{anchor}"


def _picture(name: str) -> str:
    """The address of a picture; one that was not collected yet is missing on its page, and breaks nothing."""
    try:
        return static(f"{_PICTURES}/{name}")
    except ValueError:
        return f"{settings.STATIC_URL}{_PICTURES}/{name}"
