"""Photographs from a phone (照片): scaled, turned upright and rid of what they tell besides the picture, before they are kept."""

import io
import warnings
from pathlib import PurePath

import pillow_heif
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from tracking.filekinds import content_kind

LONGEST = 1600
"Pixels of the longer side that are kept."
MOST_PIXELS = 60_000_000
QUALITY = 85
_APPLE = {"heic", "heif", "avif"}
_PICTURES = {"jpg", "png", "webp", *_APPLE}


def lightened(name: str, content: bytes) -> tuple[str, bytes]:
    """A photograph at most 1600 pixels long, without place, device and time (EXIF, GPS); any other file as it is.

    Photographs of an iPhone (HEIC) become JPG. Raises ValidationError for a picture that can't be opened.
    """
    if content_kind(content) not in _PICTURES:
        return name, content
    try:
        picture = _opened(content)
        is_drawing = picture.format == "PNG"
        picture = ImageOps.exif_transpose(picture)
        picture.thumbnail((LONGEST, LONGEST))
        return PurePath(name).stem + (".png" if is_drawing else ".jpg"), _written(picture, is_drawing)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        words = _(
            "照片“%(name)s”打不开或过大；请在手机上另存为 JPG，或截屏后上传。苹果手机可在“设置—相机—格式”选“兼容性最佳”。"
        )
        raise ValidationError(words % {"name": name}) from problem


def _opened(content: bytes) -> Image.Image:
    pillow_heif.register_heif_opener()
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture = Image.open(io.BytesIO(content))
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    picture.draft("RGB", (LONGEST, LONGEST))
    picture.load()
    return picture


def _written(picture: Image.Image, is_drawing: bool) -> bytes:
    """The pixels alone, in a file of their own."""
    mode = "RGBA" if is_drawing and "A" in picture.getbands() else "RGB"
    bare = Image.new(mode, picture.size, "white")
    bare.paste(picture.convert(mode))
    file = io.BytesIO()
    bare.save(file, "PNG") if is_drawing else bare.save(file, "JPEG", quality=QUALITY, optimize=True)
    return file.getvalue()
