"""Head tags, title, canonical address, robots and footer of a page (网页标签、页脚)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from publishing.inspection.findings import Fault
from publishing.inspection.portal import Inspection
from publishing.inspection.reading import PageRead
from publishing.press.answers import ELDER

OF_SITE = ("SiteName", "SiteDomain")
OF_COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
OF_ARTICLE = ("ArticleTitle", "PubDate", "ContentSource")
PUB_DATE = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")
DEMONSTRATION = "演示数据·非政府网站"
NO_DOMAIN = re.compile(
    r"localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[?::1|$|[^.]*$|(?:.*\.)?(?:example\.\w+|invalid|test|local)$"
)
"Hosts that no reader outside can reach, or that nobody owns."
OF_FOOTER = ("主办单位", "联系电话", "网站标识码", "ICP备案号", "公安备案号", "党政机关网站标识", "我为政府网站找错")
"What the footer of a real site carries."


def check(page: PageRead, inspection: Inspection) -> Iterator[Fault]:
    """What is wrong with what a page says of itself to machines."""
    if page.soup.find("html") is None or "</html>" not in page.html:
        yield Fault("broken-page", page.url, _("页面残缺，没有正常结束。"))
        return
    if not (page.soup.html.get("lang") or "").startswith("zh"):
        yield Fault("language-missing", page.url, _("页面没有标明语言（lang）。"))
    if page.soup.title is None or not page.soup.title.get_text(strip=True):
        yield Fault("title-missing", page.url, _("网页标题（title）为空。"))
    yield from _robots(page, inspection)
    if page.place.page is not None:
        yield from _tags(page, inspection)
        yield from _canonical(page, inspection)


def _tags(page: PageRead, inspection: Inspection) -> Iterator[Fault]:
    wanted = [*OF_SITE, *(["SiteIDCode"] if inspection.is_real else [])]
    if page.place.column is not None:
        wanted += OF_COLUMN
    if page.place.piece is not None:
        wanted += OF_ARTICLE
    expected = page.place.tags or {}
    for name in dict.fromkeys([*wanted, *expected]):
        value = page.meta.get(name, "").strip()
        if not value:
            if name in wanted or name in expected:
                yield Fault("head-tag-missing", page.url, _("缺少网页标签 %(name)s。") % {"name": name})
        elif name == "PubDate" and not PUB_DATE.fullmatch(value):
            words = _("网页标签 PubDate 为“%(value)s”，应写成 2024-08-08 10:00。")
            yield Fault("head-tag-wrong", page.url, words % {"value": value})
        elif name != "PubDate" and value != expected.get(name, value).strip():
            said = {"name": name, "value": value, "expected": expected[name]}
            words = _("网页标签 %(name)s 为“%(value)s”，应为“%(expected)s”。")
            yield Fault("head-tag-wrong", page.url, words % said)


def _canonical(page: PageRead, inspection: Inspection) -> Iterator[Fault]:
    link = page.soup.find("link", rel="canonical")
    said = link.get("href", "") if link else ""
    wanted = "" if page.url == f"{ELDER}/" else inspection.portal.base_url + page.standard
    if said != wanted:
        words = _("规范网址为“%(said)s”，应为“%(wanted)s”。")
        yield Fault("canonical-wrong", page.url, words % {"said": said, "wanted": wanted})


def _robots(page: PageRead, inspection: Inspection) -> Iterator[Fault]:
    closed = "noindex" in page.meta.get("robots", "").lower()
    if page.is_message:
        return
    if inspection.is_real:
        if closed:
            yield Fault("noindex", page.url, _("正式网站的页面带有 noindex，搜索引擎不会收录。"))
        if DEMONSTRATION in page.html:
            yield Fault("noindex", page.url, _("正式网站的页面标着“演示数据·非政府网站”。"))
    else:
        if not closed:
            yield Fault("demonstration-unmarked", page.url, _("演示网站的页面没有 noindex，会被搜索引擎收录。"))
        if DEMONSTRATION not in (page.soup.body or page.soup).get_text():
            yield Fault("demonstration-unmarked", page.url, _("演示网站的页面没有标明“演示数据·非政府网站”。"))


def check_footer(page: PageRead, inspection: Inspection) -> Iterator[Fault]:
    """What the home page's footer lacks, on a real site; and pages whose footer is another one."""
    if page.standard == "/":
        if inspection.is_real:
            for name in OF_FOOTER:
                if name not in page.footer:
                    yield Fault("footer-item-missing", page.url, _("页脚缺少%(name)s。") % {"name": name})
    elif page.place.page is not None and page.footer != inspection.footer:
        yield Fault("footer-differs", page.url, _("页脚与首页的不一致。"))


def check_site(inspection: Inspection) -> Iterator[Fault]:
    """What is wrong with the site's own name and with what robots are told."""
    host = inspection.portal.settings.domain
    if inspection.is_real and NO_DOMAIN.match(host):
        yield Fault("domain-wrong", "/", _("网站域名为“%(host)s”，外面的读者打不开。") % {"host": host})
    robots = inspection.file("/robots.txt")
    told = robots.read_text(errors="replace").splitlines() if robots.exists() else []
    if inspection.is_real and any(line.strip() == "Disallow: /" for line in told):
        yield Fault("noindex", "/robots.txt", _("robots.txt 不许搜索引擎收录全站。"))
