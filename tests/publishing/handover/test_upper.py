"""Publication on the platform above: the signature publishes nothing there; what the platform gave, entered back, does."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from publishing import review
from publishing.models import Outlet, PortalSettings, PublicAddress, UpperPublication
from publishing.press.portal import Portal
from publishing.press.run import press_all
from publishing.review import Refused, upper
from publishing.review.upper import Given, ListRefused
from tracking.figures import count
from tracking.models import Event, Reply
from tracking.stages import Stage
from tracking.versions import verify

URL = "https://zw.example.gov.cn/jytabl/202408/t20240808_1.html"


def given(page, **changes) -> Given:
    usual = {"url": URL, "published_at": timezone.now(), "index_number": "A1/2024-00007"}
    return Given(page, **(usual | changes))


def reply_of(page) -> Reply:
    return Reply.objects.get(pk=page.reply_id)


def rate(page) -> tuple:
    found = count(page.record.session, keys=["published_rate"])["published_rate"]
    return found.numerator, found.denominator


def signed_anew(newsroom, page):
    """The page with another text, signed again."""
    draft = page.get_latest_revision_as_object()
    draft.outcome, draft.correction = "已建成。", "补充落实情况。"
    draft.save_revision(user=newsroom.editor)
    newsroom.sign(newsroom.submit(type(page).objects.get(pk=page.pk)))
    return type(page).objects.get(pk=page.pk)


# Where the platform alone publishes ------------------------------------------------------------
def test_a_signature_makes_nothing_public_where_the_platform_above_publishes(newsroom, notice, settings, client):
    assert notice.live
    assert reply_of(notice).published_on is None
    assert rate(notice) == (0, 1)
    assert Portal.now() is None
    press_all()
    assert not any(file.is_file() for file in Path(settings.PRESSED_DIR).rglob("*.html"))
    assert not PublicAddress.objects.exists()
    assert Event.objects.get(what="page_published").data["here"] is False
    assert client.get(notice.get_url_parts()[2]).status_code == 404
    assert client.get("/search/", {"q": "示例"}).status_code == 404
    assert verify().ok


def test_the_address_entered_back_publishes_it_and_stops_the_clock(newsroom, notice):
    row = upper.enter(given(notice), account=newsroom.editor, platform="示例平台")
    reply = reply_of(notice)
    assert (reply.published_on, reply.published_url) == (timezone.localdate(), URL)
    assert rate(notice) == (1, 1)
    event = Event.objects.get(pk=row.event_id)
    assert event.record == notice.record
    assert URL in event.summary
    assert Event.objects.filter(what="publication", record=notice.record).exists()
    assert verify().ok


def test_a_text_signed_anew_is_entered_anew_and_the_first_day_stays(newsroom, notice):
    upper.enter(given(notice), account=newsroom.editor)
    first = reply_of(notice).published_on
    page = signed_anew(newsroom, notice)
    assert [one.is_outdated for one in upper.on_platform([page])] == [True]
    upper.enter(given(page, index_number="A1/2024-00008"), account=newsroom.editor)
    assert [one.is_published for one in upper.on_platform([page])] == [True]
    assert reply_of(page).published_on == first
    assert verify().ok


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"published_at": timezone.now() + timedelta(days=2)}, "在将来"),
        ({"published_at": timezone.now() - timedelta(days=40)}, "早于签发时间"),
        ({"url": "http://localhost:8000/xxgk/"}, "是本系统的网址"),
    ],
)
def test_what_cannot_be_true_is_refused_and_nothing_is_public(newsroom, notice, settings, changes, said):
    settings.WAGTAILADMIN_BASE_URL = "http://localhost:8000"
    with pytest.raises(Refused, match=said):
        upper.enter(given(notice, **changes), account=newsroom.editor)
    assert not UpperPublication.objects.exists()
    assert reply_of(notice).published_on is None


def test_a_day_alone_may_be_the_day_of_the_signature(newsroom, notice):
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    row = upper.enter(given(notice, published_at=today), account=newsroom.editor)
    assert row.when == f"{today:%Y-%m-%d}"


def test_unsigned_withdrawn_and_taken_down_texts_are_not_entered(newsroom, elsewhere):
    draft = newsroom.article("没有签的制度")
    with pytest.raises(Refused, match="没有签发的文稿"):
        upper.enter(given(draft), account=newsroom.editor)
    submission = newsroom.submit(draft)
    with pytest.raises(Refused, match="没有签发的文稿"):
        upper.enter(given(draft), account=newsroom.editor)
    newsroom.sign(submission)
    review.take_down(draft, account=newsroom.final, reason="内容有误")
    with pytest.raises(Refused, match="没有签发的文稿"):
        upper.enter(given(draft), account=newsroom.editor)


@pytest.mark.parametrize("name", ["superuser", "first", "second", "unit"])
def test_others_enter_nothing(newsroom, notice, name):
    with pytest.raises(Refused, match="登记"):
        upper.enter(given(notice), account=newsroom.accounts[name])


def test_an_address_is_one_pieces_alone(newsroom, notice):
    upper.enter(given(notice), account=newsroom.editor)
    other = newsroom.published(newsroom.article())
    with pytest.raises(Refused, match="已经登记给"):
        upper.enter(given(other), account=newsroom.editor)
    last = UpperPublication.objects.get()
    with pytest.raises(Refused, match="已经这样登记过"):
        upper.enter(given(notice, published_at=last.published_at), account=newsroom.editor)


def test_a_list_with_one_fault_enters_nothing(newsroom, notice):
    other = newsroom.published(newsroom.article())
    rows = [
        given(notice),
        given(other, url="https://zw.example.gov.cn/2.html", published_at=timezone.now() + timedelta(2)),
    ]
    with pytest.raises(ListRefused) as refused:
        upper.enter_list(rows, account=newsroom.editor)
    assert [place for place, _why in refused.value.problems] == [1]
    assert not UpperPublication.objects.exists()
    assert reply_of(notice).published_on is None
    assert not Event.objects.filter(what="page_published_above").exists()
    assert verify().ok


# Where both publish ----------------------------------------------------------------------------
def test_where_both_publish_the_ledger_keeps_this_portals_address(newsroom, portal_settings):
    portal_settings.outlet = Outlet.BOTH
    portal_settings.save()
    page = newsroom.published(newsroom.notice())
    before = reply_of(page)
    assert before.published_on == timezone.localdate()
    upper.enter(given(page), account=newsroom.editor)
    assert reply_of(page).published_url == before.published_url
    assert Portal.now() is not None


# The setting -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("before", "after"), [(Outlet.OWN, Outlet.PACKAGE), (Outlet.PACKAGE, Outlet.BOTH)])
def test_columns_are_not_opened_or_closed_over_signed_pieces(newsroom, portal_settings, before, after):
    portal_settings.outlet = before
    portal_settings.save()
    newsroom.published(newsroom.article())
    portal_settings.outlet = after
    with pytest.raises(ValidationError, match="1篇"):
        portal_settings.full_clean()
    portal_settings.outlet = Outlet.BOTH if before == Outlet.OWN else before
    portal_settings.full_clean()


def test_the_reply_waits_until_the_platform_has_it(newsroom, notice):
    assert notice.record.stage == Stage.DELIVERED
    assert PortalSettings.current().is_handed_over
