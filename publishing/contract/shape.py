"""The exact keys of every page's JSON, by type and in their order (docs/api.md explains them).

A key may be added; to take one away, rename it or change what it means is a new VERSION. Days are 2024-08-08,
moments 2024-08-08T10:30:00+08:00, paths begin with /; what is not known is null, a text that is not there is empty.
"""

from typing import Literal, TypedDict

VERSION = 1


class MetaData(TypedDict):
    """What Wagtail's own API says of a page, under the same names."""

    type: str
    detail_url: str
    html_url: str
    slug: str
    first_published_at: str | None


class PlaceData(TypedDict):
    """Another page: its number, title and address."""

    id: int
    title: str
    html_path: str


class PageData(TypedDict):
    """What every page says."""

    contract: int
    id: int
    meta: MetaData
    title: str
    html_path: str
    column: PlaceData | None
    description: str


class DatesData(TypedDict):
    """发布时间 (the true first publication), 更新时间, and when a migrated piece came into this portal."""

    published: str | None
    updated: str | None
    came_in: str | None


class CatalogueData(TypedDict):
    """公开目录: 索引号、主题分类、发文机关、成文日期、标题、发文字号、发布日期、公开方式、有效性."""

    index_number: str
    topic: str
    issuing_body: str
    issued_on: str
    title: str
    doc_number: str
    published_on: str
    publicity: str
    validity: str


class OriginData(TypedDict):
    """来源、责任编辑、更正说明, and where a migrated piece was first published (原载)."""

    source: str
    editor: str
    correction: str
    migrated_source: str
    migrated_url: str


class FileData(TypedDict):
    """A file to download: bytes in `size`, and the digest of what lies at `path`."""

    title: str
    path: str
    format: str
    size: int
    sha256: str


class NumberedData(TypedDict):
    """What has a number of its own."""

    id: int


class DocumentData(NumberedData, FileData):
    """An uploaded file (附件), by its number under /api/v2/documents/."""


class ImageData(TypedDict):
    """A picture, by its number under /api/v2/images/."""

    id: int
    title: str
    path: str
    width: int
    height: int
    sha256: str


class PieceData(PageData):
    """What every disclosed piece says besides (信息公开要素)."""

    year: int
    topic: str
    dates: DatesData
    catalogue: CatalogueData
    furniture: OriginData
    attachments: list[DocumentData]
    linked_documents: list[DocumentData]


class FigureData(TypedDict):
    """One counted figure as it was pinned: n of d, counted to a day; a rate of nothing has no value."""

    key: str
    label: str
    value: int | float | None
    printed: str
    unit: str
    n: int | None
    d: int | None
    measure: str
    definition: str
    as_of: str | None
    reported: str
    change: str


class TableData(TypedDict):
    """Counts by one dimension (分组统计表)."""

    key: str
    caption: str
    header: list[str]
    measure: str
    rows: list[list[str | int]]


class WordsBlockData(TypedDict):
    """A heading or paragraph, in plain text."""

    type: Literal["heading", "subheading", "paragraph"]
    text: str


class HtmlBlockData(TypedDict):
    """A paragraph or list with links, in clean HTML."""

    type: Literal["html"]
    html: str


class FiguresBlockData(TypedDict):
    """Figures in the midst of the words."""

    type: Literal["figures"]
    figures: list[FigureData]


class TableBlockData(TypedDict):
    """Counts in the midst of the words."""

    type: Literal["table"]
    table: TableData


class GridBlockData(TypedDict):
    """A table of words."""

    type: Literal["grid"]
    caption: str
    header: list[str]
    rows: list[list[str]]


class PictureBlockData(TypedDict):
    """A picture with what it shows in words; `srcset` and `webp` name its sizes, as HTML does."""

    type: Literal["picture"]
    path: str
    width: int
    height: int
    alt: str
    caption: str
    srcset: str
    webp: str
    sha256: str


BlockData = WordsBlockData | HtmlBlockData | FiguresBlockData | TableBlockData | GridBlockData | PictureBlockData


class WordsData(TypedDict):
    """A body (正文), as typed blocks and as one piece of HTML without a theme."""

    body: list[BlockData]
    body_html: str


class StageData(TypedDict):
    """One stage of the public progress line (办理进程)."""

    label: str
    state: Literal["done", "now", "to-come", "not-applicable"]
    on: str | None
    note: str


class PointData(TypedDict):
    """One request and what the letter says to it (逐条答复)."""

    asked: str
    answered: list[str]


class PromiseData(TypedDict):
    """What the letter promised, by when and by whom (承诺事项), and whether it was signed as done."""

    text: list[str]
    due_on: str | None
    unit: str
    kept: bool


class OutcomeData(TypedDict):
    """A dated entry of 落实情况."""

    on: str | None
    unit: str
    done: bool
    text: list[str]


class ReplyData(PieceData, WordsData):
    """答复公开: the item, the letter or its summary as signed, and the facts of the loop."""

    session: str
    kind: str
    number: int
    proposer: str
    unit: str
    reply_class: str
    reply_class_label: str
    extent: str
    stages: list[StageData]
    next_step: str
    item: str
    request: list[str]
    assembly_url: str
    points: list[PointData]
    promise: PromiseData | None
    outcomes: list[OutcomeData]
    outcome: list[str]


class ArticleData(PieceData, WordsData):
    """办理制度、通报."""


class SummaryData(PieceData, WordsData):
    """年度总结."""

    session: str
    figures: list[FigureData]


class SectionData(TypedDict):
    """Figures under one heading."""

    title: str
    figures: list[FigureData]


class FiguresData(PieceData):
    """办理数据: a session's figures, and the files that say the same."""

    session: str
    as_of: str | None
    sections: list[SectionData]
    tables: list[TableData]
    files: list[FileData]


class ColumnData(PageData):
    """栏目: `total` counts the pieces in it and in the columns below it."""

    kind: str
    keywords: str
    total: int
    children: list[PlaceData]


class LabelData(TypedDict):
    """A line of the footer."""

    label: str
    value: str
    url: str


class SiteData(TypedDict):
    """Who publishes (网站信息)."""

    name: str
    tagline: str
    is_demonstration: bool
    emblem: ImageData | None
    footer: list[LabelData]


class HomeData(PageData):
    """首页."""

    intro: str
    site: SiteData
    session_name: str
    figures: list[FigureData]
    columns: list[PlaceData]
