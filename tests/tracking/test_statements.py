"""Statements put together once ask and write what Django's own do."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models
from django.db.models import Exists, OuterRef
from django.db.models.signals import post_init, post_save, pre_init
from django.test.utils import CaptureQueriesContext

from tests.tracking.factories import make_unit
from tracking.models import Assignment, Contact, GivenNumber, HandlingRecord, Job, Reply, Session, Unit
from tracking.models.statements import ByKeys, ValuesByKeys, WrittenRow, stands
from tracking.stages import Stage

pytestmark = pytest.mark.django_db


def values(row: models.Model) -> dict:
    return {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}


def test_rows_are_those_that_django_reads_with_what_is_read_along(make_record):
    parts = [make_record(Stage.DELIVERED).assignments.get() for _item in range(3)]
    talked = Exists(Contact.objects.filter(assignment=OuterRef("pk")))

    def rows(keys):
        chosen = Assignment.objects.filter(pk__in=keys).select_related("unit", "record__session").order_by("-pk")
        return chosen.annotate(talked=talked)

    ready = ByKeys(Assignment, rows)
    for keys in ([one.pk for one in parts], [one.pk for one in parts[:2]], [parts[2].pk]):
        ours, theirs = ready(keys), list(rows(keys))
        assert [values(one) for one in ours] == [values(one) for one in theirs]
        assert [one.talked for one in ours] == [True] * len(keys)
        with CaptureQueriesContext(connection) as asked:
            assert [values(one.unit) for one in ours] == [values(one.unit) for one in theirs]
            assert [values(one.record.session) for one in ours] == [values(one.record.session) for one in theirs]
        assert len(asked) == 0
        assert not ours[0]._state.adding


def test_values_are_those_that_django_reads(make_record):
    parts = [make_record(Stage.DELIVERED).assignments.get().pk for _item in range(2)]

    def said(keys):
        return Assignment.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "due_on", "replies__issued_on")

    assert [tuple(one) for one in ValuesByKeys(Assignment, said)(parts)] == list(said(parts))
    assert ValuesByKeys(Assignment, said)([]) == []


def test_a_value_is_found_in_any_of_several_tables_but_in_the_row_itself(make_record):
    first, second = (make_record(Stage.NUMBERED).assignments.get().reply for _item in range(2))
    said, using = {"doc_number": first.doc_number}, connection.alias
    assert stands({Reply: None, GivenNumber: None}, said, using=using)
    assert stands({GivenNumber: None, Reply: second.pk}, said, using=using)
    assert not stands({Reply: first.pk, GivenNumber: None}, said, using=using)


def test_nobody_waits_for_signals_that_our_rows_do_not_send():
    rows = [one for one in apps.get_app_config("tracking").get_models() if issubclass(one, WrittenRow)]
    assert len(rows) > 60
    for one in rows:
        assert not pre_init.has_listeners(one), one
        assert not post_init.has_listeners(one), one
        assert not any(hasattr(field, "get_placeholder") for field in one._meta.concrete_fields), one
    for one in [one.history.model for one in rows if hasattr(one, "history")] + [Job]:
        assert not post_save.has_listeners(one), one


def test_nothing_is_asked_for_no_keys_and_a_missing_row_is_told(office, django_assert_num_queries):
    sessions = ByKeys(Session, lambda keys: Session.objects.filter(pk__in=keys))
    with django_assert_num_queries(0):
        assert sessions([]) == []
    with pytest.raises(Session.DoesNotExist):
        sessions.one([0])


def written(office) -> list[dict]:
    """What stands in the database of rows of every kind of column, without what differs from row to row."""
    unit = make_unit("区语句局")
    unit.name, unit.head = "区语句二局", "代表甲"
    unit.save()
    record = office.register(title="一'二%s三")
    session = record.session
    session.reply_classes = [{"code": "A", "label": "解决"}]
    session.save()
    rows = [unit, record, session, Job.objects.create(kind="语句", payload={"甲": [1, None]})]
    found = [values(type(one).objects.get(pk=one.pk)) for one in rows]
    assert found == [values(one) for one in rows]
    assert unit.history.count() == 2
    found += [values(one) for row in rows[:3] for one in row.history.all()[:1]]
    own = {"id", "number", "version", "created", "history_id", "history_date", "history_change_reason"}
    Unit.objects.filter(pk=unit.pk).update(name=f"区语句三局{unit.pk}")
    return [{name: said for name, said in one.items() if name not in own} for one in found]


def test_what_is_written_is_what_django_writes(office, monkeypatch):
    ours = written(office)
    monkeypatch.setattr(WrittenRow, "_save_table", models.Model._save_table)
    assert ours == written(office)


def test_an_expression_is_left_to_the_database(office):
    record = office.register()
    record.version = models.F("version") + 5
    record.save_base(raw=True)
    assert HandlingRecord.objects.get(pk=record.pk).version == 7


def test_a_row_that_is_gone_is_not_updated(office):
    unit = make_unit("区消失局")
    Unit.objects.filter(pk=unit.pk).delete()
    with pytest.raises(DatabaseError, match="did not affect any rows"):
        unit.save(force_update=True)
