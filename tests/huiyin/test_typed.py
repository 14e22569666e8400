"""What somebody typed is there again after the login, for them alone; and nothing is sent that nobody pressed for."""

from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from huiyin.typed import MOST_CHARACTERS
from tests.tracking.factories import PDF
from tracking.models import Event
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
PASSWORD = "huiyin-demo-typed"


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
