"""Where somebody lives (住址): shown down to the township or sub-district, never to group, house, door or room (R106)."""

import re
from collections.abc import Iterator

from publishing.screening.kinds import Kind, ScreenFinding
from publishing.screening.reading import ScreenedText
from publishing.screening.vocabulary import any_of, words

_N = "第?[甲乙丙丁]?[0-9一二两三四五六七八九十百〇零壹贰叁肆伍陆柒捌玖]{1,5}"
_HAN = r"〇\u4e00-\u9fff"
_HOUSE = rf"(?:[A-Za-z东西南北甲乙丙丁]?{_N}?[A-Za-z]?(?:号楼|#楼|#|栋|幢|座)|[A-Za-z甲乙丙丁](?:区|栋|座)|{_N}号院)\n?"
_UNIT = rf"(?:{_N}|[A-Za-z东西南北中甲乙丙丁])(?:单元|门|梯)\n?"
_FLOOR = rf"(?:{_N}(?:层|楼)\n?)?"
_ROOM = (
    rf"(?:(?:[A-Za-z]?{_N}(?:室|号房|房间|房(?![屋产型款价源地建改子])|号)|附{_N}号)(?![楼院线路桥门])"
    r"|[A-Za-z]?[0-9]{3,4}(?=$|[\s，,。、；;:()“”\"]|的|住|业主|居民))"
)
_BARE_ROOM = "[A-Za-z]?[0-9]{3,4}(?![0-9]|[户人名平米年元万个件.%㎡亩套间栋教会报办病诊])"
"A room behind a house or stairs needs no word."
_DOOR = re.compile(
    rf"{_HOUSE}(?:{_UNIT})?{_FLOOR}{_BARE_ROOM}(?:室|号房?)?|{_HOUSE}(?:{_UNIT})?{_FLOOR}{_ROOM}|{_UNIT}{_FLOOR}{_ROOM}|[A-Za-z]?[0-9]{{1,3}}#(?:[0-9]{{1,2}}-)?[0-9]{{3,4}}(?![0-9])"
    rf"|{_HOUSE}{_UNIT}[0-9]{{1,2}}-[0-9]{{1,3}}(?![0-9-])|(?<=[公小花家宿][寓区园舍])[0-9]{{3,4}}(?:室|号房)"
)
"A door in a house of several: 3号楼2单元501室, 3栋501, 2单元501."
_STAIRS = re.compile(
    rf"{_HOUSE}{_UNIT}(?![至到、和及~\-]|楼道|楼梯|门口|屋|外|电梯|门禁|化粪|管|排水|[上下供]水|供暖|的?门)"
)
_SHORT_DOOR = re.compile(
    r"(?:[A-Za-z]?[0-9]{1,3}-[0-9]{1,2}-[0-9]{1,4}号?|[0-9]{1,3}-[0-9]{3,4})(?![0-9\-年月日栋幢楼层期个户件%])"
)
"A door as people write it in short: 3-2-501."
_GROUP_DOOR = re.compile(
    rf"(?:村|社区|居委会)(?:村民小?组?)?{_N}(?:组|社|队|小组|村民小组|居民小组)\n?(?:(?:附|门牌号?)?{_N}号(?![文令楼线井桥地段标机坑点变桩电闸渠棚路]))"
)
"A house of a village's group: 唐地村3组15号."
_LANE = re.compile(
    rf"[{_HAN}](?:巷|胡同|弄)\n?(?:{_N}(?:弄|条|支))?\n?{_N}号(?:附{_N}号)?(?![文令线院楼地井灯路段门杆桩渠桥])"
)
_HOME_NUMBER = re.compile(
    rf"(?:别墅|庄园|山庄|排|(?<=自然)村|(?<=安置)[点区房]|平房)\n?(?:第?{_N}排)?{_N}号(?![文令楼院线路桥井地段标机坑点变桩电闸渠棚仓库门杆])|(?<=[一-龥]){_N}号别墅|(?:山庄|庄园|别墅)区?[A-Za-z]?{_N}[栋幢]|门牌号?[:为是]?[{_HAN}]{{0,12}}?{_N}号"
)
"A house that stands by itself: 别墅12号, 自然村7号, 5排12号, 门牌18号."
_DETAIL = re.compile(
    rf"{_N}(?:组|社|队|小组|村民小组|号院|号楼?|#楼?|楼|栋|幢|座|单元|室|门|附|弄|层|排)(?:(?:附|门牌号?)?[0-9]{{1,4}}(?:号|室|(?![0-9室单层楼栋幢组户])))?|(?<![0-9])[0-9]{{1,3}}(?:-[0-9]{{1,4}}){{1,3}}(?![0-9])号?"
    rf"|[{_HAN}](?:(?<![乡农山牧全各本该同新美])村|屯|寨|小区|花园|公寓|家园|家属院|宿舍|苑|周转房|安居院|公租房)"
)
"What makes a place more than a township: group, house, door, village, estate."
_VALUE = re.compile(
    rf"(?:地址|[地址])?(?:[是为在于:\"“(]|\n(?!\n)){{0,3}}(?P<place>[{_HAN}0-9A-Za-z#·\-]{{3,60}}"
    rf"(?:\n[{_HAN}0-9A-Za-z#\-]{{2,30}}(?=[，。;,)]|$))?)"
)
_NO_PLACE = re.compile(
    "人口|居民|户数|率|登记|制度|管理|改革|迁移|困难|条件|环境|问题|证明|信息|老人|群众|村民|情况|补贴|政策|安全|保障"
)
_GOES_ON = re.compile("的|反映|提出|来电|同志|等|请|电话|手机|联系|身份证|系|因|被|居民|村民|群众|业主|住户")
_TOWN = re.compile(rf"^(?P<kept>.*[{_HAN}](?:街道办事处|街道办|街道|乡|镇|苏木))(?!政府|人民)")
_COUNTY = re.compile(rf"^(?P<kept>.*[{_HAN}](?:自治县|县|(?<![小社园库校景片新院山])区|市|旗|州))(?!政府|人民)")
_RUN = re.compile(rf"(?:[{_HAN}0-9A-Za-z#·\-]|\([{_HAN}0-9]{{1,4}}\))+$")
_LEAD = re.compile(
    "^.*(?:地址|住址|住所|住处|位于|居住在|居住于|现住|租住在?|户籍|搬到|住(?![院建])在?|邮?寄[至到往]|送[到至]|地处|在|是|的)(?=[^区县市镇乡])"
)
_VILLAGER = re.compile(rf"[村区会]{_N}(?:组|社|队|小组|村民小组)")
_BESIDE = re.compile(
    rf"(?:户|申请人|对象|当事人|来访人|信访人|受访人)[:是为]?[{_HAN}·]{{2,6}}[(,，](?P<place>[{_HAN}]{{2,20}}[村区会]{_N}(?:组|社|队)(?:{_N}号)?)(?=[),，。;；]|$)"
)
"A village's group beside somebody's name: 低保户次仁（米瑞乡示例村2组）."
_LONGEST, _NAMED = 40, 2


_LIVES = re.compile(
    rf"(?<![居常暂入原留记稳守抓堵控保顶挡扛站把兜拦捂停绑围])住(?=(?![院建房户宅所宿址在用进满])[{_HAN}]{{1,16}}[区县市乡镇村路街巷道](?![公委支两妇]))"
)
"住 before the name of a place."


def find_addresses(reading: ScreenedText) -> Iterator[ScreenFinding]:
    """Homes by the word before them, by a door in a place where people live, or by a house of a village's group."""
    dense = reading.dense
    for found in (*any_of("home").finditer(dense), *_LIVES.finditer(dense)):
        if (home := _value(dense, found.end())) and not (
            found[0].startswith("住所") and is_office_place(dense[home[0] : home[1]])
        ):
            yield _finding(reading, *home, blocks=True)
    for found in any_of("post").finditer(dense):
        home = _value(dense, found.end())
        if home and _VILLAGER.search(dense, *home) and not is_office_place(dense[home[0] : home[1]]):
            yield _finding(reading, *home, blocks=False)
    for found in _BESIDE.finditer(dense):
        if not is_office_place(found["place"]):
            yield _finding(reading, *found.span("place"), blocks=False)
    for pattern in (_DOOR, _GROUP_DOOR, _SHORT_DOOR, _LANE, _HOME_NUMBER, _STAIRS):
        for found in pattern.finditer(dense):
            start = _start(dense, found.start())
            blocks = _judged(pattern, dense[start : found.start()], dense[max(0, start - 12) : start])
            if blocks is not None:
                yield _finding(reading, start, found.end(), blocks)


def _value(dense: str, at: int) -> tuple[int, int] | None:
    """Start and end of the home that follows its word; None where nothing in it is below the township."""
    value = _VALUE.match(dense, at)
    if value is None or _NO_PLACE.match(value["place"]) or not (end := _end(value["place"])):
        return None
    return value.start("place"), value.start("place") + end


def _end(place: str) -> int:
    """Where a home ends in what follows the word for it; 0 where nothing in it is below the township."""
    end = 0
    for detail in _DETAIL.finditer(place):
        if end and _GOES_ON.search(place[end : detail.start()]):
            break
        end = detail.end()
    return end


def _start(dense: str, at: int) -> int:
    """Where the place begins whose door stands there."""
    run = _RUN.search(dense, max(0, at - _LONGEST), at)
    if run is None:
        return at
    lead = _LEAD.match(run[0])
    return run.start() + (lead.end() if lead else 0)


def _judged(pattern: re.Pattern, head: str, before: str) -> bool | None:
    """Whether a door behind the words of a place blocks; None where it is an office's or no home."""
    if is_office_place(head):
        return None
    if pattern is _GROUP_DOOR:
        return True
    lives = any_of("living_place").search(head)
    if pattern in {_LANE, _HOME_NUMBER}:
        return False
    if pattern is _STAIRS:
        return False if lives else None
    if pattern is _SHORT_DOOR:
        return True if head.endswith(tuple(words("living_place"))) else None
    return bool(lives or len(head) >= _NAMED or any_of("post", behind=".{0,2}$").search(before))


def is_office_place(place: str) -> bool:
    """Whether the last word that says what sort of place it is names an office: 教育局家属院 is a home."""
    office = max((found.end() for found in any_of("office_place").finditer(place)), default=-1)
    lives = max((found.end() for found in any_of("living_place").finditer(place)), default=-1)
    return office >= 0 and office >= lives


def _finding(reading: ScreenedText, start: int, end: int, blocks: bool) -> ScreenFinding:
    quote, first, last = reading.quote(*reading.from_dense(start, end))
    told = reading.dense[start:end].replace("\n", "")
    kept = _TOWN.match(told) or _COUNTY.match(told)
    return ScreenFinding(Kind.ADDRESS, quote, first, last, kept["kept"] if kept else "", blocks)
