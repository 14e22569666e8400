"""How Django answers for a public page (应答): with what the press writes at its address, and with previews of drafts.

`install` gives every public page these two answers, so that the page types need not know the press.
"""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page

from publishing.models import PublicPage
from publishing.press.headers import HTML, content_type_of
from publishing.press.kept_pieces import PieceStore
from publishing.press.portal import OtherThanKept, Portal
from publishing.press.render import data_files, render_page, sheets


def serve(
    page: Page, request: HttpRequest, *args: object, listing: str = "", data: str = "", **kwargs: object
) -> HttpResponse:
    """Answer as the press would, for a page or file that is not pressed (yet); what it would not press is not found."""
    body = pressed(page, elder=getattr(request, "elder", False), listing=listing, data=data)
    if body is None:
        raise Http404
    return HttpResponse(body, content_type=content_type_of(f"/{data}") if data else HTML)


def pressed(page: Page, *, elder: bool = False, listing: str = "", data: str = "") -> bytes | None:
    """What the press would write now for a live page, one of its lists or its files; None for what it would not press.

    The page itself is read and proved; of the other replies it leads to, what the last run proved is taken.
    """
    portal = Portal.now()
    if portal is None:
        return None
    try:
        portal.recall(PieceStore(Path(settings.PRESSED_DIR), str(portal.home.translation_key)), {page.pk})
        return _printed(portal, page, elder=elder, listing=listing, data=data)
    except OtherThanKept:
        return _printed(portal.unread(), page, elder=elder, listing=listing, data=data)


def _printed(portal: Portal, page: Page, *, elder: bool, listing: str, data: str) -> bytes | None:
    address = portal.path_of(page) + listing + data
    if data:
        make = data_files(portal).get(address)
        return make() if make is not None else None
    sheet = sheets(portal).get(address)
    return sheet.render(elder=elder) if sheet is not None else None


def serve_preview(page: Page, request: HttpRequest, mode_name: str) -> HttpResponse:
    """Show a draft to its editors and reviewers: the same rendering, with figures counted now unless pinned."""
    return HttpResponse(render_page(page, elder=mode_name == "elder"))


def install() -> None:
    """Let the press answer for every public page; called once when the app is ready."""
    PublicPage.serve = serve
    PublicPage.serve_preview = serve_preview
