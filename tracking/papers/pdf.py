"""Papers as PDF: set by typst, tagged (PDF/UA-1), with every font embedded; the same words give the same bytes."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from tracking.papers.layout import Layout

SETTING = Path(__file__).parent / "typst"
"The folder of the settings of type: one file for each kind of layout, and what they share."
FAMILIES = {
    "仿宋": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong"),
    "小标宋": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "方正小标宋_GBK", "STZhongsong"),
    "楷体": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti"),
    "宋体": ("SimSun", "NSimSun", "STSong", "Noto Serif CJK SC"),
    "黑体": ("SimHei", "STHeiti", "Noto Sans CJK SC"),
}
"The type that GB/T 9704 asks for, and the names under which it is installed."
FALLBACK = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Tibetan Machine Uni", "Noto Serif Tibetan", "DejaVu Sans")
"What stands in where the type is absent, and for characters that it lacks."


_DISALLOWED = re.compile(r"disallowed codepoint `\"(.+?)\"`")
"What typst says of a character that no accessible PDF may hold."


class MissingGlyph(ValueError):
    """A character that no installed font has, or no Chinese font at all; its text says which, and what to do."""


@cache
def fonts() -> typst.Fonts:
    """The fonts of this machine and those that the office laid into its data directory (fonts/), read once a process."""
    own = [str(folder)] if (folder := Path(settings.PAPER_FONTS)).is_dir() else []
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=own)


def families() -> dict[str, list[str]]:
    """For each type of the standard the installed families, the first choice first; a fallback alone where it is absent."""
    installed = set(fonts().families())
    fallback = [name for name in FALLBACK if name in installed]
    return {kind: [name for name in names if name in installed] + fallback for kind, names in FAMILIES.items()}


def substituted() -> dict[str, str]:
    """The types of the standard that are not installed, each with what stands in for it (替代字体)."""
    installed = set(fonts().families())
    stand_in = next((name for name in FALLBACK if name in installed), "")
    return {kind: stand_in for kind, names in FAMILIES.items() if not installed & set(names)}


def has_chinese() -> bool:
    """Whether there is a font that shows Chinese at all."""
    absent = substituted()
    return any(absent.get(kind, kind) for kind in FAMILIES)


def set_pdf(
    layout: Layout, content: dict[str, Any], *, title: str, draft: bool, code: str = "", keyword: str = ""
) -> bytes:
    """Set a filled layout as a PDF; raises MissingGlyph for a character that no font has.

    `draft` prints 稿; `code` is an SVG of the QR code, for papers that come back; `keyword` stands in the file's properties.
    """
    if not has_chinese():
        raise MissingGlyph(
            _("本机没有中文字体，不能制作 PDF。请安装 fonts-noto-cjk，或把字体放入数据目录的 fonts 文件夹。")
        )
    said = {"paper": content, "title": title, "draft": draft, "code": code, "keyword": keyword}
    return _compiled(type(layout).__name__.lower(), said)


def check_glyphs(content: Any) -> None:
    """Raise MissingGlyph for a character of these words that no font of this machine has; without Chinese fonts ask nothing."""
    if not has_chinese():
        return
    characters = "".join(
        sorted({one for one in json.dumps(content, ensure_ascii=False) if one > "~" and one.isprintable()})
    )
    _compiled("glyphs", {"paper": characters})


def _compiled(name: str, said: dict[str, Any]) -> bytes:
    said = said | {"fonts": families()}
    try:
        return typst.compile(
            str(SETTING / f"{name}.typ"),
            root=str(SETTING),
            font_paths=fonts(),
            format="pdf",
            sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as problem:
        if glyphs := missing_in(str(problem)):
            raise MissingGlyph(_("没有字体能显示字符%(glyphs)s。") % {"glyphs": "、".join(glyphs)}) from problem
        if found := _DISALLOWED.search(str(problem)):
            said = {"characters": "、".join(_named(found[1]))}
            raise MissingGlyph(_("文字里有不能印出的字符%(characters)s，请删去后再做。") % said) from problem
        raise


def missing_in(problem: str) -> list[str]:
    """The characters that typst says no font can show, each with its code point."""
    return _named("".join(re.findall(r"the text `\"(.+?)\"` could not be displayed", problem)))


def _named(quoted: str) -> list[str]:
    """Characters as a sentence names them; those that show nothing stand in typst's messages as \\u{7}."""
    words = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), quoted)
    return [
        f"“{one}”（U+{ord(one):04X}）" if one.isprintable() else f"U+{ord(one):04X}" for one in dict.fromkeys(words)
    ]
