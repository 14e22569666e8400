"""The gate of the press (发布闸口): nothing is pressed but a live revision that carries every signature and holds nothing back."""

from collections.abc import Iterable

from django.db.models import Max
from wagtail.models import Page, Revision

from publishing.models import Level, State, Submission, TakeDown
from publishing.review.screening.standing import holds_something_back
from publishing.review.statement import is_intact
from publishing.review.verifying import unproven


def signed_revision(page: Page) -> Revision | None:
    """The live revision if it is the newest one signed, unchanged since, and not taken down; else None."""
    return signed_revisions([page]).get(page.pk)


def signed_revisions(pages: Iterable[Page]) -> dict[int, Revision]:
    """The same for many pages at once, by the page's primary key; pages without every signature are left out."""
    return {pk: one.revision for pk, one in signed_texts(pages).items()}


def signed_texts(pages: Iterable[Page]) -> dict[int, Submission]:
    """What was handed in and signed of these pages and is public as it stands, by the page's primary key.

    Left out are pages without every signature, and those of which the rows of evidence, or the public state, are not what the chain of events sealed.
    """
    pages = list(pages)
    live = {page.live_revision_id: page.pk for page in pages if page.live and page.live_revision_id is not None}
    complete = Submission.objects.complete().filter(page__in=live.values()).order_by()
    newest = complete.values("page").annotate(newest=Max("pk")).values("newest")
    submissions = (
        Submission.objects.filter(pk__in=newest, revision__in=live)
        .exclude(revision__in=TakeDown.objects.filter(revision__isnull=False).values("revision"))
        .select_related("revision__content_type", "withdrawal")
        .prefetch_related("signoffs", "justifications")
    )
    signed = {one.page_id: one for one in submissions if may_pass(one)}
    wrong = unproven(signed, pages)
    return {pk: one for pk, one in signed.items() if pk not in wrong}


def may_pass(submission: Submission) -> bool:
    """Whether it carries every signature, is what was signed, and nothing was found in it that nobody answered for."""
    return carries_all(submission) and not holds_something_back(submission) and is_intact(submission)


def carries_all(submission: Submission) -> bool:
    """Whether each level needed was signed, over this very digest, by different people, the final level among them."""
    signed = [one for one in submission.agreed() if one.content_sha256 == submission.content_sha256]
    levels = {one.level for one in signed}
    deciders = {one.decider_id for one in signed}
    return (
        submission.get_state() is State.PUBLISHED
        and Level.FINAL in levels
        and levels >= set(submission.levels)
        and len(deciders) == len(signed)
    )
