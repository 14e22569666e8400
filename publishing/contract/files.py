"""Files and pictures as data (附件、图片): where they lie, how large they are, and the digest of their bytes."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models.fields.files import FieldFile
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page

from publishing.contract import shape


def documents_of(page: Page) -> list[AbstractDocument]:
    """The documents that a page offers or links to."""
    document = get_document_model()
    wanted = {
        int(pk)
        for field in page._meta.get_fields()
        if hasattr(field, "extract_references")
        for model, pk, _model_path, _content_path in field.extract_references(getattr(page, field.name))
        if model is document
    }
    return list(document.objects.filter(pk__in=wanted).order_by("pk")) if wanted else []


def linked_documents(page: Page, offered: Iterable[AbstractDocument]) -> list[AbstractDocument]:
    """The documents that only its words link to."""
    beside = {one.pk for one in offered}
    return [one for one in documents_of(page) if one.pk not in beside]


def document(one: AbstractDocument) -> shape.DocumentData:
    """An uploaded file."""
    size, sha256 = _measured(one.file)
    return {
        "id": one.pk,
        "title": one.title,
        "path": one.file.url,
        "format": one.file_extension.lower(),
        "size": size,
        "sha256": sha256,
    }


def made(title: str, path: str, body: bytes) -> shape.FileData:
    """A file that the press makes itself."""
    digest = hashlib.sha256(body).hexdigest()
    return {"title": title, "path": path, "format": path.rpartition(".")[2], "size": len(body), "sha256": digest}


def image(one: AbstractImage, shown: AbstractRendition) -> shape.ImageData:
    """A picture at the size in which pages show it."""
    return {
        "id": one.pk,
        "title": one.title,
        "path": shown.url,
        "width": shown.width,
        "height": shown.height,
        "sha256": _measured(shown.file)[1],
    }


def _measured(file: FieldFile) -> tuple[int, str]:
    """A file's size and digest; FileNotFoundError where it is gone, and the press then says so."""
    with file.open("rb") as stream:
        opened: Any = stream
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return file.size, digest
