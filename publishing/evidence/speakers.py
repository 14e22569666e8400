"""Whom a sentence speaks of (主语): one unit by its name, the writer's own bureau (我局), or the whole that a ledger keeps."""

import re
from enum import Enum

from publishing.evidence.found import Found
from publishing.evidence.quantities import ITEMS, Quantity


class Speaker(Enum):
    """Whose items a count counts."""

    WHOLE = "whole"
    "全区、市政府: what the ledger keeps; so does a sentence that names nobody."
    UNIT = "unit"
    "县教育局: one unit among others."
    OWN = "own"
    "我局、我委: the bureau that writes, which may keep the ledger or have a part in it."


_UNIT = (
    "(?:局|(?<!城)[镇乡]|街道(?:办事处)?|中心|公司|集团|管委会|[法医学]院|检察院|[战织传装]部|[大支]队|学校|(?<!政)委|(?<!常务)(?<!提案)委员会"
    "|(?<![主会协独分承交督领催转查包合在待续政])办)"
)
_IN_TIME = "(?:今年|本年度?|全年|20[0-9]{2}年度?|截至[^,。;]{1,12}|目前|[共已均累计一,])*"
_HANDLES = "(?:承办|办理|主办|牵头|会办|协办|承担|收到|接[到收]|答复|办[复结]|负责|完成|满意率)"
OWN = re.compile("[我本](?:局|委(?!员)|中心|街道|[镇乡](?!级)|[院校厅处](?!长)|公司|单位|部门)")
"The writer's own bureau, as it calls itself."
_SUBJECT = re.compile(
    rf"(?P<unit>(?<![我本各、等])[^,。;:!?()、\n0-9我本各等]{{1,14}}?{_UNIT})"
    rf"(?={_IN_TIME}{_HANDLES}|[:(]|(?:人大代表|政协)?(?:建议|提案)?[0-9])"
    rf"|(?P<own>{OWN.pattern})"
    "|(?P<whole>[我本全][省市州区县旗办]|[省市州区县旗](?:人民)?政府(?:系统|办公室|办)?|各(?:承办|有关|相关)?(?:单位|部门)|总共)"
)
_OWN_HANDLES = re.compile(f"{OWN.pattern}{_IN_TIME}{_HANDLES}")
_REALM = re.compile("[我本全][省市州区县旗]|各(?:承办|有关|相关)?(?:单位|部门)共")
_TITLE = re.compile(
    r"^[^,。;、0-9]{1,20}(?:局|委员会|(?<!政)委|中心|街道(?:办事处)?|[镇乡](?:人民政府)?)(?=(?:19|20)[0-9]{2}|关于)"
)
_NO_BUREAU = re.compile("人大|政协|常务|常委会")
_READ = 20_000


def of(found: Found, one: Quantity) -> Speaker:
    """Whose items a count is about, by its sentence back to the last semicolon: 县教育局承办3件,已答复2件."""
    text = found.reading.text
    start = max(found.reading.sentence_span(one.sentence)[0], text.rfind(";", 0, one.start) + 1, one.start - 300)
    subject = None
    for subject in _SUBJECT.finditer(text, start, one.end):
        if subject.start() >= one.start:
            break
    if subject is None or subject["whole"]:
        return Speaker.WHOLE
    return Speaker.OWN if subject["own"] else Speaker.UNIT


def of_text(found: Found, title: str = "") -> Speaker:
    """Whom a paper as a whole speaks of: one unit told from its first count on, the writer's own bureau, or all."""
    first = next((one for one in found.counts if one.unit in ITEMS), None)
    text = found.reading.text[:_READ]
    named = {one["unit"] for one in _SUBJECT.finditer(text)}
    speaker = of(found, first) if first is not None else Speaker.WHOLE
    if speaker is Speaker.OWN or speaker is Speaker.UNIT and len(named) == 1:
        return speaker
    by_title = bool(_TITLE.search(title)) and not _NO_BUREAU.search(title)
    return Speaker.OWN if (_OWN_HANDLES.search(text) or by_title) and not _REALM.search(text) else Speaker.WHOLE
