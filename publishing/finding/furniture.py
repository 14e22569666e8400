"""The frame around the search page (页面外框) as the press leaves it in the index, so that no answer asks the database."""

import json
from dataclasses import asdict

from django.utils.translation import gettext as _

from publishing.frame import Field, Frame, Link

_LINKS = ("menu", "crumbs", "services", "feeds")
_FIELDS = ("meta", "footer")


def other_ways(frame: Frame) -> tuple[Link, ...]:
    """Where a reader may look without searching: the columns of the menu; the home page where it has none."""
    return frame.menu or (Link(_("首页"), frame.home_url),)


def as_text(frame: Frame) -> str:
    """A frame to be kept."""
    return json.dumps(
        asdict(frame), ensure_ascii=False, sort_keys=True, default=str
    )  # words may wait for their language


def from_text(text: str) -> Frame:
    """The frame that was kept."""
    said = json.loads(text)
    links = {name: tuple(Link(**one) for one in said[name]) for name in _LINKS}
    fields = {name: tuple(Field(**one) for one in said[name]) for name in _FIELDS}
    return Frame(**said | links | fields)
