"""A picture's hidden words (EXIF, GPS, comments, XMP): read, and taken off by drawing the picture anew."""

import io
import re
import warnings
from collections.abc import Iterator

from packages import NotOpened
from passages import Read
from PIL import ExifTags, Image, ImageOps, JpegImagePlugin
from PIL.TiffImagePlugin import IFDRational

MOST_PIXELS = 120_000_000
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
_LAYOUT = frozenset(
    """compression Orientation XResolution YResolution ResolutionUnit YCbCrPositioning ExifOffset ColorSpace ExifVersion
    ComponentsConfiguration FlashPixVersion ExifImageWidth ExifImageHeight ImageWidth ImageLength BitsPerSample Compression
    PhotometricInterpretation StripOffsets SamplesPerPixel RowsPerStrip StripByteCounts PlanarConfiguration InterColorProfile
    XMLPacket ExtraSamples SampleFormat""".split()
)
"What EXIF says of the picture itself, not of its maker; TIFF keeps its layout there."
_BLOCKS = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, ExifTags.IFD.Interop)
_MARKUP = re.compile(r"<[^>]*>")
_QUOTED = re.compile('[\\w:]+="[^"]{2,}"')
_NOTES = {"comment", "xmp", "XML:com.adobe.xmp"}
_CAPTIONS = 1028
_WRITTEN = {"JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"}


def read_picture(read: Read, data: bytes, where: str) -> None:
    """Add what a picture says besides itself; what its pixels show nobody here can read."""
    with _opened(data) as picture:
        exif = picture.getexif()
        told = [*_named(exif), *_named(exif.get_ifd(ExifTags.IFD.Exif))]
        for name, text in told:
            read.add(f"{where}（图片属性{name}）", text)
        notes = list(_notes(picture))
        for text in notes:
            read.add(f"{where}（图片注释）", text)
        if exif.get_ifd(ExifTags.IFD.GPSInfo) or any("GPSL" in text for text in notes):
            read.note("location", where, "GPS")
        if told or notes:
            read.note("metadata", where)


def _notes(picture: Image.Image) -> Iterator[str]:
    """Comments, texts of PNG, XMP and the captions of Photoshop (IPTC)."""
    for name, value in picture.info.items():
        if name == "photoshop" and isinstance(value, dict):
            yield from filter(None, [_words(value.get(_CAPTIONS, b""))])
        elif isinstance(value, str) or name in _NOTES:
            text = _words(value)
            if "<" in text:
                text = "\n\n".join(dict.fromkeys([_MARKUP.sub("\n", text), *_QUOTED.findall(text)]))
            if text.strip() and name not in _LAYOUT:
                yield text


def _named(block) -> list[tuple[str, str]]:
    """The tags of a block that say something of the maker, in words."""
    found = []
    for tag, value in block.items():
        name = ExifTags.TAGS.get(tag, str(tag))
        if (
            name in _LAYOUT
            or name in {"GPSInfo", "MakerNote"}
            or isinstance(value, int | float | IFDRational | tuple | dict)
        ):
            continue
        if text := _words(value):
            found.append((name, text))
    return found


def _words(value) -> str:
    """Text of a tag, in whichever encoding it is: Windows writes its own tags (XPComment) in UTF-16."""
    if isinstance(value, tuple) and value and all(isinstance(one, int) and 0 <= one < 256 for one in value):
        value = bytes(value)
    if isinstance(value, str):
        return _mended(value).strip("\0 ")
    if not isinstance(value, bytes):
        return ""
    if value.startswith((b"ASCII\0\0\0", b"UNICODE\0", b"JIS\0\0\0\0\0", b"\0" * 8)):
        head, value = value[:8], value[8:]
        if head.startswith(b"UNICODE"):
            return max((value.decode(one, "replace") for one in ("utf-16-le", "utf-16-be")), key=_likely).strip("\0 ")
    encodings = ("utf-8", "gb18030") if value.count(b"\0") < len(value) // 4 else ("utf-16-le",)
    for encoding in encodings:
        try:
            return value.decode(encoding).strip("\0 ")
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1").strip("\0 ")


def _likely(text: str) -> int:
    return sum(char.isascii() or "\u4e00" <= char <= "\u9fff" for char in text)


def _mended(text: str) -> str:
    """A text that was read as Latin though it is UTF-8 or GB 18030."""
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        return text
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return text


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise NotOpened("large") from problem
    except (OSError, ValueError, SyntaxError) as problem:
        raise NotOpened("broken") from problem


def redrawn(data: bytes) -> bytes:
    """The same picture, upright, without any word of where, when and by whom it was made."""
    with _opened(data) as picture:
        kind = picture.format
        if kind == "MPO":
            kind = "JPEG"
        if kind not in _WRITTEN:
            raise NotOpened("kind")
        options: dict = {"icc_profile": picture.info.get("icc_profile")}
        if kind == "JPEG":
            if picture.format == "JPEG":
                options |= {"qtables": picture.quantization, "subsampling": JpegImagePlugin.get_sampling(picture)}
            else:
                options["quality"] = 90
        frames = getattr(picture, "n_frames", 1)
        try:
            if frames > 1 and kind in {"GIF", "WEBP", "TIFF"}:
                return _frames(picture, kind, frames)
            upright = ImageOps.exif_transpose(picture)
            upright.load()
        except (OSError, ValueError, SyntaxError) as problem:
            raise NotOpened("broken") from problem
        return _saved(_bare(upright), kind, options)


def _bare(picture: Image.Image) -> Image.Image:
    """The picture's dots and nothing else; a palette keeps its transparency."""
    bare = picture.copy()
    bare.info = {
        name: value
        for name, value in picture.info.items()
        if name in {"transparency", "duration", "loop", "background"}
    }
    bare.getexif().clear()
    return bare


def _frames(picture: Image.Image, kind: str, count: int) -> bytes:
    frames, times = [], []
    for number in range(count):
        picture.seek(number)
        frames.append(_bare(picture))
        times.append(picture.info.get("duration", 100))
    more: dict = {"save_all": True, "append_images": frames[1:]}
    if kind != "TIFF":
        more |= {"duration": times, "loop": picture.info.get("loop", 0)}
    return _saved(frames[0], kind, more)


def _saved(picture: Image.Image, kind: str, options: dict) -> bytes:
    file = io.BytesIO()
    if kind == "JPEG":
        options["comment"] = b""
    picture.save(
        file,
        kind,
        **{name: value for name, value in options.items() if value is not None},
        **({"exif": b""} if kind in {"JPEG", "PNG", "WEBP"} else {}),
    )
    return file.getvalue()
