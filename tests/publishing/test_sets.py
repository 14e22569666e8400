"""Several pages are handed in, signed and published as one: at one moment or not at all."""

import pytest
from wagtail.models import Page

from publishing import review
from publishing.models import Level, Release, State, Submission
from publishing.review import releasing, sets
from tests.prepared import prepared, walking
from tracking.models import Event, Reply
from tracking.versions import verify

pytestmark = pytest.mark.django_db
TITLE = "2024年办理结果"


def pages_of(newsroom) -> list[Page]:
    """A summary with figures, a reply that needs one level alone, and an article."""
    notice = newsroom.notice(topic="公开的示例")
    return [newsroom.summary(), notice, newsroom.article()]


def handed_in(newsroom, **planned) -> Release:
    return prepared(
        ("set", newsroom, planned),
        lambda: sets.submit_set(pages_of(newsroom), account=newsroom.editor, title=TITLE, **planned),
    )


def pages_in(release: Release) -> list[Page]:
    return [Page.objects.get(pk=one.page_id) for one in releasing.members_of(release)]


def opened(release: Release, account) -> None:
    for one in sets.due(releasing.members_of(release)):
        sets.note_reading(one, account.person)


def signed(newsroom, release: Release, *levels: Level) -> Release:
    for level in levels or (Level.FIRST, Level.SECOND, Level.FINAL):
        opened(release, newsroom.signer(level))
        sets.sign_set(release, account=newsroom.signer(level), comment="同意。")
    return Release.objects.get(pk=release.pk)


def states(release: Release) -> set[State]:
    return {one.get_state() for one in releasing.members_of(release)}


def live(release: Release) -> set[bool]:
    return {one.page.live for one in releasing.members_of(release)}


def test_a_set_is_signed_level_by_level_and_becomes_public_with_the_last_press(newsroom):
    with walking():
        release = signed(newsroom, handed_in(newsroom), Level.FIRST, Level.SECOND)
        assert live(release) == {False}
        release = signed(newsroom, release, Level.FINAL)
    assert states(release) == {State.PUBLISHED}
    assert live(release) == {True}
    assert release.is_published
    times = {one.page.first_published_at.date() for one in releasing.members_of(release)}
    assert times == {release.released.at.date()}
    assert Reply.objects.filter(published_on__isnull=False).count() == 1
    assert verify().problems == []


def test_a_level_signs_only_after_each_of_its_pages_was_opened(newsroom):
    release = handed_in(newsroom)
    members = releasing.members_of(release)
    sets.note_reading(sets.due(members)[0], newsroom.first.person)
    with pytest.raises(review.Refused, match="没有打开看过"):
        sets.sign_set(release, account=newsroom.first)
    assert not members[0].signoffs.exists()


def test_a_page_of_a_set_is_not_signed_by_itself(newsroom):
    release = handed_in(newsroom)
    with pytest.raises(review.Refused, match="成套审签页"):
        review.sign(sets.due(releasing.members_of(release))[0], Level.FIRST, account=newsroom.first)


def test_one_page_sent_back_takes_the_whole_set_back(newsroom):
    release = signed(newsroom, handed_in(newsroom), Level.FIRST)
    page = sets.due(releasing.members_of(release))[0]
    review.reject(page, Level.SECOND, account=newsroom.second, comment="请补写。")
    assert states(release) == {State.REJECTED, State.WITHDRAWN}
    assert not Submission.objects.open().exists()
    assert not any(one.page.current_workflow_state for one in releasing.members_of(release) if one.pk != page.pk)


def test_taking_one_page_back_takes_the_set_back_and_it_can_be_handed_in_again(newsroom):
    release = signed(newsroom, handed_in(newsroom), Level.FIRST)
    review.withdraw(releasing.members_of(release)[1], account=newsroom.editor)
    assert states(release) == {State.WITHDRAWN}
    again = sets.submit_set(pages_in(release), account=newsroom.editor, title=TITLE)
    assert states(again) == {State.OPEN}


def test_what_cannot_be_handed_in_keeps_the_whole_set_out(newsroom):
    pages = pages_of(newsroom)
    newsroom.submit(pages[2])
    events = Event.objects.count()
    with pytest.raises(review.Refused, match="示例办理制度.*正在审签"):
        sets.submit_set(pages, account=newsroom.editor, title=TITLE)
    assert Event.objects.count() == events
    assert not Release.objects.exists()


def test_a_set_of_one_page_or_without_a_name_is_refused(newsroom):
    article = newsroom.article()
    with pytest.raises(review.Refused, match="至少选两页"):
        sets.submit_set([article, article], account=newsroom.editor, title=TITLE)
    with pytest.raises(review.Refused, match="套名"):
        sets.submit_set([article, newsroom.notice()], account=newsroom.editor, title=" ")


def test_a_page_that_went_stale_keeps_the_whole_set_from_the_public(newsroom):
    release = signed(newsroom, handed_in(newsroom), Level.FIRST, Level.SECOND)
    opened(release, newsroom.final)
    article = next(one for one in releasing.members_of(release) if one.page.title == "示例办理制度")
    article.page.specific.save_revision(user=newsroom.editor)
    with pytest.raises(review.Refused, match="示例办理制度.*失效"):
        sets.sign_set(release, account=newsroom.final)
    assert live(release) == {False}
    assert states(release) == {State.OPEN}


def test_who_wrote_one_page_signs_none_of_the_set(newsroom):
    release = handed_in(newsroom)
    member = sets.due(releasing.members_of(release))[0]
    draft = member.page.get_latest_revision_as_object()
    assert draft.pk == member.page_id
    review.withdraw(member, account=newsroom.editor)
    draft.save_revision(user=newsroom.first)
    again = sets.submit_set(pages_in(release), account=newsroom.editor, title=TITLE)
    opened(again, newsroom.first)
    with pytest.raises(review.Refused, match="参与了本页的编写"):
        sets.sign_set(again, account=newsroom.first)
    assert states(again) == {State.OPEN}
