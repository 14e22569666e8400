"""Whose word is taken for the reader's address: one rule for logins, reads and one-time links (HUIYIN_PROXIES)."""

import pytest
from axes.models import AccessAttempt
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from huiyin import proxies
from publishing.models import ReadCount
from tests.publishing.newsroom import make_newsroom
from tests.tracking.factories import make_account
from tracking.feedback import throttling

HERE = proxies.networks_in(proxies.THIS_MACHINE)
HOUSE = proxies.networks_in("127.0.0.1, 10.0.0.0/24,fd00::/8")


@pytest.mark.parametrize(
    ("believed", "peer", "forwarded", "reader"),
    [
        (HERE, "127.0.0.1", "203.0.113.7", "203.0.113.7"),
        (HERE, "", "203.0.113.7", "203.0.113.7"),  # by a socket file
        (HERE, "127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the first is what the reader claims
        (HERE, "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        (HERE, "127.0.0.1", "", "127.0.0.1"),
        (HERE, "127.0.0.1", "203.0.113.7, 10.0.0.8", "10.0.0.8"),
        (HOUSE, "127.0.0.1", "198.51.100.1, 203.0.113.7, 10.0.0.8", "203.0.113.7"),
        (HOUSE, "::ffff:10.0.0.8", "203.0.113.7", "203.0.113.7"),
        (HOUSE, "fd00::1", "2001:db8::7", "2001:db8::7"),
        (HOUSE, "10.0.1.8", "203.0.113.7", "10.0.1.8"),
        (HERE, "127.0.0.1", "unknown", "127.0.0.1"),
        (HERE, "127.0.0.1", "203.0.113.7, <script>", "127.0.0.1"),
        ((), "127.0.0.1", "203.0.113.7", "127.0.0.1"),
    ],
)
def test_only_what_ones_own_proxies_say_is_believed(believed, peer, forwarded, reader):
    assert proxies.reader(peer, forwarded, believed) == reader


@pytest.mark.parametrize("wrong", ["1", "nginx", "10.0.0.1/24", "127.0.0.1;10.0.0.1"])
def test_a_proxy_is_an_address_or_a_network(wrong):
    with pytest.raises(ImproperlyConfigured, match="不是 IP 地址或网段"):
        proxies.networks_in(f"127.0.0.1,{wrong}")


@pytest.fixture
def addresses():
    """Three readers as the proxy at `peer` names them, each with a forged address before the real one."""
    return lambda peer: [
        {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": f"198.51.100.9, 203.0.113.{number}"} for number in range(1, 4)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("peer", "readers"), [("127.0.0.1", 3), ("192.0.2.1", 1)])
def test_reads_logins_and_one_time_links_ask_the_same_rule(peer, readers, addresses, settings, monkeypatch):
    settings.AXES_ENABLED = True
    newsroom = make_newsroom()
    page = newsroom.published(newsroom.article())
    make_account("somebody")
    monkeypatch.setattr(throttling, "MOST_FAILURES", 2)
    answers = []
    for where in addresses(peer):
        client = Client(**where)
        client.post(f"/read/{page.pk}/", headers={"origin": "http://testserver", "user-agent": "Mozilla/5.0"})
        client.post("/admin/login/", {"username": "somebody", "password": "wrong"})
        answers.append(client.get("/feedback/nothing-here/").status_code)
    assert ReadCount.of(page.pk) == readers
    assert AccessAttempt.objects.count() == readers
    assert answers == ([410, 410, 410] if readers == 3 else [410, 410, 429])


@pytest.mark.django_db
@pytest.mark.parametrize(("peer", "secure"), [("127.0.0.1", True), ("192.0.2.1", False)])
def test_https_is_what_ones_own_proxy_says(peer, secure, rf):
    from huiyin.middleware import ReadersAddress

    asked = []
    request = rf.get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_PROTO="https")
    ReadersAddress(asked.append)(request)
    assert asked[0].is_secure() is secure
