"""网站地图: one page that leads to every column with its lists, to the sessions' summaries and tables, and to the feeds."""

from collections.abc import Callable
from functools import partial

from django.utils.translation import gettext as _

from publishing.contract import linked
from publishing.frame import Link, MapBranch, SiteMapContent
from publishing.models import ColumnPage
from publishing.opendata.package import title_of
from publishing.press.answers import ELDER
from publishing.press.datasets import DATA
from publishing.press.feeds import FEED, feed_of
from publishing.press.lists import dimensions
from publishing.press.own_pages import own_page
from publishing.press.portal import SITE_MAP, Portal
from publishing.press.render import SEARCH


def site_map(portal: Portal) -> dict[str, Callable[[], bytes]]:
    """The page in both modes, by address."""
    return {SITE_MAP: partial(_page, portal), ELDER + SITE_MAP: partial(_page, portal, elder=True)}


def _page(portal: Portal, *, elder: bool = False) -> bytes:
    about = _("%(name)s的栏目、年度总结、数据和订阅一览。") % {"name": portal.settings.name}
    address = portal.base_url + SITE_MAP
    said = {
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": _("网站地图"),
        "description": about,
        "inLanguage": linked.LANGUAGE,
        "publisher": linked.publisher(portal),
    }
    content = SiteMapContent(_("网站地图"), _branches(portal))
    return own_page(portal, SITE_MAP, "publishing/site_map.html", content, about, said, above=None, elder=elder)


def _branches(portal: Portal) -> tuple[MapBranch, ...]:
    tops = portal.children(portal.home)
    data = tuple(Link(title_of(session), path) for path, session in portal.datasets.sessions.items())
    feeds = (
        Link(_("全部公开内容"), FEED),
        *(Link(column.title, feed_of(portal, column)) for column in portal.columns.values()),
    )
    return (
        MapBranch(Link(_("首页"), "/")),
        *(_column(portal, column) for column in tops),
        MapBranch(Link(_("数据开放"), DATA), (("", data),) if data else ()),
        MapBranch(Link(_("搜索"), SEARCH)),
        MapBranch(Link(_("订阅"), FEED), (("", feeds),)),
    )


def _column(portal: Portal, column: ColumnPage) -> MapBranch:
    lists = portal.listings.get(column.pk)
    ways = dimensions(portal.path_of(column), lists, "") if lists else ()
    counted = tuple(
        Link(piece.entry.title, piece.entry.url)
        for piece in reversed(portal.by_column.get(column.pk, []))
        if piece.page.counted_session
    )
    groups = tuple((one.label, one.choices) for one in ways)
    pieces = len(portal.below(column))
    return MapBranch(
        portal.column_link(column, note=_("%(n)s篇") % {"n": pieces} if pieces else ""),
        (*([("", counted)] if counted else []), *groups),
        tuple(_column(portal, child) for child in portal.children(column)),
    )
