"""What review does on Wagtail's signals: a workflow cancelled on Wagtail's own page, a page moved, a file stored or deleted."""

from django.core.exceptions import PermissionDenied
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page, WorkflowState
from wagtail.signals import post_page_move, pre_page_move, workflow_cancelled

from publishing.placing import why_not_moved, why_not_under
from publishing.review import addresses, kinds
from publishing.review.acts import Refused
from publishing.review.screening.coming_in import clean_new_file
from publishing.review.statement import was_handed_in
from publishing.review.submitting import withdraw_cancelled
from tracking import versions
from tracking.models.accounts import Account


@receiver(workflow_cancelled, dispatch_uid="publishing.review.cancelled")
def note_withdrawal(sender: object, instance: WorkflowState, user: Account | None, **kwargs: object) -> None:
    """Record a workflow cancelled in Wagtail as a submission withdrawn."""
    page = instance.content_object
    if isinstance(page, Page):
        withdraw_cancelled(page, user)


@receiver(pre_page_move, dispatch_uid="publishing.review.moving")
def refuse_move(
    sender: object, instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: object
) -> None:
    """Refuse a move against the page's own rules, whoever or whatever asks for it."""
    if parent_page_before.pk != parent_page_after.pk and (
        reason := why_not_under(instance.specific, parent_page_after) or why_not_moved(instance)
    ):
        raise Refused(reason)


@receiver(post_page_move, dispatch_uid="publishing.review.moved")
def note_move(sender: object, instance: Page, url_path_before: str, url_path_after: str, **kwargs: object) -> None:
    """Record another address of a public page as an event of the chain; only 三审 can move one."""
    if url_path_before == url_path_after or not instance.get_descendants(inclusive=True).live().exists():
        return
    request = getattr(HistoricalRecords.context, "request", None)
    event = versions.append(
        what=kinds.MOVED,
        summary=f"《{instance.title}》{url_path_before} → {url_path_after}",
        account=getattr(request, "user", None),
        data={"page": instance.pk},
    )
    addresses.note_moved(instance, event)


def keep_what_was_handed_in(sender: object, instance: AbstractDocument | AbstractImage, **kwargs: object) -> None:
    """Refuse to delete a file of a text that is under review or was published."""
    if was_handed_in(instance):
        raise PermissionDenied(_("《%(title)s》用在送审或公开的页面上，不能删除。") % {"title": instance.title})


for model in (get_document_model(), get_image_model()):
    pre_save.connect(clean_new_file, sender=model, dispatch_uid="publishing.review.files_come_in")
    pre_delete.connect(keep_what_was_handed_in, sender=model, dispatch_uid="publishing.review.files")
