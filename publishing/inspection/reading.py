"""A pressed page as the inspection reads it (读页): its markup, its words, and what it is in the portal."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import Comment, Doctype

from publishing.models import ColumnPage, PublicPage
from publishing.press.answers import ELDER, MESSAGES
from publishing.press.pieces import Piece

BLOCKS = frozenset(
    "p div section article aside header footer main nav ul ol li dl dt dd table caption thead tbody tr td th h1 h2 h3 h4 "
    "h5 h6 figure figcaption blockquote br details summary form fieldset legend title desc text".split()
)


@dataclass(slots=True)
class PagePlace:
    """What an address is in the portal as the database has it; all empty for a page that nobody pressed."""

    page: PublicPage | None = None
    piece: Piece | None = None
    column: ColumnPage | None = None
    tags: dict[str, str] | None = None
    "The head tags that the page should have."


class PageRead:
    """The bytes of one page, parsed when first asked for."""

    def __init__(self, url: str, body: bytes, place: PagePlace):
        self.url = url
        self.body = body
        self.place = place

    @property
    def standard(self) -> str:
        """Its address in the standard mode."""
        return self.url.removeprefix(ELDER) if self.url.startswith(f"{ELDER}/") else self.url

    @property
    def is_message(self) -> bool:
        """Whether it only says what went wrong: such a page stands in no column, and robots never keep it."""
        return self.standard in MESSAGES

    @cached_property
    def html(self) -> str:
        """Its text; what is not UTF-8 shows as such."""
        return self.body.decode(errors="replace")

    @cached_property
    def soup(self) -> BeautifulSoup:
        """Its markup."""
        return BeautifulSoup(self.html, "html.parser")

    @cached_property
    def main(self) -> Tag:
        """What it says itself, without masthead and footer; the whole page where that is not marked."""
        return self.soup.find("main") or self.soup

    @cached_property
    def meta(self) -> dict[str, str]:
        """Its head tags by name."""
        return {tag["name"]: tag.get("content", "") for tag in self.soup.find_all("meta", attrs={"name": True})}

    @cached_property
    def ids(self) -> set[str]:
        """Where its own links may lead."""
        return {tag["id"] for tag in self.soup.find_all(id=True)}

    @cached_property
    def words(self) -> str:
        """What it says itself, a block a line, with the words that only some readers meet: alternative texts, titles."""
        said = [words_of(self.main)]
        for tag in self.main.find_all(True):
            said += [str(tag[name]) for name in ("alt", "title", "aria-label") if tag.get(name)]
        return "\n".join(said)

    @cached_property
    def facts(self) -> dict[str, str]:
        """来源, 责任编辑, 发布时间 and the rest of its furniture, by label."""
        return _pairs(self.main.select(".furniture dt"))

    @cached_property
    def catalogue(self) -> dict[str, str]:
        """Its 公开目录, by label."""
        return _pairs(self.main.select(".catalogue dt"))

    @cached_property
    def footer(self) -> str:
        """Its footer's words."""
        footer = self.soup.find("footer")
        return words_of(footer) if footer else ""

    @cached_property
    def text(self) -> str:
        """The words of its body alone, without spaces: what tells two pieces apart."""
        body = self.main.select_one(".page__body")
        return "".join(words_of(body).split()) if body else ""


def words_of(tag: Tag) -> str:
    """The text of a part of a page, with a line for each block."""
    return "\n".join(line for line in (one.strip() for one in "".join(_strings(tag)).splitlines()) if line)


def _strings(tag: Tag) -> Iterator[str]:
    for one in tag.children:
        if isinstance(one, Comment | Doctype):
            continue
        if isinstance(one, NavigableString):
            yield " ".join(str(one).split("\n"))
        elif one.name not in {"script", "style", "template"}:
            is_block = one.name in BLOCKS
            if is_block:
                yield "\n"
            yield from _strings(one)
            if is_block:
                yield "\n"


def _pairs(terms: list[Tag]) -> dict[str, str]:
    return {
        term.get_text(strip=True).rstrip("：:"): value.get_text(strip=True)
        for term in terms
        if (value := term.find_next_sibling("dd"))
    }
