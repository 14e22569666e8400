"""What is written beside the chain is sealed by it, column by column."""

import pytest
from django.apps import apps
from django.db import connection

from publishing.review.gate import signed_revisions
from publishing.review.verifying import unproven
from tracking.models import AppendOnly, Event
from tracking.stages import Stage
from tracking.versions import evidence


def bound(one: evidence.Evidence) -> set[str]:
    names = {*one.event, *one.data, *(name for made in one.whats.values() for name in made)}
    return {one.model._meta.get_field(name.split("__")[0].removesuffix("_id")).attname for name in names}


@pytest.mark.parametrize("one", evidence.declared(), ids=lambda one: one.label)
def test_every_column_is_sealed_by_the_event(one):
    columns = {field.attname for field in one.model._meta.concrete_fields} - {one.model._meta.pk.attname, "event_id"}
    assert bound(one) >= columns


def test_whatever_is_only_added_to_with_an_event_is_declared():
    assert {one.model for one in evidence.declared()} >= {
        model for model in apps.get_models() if issubclass(model, AppendOnly)
    }


def test_the_gate_asks_as_many_questions_for_four_pages_as_for_one(newsroom, django_assert_max_num_queries):
    pages = [newsroom.published(newsroom.article(f"示例制度{number}")) for number in range(4)]
    with django_assert_max_num_queries(24):
        assert len(signed_revisions(pages[:1])) == 1
    with django_assert_max_num_queries(24):
        assert len(signed_revisions(pages)) == 4
    assert unproven({}, pages) == {}


def test_the_events_that_name_a_page_are_found_in_an_index_of_such_events(newsroom):
    pages = [newsroom.published(newsroom.notice()), newsroom.published(newsroom.article())]
    newsroom.office.make_record(Stage.CLOSED)
    for page in pages:
        there = {event.number for event in Event.objects.all() if event.data.get("page") == page.pk}
        assert there == {event.number for event in Event.objects.naming([page.pk])}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table as small as this one is read whole
    for keys in ([pages[0].pk], range(500)):
        assert "event_page" in Event.objects.naming(keys).order_by().explain()
    assert "event_page" in Event.objects.naming(range(500)).explain() or connection.vendor != "sqlite"
