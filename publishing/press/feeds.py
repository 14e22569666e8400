"""Atom feeds (订阅源): what was published or corrected last, in each column and on the whole portal."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from itertools import islice

from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.frame import Link
from publishing.models import ColumnPage
from publishing.models.columns import FEED_SEGMENT
from publishing.press.pieces import Piece
from publishing.press.portal import Portal
from tracking.wording import clean

FEED = f"/{FEED_SEGMENT}/"
"The feed of the whole portal; a column's lies below the column in the same way."
NEWEST = 50
"Entries of a feed."
LANGUAGE = "zh-Hans"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"When a feed without entries was last changed; Atom asks for some moment."


class PressedFeed(Atom1Feed):
    """Django's Atom feed, made of the same bytes for the same entries: an empty one has no hour of its own."""

    def latest_post_date(self) -> datetime:
        """When the entry last changed was changed."""
        return max((item["updateddate"] for item in self.items), default=NEVER)


def feeds(portal: Portal) -> dict[str, Callable[[], bytes]]:
    """Every feed by its address: one of the whole portal, one of each column with all that is below it."""
    found: dict[str, Callable[[], bytes]] = {FEED: partial(_feed, portal, None)}
    for column in portal.columns.values():
        found[feed_of(portal, column)] = partial(_feed, portal, column)
    return found


def feed_of(portal: Portal, column: ColumnPage | None) -> str:
    """The address of a column's feed, or of the whole portal's."""
    return portal.path_of(column) + FEED.removeprefix("/") if column is not None else FEED


def links(portal: Portal, column: ColumnPage | None) -> tuple[Link, ...]:
    """The feeds that a page in this column leads to."""
    of_column = (Link(column.title, feed_of(portal, column)),) if column is not None else ()
    return (Link(_("全部公开内容"), FEED), *of_column)


def showing(portal: Portal, page: Page) -> set[str]:
    """The feeds in which a page stands, or would stand if it were public."""
    return {feed_of(portal, column) for column in (None, *portal.trail(page))}


def _feed(portal: Portal, column: ColumnPage | None) -> bytes:
    settings, base = portal.settings, portal.base_url
    feed = PressedFeed(
        title=f"{settings.name} · {column.title}" if column is not None else settings.name,
        link=base + (portal.path_of(column) if column is not None else "/"),
        description="",
        subtitle=_subtitle(portal, column) or None,
        language=LANGUAGE,
        author_name=settings.name,
        feed_url=base + feed_of(portal, column),
        feed_guid=_name(column if column is not None else portal.home),
    )
    for piece in newest(portal, column):
        feed.add_item(
            title=clean(piece.page.title),
            link=base + piece.path,
            description=escape(clean(piece.summary)),
            unique_id=_name(piece.page),
            pubdate=timezone.localtime(piece.page.published_at),
            updateddate=timezone.localtime(piece.changed_at),
            categories=[clean(piece.page.theme)] if piece.page.theme else [],
        )
    out = BytesIO()
    feed.write(out, "utf-8")
    return out.getvalue()


def newest(portal: Portal, column: ColumnPage | None) -> list[Piece]:
    """The pieces that a feed shows: those changed last, a correction among them, newest first."""
    shown = portal.columns_in(column) if column is not None else portal.columns
    return list(islice((piece for piece in portal.changed_last if piece.column in shown), NEWEST))


def _subtitle(portal: Portal, column: ColumnPage | None) -> str:
    mark = _("演示数据·非政府网站") if portal.settings.is_demonstration else ""
    words = column.description if column is not None else portal.settings.tagline
    return "；".join(one for one in (mark, clean(str(words))) if one)


def _name(page: Page) -> str:
    """What a feed or entry is called for programs: the same wherever the page stands."""
    return f"urn:uuid:{page.translation_key}"
