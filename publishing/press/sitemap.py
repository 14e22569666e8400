"""The sitemap (网站地图): every page of the portal for search engines, as sitemaps.org asks for it."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from xml.sax.saxutils import escape

from django.utils import timezone
from django.utils.encoding import iri_to_uri

from publishing.press.portal import Portal

SITEMAP = "/sitemap.xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000
"Addresses of one file; where there are more, the sitemap lists files."
Place = tuple[str, datetime | None]
"An address, and when what lies there last changed, as far as that is known."
_PLAIN = re.compile(r"[A-Za-z0-9/._-]*")
"Addresses that need no spelling: nearly all."


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
    columns, places = portal.columns, [(piece.path, piece.changed_at) for piece in portal.pieces.values()]
    last = {pk: max(piece.changed_at for piece in pieces) for pk, pieces in portal.by_column.items() if pieces}
    found: list[Place] = [("/", max(last.values(), default=None))]
    for column in columns.values():
        inside = (last[pk] for pk in last if columns[pk].path.startswith(column.path))
        found.append((portal.path_of(column), max(inside, default=None)))
    return found + [(path, None) for path in sorted(others)] + places


def _written(whole: str, one: str, base: str, places: Iterable[Place]) -> bytes:
    lines = ('<?xml version="1.0" encoding="utf-8"?>\n', f'<{whole} xmlns="{NAMESPACE}">', *_lines(one, base, places))
    return ("".join(lines) + f"</{whole}>\n").encode()


def _lines(one: str, base: str, places: Iterable[Place]) -> Iterator[str]:
    base, zone = escape(base), timezone.get_current_timezone()
    for path, changed in places:
        address = path if _PLAIN.fullmatch(path) else escape(iri_to_uri(path))
        said = changed.astimezone(zone).isoformat(timespec="seconds") if changed is not None else ""
        last = f"<lastmod>{said}</lastmod>" if said else ""
        yield f"<{one}><loc>{base}{address}</loc>{last}</{one}>"
