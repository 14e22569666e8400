"""The texts of a page that are screened (筛查的文字): each leaf as a passage, and masks put back to where it stands."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.review.screening import rich
from publishing.review.screening.leaves import Leaf, Path, leaves, put_all
from publishing.screening import ScreenFinding, masked
from publishing.screening.passages import LabelledText, telling

ADDRESSES = frozenset({"slug", "migrated_url"})
"Fields in which no mask can stand: an address with asterisks leads nowhere."


@dataclass(frozen=True, slots=True)
class PageText:
    """One text of a page and the leaf that it is part of; of rich text the words are one, and each link's address another."""

    leaf: Leaf
    passage: LabelledText
    link: str = ""

    @property
    def place(self) -> tuple[str, Path]:
        """The leaf's field and way."""
        return self.leaf.field, self.leaf.path


def texts_of(page: Page) -> list[PageText]:
    """Every text of a page that goes out, in the order in which its reviewer reads it."""
    return [text for leaf in leaves(page) if leaf.is_words for text in _texts(leaf)]


def _texts(leaf: Leaf) -> Iterator[PageText]:
    label = telling(one for one in leaf.labels if one)
    if not leaf.is_rich:
        can_mask = leaf.field not in ADDRESSES
        yield PageText(leaf, LabelledText(leaf.where, leaf.value, label, can_mask))
        return
    yield PageText(leaf, LabelledText(leaf.where, rich.words_of(leaf.value), label))
    for address in rich.links_of(leaf.value):
        yield PageText(leaf, LabelledText(leaf.where + _("的链接"), address), address)


def mask(page: Page, texts: Sequence[PageText], findings: Iterable[ScreenFinding]) -> None:
    """Put the masks of findings into a page, each into the text whose number it carries; a link's address goes with its link."""
    by_leaf: dict[tuple[str, Path], dict[int, list[ScreenFinding]]] = defaultdict(lambda: defaultdict(list))
    for one in findings:
        if one.passage is not None and texts[one.passage].passage.is_editable:
            by_leaf[texts[one.passage].place][one.passage].append(one)
    put_all(page, {place: _change(texts, found) for place, found in by_leaf.items()})


def _change(texts: Sequence[PageText], found: dict[int, list[ScreenFinding]]) -> Callable[[Any], Any]:
    def change(value: str) -> str:
        for number, findings in found.items():
            text = texts[number]
            if text.link:
                value = rich.without_links(value, [text.link])
            elif text.leaf.is_rich:
                value = rich.masked_words(value, findings)
            else:
                value = masked(value, findings)
        return value

    return change
