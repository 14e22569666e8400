"""The tables and their columns (数据字典): what each is called, what it holds, and of what kind its values are.

A column may be added; to take one away, rename it or change what it means breaks other people's programs.
"""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracking.models import Kind, Publicity

Words = str | Promise
PUBLIC, TAKEN_DOWN = "public", "taken_down"
"What became of an item or reply: it can be read, or it could."


@dataclass(frozen=True, slots=True)
class DataField:
    """A column: its key, its name, the kind of its values, and what they say."""

    key: str
    name: Words
    kind: Literal["string", "integer", "number", "date"]
    about: Words
    choices: tuple[tuple[str, Words], ...] = ()
    "The values that it may have, each with its name; none: any."
    always: bool = True
    "Whether every row has a value."

    @property
    def kind_name(self) -> Words:
        """The kind of its values, in words."""
        return KINDS[self.kind]

    def explained(self) -> str:
        """What its values say, with those that it may have."""
        choices = "、".join(f"{value}（{name}）" for value, name in self.choices)
        return (
            _("%(about)s取值：%(choices)s。") % {"about": self.about, "choices": choices}
            if choices
            else str(self.about)
        )


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table: its key, its name, what a row is, its columns, and which of them tell its rows apart."""

    key: str
    name: Words
    about: Words
    fields: tuple[DataField, ...]
    primary: str
    refers: tuple[tuple[str, str], ...] = ()
    "Columns that name a row of another table, each with that table's key."

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its columns, in their order."""
        return tuple(field.key for field in self.fields)

    def schema(self) -> dict[str, Any]:
        """The table as a schema of Frictionless (Table Schema)."""
        tables = {table.key: table for table in TABLES}
        foreign = [
            {"fields": [column], "reference": {"resource": table, "fields": [tables[table].primary]}}
            for column, table in self.refers
        ]
        return {
            "fields": [_described(field, unique=field.key == self.primary) for field in self.fields],
            "missingValues": [""],
            "primaryKey": [self.primary],
            **({"foreignKeys": foreign} if foreign else {}),
        }


def _described(field: DataField, *, unique: bool) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if field.always else {}
    if unique:
        constraints["unique"] = True
    if field.choices:
        constraints["enum"] = [value for value, _name in field.choices]
    return {
        "name": field.key,
        "title": field.name,
        "type": field.kind,
        "description": field.about,
        **({"constraints": constraints} if constraints else {}),
    }


KINDS: dict[str, Words] = {"string": _("文字"), "integer": _("整数"), "number": _("数"), "date": _("日期")}
ITEM_KINDS = tuple((one.value, one.label) for one in Kind)
STATUSES = ((PUBLIC, _("公开")), (TAKEN_DOWN, _("已撤下")))
EXTENTS = tuple((one.value, one.label) for one in Publicity if one.is_proactive)
SESSION = DataField("session", _("届次"), "string", _("届次代码，例如 2024。"))
KIND = DataField("kind", _("类别"), "string", _("建议或提案。"), ITEM_KINDS)
NUMBER = DataField("number", _("编号"), "integer", _("建议、提案的编号。"))
STATUS = DataField("status", _("状态"), "string", _("能否在网站上读到；已撤下的只留编号和撤下日期。"), STATUSES)
TAKEN_DOWN_ON = DataField("taken_down_on", _("撤下日期"), "date", _("从网站撤下的日期；没有撤下的为空。"), always=False)
UPDATED_ON = DataField("updated_on", _("更新日期"), "date", _("公开后改动文字的日期；没有改动的为空。"), always=False)
PUBLISHED_ON = DataField(
    "published_on", _("发布日期"), "date", _("首次公开的日期；迁入本站的，为原载日期。"), always=False
)
ANSWERED_ON = DataField("answered_on", _("答复日期"), "date", _("复函的成文日期；尚未送达的为空。"), always=False)
UNIT = DataField("unit", _("承办单位"), "string", _("答复的单位，与页面所印相同。"), always=False)
CLASS = DataField("reply_class", _("答复类别"), "string", _("A、B、C、D 等，各类的含义由届次规定。"), always=False)
CLASS_LABEL = DataField("reply_class_label", _("答复类别名称"), "string", _("该类别的含义。"), always=False)
COUNTS = (
    DataField("replies", _("答复数"), "integer", _("公开的答复，件次。")),
    DataField("suggestions", _("建议答复数"), "integer", _("其中对建议的答复。")),
    DataField("proposals", _("提案答复数"), "integer", _("其中对提案的答复。")),
)

TABLES = (
    DataTable(
        "items",
        _("建议提案"),
        _("公开了答复的建议、提案，一件一行；答复全部撤下的仍留一行。"),
        (
            DataField("id", _("序号"), "integer", _("这一件在本表中的号码，不会改变；与它第一份公开答复的号码相同。")),
            SESSION,
            KIND,
            NUMBER,
            STATUS,
            DataField("title", _("标题"), "string", _("建议、提案的标题，取自公开的答复。"), always=False),
            DataField(
                "proposer", _("提出人"), "string", _("公开的称呼，只到领衔人，例如“代表甲等3人”。"), always=False
            ),
            DataField("unit", _("承办单位"), "string", _("答复的单位；几个单位分别答复的，用顿号隔开。"), always=False),
            DataField("reply_class", _("答复类别"), "string", _("几份答复类别不同的，用顿号隔开。"), always=False),
            DataField("topic", _("主题"), "string", _("主题分类。"), always=False),
            DataField("handed_over_on", _("交办日期"), "date", _("交承办单位办理的日期。"), always=False),
            DataField(
                "answered_on", _("答复日期"), "date", _("最近一份复函的成文日期；尚未送达的为空。"), always=False
            ),
            DataField("published_on", _("发布日期"), "date", _("答复首次公开的日期。"), always=False),
            TAKEN_DOWN_ON,
            DataField("replies", _("公开的答复数"), "integer", _("现在能读到的答复有几份。")),
            DataField("url", _("网址"), "string", _("答复的网址；几份答复的，为第一份。"), always=False),
        ),
        primary="id",
    ),
    DataTable(
        "replies",
        _("答复"),
        _("公开的答复，一份一行；撤下的仍留一行。正文见网址。"),
        (
            DataField("id", _("号码"), "integer", _("页面的号码，不会改变；与数据接口的 id 相同。")),
            DataField("item", _("所答的建议提案"), "integer", _("建议提案表中的序号。")),
            SESSION,
            KIND,
            NUMBER,
            STATUS,
            DataField("title", _("标题"), "string", _("页面的标题。"), always=False),
            UNIT,
            CLASS,
            CLASS_LABEL,
            DataField("extent", _("公开方式"), "string", _("全文或摘要。"), EXTENTS, always=False),
            DataField("topic", _("主题"), "string", _("主题分类。"), always=False),
            DataField("index_number", _("索引号"), "string", _("公开目录的索引号。"), always=False),
            ANSWERED_ON,
            PUBLISHED_ON,
            UPDATED_ON,
            TAKEN_DOWN_ON,
            DataField("outcome", _("落实情况"), "string", _("答复以后办成了什么；没有写的为空。"), always=False),
            DataField("url", _("网址"), "string", _("页面的网址。"), always=False),
        ),
        primary="id",
        refers=(("item", "items"),),
    ),
    DataTable(
        "figures",
        _("数据指标"),
        _("办理数据，一项一行，与公开页面所印相同。"),
        (
            DataField("key", _("代号"), "string", _("指标的代号，各届次相同。")),
            SESSION,
            DataField("label", _("指标"), "string", _("指标的名称。")),
            DataField("value", _("数值"), "number", _("计数或百分比；分母为零的为空。"), always=False),
            DataField("unit", _("单位"), "string", _("件、件次、份或 %。"), always=False),
            DataField("n", _("分子"), "integer", _("比率的分子；计数即其本身。"), always=False),
            DataField("d", _("分母"), "integer", _("比率的分母；计数没有分母。"), always=False),
            DataField("measure", _("计量"), "string", _("分子、分母所计：件、件次或份。")),
            DataField("definition", _("口径"), "string", _("怎样计算。")),
            DataField("as_of", _("截至日期"), "date", _("统计到这一天为止。"), always=False),
            DataField(
                "reported", _("上报口径"), "string", _("向上级报送的数字不同的，说明缘由；没有的为空。"), always=False
            ),
            DataField("url", _("网址"), "string", _("印有这些数据的页面。")),
        ),
        primary="key",
    ),
    DataTable(
        "units",
        _("承办单位"),
        _("现在能读到的答复，按承办单位计数，一个单位一行。"),
        (DataField("unit", _("承办单位"), "string", _("与答复表所写相同。")), SESSION, *COUNTS),
        primary="unit",
    ),
    DataTable(
        "topics",
        _("主题"),
        _("现在能读到的答复，按主题分类计数，一个主题一行；没有主题的不计。"),
        (DataField("topic", _("主题"), "string", _("与答复表所写相同。")), SESSION, *COUNTS),
        primary="topic",
    ),
)
"Every table, in the order of the dictionary."
