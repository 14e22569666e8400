"""What is said of a text inside is written, answered and closed there, and nothing of it leaves the house."""

import pytest
from django.conf import settings
from django.urls import reverse

from publishing import review
from publishing.handover import packing, platforms
from publishing.models import ArticlePage, Level, Remark
from publishing.press.run import press_all
from publishing.review import remarks
from tests.tracking.admin.pages import logged_in, text
from tracking.models import Event

pytestmark = pytest.mark.django_db
SAID = "这句请写明日期甲乙丙。"


def test_a_remark_is_said_answered_and_closed_on_the_review_page(newsroom):
    page = newsroom.submit(newsroom.article()).page
    first, editor = logged_in(newsroom.first), logged_in(newsroom.editor)
    said = first.post(reverse("publishing_remark", args=[page.pk]), {"place": "body:0", "text": SAID}, follow=True)
    assert "还有 1 条审稿意见没有了结" in text(said)
    one = Remark.objects.get()
    assert one.quote == "第一条　示例条文。"
    editor.post(reverse("publishing_remark_answer", args=[one.pk]), {"text": "已改。"})
    assert "由提出人或审签人了结" in text(editor.post(reverse("publishing_remark_close", args=[one.pk]), follow=True))
    shown = text(first.post(reverse("publishing_remark_close", args=[one.pk]), follow=True))
    assert "已改。" in shown
    assert "没有了结" not in shown
    assert "已经了结" in text(first.post(reverse("publishing_remark_close", args=[one.pk]), follow=True))


def test_who_neither_writes_nor_signs_says_nothing(newsroom):
    page = newsroom.submit(newsroom.article()).page
    for account in (newsroom.office.clerk, newsroom.superuser):
        with pytest.raises(review.Refused, match="审签人提出"):
            remarks.remark(page, account=account, place="body", text=SAID)
    with pytest.raises(review.Refused, match="请刷新后再选"):
        remarks.remark(page, account=newsroom.first, place="body:99", text=SAID)
    with pytest.raises(review.Refused, match="请填写意见"):
        remarks.remark(page, account=newsroom.first, place="body", text="　 ")


def test_a_remark_stays_when_the_page_comes_back_and_says_that_the_passage_changed(newsroom):
    submission = newsroom.submit(newsroom.article())
    remarks.remark(submission.page, account=newsroom.first, place="body:0", text=SAID)
    review.reject(submission, Level.FIRST, account=newsroom.first, comment="见意见。")
    draft = submission.page.get_latest_revision_as_object()
    draft.body = [("paragraph", "第一条　改过的条文。")]
    draft.save_revision(user=newsroom.editor)
    shown = text(logged_in(newsroom.editor).get(reverse("publishing_review", args=[draft.pk])))
    assert SAID in shown
    assert "这句已经改过" in shown


def test_nothing_of_a_remark_is_pressed_packed_or_sealed(newsroom, portal_settings):
    submission = newsroom.submit(newsroom.article())
    remarks.remark(submission.page, account=newsroom.first, place="body", text=SAID)
    newsroom.sign(submission)
    press_all()
    platform = platforms.current()
    parcel = packing.parcel_of(ArticlePage.objects.get(pk=submission.page_id), platform)
    packed = [one.data for one in parcel.files()]
    pressed = [file.read_bytes() for file in settings.PRESSED_DIR.rglob("*") if file.is_file()]
    assert not [data for data in [*packed, *pressed] if SAID.encode() in data]
    assert not Event.objects.filter(summary__contains=SAID).exists()
    assert SAID not in str(submission.revision.content)
    with pytest.raises(review.Refused, match="已经公开"):
        remarks.remark(ArticlePage.objects.get(pk=submission.page_id), account=newsroom.first, place="body", text=SAID)
