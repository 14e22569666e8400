"""What the acts make of addresses (网址去向): each act writes down what it changes, in its own transaction."""

from wagtail.models import Page

from publishing.models import Fate, PortalHomePage, PublicAddress, TakeDown, address_of
from tracking.models import Event


def note_published(page: Page, event: Event) -> None:
    """A page became public, or public under another address; what lies below it came along."""
    note_moved(page, event)
    path = path_of(page)
    if path is None or PublicAddress.objects.public().filter(path=path, page=page.pk).exists():
        return
    PublicAddress.objects.create(path=path, page_id=page.pk, fate=Fate.PUBLIC, event=event)


def note_moved(page: Page, event: Event) -> None:
    """A page stands elsewhere: so do the public pages below it, and all their lists and files."""
    home = _home_above(page)
    if home is None:
        return
    below = Page.objects.get(pk=page.pk).get_descendants(inclusive=True)
    paths = {pk: home.path_of(url_path) for pk, url_path in below.values_list("pk", "url_path")}
    rows = []
    for old in PublicAddress.objects.public().filter(page__in=below.values("pk")):
        path = address_of(old.part, paths[old.page_id])
        if path != old.path:
            rows += [
                _after(old, Fate.MOVED, event),
                PublicAddress(path=path, page_id=old.page_id, part=old.part, fate=Fate.PUBLIC, event=event),
            ]
    PublicAddress.objects.bulk_create(rows)


def note_taken_down(page: Page, row: TakeDown) -> None:
    """A page was taken down, and with it its files; told as a thing that was there, unless secrecy or privacy is the cause."""
    fate = Fate.HIDDEN if row.hides else Fate.GONE
    rows = [_after(old, fate, row.event) for old in PublicAddress.objects.public().filter(page=page.pk)]
    PublicAddress.objects.bulk_create(rows)


def path_of(page: Page) -> str | None:
    """A page's address on the portal; None for a page outside of it."""
    home = _home_above(page)
    return home.path_of(Page.objects.values_list("url_path", flat=True).get(pk=page.pk)) if home is not None else None


def _home_above(page: Page) -> PortalHomePage | None:
    above = Page.objects.get(pk=page.pk).get_ancestors(inclusive=True)
    return PortalHomePage.objects.filter(pk__in=above.values("pk")).first()


def _after(old: PublicAddress, fate: Fate, event: Event) -> PublicAddress:
    return PublicAddress(path=old.path, page_id=old.page_id, part=old.part, fate=fate, event=event)
