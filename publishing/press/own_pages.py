"""Pages that the press makes of itself, beside those of the tree: about open tables (数据开放), and of the portal (网站地图)."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from publishing.contract import linked
from publishing.frame import Field, Link
from publishing.press.portal import Portal
from publishing.press.render import furnished, in_elder_mode, print_with


def own_page(
    portal: Portal,
    path: str,
    template: str,
    content: Any,
    about: str,
    said: dict[str, Any],
    *,
    above: Link | None,
    elder: bool,
) -> bytes:
    """One of them in one of the two modes; `said` is what it is for programs, `above` the page that it stands below."""
    title = content.title
    crumbs = (Link(_("首页"), "/"), *([above] if above is not None else []), Link(title, "", current=True))
    shared = furnished(portal, None, path)
    frame = replace(
        shared,
        title=title,
        crumbs=crumbs,
        linked_data=linked.as_block(said, linked.trail(crumbs, path, portal.base_url)),
        meta=(*shared.meta, Field("Description", about)),
    )
    if elder:
        frame = replace(in_elder_mode(frame, portal.paths), elder=True, switch_url=path)
        content = in_elder_mode(content, portal.paths)
    return print_with(template, frame, content)
