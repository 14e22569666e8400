"""The shapes of what is asked and answered under /api/v1/ (数据结构), for OpenAPI: rows as the dictionary of the open tables says."""

from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from publishing.api.asking import LONGEST_SEARCH, LONGEST_VALUE, MOST, USUAL
from publishing.opendata.tables import TABLES, DataField

FARTHEST = 1_000_000
"How far into a list one may ask."
LARGEST = 2**31 - 1
"The largest number of a row."
TYPES: dict[str, Any] = {"string": str, "integer": int, "number": float, "date": str}


def _typed(field: DataField) -> Any:
    """Of what type a value is: a text that is not there is empty, a day or number that is not known is null."""
    values = [value for value, _name in field.choices]
    if field.kind == "string":
        return Literal[tuple(values if field.always else [*values, ""])] if values else str
    return TYPES[field.kind] if field.always else TYPES[field.kind] | None


def _described(field: DataField) -> Any:
    extra: Any = {"format": "date"} if field.kind == "date" else None
    return Field(description=str(field.about), json_schema_extra=extra)


def _row(name: str, key: str) -> type[Schema]:
    table = next(one for one in TABLES if one.key == key)
    fields: dict[str, Any] = {field.key: Annotated[_typed(field), _described(field)] for field in table.fields}
    return create_model(name, __base__=Schema, __doc__=str(table.about), **fields)


ItemRow = _row("ItemRow", "items")
ReplyRow = _row("ReplyRow", "replies")
FigureRow = _row("FigureRow", "figures")
ROWS = {"ItemRow": "items", "ReplyRow": "replies", "FigureRow": "figures"}
"Which table each shape is a row of."


class Total(Schema):
    """How many there are, whatever part of them is answered."""

    total_count: int


class Items(Schema):
    """A part of the suggestions and proposals."""

    meta: Total
    items: list[ItemRow]  # type: ignore[valid-type]


class Replies(Schema):
    """A part of the replies."""

    meta: Total
    items: list[ReplyRow]  # type: ignore[valid-type]


class Figures(Schema):
    """A part of the figures."""

    meta: Total
    items: list[FigureRow]  # type: ignore[valid-type]


class FoundPage(Schema):
    """A page that was found."""

    id: int = Field(description="页面的编号，不会改变；/api/v2/pages/编号/ 是它的全部内容。")
    type: str = Field(description="页面的类型，例如 publishing.ReplyNoticePage。")
    title: str
    html_path: str = Field(description="网址；后面加 index.json 是它的数据。")
    year: int | None
    unit: str
    published: str = Field(description="首次公开的时间；没有的为空。")


class FoundPages(Schema):
    """A part of the pages that were found, those that fit best first."""

    meta: Total
    items: list[FoundPage]


class Sessions(Schema):
    """The sessions of which there are tables."""

    items: list[str] = Field(description="届次代码，新的在前。")


class Told(Schema):
    """Why there is no answer."""

    message: str = Field(description="一句中文：哪里不对，怎么办。")


# What may be asked ----------------------------------------------------------------------------
Word = Annotated[str, Field(min_length=1, max_length=LONGEST_VALUE)]
Code = Annotated[str, Field(min_length=1, max_length=20)]
KindOf = Literal["suggestion", "proposal"]
Status = Literal["public", "taken_down"]


class PartOfList(Schema):
    """Which part of a list is asked for."""

    model_config = ConfigDict(extra="forbid")
    limit: int = Field(USUAL, ge=1, le=MOST, description="一次最多几项。")
    offset: int = Field(0, ge=0, le=FARTHEST, description="从第几项起，从 0 数。")


class OfItems(PartOfList):
    """Filters of suggestions and proposals."""

    session: Code | None = Field(None, description="届次代码。")
    kind: KindOf | None = Field(None, description="suggestion 建议，proposal 提案。")
    status: Status | None = Field(None, description="public 能读到，taken_down 已撤下。")
    unit: Word | None = Field(None, description="承办单位，与页面所印相同。")
    topic: Word | None = Field(None, description="主题分类。")


class OfReplies(OfItems):
    """Filters of replies."""

    item: int | None = Field(None, ge=1, le=LARGEST, description="所答的建议提案的序号。")
    reply_class: Word | None = Field(None, alias="class", description="答复类别，例如 A。")


class OfFigures(PartOfList):
    """Filters of figures."""

    session: Code | None = Field(None, description="届次代码。")
    key: Word | None = Field(None, description="指标的代号。")


class OfSearch(PartOfList):
    """What is searched for."""

    q: str = Field(min_length=1, max_length=LONGEST_SEARCH, description="要找的词，空格隔开。")
    operator: Literal["and", "or"] = Field("and", description="and 全部都有，or 有一个即可。")


def refused(error: dict[str, Any]) -> str:
    """What is wrong with one value that was asked with, in a sentence."""
    name, context = str(error["loc"][-1]), error.get("ctx", {})
    words = {
        "missing": _("请写明参数 %(name)s。"),
        "greater_than_equal": _("%(name)s 不能小于 %(ge)s。"),
        "less_than_equal": _("%(name)s 不能大于 %(le)s。"),
        "string_too_long": _("%(name)s 太长，最多 %(max_length)s 个字。"),
        "string_too_short": _("%(name)s 不能是空的。"),
        "literal_error": _("%(name)s 只能是 %(expected)s。"),
        "int_parsing": _("%(name)s 应是整数。"),
        "int_parsing_size": _("%(name)s 太大。"),
    }
    return words.get(str(error["type"]), _("%(name)s 的写法不对。")) % {"name": name, **context}
