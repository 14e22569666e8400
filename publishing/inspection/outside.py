"""Links that leave the portal (外链), asked one by one: whether they answer, and whether they still are what they were."""

import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, build_opener

from django.utils.translation import gettext as _

from publishing.inspection.findings import Fault
from publishing.inspection.links import owner

SECONDS = 10
AT_ONCE = 8
READ = 64 * 1024
"Bytes of an answer that are read; a title stands in the first of them."
VICES = re.compile(
    "博彩|赌博|赌场|彩票平台|棋牌|娱乐城|百家乐|六合彩|老虎机|下注|体育投注|成人影|色情|裸聊|约炮|av在线|毒品交易",
    re.IGNORECASE,
)
"Words that a hijacked address is full of."
TITLE = re.compile(
    r"<title[^>]*>(.*?)</title>|<meta[^>]+name=[\"'](?:keywords|description)[\"'][^>]*>", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status (0 where nothing did), where it came from in the end, and what its head says."""

    status: int
    url: str
    head: str = ""


def ask(url: str) -> Answer:
    """Fetch an address as a reader would."""
    request = Request(url, headers={"User-Agent": "Mozilla/5.0 (huiyin check_portal)"})  # noqa: S310 (http and https alone)
    try:
        with build_opener().open(request, timeout=SECONDS) as answer:
            return Answer(answer.status, answer.url, _head(answer.read(READ)))
    except HTTPError as error:
        with error:
            return Answer(error.code, error.url or url)
    except (URLError, OSError, ValueError):
        return Answer(0, url)


def _head(body: bytes) -> str:
    """The title and keywords of a page in UTF-8 or GB18030."""
    try:
        html = body.decode()
    except UnicodeDecodeError:
        html = body.decode("gb18030", errors="replace")
    return " ".join(found[0] for found in TITLE.finditer(html))


def check(links: Mapping[str, list[str]], asking: Callable[[str], Answer] = ask) -> Iterator[Fault]:
    """What is wrong with these addresses, told at each page that leads there."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = dict(zip(links, pool.map(asking, links), strict=True))
    for url, answer in answers.items():
        rule, message = _problem(url, answer)
        for page in links[url] if rule else ():
            yield Fault(rule, page, message)


def _problem(url: str, answer: Answer) -> tuple[str, str]:
    said = {"url": url, "status": answer.status, "now": answer.url}
    if answer.status == 0:
        return "outside-dead", _("外链 %(url)s 没有应答。") % said
    if answer.status >= HTTPStatus.BAD_REQUEST and answer.status not in {
        HTTPStatus.FORBIDDEN,
        HTTPStatus.TOO_MANY_REQUESTS,
    }:
        return "outside-dead", _("外链 %(url)s 打不开（%(status)s）。") % said
    if VICES.search(answer.head):
        return "outside-hijacked", _("外链 %(url)s 的内容已不是原来的网站。") % said
    if owner(urlsplit(answer.url).hostname or "") != owner(urlsplit(url).hostname or ""):
        return "outside-hijacked", _("外链 %(url)s 转到了另一个网站 %(now)s。") % said
    return "", ""
