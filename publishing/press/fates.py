"""Which addresses were once public, and what they answer now (网址去向): the table kept up, and read for the press."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from django.db import transaction
from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from publishing.models import Fate, PublicAddress, address_of
from publishing.press.answers import ELDER, MESSAGES, Answers
from publishing.press.feeds import FEED
from publishing.press.headers import MEDIA
from publishing.press.portal import Portal
from publishing.press.sitemap import SITEMAP

OTHER_NAMES = {
    FEED: ("/atom/", "/feeds/", "/rss/", "/atom.xml", "/feed.xml", "/index.xml", "/rss.xml"),
    SITEMAP: ("/sitemap/", "/sitemap_index.xml", "/sitemap-index.xml", "/sitemaps.xml"),
}
"What readers' programs try, and where it leads once something lies there."


class Noted(NamedTuple):
    """What a row says of its address."""

    path: str
    page_id: int
    part: str
    fate: str


@dataclass(frozen=True, slots=True)
class Among:
    """Where something may have come or gone since the last run: at these addresses, and wherever these pages were."""

    paths: frozenset[str]
    pages: frozenset[int]

    def rows(self) -> Q:
        """What was written down of them."""
        return Q(path__in=self.paths) | Q(page__in=self.pages)


def note(portal: Portal, printed: Collection[str], among: Among | None = None) -> list[Noted]:
    """Write down what became public or ceased to be since the last run and was no act's doing: lists, files, columns.

    Written before anything is put into the folder: what a reader saw is never missing here. Returned is what is
    written down last of each address at which nothing may lie now. `among`: nothing else came, went or changed hands
    since what the last run wrote down.
    """
    with transaction.atomic():
        before = {row.path: row for row in (_newest() if among is None else _newest(among.rows()))}
        seen = printed if among is None else [path for path in among.paths | before.keys() if path in printed]
        now, pages = _owners(portal, seen), _pages(portal)
        rows = [
            PublicAddress(path=path, page_id=page, part=part, fate=Fate.PUBLIC)
            for path, (page, part) in now.items()
            if not _says(before.get(path), page, part)
        ]
        for path, old in before.items():
            if old.fate == Fate.PUBLIC and path not in now:
                fate = Fate.MOVED if old.page_id in pages and not _is_file(old.part) else Fate.GONE
                rows.append(PublicAddress(path=path, page_id=old.page_id, part=old.part, fate=fate))
        PublicAddress.objects.bulk_create(rows)
    if among is not None:
        return _newest(Q(fate__in=[fate for fate in Fate if fate != Fate.PUBLIC]))
    return list((before | {row.path: Noted(row.path, row.page_id, row.part, row.fate) for row in rows}).values())


def answers(portal: Portal, printed: Collection[str], noted: list[Noted] | None = None) -> Answers:
    """What is answered at every address that was once public and where nothing is printed now; `noted` as `note` returns it."""
    noted = _newest() if noted is None else noted
    moved = _other_names(printed)
    gone: set[str] = set()
    hidden: set[str] = set()
    pages, secret = _pages(portal), set(PublicAddress.objects.hidden_pages())
    for row in noted:
        if row.path in printed:
            continue
        target = _target(row, pages, printed)
        for path, elder in _modes(row.path):
            if target:
                moved[path] = elder + target if target.endswith("/") else target
            else:
                is_secret = row.fate == Fate.HIDDEN or (row.page_id in secret and row.page_id not in pages)
                (hidden if is_secret else gone).add(path)
    return Answers(moved, frozenset(gone), frozenset(hidden), _numbers(noted, pages, gone))


def _newest(these: Q | None = None) -> list[Noted]:
    """What was written down last of each address, or of these, without the rows' other columns: there is a row for every page and file."""
    rows = PublicAddress.objects.newest().filter(these or Q()).values_list("path", "page", "part", "fate")
    return [Noted(*row) for row in rows.iterator(chunk_size=2000)]


def _numbers(noted: list[Noted], pages: dict[int, str], gone: set[str]) -> dict[str, frozenset[int]]:
    """The numbers of the pages and files that lay at these addresses; a file that was deleted has none any more."""
    left = {row.page_id for row in noted if not row.part and row.page_id not in pages and row.path in gone}
    names = [unquote(path.removeprefix(MEDIA)) for path in gone if path.startswith(MEDIA)]
    rendition = get_image_model().get_rendition_model()
    return {
        "pages": frozenset(left),
        "documents": frozenset(get_document_model().objects.filter(file__in=names).values_list("pk", flat=True)),
        "images": frozenset(rendition.objects.filter(file__in=names).values_list("image", flat=True)),
    }


def _other_names(printed: Collection[str]) -> dict[str, str]:
    """What programs try, with and without the slash at its end, and where it leads."""
    tried = {(form, to) for to, names in OTHER_NAMES.items() for name in names for form in (name, name.rstrip("/"))}
    return {name: to for name, to in tried if to in printed and name not in printed}


def _target(row: Noted, pages: dict[int, str], printed: Collection[str]) -> str:
    """Where an address leads: to the same part of its page, or to the page where that part is no more; empty: nowhere."""
    page = pages.get(row.page_id)
    if page is None:
        return ""
    same = address_of(row.part, page)
    if same in printed and same != row.path:
        return same
    return _named_after(row, page, printed) if _is_file(row.part) else page


def _named_after(row: Noted, page: str, printed: Collection[str]) -> str:
    """The file of a page that is named after it (2024-sj.csv), under the page's new name; empty where there is none."""
    before, now = (path.rstrip("/").rpartition("/")[2] for path in (row.path.removesuffix(row.part), page))
    renamed = page + now + row.part.removeprefix(before)
    return renamed if row.part.startswith(before) and renamed in printed else ""


def _modes(path: str) -> Iterator[tuple[str, str]]:
    """An address in the modes that it has, each with what stands before it."""
    yield path, ""
    if is_page(path):
        yield ELDER + path, ELDER


def is_page(path: str) -> bool:
    """Whether people read what lies at an address, so that it has an elder form and may lead on by itself."""
    return path.endswith("/") and not path.endswith(FEED)


def _is_file(part: str) -> bool:
    """Whether a part of a page is no list of it: a program that reads a file or feed can do nothing with another page."""
    return bool(part) and not is_page(f"/{part}")


def _says(row: Noted | None, page: int, part: str) -> bool:
    """Whether a row says that this is public; several pages may use one image or document."""
    return row is not None and row.fate == Fate.PUBLIC and (row.page_id == page or part.startswith(MEDIA))


def _pages(portal: Portal) -> dict[int, str]:
    """The address of every page that is public now, by its key."""
    found = {portal.home.pk: "/"} | {pk: portal.path_of(column) for pk, column in portal.columns.items()}
    return found | {pk: piece.path for pk, piece in portal.pieces.items()}


def _owners(portal: Portal, printed: Collection[str]) -> dict[str, tuple[int, str]]:
    """Every address in the standard mode with the page that it belongs to, and which part of it lies there."""
    keys = {path: pk for pk, path in _pages(portal).items()}
    found = {}
    for path in printed:
        if path in MESSAGES or path.startswith(f"{ELDER}/"):
            continue
        if path.startswith(MEDIA):
            found[path] = (portal.files[path].page, path)
            continue
        page = path
        while page not in keys:
            page = page.rstrip("/").rpartition("/")[0] + "/"
        found[path] = (keys[page], path.removeprefix(page))
    return found
