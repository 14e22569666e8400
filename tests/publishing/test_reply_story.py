"""What a reply page tells beside its letter: what was asked, point by point, the promise, and what came of it."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from publishing.drafting import NotDrafted, draft_reply_notice
from publishing.frame import PublicPromise
from publishing.models import PortalSettings, ReplyNoticePage
from publishing.models.replies import next_step
from publishing.press.run import press_all
from publishing.review import Refused
from tests.tracking.factories import HANDED_OVER_ON
from tracking.loop import take
from tracking.models import Ask, AskAnswer, Reply
from tracking.stages import Stage

LATER = HANDED_OVER_ON + timedelta(days=200)


@pytest.fixture
def promised(newsroom, portal_settings) -> Reply:
    """A delivered letter that answers one request and promises something."""
    reply = newsroom.reply(title="关于建设示例通道的建议")
    reply.reply_class, reply.promise = "B", "建成示例通道。"
    reply.promise_due_on, reply.promise_unit = date(2025, 6, 30), "区示例局"
    reply.save()
    ask = Ask.objects.create(record=reply.assignment.record, number=1, text="建设示例通道")
    AskAnswer.objects.create(reply=reply, ask=ask, text="年内开工。")
    return Reply.objects.get(pk=reply.pk)


def publish(newsroom, page) -> ReplyNoticePage:
    newsroom.sign(newsroom.submit(ReplyNoticePage.objects.get(pk=page.pk)))
    return ReplyNoticePage.objects.get(pk=page.pk)


def told(newsroom, reply, progress: str, text: str, on: date = LATER) -> None:
    take("note_fulfilment", reply.assignment, account=newsroom.office.unit_handler, on=on, progress=progress, text=text)


def shown(page, *, elder: str = "") -> BeautifulSoup:
    press_all()
    file = Path(settings.PRESSED_DIR) / f"{elder}{page.get_url_parts()[2]}index.html".lstrip("/")
    return BeautifulSoup(file.read_text(), "html.parser")


def test_a_page_tells_what_was_asked_promised_and_came_of_it(newsroom, promised):
    page = shown(publish(newsroom, draft_reply_notice(promised, newsroom.editor)))
    assert "建议《关于建设示例通道的建议》" in page.select_one(".asked p").text
    point, promise = page.select("dl.answer")
    assert [dd.get_text(strip=True) for dd in point.select("dd")] == ["建设示例通道", "年内开工。"]
    assert "建成示例通道。" in promise.text
    assert "责任单位：区示例局" in promise.text
    assert "时限：2025年6月30日前" in promise.text
    assert promise.select_one(".badge").text == "正在落实"
    assert "个工作日" in page.select_one(".stages").text
    assert page.select_one(".road__next").text.startswith("下一步：")


def test_the_next_step_is_no_untruth_once_the_promised_day_is_over(newsroom):
    heard = newsroom.office.make_record(Stage.CLOSED).assignments.get().reply
    said = next_step(heard, PublicPromise(("建成示例通道。",), date(2025, 6, 30), "区示例局"))
    assert said == "下一步：由区示例局落实承诺事项，时限为2025年6月30日前。"


def test_what_a_unit_tells_stands_on_the_page_once_it_is_signed(newsroom, promised):
    page = publish(newsroom, draft_reply_notice(promised, newsroom.editor))
    told(newsroom, promised, "done", "通道已建成，联系人13800001111。")
    assert "通道已建成" not in shown(page).text
    draft_reply_notice(promised, newsroom.editor)
    assert "通道已建成" not in shown(page).text  # in the draft alone
    again = draft_reply_notice(promised, newsroom.editor).get_latest_revision_as_object()
    assert len(again.outcomes) == 1  # not brought twice
    here = shown(publish(newsroom, page))
    entry = here.select("dl.answer > div")[-1]
    assert LATER.isoformat() in str(entry)
    assert "区示例局" in entry.text
    assert "138****1111" in entry.text
    assert here.select_one(".outcome .badge--done").text == "已落实"
    data = json.loads((Path(settings.PRESSED_DIR) / f"{page.get_url_parts()[2]}index.json".lstrip("/")).read_text())
    assert data["promise"]["kept"] is True
    assert [one["on"] for one in data["outcomes"]] == [LATER.isoformat()]


def test_a_page_under_review_takes_in_nothing(newsroom, promised):
    page = draft_reply_notice(promised, newsroom.editor)
    newsroom.submit(ReplyNoticePage.objects.get(pk=page.pk))
    told(newsroom, promised, "under_way", "已开工。")
    with pytest.raises(NotDrafted, match="正在审签"):
        draft_reply_notice(promised, newsroom.editor)


def test_the_text_of_an_item_needs_consent_and_the_setting(newsroom, promised):
    page = draft_reply_notice(promised, newsroom.editor)
    draft = page.get_latest_revision_as_object()
    draft.request = "请建设示例通道。"
    with pytest.raises(ValidationError) as refused:
        draft.full_clean()
    assert "同意" in str(refused.value)
    draft.request_consent = "2024年5月征求意见表"
    draft.save_revision(user=newsroom.editor)
    live = publish(newsroom, page)
    assert "请建设示例通道" not in shown(live).text
    PortalSettings.objects.update(show_request_text=True)
    here = shown(live).text
    assert "请建设示例通道" in here
    assert "征求意见表" not in here


def test_a_unit_has_a_page_and_open_promises_a_list_by_setting(newsroom, promised):
    page = publish(newsroom, draft_reply_notice(promised, newsroom.editor))
    link = shown(page).select_one(".facts--answer a")["href"]
    root = Path(settings.PRESSED_DIR)
    unit = (root / f"{link}index.html".lstrip("/")).read_text()
    assert "共 1 篇：B类" in unit
    assert "关于建设示例通道的建议" in unit
    assert not (root / "jytabl/cn").exists()
    PortalSettings.objects.update(show_open_promises=True)
    press_all()
    listed = (root / "jytabl/cn/index.html").read_text()
    assert "承诺：建成示例通道。（区示例局，2025年6月30日前）" in listed
    assert (root / "elder/jytabl/cn/index.html").exists()
    told(newsroom, promised, "done", "已建成。")
    publish(newsroom, draft_reply_notice(promised, newsroom.editor))
    press_all()
    assert "关于建设示例通道的建议" not in (root / "jytabl/cn/index.html").read_text().split("<main")[1]


def test_replies_are_listed_by_class(newsroom, promised):
    publish(newsroom, draft_reply_notice(promised, newsroom.editor))
    press_all()
    column = BeautifulSoup((Path(settings.PRESSED_DIR) / "jytabl/rdjy/index.html").read_text(), "html.parser")
    (choice,) = [link for link in column.select(".choice") if link["href"].startswith("/jytabl/rdjy/lb/")]
    assert choice.text.startswith("B类 ")


def test_a_second_entry_of_one_day_comes_to_the_page_and_is_the_latest(newsroom, promised):
    told(newsroom, promised, "under_way", "正在验收。")
    draft_reply_notice(promised, newsroom.editor)
    told(newsroom, promised, "done", "验收完成。")
    draft_reply_notice(promised, newsroom.editor)
    draft = ReplyNoticePage.objects.get().get_latest_revision_as_object()
    assert [one.value["text"] for one in draft.outcomes] == ["正在验收。", "验收完成。"]
    assert draft.promised().is_kept


def test_an_entry_saved_half_written_is_shown_and_not_handed_in(newsroom, promised, client):
    page = draft_reply_notice(promised, newsroom.editor)
    draft = page.get_latest_revision_as_object()
    draft.outcomes = [("entry", {"on": None, "unit": "", "progress": "", "text": ""})]
    draft.save_revision(user=newsroom.editor, clean=False)
    client.force_login(newsroom.editor)
    for name in ("publishing_review", "wagtailadmin_pages:edit", "wagtailadmin_pages:view_draft"):
        assert client.get(reverse(name, args=[page.pk])).status_code == 200
    with pytest.raises(Refused, match="落实情况"):
        newsroom.submit(page)
