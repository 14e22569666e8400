"""What may be asked of the interface (查询参数): a closed list, read from an address; anything else is refused in a sentence."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail.api.v2.utils import BadRequestError, FieldsParameterParseError, parse_fields_parameter

from publishing.api.catalogue import PressedPage, Snapshot
from publishing.contract.pages import SHAPES
from publishing.models import ColumnPage
from tracking.models import Kind

USUAL, MOST = 20, 100
"Items of one answer: where nothing is asked, and at most."
LONGEST_SEARCH = 100
LONGEST_NUMBER = 9
"Digits of a number in an address."
LONGEST_VALUE = 200
LONGEST_FIELDS = 1000
PAGING = frozenset({"limit", "offset", "order", "fields"})
SEARCHING = frozenset({"search", "search_operator"})
TYPES = tuple(model._meta.label for model in SHAPES)
COLUMN = ColumnPage._meta.label


class Says(NamedTuple):
    """Pages that say this value under this key of the catalogue."""

    key: str
    value: Any


Test = Callable[[PressedPage], bool]
Asked = Mapping[str, str]
"Parameters and their values."


@dataclass(frozen=True, slots=True)
class AskedPart:
    """Which of the items an answer has: so many, from the first that is not passed over."""

    limit: int
    offset: int


def refuse_others(given: QueryDict, known: Collection[str]) -> None:
    """Refuse a parameter that is not known here, and one given twice."""
    if unknown := sorted(given.keys() - set(known)):
        words = _("不认识的参数：%(names)s。可用的参数：%(known)s。")
        raise BadRequestError(words % {"names": _named(unknown), "known": "、".join(sorted(known)) or _("没有")})
    for name in given:
        if len(given.getlist(name)) > 1:
            raise BadRequestError(_("参数 %(name)s 只能写一次。") % {"name": name})


def read(given: QueryDict, known: Collection[str]) -> Asked:
    """The parameters of an address; refused is one that is not known here, one given twice, and what no text could be."""
    refuse_others(given, known)
    for name in given:
        if "\x00" in given[name] or len(given[name]) > (LONGEST_FIELDS if name == "fields" else LONGEST_VALUE):
            raise BadRequestError(_("参数 %(name)s 的值太长，或者含有不能用的字符。") % {"name": name})
    return {name: str(given[name]) for name in given}


def part(asked: Asked) -> AskedPart:
    """`limit` and `offset`."""
    limit = _number(asked, "limit", USUAL)
    if not 1 <= limit <= MOST:
        raise BadRequestError(_("limit 应在 1 到 %(most)s 之间。") % {"most": MOST})
    return AskedPart(limit, _number(asked, "offset", 0))


def order(asked: Asked, known: Collection[str]) -> tuple[str, bool]:
    """`order`: by which key, and whether downwards (-published)."""
    said = asked.get("order", "id")
    key = said.removeprefix("-")
    if key not in known:
        words = _("不能按“%(said)s”排序。可用的：%(known)s；前面加 - 为倒序。")
        raise BadRequestError(words % {"said": _cut(said), "known": "、".join(known)})
    return key, said.startswith("-")


def search(asked: Asked) -> tuple[str, str]:
    """`search` and `search_operator`: the words, and whether all (and) or any (or) are wanted."""
    operator = asked.get("search_operator", "and")
    if operator not in {"and", "or"}:
        raise BadRequestError(_("search_operator 只能是 and 或 or。"))
    if "search" not in asked:
        if "search_operator" in asked:
            raise BadRequestError(_("search_operator 要与 search 一起用。"))
        return "", operator
    words = " ".join(asked["search"].split())[:LONGEST_SEARCH]
    if not words:
        raise BadRequestError(_("search 没有写要找的词。"))
    if "order" in asked:
        raise BadRequestError(_("search 的结果按相关程度排列，不能同时用 order。"))
    return words, operator


def fields(asked: Asked, known: Collection[str], usual: Collection[str]) -> frozenset[str]:
    """`fields` as Wagtail writes it: a,b besides the usual ones; * for all; -a for all usual ones but it; _,a for it alone."""
    try:
        said = parse_fields_parameter(asked.get("fields", ""))
    except FieldsParameterParseError as problem:
        words = _("fields 写得不对：应是用英文逗号隔开的字段名，例如 title,unit；* 表示全部，-title 表示去掉。")
        raise BadRequestError(words) from problem
    found = set(usual)
    for name, negated, inner in said:
        if name == "*":
            found = set(known)
        elif name == "_":
            found = set()
        elif name not in known or inner:
            words = _("没有字段“%(name)s”。可用的字段：%(known)s。")
            raise BadRequestError(words % {"name": _cut(name), "known": "、".join(known)})
        elif negated:
            found.discard(name)
        else:
            found.add(name)
    return frozenset(found)


# Filters of pages -----------------------------------------------------------------------------
def of_type(value: str, now: Snapshot) -> Says | Test:
    """One type or several, by Wagtail's names: publishing.ReplyNoticePage,publishing.ArticlePage."""
    wanted = set(value.split(","))
    if wanted - set(TYPES):
        words = _("没有类型“%(type)s”。可用的类型：%(known)s。")
        raise BadRequestError(words % {"type": _cut(value), "known": "、".join(TYPES)})
    return (lambda row: row.type in wanted) if len(wanted) > 1 else Says("type", value)


def in_column(value: str, now: Snapshot) -> Says | Test:
    """What stands in a column or below it, by the column's number or address."""
    number = int(value) if _is_number(value) else now.by_path.get(_as_path(value))
    column = now.rows.get(number) if number is not None else None
    if column is None or column.type != COLUMN:
        raise BadRequestError(_("没有栏目“%(column)s”。") % {"column": _cut(value)})
    path = column.html_path
    if not any(one.column_path.startswith(path) for one in now.pages.narrowed({"type": COLUMN})):
        return Says("column_path", path)
    return lambda row: row.column_path.startswith(path)


def of_year(value: str, now: Snapshot) -> Says:
    """The year of record (年份)."""
    if not _is_number(value):
        raise BadRequestError(_("year 应写成年份，例如 2024。"))
    return Says("year", int(value))


def of_kind(value: str, now: Snapshot) -> Says:
    """Replies to suggestions or to proposals."""
    if value not in Kind.values:
        raise BadRequestError(_("kind 只能是 %(known)s。") % {"known": "、".join(Kind.values)})
    return Says("kind", value)


def of_session(value: str, now: Snapshot) -> Says:
    """A session by its code (届次)."""
    return Says("session", value)


def of_unit(value: str, now: Snapshot) -> Says:
    """Replies of one unit (承办单位), by its name as printed."""
    return Says("unit", value)


def of_topic(value: str, now: Snapshot) -> Says:
    """主题分类."""
    return Says("topic", value)


def of_class(value: str, now: Snapshot) -> Says:
    """答复类别: A, B … or the session's own letters."""
    return Says("reply_class", value)


FILTERS: Mapping[str, Callable[[str, Snapshot], Says | Test]] = {
    "type": of_type,
    "column": in_column,
    "year": of_year,
    "session": of_session,
    "kind": of_kind,
    "unit": of_unit,
    "topic": of_topic,
    "class": of_class,
}
"Every way to narrow the list of pages."
ORDERS = ("id", "title", "published", "updated", "year", "number")
"Every way to order it; what has no such value comes last."


def found(asked: Asked, now: Snapshot, key: str = "id", downwards: bool = False) -> Sequence[PressedPage]:
    """The pages that every filter lets through, in an order; those alike by number, those without a value last."""
    wanted = [ask(asked[name], now) for name, ask in FILTERS.items() if name in asked]
    equal = dict(one for one in wanted if isinstance(one, Says))
    tests = [one for one in wanted if not isinstance(one, Says)]
    return now.pages.ordered(key, downwards).narrowed(equal, *tests)


# Values ---------------------------------------------------------------------------------------
def _number(asked: Asked, name: str, usual: int) -> int:
    said = asked.get(name, str(usual))
    if not _is_number(said):
        raise BadRequestError(_("%(name)s 应写成不小于 0 的整数。") % {"name": name})
    return int(said)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


def _as_path(text: str) -> str:
    return f"/{path}/" if (path := text.strip("/")) else "/"


def path_given(asked: Asked) -> str:
    """`html_path` as addresses are spelt, with a slash at either end."""
    return _as_path(asked["html_path"])


def number_given(asked: Asked, name: str) -> int:
    """A page's number."""
    return _number(asked, name, 0)


def _cut(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[:most] + "…"


def _named(names: list[str], most: int = 5) -> str:
    return "、".join(_cut(name) for name in names[:most]) + ("…" if len(names) > most else "")
