"""The columns of the ledger's workbooks (交办清单、工作落实台账): what they are called, by us and by other offices (R70)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from tracking.wording.local import in_every_place, local, localised


class Place(Enum):
    """Where a column's value is kept."""

    OWN = "own"
    "In no single field: what identifies the item, its signers, its units, its contacts and notes, each read by its own code."
    RECORD = "record"
    "A field of the item."
    PART = "part"
    "A field of a unit's part; a cell may give one line a unit."
    REPLY = "reply"
    "A field of a round's letter; a cell may give one line a unit or a round."
    FEEDBACK = "feedback"
    "A field of the first signer's opinion on a round's letter."


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in the code, and its heading in our workbooks; both may hold the place's words (县领导、州主办单位)."""

    key: str
    named: str
    also: str = ""
    "The headings that mean the same, with spaces between them."
    place: Place = Place.OWN
    attr: str = ""
    "The field it is kept in, where its name is not the key."
    width: int = 12

    @property
    def heading(self) -> str:
        """Its heading in this place's workbooks."""
        return localised(self.named)

    @property
    def every_heading(self) -> set[str]:
        """All headings that mean it, wherever a workbook is from."""
        names = (self.named, *self.also.split())
        return {one for name in names for one in (in_every_place(local(name)) if "{" in name else (name,))}

    @property
    def field(self) -> str:
        """The name of the model field."""
        return self.attr or self.key


COLUMNS: tuple[Column, ...] = (
    Column("serial", "序号", width=6),
    Column(
        "number",
        "编号",
        "建议编号 提案编号 建议提案编号 建议号 提案号 建议提案号 案号 开案案号 立案号 提案序号 建议序号 件号 号",
        width=8,
    ),
    Column("kind", "类别", "种类 类型 件别 建议/提案 建议提案类别 建议提案", width=8),
    Column("origin", "来源层级", "来源 层级 级别", width=8),
    Column(
        "duty", "承办方式", "办理方式 办理形式 办理类型 承办类型 承办类别 承办性质 主会办 主办/会办 主办或会办", width=8
    ),
    Column(
        "title",
        "案由",
        "标题 题目 案题 事由 名称 建议标题 提案标题 建议名称 提案名称 建议案由 提案案由 建议题目 提案题目 建议提案标题 "
        "建议提案名称 建议提案题目",
        Place.RECORD,
        width=40,
    ),
    Column(
        "first",
        "领衔代表(第一提案人)",
        "领衔代表 第一提案人 领衔代表/第一提案人 领衔代表、第一提案人 领衔代表或第一提案人 领衔人 领衔委员 第一提案者 提案人 提案者 "
        "建议人 提出人 提议人 提建议人 建议代表 代表姓名 委员姓名 领衔代表姓名 第一提案人姓名 代表/委员 代表委员 代表、委员 代表 委员 姓名",
        width=14,
    ),
    Column(
        "co_signers",
        "联名人",
        "联名 联名代表 联名委员 联名提案人 联名提案者 联名委员名单 联名代表名单 联名人员 附议人 附议代表 附议委员 附议人员 其他提案人",
        width=16,
    ),
    Column("signers_count", "提出人数", "人数 提案人数 提出人总数 提案者人数"),
    Column("collective", "集体提案单位", "集体提案者 集体提案人"),
    Column(
        "delegation",
        "代表团/界别",
        "代表团 界别 代表团、界别 代表团或界别 所属代表团 所在代表团 提议代表团 所属界别",
        width=14,
    ),
    Column(
        "post",
        "单位及职务",
        "单位职务 单位和职务 工作单位及职务 工作单位 职务 提建议人单位 提案人单位 提出人单位 代表单位",
        width=18,
    ),
    Column("phone", "联系电话", "电话 联系方式 联系手机 手机 手机号 手机号码 电话号码", width=14),
    Column(
        "category",
        "内容分类",
        "分类 内容类别 问题分类 所属分类 审查分类 主题分类 提案分类 提案类别 提案类型 建议分类 建议类型",
        Place.RECORD,
    ),
    Column("main_units", "主办单位", "主办 主办部门 主办(承办)单位 主办(牵头)单位", width=20),
    Column("joint_units", "会办单位", "会办 会办部门 协办单位 协办 协办部门 会办(协办)单位", width=20),
    Column("separate_units", "分办单位", "分办 分办部门", width=20),
    Column("sole_units", "独办单位", "独办 独办部门", width=20),
    Column("city_unit", "{upper_lead}", "{upper_level}主办单位 {upper}主办单位 上级主办单位", width=20),
    Column("units", "承办单位", "承办部门 承办 牵头单位 牵头部门 责任单位 办理单位", width=20),
    Column("support_units", "配合单位", "配合部门 配合", width=20),
    Column(
        "wished_main",
        "拟主办单位",
        "拟承办单位 拟办单位 拟交办单位 意向主办单位 意向承办单位 意向单位 建议主办单位 建议承办单位 提案者意向主办单位 提案人意向主办单位",
    ),
    Column(
        "wished_joint",
        "拟会办单位",
        "拟协办单位 意向会办单位 意向协办单位 建议会办单位 提案者意向会办单位 提案人意向会办单位",
    ),
    Column("district_leader", "责任领导", "分管{leaders} 责任{leaders} {leaders} 包案领导 牵头领导", Place.PART),
    Column("handed_over_on", "交办日期", "交办时间", Place.RECORD),
    Column(
        "due_on",
        "办理期限",
        "答复期限 办理时限 答复时限 期限 要求结办日期 要求办结日期 要求办结时间 要求答复日期 要求答复时间 "
        "答复截止日期 办理截止日期 截止日期",
        Place.RECORD,
    ),
    Column(
        "is_key",
        "是否重点",
        "重点 重点件 是否重点件 重点督办 是否重点督办 是否重点建议 是否重点提案 是否重点建议提案",
        Place.RECORD,
        width=8,
    ),
    Column("supervising_leader", "督办领导", "领衔督办领导 督办人", Place.RECORD),
    Column("department", "具体部门", "责任科室 承办科室 具体科室 科室", Place.PART),
    Column("unit_leader", "分管领导", "单位分管领导 分管负责人 单位分管负责人", Place.PART),
    Column("handler", "具体负责人", "经办人 具体经办人 具体承办人 承办人 责任人", Place.PART),
    Column("part_due_on", "办结时限", "完成时限 承诺办结时限", Place.PART, "due_on"),
    Column("signed_for_on", "签收时间", "签收日期", Place.PART),
    Column("notes", "办理进展", "进展 进展情况 办理情况 办理进展情况 办理进度 工作进展 落实情况", width=36),
    Column(
        "contacts",
        "沟通方式及时间",
        "沟通 沟通方式 沟通形式 沟通时间 沟通方式和时间 沟通方式、时间 沟通方式/时间 沟通时间及方式 沟通情况 与代表沟通情况 与委员沟通情况 "
        "与代表委员沟通情况 沟通联系情况 面商 面商情况 面商时间",
        width=28,
    ),
    Column(
        "opinion_on", "会办意见收到时间", "会办意见时间 会办意见收到日期 会办意见日期 收到会办意见时间 会办意见反馈时间"
    ),
    Column("opinion", "会办意见", "配合意见 协办意见", width=24),
    Column("doc_number", "答复文号", "文号 复文文号 答复函文号 答复函号 发文字号 答复字号", Place.REPLY, width=20),
    Column("issued_on", "答复时间", "答复日期 成文日期 成文时间 复文时间 复文日期 办复时间 办复日期", Place.REPLY),
    Column(
        "reply_class",
        "答复类别",
        "答复分类 办复类别 答复类型 答复性质 解决程度 办理结果类别 办理结果分类",
        Place.REPLY,
        width=8,
    ),
    Column("delivered_on", "送达时间", "送达日期 寄送时间 寄送日期", Place.REPLY),
    Column("asked_on", "征询时间", "征询日期 征询意见时间 征询意见日期", Place.REPLY),
    Column(
        "result",
        "反馈意见",
        "意见反馈 反馈结果 反馈情况 对办理结果 办理结果满意度 满意度 满意程度 满意情况 代表反馈意见 委员反馈意见 代表委员反馈意见",
        Place.FEEDBACK,
        width=14,
    ),
    Column("attitude", "办理态度", "对办理态度 态度 办理态度满意度", Place.FEEDBACK, width=10),
    Column("feedback_on", "反馈时间", "反馈日期 意见反馈时间 意见反馈日期", Place.FEEDBACK, "on"),
    Column("publicity", "是否公开", "公开属性 公开方式 公开 答复是否公开 是否公开答复", Place.REPLY, width=16),
    Column("publicity_reason", "不公开理由", "不公开的理由 不予公开理由 不予公开的理由", Place.REPLY, width=16),
    Column("published_on", "公开时间", "公开日期 发布时间 发布日期", Place.REPLY),
    Column("published_url", "公开网址", "网址 链接 公开链接 公开地址", Place.REPLY, width=28),
    Column("closed_on", "办结时间", "办结日期", Place.PART),
    Column("not_closed_because", "未办结原因", "未办结理由 未办结说明 未完成原因", Place.RECORD, width=20),
    Column("remark", "备注", "说明 附注", Place.RECORD, width=24),
    Column("received_on", "收文日期", "收文时间 来文日期 来文时间 收到日期", Place.RECORD),
    Column("incoming_number", "来文号", "来文文号 来文字号", Place.RECORD, width=18),
    Column("topic", "主题", "公开主题", Place.RECORD, width=20),
    Column("handling_proposal", "拟办意见", "拟办", Place.RECORD, width=20),
    Column("proposed_on", "拟办日期", "拟办时间", Place.RECORD),
    Column("instruction", "批示", "领导批示 批示意见 {leaders}批示", Place.RECORD, width=20),
    Column("instructed_on", "批示日期", "批示时间", Place.RECORD),
    Column(
        "text",
        "原文",
        "正文 内容 建议内容 提案内容 建议原文 提案原文 建议正文 提案正文 情况与问题 情况和问题 分析 建议",
        Place.RECORD,
        width=30,
    ),
    Column("outcome", "办理结果", "办结结果"),
)
BY_KEY: dict[str, Column] = {column.key: column for column in COLUMNS}

IMPORT_ONLY = frozenset(
    "sole_units units support_units wished_main wished_joint signers_count collective outcome".split()
)
"Read, but not written: other columns say the same."

ALWAYS_WRITTEN = frozenset(
    "serial number kind duty title first co_signers delegation phone category main_units joint_units separate_units "
    "district_leader due_on is_key supervising_leader department unit_leader handler part_due_on signed_for_on notes "
    "contacts opinion_on doc_number issued_on reply_class result publicity published_url not_closed_because remark".split()
)
"交办清单 and 工作落实台账 with 承办方式; the other columns are written when an item has something in them."

JOINED = {"remark": "；", "contacts": " ", "notes": "\n", "text": "\n"}
"Columns that may occur more than once, and what joins their cells."

_BRACKETED = re.compile(r"\([^)]*\)")
_ORNAMENT = re.compile(r"[\s*:：。＊]+")


def plain_heading(text: str) -> str:
    """A heading without spaces, line breaks, ornaments and differences of width."""
    return _ORNAMENT.sub("", unicodedata.normalize("NFKC", text))


KEPT_WITH_HEADING = {
    "remark": frozenset(
        "流水号 提交日期 提交时间 提案时间 提出时间 时间标识 是否会上 大会/闭会 可否网上公开 是否同意公开 是否同意网上公开 可否公开 征求意见方式 "
        "审查意见 退回原因 受理人 受理时间 受理意见 专委会".split()
    ),
    "text": frozenset("情况与问题 情况和问题 分析 建议".split()),
}
"Columns of other systems for which the ledger has none: their cells are kept in 备注 or 原文, the heading before the text."

UNREAD = frozenset(
    "选择 操作 状态 提交状态 建议状态 提案状态 办理状态 届次 会议 会次 书面答复 可否联名提出 立案形式 处理方式 创建时间 修改时间 更新时间 录入时间 "
    "提案者性质 提案者类型 联名人数 附议人数 附件".split()
)
"Columns in which another system keeps its own books: they are listed as not read, and the clerk is not asked about them."

_KEYS = {plain_heading(name): column.key for column in COLUMNS for name in column.every_heading} | {
    plain_heading(name): key for key, names in KEPT_WITH_HEADING.items() for name in names
}
WEAK = frozenset({"建议", "代表", "委员", "主办", "会办"})
"Headings that also occur as values in cells: a row is not taken for a header because of them."


_OF_THE_ONE_ABOVE = frozenset({"名称", "单位", "部门", "单位名称"})
_OF_SOMEBODY = frozenset({"姓名", "电话", "联系电话", "联系方式", "联系人", "职务"})
_WISHED = frozenset({"wished_main", "wished_joint"})
_UNIT_KEYS = frozenset(
    {"main_units", "joint_units", "separate_units", "sole_units", "city_unit", "units", "support_units"}
)


def _key(name: str) -> str | None:
    return _KEYS.get(name) or _KEYS.get(_BRACKETED.sub("", name))


def key_of(heading: str, above: str = "") -> str | None:
    """The column that a heading means, under another one in a two-row header; None when it means none."""
    heading, above = plain_heading(heading), plain_heading(above)
    if not (heading and above):
        return _key(heading or above)
    short = re.sub(r"(情况|信息)$", "", above)
    if key := _key(above + heading) or _key(short + heading):
        return key
    parent = _key(above)
    if parent == "first" and heading in {"单位", "工作单位", "单位职务", "职务"}:
        return "post"
    if parent in _WISHED:
        return "wished_joint" if _key(heading) == "joint_units" else "wished_main"
    if heading in _OF_THE_ONE_ABOVE:
        return parent
    if heading in _OF_SOMEBODY and parent in _UNIT_KEYS:
        return None
    return _key(heading) or (parent if parent in JOINED else None)


def is_heading(text: str) -> bool:
    """Whether a cell's text could stand in a header."""
    return key_of(text) is not None
