"""The departments that most counties have (常见机构): full names and short ones, so that a list's many ways of writing one are recognised.

Only common knowledge stands here; an office's own units and names are in its lists (承办单位).
"""

import re
from dataclasses import dataclass

from tracking.wording.characters import normalise


@dataclass(frozen=True, slots=True)
class UsualUnit:
    """A department: its full names without the place's, the commonest first, and its short names, the commonest first."""

    formal: tuple[str, ...]
    short: tuple[str, ...]


def _usual(formal: str, short: str) -> UsualUnit:
    return UsualUnit(tuple(formal.split()), tuple(short.split()))


USUAL = (
    _usual("人民政府办公室", "政府办 政府办公室 府办"),
    _usual("纪律检查委员会监察委员会 纪委监委", "纪委监委 纪委 监委"),
    _usual("委组织部", "组织部"),
    _usual("委宣传部", "宣传部"),
    _usual("委统战部 委统一战线工作部", "统战部"),
    _usual("委政法委员会 委政法委", "政法委"),
    _usual("委机构编制委员会办公室", "编办 编委办"),
    _usual("发展和改革委员会 发展和改革局 发展改革和经济信息化局", "发改委 发展改革委 发改局 发展改革局 发改经信局"),
    _usual("教育局 教育体育局 教育和体育局 教育和科学技术局", "教育局 教体局 教科局"),
    _usual("科学技术局 科技局 科学技术和工业信息化局", "科技局 科工局"),
    _usual("工业和信息化局 经济和信息化局 工业信息化和商务局", "工信局 经信局 工信和商务局"),
    _usual("民族宗教事务局 民族宗教事务委员会", "民宗局 民宗委"),
    _usual("公安局 公安分局", "公安局 公安"),
    _usual("民政局", "民政局"),
    _usual("司法局", "司法局"),
    _usual("财政局", "财政局"),
    _usual("人力资源和社会保障局", "人社局"),
    _usual("自然资源局 自然资源和规划局", "自然资源局 自规局 自资局"),
    _usual("生态环境局 生态环境分局 环境保护局", "生态环境局 环保局"),
    _usual("住房和城乡建设局 住房和城乡建设委员会", "住建局 住房城乡建设局 建设局 住建委"),
    _usual("交通运输局", "交通局 交通运输局 交运局"),
    _usual("水利局 水务局", "水利局 水务局"),
    _usual("农业农村局 农业农村和水利局 农业农村和科学技术局", "农业农村局 农业局 农牧局 农水局"),
    _usual("乡村振兴局", "乡村振兴局 扶贫办"),
    _usual("商务局", "商务局"),
    _usual("文化和旅游局 文化旅游局 文化广电旅游局 文化和旅游广电体育局", "文旅局 文化旅游局 文广旅局 文旅广体局"),
    _usual("卫生健康委员会 卫生健康局", "卫健委 卫健局 卫生健康委"),
    _usual("退役军人事务局", "退役军人局 退役军人事务局"),
    _usual("应急管理局", "应急局 应急管理局"),
    _usual("审计局", "审计局"),
    _usual("国有资产监督管理委员会 国有资产监督管理局", "国资委 国资局"),
    _usual("市场监督管理局", "市场监管局 市监局 市场局"),
    _usual("统计局", "统计局"),
    _usual("林业和草原局 林业局", "林草局 林业局"),
    _usual("医疗保障局", "医保局"),
    _usual("信访局", "信访局"),
    _usual(
        "城市管理局 城市管理和综合执法局 城市管理综合行政执法局 综合行政执法局", "城管局 城管执法局 综合执法局 城管"
    ),
    _usual("行政审批局 政务服务管理局 行政审批和政务服务局 政务服务和数据管理局", "审批局 政务服务局 行审局 政数局"),
    _usual("数据局 大数据管理局 大数据中心", "大数据局 数据局"),
    _usual("金融工作局 金融办公室", "金融局 金融办"),
    _usual("粮食和物资储备局", "粮储局 粮食局 粮食和储备局"),
    _usual("机关事务管理局 机关事务服务中心", "机关事务局 机关事务中心"),
    _usual("体育局", "体育局"),
    _usual("广播电视局 融媒体中心", "广电局 融媒体中心"),
    _usual("税务局", "税务局 国税局"),
    _usual("气象局", "气象局"),
    _usual("消防救援大队 消防救援局", "消防大队 消防救援大队 消防队"),
    _usual("公安局交通警察大队 公安交通警察大队", "交警大队 交警队"),
    _usual("供销合作社联合社 供销合作社", "供销社 供销联社"),
    _usual("残疾人联合会", "残联"),
    _usual("妇女联合会", "妇联"),
    _usual("总工会", "工会"),
    _usual("团委 共青团委员会", "团委"),
    _usual("科学技术协会", "科协"),
    _usual("工商业联合会", "工商联"),
    _usual("红十字会", "红十字会"),
    _usual("人民法院", "法院"),
    _usual("人民检察院", "检察院"),
    _usual("供电公司 供电局", "供电公司 供电局 电力公司"),
    _usual("烟草专卖局", "烟草局"),
    _usual("邮政管理局 邮政分公司", "邮政局 邮政公司"),
    _usual("疾病预防控制中心 疾病预防控制局", "疾控中心 疾控局"),
    _usual("人民医院", "县医院 区医院"),
    _usual("公路管理局 公路段 公路养护段", "公路局 养护段"),
    _usual("住房公积金管理中心", "公积金中心"),
    _usual("投资促进局 招商局", "招商局 投促局"),
    _usual("搬迁安置局 移民局", "移民局 移民办"),
)
_BY_NAME = {name: one for one in USUAL for name in (*one.short, *one.formal)}
_LONGEST_FIRST = sorted(_BY_NAME, key=lambda name: (-len(name), name))
OFFICE = USUAL[0]

_PLACE = "(?:(?![局委办厅处院、])[\u4e00-\u9fff]){0,10}"
_HEAD = re.compile(rf"[我本]?(?:{_PLACE}?(?:自治区|自治州|自治县|地区|[省市州盟县区旗]))?")
"What may stand before a department's name: nothing, 县, 示例县, 示例市示例区."
_BEFORE_OTHERS = re.compile(
    r"(?:[我本]?县(?![域城])|[我本]?区(?!域)|[我本]?旗|我市|市(?!场|容|民中心|政(?!府|协|法|研))"
    r"|[\u4e00-\u9fff]{2,8}?(?:自治县|县(?![域城])|(?<![新发园景城社牧林灾地库辖校片护治])区(?!域)|旗|(?<!城)市(?!场|容|民中心|政(?!府|协|法|研))))(?=.{2})"
)
"The same before any other unit, whose own name must not lose a character: 高新区管委会, 区域发展中心, 市场服务中心."


@dataclass(frozen=True, slots=True)
class UnitReading:
    """A unit's name taken apart: 示例县 | 住建局, and what all ways of writing it have in common."""

    name: str
    before: str
    stem: str
    usual: UsualUnit | None
    sense: str
    "The same for every way of writing the unit's own name: 住建局, 住房城乡建设局 and 住房和城乡建设局."

    @property
    def is_township(self) -> bool:
        """Whether it is a 乡、镇 or 街道."""
        return self.usual is None and self.sense.endswith(("乡", "镇", "街道"))


def read_unit(name: str, place: str = "") -> UnitReading:
    """Take a unit's name apart; `place` is what the district is called, where it is known (示例县)."""
    plain = plain_name(name)
    if place and (found := re.match(rf"(?:.{{2,8}}?[市州盟])?{re.escape(place)}(?=.)", plain)):
        before, stem = plain[: found.end()], plain[found.end() :]
        usual = _BY_NAME.get(stem)
        return UnitReading(name, before, stem, usual, _sense(stem, usual))
    for known in _LONGEST_FIRST:
        head = plain.removesuffix(known)
        if head != plain and _HEAD.fullmatch(head):
            usual = _BY_NAME[known]
            return UnitReading(name, head, known, usual, _sense(known, usual))
    match = _BEFORE_OTHERS.match(plain)
    before = match[0] if match else ""
    stem = plain[len(before) :]
    return UnitReading(name, before, stem, None, _sense(stem, None))


def plain_name(name: str) -> str:
    """A unit's name without spaces and differences of width and brackets."""
    return normalise(name).replace(" ", "").replace("(", "（").replace(")", "）")


def _sense(stem: str, usual: UsualUnit | None) -> str:
    if usual is not None:
        return usual.formal[0]
    stem = re.sub(r"(?<=[乡镇])(?:人民政府|政府|党委)$", "", stem)
    stem = re.sub(r"(?<=街道)(?:办事处|办公室|办)$", "", stem)
    stem = stem.replace("委员会", "委").replace("办公室", "办").replace("管理局", "局")
    return re.sub("[和与及、]", "", stem)


def two_in_one(name: str, place: str = "") -> tuple[str, str] | None:
    """The two departments that a name without any mark between them holds (县住建局县交通局); None for one unit's name."""
    plain = plain_name(name)
    for at in range(3, len(plain) - 2):
        if plain[at - 1] not in "局委办会院队社联":
            continue
        left, right = read_unit(plain[:at], place), read_unit(plain[at:], place)
        is_part_of_it = left.before != right.before or right.stem.endswith(("队", "所", "站", "中心", "办"))
        if left.usual and right.usual and left.usual is not right.usual and not is_part_of_it:
            return plain[:at], plain[at:]
    return None


def is_short_for(short: str, name: str) -> bool:
    """Whether every character of an abbreviation stands in the name in the same order (农科局 in 农业农村和科学技术局)."""
    rest = iter(name)
    return 2 <= len(short) < len(name) and short[-1] == name[-1] and all(char in rest for char in short)
