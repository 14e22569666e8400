"""What makes the press run: every change of the public side, here or in the ledger."""

from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from publishing.models import PortalSettings, PublicAddress, ReplyNoticePage
from publishing.press.run import EVERYTHING, press_soon
from tracking.models import HandlingRecord, Session, WorkdayOverride
from tracking.signals import ledger_imported, step_taken


def page_changed(sender: object, instance: Page, **kwargs: object) -> None:
    """A page was published: press what it touches anew."""
    press_soon(instance.pk)


def page_taken_down(sender: object, instance: Page, **kwargs: object) -> None:
    """A page was taken down: its files and its lines in lists go at once, whether or not a worker runs."""
    press_soon(instance.pk, at_once=True)


def everything_changed(sender: object, **kwargs: object) -> None:
    """Settings, addresses, a session's labels, working days or files changed, which any page may show: press everything."""
    press_soon(EVERYTHING)


def facts_changed(sender: object, record: HandlingRecord, **kwargs: object) -> None:
    """A step was taken: press the public replies to that item, which show its facts."""
    _press_replies_to([record.pk])


def ledger_changed(sender: object, records: list[int], **kwargs: object) -> None:
    """Items came in from a workbook: press the public replies to them, whose facts may have changed."""
    _press_replies_to(records)


def _press_replies_to(records: list[int]) -> None:
    """Press those that are public or once were: a row of their session's tables tells of them still."""
    once = PublicAddress.objects.own()
    pages = ReplyNoticePage.objects.filter(reply__assignment__record__in=records)
    pages = pages.filter(Q(live=True) | Q(pk__in=once))
    if keys := list(pages.values_list("pk", flat=True)):
        press_soon(*keys)


def connect() -> None:
    """Listen; called once when the app is ready."""
    page_published.connect(page_changed, dispatch_uid="publishing.press")
    page_unpublished.connect(page_taken_down, dispatch_uid="publishing.press")
    for signal in (post_page_move, page_slug_changed):
        signal.connect(everything_changed, dispatch_uid="publishing.press")
    for model in (PortalSettings, Session, WorkdayOverride, Site, PageViewRestriction, get_document_model()):
        for signal in (post_save, post_delete):
            signal.connect(everything_changed, sender=model, dispatch_uid="publishing.press")
    step_taken.connect(facts_changed, dispatch_uid="publishing.press")
    ledger_imported.connect(ledger_changed, dispatch_uid="publishing.press")
