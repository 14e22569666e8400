"""What a place's organs and leaders are called (地方称谓), by its level and by the level above: pure words."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlaceLevel(TextChoices):
    """What the place is (级别): the eight kinds of divisions at the county's level."""

    DISTRICT = "district", _("市辖区")
    COUNTY = "county", _("县")
    COUNTY_CITY = "county_city", _("县级市")
    BANNER = "banner", _("旗")
    AUTONOMOUS_COUNTY = "autonomous_county", _("自治县")
    AUTONOMOUS_BANNER = "autonomous_banner", _("自治旗")
    SPECIAL_DISTRICT = "special_district", _("特区")
    FOREST_DISTRICT = "forest_district", _("林区")


class PlaceAbove(TextChoices):
    """What stands above the place and hands it items (上级)."""

    CITY = "city", _("设区的市")
    PREFECTURE = "prefecture", _("自治州")
    LEAGUE = "league", _("盟")
    REGION = "region", _("地区")
    MUNICIPALITY = "municipality", _("直辖市")
    PROVINCE = "province", _("省（省直管）")
    AUTONOMOUS_REGION = "autonomous_region", _("自治区（自治区直管）")


class SectionPlace(TextChoices):
    """Where the section sits that handles suggestions and proposals (办理科室所在)."""

    OFFICE = "office", _("政府办")
    SUPERVISION = "supervision", _("督查室")


_OWN = {
    PlaceLevel.DISTRICT: "区",
    PlaceLevel.COUNTY: "县",
    PlaceLevel.COUNTY_CITY: "市",
    PlaceLevel.BANNER: "旗",
    PlaceLevel.AUTONOMOUS_COUNTY: "县",
    PlaceLevel.AUTONOMOUS_BANNER: "旗",
    PlaceLevel.SPECIAL_DISTRICT: "特区",
    PlaceLevel.FOREST_DISTRICT: "林区",
}
_UPPER = {
    PlaceAbove.CITY: "市",
    PlaceAbove.PREFECTURE: "州",
    PlaceAbove.LEAGUE: "盟",
    PlaceAbove.REGION: "地区",
    PlaceAbove.MUNICIPALITY: "市",
    PlaceAbove.PROVINCE: "省",
    PlaceAbove.AUTONOMOUS_REGION: "自治区",
}
_AGENCIES = {PlaceAbove.LEAGUE: "盟", PlaceAbove.REGION: ""}
"Above which no people's government stands, but an administrative office (行政公署), and how it is called there."
_NO_CONGRESS = {PlaceAbove.LEAGUE: "盟人大工委", PlaceAbove.REGION: "地区人大工委"}
"Where a working committee of the province's stands for the people's congress (人大工作委员会)."


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """How organs and leaders of one place are called; each field is a word that `local` fills in."""

    own: str
    "The place's own kind: 区, 县, 市, 旗."
    upper: str
    "The kind of what stands above: 市, 州, 盟, 地区, 省."
    leaders: str
    "Who instructs and signs: 区领导."
    government: str
    "区政府"
    office: str
    "区政府办"
    congress: str
    "区人大"
    cppcc: str
    "区政协"
    own_units: str
    "区直部门"
    own_origin: str
    "What marks an item of the place's own meetings: 区; 本市 in a city, so that it is no item of the city above."
    upper_level: str
    "What belongs to the level above: 市级, as in 市级单位."
    upper_government: str
    "市政府"
    upper_office: str
    "Who reviews what goes up: 市政府办."
    upper_office_full: str
    "市人民政府办公室"
    upper_congress: str
    "市人大"
    upper_committee: str
    "Who of the congress above gets copies of answers to deputies: 市人大常委会代表工作委员会."
    upper_cppcc: str
    "市政协"
    upper_lead: str
    "Who answers items that the place supports: 市主办单位."
    section: str
    "Who handles suggestions and proposals: 政府办."
    supervisors: str
    "Who reminds and reports: 督查室; where that is the section itself, its 督查督办."
    place: str = ""
    "The place's name, 示例县; empty while it is not given."


def words_of(
    level: str = PlaceLevel.DISTRICT,
    above: str = PlaceAbove.CITY,
    *,
    place: str = "",
    leaders: str = "",
    upper_office: str = "",
    section: str = SectionPlace.OFFICE,
) -> PlaceWords:
    """The words of a place; what an office calls its leaders and its upper office itself wins over what is derived.

    A city at the county's level below another city calls that one 地级市, so that the two are told apart.
    """
    own, upper = _OWN[PlaceLevel(level)], _UPPER[PlaceAbove(above)]
    upper_level = f"{upper}级"
    if own == upper:
        upper, upper_level = "地级市", "地市级"
    agency = _AGENCIES.get(PlaceAbove(above))
    is_supervision = section == SectionPlace.SUPERVISION
    return PlaceWords(
        own=own,
        upper=upper,
        leaders=leaders or f"{own}领导",
        government=f"{own}政府",
        office=f"{own}政府办",
        congress=f"{own}人大",
        cppcc=f"{own}政协",
        own_units=f"{own}直部门",
        own_origin="本市" if own == "市" else own,
        upper_level=upper_level,
        upper_government=f"{upper}政府" if agency is None else f"{agency}行署",
        upper_office=upper_office or (f"{upper}政府办" if agency is None else f"{agency}行署办"),
        upper_office_full=f"{upper}人民政府办公室" if agency is None else f"{upper}行政公署办公室",
        upper_congress=_NO_CONGRESS.get(PlaceAbove(above), f"{upper}人大"),
        upper_committee=_NO_CONGRESS.get(PlaceAbove(above), f"{upper}人大常委会代表工作委员会"),
        upper_cppcc=f"{upper}政协",
        upper_lead=f"{upper}主办单位",
        section="督查室" if is_supervision else "政府办",
        supervisors="督查督办" if is_supervision else "督查室",
        place=place,
    )


DEFAULT = words_of()
"The words of a district below a city, which hold until an office says what it is."
