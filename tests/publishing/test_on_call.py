"""紧急撤稿 by a call at night: who may, what is written down, and what has to follow."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from publishing import review
from publishing.models import CopyCleared, Level, Place, TakeDown, TakeDownPaper
from publishing.review import Refused, check_value, on_call
from publishing.review.paper import Written, record_form
from tests.tracking.factories import PDF, make_person, make_scan
from tracking.models import Event, Notice, Role
from tracking.versions import verify


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def duty(newsroom):
    """A person on duty who is nothing else."""
    return make_person("示例值班", Role.DUTY_OFFICER, login="duty").user


@pytest.fixture
def live(newsroom):
    return newsroom.published(newsroom.article("将要撤下的制度"))


def order(**changes) -> dict:
    """What is written down of a call."""
    usual = {"ordered_by": "示例甲（副区长）", "ordered_at": timezone.now(), "way": "call", "reason": "含个人信息"}
    return usual | changes


def taken_down(live, duty) -> TakeDown:
    return on_call.take_down_on_call(live, account=duty, **order())


# At night --------------------------------------------------------------------------------------
def test_the_person_on_duty_takes_a_page_down_at_once_without_paper(newsroom, live, duty):
    row = taken_down(live, duty)
    assert not fresh(live).live
    assert review.signed_revision(fresh(live)) is None
    assert (row.is_urgent, row.on_call, row.decider, row.get_way_display()) == (True, True, duty.person, "电话")
    event = Event.objects.get(pk=row.event_id)
    assert "示例甲（副区长）于" in event.summary
    assert "电话指令：含个人信息" in event.summary
    assert verify().ok


@pytest.mark.parametrize("name", ["superuser", "editor", "first", "second", "final", "clerk", "unit"])
def test_nobody_else_does_on_a_call(newsroom, live, name):
    with pytest.raises(Refused, match="由值班撤稿人办理"):
        on_call.take_down_on_call(live, account=newsroom.accounts[name], **order())
    assert fresh(live).live


def test_a_clerk_is_still_refused_without_a_scan(newsroom, live):
    with pytest.raises(Refused, match="须上传扫描件"):
        review.take_down(live, account=newsroom.office.clerk, decider=newsroom.final.person, reason="含个人信息")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ordered_by": " "}, "请写明指令人"),
        ({"way": "mail"}, "请写明指令人"),
        ({"reason": " "}, "请写明指令人"),
        ({"ordered_at": timezone.now() + timedelta(hours=1)}, "在将来"),
        ({"ordered_at": timezone.now() - timedelta(days=4)}, "三天以前"),
    ],
)
def test_an_order_says_who_when_how_and_why(live, duty, change, said):
    with pytest.raises(Refused, match=said):
        on_call.take_down_on_call(live, account=duty, **order(**change))
    assert fresh(live).live


def test_a_page_that_is_not_public_is_not_taken_down_on_a_call(newsroom, duty):
    with pytest.raises(Refused, match="没有公开"):
        on_call.take_down_on_call(newsroom.article(), account=duty, **order())


def test_fewer_than_two_on_duty_is_a_warning(newsroom, duty):
    assert "只有1人" in on_call.too_few_on_duty()
    make_person("示例值班乙", Role.DUTY_OFFICER, login="duty-b")
    assert on_call.too_few_on_duty() == ""


# Afterwards ------------------------------------------------------------------------------------
def test_the_paper_is_asked_for_until_it_is_there(newsroom, live, duty):
    row = taken_down(live, duty)
    told = Notice.objects.filter(subject=f"take-down:{row.pk}")
    assert {one.person for one in told} == {duty.person, newsroom.final.person}
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        call_command("remind", verbosity=0)
        assert told.filter(text__contains="还没有补办").count() == 1
        on_call.bring_paper(row, make_scan(), account=newsroom.office.clerk)
        assert not told.filter(read_at=None).exists()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("remind", verbosity=0)
        assert told.filter(text__contains="还没有补办").count() == 1
    assert verify().ok


def test_two_working_days_are_counted_on_the_calendar(live, duty):
    with time_machine.travel("2026-11-27T15:00:00Z"):  # a Friday night
        row = taken_down(live, duty)
    assert on_call.paper_due_on(row).isoformat() == "2026-12-01"


def test_the_paper_is_brought_once_and_only_for_a_call(newsroom, live, duty):
    row = taken_down(live, duty)
    on_call.bring_paper(row, make_scan(), account=duty)
    with pytest.raises(Refused, match="已经补办"):
        on_call.bring_paper(row, make_scan(content=PDF + b"2"), account=duty)
    other = newsroom.published(newsroom.article("另一项制度"))
    by_hand = review.take_down(other, account=newsroom.final, reason="含个人信息")
    with pytest.raises(Refused, match="不需要补办"):
        on_call.bring_paper(by_hand, make_scan(content=PDF + b"3"), account=duty)


def test_a_scan_that_serves_a_form_is_no_paper_of_a_take_down(newsroom, live, duty):
    submission = newsroom.submit(newsroom.article())
    written = [Written(Level.FIRST, newsroom.first.person, timezone.localdate())]
    pages = [(submission, check_value(submission.content_sha256))]
    record_form(make_scan("一.pdf"), pages, written, account=newsroom.office.clerk)
    with pytest.raises(Refused, match="一份纸质件只能登记一次"):
        on_call.bring_paper(taken_down(live, duty), make_scan("二.pdf"), account=duty)


def test_each_place_where_copies_lie_is_ticked_off_once_with_a_word(live, duty):
    row = taken_down(live, duty)
    for place in Place:
        with pytest.raises(Refused, match="怎样处理"):
            on_call.clear_copy(row, place, account=duty, note=" ")
        on_call.clear_copy(row, place, account=duty, note="没有")
    with pytest.raises(Refused, match="已经登记过"):
        on_call.clear_copy(row, Place.FEED, account=duty, note="没有")
    with pytest.raises(Refused, match="请选择副本所在"):
        on_call.clear_copy(row, "moon", account=duty, note="没有")
    assert on_call.copies_left(fresh(row)) == []


@pytest.mark.parametrize("name", ["superuser", "unit"])
def test_those_who_do_not_publish_neither_bring_paper_nor_tick_off(newsroom, live, duty, name):
    row = taken_down(live, duty)
    with pytest.raises(Refused, match="撤稿善后由"):
        on_call.bring_paper(row, make_scan(), account=newsroom.accounts[name])
    with pytest.raises(Refused, match="撤稿善后由"):
        on_call.clear_copy(row, Place.FEED, account=newsroom.accounts[name], note="没有")


# In the admin ----------------------------------------------------------------------------------
def test_the_whole_night_by_clicking(newsroom, live, duty, client):
    client.force_login(duty)
    found = client.get(reverse("publishing_take_downs"), {"q": "将要"}).content.decode()
    assert "将要撤下的制度" in found
    assert "只有1人" in found
    page = reverse("publishing_review", args=[live.pk])
    assert "紧急撤稿（凭电话或当面指令）" in client.get(page).content.decode()
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    data = {"ordered_by": "示例甲（副区长）", "ordered_at": now, "way": "in_person", "reason": "含个人信息"}
    refused = client.post(reverse("publishing_on_call", args=[live.pk]), data | {"ordered_at": "昨晚"}, follow=True)
    assert "指令时间" in refused.content.decode()
    assert fresh(live).live
    client.post(reverse("publishing_on_call", args=[live.pk]), data)
    row = TakeDown.objects.get()
    assert not fresh(live).live
    assert "待补办的撤稿手续" in client.get(reverse("wagtailadmin_home")).content.decode()
    scan = SimpleUploadedFile("撤稿单.pdf", PDF)
    assert client.post(reverse("publishing_take_down_paper", args=[row.pk])).status_code == 422
    client.post(reverse("publishing_take_down_paper", args=[row.pk]), {"scan": scan})
    client.post(reverse("publishing_take_down_copy", args=[row.pk]), {"place": "feed", "note": "没有"})
    client.post(reverse("publishing_take_down_copy", args=[row.pk]), {"place": "x" * 20})
    file = client.get(reverse("publishing_take_down_file", args=[row.pk])).content.decode()
    assert "示例甲（副区长）" in file
    assert "已补办" in file
    assert CopyCleared.objects.count() == 1
    shown = client.get(reverse("publishing_scan", args=["take-down-paper", TakeDownPaper.objects.get().pk]))
    assert b"".join(shown.streaming_content) == PDF


def test_the_person_on_duty_does_nothing_else_to_a_page(newsroom, live, duty, client):
    client.force_login(duty)
    draft = newsroom.article("草稿")
    client.post(reverse("publishing_submit", args=[draft.pk]), {"note": ""})
    client.post(reverse("publishing_take_down", args=[live.pk]), {"reason": "含个人信息"})
    assert fresh(live).live
    assert client.get(reverse("wagtailadmin_pages:edit", args=[live.pk])).status_code == 302
