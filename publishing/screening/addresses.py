"""Where somebody lives (住址): shown down to the township or sub-district, never to group, house, door or room (R106)."""

import re
from collections.abc import Iterator

from publishing.screening.kinds import Kind, ScreenFinding
from publishing.screening.reading import ScreenedText
from publishing.screening.vocabulary import any_of, words

NUMBER = "第?[甲乙丙丁]?[0-9一二两三四五六七八九十百〇零壹贰叁肆伍陆柒捌玖]{1,5}"
HAN = r"〇\u4e00-\u9fff"
THING = "[文令楼线路桥井地段标机坑点变桩电闸渠棚斗泵阀]|观景|公厕|公交|信号|监控|支路|停车|围栏|草场"
"What else has a number: 3号桥, 2号公厕."
_HOUSE = rf"(?:[A-Za-z东西南北甲乙丙丁]?{NUMBER}?[A-Za-z]?(?:号楼|#楼|#|栋|幢|座)|[A-Za-z甲乙丙丁](?:区|栋|座)|{NUMBER}号院)\n?"
_UNIT = rf"(?:{NUMBER}|[A-Za-z东西南北中甲乙丙丁])(?:单元|门|梯)\n?"
_FLOOR = rf"(?:{NUMBER}(?:层|楼)\n?)?"
_ROOM = (
    rf"(?:(?:[A-Za-z]?{NUMBER}(?:室|号房|房间|房(?![屋产型款价源地建改子])|号)|附{NUMBER}号)(?![楼院线路桥门])"
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
_NEIGHBOURS = re.compile(rf"{_HOUSE}(?=(?:租户|租客|老人|老干部|老同志)(?!楼|活动|服务|健身|食堂))")
"A house of one who speaks: 家属院3栋老干部反映."
_SPEAK = "反映|反应|来信|来电|来访|上访|联名|投诉|举报|求助|提出|建议|要求|呼吁|诉|称"
_PART_SPEAKS = re.compile(
    rf"(?:[A-Za-z甲乙丙丁东西南北中]|{NUMBER})(?:区|期)\n?{_HOUSE}"
    rf"(?=的?(?:部分|全体|多[名位户])?(?:居民群众(?!活动|文化|工作|服务|性)|(?:居民|群众|业主|住户)[^，。；;、]{{0,6}}?(?:{_SPEAK})))"
)
"A house in one part of an estate, of those who speak: 小区B区12幢居民群众, 花园二期3栋业主反映."
_SHORT_DOOR = re.compile(
    r"(?:[A-Za-z]?[0-9]{1,3}-[0-9]{1,2}-[0-9]{1,4}号?|[0-9]{1,3}-[0-9]{3,4})(?![0-9\-年月日栋幢楼层期个户件%])"
)
"A door as people write it in short: 3-2-501."
_GROUP_DOOR = re.compile(
    rf"(?:村|社区|居委会)(?:村民小?组?)?{NUMBER}(?:组|社|队|小组|村民小组|居民小组)\n?(?:(?:附|门牌号?)?{NUMBER}号(?!{THING}))"
)
"A house of a village's group: 唐地村3组15号."
_LANE = re.compile(
    rf"(?:[{HAN}]|[0-9])(?:巷|胡同|弄)\n?(?:{NUMBER}(?:弄|条|支))?\n?{NUMBER}号(?:院(?=[东西南北正平][屋房]|内平房))?(?:附{NUMBER}号)?(?!{THING}|[院灯门杆])"
)
_HOME_NUMBER = re.compile(
    rf"(?:别墅|庄园|山庄|排|(?<=自然)村|村[东西南北](?:头|口|边|侧)?|[寨屯]|牧点|(?<=安置)[点区房]|平房|民居|民房)\n?(?:第?{NUMBER}排)?{NUMBER}号(?!{THING}|[院仓库门杆])|(?<=[一-龥]){NUMBER}号别墅|(?:山庄|庄园|别墅)区?[A-Za-z]?{NUMBER}[栋幢]|门牌号?[:为是]?[{HAN}]{{0,12}}?{NUMBER}号"
)
"A house that stands by itself: 别墅12号, 自然村7号, 藏寨9号, 村西头12号, 5排12号, 门牌18号."
_STREET_DOOR = re.compile(
    rf"[{HAN}](?:路|街|大道|巷|胡同|里)(?:{NUMBER}弄)?{NUMBER}号(?:大?院)?(?:附{NUMBER}号|{_FLOOR}(?:{_ROOM}|{_BARE_ROOM})|{NUMBER}楼(?![道梯层]))"
)
"A door behind a street's number: 示例路5号附2号, 示例路66弄7号402室, 示例街48号2楼."
_BOX = re.compile(rf"(?:[0-9]{{1,6}}|{NUMBER})号?信箱(?:附|第)?{NUMBER}(?:分箱|号|分队)")
"A box of the post that is one household's or one unit's: 2003信箱15分箱."
_DETAIL = re.compile(
    rf"{NUMBER}(?:组|社|队|小组|村民小组|号院|号楼?|#楼?|楼|栋|幢|座|单元|室|门|附|弄|层|排)(?:(?:附|门牌号?)?[0-9]{{1,4}}(?:号|室|(?![0-9室单层楼栋幢组户])))?|(?<![0-9])[0-9]{{1,3}}(?:-[0-9]{{1,4}}){{1,3}}(?![0-9])号?"
    rf"|[{HAN}](?:(?<![乡农山牧全各本该同新美])村|屯|寨|小区|花园|公寓|家园|家属院|宿舍|苑|周转房|安居院|公租房)"
)
"What makes a place more than a township: group, house, door, village, estate."
_VALUE = re.compile(
    rf"(?:地址|[地址])?(?:[是为在于:\"“(]|\n(?!\n)){{0,3}}(?P<place>[{HAN}0-9A-Za-z#·\-]{{3,60}}"
    rf"(?:\n[{HAN}0-9A-Za-z#\-]{{2,30}}(?=[，。;,)]|$))?)"
)
_NO_PLACE = re.compile(
    "人口|居民|户数|率|登记|制度|管理|改革|迁移|困难|条件|环境|问题|证明|信息|老人|群众|村民|情况|补贴|政策|安全|保障"
)
_GOES_ON = re.compile("的|反映|提出|来电|同志|等|请|电话|手机|联系|身份证|系|因|被|居民|村民|群众|业主|住户")
_TOWN = re.compile(rf"^(?P<kept>.*[{HAN}](?:街道办事处|街道办|街道|乡|镇|苏木))(?!政府|人民)")
_COUNTY = re.compile(rf"^(?P<kept>.*[{HAN}](?:自治县|县|(?<![小社园库校景片新院山])区|市|旗|州))(?!政府|人民)")
_RUN = re.compile(rf"(?:[{HAN}0-9A-Za-z#·\-]|\([{HAN}0-9]{{1,4}}\))+$")
_LEAD = re.compile(
    "^.*(?:地址|住址|住所|住处|位于|居住在|居住于|现住|租住在?|户籍|搬到|住(?![院建])在?|邮?寄[至到往]|送[到至]|地处|在|是|的|群众|村民|牧民|居民|农户|[访映信诉报请助收事]人|对象)(?=[^区县市镇乡])"
)
_VILLAGER = re.compile(rf"[村区会]{NUMBER}(?:组|社|队|小组|村民小组)")
_LONGEST, _NAMED = 40, 2
_IS_SEAT = re.compile("(?<!住)(?:位于|设在|设于|办公地[址点][:为是在]?)$")
"Behind an office's name: where it has its seat."
_PART_OF_SENTENCE = re.compile("[。！!？?；;]")


_LIVES = re.compile(
    rf"(?<![居常暂入原留记稳守抓堵控保顶挡扛站把兜拦捂停绑围])住(?=(?![院建房户宅所宿址在用进满])[{HAN}]{{1,16}}[区县市乡镇村路街巷道场寨屯庄](?![公委支两妇]))"
)
"住 before the name of a place."


def find_addresses(reading: ScreenedText) -> Iterator[ScreenFinding]:
    """Homes by the word before them, by a door in a place where people live, or by a house of a village's group."""
    dense = reading.dense
    for found in (*any_of("home").finditer(dense), *_LIVES.finditer(dense)):
        if (home := _value(dense, found.end())) and not (
            found[0].startswith("住所") and is_office_place(dense[home[0] : home[1]])
        ):
            yield home_finding(reading, *home, blocks=True)
    for found in any_of("post").finditer(dense):
        home = _value(dense, found.end())
        if home and _VILLAGER.search(dense, *home) and not is_office_place(dense[home[0] : home[1]]):
            yield home_finding(reading, *home, blocks=False)
    for pattern in (
        _DOOR,
        _GROUP_DOOR,
        _SHORT_DOOR,
        _STREET_DOOR,
        _LANE,
        _HOME_NUMBER,
        _BOX,
        _STAIRS,
        _NEIGHBOURS,
        _PART_SPEAKS,
    ):
        for found in pattern.finditer(dense):
            start = start_of_place(dense, found.start())
            if pattern in {_STREET_DOOR, _BOX} and _is_beside_office(dense, start, found.end()):
                continue
            blocks = _judged(pattern, dense[start : found.start()], dense[max(0, start - 16) : start])
            if blocks is not None:
                yield home_finding(reading, start, found.end(), blocks)


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


def start_of_place(dense: str, at: int) -> int:
    """Where the place begins whose door stands there."""
    run = _RUN.search(dense, max(0, at - _LONGEST), at)
    if run is None:
        return at
    lead = _LEAD.match(run[0])
    return run.start() + (lead.end() if lead else 0)


def _judged(pattern: re.Pattern, head: str, before: str) -> bool | None:
    """Whether a door behind the words of a place blocks; None where it is an office's or no home."""
    if is_office_place(head) or (_IS_SEAT.search(before) and any_of("office").search(before)):
        return None
    if pattern is _GROUP_DOOR:
        return True
    lives = any_of("living_place").search(head)
    if pattern in {_LANE, _HOME_NUMBER, _STREET_DOOR, _BOX}:
        return False
    if pattern in {_STAIRS, _NEIGHBOURS, _PART_SPEAKS}:
        return False if lives else None
    if pattern is _SHORT_DOOR:
        return True if head.endswith(tuple(words("living_place"))) else None
    return bool(lives or len(head) >= _NAMED or any_of("post", behind=".{0,2}$").search(before))


def _is_beside_office(dense: str, start: int, end: int) -> bool:
    """Whether the words just before or behind a door name an office."""
    around = _PART_OF_SENTENCE.split(dense[max(0, start - 24) : start])[-1] + dense[start:end] + dense[end : end + 12]
    return bool(any_of("office_place").search(around) or any_of("office").search(around))


def is_office_place(place: str) -> bool:
    """Whether the last word that says what sort of place it is names an office: 教育局家属院 is a home."""
    office = max((found.end() for found in any_of("office_place").finditer(place)), default=-1)
    lives = max((found.end() for found in any_of("living_place").finditer(place)), default=-1)
    return office >= 0 and office >= lives


def home_finding(reading: ScreenedText, start: int, end: int, blocks: bool) -> ScreenFinding:
    """A home that stands at a place of the dense text, shown down to its township."""
    quote, first, last = reading.quote(*reading.from_dense(start, end))
    told = reading.dense[start:end].replace("\n", "")
    kept = _TOWN.match(told) or _COUNTY.match(told)
    return ScreenFinding(Kind.ADDRESS, quote, first, last, kept["kept"] if kept else "", blocks)
