"""An item's number (编号) as other offices write it (R71): 第12号, 市人大第12号, No.14, 2024-015, 12（重点）."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracking.wording.characters import normalise
from tracking.wording.numerals import item_number
from tracking.wording.titles import clip_title

_MARKS = re.compile(r"^[*★☆△▲●○◆#√✓\s]+|[*★☆△▲●○◆#√✓\s]+$")
_REMARK = re.compile(r"[（(【\[][^（）()【】\[\]]*[)）】\]]$")
_YEAR = r"(?:[〔（(\[【]((?:19|20)\d\d)[〕）)\]】]|((?:19|20)\d\d)(?:年度?|届|字|(?=第)|[-—–－_/]))"
_WHOLE = re.compile(
    r"(?P<who>(?:全国|自治区|自治州|自治县|[省市区县州])?(?:人大常委会|人大|政协)?(?:第?[一二三四五六七八九十0-9]+届)?"
    r"(?:第?[一二三四五六七八九十0-9]+次)?(?:会议)?(?:代表|委员)?)"
    rf"(?P<what>建议|提案)?(?:{_YEAR})?(?P<then>建议|提案)?"
    r"(?P<sign>编号|序号|案号|NO\.?|№|N[oO]\.?|no\.?)?[:：.]?第?(?P<number>[0-9]{1,9}(?:\.0+)?|[〇零一二三四五六七八九十百千两]+)号?(?P<last>建议|提案)?(?:案)?"
)
_SEVERAL = re.compile(
    r"[0-9〇一二三四五六七八九十百]+号?(?:建议|提案)?\s*(?:[、,，;；/&＆\n\s]|和|及|与)+\s*第?[0-9〇一二三四五六七八九十百]+号?"
)


@dataclass(frozen=True, slots=True)
class ItemNumber:
    """An item's number with the kind and year that were written with it."""

    number: int
    word: str = ""
    "建议 or 提案, where the cell says which."
    year: int | None = None
    cut: bool = False
    "Whether other text stood beside the number, so that the clerk is told how it was read."


def read_item_number(value: object) -> ItemNumber | None:
    """The number in a cell, None where there is none; raises ValueError with a sentence for the person who typed it."""
    if not isinstance(value, str):
        return _plain(item_number(value))
    try:
        return _plain(item_number(value))
    except ValueError as problem:
        text = normalise(value)
        if _SEVERAL.search(_REMARK.sub("", text)):
            said = {"text": clip_title(text, 20)}
            why = _("“%(text)s”写了几个编号：请一件一行、一行一个编号，导入后再办理并案。")
            raise ValueError(why % said) from problem
        found = _WHOLE.fullmatch(_REMARK.sub("", _MARKS.sub("", text)).replace(" ", ""))
        if found is None or not (number := item_number(found["number"])):
            raise
        return _read(found, number, text)


def _plain(number: int | None) -> ItemNumber | None:
    return None if number is None else ItemNumber(number)


def _read(found: re.Match, number: int, text: str) -> ItemNumber:
    words = [found[name] for name in ("what", "then", "last") if found[name]]
    who = found["who"] or ""
    words += ["建议"] if "人大" in who or "代表" in who else ["提案"] if "政协" in who or "委员" in who else []
    if len(set(words)) > 1:
        raise ValueError(_("“%(text)s”既写建议又写提案，请核对。") % {"text": clip_title(text, 20)})
    year = next((int(one) for one in found.groups()[2:4] if one), None)
    plain = text.replace(" ", "") in {form for word in words for form in (f"第{number}号{word}", f"{word}第{number}号")}
    return ItemNumber(number, words[0] if words else "", year, cut=not plain)
