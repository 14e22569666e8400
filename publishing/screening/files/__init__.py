"""Screening of files (附件筛查): everything that a document, workbook, PDF or picture says, shown or not; and masking it."""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from publishing.screening import NO_CONTACTS, Contacts, Kind, ScreenFinding, screen
from publishing.screening.files.texts import decoded
from publishing.screening.passages import LabelledText, screen_passages, telling
from tracking.filekinds import content_kind
from tracking.ledger.opening import Unreadable, run_bounded

__all__ = ["MOST_BYTES", "ScreenedFile", "Unscreenable", "cleaned", "screen_file", "words_of_file"]

PARSER = Path(__file__).with_name("parsing")
MOST_BYTES = 50 * 1024 * 1024
PACKED = frozenset({"docx", "xlsx", "pptx", "ofd", "zip"})
MASKED = frozenset({"docx", "xlsx", "pptx"})
"Kinds in which a mask can be put; of a PDF or OFD a masked one has to be made by its author."
_SHOWN = re.compile("(?:正文|(?<!备注)第[0-9]+页|幻灯片)$|工作表")
"Places in a file that a reader sees."
PICTURES = frozenset({"jpg", "png", "gif", "webp", "tif", "bmp"})


class Unscreenable(Exception):
    """A file that can't be screened; its text says in Chinese why, and what to do."""


@dataclass(frozen=True, slots=True)
class ScreenedFile:
    """A file with what was found in it; a finding's places are those of its passage."""

    data: bytes
    kind: str
    findings: tuple[ScreenFinding, ...]
    editable: frozenset[int] = frozenset()

    @property
    def can_mask(self) -> bool:
        """Whether masks can be put into a file of this kind."""
        return self.kind in MASKED

    def masked(self, choose: Callable[[ScreenFinding], bool] = lambda one: True) -> bytes:
        """The file anew with the masks of the findings chosen, and without its properties; screen it again afterwards.

        Raises Unscreenable for kinds that can't be masked: those wait for another file.
        """
        if not self.can_mask:
            raise Unscreenable(_("这种文件不能自动遮盖，请用原来的软件遮盖后重新上传。"))
        edits: dict[int | None, list] = {}
        for one in self.findings:
            if one.passage in self.editable and one.mask and choose(one):
                edits.setdefault(one.passage, []).append([one.start, one.end, one.mask])
        asked = {"file": base64.b64encode(self.data).decode(), "edits": edits}
        return _file(json.dumps(asked).encode(), "mask")


def screen_file(data: bytes, name: str = "", *, contacts: Contacts = NO_CONTACTS) -> ScreenedFile:
    """What may not go out of a file as it stands; raises Unscreenable for one that can't be looked into."""
    if not data:
        raise Unscreenable(_("文件是空的。"))
    if len(data) > MOST_BYTES:
        raise Unscreenable(_("文件超过 %(most)s MB，请分开后再检查。") % {"most": MOST_BYTES // 2**20})
    kind = _kind(data)
    if not kind:
        text = decoded(data)
        if text is None:
            raise Unscreenable(
                _("“%(name)s”不是能检查的文件：请用文本、Word、Excel、PPT、OFD、PDF 或图片。") % {"name": name}
            )
        return ScreenedFile(data, "txt", tuple(screen(text, contacts=contacts)))
    read = _asked(data, "read")
    passages = [LabelledText(where, text, telling(labels), edit) for where, text, labels, edit in read["passages"]]
    found = [*screen_passages(passages, contacts), *(_noted(*note) for note in read["notes"])]
    editable = frozenset(number for number, passage in enumerate(passages) if passage.is_editable)
    return ScreenedFile(data, kind, tuple(found), editable)


def words_of_file(data: bytes) -> str:
    """What a reader of a file reads, a passage a line; empty where it has no words, or nobody here can look into it."""
    if not data or len(data) > MOST_BYTES:
        return ""
    kind = _kind(data)
    if not kind:
        return decoded(data) or ""
    if kind in PICTURES:
        return ""
    try:
        passages = _asked(data, "read")["passages"]
    except Unscreenable:
        return ""
    return "\n".join(text for where, text, *_more in passages if _SHOWN.search(where))


def cleaned(data: bytes) -> bytes:
    """A file without its properties: author, dates, preview, tracked deletions; pictures without EXIF, place and comments.

    A text has none and stays as it is. Raises Unscreenable.
    """
    return _file(data, "clean") if _kind(data) else data


def _kind(data: bytes) -> str:
    """What the content is; empty for a text and for what nobody here can look into."""
    kind = content_kind(data)
    if kind in PICTURES | PACKED | {"pdf", "ole"}:
        return kind
    return "zip" if data.startswith(b"PK") else "pdf" if b"%PDF-" in data[:1024] else kind


def _noted(kind: str, where: str, quote: str) -> ScreenFinding:
    """A finding for what could not be read, or what a file says besides its words."""
    said = {
        Kind.SCAN: _("%(where)s是扫描件或图片，没有文字，无法检查：请由另一人逐页核对并写明理由，或换成有文字的文件。"),
        Kind.HIDDEN: _("%(where)s无法检查：请删去，或由另一人核对并写明理由。"),
        Kind.LOCATION: _("%(where)s里有拍摄地点，请使用去除属性后的图片。"),
        Kind.METADATA: _("%(where)s里有作者、设备、时间等属性，请使用去除属性后的文件。"),
        Kind.TRACES: _("%(where)s里有修订或批注，请接受修订、删去批注后再公开。"),
    }[Kind(kind)]
    blocks = Kind(kind) in {Kind.SCAN, Kind.HIDDEN, Kind.LOCATION}
    return ScreenFinding(Kind(kind), quote, 0, 0, "", blocks, said % {"where": where or _("文件")}, where)


def _asked(given: bytes, act: str) -> dict:
    """What the process that opens files answers (parsing/); it may die of a file without harm."""
    try:
        answer = run_bounded(PARSER, given, act)
    except Unreadable:
        raise Unscreenable(_in_words("large")) from None
    if "problem" in answer:
        raise Unscreenable(_in_words(answer["problem"]))
    return answer


def _file(given: bytes, act: str) -> bytes:
    return base64.b64decode(_asked(given, act)["file"])


def _in_words(problem: str) -> str:
    return {
        "broken": _("文件打不开，可能已损坏；请用办公软件打开后另存一份。"),
        "password": _("文件设有密码，无法检查；请取消密码后另存。"),
        "large": _("文件展开后过大，不像正常的办公文件，没有检查。"),
        "old": _("旧格式的文件（.doc、.xls、.ppt、.wps）无法检查；请另存为 .docx、.xlsx 或 .pptx。"),
        "kind": _("这种图片不能去除属性；请另存为 JPG 或 PNG。"),
    }[problem]
