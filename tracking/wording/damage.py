"""What copying does to characters (复制带来的杂字符): each harmed character and what the office meant by it.

PDF files spell 人 as a radical (⼈), Word breaks lines with a vertical tab, fonts of pictures and old encodings put
signs into the private use area, and web pages and chat programs add characters that show nothing.
"""

import unicodedata

_SUPPLEMENT = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵\0旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋"
    "耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
"The ideographs of the radicals U+2E81 to U+2EF3 (Unicode's EquivalentUnifiedIdeograph)."
_STROKES = "一丨丿丿丶𠃍乛𠃊𠃎𠄌亅𡿨𠃋乀𠃑乚乙𠄎"
"Those of the strokes U+31D0 to U+31E1."


def _radicals() -> dict[int, str]:
    supplement = {code: char for code, char in enumerate(_SUPPLEMENT, 0x2E81) if char != "\0"}
    kangxi = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    # The fonts of simplified Chinese draw ⼾ for 户, which is what a PDF of theirs meant by it.
    return supplement | kangxi | {0x2F3E: "户"} | dict(enumerate(_STROKES, 0x31D0))


_VERTICAL = "，、。：；！？〖〗"
_VERTICAL_BRACKETS = "（）｛｝〔〕【】《》〈〉「」『』"
_SMALL = dict(zip("﹐﹑﹔﹕﹖﹗﹘﹙﹚﹛﹜﹝﹞", "，、；：？！—（）｛｝〔〕", strict=True))


def _punctuation() -> dict[int, str]:
    """Marks of vertical and of small setting, and narrow Chinese marks, as the office writes them."""
    upright = dict(enumerate(_VERTICAL, 0xFE10)) | {0xFE19: "…", 0xFE30: "…", 0xFE31: "—", 0xFE32: "–", 0xFE33: "_"}
    brackets = dict(enumerate(_VERTICAL_BRACKETS, 0xFE35)) | {0xFE47: "［", 0xFE48: "］"}
    narrow = {0xFF61: "。", 0xFF62: "「", 0xFF63: "」", 0xFF64: "、", 0xFF65: "・", 0x2011: "-"}
    return upright | brackets | {ord(mark): wide for mark, wide in _SMALL.items()} | narrow


_GBK = (
    "厂𠂇𠂉𠃌乙㑳㑇刀㔾龴㖞㘚㘎小心㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠牛𡗗龸𤴔䁖䅟𥫗䌷㓁羊𦍌𢦏䎱"
    "䎬聿䏝䓖䙡䙌龹䜣䜩䝼䞍𧾷䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
"What Windows keeps at U+E815 to U+E864 for the last signs of GBK, as GB 18030-2022 writes them."
_GB18030 = {
    0xE5E5: "\u3000", 0xE7C7: "ḿ", 0xE7C8: "ǹ", 0xE7E7: "\u303e",
    0xE78D: "，", 0xE78E: "。", 0xE78F: "、", 0xE790: "：", 0xE791: "；", 0xE792: "！", 0xE793: "？",
    0xE794: "〖", 0xE795: "〗", 0xE796: "…",
}  # fmt: skip
_PICTURES = {
    0xF06C: "●", 0xF06E: "■", 0xF071: "❑", 0xF075: "◆", 0xF076: "❖", 0xF0A7: "▪", 0xF0B7: "•", 0xF0D8: "➢", 0xF0E8: "➔",
    0xF0F0: "⇨", 0xF0FC: "✓", 0xF0FB: "✗", 0xF0FE: "☑", 0xF0FD: "☒", 0xF052: "☑", 0xF0A3: "□", 0xF0A8: "□", 0xF0D6: "√",
    0xF0B0: "°", 0xF0B1: "±", 0xF0B4: "×", 0xF0B8: "÷",
}  # fmt: skip
"The bullets, boxes and signs that Word and WPS take from Symbol and Wingdings."


def _private_use() -> dict[int, str]:
    described = dict(enumerate("⿰⿱⿲⿳⿴⿵⿶⿷⿸⿹⿺⿻", 0xE7E8))
    return dict(enumerate(_GBK, 0xE815)) | _GB18030 | described | _PICTURES


PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
"For use inside a character class."


def _presentation_forms() -> dict[int, str]:
    """Letters that a PDF has spelt by their shape: ﬁ of Latin, and those of Arabic script (Uyghur)."""
    codes = (*range(0xFB00, 0xFB07), *range(0xFB50, 0xFDF0), *range(0xFE70, 0xFEFD))
    spelt = {code: unicodedata.normalize("NFKC", chr(code)) for code in codes}
    return {code: letters for code, letters in spelt.items() if letters != chr(code) and " " not in letters}


BREAKS = dict.fromkeys((0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n")
"Every other way of ending a line: Word's manual line break (U+000B), a page's end, another system's."
SPACES = dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x2800, 0x3164, 0xFFA0), " ")
"Spaces of another width; the Chinese one (U+3000) is none of them, paragraphs begin with it."
NOTHING = dict.fromkeys(
    (
        *range(0x09), 0x0E, *range(0x0F, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD, 0x034F, 0x061C, 0x115F,
        0x1160, 0x17B4, 0x17B5, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10), 0xFEFF, *range(0xFFF9, 0xFFFD), *range(0xFDD0, 0xFDF0),
        *range(0xE0000, 0xE0200), *range(0xD800, 0xE000), *(plane + end for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)),
    )
)  # fmt: skip
"""Characters that show nothing: controls, marks of direction, soft hyphens, zero widths, variation selectors (the
character before keeps its meaning), tags, halves of characters and what is no character."""
MENDED = _radicals() | _punctuation() | _private_use() | _presentation_forms()
"What a harmed character stands for."
DOTS = "•‧∙⋅・˙﹒․⸱⸳ꞏᐧ⦁"
"Every dot that is typed for the middle dot (·) of a name."
