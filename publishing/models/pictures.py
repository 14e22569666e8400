"""Pictures in bodies (正文图片): in sizes for narrow and wide screens, as WebP and JPEG, each called by its content."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models.fields.files import FieldFile
from wagtail.images.models import AbstractImage

from publishing.frame import Picture

WIDTHS = (480, 960, 1440)
"Pixels: a phone, a phone with fine dots or a page, a page with fine dots."
FORMATS = {"webp": "format-webp|webpquality-78", "jpg": "format-jpeg|jpegquality-80"}
ADDRESSES = "/media/pictures/"
"Below it lie pictures, each under the digest of its bytes: a changed one has another address."


@dataclass(frozen=True, slots=True)
class PictureForm:
    """A picture in one size and format."""

    file: FieldFile
    width: int
    height: int
    suffix: str
    sha256: str

    @property
    def address(self) -> str:
        """Where it is pressed."""
        return f"{ADDRESSES}{self.sha256[:32]}.{self.suffix}"


def pictures_in(body: Iterable) -> list[Any]:
    """The picture blocks of a body, in its order; one whose image is gone is left out."""
    return [part.value for part in body if part.block_type == "picture" and part.value["image"] is not None]


class NotDrawn(Exception):
    """A picture can't be made into what is pressed: its file is damaged or gone, or of a kind that no browser shows."""


def forms_of(image: AbstractImage) -> list[PictureForm]:
    """A picture in every size that it fills, the smallest first; made once and kept, so that its bytes stay; raises NotDrawn."""
    try:
        return _drawn(image)
    except Exception as problem:  # the writers of images fail in many ways
        raise NotDrawn(str(image)) from problem


def _drawn(image: AbstractImage) -> list[PictureForm]:
    specs = {f"width-{width}|{how}": suffix for suffix, how in FORMATS.items() for width in WIDTHS}
    found = {}
    for spec, rendition in image.get_renditions(*specs).items():
        key = specs[spec], rendition.width
        if key not in found:
            with rendition.file.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            found[key] = PictureForm(rendition.file, rendition.width, rendition.height, key[0], digest)
    return [found[key] for key in sorted(found)]


def picture(value: Any, forms: list[PictureForm], *, is_draft: bool) -> Picture:
    """A picture block as a template prints it; a draft shows the files where they are kept, and its own where there is none."""

    def url(form: PictureForm) -> str:
        return form.file.url if is_draft else form.address

    def srcset(suffix: str) -> str:
        return ", ".join(f"{url(form)} {form.width}w" for form in forms if form.suffix == suffix)

    if not forms and is_draft:
        image = value["image"]
        return Picture(
            src=image.file.url, width=image.width, height=image.height, alt=value["alt"], caption=value["caption"],
            srcset="", webp="", sha256="",
        )  # fmt: skip
    jpegs = [form for form in forms if form.suffix == "jpg"]
    plain = jpegs[min(1, len(jpegs) - 1)]
    return Picture(
        src=url(plain), width=plain.width, height=plain.height, alt=value["alt"], caption=value["caption"],
        srcset=srcset("jpg"), webp=srcset("webp"), sha256=plain.sha256,
    )  # fmt: skip
