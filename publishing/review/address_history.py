"""Whether the table of addresses (网址去向) is what the acts wrote: each row fits its event, its page and the row before it.

What the press adds by itself (lists, files, columns that no act made public) carries no event: of these rows only the order
can be checked, and one that was removed is written anew by the next press.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.models import DISCLOSURE_TYPES, Fate, PortalHomePage, PublicAddress, TakeDown
from publishing.review.kinds import MOVED, PUBLISHED, TAKEN_DOWN
from tracking.models import Event
from tracking.versions import Problem
from tracking.versions.evidence import NEAR

WRITTEN_BY = {
    Fate.PUBLIC: {PUBLISHED, MOVED},
    Fate.MOVED: {PUBLISHED, MOVED},
    Fate.GONE: {TAKEN_DOWN},
    Fate.HIDDEN: {TAKEN_DOWN},
}
"Which acts write which fate."
Rows = Mapping[object, list[PublicAddress]]


def check() -> Iterator[Problem]:
    """What `verify_history` finds of the addresses."""
    rows = list(PublicAddress.objects.order_by("pk"))
    by_path: dict[object, list[PublicAddress]] = defaultdict(list)
    own: dict[object, list[PublicAddress]] = defaultdict(list)
    for row in rows:
        by_path[row.path].append(row)
        if not row.part:
            own[row.page_id].append(row)
    disclosed = {pk for model in DISCLOSURE_TYPES for pk in model.objects.values_list("pk", flat=True)}
    yield from _without_their_acts(rows, disclosed)
    yield from _out_of_order(by_path)
    here = _below_the_portal()
    yield from _missing(own, disclosed, here)
    yield from _elsewhere(own, disclosed, here)


def _without_their_acts(rows: list[PublicAddress], disclosed: set[int]) -> Iterator[Problem]:
    """Rows whose event is gone, is another act's, or was at another time."""
    events = {
        event.number: event
        for event in Event.objects.filter(what__in=[PUBLISHED, MOVED, TAKEN_DOWN]).only("number", "what", "at", "data")
    }
    take_downs = {row.event_id: row for row in TakeDown.objects.all()}
    for row in rows:
        if row.event_id is None:
            continue
        event = events.get(row.event_id)
        is_its = (
            event is not None
            and event.what in WRITTEN_BY[Fate(row.fate)]
            and (event.data["page"] == row.page_id or event.data["page"] not in disclosed)
            and abs(row.at - event.at) <= NEAR
        )
        taken_down = take_downs.get(row.event_id)
        if taken_down is not None and taken_down.cause:
            is_its = is_its and (row.fate == Fate.HIDDEN) == taken_down.hides
        if not is_its:
            yield Problem(row.event_id, _("网址去向“%(row)s”与它的办理记录不符。") % {"row": row})


def _out_of_order(by_path: Rows) -> Iterator[Problem]:
    """Rows that do not follow from the one before: what moves or goes was public there, and is made public once."""
    for rows in by_path.values():
        before: PublicAddress | None = None
        for row in rows:
            same = before is not None and (before.page_id, before.part) == (row.page_id, row.part)
            was_public = before is not None and before.fate == Fate.PUBLIC
            if (row.fate == Fate.PUBLIC and same and was_public) or (
                row.fate != Fate.PUBLIC and not (same and was_public)
            ):
                yield Problem(row.event_id, _("网址去向“%(row)s”以前缺一条记录。") % {"row": row})
            before = row


def _missing(own: Rows, disclosed: set[int], here: Mapping[int, str]) -> Iterator[Problem]:
    """Acts that made a page public again and of whose address nothing is written."""
    written = {pk: {row.event_id for row in rows} for pk, rows in own.items()}
    is_up: dict[int, bool] = defaultdict(bool)
    above: set[int] = set()  # signed while the platform above alone published (上级平台): no address here
    events = Event.objects.filter(what__in=[PUBLISHED, TAKEN_DOWN]).order_by("number").only("number", "what", "data")
    for event in events.iterator(chunk_size=500):
        page = event.data["page"]
        if event.what == PUBLISHED and not event.data.get("here", True):
            above.add(page)
            continue
        came_up = event.what == PUBLISHED and not is_up[page]
        is_up[page] = event.what == PUBLISHED
        is_written = event.number in written.get(page, set()) or (
            (page not in disclosed or page in above) and _by_the_press(own, page)
        )
        if came_up and page in here and not is_written:
            yield Problem(event.number, _("页面%(pk)s签发公开，网址去向里却没有它的网址。") % {"pk": page})


def _by_the_press(own: Rows, page: int) -> bool:
    """Whether the page's first address was written by the press: a column that was there before anybody signed it."""
    return bool(own.get(page)) and own[page][0].event_id is None


def _elsewhere(own: Rows, disclosed: set[int], here: Mapping[int, str]) -> Iterator[Problem]:
    """Pages whose newest address is not the one at which they are, or that are said to be public and are not."""
    pages = Page.objects.filter(pk__in=disclosed & own.keys()).only("pk", "title", "live", "url_path")
    for page in pages:
        newest = {row.path: row for row in own[page.pk]}
        public = [path for path, row in newest.items() if row.fate == Fate.PUBLIC]
        last = own[page.pk][-1]
        is_refused = last.fate == Fate.GONE and last.event_id is None
        expected = [here[page.pk]] if page.live and page.pk in here else []
        if public != expected and not is_refused:
            words = _("页面《%(title)s》的网址与网址去向所记的不符。")
            yield Problem(last.event_id, words % {"title": page.title})


def _below_the_portal() -> dict[int, str]:
    """The address of every page of the portal, by its key."""
    found: dict[int, str] = {}
    for home in PortalHomePage.objects.all():
        below = home.get_descendants(inclusive=True).values_list("pk", "url_path")
        found |= {pk: home.path_of(url_path) for pk, url_path in below}
    return found
