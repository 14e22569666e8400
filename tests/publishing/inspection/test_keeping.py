"""The command, what is kept of an inspection, and links that leave the portal."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from publishing.inspection import Fault, Inspected, inspect
from publishing.inspection.keeping import keep, kept
from publishing.inspection.nightly import day_began
from publishing.inspection.outside import Answer, check
from publishing.press.run import press_all

FAULT = Fault("dead-link", "/a/", "链接打不开。")
OTHER = Fault("wrong-term", "/b/", "用语错误。")


@pytest.fixture(autouse=True)
def _no_collecting(monkeypatch):
    monkeypatch.setattr("publishing.management.commands.check_portal.collect_static_files", lambda: None)


def run(*arguments: str) -> tuple[int, dict]:
    said, code = StringIO(), 0
    try:
        call_command("check_portal", "--json", *arguments, stdout=said)
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(said.getvalue())


@pytest.mark.django_db
def test_the_command_prints_one_object_and_fails_on_a_severe_finding_alone(pressed):
    code, said = run()
    assert code == 0
    assert set(said) == {"pages", "findings", "migrated"}
    assert {one["rule"] for one in said["findings"]} == {"empty-column"}
    assert all(set(one) == {"rule", "severity", "url", "message"} for one in said["findings"])
    assert said["pages"] == len(list(pressed.rglob("index.html")))
    (pressed / "shell.php").write_text("<?php")
    code, said = run()
    assert code == 1
    assert {"rule": "foreign-file", "severity": "严重"}.items() <= said["findings"][0].items()


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2024-13-01", "昨天"])
def test_the_command_refuses_a_day_that_is_none(pressed, day):
    with pytest.raises(CommandError) as refused:
        call_command("check_portal", "--day", day)
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_the_command_is_of_no_use_without_a_portal(tmp_path, settings):
    settings.PRESSED_DIR = tmp_path / "pressed"
    with pytest.raises(CommandError) as refused:
        call_command("check_portal")
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_a_day_given_keeps_nothing_and_the_timer_inspects_once_a_day(pressed):
    run("--day", "2027-01-01")
    assert kept().at is None
    day_began(None, timezone.localdate())
    at = kept().at
    assert at is not None
    assert kept().pages == len(list(pressed.rglob("index.html")))
    day_began(None, timezone.localdate())
    assert kept().at == at


@pytest.mark.django_db
def test_an_inspection_asks_no_more_queries_for_more_pages(newsroom, portal_settings, django_assert_max_num_queries):
    for number in range(2):
        newsroom.published(newsroom.article(title=f"示例制度{number}", text=f"第{number}条"))
    press_all()
    with django_assert_max_num_queries(70):
        inspect()


def test_a_finding_keeps_the_day_on_which_it_was_first_seen_until_it_is_mended(settings, tmp_path):
    settings.PRESSED_DIR = tmp_path / "pressed"
    first = date(2026, 3, 1)
    keep(Inspected(3, (FAULT,)), first)
    now = keep(Inspected(3, (FAULT, OTHER)), first + timedelta(days=5))
    assert [(one.finding, one.age(first + timedelta(days=6))) for one in now.findings] == [(FAULT, 6), (OTHER, 1)]
    assert now.mended == ()
    keep(Inspected(3, (OTHER,)), first + timedelta(days=8))
    assert [(one.finding, one.since, one.until) for one in kept().mended] == [(FAULT, first, date(2026, 3, 9))]
    again = keep(Inspected(3, (FAULT,)), first + timedelta(days=20))
    assert again.findings[0].since == first + timedelta(days=20)
    assert keep(Inspected(3, ()), first + timedelta(days=600)).mended[0].finding == FAULT


def test_a_result_that_cannot_be_read_is_none(settings, tmp_path):
    settings.PRESSED_DIR = tmp_path / "pressed"
    (tmp_path / "inspection.json").write_text("{")
    assert kept().at is None


def test_what_was_found_outside_stays_until_it_is_asked_again(settings, tmp_path):
    settings.PRESSED_DIR = tmp_path / "pressed"
    gone = Fault("outside-dead", "/a/", "外链打不开。")
    day = date(2026, 3, 1)
    keep(Inspected(1, (gone,)), day, with_outside=True)
    assert [one.finding for one in keep(Inspected(1, ()), day).findings] == [gone]
    assert keep(Inspected(1, ()), day, with_outside=True).findings == ()


ANSWERS = {
    "https://www.gov.cn/a": Answer(200, "https://www.gov.cn/b", "<title>中国政府网</title>"),
    "https://gone.gov.cn/": Answer(0, "https://gone.gov.cn/"),
    "https://www.tibet.gov.cn/x": Answer(404, "https://www.tibet.gov.cn/x"),
    "https://sold.example.com/": Answer(200, "https://sold.example.com/", "<title>娱乐城 在线博彩</title>"),
    "https://moved.example.org/": Answer(200, "https://parking.example.net/"),
}


def test_links_that_leave_are_dead_or_hijacked_or_right():
    found = {one.message.split()[1]: one.rule for one in check({url: ["/"] for url in ANSWERS}, ANSWERS.get)}
    assert found == {
        "https://gone.gov.cn/": "outside-dead",
        "https://www.tibet.gov.cn/x": "outside-dead",
        "https://sold.example.com/": "outside-hijacked",
        "https://moved.example.org/": "outside-hijacked",
    }
