"""Rich text as screening reads it (带格式的段落): its words in one, its links one by one; and masks put into its HTML."""

from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, NavigableString, Tag

from publishing.screening import ScreenFinding

_ENDS_A_LINE = {"p", "li", "h2", "h3", "h4", "br", "hr", "blockquote"}


def words_of(html: str) -> str:
    """What a reader reads, a line for each paragraph and item."""
    return "".join(text for _node, text in _nodes(_soup(html)))


def links_of(html: str) -> list[str]:
    """The addresses that it leads to, as they are written."""
    return [str(link["href"]) for link in _links(_soup(html))]


def masked_words(html: str, findings: Iterable[ScreenFinding]) -> str:
    """The HTML with each finding's mask in its words, also where a number runs through several marks."""
    soup = _soup(html)
    for one in sorted(findings, key=lambda finding: -finding.start):
        start = 0
        mask = one.mask
        for node, text in list(_nodes(soup)):
            first, last = max(one.start - start, 0), min(one.end - start, len(text))
            if isinstance(node, NavigableString) and first < last:
                node.replace_with(NavigableString(text[:first] + mask + text[last:]))
                mask = ""
            start += len(text)
    return str(soup)


def without_links(html: str, addresses: Iterable[str]) -> str:
    """The HTML without its links to some addresses (tel:, mailto:); their words stay."""
    soup, unwanted = _soup(html), set(addresses)
    for link in _links(soup):
        if link["href"] in unwanted:
            link.unwrap()
    return str(soup)


def with_documents(html: str, others: dict[int, int]) -> str:
    """The HTML with links to some documents leading to others, by primary key."""
    soup = _soup(html)
    for link in soup.find_all("a", linktype="document"):
        if (other := others.get(int(str(link["id"])))) is not None:
            link["id"] = str(other)
    return str(soup)


def documents_in(html: str) -> set[int]:
    """The primary keys of the documents that it links to."""
    return {int(str(link["id"])) for link in _soup(html).find_all("a", linktype="document")}


def _soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def _links(soup: BeautifulSoup) -> list[Tag]:
    return soup.find_all("a", href=True)


def _nodes(soup: BeautifulSoup) -> Iterator[tuple[NavigableString | Tag, str]]:
    """Each piece of text in its order, and a line break where a paragraph or item begins."""
    for node in soup.descendants:
        if isinstance(node, NavigableString):
            yield node, str(node)
        elif isinstance(node, Tag) and node.name in _ENDS_A_LINE:
            yield node, "\n"
