"""Whatever is written behind the question mark of an address, the page answers, and tells nothing that it does not offer.

Which parameters a page reads is found by watching it read, so that a new one is tried by itself.
"""

from urllib.parse import urlencode

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.utils.functional import cached_property

from tests.addresses import every_address
from tests.thorough import THOROUGH, share

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a resized image to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PUBLIC = ("/search/", "/elder/search/", "/", "/elder/", "/xxgk/jytabl/", "/healthz", "/read/1/", "/media/a.pdf")
HOSTILE = (
    "",
    "\x00",
    "a\x00b",
    "-1",
    "0",
    "9" * 30,
    "9" * 5000,
    "词" * 3000,
    "'\"*()^:-",
    "1.2.x",
    "abc__gt",
    "²",
    "2024-13-45",
)
OTHERS = "clerk supervisor unit editor admin".split()
"Each page is tried by one of them in a run of the suite, beside root; on PostgreSQL a third of the pages, by root and a stranger."
ALONE = ("\x00", "9" * 30, "abc__gt")
"What each parameter is tried with by itself, too."
IN_THE_FRAME = {"next"}
"What every page of the admin reads."
ALWAYS = (
    "q",
    "o",
    "p",
    "page",
    "export",
    "x",
    "utm_source",
    "user__password__startswith",
    "pk__in",
    "record__title__regex",
)
"What is tried on every page, whether it reads it or not."


class Watched(QueryDict):
    """The parameters of an address, which remember what was asked of them."""

    asked: set[str]

    def __init__(self, *args, **kwargs):
        self.asked = set()
        super().__init__(*args, **kwargs)

    def _note(self, name):
        self.asked.add(name)

    def get(self, key, default=None):
        self._note(key)
        return super().get(key, default)

    def __getitem__(self, key):
        self._note(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        self._note(key)
        return super().__contains__(key)

    def getlist(self, key, default=None):
        self._note(key)
        return super().getlist(key, default)


def fetched(client: Client, where: str) -> int:
    """The status of a page that was read to its end; what it did is undone."""
    with transaction.atomic():
        response = client.get(where)
        b"".join(response)
        connection.set_rollback(True)
    return response.status_code


@pytest.fixture
def watched(monkeypatch):
    """Every query that a page was given, to be asked what was read of it."""
    seen: list[Watched] = []

    def parameters(request):
        seen.append(Watched(request.META.get("QUERY_STRING", ""), encoding=request._encoding))
        return seen[-1]

    watching = cached_property(parameters)
    watching.__set_name__(WSGIRequest, "GET")
    monkeypatch.setattr(WSGIRequest, "GET", watching)
    return seen


def tried(names: set[str], who: str, place: str):
    """What is asked of a page that reads these parameters: most by root, one value by each of the others, in turn.

    A page that reads none is asked once. `make thorough` tries every value by everybody.
    """
    if not names:
        yield dict.fromkeys(ALWAYS, HOSTILE[1])
        return
    for value in share(HOSTILE, 2 if who == "root" else 1, who, place, connection.vendor):
        yield dict.fromkeys({*names, *ALWAYS}, value)
    if who == "root":
        for name in share(sorted(names), (len(names) + 2) // 3, place, connection.vendor):
            yield from ({name: value} for value in share(ALONE, 1, place, name))


@pytest.mark.parametrize("who", ["root", "anonymous"])
def test_no_page_fails_for_what_is_written_behind_its_address(house, watched, who):
    fails_nowhere(house, watched, who)


@pytest.mark.parametrize("who", OTHERS)
def test_no_page_fails_for_whoever_else_writes_behind_its_address(house, watched, who):
    fails_nowhere(house, watched, who)


def fails_nowhere(house, watched, who: str) -> None:
    client = Client(raise_request_exception=False)
    if who != "anonymous":
        client.force_login(house.accounts[who])
    places = [place for several in every_address(house).values() for place in several]
    if not THOROUGH and who in OTHERS:
        places = places[OTHERS.index(who) :: len(OTHERS)]
    if not THOROUGH and connection.vendor == "postgresql":
        places = share(places, len(places) // 3, who)
    failed = []
    for place in [*places, *PUBLIC]:
        watched.clear()
        if fetched(client, place) not in {200, 400, 422}:
            continue
        for asked in tried({name for one in watched for name in one.asked} - IN_THE_FRAME, who, place):
            status = fetched(client, f"{place}?{urlencode(asked)}")
            if status >= 500:
                failed.append((place, {name: value[:20] for name, value in asked.items()}, status))
    assert not failed, "\n".join(map(str, failed))


@pytest.mark.parametrize(
    ("who", "where", "probe"),
    [
        ("supervisor", "events", "decider__user__password__startswith"),
        ("supervisor", "events", "record__signatures__proposer__phone__startswith"),
        ("admin", "people", "user__password__startswith"),
        ("clerk", "proposers", "signatures__record__title__contains"),
        ("clerk", "units", "pk__in"),
    ],
)
def test_a_list_tells_nothing_of_what_it_does_not_show(house, who, where, probe):
    client = Client()
    client.force_login(house.accounts[who])
    whole = client.get(f"/admin/{where}/")
    rows = whole.content.count(b"<tr>")
    assert rows > 1
    for value in ("a-beginning-that-nobody-has", "pbkdf2", "1", "0"):
        asked = client.get(f"/admin/{where}/", {probe: value})
        assert asked.status_code == 200
        assert asked.content.count(b"<tr>") == rows
        assert probe.encode() not in asked.content


def test_a_list_keeps_to_the_values_that_its_filters_offer(house):
    client = Client()
    client.force_login(house.accounts["clerk"])
    everything = client.get("/admin/units/").content.count(b"<tr>")
    assert client.get("/admin/units/", {"kind__exact": "nothing"}).content.count(b"<tr>") == everything
    assert client.get("/admin/units/", {"is_active__exact": "0"}).content.count(b"<tr>") < everything
    assert client.get("/admin/units/", {"q": "市示例局"}).content.count(b"<tr>") < everything


def test_an_address_with_a_nul_is_read_without_it(house):
    client = Client()
    client.force_login(house.accounts["clerk"])
    assert "区示例局" in client.get("/admin/units/?q=%00示例局").content.decode()
