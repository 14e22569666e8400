"""What was planned for a moment is public at that moment and until its end, through the gate; what is late says so."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from publishing import review
from publishing.models import ColumnKind, ColumnPage, Level, State, Submission, TakeDown
from publishing.review import releasing
from tests.prepared import walking
from tests.publishing.test_sets import handed_in, live, signed, states
from tracking.models import Event, Notice, Reply
from tracking.versions import verify

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def planned(newsroom, page, **moments) -> Submission:
    """A page signed by all, with its moments."""
    submission = review.submit_planned(page, account=newsroom.editor, **moments)
    return newsroom.sign(submission)


def test_a_signed_page_waits_for_its_moment_and_is_published_by_the_timer(newsroom):
    with walking():
        start = timezone.now()
        page = newsroom.notice()
        submission = planned(newsroom, page, publish_at=start + DAY)
        assert submission.get_state() is State.SIGNED
        assert releasing.do_what_is_due().published == []
        with time_machine.travel(start + DAY + timedelta(minutes=3)):
            now = timezone.now()
            assert releasing.do_what_is_due().published == [page.title]
            assert releasing.do_what_is_due().published == []
    page.refresh_from_db()
    assert page.live
    assert abs(page.first_published_at - now) < timedelta(minutes=1)
    assert Reply.objects.get().published_on == timezone.localdate(now)
    event = Event.objects.get(what="page_published")
    assert abs(event.at - now) < timedelta(minutes=1)
    assert "补发" not in Event.objects.get(what="release_published").summary
    assert verify().problems == []


def test_a_missed_timer_publishes_when_it_runs_and_says_so(newsroom, capsys):
    with walking():
        start = timezone.now()
        release = signed(newsroom, handed_in(newsroom, publish_at=start + timedelta(hours=1)))
        assert live(release) == {False}
        with time_machine.travel(start + 2 * DAY):
            call_command("settle")
            said = capsys.readouterr().out
            assert "没有按时运行，已补发" in said
            assert "已按时发布" not in said
            assert live(release) == {True}
    assert states(release) == {State.PUBLISHED}
    assert "没有按时运行" in Event.objects.get(what="release_published").summary


def test_what_went_stale_while_it_waited_is_not_published_and_people_are_told_once(newsroom):
    with walking():
        start = timezone.now()
        submission = planned(newsroom, newsroom.article(), publish_at=start + DAY)
        submission.page.specific.save_revision(user=newsroom.editor)
        with time_machine.travel(start + DAY):
            assert "失效" in releasing.do_what_is_due().left["示例办理制度"]
            told = Notice.objects.filter(subject=f"release:{submission.release_id}").count()
            releasing.do_what_is_due()
    assert told == Notice.objects.filter(subject=f"release:{submission.release_id}").count() > 0
    assert not Submission.objects.get(pk=submission.pk).page.live


def test_signatures_that_come_after_the_moment_publish_at_once(newsroom):
    with walking():
        start = timezone.now()
        submission = review.submit_planned(newsroom.article(), account=newsroom.editor, publish_at=start + DAY)
        newsroom.sign(submission, Level.FIRST, Level.SECOND)
        with time_machine.travel(start + DAY * 2):
            assert "还没有签完" in releasing.do_what_is_due().left["示例办理制度"]
            newsroom.sign(submission, Level.FINAL)
            assert Submission.objects.get(pk=submission.pk).get_state() is State.PUBLISHED


def test_a_signed_page_that_waits_is_locked_and_can_be_taken_back(newsroom):
    submission = planned(newsroom, newsroom.article(), publish_at=timezone.now() + DAY)
    page = submission.page.specific
    assert page.get_lock().for_user(newsroom.superuser)
    assert "正在审签" in review.why_not_submit(page, newsroom.editor)
    review.withdraw(submission, account=newsroom.final)
    assert Submission.objects.get(pk=submission.pk).get_state() is State.WITHDRAWN


def test_a_page_whose_time_is_over_is_taken_down_with_its_reason(newsroom):
    with walking():
        start = timezone.now()
        submission = planned(newsroom, newsroom.article(), expire_at=start + DAY)
        assert submission.get_state() is State.PUBLISHED
        with time_machine.travel(start + DAY * 3):
            assert releasing.do_what_is_due().taken_down == ["示例办理制度"]
            assert releasing.do_what_is_due().taken_down == []
    row = TakeDown.objects.get()
    assert "到期撤下" in row.reason
    assert "没有按时运行" in row.reason
    assert row.decider == newsroom.final.person
    assert not Submission.objects.get(pk=submission.pk).page.live
    assert verify().problems == []


def test_moments_in_the_past_or_in_the_wrong_order_are_refused(newsroom):
    article, now = newsroom.article(), timezone.now()
    with pytest.raises(review.Refused, match="已经过去"):
        review.submit_planned(article, account=newsroom.editor, publish_at=now - DAY)
    with pytest.raises(review.Refused, match="晚于发布时间"):
        review.submit_planned(article, account=newsroom.editor, publish_at=now + DAY, expire_at=now + DAY)


def test_what_was_to_end_already_is_not_published_any_more(newsroom):
    with walking():
        start = timezone.now()
        waiting = planned(newsroom, newsroom.article(), publish_at=start + DAY, expire_at=start + DAY * 2)
        unsigned = review.submit_planned(newsroom.notice(), account=newsroom.editor, expire_at=start + DAY)
        with time_machine.travel(start + DAY * 3):
            assert "已经过去，不再公开" in releasing.do_what_is_due().left["示例办理制度"]
            with pytest.raises(review.Refused, match="已经过去，不再公开"):
                newsroom.sign(unsigned)
    for one in (waiting, unsigned):
        assert not Submission.objects.get(pk=one.pk).page.live
    assert not Event.objects.filter(what="page_published").exists()


def test_a_reply_is_published_at_its_moment_though_its_last_signer_has_left(newsroom):
    with walking():
        start = timezone.now()
        page = newsroom.notice()
        submission = planned(newsroom, page, publish_at=start + DAY)
        signer = submission.agreed()[-1].recorded_by
        signer.is_active = False
        signer.save()
        with time_machine.travel(start + DAY):
            assert releasing.do_what_is_due().published == [page.title]
    event = Event.objects.get(what="page_published")
    assert (event.decider, event.account) == (newsroom.final.person, newsroom.editor)
    assert Reply.objects.get().published_on


def test_a_signed_page_that_waits_stays_in_the_column_for_which_it_was_signed(newsroom, client):
    page = planned(newsroom, newsroom.article(), publish_at=timezone.now() + DAY).page
    elsewhere = ColumnPage.objects.get(kind=ColumnKind.OVERVIEW)
    client.force_login(newsroom.editor)
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, elsewhere.pk]))
    assert not Page.objects.get(pk=page.pk).is_child_of(elsewhere)
    with pytest.raises(review.Refused, match="等待发布，不能移动"):
        page.specific.move(elsewhere, pos="last-child")
    review.withdraw(Submission.objects.get(), account=newsroom.editor)
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, elsewhere.pk]))
    assert Page.objects.get(pk=page.pk).is_child_of(elsewhere)
