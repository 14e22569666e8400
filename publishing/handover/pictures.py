"""Pictures for the platform (图片): small enough for it, without what cameras write into them, each with its words."""

import io
from collections.abc import Iterator

from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from wagtail.images.models import AbstractImage

from publishing.handover.metadata import PackedFile

_QUALITIES = (85, 75, 65, 55)
_SHRINKS = (1.0, 0.8, 0.64, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05)


class TooLarge(ValueError):
    """A picture that can't be made small enough; its text says which."""


def pack(image: AbstractImage, name: str, most_kb: int, words: str = "") -> PackedFile:
    """One picture as a JPEG of so many kilobytes at most, with its alternative text."""
    words = words or getattr(image, "description", "") or image.title
    with image.file.open("rb") as stream, Image.open(stream) as opened:
        upright = ImageOps.exif_transpose(opened)
        flat = Image.new("RGB", upright.size, "white")
        rgba = upright.convert("RGBA")
        flat.paste(rgba, mask=rgba.getchannel("A"))
    for data in _smaller(flat):
        if len(data) <= most_kb * 1024:
            return PackedFile(f"{name}.jpg", data, words)
    raise TooLarge(_("图片《%(title)s》压不到%(most)sKB以内。") % {"title": image.title, "most": most_kb})


def _smaller(picture: Image.Image) -> Iterator[bytes]:
    """The picture ever smaller: first by quality, then by size."""
    for shrink in _SHRINKS:
        size = tuple(max(1, round(side * shrink)) for side in picture.size)
        resized = picture if shrink == 1 else picture.resize(size, Image.Resampling.LANCZOS)
        for quality in _QUALITIES:
            file = io.BytesIO()
            resized.save(file, "JPEG", quality=quality, optimize=True)
            yield file.getvalue()
