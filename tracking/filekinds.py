"""Kinds of files (文件类型): what a file is, told from its content and its name together; a name alone says nothing.

What comes in is kept as it came, whatever an office uses; web pages, scripts and drawings that run in a browser are
refused. What goes out to the public is of the few kinds that offices publish.
"""

import io
import zipfile
from pathlib import PurePath

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx", "OFD.xml": "ofd"}
"The part by which a package of files is told from another."
_MACROS = "vbaProject.bin"

# fmt: off
INCOMING = {
    "pdf": ("application/pdf", "pdf"),
    "ofd": ("application/ofd", "ofd"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
    "doc": ("application/msword", "ole docx"),
    "xls": ("application/vnd.ms-excel", "ole xlsx"),
    "ppt": ("application/vnd.ms-powerpoint", "ole pptx"),
    "wps": ("application/wps-office.wps", "ole docx"),
    "et": ("application/wps-office.et", "ole xlsx"),
    "dps": ("application/wps-office.dps", "ole pptx"),
    "jpg": ("image/jpeg", "jpg"),
    "jpeg": ("image/jpeg", "jpg"),
    "png": ("image/png", "png"),
    "tif": ("image/tiff", "tif"),
    "tiff": ("image/tiff", "tif"),
    "bmp": ("image/bmp", "bmp"),
    "zip": ("application/zip", "zip"),
    "rar": ("application/vnd.rar", "rar"),
    "7z": ("application/x-7z-compressed", "7z"),
    "mp4": ("video/mp4", "mp4 m4v mov"),
    "mp3": ("audio/mpeg", "mp3"),
    "m4a": ("audio/mp4", "m4a mp4"),
    "wav": ("audio/wav", "wav"),
    "amr": ("audio/amr", "amr"),
}
# fmt: on
"How a name may end → the content type to store, and what the content may be."
PUBLISHED = ("pdf", "ofd", "docx", "xlsx", "pptx")
"How the name of a published attachment may end."

SEALED = ("pdf", "ofd", "jpg", "png", "tif")
"What a sealed letter (用印件) may be: a PDF or OFD with its seal, or a scan of the paper."


def content_kind(content: bytes) -> str:
    """What the bytes are: pdf, ofd, docx, ole (the old Word, Excel and WPS), jpg, zip …; empty for anything else."""
    if content.startswith(_OLE):
        return "ole"
    if content.startswith(_ZIP):
        parts = _parts(content)
        return next((kind for part, kind in _PARTS.items() if part in parts), "zip" if parts else "")
    guess = filetype.guess(content)
    return guess.extension if guess is not None else ""


def incoming_type(name: str, content: bytes) -> str:
    """The content type of a file that came in; ValidationError for what is not kept."""
    kind, ending = content_kind(content), _ending(name)
    fitting = [one for one, (_type, kinds) in INCOMING.items() if kind in kinds.split()]
    if not fitting:
        raise ValidationError(
            _(
                "只收 PDF、OFD、Word、Excel、PPT、WPS、图片、压缩包、音视频文件；网页和脚本不收，请另存或打印为 PDF 后上传。"
            )
        )
    if ending and ending not in fitting:
        raise ValidationError(
            _("文件名以 .%(ending)s 结尾，内容却是 %(kind)s；请改成 .%(kind)s 结尾，或另存后重新上传。")
            % {"ending": ending, "kind": fitting[0]}
        )
    return INCOMING[ending or fitting[0]][0]


def sealed_problem(content_type: str) -> str:
    """Why a kept file can't be a sealed letter (用印件), in a sentence; empty when it can."""
    if content_type in {INCOMING[one][0] for one in SEALED}:
        return ""
    return _("用印件只收加盖印章的 PDF、OFD 或扫描件（JPG、PNG、TIFF）；Word、WPS 文稿没有印章，不是用印件。")


def check_published(name: str, content: bytes) -> None:
    """Refuse an attachment of a public page that is not of the kinds an office publishes."""
    kind, ending = content_kind(content), _ending(name)
    if ending not in PUBLISHED:
        raise ValidationError(
            _("公开的附件只能是 PDF、OFD、Word（docx）、Excel（xlsx）、PPT（pptx），不收压缩包；图片请登记为图片。")
        )
    if kind != ending:
        raise ValidationError(
            _("文件名以 .%(ending)s 结尾，内容却不是；请用办公软件打开后另存为 %(ending)s。") % {"ending": ending}
        )
    if content.startswith(_ZIP) and any(part.endswith(_MACROS) for part in _parts(content)):
        raise ValidationError(_("文件带有宏，不能公开；请另存为不含宏的文件。"))


def _parts(content: bytes) -> set[str]:
    """The names of a package's parts; none when it can't be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, UnicodeDecodeError):
        return set()


def _ending(name: str) -> str:
    """How a name ends, without the full stop; a number such as a day's (2024.8.5) is no ending."""
    ending = PurePath(name).suffix.lower().lstrip(".")
    return "" if ending.isdecimal() else ending
