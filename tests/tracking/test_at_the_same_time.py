"""Two people at the same moment, on a real PostgreSQL: nothing is lost, nothing is done twice, the chain holds."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from tests.tracking.admin.pages import logged_in
from tests.tracking.factories import HANDED_OVER_ON, kept
from tracking import outbox, versions
from tracking.admin.supervising.remind_many import Reminders
from tracking.loop import Refused, take
from tracking.loop.acts.opinions import answer_by_link
from tracking.loop.numbering import give, line_of
from tracking.loop.settling import facts
from tracking.models import (
    Assignment,
    ChainHead,
    DocSeries,
    Event,
    Feedback,
    FeedbackLink,
    HandlingRecord,
    Job,
    ProgressNote,
    new_token,
)
from tracking.stages import Stage
from tracking.telling import reminder_sheets

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]
LONGEST = 60


def at_once(*acts) -> list:
    """Run acts in threads that start together; what each returned, or the exception that it ended with."""
    found: list = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int, act) -> None:
        try:
            start.wait(LONGEST)
            found[place] = act()
        except Exception as problem:
            found[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
        assert not thread.is_alive(), "they wait for each other"
    return found


def refused(found: list) -> list[str]:
    others = [one for one in found if isinstance(one, Exception) and not isinstance(one, Refused)]
    assert not others, others
    return [str(one) for one in found if isinstance(one, Refused)]


def test_one_step_taken_twice_at_once_is_taken_once(make_record, reviewer):
    record = make_record(Stage.SUBMITTED)
    part = record.assignments.get()
    on = HANDED_OVER_ON + timedelta(days=64)
    found = at_once(*[lambda: take("pass_review", part, account=reviewer, on=on)] * 4)
    assert len(refused(found)) == 3
    assert Event.objects.filter(what="pass_review").count() == part.reply.reviews.count() == 1
    assert versions.verify().ok


def test_passing_and_sending_back_at_once_do_not_both_happen(make_record, reviewer):
    part = make_record(Stage.SUBMITTED).assignments.get()
    on = HANDED_OVER_ON + timedelta(days=64)
    back = {"reason": "unclear", "comment": "请写明时间。"}
    found = at_once(
        lambda: take("pass_review", part, account=reviewer, on=on),
        lambda: take("return_for_redo", part, account=reviewer, on=on, **back),
    )
    assert len(refused(found)) == 1
    assert part.reply.reviews.count() == 1
    won = next(one for one in found if isinstance(one, Event))
    stage = Stage.REVIEWED if won.what == "pass_review" else Stage.HANDLING
    assert Assignment.objects.get(pk=part.pk).stage == HandlingRecord.objects.get(pk=part.record_id).stage == stage


def test_two_units_of_one_item_at_once_leave_its_facts_right(make_record, office, other_unit):
    record = make_record(Stage.ASSIGNED, duty="separate", units=[office.unit, other_unit])
    parts = list(record.assignments.select_related("record", "unit"))
    for part in parts:
        office.handler_of(part.unit)
    found = at_once(*[lambda part=part: office.sign_for(part) for part in parts])
    assert refused(found) == []
    record = HandlingRecord.objects.get(pk=record.pk)
    assert record.stage == Stage.HANDLING
    assert {name: getattr(record, name) for name in facts(record)} == facts(record)
    assert versions.verify().ok


def test_many_items_at_once_make_one_chain_without_gaps(make_record, clerk):
    records = [make_record() for _place in range(6)]
    before = Event.objects.count()
    on = HANDED_OVER_ON - timedelta(days=1)
    found = at_once(
        *[lambda one=one: take("propose", one, account=clerk, on=on, handling_proposal="拟办。") for one in records]
    )
    assert refused(found) == []
    assert list(Event.objects.values_list("number", flat=True)) == list(range(1, before + 7))
    assert ChainHead.objects.get().number == before + 6
    assert versions.verify().ok


def test_one_letter_entered_twice_at_once_is_entered_once_and_the_other_is_told(office):
    found = at_once(*[lambda: office.register(number=7, first_signer="示例代表新")] * 2)
    told = [str(one) for one in found if isinstance(one, Exception)]
    assert len(told) == 1
    assert "编号" in told[0] or "同时有人办理" in told[0]
    assert HandlingRecord.objects.filter(number=7).count() == 1
    assert versions.verify().ok


def test_two_opinions_through_one_link_at_once_are_one_opinion(make_record, clerk):
    part, token = make_record(Stage.ASKED).assignments.get(), new_token()
    take("issue_link", part, account=clerk, signature=part.record.signatures.get(), token=token)
    said = [{"result": result, "attitude": "satisfied"} for result in ("satisfied", "unsatisfied") * 2]
    found = at_once(*[lambda one=one: answer_by_link(token, **one) for one in said])
    assert len(refused(found)) == 3
    won = next(one for one in found if isinstance(one, Event))
    assert Feedback.objects.get().result in {"satisfied", "unsatisfied"}
    assert Event.objects.filter(what="feed_back").get() == won
    assert versions.verify().ok


def test_an_opinion_and_a_new_link_at_once_leave_one_truth(make_record, clerk):
    part, token = make_record(Stage.ASKED).assignments.get(), new_token()
    signature = part.record.signatures.get()
    take("issue_link", part, account=clerk, signature=signature, token=token)
    found = at_once(
        lambda: answer_by_link(token, result="satisfied", attitude="satisfied"),
        lambda: issue_again(part, clerk, signature),
    )
    assert len([one for one in found if isinstance(one, Event)]) == 1
    assert Feedback.objects.count() + FeedbackLink.objects.filter(used_at=None, revoked_on=None).count() == 1
    assert versions.verify().ok


def issue_again(part, clerk, signature) -> Event:
    """A new link for the same signer; refused once the opinion is in."""
    try:
        return take("issue_link", part, account=clerk, signature=signature, token=new_token())
    except ValidationError as problem:
        raise Refused(str(problem.messages)) from problem


# Several items at once -------------------------------------------------------------------------
def group(record, others, clerk) -> Event:
    """Group items; refused where somebody did a moment ago."""
    try:
        return take("group_together", record, account=clerk, others=others, title="道路")
    except ValidationError as problem:
        raise Refused(str(problem.messages)) from problem


def test_clerks_who_group_the_same_items_at_once_do_not_wait_for_each_other(office, clerk):
    for _round in range(4):
        items = [office.register() for _place in range(4)]
        turned = [items[place:] + items[:place] for place in range(4)]
        found = at_once(*[lambda own=own: group(own[0], own[1:], clerk) for own in turned])
        assert len(refused(found)) == 3
        assert HandlingRecord.objects.filter(pk__in=[one.pk for one in items]).values("group").distinct().count() == 1
    assert versions.verify().ok


def test_an_item_that_two_clerks_group_at_once_goes_into_one_group_and_the_other_is_told(office, clerk):
    one, other, wanted = (office.register() for _place in range(3))
    found = at_once(lambda: group(one, [wanted], clerk), lambda: group(other, [wanted], clerk))
    assert len(refused(found)) == 1
    won = next(event for event in found if isinstance(event, Event)).record
    items = {item.pk: item.group_id for item in HandlingRecord.objects.all()}
    assert items[wanted.pk] == items[won.pk] is not None
    assert list(items.values()).count(None) == 1


def test_notes_on_grouped_items_from_both_sides_at_once_do_not_wait_for_each_other(make_record, office, clerk):
    items = [make_record(Stage.HANDLING) for _place in range(3)]
    group(items[0], items[1:], clerk)
    parts = [item.assignments.get() for item in items]
    for _round in range(3):
        found = at_once(
            *[
                lambda part=part: take(
                    "note_progress", part, account=office.unit_handler, text="已踏勘。", together=True
                )
                for part in (*parts, *reversed(parts))
            ]
        )
        assert refused(found) == []
    assert ProgressNote.objects.count() == 3 * 6 * 3
    assert versions.verify().ok


@pytest.mark.parametrize("bulk", ["reminders", "sheets", "grouping"])
def test_a_bulk_act_and_steps_on_its_items_do_not_wait_for_each_other(make_record, office, supervisor, clerk, bulk):
    items = [make_record(Stage.HANDLING) for _place in range(5)]
    parts = [item.assignments.get() for item in items]
    said = {"on": timezone.localdate().isoformat(), "text": "请抓紧办理。"}
    acts = {
        "reminders": lambda: Reminders(items[::-1], supervisor, said).take(),
        "sheets": lambda: bool(reminder_sheets.issue(timezone.localdate(), account=supervisor)),
        "grouping": lambda: bool(group(items[4], items[:4], clerk)),
    }
    notes = [
        lambda part=part: take("note_progress", part, account=office.unit_handler, text="已踏勘。") for part in parts
    ]
    found = at_once(acts[bulk], *notes)
    assert refused(found) == []
    assert found[0] is True
    assert versions.verify().ok


def test_two_people_saving_one_row_of_a_list_at_once_do_not_overwrite_each_other(office, clerk):
    unit = office.unit
    form = {"kind": "department", "is_active": "on", "aliases": "", "seen_version": unit.version}
    address = f"/admin/units/edit/{unit.pk}/"
    seats = [logged_in(clerk) for _person in range(2)]
    found = at_once(
        *[
            lambda seat=seat, name=name: seat.post(address, form | {"name": name}).status_code
            for seat, name in zip(seats, ("区甲局", "区乙局"), strict=True)
        ]
    )
    assert sorted(found) == [200, 302]
    assert unit.history.filter(history_type="~").count() == 1


def test_a_job_of_the_outbox_is_done_by_one_process_alone(db, monkeypatch):
    done = []
    monkeypatch.setitem(outbox.HANDLERS, "tests.note", lambda key, payloads: done.append(int(key)))
    Job.objects.bulk_create([Job(kind="tests.note", key=str(n)) for n in range(60)])
    found = at_once(*[outbox.settle] * 4)
    assert refused(found) == []
    assert sorted(done) == list(range(60))


def test_two_clerks_never_give_the_same_number(make_record, clerk):
    series = kept(DocSeries(code="示政办函", organ="示例区人民政府办公室", purpose="answer", year=2024, kept_by="here"))
    part = make_record(Stage.SIGNED, origin="district").assignments.get()
    on, doc_number = HANDED_OVER_ON + timedelta(days=75), "示政办函〔2024〕1号"
    found = at_once(
        lambda: take("number", part, account=clerk, on=on, doc_number=doc_number),
        *[lambda: give(series, 1, "转办函", on=on, account=clerk)] * 3,
    )
    told = [one for one in found if isinstance(one, ValidationError)]
    assert len(told) == 3, found
    assert all("示政办函〔2024〕1号已用于" in one.messages[0] for one in told)
    assert line_of(series).used == (1,)
    assert versions.verify().ok
