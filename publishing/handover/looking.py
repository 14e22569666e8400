"""A look at the addresses on the platform above (网址核查): whether each is there still, and says what was signed.

The platform's pages are nobody's of ours, so what is compared are the words: the title and each paragraph of the signed
body, wherever they stand. What is read from there is never run or shown.
"""

import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from socket import getaddrinfo
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

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
    host = urlsplit(url).hostname or ""
    if host in settings.PUBLISHING_PLATFORM_HOSTS:
        return False
    try:
        found = {ip_address(str(one[4][0]).partition("%")[0]) for one in getaddrinfo(host, None)}
    except (OSError, ValueError):  # unknown here: nothing answers, or a proxy knows it
        return False
    return any(not (getattr(one, "ipv4_mapped", None) or one).is_global for one in found)


def fetch(url: str) -> Fetched:
    """Fetch an address as a reader would; one inside the house is not asked."""
    if is_inside(url):
        words = _(
            "这个网址在本机或内网，没有去看；平台确在内网的，请系统管理员把它的主机名写进 HUIYIN_PLATFORM_HOSTS。"
        )
        return Fetched(0, why=words)
    request = Request(url, headers={"User-Agent": "Mozilla/5.0 (huiyin check_published)"})  # noqa: S310 (http and https alone)
    try:
        with build_opener(_Outward).open(request, timeout=SECONDS) as answer:
            return Fetched(answer.status, answer.read(MOST_BYTES))
    except HTTPError as error:
        with error:
            return Fetched(error.code)
    except (URLError, OSError, ValueError):
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
