"""What the public templates are given: plain data, so that a template never asks the database.

Every public page is rendered with `frame` (the furniture all pages share) and `content` (one of the `…Content`
classes below), and nothing else: no request, user, session, csrf token or messages. The press, Wagtail's preview and
the tests build the same objects.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Link:
    """A title that leads somewhere; `current` marks the reader's own place."""

    title: str
    url: str
    current: bool = False
    note: str = ""
    "A short word beside the title, such as 建议, 提案 or a count."


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value, as in the catalogue block (公开目录) or the footer."""

    label: str
    value: str
    url: str = ""
    picture_url: str = ""
    "Its picture, of a mark or register at the foot of a real site."
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """The furniture of every page: masthead, menu, current position, head tags, footer."""

    name: str
    "Full registered name, e.g. 林芝市巴宜区人民政府."
    tagline: str
    "e.g. 政府信息公开 · 建议提案办理."
    title: str
    "The page's own title, for <title> and the head tags."
    canonical_url: str
    home_url: str = "/"
    search_url: str = "/search/"
    search_query: str = ""
    is_demonstration: bool = False
    "True: 演示数据·非政府网站 on every page, robots noindex, no marks."
    emblem_url: str = ""
    elder: bool = False
    switch_url: str = "/elder/"
    "The same page in the other mode (长者模式 or back); empty where there is none, e.g. on /search/."
    menu: tuple[Link, ...] = ()
    crumbs: tuple[Link, ...] = ()
    meta: tuple[Field, ...] = ()
    "Head tags: label is the meta name, value its content."
    footer: tuple[Field, ...] = ()
    "What has a value and no address stands in the list, a value with an address below it (备案号), an address alone is a mark."
    services: tuple[Link, ...] = ()
    "What the footer offers besides: 数据开放, 订阅."
    feeds: tuple[Link, ...] = ()
    "The Atom feeds (订阅源) in which this page, or its column, stands."
    code: str = ""
    "The page's address as a QR drawing, where it is offered to be shared (分享)."
    linked_data: str = ""
    "What the page is for programs (JSON-LD), ready to stand between its tags."
    beacon_url: str = ""
    "Where a read is counted (by a tiny script that is allowed to fail); empty: not counted."


@dataclass(frozen=True, slots=True)
class Furniture:
    """来源, 责任编辑, 发布时间, 浏览次数 of an article."""

    source: str = ""
    editor: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    "Only when words changed after the first publication (更新时间)."
    correction: str = ""
    "更正说明, when there is one."
    reads: int = 0
    migrated_source: str = ""
    "Where it was first published, for migrated content only; `published` is then the original time …"
    migrated_url: str = ""
    came_in: datetime | None = None
    "… and this is when it came into this portal."


@dataclass(frozen=True, slots=True)
class FigureCard:
    """One counted figure, with its proof."""

    key: str
    label: str
    value: str
    "As printed: 7, 100, —."
    unit: str
    "件, %, 件次."
    definition: str
    numerator: int | None
    denominator: int | None
    as_of: date | None
    public_records: tuple[Link, ...] = ()
    hidden_records: int = 0
    "How many of the records counted have no public page."
    measure: str = "件"
    "What numerator and denominator count: 件, 件次 or 份."
    reported: str = ""
    "The note on the number that was reported upwards, where it differs (上报口径)."
    change: str = ""
    "How it differs from the year before, in a few words (比上年多2件); empty where nothing compares."

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing behind it: none of something, a rate of nothing, or a share that nobody has."""
        return not self.numerator and (not self.denominator or self.key.endswith("_share"))

    @property
    def number(self) -> int | float | None:
        """The value for programs: a count, a rate, or nothing for a rate of nothing."""
        if self.denominator is None:
            return self.numerator
        return float(self.value) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a summary's or an article's body."""

    kind: Literal["heading", "subheading", "paragraph", "html", "figures", "table", "grid", "picture"]
    text: str = ""
    "Plain text; for html, already cleaned rich text."
    figures: tuple[FigureCard, ...] = ()
    table: "FigureTable | None" = None
    grid: "WordTable | None" = None
    picture: "Picture | None" = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the midst of the words, with what it shows in words."""

    src: str
    width: int
    height: int
    alt: str
    caption: str = ""
    srcset: str = ""
    "Its sizes as JPEG, and as WebP."
    webp: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class PublicStage:
    """One of the six stages on the public progress line (闭环进度)."""

    label: str
    state: Literal["done", "now", "to-come", "not-applicable"]
    on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PublicPoint:
    """One request of the item, and what the letter says to it (逐条答复)."""

    asked: str
    answered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicPromise:
    """What the letter promised, by when and by whom (承诺事项)."""

    text: tuple[str, ...]
    due_on: date | None
    unit: str
    is_kept: bool = False
    "Whether the latest signed entry of 落实情况 says that it is done."


@dataclass(frozen=True, slots=True)
class PublicOutcome:
    """A dated entry of 落实情况, by the unit that answered."""

    on: date | None
    "None in a draft alone."
    unit: str
    is_done: bool
    label: str
    "正在落实 or 已落实."
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Download:
    """A file offered beside a page."""

    title: str
    url: str
    format: str
    size: str
    sha256: str = ""
    "The digest of its bytes, where the page tells it."


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a column's list."""

    title: str
    url: str
    on: date | None
    kind: str = ""
    "建议, 提案 or empty."
    unit: str = ""
    reply_class: str = ""
    summary: str = ""
    "An extract, on search results; plain text."


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to narrow a list (年, 单位, 主题): each choice is a path of its own."""

    label: str
    choices: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Pager:
    """Where in a list the reader is."""

    number: int
    total: int
    previous_url: str = ""
    next_url: str = ""
    pages: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class HomeContent:
    """publishing/home.html: what the district answered this year, and where to find it."""

    title: str
    intro: str
    session_name: str
    figures: tuple[FigureCard, ...]
    summary: Entry | None
    columns: tuple[tuple[Link, tuple[Entry, ...]], ...]
    "Each column with its newest entries."


@dataclass(frozen=True, slots=True)
class ColumnContent:
    """publishing/column.html: a list with its filters and pages, or, for a column of columns, its children."""

    title: str
    description: str
    entries: tuple[Entry, ...] = ()
    total: int = 0
    dimensions: tuple[Dimension, ...] = ()
    pager: Pager | None = None
    tally: tuple[Field, ...] = ()
    "How many of the entries are of each class of reply (单位页)."
    children: tuple[tuple[Link, tuple[Entry, ...]], ...] = ()
    empty_text: str = "暂无内容。"


@dataclass(frozen=True, slots=True)
class SummaryContent:
    """publishing/annual_summary.html and publishing/article.html (which has no cards or replies)."""

    title: str
    furniture: Furniture
    catalogue: tuple[Field, ...]
    cards: tuple[FigureCard, ...] = ()
    cards_note: str = ""
    body: tuple[Block, ...] = ()
    replies: tuple[Entry, ...] = ()
    downloads: tuple[Download, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyContent:
    """publishing/reply_notice.html: one answer, in full or as a summary, with the public progress line."""

    title: str
    furniture: Furniture
    catalogue: tuple[Field, ...]
    kind: str
    "建议 or 提案."
    proposer: str
    unit: str
    reply_class: str
    "A, B, … or the session's own label; empty when it has none."
    reply_class_label: str
    publicity: str
    "主动公开（全文）, 主动公开（摘要）."
    stages: tuple[PublicStage, ...]
    letter: tuple[str, ...]
    "Paragraphs of the letter, or of its summary."
    item: str = ""
    "The item answered, as a sentence names it: 第12号建议《…》."
    request: tuple[str, ...] = ()
    "Paragraphs of the item's own text, where its proposer consented and the portal's settings allow it."
    assembly_url: str = ""
    "Where the assembly publishes that text."
    points: tuple[PublicPoint, ...] = ()
    promise: PublicPromise | None = None
    outcomes: tuple[PublicOutcome, ...] = ()
    "落实情况, the latest entry first."
    outcome: tuple[str, ...] = ()
    "落实情况 in words without a day, as pages have it that were signed before entries had one."
    next_step: str = ""
    "What comes next, in a sentence."
    unit_url: str = ""
    "The page of the unit's public replies."
    related: tuple[Entry, ...] = ()
    downloads: tuple[Download, ...] = ()


@dataclass(frozen=True, slots=True)
class FiguresContent:
    """publishing/figures.html: a session's figures in tables and drawings."""

    title: str
    furniture: Furniture
    catalogue: tuple[Field, ...]
    session_name: str
    as_of: date | None
    sections: tuple[tuple[str, tuple[FigureCard, ...]], ...]
    "The figures under their headings."
    tables: tuple["FigureTable", ...] = ()
    downloads: tuple[Download, ...] = ()
    leading: tuple[str, ...] = ()
    "Keys of the figures that stand large at the head, in their order."
    tabled: frozenset[str] = frozenset()
    "Keys of figures that the tables say again."

    @property
    def figures(self) -> tuple[FigureCard, ...]:
        """All of them, in order."""
        return tuple(card for _title, cards in self.sections for card in cards)

    @property
    def lead(self) -> tuple[FigureCard, ...]:
        """What matters most, as far as there is something behind it."""
        known = {card.key: card for card in self.figures if not card.is_nothing}
        return tuple(known[key] for key in self.leading if key in known)

    @property
    def rest(self) -> tuple[FigureCard, ...]:
        """The others that say something which no table says."""
        return tuple(
            card
            for card in self.figures
            if card not in self.lead and card.key not in self.tabled and not card.is_nothing
        )

    @property
    def folded(self) -> tuple[FigureCard, ...]:
        """What is left: nothing behind it, or said by a table."""
        return tuple(card for card in self.figures if card not in self.lead and card not in self.rest)


@dataclass(frozen=True, slots=True)
class WordTable:
    """A table that its editor typed (办理分工、联系方式): a caption, a head row, and as many cells in every row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Counts by one dimension (类别, 承办方式, 答复类别, 承办单位): a table with a drawing beside it."""

    caption: str
    header: tuple[str, ...]
    "The dimension, then what each number counts."
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    key: str = ""
    measure: str = "件"

    @property
    def told(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The rows that count something."""
        return tuple(row for row in self.rows if any(row[1]))

    @property
    def zeros(self) -> tuple[str, ...]:
        """The labels of the others."""
        return tuple(label for label, numbers in self.rows if not any(numbers))

    @property
    def is_drawn(self) -> bool:
        """Whether a drawing says more than the table: there are two bars at least, and not all of one length."""
        return len(self.told) > 1 and len({numbers for _label, numbers in self.told}) > 1

    @property
    def is_long(self) -> bool:
        """Whether paper is better kept for the table alone."""
        return len(self.told) > 8


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A part of a text; `is_found` marks a word that was searched for."""

    text: str
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One piece that was found: its line in a list, its title and an extract with the words found marked."""

    entry: Entry
    title: tuple[MarkedText, ...]
    extract: tuple[MarkedText, ...] = ()
    numbers: tuple[MarkedText, ...] = ()
    "Its 索引号 or 文号, where that was searched for."
    in_files: bool = False
    "The extract is from an attachment."


@dataclass(frozen=True, slots=True)
class SearchContent:
    """publishing/search.html: the one public list that is not pressed."""

    title: str
    query: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    pager: Pager | None = None
    fell_back: bool = False
    "True: nothing had all the words; these have some (未找到完全匹配)."
    message: str = ""
    dimensions: tuple[Dimension, ...] = ()
    chosen: tuple[Link, ...] = ()
    "What the answer is narrowed to, each with the way back."
    kept: tuple[Field, ...] = ()
    "The same, as a form sends it along."
    orders: tuple[Link, ...] = ()
    suggestions: tuple[Link, ...] = ()
    "What else may have been meant, where nothing was found."
    ways: tuple[Link, ...] = ()
    "Other ways to find: the columns."


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column of an open table, as the dictionary explains it (数据字典)."""

    key: str
    name: str
    kind: str
    "文字, 整数, 数 or 日期."
    about: str


@dataclass(frozen=True, slots=True)
class DataSheet:
    """An open table: in the dictionary with its columns, beside a session with its rows and files."""

    key: str
    name: str
    about: str
    columns: tuple[DataColumn, ...] = ()
    rows: int = 0
    files: tuple[Download, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDataContent:
    """publishing/open_data.html: the sessions of which there are tables (数据开放), and the dictionary of the tables."""

    title: str
    packages: tuple[Link, ...]
    "Each session; the note says how many replies can be read."
    sheets: tuple[DataSheet, ...]
    licence: Link | None = None
    "On which terms the tables may be used; None where nobody declared any."
    digests: str = ""
    "The name of the file that holds the digests …"
    description: str = ""
    "… and of the one that programs read."


@dataclass(frozen=True, slots=True)
class DataPackageContent:
    """publishing/data_package.html: the tables of one session as files."""

    title: str
    sheets: tuple[DataSheet, ...]
    about: tuple[Download, ...]
    "What describes the files: datapackage.json and their digests."
    dictionary_url: str
    licence: Link | None = None


@dataclass(frozen=True, slots=True)
class MapBranch:
    """A place on 网站地图: its link, its lists under their labels, and what stands below it."""

    link: Link
    lists: tuple[tuple[str, tuple[Link, ...]], ...] = ()
    below: "tuple[MapBranch, ...]" = ()


@dataclass(frozen=True, slots=True)
class SiteMapContent:
    """publishing/site_map.html: every place of the portal."""

    title: str
    branches: tuple[MapBranch, ...]


@dataclass(frozen=True, slots=True)
class MessageContent:
    """404.html, 500.html: what happened and what the reader may do."""

    title: str
    text: str
    links: tuple[Link, ...] = field(default=())
