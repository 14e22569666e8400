"""A page's head tags (网页标签): the site's on every page, the column's on columns, both and its own on articles."""

from django.utils import timezone
from wagtail.models import Page

from publishing.frame import Field
from publishing.models import ColumnKind, ColumnPage, DisclosureMixin, PortalSettings

COLUMN_TYPES = {
    ColumnKind.GROUP: "信息公开",
    ColumnKind.RULES: "办理制度",
    ColumnKind.OVERVIEW: "工作总结",
    ColumnKind.SUGGESTIONS: "建议答复",
    ColumnKind.PROPOSALS: "提案答复",
}


def site_tags(settings: PortalSettings) -> list[Field]:
    """SiteName, SiteDomain and, on a real site that has one, SiteIDCode."""
    tags = [Field("SiteName", settings.name), Field("SiteDomain", settings.domain)]
    if settings.site_code and not settings.is_demonstration:
        tags.append(Field("SiteIDCode", settings.site_code))
    return tags


def column_tags(column: ColumnPage) -> list[Field]:
    """ColumnName, ColumnDescription, ColumnKeywords, ColumnType; never empty, as the rule has it."""
    return [
        Field("ColumnName", column.title),
        Field("ColumnDescription", column.description or column.title),
        Field("ColumnKeywords", column.keywords or column.title),
        Field("ColumnType", COLUMN_TYPES[ColumnKind(column.kind)]),
    ]


def article_tags(page: DisclosureMixin, url: str) -> list[Field]:
    """ArticleTitle, PubDate (the true first publication), ContentSource and what else the piece says of itself."""
    published = page.published_at
    tags = [
        Field("ArticleTitle", page.title),
        Field("PubDate", timezone.localtime(published).strftime("%Y-%m-%d %H:%M") if published else ""),
        Field("ContentSource", page.source or page.issuing_body),
        Field("Keywords", page.theme),
        Field("Author", page.editor_name),
        Field("Description", page.search_description),
        Field("Url", url),
    ]
    return [tag for tag in tags if tag.value]


def head_tags(page: Page | None, column: ColumnPage | None, settings: PortalSettings, url: str) -> tuple[Field, ...]:
    """All tags of a page: its site's, its column's, its own."""
    tags = site_tags(settings)
    if column is not None:
        tags += column_tags(column)
    if isinstance(page, DisclosureMixin):
        tags += article_tags(page, url)
    return tuple(tags)
