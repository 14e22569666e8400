"""One-time codes: who is asked for one, what opens without it, who guesses waits, and how a lost telephone is replaced."""

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from huiyin.codes import kinds
from huiyin.codes.required import refuse_unknown_roles
from tests.tracking.factories import PASSWORD, make_person
from tracking.models import Event, Notice, Role

pytestmark = pytest.mark.django_db
SHOW, BEGIN, LIST = "/admin/account/code/", "/admin/account/code/begin/", "/admin/codes/"


@pytest.fixture
def office(settings):
    """Two administrators and a clerk; administrators are asked for codes."""
    settings.CODES_FOR = frozenset({"admin"})
    settings.AXES_ENABLED = True
    people = {"a": Role.ADMIN, "b": Role.ADMIN, "c": Role.OFFICE_CLERK}
    return {login: make_person(f"示例{login}", role, login=login).user for login, role in people.items()}


def logged_in(name: str, address: str = "192.0.2.1") -> Client:
    browser = Client(REMOTE_ADDR=address)
    assert browser.post("/admin/login/", {"username": name, "password": PASSWORD}).status_code == 302
    return browser


def code_of(user, *, later: int = 0) -> str:
    """What the telephone shows now, or so many times 30 seconds later."""
    device = TOTPDevice.objects.filter(user=user).latest("confirmed")
    return f"{totp(device.bin_key, t0=-30 * later):06d}"


def with_codes(name: str, office) -> Client:
    """A browser in which somebody set their codes up."""
    browser = logged_in(name)
    browser.get(BEGIN)
    assert browser.post(BEGIN, {"code": code_of(office[name])}).status_code == 302
    return browser


def test_nobody_is_asked_unless_the_office_wants_it(office, settings):
    settings.CODES_FOR = frozenset()
    assert logged_in("a").get("/admin/").status_code == 200
    assert logged_in("a").get(SHOW).url == "/admin/"


def test_whose_role_is_not_named_is_not_asked(office):
    assert logged_in("c").get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/account/", "/admin/people/", LIST, "/media/a.pdf", "/admin/settings-check/"]
)
def test_before_the_code_nothing_opens_and_the_way_leads_back(office, path):
    browser = logged_in("a")
    assert browser.get(path).url.startswith(f"{BEGIN}?next=")
    assert browser.post(path).url == BEGIN
    with_codes("a", office)
    assert logged_in("a").get(path).url.startswith(f"{SHOW}?next=")


def test_setting_up_draws_the_secret_here_and_begins_with_the_first_code(office):
    browser = logged_in("a")
    page = browser.get(BEGIN).content.decode()
    secret = re.search(r'class="huiyin-code-secret">([A-Z2-7 ]+)<', page)[1]
    assert len(secret.replace(" ", "")) == 32
    assert re.search(r"<svg[^>]* viewBox=", page), "however small it is shown, it is whole"
    assert "http" not in re.search(r"<svg.*?</svg>", page, re.DOTALL)[0].replace("http://www.w3.org/2000/svg", "")
    assert re.search(r'class="huiyin-code-secret">([A-Z2-7 ]+)<', browser.get(BEGIN).content.decode())[1] == secret
    assert browser.get("/admin/").status_code == 302
    answer = browser.post(BEGIN, {"code": code_of(office["a"]), "next": "/admin/people/"})
    assert answer.url == "/admin/people/"
    assert browser.get("/admin/").status_code == 200
    event = Event.objects.get(what=kinds.CODE_BEGUN)
    assert (event.data["username"], secret.split()[0] in str(event.data) + event.summary) == ("a", False)


def test_after_the_password_a_code_is_shown_once(office):
    with_codes("a", office)
    browser, other = logged_in("a"), logged_in("a")
    code = code_of(office["a"], later=1)
    assert browser.post(SHOW, {"code": f"{code[:3]} {code[3:]}"}).status_code == 302
    assert browser.get("/admin/").status_code == 200
    again = other.post(SHOW, {"code": code})
    assert (again.status_code, "已经用过" in again.content.decode()) == (422, True)
    assert other.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    ("code", "words"),
    [("", "请输入手机上显示的 6 位数字"), ("12345", "6 位数字"), ("abcdef", "6 位数字"), ("１２３４５６", "6 位数字")],
)
def test_what_is_no_code_is_said(office, code, words):
    with_codes("a", office)
    answer = logged_in("a").post(SHOW, {"code": code})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_nobody_is_led_elsewhere_by_the_way_back(office):
    with_codes("a", office)
    code = code_of(office["a"], later=1)
    assert logged_in("a").post(SHOW, {"code": code, "next": "//evil.example/"}).url == "/admin/"


def test_who_guesses_waits_longer_each_time_and_then_as_for_passwords(office):
    with_codes("a", office)
    begin, wrong = timezone.now() + timedelta(minutes=1), "000000"
    said = []
    for step in range(5):
        with time_machine.travel(begin + timedelta(seconds=40 * step), tick=False):
            said.append(logged_in("a").post(SHOW, {"code": wrong}) if step < 4 else None)
            if step == 0:
                soon = logged_in("a").post(SHOW, {"code": code_of(office["a"])})
                assert "请等 1 秒" in soon.content.decode(), "even a right one"
    assert [answer.status_code for answer in said[:4]] == [422] * 4
    browser = None
    with time_machine.travel(begin + timedelta(seconds=200), tick=False):
        browser = logged_in("a")
        locked = browser.post(SHOW, {"code": wrong})
        assert (locked.status_code, "分钟后再试" in locked.content.decode()) == (429, True)
        assert browser.post(SHOW, {"code": code_of(office["a"])}).status_code == 429
        assert (
            Client(REMOTE_ADDR="192.0.2.1").post("/admin/login/", {"username": "a", "password": PASSWORD}).status_code
            == 429
        )
    with time_machine.travel(begin + timedelta(minutes=20), tick=False):
        assert browser.post(SHOW, {"code": code_of(office["a"])}).status_code == 302


def test_a_lost_telephone_is_replaced_by_another_administrator_with_a_reason(office):
    lost, keeper = with_codes("a", office), with_codes("b", office)
    mine = lost.post(LIST, {"user": office["a"].pk, "reason": "手机遗失"})
    assert (mine.status_code, "另一名系统管理员" in mine.content.decode()) == (422, True)
    bare = keeper.post(LIST, {"user": office["a"].pk, "reason": " "})
    assert (bare.status_code, "理由" in bare.content.decode()) == (422, True)
    assert "示例a" in keeper.get(LIST).content.decode()
    assert keeper.post(LIST, {"user": office["a"].pk, "reason": "手机遗失，本人当面申请"}).status_code == 302
    assert lost.get("/admin/").url.startswith(BEGIN), "every session begins anew"
    event = Event.objects.get(what=kinds.CODE_RESET)
    assert (event.data["reason"], event.data["username"], event.account_name) == (
        "手机遗失，本人当面申请",
        "a",
        "示例b",
    )
    told = set(Notice.objects.filter(subject__startswith="code:").values_list("person__name", flat=True))
    assert told == {"示例a", "示例b"}
    assert "还没有启用" in keeper.post(LIST, {"user": office["a"].pk, "reason": "再来"}).content.decode()
    assert keeper.post(LIST, {"user": "x", "reason": "y"}).status_code == 422


def test_only_administrators_take_codes_off(office):
    assert logged_in("c").get(LIST).status_code in (302, 403)


def test_a_superuser_is_asked_where_the_office_says_so(office, settings, django_user_model):
    root = django_user_model.objects.create_superuser("root", password=PASSWORD)
    assert logged_in("root").get("/admin/").status_code == 200
    settings.CODES_FOR = frozenset({"superuser"})
    assert logged_in("root").get("/admin/").url.startswith(BEGIN)
    assert root.pk


def test_a_role_that_does_not_exist_is_refused_in_words(settings):
    settings.CODES_FOR = frozenset({"chef"})
    with pytest.raises(ImproperlyConfigured, match="“chef”不是角色"):
        refuse_unknown_roles()


def test_the_clock_of_a_telephone_may_be_half_a_minute_off(office):
    with_codes("a", office)
    with time_machine.travel(time.time() + 300, tick=False):
        late = code_of(office["a"], later=-1)
        assert logged_in("a").post(SHOW, {"code": late}).status_code == 302
