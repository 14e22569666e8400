"""A page's head tags (网页标签): the site's on every page, the column's on columns, both and its own on articles."""

from publishing.frame import Field
from publishing.models import ColumnKind, ColumnPage, PortalSettings, PublicPage
from tracking.wording import clip_title

COLUMN_TYPES = {
    ColumnKind.GROUP: "信息公开",
    ColumnKind.RULES: "办理制度",
    ColumnKind.OVERVIEW: "工作总结",
    ColumnKind.SUGGESTIONS: "建议答复",
    ColumnKind.PROPOSALS: "提案答复",
}
MOST = 120
"Characters of a description that is taken from the page's own words."


def site_tags(settings: PortalSettings) -> list[Field]:
    """SiteName, SiteDomain and, on a real site that has one, SiteIDCode."""
    tags = [Field("SiteName", settings.name), Field("SiteDomain", settings.domain)]
    if settings.site_code and not settings.is_demonstration:
        tags.append(Field("SiteIDCode", settings.site_code))
    return tags


def column_tags(column: ColumnPage) -> list[Field]:
    """ColumnName, ColumnDescription, ColumnKeywords, ColumnType; never empty (R99)."""
    return [
        Field("ColumnName", column.title),
        Field("ColumnDescription", column.description or column.title),
        Field("ColumnKeywords", column.keywords or column.title),
        Field("ColumnType", COLUMN_TYPES[ColumnKind(column.kind)]),
    ]


def head_tags(
    page: PublicPage | None, column: ColumnPage | None, settings: PortalSettings, url: str
) -> tuple[Field, ...]:
    """All tags of a page: its site's, its column's, its own, with a description from its words where nobody wrote one."""
    of_column = column_tags(column) if column is not None else []
    own = page.own_tags(url) if page is not None else []
    if page is not None and not any(tag.label == "Description" for tag in own):
        own = [*own, Field("Description", clip_title(" ".join(page.search_text().split()), MOST) or str(page))]
    return (*site_tags(settings), *of_column, *own)
