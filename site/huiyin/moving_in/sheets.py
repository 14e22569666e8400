"""What a setup file says (开办资料): its sheets and columns, which the template, the reader and the checks share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.db import models

from tracking.models import Profile, Role, UnitKind, WorkingWay
from tracking.wording.local import in_every_place, local
from tracking.wording.place_words import PlaceAbove, PlaceLevel, SectionPlace

What = Literal["words", "names", "day", "number", "yes", "choice", "choices"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A column of a sheet, or a line of one that is filled in once."""

    key: str
    head: str
    what: What = "words"
    help: str = ""
    is_required: bool = False
    choices: type[models.TextChoices] | None = None
    left_out: tuple[str, ...] = ()
    "Values of the choices that can't be chosen here."

    @property
    def labels(self) -> dict[str, str]:
        """What may be chosen: label → value."""
        if self.choices is None:
            return {}
        return {str(one.label): one.value for one in self.choices if one.value not in self.left_out}

    @property
    def every_label(self) -> dict[str, str]:
        """What may be written: the same by every place's words, for the file itself may say what the place is."""
        known = [one for one in self.choices or () if one.value not in self.left_out]
        return {label: one.value for one in known for label in in_every_place(one.label)} | self.labels


@dataclass(frozen=True, slots=True)
class SetupSheet:
    """A sheet of the file: a table with a row for each thing or, filled in once, a line for each entry."""

    key: str
    name: str
    why: str
    "Why it is asked, one sentence at the sheet's head."
    entries: tuple[Entry, ...]
    is_once: bool = False

    @property
    def heads(self) -> Mapping[str, Entry]:
        """The entries by their heads."""
        return {one.head: one for one in self.entries}


OFFICE = SetupSheet(
    "office", "机关", "这些写在信函、通知的抬头，并决定分工。", is_once=True,
    entries=(
        Entry("name", "政府办公室全称", help="例如：示例县人民政府办公室。", is_required=True),
        Entry("place", "地名", help="行政区划全称，例如：示例县。"),
        Entry("level", "级别", "choice", "决定怎样称呼本级的政府领导、人大和政协；不填为市辖区。", choices=PlaceLevel),
        Entry("above", "上级", "choice", "决定怎样称呼上级的办公室；不填为设区的市。", choices=PlaceAbove),
        Entry("leaders_word", "领导称谓", help="政府领导在本地的叫法，例如：县领导；不填时按级别。"),
        Entry("upper_office_word", "上级办公室简称", help="例如：州政府办；不填时按上级。"),
        Entry("section", "办理科室所在", "choice", "经办、审核的角色冠以它的名称。", choices=SectionPlace),
        Entry("profile", "分工方式", "choice", "不填为完整分工。", choices=Profile),
        Entry("way", "办文方式", "choice", "公文在 OA 里办，还是在本系统办；不填为登记 OA 办理结果。", choices=WorkingWay),
    ),
)  # fmt: skip
UNITS = SetupSheet(
    "units", "承办单位", local("导入交办清单时按名称和简称认单位；{upper_level}单位选“{upper_level}或其他外部单位”。"),
    entries=(
        Entry("name", "单位名称", help="规范全称。", is_required=True),
        Entry("kind", "类别", "choice", local("不填为{own_units}。"), choices=UnitKind, left_out=(UnitKind.OFFICE,)),
        Entry("aliases", "简称", "names", "几个之间用顿号分开，例如：县住建局、住建局。"),
        Entry("head", "主要负责人"),
        Entry("district_leader", "分管领导", help="分管这个单位的政府领导。"),
        Entry("office_line", "办公电话", help="对外公布的固定电话，不填手机。"),
        Entry("uses_sheets", "用回填表", "yes", local("不登录系统的单位填“是”，由{section}导出、导入回填表。")),
    ),
)  # fmt: skip
PEOPLE = SetupSheet(
    "people", "人员与角色", "谁经办、审核、签发、审签页面；一人一行，几个角色用顿号分开。",
    entries=(
        Entry("name", "姓名", is_required=True),
        Entry("post", "职务"),
        Entry("roles", "角色", "choices", is_required=True, choices=Role, left_out=(Role.PROPOSER,)),
        Entry("unit", "承办单位", help="角色有“承办单位经办”的必填，写上一张表里的名称或简称。"),
        Entry("username", "登录账号", help="字母、数字；只在纸上签批、不登录的人不填。"),
    ),
)  # fmt: skip
SESSIONS = SetupSheet(
    "sessions", "届次", "每次会议一行：人大、政协同年的会可以合为一届，也可以分为两届，各有时限。",
    entries=(
        Entry("code", "届次代码", help="例如：2026；分两届的写 2026rd、2026zx。", is_required=True),
        Entry("name", "届次名称", help="例如：示例县2026年“两会”。", is_required=True),
        Entry("year", "年份", "number", is_required=True),
        Entry("upper_name", "交办机关", help="上级交办的写上级办公室，例如：示例市人民政府办公室；本级人大、政协的不填。"),
        Entry("notice_title", "办理通知标题"),
        Entry("notice_on", "办理通知日期", "day"),
        Entry("handed_over_on", "交办会日期", "day", "办理期限由此起算。"),
        Entry("fixed_due_on", "通知确定的答复期限", "day", "填写后以此为准。"),
        Entry("answer_months", "答复时限（月）", "number", "不填为 3。"),
        Entry("sign_for_days", "签收时限（工作日）", "number", "不填为 3。"),
        Entry("objection_days", "申请退回时限（工作日）", "number", "不填为 5。"),
        Entry("opinion_days", "会办意见时限（天）", "number", "不填为 30。"),
        Entry("meeting_days", "见面时限（天）", "number", "不填为不作要求。"),
        Entry("uses_instruction", "经领导批示", "yes", "不填为是。"),
    ),
)  # fmt: skip
PORTAL = SetupSheet(
    "portal", "信息公开", "建立公开栏目；不在本系统公开的可以整张不填。", is_once=True,
    entries=(
        Entry("name", "网站名称", help="规范全称，例如：示例县人民政府。"),
        Entry("is_demonstration", "演示网站", "yes", "不填为是：每页标明演示，不让搜索引擎收录。"),
        Entry("agency_code", "机构代码", help="索引号的前半部分。"),
        Entry("organiser", "主办单位"),
        Entry("operator", "承办单位"),
        Entry("address", "地址"),
        Entry("telephone", "联系电话", help="对外公布的办公电话。"),
        Entry("site_code", "网站标识码"),
        Entry("icp_number", "ICP备案号"),
    ),
)  # fmt: skip
SHEETS = (OFFICE, UNITS, PEOPLE, SESSIONS, PORTAL)
