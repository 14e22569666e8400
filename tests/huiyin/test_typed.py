"""What somebody typed is there again after the login, for them alone; and nothing is sent that nobody pressed for."""

from importlib import import_module

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from huiyin.typed import MOST_CHARACTERS
from tests.tracking.admin.pages import form_of, soup, typed
from tests.tracking.factories import PDF
from tracking.models import DraftSave, Event
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
PASSWORD = "huiyin-demo-typed"
WRITE = form_of("submit")


@pytest.fixture
def record(make_record):
    return make_record(Stage.REGISTERED)


@pytest.fixture
def page(record) -> str:
    return reverse("loop_step", args=[record.pk, "propose"])


@pytest.fixture
def browser(clerk, page):
    """The clerk's browser, whose session has ended while a form was open in it."""
    get_user_model().objects.update(password=make_password(PASSWORD))
    clerk.refresh_from_db()
    client = Client()
    client.force_login(clerk)
    assert client.get(page).status_code == 200
    import_module(settings.SESSION_ENGINE).SessionStore(client.cookies["sessionid"].value).flush()
    return client


TYPED = {"handling_proposal": "拟由区示例局办理，\n一个月内答复。", "on": "2024-03-21"}


def log_in(client: Client, who: str):
    """Through the login's own form, to where it leads."""
    return client.post("/admin/login/", {"username": who, "password": PASSWORD, "next": "/admin/"})


def test_a_form_sent_after_the_session_ended_is_kept_and_its_writer_gets_it_back(browser, clerk, page):
    events = Event.objects.count()
    sent = browser.post(page, TYPED, headers={"referer": f"http://testserver{page}"})
    assert sent.status_code == 302
    assert sent.url == f"/admin/login/?next={page}%23typed"
    assert "您填写的内容已经保留" in browser.get(sent.url).content.decode()
    assert Event.objects.count() == events
    log_in(browser, clerk.get_username())
    kept = browser.get("/admin/typed/").json()
    assert kept["page"] == kept["action"] == page
    assert kept["fields"] == {name: [value] for name, value in TYPED.items()}
    assert kept["files"] == ""
    assert Event.objects.count() == events


def test_nobody_else_gets_it(browser, clerk, reviewer, page):
    browser.post(page, TYPED)
    assert browser.get("/admin/typed/").status_code == 404
    log_in(browser, reviewer.get_username())
    assert browser.get("/admin/typed/").status_code == 404


def test_once_it_is_sent_again_it_is_gone(browser, clerk, page):
    browser.post(page, TYPED)
    log_in(browser, clerk.get_username())
    assert browser.post(page, TYPED).status_code == 302
    assert Event.objects.filter(what="propose").exists()
    assert browser.get("/admin/typed/").status_code == 404


def test_passwords_and_files_are_not_kept_and_files_are_named(browser, clerk, page):
    scan = SimpleUploadedFile("来文.pdf", PDF)
    browser.post(
        page, TYPED | {"password": "geheim", "new_password1": "geheim", "csrfmiddlewaretoken": "x", "scan": scan}
    )
    log_in(browser, clerk.get_username())
    kept = browser.get("/admin/typed/").json()
    assert set(kept["fields"]) == set(TYPED)
    assert kept["files"] == "附件须重新选择：来文.pdf。"


def test_more_than_an_office_can_have_typed_is_not_kept(browser, clerk, page):
    sent = browser.post(page, TYPED | {"handling_proposal": "字" * (MOST_CHARACTERS + 1)})
    assert "typed" not in sent.url
    log_in(browser, clerk.get_username())
    assert browser.get("/admin/typed/").status_code == 404


def test_a_stranger_s_form_is_not_kept(clerk, page):
    stranger = Client()
    assert stranger.post(page, TYPED).status_code == 302
    assert "typed" not in stranger.session


def test_a_browser_can_t_claim_to_be_somebody_s(clerk, page):
    stranger = Client()
    stranger.cookies["huiyin_who"] = str(clerk.pk)
    stranger.post(page, TYPED)
    assert "typed" not in stranger.session


def test_a_forged_form_is_not_kept(browser, page):
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = browser.cookies
    assert forged.post(page, TYPED).status_code == 403
    assert "typed" not in forged.session


def test_the_page_of_a_form_keeps_its_query(browser, page):
    where = f"{page}?paper=1"
    sent = browser.post(page, TYPED, headers={"referer": f"http://testserver{where}"})
    assert sent.url == f"/admin/login/?next={page}%3Fpaper%3D1%23typed"


def test_a_page_elsewhere_is_no_place_to_go_back_to(browser, page):
    sent = browser.post(page, TYPED, headers={"referer": "https://example.org/admin/ledger/"})
    assert sent.url == f"/admin/login/?next={page}%23typed"


# Without script, and after a login elsewhere ----------------------------------------------------
@pytest.fixture
def letter(make_record, unit_handler):
    """A letter that is being written, and its handler's password known."""
    part = make_record(Stage.HANDLING).assignments.get()
    get_user_model().objects.update(password=make_password(PASSWORD))
    unit_handler.refresh_from_db()
    return reverse("loop_writing", args=[part.record_id, part.pk])


def ended(client: Client) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore(client.cookies["sessionid"].value).flush()


def test_a_letter_kept_after_the_session_ended_stands_in_the_page_again_without_script(letter, unit_handler):
    """It came back by script alone: without one it lay in the session where nobody could reach it."""
    client = Client()
    client.force_login(unit_handler)
    page = soup(client.get(letter))
    ended(client)
    sent = typed(page, WRITE) | {"body": "写了半天的正文。\n第二段。", "keep": "1"}
    client.post(letter, sent, headers={"referer": f"http://testserver{letter}"})
    log_in(client, unit_handler.get_username())
    again = soup(client.get(letter))
    assert typed(again, WRITE)["body"] == sent["body"]
    assert "登录超时前填写的内容已放回表单" in again.select_one("[data-typed-again]").text
    assert not DraftSave.objects.exists()
    client.post(letter, typed(again, WRITE) | {"keep": "1"})
    assert DraftSave.objects.get().said["body"] == sent["body"]
    assert soup(client.get(letter)).select_one("[data-typed-again]") is None


def test_a_letter_of_another_account_is_put_into_nobody_s_page(letter, unit_handler, clerk):
    client = Client()
    client.force_login(unit_handler)
    page = soup(client.get(letter))
    ended(client)
    client.post(letter, typed(page, WRITE) | {"body": "不给别人看的稿子。", "keep": "1"})
    log_in(client, clerk.get_username())
    assert "不给别人看的稿子。" not in client.get(letter).content.decode()


@pytest.fixture
def elsewhere(letter, unit_handler):
    """A browser that checks marks against forgery, in which somebody logged in anew after a letter was opened."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(unit_handler)
    page = soup(client.get(letter))
    old = typed(page, WRITE)
    ended(client)
    login = soup(client.get("/admin/login/"))
    token = login.select_one("input[name=csrfmiddlewaretoken]")["value"]
    sent = {"username": unit_handler.get_username(), "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post("/admin/login/", sent).status_code == 302
    return client, old | {"body": "登录之前写的正文。", "keep": "1"}


def test_a_form_opened_before_a_login_elsewhere_is_offered_again_with_all_that_was_typed(letter, elsewhere):
    """The login gives a new mark against forgery: the old page was refused, and what it said was lost."""
    client, sent = elsewhere
    refused = client.post(letter, sent, headers={"sec-fetch-site": "same-origin"})
    assert refused.status_code == 403
    page = BeautifulSoup(refused.content, "html.parser")
    assert "还没有保存" in page.h1.text
    again = {one["name"]: one.text.removeprefix("\n") for one in page.select("textarea")}
    assert again["body"] == sent["body"]
    token = page.select_one("input[name=csrfmiddlewaretoken]")["value"]
    answer = client.post(page.form["action"], again | {"csrfmiddlewaretoken": token})
    assert answer.status_code == 200
    assert DraftSave.objects.get().said["body"] == sent["body"]


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example.org"},
        {"referer": "https://elsewhere.example.org/admin/"},
        {},
    ],
)
def test_a_form_that_another_site_sent_is_refused_and_not_offered_again(letter, elsewhere, headers):
    client, sent = elsewhere
    refused = client.post(letter, sent, headers=headers)
    assert refused.status_code == 403
    assert sent["body"] not in refused.content.decode()
    assert BeautifulSoup(refused.content, "html.parser").form is None


def test_the_script_is_told_in_words_that_it_was_not_saved(letter, elsewhere):
    client, sent = elsewhere
    headers = {"sec-fetch-site": "same-origin", "accept": "application/json"}
    refused = client.post(letter, sent | {"keep": "script"}, headers=headers)
    assert (refused.status_code, "还没有存上" in refused.json()["words"]) == (403, True)


def test_no_password_is_on_the_page_that_offers_a_form_again(elsewhere):
    client, _sent = elsewhere
    headers = {"sec-fetch-site": "same-origin"}
    refused = client.post("/admin/login/", {"username": "unit", "password": "geheim-wort"}, headers=headers)
    assert refused.status_code == 403
    assert "geheim-wort" not in refused.content.decode()
