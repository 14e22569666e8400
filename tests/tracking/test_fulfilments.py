"""What came of an answer (落实情况), told by its unit entry by entry."""

from datetime import date, timedelta

import pytest

from tracking.loop import Refused, openings, take
from tracking.models import Assignment
from tracking.stages import Stage


def test_a_unit_tells_what_came_of_its_answer_entry_by_entry(office):
    part = office.make_record(Stage.CLOSED).assignments.get()

    def told(on: date, progress: str):
        return take("note_fulfilment", part, account=office.unit_handler, on=on, progress=progress, text="已开工。")

    with pytest.raises(Refused, match="早于送达日期"):
        told(part.reply.delivered_on - timedelta(days=1), "under_way")
    told(date(2025, 11, 4), "under_way")
    part = Assignment.objects.get(pk=part.pk)
    with pytest.raises(Refused, match="早于上次登记日期"):
        told(date(2025, 11, 3), "done")
    told(date(2025, 12, 22), "done")
    part = Assignment.objects.get(pk=part.pk)
    assert [one.progress for one in part.reply.fulfilments.all()] == ["under_way", "done"]


def test_nothing_came_of_an_answer_that_was_not_delivered(office):
    record = office.make_record(Stage.NUMBERED)
    assert "note_fulfilment" not in {one.step.code for one in openings(record, office.unit_handler)}
