"""消息: one's own and nobody else's, with the number of unread ones in the menu of every page."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tracking.admin.pages import is_denied, logged_in, soup, text
from tracking import telling, versions
from tracking.admin.notices import NoticesMenuItem
from tracking.models import Event, MailNotices, Notice, Person
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
URL = "/admin/notices/"


@pytest.fixture
def told(office, supervisor):
    """Two late items: the unit and the supervisor are told of both."""
    for title in ("关于甲的建议", "关于乙的建议"):
        office.make_record(Stage.HANDLING, title=title)
    telling.tell(telling.Day(date(2024, 7, 8)))
    return office


def texts(user, query: str = "") -> list[str]:
    return [link.text for link in soup(logged_in(user).get(URL + query)).select(".notices p:first-child a")]


def menu(user, page: str = "/admin/") -> list[str]:
    props = soup(logged_in(user).get(page)).select_one("#wagtail-sidebar-props").string
    return [label for label in labels(json.loads(props)) if label.startswith("消息")]


def labels(packed) -> list[str]:
    if isinstance(packed, list):
        return [one for part in packed for one in labels(part)]
    if isinstance(packed, dict):
        own = [packed["label"]] if isinstance(packed.get("label"), str) else []
        return own + [one for part in packed.values() for one in labels(part)]
    return []


def test_each_sees_their_own_messages(told, supervisor):
    said = {
        f"【已逾期】第{n}号建议《{what}》办理期限2024年6月28日，已逾期，请尽快办结。"
        for n, what in ((1, "甲"), (2, "乙"))
    }
    assert set(texts(told.unit_handler)) == set(texts(supervisor)) == said
    assert texts(told.clerk) == []


def test_a_message_leads_to_the_item(told):
    links = soup(logged_in(told.unit_handler).get(URL)).select(".notices p:first-child a")
    for link in links:
        assert logged_in(told.unit_handler).get(link["href"]).status_code == 200


def test_the_menu_counts_what_is_unread(told):
    assert menu(told.unit_handler) == ["消息（2）"]
    logged_in(told.unit_handler).post(URL, {"all": "1"})
    assert menu(told.unit_handler) == ["消息"]


def test_a_hundred_unread_ones_are_no_longer_counted(told):
    one = Notice.objects.filter(person=told.unit_handler.person).first()
    Notice.objects.bulk_create(
        Notice(person=one.person, record=one.record, kind="overdue", day=one.day - timedelta(days=n), text=one.text)
        for n in range(1, 100)
    )
    assert menu(told.unit_handler) == ["消息（99+）"]


def test_who_is_nobody_of_the_office_has_no_messages(told, superuser):
    assert menu(superuser) == []
    assert is_denied(logged_in(superuser).get(URL))


def test_administrators_find_what_they_are_told_of_accounts(told, admin_user):
    assert menu(admin_user) == ["消息"]
    assert logged_in(admin_user).get(URL).status_code == 200


def test_one_is_read_and_the_other_stays(told):
    one = Notice.objects.filter(person=told.unit_handler.person).first()
    response = logged_in(told.unit_handler).post(URL, {"read": one.pk}, follow=True)
    assert "已标为已读：1 条" in text(response)
    assert one.text not in texts(told.unit_handler)
    assert one.text in texts(told.unit_handler, "?all")


def test_nobody_reads_another_s_message_away(told, supervisor):
    theirs = Notice.objects.filter(person=supervisor.person)
    client = logged_in(told.unit_handler)
    client.post(URL, {"read": theirs.first().pk})
    client.post(URL, {"all": "1"})
    for nonsense in ("nonsense", "²", "9" * 30, ""):
        client.post(URL, {"read": nonsense})
    assert theirs.filter(read_at=None).count() == 2


def test_the_count_costs_one_query_a_page(told, django_assert_num_queries, monkeypatch):
    client = logged_in(told.unit_handler)
    client.get("/admin/ledger/")
    with CaptureQueriesContext(connection) as with_count:
        client.get("/admin/ledger/")
    monkeypatch.setattr(NoticesMenuItem, "is_shown", lambda self, request: False)
    with django_assert_num_queries(len(with_count) - 1):
        client.get("/admin/ledger/")


# E-mail ----------------------------------------------------------------------------------------
def wish(user, **data):
    sent = {"mail": "1", "mail-wish": "none", "mail-email": ""} | {f"mail-{name}": one for name, one in data.items()}
    return logged_in(user).post(URL, sent)


def test_who_wants_mail_says_so_and_it_is_a_version(office):
    assert wish(office.unit_handler, wish="digest", email="unit@example.invalid").status_code == 302
    person = Person.objects.select_related("user").get(user=office.unit_handler)
    assert (person.mail_notices, person.user.email) == (MailNotices.DIGEST, "unit@example.invalid")
    assert Event.objects.last().summary == "消息邮件：每日汇总"
    assert versions.verify().ok


@pytest.mark.parametrize(
    ("data", "why"), [({"wish": "at_once"}, "请填写邮箱"), ({"wish": "digest", "email": "nonsense"}, "有效")]
)
def test_mail_needs_an_address(office, data, why):
    response = wish(office.unit_handler, **data)
    assert response.status_code == 422
    assert why in response.content.decode()
    assert Person.objects.get(user=office.unit_handler).mail_notices == MailNotices.NONE


def test_without_a_mail_server_the_page_says_so(office, settings):
    assert "没有设置邮件服务器" in text(logged_in(office.unit_handler).get(URL))
    settings.TRACKING_SENDS_MAIL = True
    assert "没有设置邮件服务器" not in text(logged_in(office.unit_handler).get(URL))


def test_what_became_of_the_mail_stands_beside_the_message(told, settings):
    settings.TRACKING_SENDS_MAIL = True
    Person.objects.filter(user=told.unit_handler).update(mail_notices="at_once")
    assert "邮件待发" in text(logged_in(told.unit_handler).get(URL))
