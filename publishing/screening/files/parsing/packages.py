"""A packed file (.docx, .xlsx, .pptx, .ofd, .odt) opened with care: its parts in their order, within limits of size."""

import io
import zipfile
import zlib

MOST_PARTS = 10_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
SMALL = 10 * 1024 * 1024
MOST_DEPTH = 3
"Packages in packages (a workbook in a document) are opened so deep."
_UNCHANGING = (1980, 1, 1, 0, 0, 0)


class NotOpened(Exception):
    """A file that is not opened; its text is the reason: broken, password, large."""


class Limits:
    """How much more may be unpacked of one file, packages inside it included."""

    def __init__(self, packed: int):
        self.left = MOST_UNPACKED if packed * MOST_RATIO > MOST_UNPACKED else max(SMALL, packed * MOST_RATIO)

    def take(self, size: int) -> None:
        """Count what was unpacked."""
        self.left -= size
        if self.left < 0:
            raise NotOpened("large")


def parts_of(data: bytes, limits: Limits) -> list[tuple[str, bytes]]:
    """Every part with its name, in the order of the package, twins included."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            contents = [one for one in package.infolist() if not one.is_dir()]
            if len(contents) > MOST_PARTS:
                raise NotOpened("large")
            if any(one.flag_bits & 1 for one in contents):
                raise NotOpened("password")
            return [(one.filename.replace("\\", "/").lstrip("/"), _read(package, one, limits)) for one in contents]
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError) as problem:
        raise NotOpened("broken") from problem


def _read(package: zipfile.ZipFile, one: zipfile.ZipInfo, limits: Limits) -> bytes:
    """A part's content; what a package says of its size is not believed."""
    with package.open(one) as file:
        content = file.read(limits.left + 1)
    limits.take(len(content))
    return content


def packed(parts: list[tuple[str, bytes]]) -> bytes:
    """A package of these parts, without the times at which they were made."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            one = zipfile.ZipInfo(name, _UNCHANGING)
            one.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(one, content)
    return file.getvalue()
