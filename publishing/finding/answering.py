"""The answer to a search (搜索结果) as the page shows it: hits with their words marked, ways to narrow, what else may be meant."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from publishing.finding.extracts import extract, has_any, marked
from publishing.finding.reading import Finder, FoundPart, FoundPiece, Query
from publishing.finding.sought import DIMENSIONS
from publishing.frame import Dimension, Entry, Field, Hit, Link, MarkedText, Pager, SearchContent

LONGEST_QUERY = 100
A_PAGE = 20
MOST_CHOICES = 15
"Of a dimension: those with the most pieces."
BY_TIME = "sj"
_AROUND = 2


class Asked:
    """What a reader asked for, as the address says it; whatever it says."""

    def __init__(self, said: Mapping[str, str], address: str):
        self.address = address
        self.text = _line(said.get("q", ""))
        self.chosen = {code: label for code in DIMENSIONS if (label := _line(said.get(code, "")))}
        self.by_time = said.get("px") == BY_TIME
        number = said.get("page", "1")
        self.page = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.text or self.chosen)

    def url(self, changes: Mapping[str, str] | None = None, *, page: int = 1) -> str:
        """The address of the same, but for some changes; an empty one takes a choice away."""
        said = {"q": self.text, **self.chosen, "px": BY_TIME if self.by_time else ""} | dict(changes or {})
        said["page"] = str(page) if page > 1 else ""
        return f"{self.address}?{urlencode({name: value for name, value in said.items() if value})}"


def answer(finder: Finder, asked: Asked, ways: tuple[Link, ...]) -> SearchContent:
    """One page of what was found, or what to do where nothing was; NoIndex where there is no index."""
    if asked.is_empty:
        return SearchContent(_("搜索"), "", dimensions=_dimensions(asked, finder.labels()), ways=ways)
    query = Query(asked.text, asked.chosen, asked.by_time)
    found = finder.find(query, (max(1, asked.page) - 1) * A_PAGE, A_PAGE)
    last = max(1, -(-found.total // A_PAGE))
    here = min(max(1, asked.page), last)
    if found.total and not found.rows:
        found = finder.find(query, (here - 1) * A_PAGE, A_PAGE)
    return SearchContent(
        title=_("搜索“%(query)s”的结果") % {"query": asked.text} if asked.text else _("按分类查找的结果"),
        query=asked.text,
        hits=tuple(_hit(row, found.words) for row in found.rows),
        total=found.total,
        pager=_pager(asked, here, last) if last > 1 else None,
        fell_back=found.fell_back,
        dimensions=_dimensions(asked, found.choices),
        chosen=tuple(Link(label, asked.url({code: ""}), note=DIMENSIONS[code]) for code, label in asked.chosen.items()),
        kept=tuple(Field(code, label) for code, label in asked.chosen.items()),
        orders=_orders(asked) if found.total > 1 and asked.text else (),
        suggestions=_suggestions(finder, asked) if found.fell_back or not found.total else (),
        ways=() if found.total else ways,
    )


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:LONGEST_QUERY].strip()


def _hit(row: FoundPiece, words: tuple[str, ...]) -> Hit:
    in_files = bool(words) and not has_any(row.words, words) and has_any(row.files, words)
    on = date.fromisoformat(row.day) if row.day else None
    return Hit(
        entry=Entry(row.title, row.path, on, row.tag, row.unit, row.reply_class),
        title=marked(row.title, words),
        extract=extract(row.files if in_files else row.words, words),
        numbers=_numbers(row, words),
        in_files=in_files,
    )


def _numbers(row: FoundPiece, words: tuple[str, ...]) -> tuple[MarkedText, ...]:
    """The number of a piece that was asked for."""
    if not words or not any(char.isdigit() for char in words[0]):
        return ()
    found = [number for number in row.numbers.split("\n") if has_any(number, words[:1])]
    return marked(found[0], words[:1]) if found else ()


def _dimensions(asked: Asked, counted: dict[str, Counter]) -> tuple[Dimension, ...]:
    found = []
    for code, label in DIMENSIONS.items():
        choices = counted.get(code, Counter())
        if code in asked.chosen or len(choices) < 2:
            continue
        order = sorted(choices.items(), key=lambda one: (-one[1], one[0]))[:MOST_CHOICES]
        if code in {"nd", "lb"}:
            order.sort(reverse=code == "nd")
        links = tuple(Link(name, asked.url({code: name}), note=str(count)) for name, count in order)
        found.append(Dimension(label, links))
    return tuple(found)


def _orders(asked: Asked) -> tuple[Link, ...]:
    fit, time = asked.url({"px": ""}), asked.url({"px": BY_TIME})
    return (Link(_("按相关程度"), fit, not asked.by_time), Link(_("按发布时间"), time, asked.by_time))


def _suggestions(finder: Finder, asked: Asked) -> tuple[Link, ...]:
    """The same without what it was narrowed to, where that finds something; else what is spelt nearly so."""
    if asked.chosen and asked.text:
        whole: FoundPart = finder.find(Query(asked.text), 0, 1)
        if whole.total:
            url = asked.url(dict.fromkeys(asked.chosen, ""))
            return (Link(_("在全部内容中搜索“%(query)s”") % {"query": asked.text}, url, note=str(whole.total)),)
    return tuple(
        Link(label, asked.url({"q": label} | dict.fromkeys(asked.chosen, ""))) for label in finder.near(asked.text)
    )


def _pager(asked: Asked, here: int, last: int) -> Pager:
    near = {1, last, *range(max(1, here - _AROUND), min(last, here + _AROUND) + 1)}
    pages: list[Link] = []
    before = 0
    for number in sorted(near):
        if number - before > 1:
            pages.append(Link("…", ""))
        before = number
        pages.append(Link(str(number), asked.url(page=number), number == here))
    return Pager(
        number=here,
        total=last,
        previous_url=asked.url(page=here - 1) if here > 1 else "",
        next_url=asked.url(page=here + 1) if here < last else "",
        pages=tuple(pages),
    )
