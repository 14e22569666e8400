"""What a change touches (牵连): the addresses whose bytes may differ after it."""

from wagtail.models import Page

from publishing.models import CountedMixin, DisclosureMixin, FiguresPage, ReplyNoticePage, Submission
from publishing.press.portal import Portal
from tracking.models import Reply


def affected(page: Page, portal: Portal) -> set[str]:
    """The addresses that a change to this page may touch, whether it is public still or not.

    What came into being or went needs no telling: the press compares the folder with the portal's addresses.
    """
    if not isinstance(page, DisclosureMixin):
        return set(portal.paths)
    found = {"/", portal.path_of(page), *(portal.path_of(column) for column in portal.trail(page))}
    column = portal.parent(page)
    if column is not None:
        base = portal.path_of(column)
        found |= {base + segment for one in portal.listings.get(column.pk, {}).values() for segment in one.segments()}
    if isinstance(page, FiguresPage):
        found |= {portal.path_of(page) + name for name in page.data_names()}
    if isinstance(page, ReplyNoticePage):
        found |= _beside_a_reply(page, portal)
    return found


def _beside_a_reply(page: ReplyNoticePage, portal: Portal) -> set[str]:
    """Pages that link to a reply: its session's summary and figures, replies on its theme; now or as once signed."""
    signed = [one.revision.content for one in Submission.objects.complete().of(page).select_related("revision")]
    themes = {page.theme, *(content.get("theme", "") for content in signed)} - {""}
    replies = {page.reply_id, *(content.get("reply") for content in signed)}
    sessions = set(Reply.objects.filter(pk__in=replies).values_list("assignment__record__session", flat=True))
    return {
        piece.path
        for piece in portal.pieces.values()
        if (isinstance(piece.page, CountedMixin) and piece.page.session_id in sessions)
        or (isinstance(piece.page, ReplyNoticePage) and piece.page.theme in themes)
    }
