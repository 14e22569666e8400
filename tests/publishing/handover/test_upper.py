"""Publication on the platform above: the signature publishes nothing there; what the platform gave, entered back, does."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from publishing.models import PublicAddress
from publishing.press.portal import Portal
from publishing.press.run import press_all
from publishing.review import upper
from publishing.review.upper import Given
from tracking.figures import count
from tracking.models import Event, Reply
from tracking.versions import verify

URL = "https://zw.example.gov.cn/jytabl/202408/t20240808_1.html"


def given(page, **changes) -> Given:
    usual = {"url": URL, "published_at": timezone.now() - timedelta(seconds=1), "index_number": "A1/2024-00007"}
    return Given(page, **(usual | changes))


def reply_of(page) -> Reply:
    return Reply.objects.get(pk=page.reply_id)


def rate(page) -> tuple:
    found = count(page.record.session, keys=["published_rate"])["published_rate"]
    return found.numerator, found.denominator


def test_a_signature_makes_nothing_public_where_the_platform_above_publishes(newsroom, notice, settings):
    assert notice.live
    assert reply_of(notice).published_on is None
    assert rate(notice) == (0, 1)
    assert Portal.now() is None
    press_all()
    assert not any(file.is_file() for file in Path(settings.PRESSED_DIR).rglob("*.html"))
    assert not PublicAddress.objects.exists()
    assert Event.objects.get(what="page_published").data["here"] is False
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
