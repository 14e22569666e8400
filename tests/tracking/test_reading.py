"""What belongs to rows is read for all of them when it is first looked at in one, and no sooner."""

import pytest

from tracking.models import Assignment, HandlingRecord, Reply
from tracking.models.reading import Along, hold, read_when_looked_at, telling_what_is_there
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
OF_PART = {"replies": Along(Reply.objects.select_related("cosigning"), {"reviews": Along(), "cosigning": Along()})}


@pytest.fixture
def parts(office):
    """Two parts, one of them with a letter that was reviewed."""
    office.make_record(Stage.REVIEWED)
    office.make_record(Stage.HANDLING)
    return list(Assignment.objects.order_by("pk"))


def test_nothing_is_read_that_nobody_looks_at(parts, django_assert_num_queries):
    with django_assert_num_queries(0):
        read_when_looked_at(parts, OF_PART)
        read_when_looked_at([], OF_PART)


def test_what_is_looked_at_in_one_row_is_read_for_all(parts, django_assert_num_queries):
    read_when_looked_at(parts, OF_PART)
    with django_assert_num_queries(2):
        assert [[len(reply.reviews.all()) for reply in one.replies.all()] for one in parts] == [[1], []]
        assert parts[0].reply.verdict is not None
        assert parts[0].replies.all()[0].assignment is parts[0]


def test_what_no_row_has_is_not_asked_for(office, parts, django_assert_num_queries):
    told = list(telling_what_is_there(Assignment.objects.order_by("pk"), ["replies", "notes", "contacts"]))
    read_when_looked_at(told, {"replies": Along(), "notes": Along(), "contacts": Along()})
    with django_assert_num_queries(2):
        assert [[len(getattr(one, name).all()) for one in told] for name in ("notes", "replies", "contacts")] == [
            [0, 0],
            [1, 0],
            [1, 0],
        ]
    of_item = telling_what_is_there(Assignment.objects.order_by("pk"), ["signatures", "asks"], of="record")
    assert [(one.any_signatures, one.any_asks) for one in of_item] == [(True, False)] * 2


def test_what_is_not_named_is_read_as_ever(parts, django_assert_num_queries):
    read_when_looked_at(parts, OF_PART)
    with django_assert_num_queries(2):
        assert [len(one.contacts.all()) for one in parts] == [1, 0]


def test_what_was_forgotten_is_read_again(parts, django_assert_num_queries):
    read_when_looked_at(parts, OF_PART)
    assert parts[0].replies.all()
    parts[0]._prefetched_objects_cache.pop("replies")
    with django_assert_num_queries(1):
        assert (len(parts[0].replies.all()), len(parts[1].replies.all())) == (1, 0)


def test_rows_that_were_read_already_belong_to_their_row(parts, django_assert_num_queries):
    record = HandlingRecord.objects.get(pk=parts[0].record_id)
    with django_assert_num_queries(0):
        hold(record, "assignments", parts[:1])
        assert list(record.assignments.all()) == parts[:1]
