"""From a page to bytes: for the press, for previews and for pages that are not pressed yet."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from html import unescape
from operator import is_not
from pathlib import Path
from re import compile as pattern
from typing import Any

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.contract import linked
from publishing.contract import pages as contract
from publishing.frame import Field, Frame, Link, MessageContent
from publishing.meta import head_tags
from publishing.models import PortalHomePage
from publishing.press import feeds
from publishing.press.answers import ELDER, GONE, NOT_FOUND, OUT_OF_ORDER, SEARCH
from publishing.press.datasets import DATA
from publishing.press.pieces import KeptPage
from publishing.press.portal import SITE_MAP, Portal
from publishing.press.sitemap import SITEMAP

CLOSED_TO_ROBOTS = ("/admin/", "/api/", "/search/", "/elder/", "/read/", "/feedback/")
EMPTY_ENDS = pattern(r"[ \t\n]+\n")
"What a template's tags leave behind: spaces at a line's end, and lines of nothing else."
HREF = pattern(r'(?<=href=")(/[^"]*)(?=")')


def render_page(page: Page, *, elder: bool = False, portal: Portal | None = None, listing: str = "") -> bytes:
    """The page as the public sees it, from `frame` and `content` alone; without a portal, as a preview of the draft."""
    if portal is not None:
        return Sheet(portal, page, listing).render(elder=elder)
    if (drafts := Portal.now(drafts=True)) is None:
        raise PortalHomePage.DoesNotExist
    return Sheet(drafts, page, listing, counts_reads=False).render(elder=elder)


@dataclass
class Sheet:
    """One address of the portal, rendered in both modes from the same content."""

    portal: Portal
    page: Page
    listing: str = ""
    counts_reads: bool = True

    @property
    def path(self) -> str:
        """Its address."""
        return self.portal.path_of(self.page) + self.listing

    @cached_property
    def signed(self) -> Page:
        """The page in its own words; one that an earlier run proved is proved anew before anything of it is printed."""
        return self.page.proved() if isinstance(self.page, KeptPage) else self.page

    @cached_property
    def content(self) -> Any:
        """What the template is given, read once."""
        return self.signed.content(self.portal, self.listing)

    @cached_property
    def frame(self) -> Frame:
        """The furniture around it."""
        page, portal = self.signed, self.portal
        url = portal.base_url + self.path
        title = str(portal.settings.name) if page.pk == portal.home.pk else self.content.title
        crumbs = page.crumbs(portal, self.listing)
        meta = head_tags(page, page.column_in(portal), portal.settings, url)
        return replace(
            furnished(portal, page, self.path),
            title=title,
            crumbs=crumbs,
            linked_data="" if self.listing else self._linked(title, crumbs, meta),
            feeds=feeds.links(portal, page.column_in(portal)),
            meta=meta,
            code=code_of(url) if page.is_disclosed else "",
            beacon_url=f"/read/{page.pk}/" if self.counts_reads and page.is_disclosed else "",
        )

    def _linked(self, title: str, crumbs: tuple[Link, ...], meta: tuple[Field, ...]) -> str:
        """What it is for programs, and where it stands."""
        about = next((tag.value for tag in meta if tag.label == "Description"), "")
        things = [linked.of_page(self.signed, self.content, self.portal, title=title, description=about)]
        if crumbs:
            things.append(linked.trail(crumbs, self.path, self.portal.base_url))
        return linked.as_block(*things)

    def render(self, *, elder: bool = False) -> bytes:
        """Its bytes in one of the two modes; every link of the elder one stays in it."""
        frame, content = self.frame, self.content
        if elder:
            canonical_url = "" if self.path == "/" else frame.canonical_url  # a site's root is taken for a slip there
            frame = in_elder_mode(replace(frame, canonical_url=canonical_url), self.portal.paths)
            frame = replace(frame, elder=True, switch_url=self.path)
            content = in_elder_mode(content, self.portal.paths)
        return print_with(self.signed.template, frame, content)

    def data(self) -> bytes:
        """What the page says, for programs."""
        return contract.as_bytes(contract.contract(self.signed, self.content, self.portal))


def code_of(url: str) -> SafeString:
    """An address as a QR drawing, black on white, with the address in words for who can't see it."""
    modules = segno.make(url, error="m", micro=False)
    drawing = modules.svg_inline(svgclass="code", lineclass=None, omitsize=True, border=2, title=None)
    labelled = drawing.replace("<svg ", f'<svg role="img" aria-label="{escape(_("本页网址的二维码"))}" ', 1)
    return mark_safe(labelled)  # noqa: S308 (drawn by segno)


def furnished(portal: Portal, page: Page | None, path: str) -> Frame:
    """The furniture that all pages share; `page` marks the reader's place in the menu."""
    emblem = portal.settings.emblem_rendition()
    return Frame(
        name=portal.settings.name,
        tagline=portal.settings.tagline,
        title="",
        canonical_url=portal.base_url + path,
        search_url=SEARCH,
        is_demonstration=portal.settings.is_demonstration,
        emblem_url=emblem.url if emblem else "",
        switch_url=ELDER + path,
        menu=portal.menu(page),
        meta=head_tags(None, None, portal.settings, ""),
        footer=portal.settings.footer(),
        services=(Link(_("网站地图"), SITE_MAP), Link(_("数据开放"), DATA), Link(_("订阅"), feeds.FEED)),
        feeds=feeds.links(portal, None),
    )


def print_with(template: str, frame: Frame, content: object, **more: str) -> bytes:
    """A template's bytes: plain data in, and no request."""
    html = render_to_string(template, {"frame": frame, "content": content, **more})
    return EMPTY_ENDS.sub("\n", html).encode()


def in_elder_mode(value: Any, paths: frozenset[str]) -> Any:
    """The same data with every link to a page of the portal led to its elder form (长者模式)."""
    if isinstance(value, tuple):
        led = tuple(in_elder_mode(one, paths) for one in value)
        return led if any(map(is_not, led, value)) else value
    changed = {}
    for name in getattr(type(value), "__dataclass_fields__", ()):
        old = getattr(value, name)
        if isinstance(old, str):
            if name.endswith("url"):
                new = elder_url(old, paths)
            elif name == "text" and getattr(value, "kind", "") == "html":
                new = HREF.sub(lambda found: elder_url(found[0], paths), old)
            else:
                continue
        else:
            new = in_elder_mode(old, paths)
        if new is not old and new != old:
            changed[name] = new
    return replace(value, **changed) if changed else value


def elder_url(url: str, paths: frozenset[str]) -> str:
    """The elder form of an address, where there is one."""
    path = unescape(url).partition("#")[0].partition("?")[0]
    return ELDER + url if path in paths or path == SEARCH else url


def sheets(portal: Portal) -> dict[str, Sheet]:
    """Every address of the portal with what is pressed there; the only list of what is public."""
    found = [Sheet(portal, portal.home)]
    for column in portal.columns.values():
        found += [Sheet(portal, column, segment) for segment in portal.segments(column)]
    return {sheet.path: sheet for sheet in found} | {
        piece.path: Sheet(portal, piece.page) for piece in portal.pieces.values()
    }


def messages(portal: Portal) -> dict[str, Callable[[], bytes]]:
    """What stands beside the pages, pressed like them: what says what went wrong, robots.txt and the icon."""
    found: dict[str, Callable[[], bytes]] = {
        OUT_OF_ORDER: lambda: print_with("500.html", replace(furnished(portal, None, ""), title=""), None),
        "/robots.txt": lambda: robots(portal.settings.is_demonstration, portal.base_url + SITEMAP),
        "/favicon.ico": icon,
    }
    words = {
        NOT_FOUND: (
            _("页面不存在"),
            _("您要看的页面不存在，可能已经移动或撤下。请核对网址，或从首页、栏目和搜索查找。"),
        ),
        GONE: (_("内容已不再公开"), _("这个网址的内容已经撤下，不再公开。请从首页、栏目和搜索查找其他内容。")),
    }
    for path, (title, text) in words.items():
        found[path] = partial(_message, portal, title, text)
        found[ELDER + path] = partial(_message, portal, title, text, elder=True)
    return found


def _message(portal: Portal, title: str, text: str, *, elder: bool = False) -> bytes:
    frame = replace(furnished(portal, None, ""), title=title, canonical_url="", switch_url="")
    content = MessageContent(title, text, (Link(_("首页"), "/"), *portal.menu(None), Link(_("搜索"), SEARCH)))
    if elder:
        frame = replace(in_elder_mode(frame, portal.paths), elder=True)
        content = in_elder_mode(content, portal.paths)
    return print_with("404.html", frame, content)


def signpost(portal: Portal, target: str) -> bytes:
    """What lies at an address that was left, for hosts without a server: it leads on by itself (R114)."""
    frame = replace(
        furnished(portal, None, target.removeprefix(ELDER)),
        title=_("页面已移动"),
        elder=target.startswith(f"{ELDER}/"),
        switch_url="",
    )
    return print_with("publishing/moved.html", frame, MessageContent(_("页面已移动"), "", (Link(target, target),)))


def robots(is_demonstration: bool, sitemap: str) -> bytes:
    """What search engines are asked to leave alone, a demonstration whole, else what is no page; and where the sitemap is."""
    closed = ["/"] if is_demonstration else CLOSED_TO_ROBOTS
    return "\n".join(
        ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {sitemap}", ""]
    ).encode()


def icon() -> bytes:
    """The icon for browsers and programs that ask for /favicon.ico without having read a page."""
    return Path(str(finders.find("publishing/favicon.ico"))).read_bytes()


def data_files(portal: Portal) -> dict[str, Callable[[], bytes]]:
    """The files that lie next to pages and say the same (数据下载), by address."""
    return {
        piece.path + name: partial(_data_file, piece.page, name, portal)
        for piece in portal.pieces.values()
        for name in piece.page.data_names()
    }


def page_data(pages: dict[str, Sheet]) -> dict[str, Callable[[], bytes]]:
    """Every page as data (数据接口), beside its HTML: none where the interface is off."""
    if not settings.PUBLISHING_API:
        return {}
    return {path + contract.NAME: sheet.data for path, sheet in pages.items() if not sheet.listing}


def _data_file(page: Page, name: str, portal: Portal) -> bytes:
    return page.data_file(name, page.numbers(portal))
