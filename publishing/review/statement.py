"""What a signature covers (签署内容): one digest over a revision's content, its pins and the files that it uses.

Covered: every key of the revision's stored content but those of `LEFT_OUT`, so that a field added later is covered
without anybody remembering it; the pins of its figures, which are one of these keys; the page, its type and the
revision's own number, so that a signature fits no copy and no second submission; its images and documents, by title,
name and bytes.
Left out is what Wagtail keeps for itself and a reader never sees: the place in the tree, locks, owner, the state of
publication, pointers to revisions. Moving a page is guarded by permission instead (`publishing.permissions`).
"""

import hashlib

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page, ReferenceIndex, Revision

from publishing.models import Submission
from tracking.versions import canonical, sha256

LEFT_OUT = {
    1: frozenset(
        {
            "path", "depth", "numchild", "url_path", "translation_key", "locale", "content_type", "owner", "alias_of",
            "live", "live_revision", "latest_revision", "latest_revision_created_at", "has_unpublished_changes",
            "draft_title", "first_published_at", "last_published_at", "expired", "locked", "locked_at", "locked_by",
            "wagtail_admin_comments", "index_entries",
        }
    )
}  # fmt: skip
"By form (校验方式), the keys that its digest leaves out. To leave out others, add a form: a submission names its own."
FORM = max(LEFT_OUT)
"The form by which texts are handed in now."
BOOKKEEPING = LEFT_OUT[FORM]


def signed_content(revision: Revision, form: int = FORM) -> dict:
    """The part of a revision's content that signatures are about."""
    return {key: value for key, value in revision.content.items() if key not in LEFT_OUT[form]}


def used_files(page: Page) -> list[dict]:
    """The images and documents that a page uses, each with the digest of its bytes as they are now."""
    return [file_as_it_is(label, pk) for label, pk in file_keys(page)]


def file_keys(page: Page) -> list[tuple[str, int]]:
    """The images and documents that a page uses, by model and primary key."""
    models = {ContentType.objects.get_for_model(model).pk: model for model in (get_image_model(), get_document_model())}
    found = set()
    for type_id, pk, _model_path, _content_path in ReferenceIndex._extract_references_from_object(page):
        if type_id in models:
            found.add((models[type_id]._meta.label_lower, int(pk)))
    return sorted(found)


def file_as_it_is(label: str, pk: int) -> dict:
    """What readers get of an image or document: its title, its name and the digest of its bytes."""
    row = file_row(label, pk)
    words = {"title": row.title, "name": row.file.name} if row is not None else {}
    return {"model": label, "pk": pk, "sha256": file_sha256(label, pk)} | words


def file_sha256(label: str, pk: int) -> str:
    """The digest of an image's or document's bytes; empty when the row or its file is gone."""
    row = file_row(label, pk)
    if row is None:
        return ""
    try:
        with row.file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def file_rows(page: Page) -> dict[tuple[str, int], AbstractDocument | AbstractImage]:
    """The images and documents that a page uses and that are still there, by model and primary key, in their order."""
    keys = file_keys(page)
    found: dict[tuple[str, int], AbstractDocument | AbstractImage] = {}
    for model in (get_image_model(), get_document_model()):
        wanted = [pk for label, pk in keys if label == model._meta.label_lower]
        rows = model.objects.in_bulk(wanted) if wanted else {}
        found |= {(model._meta.label_lower, pk): rows[pk] for pk in wanted if pk in rows}
    return {key: found[key] for key in keys if key in found}


def file_row(label: str, pk: int) -> AbstractDocument | AbstractImage | None:
    """An image or document; None when it is gone."""
    model = next(model for model in (get_image_model(), get_document_model()) if model._meta.label_lower == label)
    return model.objects.filter(pk=pk).first()


def was_handed_in(file: AbstractDocument | AbstractImage) -> bool:
    """Whether an image or document belongs to a text that is under review or was published: it stays as it is."""
    submissions = Submission.objects.filter(
        Q(pk__in=Submission.objects.open()) | Q(pk__in=Submission.objects.complete())
    )
    named = submissions.exclude(files=[]).values_list("files", flat=True)
    return any(one["model"] == file._meta.label_lower and one["pk"] == file.pk for files in named for one in files)


def content_sha256(revision: Revision, files: list[dict], form: int = FORM) -> str:
    """The digest that is signed, over the revision as it is stored and the files named, as they were when named."""
    return sha256(
        canonical(
            {
                "page": int(revision.object_id),
                "type": ".".join(revision.content_type.natural_key()),
                "revision": revision.pk,
                "content": signed_content(revision, form),
                "files": files,
            }
        )
    )


def is_intact(submission: Submission) -> bool:
    """Whether the text and the files are still those handed in."""
    files = [file_as_it_is(one["model"], one["pk"]) for one in submission.files]
    return content_sha256(submission.revision, files, submission.form) == submission.content_sha256
