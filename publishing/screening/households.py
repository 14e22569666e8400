"""Homes told by whose they are (某户的住址): a village's group beside somebody's name, or a house by its family's name (R106)."""

import re
from collections.abc import Iterator

from publishing.screening.addresses import HAN, NUMBER, THING, home_finding, is_office_place, start_of_place
from publishing.screening.kinds import ScreenFinding
from publishing.screening.people import ends_a_name, name_at_start
from publishing.screening.reading import ScreenedText
from publishing.screening.vocabulary import any_of

_VILLAGE = "(?:村委会|居委会|社区|村|牧场|农场|林场|牧点|寨|屯)"
_GROUP = rf"{_VILLAGE}(?:第?{NUMBER}(?:村民小组|居民小组|小组|组|社|队|网格)|[{HAN}]{{2}}组(?={NUMBER}[号户]))"
_HOUSE = rf"(?:第?{NUMBER}(?:号|户))?"
_PLACE = rf"(?P<place>[{HAN}]{{2,20}}?{_GROUP}{_HOUSE})"
_WITH_NAME = re.compile(rf"{_GROUP}{_HOUSE}(?=(?P<who>[{HAN}·]{{2,6}}))")
_NAMED_GROUP = re.compile(rf"村[{HAN}]{{2}}组{NUMBER}(?:号|户)(?!{THING})")
"A house of a group that has a name: 幸福组11号."
_BESIDE = re.compile(rf"(?:户|{any_of('household').pattern}|对象)[:是为系]?[{HAN}·]{{2,6}}[(,]{_PLACE}(?=[),。;]|$)")
"A village's group beside somebody's name: 低保户次仁（米瑞乡示例村2组）."
_BEHIND = re.compile(rf"{any_of('household').pattern}[:是为系]{{1,2}}{_PLACE}")
"A village's group behind the word for who wrote or called: 反映人：示例镇示例村一社."
_OF_FAMILY = re.compile(rf"(?<=[{HAN}])(?<![0-9〇一二两三四五六七八九十百几数多各每专国大])家\({_PLACE}\)")
"A village's group in brackets behind a family: 扎西家（示例村六组）."
_FAMILY = re.compile(
    rf"{_VILLAGE}(?:{NUMBER}(?:组|社|队|小组|村民小组))?(?P<who>[{HAN}·]{{2,4}}?)家(?=[院门房屋里中的旁后前围]|附近|[,。;)]|$)"
)
"A family's house in a village: 示例村3组扎西家门前."
_MASKED = re.compile(rf"(?:村民|牧民|居民|农户)?[{HAN}]{{1,3}}某")
"Somebody whose name is masked already, behind a group."
_MANY = re.compile(
    "村民|农户|居民|群众|牧民|农牧|每|各|老人|困难|[专国大人几多两户商店厂公企养回到]|[0-9一二三四五六七八九十]"
)


def find_households(reading: ScreenedText) -> Iterator[ScreenFinding]:
    """A village's group with the name of who lives there blocks; beside a family or who called, it is asked about."""
    dense = reading.dense
    for found in _WITH_NAME.finditer(dense):
        name = name_at_start(found["who"])
        behind = found.end() + len(name)
        is_named = bool(name) and (ends_a_name(dense, behind) or dense[behind : behind + 1] in "家户房屋院受遭")
        if is_named or _MASKED.match(dense, found.end()):
            yield from _at(reading, start_of_place(dense, found.start()), found.end(), blocks=is_named)
    for pattern in (_BESIDE, _BEHIND, _OF_FAMILY):
        for found in pattern.finditer(dense):
            yield from _at(reading, *found.span("place"), blocks=False)
    for found in _NAMED_GROUP.finditer(dense):
        yield from _at(reading, start_of_place(dense, found.start()), found.end(), blocks=False)
    for found in _FAMILY.finditer(dense):
        in_group = found.start("who") - found.start() > len("社区")
        if not _MANY.search(found["who"]) and (in_group or name_at_start(found["who"]) == found["who"]):
            yield from _at(reading, start_of_place(dense, found.start()), found.end(), blocks=False)


def _at(reading: ScreenedText, start: int, end: int, blocks: bool) -> Iterator[ScreenFinding]:
    if not is_office_place(reading.dense[start:end]):
        yield home_finding(reading, start, end, blocks)
