"""What papers of publishing are about: a page, and a take-down. Whoever sees drafts and reviews finds them, nobody else."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from publishing.models import PublicPage, TakeDown
from publishing.permissions import may_see_drafts
from tracking.papers.subjects import About, number_in


def in_publishing(account: Any, subject: Any) -> bool:
    """Those who write, review, record and take down pages."""
    return may_see_drafts(account)


def _page(account: Any, key: str) -> Page | None:
    """The page as it was last written: the text under review, where it is handed in."""
    if account is not None and not may_see_drafts(account):
        return None
    found = Page.objects.filter(pk=number_in(key)).first()
    page = found.specific if found is not None else None
    if not isinstance(page, PublicPage) or not page.is_disclosed or page.latest_revision_id is None:
        return None
    return page.get_latest_revision_as_object()


def _take_down(account: Any, key: str) -> TakeDown | None:
    if account is not None and not may_see_drafts(account):
        return None
    return TakeDown.objects.select_related("page", "decider").filter(pk=number_in(key)).first()


def take_downs_of(page: Page) -> Iterator[TakeDown]:
    """Each time that the page was taken down, the latest first."""
    return TakeDown.objects.filter(page_id=page.pk).select_related("page", "decider").order_by("-pk").iterator()


PAGE = About(code="page", label=_("公开页面"), find=_page, is_found_by_key=True, named=lambda page: page.title)
TAKE_DOWN = About(
    code="take-down", label=_("一次撤稿"), find=_take_down, is_found_by_key=True,
    named=lambda row: f"{row.page.title} {row.at:%Y-%m-%d}",
)  # fmt: skip
