"""The project's own views: whether it is well, and what is shown where nothing is."""

from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from huiyin.middleware import DoorsOfTheAdmin
from tracking.models import Job


@pytest.mark.django_db
def test_healthz_tells_no_more_than_that_it_is_well_and_what_is_still_to_be_done(client):
    response = client.get("/healthz")
    nothing = {"waiting": 0, "failed": 0, "oldest_seconds": 0}
    assert (response.status_code, response.json()) == (200, {"ok": True, "jobs": nothing})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_healthz_counts_what_waits_and_what_failed_without_being_unwell(client):
    before = timezone.now() - timedelta(minutes=5)
    Job.objects.create(kind="tests.note", created=before, error="OSError: disk full", attempts=1)
    Job.objects.create(kind="tests.note", key="later")
    response = client.get("/healthz")
    assert (response.status_code, response.json()["ok"]) == (200, True)
    jobs = response.json()["jobs"]
    assert (jobs["waiting"], jobs["failed"]) == (2, 1)
    assert 300 <= jobs["oldest_seconds"] < 400


@pytest.mark.django_db
def test_nothing_there_shows_the_pressed_page(client, settings, tmp_path):
    settings.PRESSED_DIR = tmp_path
    (tmp_path / "404").mkdir()
    Path(tmp_path / "404" / "index.html").write_text("<h1>没有找到这个页面</h1>", encoding="utf-8")
    response = client.get("/nowhere/")
    assert (response.status_code, "没有找到这个页面" in response.content.decode()) == (404, True)


@pytest.mark.django_db
def test_before_the_first_press_the_bare_page_is_shown(client, settings, tmp_path):
    settings.PRESSED_DIR = tmp_path
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


@pytest.mark.django_db
def test_a_form_of_another_sitting_is_refused_in_words_that_help():
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "clerk"})
    page = answer.content.decode()
    assert (answer.status_code, "页面已过期" in page, "后退" in page) == (403, True, True)


# A database that was busy for too long ---------------------------------------------------------
@pytest.fixture
def locked(client, django_user_model, monkeypatch):
    """A superuser's browser, and an admin whose every view finds the database locked."""
    client.force_login(django_user_model.objects.create_superuser("root", password="x"))
    client.raise_request_exception = False

    def finds_it_locked(self, request, view, args, kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(DoorsOfTheAdmin, "process_view", finds_it_locked)
    return client


@pytest.mark.django_db
def test_a_busy_database_is_503_and_keeps_what_was_typed(locked):
    typed = {
        "reason": "请写明\n“完成”的<数量>",
        "many": ["一", "二"],
        "scan": SimpleUploadedFile("签批单.pdf", b"%PDF"),
    }
    answer = locked.post("/admin/somewhere/?next=1", typed)
    page = BeautifulSoup(answer.content, "html.parser")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "没有保存" in page.h1.text
    assert page.form["action"] == "/admin/somewhere/?next=1"
    kept = [(one["name"], one.text.removeprefix("\n")) for one in page.select("textarea")]
    assert kept == [("reason", typed["reason"]), ("many", "一"), ("many", "二")]
    assert page.select_one("input[type=file][required]")["name"] == "scan"
    assert "签批单.pdf" in page.form.text


@pytest.mark.django_db
def test_a_password_is_on_no_page_that_says_the_database_is_busy(locked):
    answer = locked.post("/admin/login/", {"username": "clerk", "password": "示例密码"})
    assert answer.status_code == 503
    assert "示例密码" not in answer.content.decode()
    assert BeautifulSoup(answer.content, "html.parser").form is None


@pytest.mark.django_db
def test_any_other_failure_is_still_500(locked, monkeypatch):
    def fails(self, request, view, args, kwargs):
        raise OperationalError("no such table")

    monkeypatch.setattr(DoorsOfTheAdmin, "process_view", fails)
    assert locked.post("/admin/somewhere/", {"a": "b"}).status_code == 500


# Methods ---------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/search/", "GET, HEAD, OPTIONS"),
        ("/elder/search/", "GET, HEAD, OPTIONS"),
        ("/elder/", "GET, HEAD, OPTIONS"),
        ("/media/documents/a.pdf", "GET, HEAD, OPTIONS"),
        ("/healthz", "GET, HEAD, OPTIONS"),
        ("/feedback/", "GET, HEAD, OPTIONS"),
        ("/feedback/abc/", "GET, HEAD, POST, OPTIONS"),
        ("/read/1/", "POST, OPTIONS"),
    ],
)
def test_every_live_public_view_says_its_methods_and_refuses_all_others(path, allow, settings):
    client = Client(enforce_csrf_checks=True)
    answer = client.options(path)
    assert (answer.status_code, answer["Allow"], answer.content) == (200, allow, b"")
    for method in {"POST", "PUT", "DELETE", "PATCH", "GET"} - {*allow.split(", ")}:
        refused = client.generic(method, path)
        assert (refused.status_code, refused["Allow"]) == (405, allow), method
