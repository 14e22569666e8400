"""Links, images and scripts of a page (链接和资源): where they lead, and whether anything lies there."""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import Tag
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from publishing.inspection.findings import Fault
from publishing.inspection.portal import Inspection
from publishing.inspection.reading import PageRead
from publishing.press.files import ADMIN
from publishing.press.headers import MEDIA, suffix_of

STATIC = "/static/"
SOURCES = {
    "img": "src",
    "source": "src",
    "script": "src",
    "iframe": "src",
    "embed": "src",
    "object": "data",
    "video": "src",
}
RUNNING = frozenset({"script", "iframe", "embed", "object"})
CALLED = re.compile(r"@import\s+(?:url\()?['\"]?((?:https?:)?//[^'\")\s]+)|url\(\s*['\"]?((?:https?:)?//[^'\")\s]+)")
"What a style sheet fetches from elsewhere."
HOST = re.compile(r"(?<![\w.@-])((?:[a-z0-9-]+\.)+[a-z]{2,})(?![\w@-])", re.IGNORECASE)
"A host as people write it in the words of a link."


def check(page: PageRead, inspection: Inspection) -> Iterator[Fault]:
    """Everything that is wrong with where a page leads and what it fetches."""
    for link in page.soup.find_all(["a", "area"], href=True):
        yield from _link(page, link, inspection)
    for tag in page.soup.find_all([*SOURCES, "link", "style"]):
        yield from _asset(page, tag, inspection)
    for tag in page.soup.find_all(style=True):
        yield from _styled(page, str(tag["style"]))


def outside(page: PageRead, inspection: Inspection) -> set[str]:
    """The whole web addresses that a page links to."""
    wholes = (urljoin(_base(page, inspection), str(link["href"])) for link in page.soup.find_all("a", href=True))
    return {url for url in wholes if _is_web(url) and urlsplit(url).netloc != inspection.host}


def _base(page: PageRead, inspection: Inspection) -> str:
    return inspection.portal.base_url + page.url


def _is_web(url: str) -> bool:
    return urlsplit(url).scheme in {"http", "https"}


def _link(page: PageRead, link: Tag, inspection: Inspection) -> Iterator[Fault]:
    href = str(link["href"]).strip()
    words = link.get_text(strip=True)
    named = words or link.get("aria-label") or link.get("title") or any(img.get("alt") for img in link.find_all("img"))
    if not named:
        yield Fault("link-without-words", page.url, _("链接“%(href)s”没有文字。") % {"href": href})
    if re.match(r"\s*(?:javascript|vbscript|data):", href, re.IGNORECASE):
        yield Fault("script-link", page.url, _("链接“%(words)s”的地址是脚本。") % {"words": words or href[:40]})
        return
    if href.startswith("#"):
        if href != "#" and unquote(href[1:]) not in page.ids:
            yield Fault("dead-anchor", page.url, _("页内链接“%(href)s”没有去处。") % {"href": href})
        return
    url = urljoin(_base(page, inspection), href)
    if not _is_web(url):
        return
    if urlsplit(url).netloc == inspection.host:
        yield from _inside(page, urlsplit(url).path, inspection, words)
    elif _is_disguised(words, urlsplit(url).hostname or ""):
        said = {"words": words, "host": urlsplit(url).hostname}
        yield Fault("disguised-link", page.url, _("链接的文字是“%(words)s”，去处却是 %(host)s。") % said)


def _inside(page: PageRead, path: str, inspection: Inspection, words: str) -> Iterator[Fault]:
    path = unquote(path) or "/"
    if path.startswith(ADMIN):
        yield Fault(
            "link-into-admin", page.url, _("链接“%(words)s”通往后台 %(path)s。") % {"words": words, "path": path}
        )
    elif leads := _leads_on(path, inspection):
        said = {"words": words, "path": path, "to": leads}
        yield Fault("moved-link", page.url, _("链接“%(words)s”指向已移动的地址 %(path)s，新的地址是 %(to)s。") % said)
    elif {path, f"{path}/"} & (inspection.answers.gone | inspection.answers.hidden):
        said = {"words": words, "path": path}
        yield Fault("gone-link", page.url, _("链接“%(words)s”指向已撤下的内容：%(path)s。") % said)
    elif not is_there(path, inspection):
        rule = "dead-attachment" if path.startswith(MEDIA) or suffix_of(path) else "dead-link"
        yield Fault(rule, page.url, _("链接“%(words)s”打不开：%(path)s。") % {"words": words, "path": path})


def _leads_on(path: str, inspection: Inspection) -> str:
    """Where a reader is led who follows a link to an address that was left; empty where one stays."""
    moved = inspection.answers.moved
    return moved.get(path) or moved.get(f"{path}/", "")


def _is_disguised(words: str, host: str) -> bool:
    """Whether the words of a link name another host than the one it leads to."""
    named = HOST.fullmatch(words.removeprefix("https://").removeprefix("http://").split("/")[0])
    return named is not None and owner(named[1].lower()) != owner(host.lower())


def owner(host: str) -> str:
    """The part of a host's name that its owner registered, near enough to compare two: gov.cn names keep three labels."""
    labels = host.split(".")
    kept = 3 if len(labels) > 2 and labels[-1] == "cn" and labels[-2] in {"gov", "com", "org", "net", "edu"} else 2
    return ".".join(labels[-kept:])


def is_there(path: str, inspection: Inspection) -> bool:
    """Whether something answers at a path of the portal: a pressed page or file, a static file, or a live page of ours."""
    if path in inspection.addresses or f"{path}/" in inspection.addresses:
        return True
    if path.startswith(STATIC):
        return _static(path.removeprefix(STATIC)) is not None
    return not path.startswith(MEDIA) and _is_live(path)


def _is_live(path: str) -> bool:
    """Whether Django itself answers there, not as the tree of pages does."""
    try:
        return resolve(path).url_name != "wagtail_serve"
    except Resolver404:
        return False


@cache
def _static(name: str) -> str | None:
    """Where a static file lies that pages call by this name; None where there is none."""
    if staticfiles_storage.exists(name):
        return staticfiles_storage.path(name)
    return finders.find(name)


def _asset(page: PageRead, tag: Tag, inspection: Inspection) -> Iterator[Fault]:
    if tag.name == "style":
        yield from _styled(page, tag.get_text())
        return
    if tag.name == "link":
        wanted = {"stylesheet", "icon", "preload", "prefetch", "manifest", "modulepreload"} & set(tag.get("rel") or ())
        address = tag.get("href") if wanted else None
    else:
        address = tag.get(SOURCES[tag.name])
    if tag.name == "script" and not address and tag.get("type") not in {"application/json", "application/ld+json"}:
        yield Fault(
            "inline-script", page.url, _("页面里嵌有脚本“%(words)s”。") % {"words": tag.get_text(strip=True)[:40]}
        )
        return
    for one in _addresses(tag, address):
        yield from _fetched(page, tag.name, one, inspection)


def _addresses(tag: Tag, address: str | None) -> Iterator[str]:
    if address:
        yield str(address).strip()
    if srcset := tag.get("srcset"):
        yield from (one.split()[0] for one in str(srcset).split(",") if one.split())


def _fetched(page: PageRead, name: str, address: str, inspection: Inspection) -> Iterator[Fault]:
    url = urljoin(_base(page, inspection), address)
    if not _is_web(url):
        return
    if urlsplit(url).netloc != inspection.host:
        rule = "foreign-script" if name in RUNNING else "foreign-asset"
        yield Fault(rule, page.url, _("页面引用外部资源 %(url)s。") % {"url": url})
        return
    path = unquote(urlsplit(url).path)
    if not is_there(path, inspection):
        rule = "dead-image" if name in {"img", "source"} else "dead-link"
        yield Fault(rule, page.url, _("页面引用的 %(path)s 打不开。") % {"path": path})
    elif name == "link" and path.startswith(STATIC) and path.endswith(".css"):
        for called in _called_by(path.removeprefix(STATIC)):
            yield Fault("foreign-asset", page.url, _("样式表引用外部资源 %(url)s。") % {"url": called})


def _styled(page: PageRead, css: str) -> Iterator[Fault]:
    for found in CALLED.finditer(css):
        yield Fault("foreign-asset", page.url, _("样式引用外部资源 %(url)s。") % {"url": found[1] or found[2]})


@cache
def _called_by(name: str) -> tuple[str, ...]:
    with open(_static(name), encoding="utf-8") as sheet:
        return tuple(found[1] or found[2] for found in CALLED.finditer(sheet.read()))
