"""A look at the addresses on the platform above (网址核查): whether each is there still, and says what was signed.

The platform's pages are nobody's of ours, so what is compared are the words: the title and each paragraph of the signed
body, wherever they stand. What is read from there is never run or shown.
"""

import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import SOCK_STREAM, create_connection, getaddrinfo, socket
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from bs4 import BeautifulSoup
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.handover import packing
from publishing.handover.body import is_place_of_picture
from publishing.handover.packing import Parcel
from publishing.handover.platforms import Platform
from publishing.models import Sighting, UpperLook, UpperPublication
from publishing.review.upper import on_platform

SECONDS = 15
AT_ONCE = 4
MOST_BYTES = 5 * 1024 * 1024
"Bytes of a page that are read; a letter is far shorter."
_NAT64 = IPv6Network("64:ff9b::/96")
"Stands for all of IPv4 where a network speaks IPv6 alone."
SHOWN = 40
"Characters shown of what is missing."


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered: the status, 0 where nothing did, and its body."""

    status: int
    body: bytes = b""
    why: str = ""
    "Why nothing was asked, where nothing was."


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at one piece found."""

    parcel: Parcel
    publication: UpperPublication
    found: Sighting
    detail: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether nothing is to be done."""
        return self.found is Sighting.SAME


class _Outward(HTTPRedirectHandler):
    """Follows where a platform leads on, but never into the office's own network."""

    def redirect_request(  # noqa: PLR0913, PLR0917 (as the library asks)
        self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        """Refuse what lies inside."""
        if is_inside(newurl):
            raise URLError("inside")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def is_inside(url: str) -> bool:
    """Whether an address lies on this machine or in a private network, and is not of a host that the office has listed.

    Whoever enters addresses must not be able to have this machine ask others beside it.
    """
    host = unquote(urlsplit(url).hostname or "")  # as the library asks it
    try:
        return not outward(host)
    except (OSError, ValueError):  # unknown here: nothing answers, or a proxy knows it
        return False


def outward(host: str, port: int | None = None) -> list[str]:
    """The addresses of a host, if none of them is inside or the office has listed it; else none."""
    found = [str(one[4][0]) for one in getaddrinfo(host, port, type=SOCK_STREAM)]
    is_free = host in settings.PUBLISHING_PLATFORM_HOSTS or not any(map(_is_of_the_house, found))
    return found if is_free else []


def _is_of_the_house(address: str) -> bool:
    one = ip_address(address.partition("%")[0])
    if isinstance(one, IPv6Address):
        inner = one.ipv4_mapped or one.sixtofour or (one.teredo or (None, None))[1]
        if inner is None and one in _NAT64:
            inner = IPv4Address(int(one) & 0xFFFFFFFF)
        return not (one.is_global if inner is None else inner.is_global)
    return not one.is_global


def _connected(address: tuple[str, int], timeout: float | None = None, source: Any = None, **_more: Any) -> socket:
    """A connection to an address that was looked at: a name may lead elsewhere when it is asked a second time."""
    host, port = address
    problem = OSError("inside")
    for one in outward(host, port):
        try:
            return create_connection((one, port), timeout, source)
        except OSError as why:
            problem = why
    raise problem


class _PlainConnection(HTTPConnection):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self._create_connection = _connected


class _SecureConnection(HTTPSConnection):
    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self._create_connection = _connected


class _PlainOutward(HTTPHandler):
    def http_open(self, req: Request) -> Any:
        """Through a proxy as it says, else to what was looked at."""
        return self.do_open(HTTPConnection if req.has_proxy() else _PlainConnection, req)


class _SecureOutward(HTTPSHandler):
    def https_open(self, req: Request) -> Any:
        """Through a proxy as it says, else to what was looked at."""
        return self.do_open(HTTPSConnection if getattr(req, "_tunnel_host", None) else _SecureConnection, req)


def fetch(url: str) -> Fetched:
    """Fetch an address as a reader would; one inside the house is not asked."""
    if is_inside(url):
        words = _(
            "这个网址在本机或内网，没有去看；平台确在内网的，请系统管理员把它的主机名写进 HUIYIN_PLATFORM_HOSTS。"
        )
        return Fetched(0, why=words)
    request = Request(url, headers={"User-Agent": "Mozilla/5.0 (huiyin check_published)"})  # noqa: S310 (http and https alone)
    try:
        with build_opener(_Outward, _PlainOutward, _SecureOutward).open(request, timeout=SECONDS) as answer:
            return Fetched(answer.status, answer.read(MOST_BYTES))
    except HTTPError as error:
        with error:
            return Fetched(error.code)
    except (URLError, HTTPException, OSError, ValueError):  # also half an answer
        return Fetched(0)


def look(platform: Platform, fetching: Callable[[str], Fetched] = fetch) -> list[Look]:
    """Look at every piece that is entered as published, and keep what was found; the oldest signed first."""
    stands = [one for one in on_platform() if one.last is not None]
    found: list[Look] = []
    if stands:
        parcels = packing.parcels(stands, platform)
        rows = [one.stand.last for one in parcels if one.stand.last is not None]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(fetching, [row.url for row in rows]))
        found = [_judged(*one) for one in zip(parcels, rows, answers, strict=True)]
    _keep(found)
    return found


def _judged(parcel: Parcel, row: UpperPublication, answer: Fetched) -> Look:
    if answer.status == 0:
        return Look(parcel, row, Sighting.SILENT, answer.why or _("没有应答，可能是网络不通，也可能是网站关闭。"))
    if answer.status >= HTTPStatus.BAD_REQUEST:
        return Look(parcel, row, Sighting.GONE, _("平台答 %(status)s。") % {"status": answer.status})
    words = squeezed(read_words(answer.body))
    signed = [line for line in lines_of(parcel.words) if not is_place_of_picture(line)]
    missing = [line for line in (parcel.page.title, *signed) if squeezed(line) not in words]
    if not missing:
        return Look(parcel, row, Sighting.SAME)
    said = {"n": len(missing), "first": missing[0][:SHOWN], "more": "……" if len(missing[0]) > SHOWN else ""}
    detail = _("有%(n)s处与签发的文稿不同，第一处：“%(first)s%(more)s”。") % said
    if not parcel.stand.is_published:
        detail += _("登记之后稿件重新签发过，平台上可能还是旧稿。")
    return Look(parcel, row, Sighting.DIFFERS, detail)


def read_words(body: bytes) -> str:
    """What a reader sees of a page, in whatever encoding it says it is."""
    page = BeautifulSoup(body, "lxml")
    for hidden in page(["script", "style", "template", "noscript"]):
        hidden.decompose()
    return page.get_text(" ")


def lines_of(words: str) -> list[str]:
    """The lines of a body, cells of a table by themselves: a platform sets tables in its own way."""
    return [cell for line in words.splitlines() for cell in line.split("\t") if squeezed(cell)]


def squeezed(text: str) -> str:
    """A text without what platforms change of it: spaces, widths of signs, what no reader sees."""
    return "".join(one for one in unicodedata.normalize("NFKC", text) if one.isalnum())


def _keep(found: Iterable[Look]) -> None:
    """The last look at each address, for the pages of 移交包."""
    now = timezone.now()
    for one in found:
        UpperLook.objects.update_or_create(
            publication=one.publication, defaults={"at": now, "found": one.found, "detail": one.detail}
        )
