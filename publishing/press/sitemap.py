"""The sitemap (网站地图): every page of the portal for search engines, as sitemaps.org asks for it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from io import BytesIO
from xml.sax.xmlreader import AttributesImpl

from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.xmlutils import SimplerXMLGenerator

from publishing.press.feeds import changed_at
from publishing.press.pieces import Piece
from publishing.press.portal import Portal

SITEMAP = "/sitemap.xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000
"Addresses of one file; where there are more, the sitemap lists files."
Place = tuple[str, datetime | None]
"An address, and when what lies there last changed, as far as that is known."


def sitemaps(portal: Portal, others: Iterable[str] = ()) -> dict[str, Callable[[], bytes]]:
    """The sitemap, and the parts that a large one has; `others` are pages that stand in no column."""
    places = _places(portal, others)
    if len(places) <= MOST:
        return {SITEMAP: partial(_written, "urlset", "url", portal.base_url, places)}
    parts = {f"/sitemap-{start // MOST + 1}.xml": places[start : start + MOST] for start in range(0, len(places), MOST)}
    found: dict[str, Callable[[], bytes]] = {
        path: partial(_written, "urlset", "url", portal.base_url, part) for path, part in parts.items()
    }
    whole: list[Place] = [(path, None) for path in parts]
    return found | {SITEMAP: partial(_written, "sitemapindex", "sitemap", portal.base_url, whole)}


def _places(portal: Portal, others: Iterable[str]) -> list[Place]:
    pieces = list(portal.pieces.values())
    found: list[Place] = [("/", _last_change(pieces))]
    found += [(portal.path_of(column), _last_change(portal.below(column))) for column in portal.columns.values()]
    found += [(path, None) for path in sorted(others)]
    return found + [(piece.path, changed_at(piece)) for piece in pieces]


def _last_change(pieces: Iterable[Piece]) -> datetime | None:
    return max(map(changed_at, pieces), default=None)


def _written(whole: str, one: str, base: str, places: Iterable[Place]) -> bytes:
    out = BytesIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement(whole, AttributesImpl({"xmlns": NAMESPACE}))
    for path, changed in places:
        xml.startElement(one, AttributesImpl({}))
        xml.addQuickElement("loc", base + iri_to_uri(path))
        if changed is not None:
            xml.addQuickElement("lastmod", timezone.localtime(changed).isoformat(timespec="seconds"))
        xml.endElement(one)
    xml.endElement(whole)
    xml.endDocument()
    return out.getvalue() + b"\n"
