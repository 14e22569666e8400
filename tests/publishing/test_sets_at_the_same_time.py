"""Two people, or the timer and somebody, act on one set at the same moment, on a real PostgreSQL: it is public once, or not."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from publishing import review
from publishing.models import Level, Released, State
from publishing.review import releasing, sets
from tests.publishing.test_sets import handed_in, live, opened, signed, states
from tests.tracking.factories import make_person
from tests.tracking.test_at_the_same_time import at_once
from tracking import versions
from tracking.models import Event, Role

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def refused(found: list) -> list[str]:
    others = [one for one in found if isinstance(one, Exception) and not isinstance(one, review.Refused)]
    assert not others, others
    return [str(one) for one in found if isinstance(one, review.Refused)]


def test_two_people_who_sign_the_last_level_at_once_publish_the_set_once(newsroom):
    release = signed(newsroom, handed_in(newsroom), Level.FIRST, Level.SECOND)
    other = make_person("另一三审", Role.FINAL_REVIEWER, login="final2").user
    for account in (newsroom.final, other):
        opened(release, account)
    found = at_once(*[lambda who=who: sets.sign_set(release, account=who) for who in (newsroom.final, other)])
    assert len(refused(found)) == 1
    assert live(release) == {True}
    assert Released.objects.count() == 1
    assert Event.objects.filter(what="page_published").count() == 3
    assert versions.verify().ok


def test_the_timer_and_who_takes_the_set_back_do_not_both_win(newsroom):
    start = timezone.now()
    release = signed(newsroom, handed_in(newsroom, publish_at=start + timedelta(hours=1)))
    member = releasing.members_of(release)[1]
    with time_machine.travel(start + timedelta(hours=2)):
        found = at_once(
            releasing.do_what_is_due, lambda: review.withdraw(member, account=newsroom.editor), releasing.do_what_is_due
        )
    refused(found)
    assert (states(release), live(release)) in (({State.PUBLISHED}, {True}), ({State.WITHDRAWN}, {False}))
    assert versions.verify().ok
