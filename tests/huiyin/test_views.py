"""The project's own views: whether it is well, and what is shown where nothing is."""

from pathlib import Path

import pytest
from django.test import Client


@pytest.mark.django_db
def test_healthz_tells_no_more_than_that_it_is_well(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"ok": True})
    assert "no-store" in response["Cache-Control"]


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
