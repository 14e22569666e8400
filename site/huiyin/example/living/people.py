"""The living session's units, their accounts, further leaders, and those who put its items forward: all made up, 示例."""

from dataclasses import dataclass, field

from huiyin.example.people import make_account
from tracking import permissions
from tracking.models import Membership, Person, Role, Unit, UnitAlias, UnitKind
from tracking.people import powers
from tracking.versions import keep

REASON = "示例数据"
DEPARTMENTS = (
    "发展和改革局/发改局", "教育局/教育局", "民政局/民政局", "卫生健康局/卫健局", "住房和城乡建设局/住建局",
    "市场监督管理局/市监局", "镇人民政府/示例镇", "交通运输局/交通局", "水利局/水利局", "农业农村局/农业局",
    "文化和旅游局/文旅局", "城市管理局/城管局", "人力资源和社会保障局/人社局", "财政局/财政局", "自然资源局/资源局",
    "生态环境局/环境局", "应急管理局/应急局", "公安局/公安局", "医疗保障局/医保局", "东街道办事处/东街道",
    "科技和信息化局/科信局", "商务局/商务局", "林业和草原局/林草局", "司法局/司法局", "审计局/审计局", "统计局/统计局",
    "退役军人事务局/退役军人局", "体育局/体育局", "数据局/数据局", "残疾人联合会/残联", "供销合作社/供销社",
    "融媒体中心/融媒体", "西街道办事处/西街道", "河乡人民政府/河乡", "山乡人民政府/山乡", "湖镇人民政府/湖镇",
    "桥镇人民政府/桥镇", "坪乡人民政府/坪乡", "沟乡人民政府/沟乡", "川镇人民政府/川镇",
)  # fmt: skip
"The units by what they do, each with its short name; the first twenty are there in the smaller session."
LEADERS = {"leader": "示例领导甲", "leader2": "示例领导乙", "leader3": "示例领导丙"}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
DELEGATIONS = ("示例第一代表团", "示例第二代表团")
CIRCLES = ("示例经济界", "示例教育界", "示例农业界", "示例医卫界")
DEPUTIES = ("示例扎西次仁", "示例达娃卓玛", *(f"示例{one}甲" for one in SURNAMES))
MEMBERS = ("示例格桑平措", *(f"示例{one}乙" for one in SURNAMES))
BODIES = ("示例区工商联", "示例区政协农业界小组", "示例区青联")


@dataclass
class Staff:
    """Who takes the living session's steps: accounts by name, and its units in their order."""

    users: dict[str, object]
    units: list[Unit] = field(default_factory=list)

    def account_of(self, unit: int) -> object:
        """The account that handles items for the unit of this place."""
        return self.users[username_of(unit)]

    def leader_of(self, unit: int) -> object:
        """The account of the leader in charge of the unit of this place."""
        return self.users[list(LEADERS)[unit % len(LEADERS)]]


def username_of(unit: int) -> str:
    """The account of the unit of this place: unit, unit2, unit3 …"""
    return f"unit{unit + 1}" if unit else "unit"


def does_of(unit: int) -> str:
    """What the unit of this place is called without its district: 教育局, 镇人民政府."""
    return DEPARTMENTS[unit].split("/")[0]


def short_of(unit: int) -> str:
    """What the unit of this place is called in short: 卫健局, 示例镇."""
    return DEPARTMENTS[unit].split("/")[1]


def kind_of(name: str) -> UnitKind:
    """What sort of unit bears this name."""
    return UnitKind.TOWNSHIP if name.endswith(("镇人民政府", "乡人民政府", "街道办事处")) else UnitKind.DEPARTMENT


def make_staff(users: dict[str, object], count: int) -> Staff:
    """So many units with their accounts, two more leaders, and a role that waits for its confirmation."""
    staff = Staff(dict(users))
    for username, name in LEADERS.items():
        staff.users[username] = make_account(username, name, "区领导", Role.LEADER)
    for place, told in enumerate(DEPARTMENTS[:count]):
        does, short = told.split("/")
        name = f"示例{does}" if kind_of(does) == UnitKind.TOWNSHIP else f"示例区{does}"
        leader = list(LEADERS.values())[place % len(LEADERS)]
        unit = keep(
            Unit(name=name, kind=kind_of(name), head=f"示例负责人{place + 1}", district_leader=leader, is_example=True),
            reason=REASON,
        )
        alias = short if short.startswith("示例") else f"示例{short}"
        keep(UnitAlias(unit=unit, name=alias), reason=REASON)
        staff.units.append(unit)
        staff.users[username_of(place)] = make_account(
            username_of(place), f"{alias}经办", f"{alias}经办", Role.UNIT_HANDLER, unit
        )
    return staff


def leave_a_role_to_confirm() -> None:
    """Another administrator gives somebody a role that takes a second person: it waits for the first one."""
    giver = make_account("admin2", "示例管理员乙", "系统管理员", Role.ADMIN)
    newcomer = keep(Person(name="示例审核乙", post="区政府办公室审核", is_example=True), reason=REASON)
    powers.give(Membership(person=newcomer, role=Role.OFFICE_REVIEWER), by=giver, reason="授予角色")
    permissions.join_groups(newcomer)
