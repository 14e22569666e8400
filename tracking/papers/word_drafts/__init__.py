"""A Word file of a unit (Word 稿) read as a letter's text: paragraphs, numbers that Word counts, tables; and what is left out, said."""

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext as _

from tracking.filekinds import content_kind
from tracking.ledger.opening import Unreadable, run_bounded
from tracking.wording import clean, clip_title
from tracking.wording.letter_parts import taken_apart
from tracking.wording.numerals import to_chinese

PARSER = Path(__file__).with_name("parsing")
MOST_BYTES = 20 * 1024 * 1024
MOST_CHARACTERS = 100_000
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand", "ideographDigital",
            "chineseLegalSimplified"}  # fmt: skip
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_SILENT = {"bullet", "none"}


class NotRead(ValueError):
    """A file that can't be read as a letter; its text says in Chinese why, and what to do."""


@dataclass(frozen=True, slots=True)
class WordText:
    """What a Word file says as a letter, and one sentence for each thing of it that was left out."""

    text: str
    dropped: list[str]


def read_word(name: str, content: bytes) -> WordText:
    """The text of a Word file; raises NotRead."""
    if why := _why_not(name, content):
        raise NotRead(why)
    try:
        found = run_bounded(PARSER, content)
    except Unreadable:
        raise NotRead(_in_words("large")) from None
    if "problem" in found:
        raise NotRead(_in_words(found["problem"]))
    uncounted: list[str] = []
    lines = [line for block in _parted(found["blocks"]) for line in _lines(block, uncounted)]
    parts = taken_apart([clean(line).strip(" \u3000") if "\t" not in line else clean(line) for line in lines])
    text = "\n".join(_without_double_gaps(parts.text))
    if not text.strip():
        raise NotRead(_in_words("no text"))
    if len(text) > MOST_CHARACTERS:
        raise NotRead(_in_words("large"))
    dropped = [_left_out(parts.above, _("版头和标题")), _left_out(parts.below, _("落款、日期和抄送"))]
    dropped += [_said(what, words) for what, words in found["dropped"].items()]
    if uncounted:
        dropped.append(
            _("自动编号中有不认识的样式（%(what)s），请核对序号。") % {"what": "、".join(dict.fromkeys(uncounted))}
        )
    return WordText(text, [one for one in dropped if one])


def _why_not(name: str, content: bytes) -> str:
    """Why a file is none that can be read, told before it is opened; empty where it may be."""
    ending, kind = PurePath(name).suffix.lower().lstrip("."), content_kind(content)
    if not content:
        return _("文件是空的，请重新选择。")
    if len(content) > MOST_BYTES:
        return _("文件超过 20 MB，不像一份答复稿；请去掉图片后另存再读入，图片作为附件上传。")
    if kind == "ole":
        if _ENCRYPTED in content:
            return _in_words("password")
        return _(
            "旧格式的文件（.doc、.wps）不能读入：请用 Word 或 WPS 打开，“另存为”选择“Word 文档（*.docx）”，再读入。"
        )
    if kind == "pdf":
        return _("PDF 不能读入：请用原来的 Word 或 WPS 文件，另存为 .docx 后读入；PDF 可以作为附件上传。")
    if ending in {"docm", "dotm"}:
        return _in_words("macros")
    if kind != "docx":
        return _("只能读入 Word 文件（.docx）；其他文件请作为附件上传，或复制文字粘贴到正文。")
    return ""


def _in_words(problem: str) -> str:
    return {
        "broken": _("文件打不开，可能已损坏；请用 Word 或 WPS 打开后另存为 .docx，再读入。"),
        "password": _("文件设有密码，请取消密码、另存后再读入。"),
        "large": _("文件展开后过大，不像一份答复稿，没有读入；请把正文复制到新的文件再读入。"),
        "macros": _("文件带有宏，没有读入；请另存为不含宏的 .docx，再读入。"),
        "no text": _("文件里没有文字（可能是扫描件或图片），没有读入；请用有文字的 Word 文件，扫描件作为附件上传。"),
    }[problem]


def _parted(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks with an empty line between two tables that follow each other, which would else be one."""
    parted: list[dict[str, Any]] = []
    for one in blocks:
        if "rows" in one and parted and "rows" in parted[-1]:
            parted.append({"text": "", "number": None})
        parted.append(one)
    return parted


def _lines(block: dict[str, Any], uncounted: list[str]) -> list[str]:
    if "rows" in block:
        rows = [[" ".join(cell.replace("\t", " ").split("\n")) for cell in row] for row in block["rows"]]
        if len(rows) == 1 or all(len(row) < 2 for row in rows):
            return ["\u3000".join(filter(None, row)) for row in rows]
        return ["\t".join(row) for row in rows]
    number = _numbered(block["number"], uncounted) if block["number"] else ""
    words = block["text"].replace("\t", "\u3000")
    return (number + words.lstrip(" \u3000") if number and words.strip() else words).split("\n")


def _numbered(number: list[Any], uncounted: list[str]) -> str:
    """What Word prints before a paragraph that it numbers: 一、 or （二） or 3．"""
    pattern, places = number
    if places and places[-1][0] in _SILENT:
        return ""
    for place, (kind, count) in enumerate(places, start=1):
        pattern = pattern.replace(f"%{place}", _figure(kind, count, uncounted))
    return pattern


def _figure(kind: str, count: int, uncounted: list[str]) -> str:
    if kind in _CHINESE and 1 <= count <= 99:
        return to_chinese(count)
    if kind in _CIRCLED and 1 <= count <= 20:
        return chr(0x2460 + count - 1)
    if kind in {"upperLetter", "lowerLetter"} and 1 <= count <= 26:
        return chr((65 if kind == "upperLetter" else 97) + count - 1)
    if kind == "decimalFullWidth":
        return str(count).translate({ord(str(one)): 0xFF10 + one for one in range(10)})
    if kind != "decimal":
        uncounted.append(kind)
    return str(count)


def _without_double_gaps(lines: list[str]) -> list[str]:
    """The lines without empty ones, but for those that part two tables: paragraphs need no empty lines between them."""
    kept = []
    for number, line in enumerate(lines):
        between = 0 < number < len(lines) - 1 and "\t" in lines[number - 1] and "\t" in lines[number + 1]
        if line.strip() or between:
            kept.append(line)
    return kept


def _left_out(lines: list[str], what: str) -> str:
    if not lines:
        return ""
    words = _("%(what)s没有读入，文书会按台账印上：“%(words)s”。")
    return words % {"what": what, "words": clip_title("、".join(line.strip() for line in lines), 60)}


def _said(what: str, words: list[str]) -> str:
    """One sentence for what was left out, or how it was read, of one kind."""
    told = [clip_title(one.strip(), 20) for one in words if one.strip()]
    said = {"n": len(words), "words": "；".join(told[:3])}
    return {
        "pictures": _("图片%(n)s处没有读入；需要的，请作为附件上传。"),
        "boxes": _("文本框%(n)s处没有读入：“%(words)s”；需要的，请复制到正文。"),
        "footnotes": _("脚注、尾注%(n)s处没有读入；需要的，请写进正文。"),
        "comments": _("批注%(n)s处没有读入。"),
        "deletions": _("修订中删去的文字%(n)s处，按已删去读入：“%(words)s”。"),
        "insertions": _("修订中增加的文字%(n)s处，按已增加读入：“%(words)s”。"),
        "hidden": _("隐藏的文字%(n)s处没有读入：“%(words)s”。"),
        "headers": _("页眉、页脚没有读入：“%(words)s”。"),
        "formulas": _("公式%(n)s处没有读入；请改用文字。"),
        "objects": _("嵌入的文件%(n)s处没有读入；需要的，请作为附件上传。"),
        "symbols": _("特殊符号%(n)s处没有读入，请核对。"),
    }[what] % said
