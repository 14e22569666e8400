"""件件有流程、条条有进展、事事有回音, proven or listed: each kind of gap is found, and a whole loop has none."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.utils import timezone

from tests.tracking.factories import kept, make_scan
from tests.tracking.ledger.books import ANSWERED, PLAIN, SIGNED_FOR, xlsx
from tracking import ledger
from tracking.loop import take
from tracking.loop.bulk.proving import prove
from tracking.models import (
    Ask,
    AskAnswer,
    Assignment,
    AssignmentDuty,
    Contact,
    Delivery,
    Duty,
    Event,
    Feedback,
    HandlingRecord,
    Reply,
)
from tracking.stages import APART, Stage
from tracking.versions.triggers import disarmed

pytestmark = pytest.mark.django_db


def missing(record=None) -> list[str]:
    records = HandlingRecord.objects.all() if record is None else HandlingRecord.objects.filter(pk=record.pk)
    return [one.what for one in prove(records).missing]


def test_every_stage_of_the_loop_is_complete_for_where_it_stands(make_record, office):
    record = make_record()
    for stage in sorted(set(Stage) - APART - {Stage.OBJECTED}, key=lambda stage: stage.rank):
        record = office.move_on(record, stage)
        proof = prove(HandlingRecord.objects.all())
        assert (proof.missing, proof.complete) == ([], proof.records), stage
    make_record(Stage.CLOSED, duty=Duty.JOINT)
    make_record(Stage.CLOSED, origin="district")
    proof = prove(HandlingRecord.objects.all())
    assert (proof.missing, proof.complete) == ([], proof.records)


def test_the_ways_beside_the_way_are_legal(make_record, office, clerk, other_unit):
    today = timezone.localdate()
    third = kept(type(other_unit)(name="区第三局"))
    record = make_record(Stage.ASSIGNED, start=today, duty=Duty.SEPARATE, units=[office.unit, other_unit])
    for unit, step in ((office.unit, "grant_objection"), (other_unit, "refuse_objection")):
        part = record.assignments.get(unit=unit)
        take("object_to", part, account=office.handler_of(unit), reason="不属职责。", proposed_unit=third)
        take(step, part, account=office.reviewer, comment="已核。")
    take("add_unit", record, account=clerk, unit=third, duty=AssignmentDuty.LEAD)
    alone = make_record(Stage.ASSIGNED, start=today)
    part = alone.assignments.get()
    take("object_to", part, account=office.unit_handler, reason="不属职责。", proposed_unit=other_unit)
    take("grant_objection", part, account=office.reviewer)
    take("assign", alone, account=clerk, lead_units=[other_unit])
    redone = make_record(Stage.ASKED)
    opinion = {"signature": redone.signatures.first(), "result": "unsatisfied", "source": "assembly"}
    take("feed_back", redone.assignments.get(), account=clerk, **opinion)
    take("redo", redone.assignments.get(), account=office.reviewer, reason="请重新办理。")
    take("withdraw", make_record(Stage.SIGNED), account=clerk, letter=make_scan())
    take("transfer", make_record(Stage.REGISTERED), account=clerk, to="市示例局", reason="属市级事权。")
    assert missing() == []


@pytest.mark.parametrize(
    ("stage", "spoil", "what"),
    [
        (Stage.HANDLING, lambda: HandlingRecord.objects.update(stage=Stage.SIGNED), "没有办理记录为据"),
        (Stage.HANDLING, lambda: Assignment.objects.update(stage=Stage.SUBMITTED), "没有办理记录为据"),
        (Stage.HANDLING, lambda: HandlingRecord.objects.update(signed_for_on=date(2024, 5, 1)), "签收日期与各承办单位"),
        (Stage.SUBMITTED, lambda: Contact.objects.all().delete(), "没有与提出人沟通的登记"),
        (Stage.SUBMITTED, lambda: Reply.objects.all().delete(), "没有答复稿"),
        (Stage.DELIVERED, lambda: Reply.objects.update(delivered_on=None), "没有成文或送达"),
        (Stage.DELIVERED, lambda: Delivery.objects.all().delete(), "没有送达示例代表甲"),
        (Stage.CLOSED, lambda: Feedback.objects.all().delete(), "没有意见反馈"),
    ],
)
def test_each_kind_of_gap_is_found(make_record, stage, spoil, what):
    record = make_record(stage)
    assert missing(record) == []
    spoil()
    assert any(what in sentence for sentence in missing(record)), missing(record)


def test_a_step_out_of_order_is_found(make_record):
    record = make_record(Stage.SIGNED)
    # As if the reviewer had never passed it: the chain is append-only, so the gap is made below it.
    with disarmed(Event):
        Event.objects.filter(Q(record=record), what="pass_review")._raw_delete("default")
    assert any("“领导签发”从“已送审，待审核”到“已签发”，不合流程" in sentence for sentence in missing(record))


def test_a_request_needs_progress_or_an_answer_once_a_draft_is_in(make_record, office, unit_handler):
    record = make_record(Stage.HANDLING)
    one = kept(Ask(record=record, number=1, text="事项1"))
    assert missing(record) == []
    take("note_progress", record.assignments.get(), account=unit_handler, on=date(2024, 5, 6), text="推进。", ask=one)
    record = office.move_on(record, Stage.SUBMITTED)
    two = kept(Ask(record=record, number=2, text="事项2"))
    assert missing(record) == ["第2项“事项2”没有进展，也没有答复。"]
    kept(AskAnswer(reply=record.assignments.get().reply, ask=two, text="已列入计划。"))
    assert missing(record) == []


def test_what_came_in_with_a_workbook_is_proven_by_its_row(office, session, clerk):
    talked = {"沟通方式及时间": None, "反馈意见": None, "反馈时间": None, "办结时间": date(2024, 6, 17)}
    ledger.apply(ledger.plan(ledger.read(xlsx(PLAIN | ANSWERED | talked), "台账.xlsx"), session), clerk)
    record = HandlingRecord.objects.get()
    assert (record.stage, record.first_contact_on, record.feedback_on) == (Stage.CLOSED, None, None)
    assert missing(record) == []
    HandlingRecord.objects.update(answered_on=date(2024, 6, 30))
    assert missing(record) == ["答复日期与各承办单位的办理情况不符。"]


def test_the_loop_goes_on_from_a_workbook_s_row(office, session, clerk):
    row = PLAIN | SIGNED_FOR
    ledger.apply(ledger.plan(ledger.read(xlsx(row), "台账.xlsx"), session), clerk)
    record = office.move_on(HandlingRecord.objects.get(), Stage.CLOSED)
    assert missing(record) == []
    Delivery.objects.all().delete()
    assert missing(record) != []


def test_the_number_of_queries_does_not_grow(make_record, django_assert_max_num_queries):
    make_record(Stage.CLOSED)
    with django_assert_max_num_queries(20):
        prove(HandlingRecord.objects.all())
    for _n in range(2):
        make_record(Stage.CLOSED)
    with django_assert_max_num_queries(20):
        assert prove(HandlingRecord.objects.all()).records == 3


# The command ----------------------------------------------------------------------------------
def test_the_command_prints_one_json_object(make_record, capsys):
    make_record(Stage.CLOSED)
    call_command("check_loop", "--session", "2024", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "records": 1,
        "complete": 1,
        "open": 0,
        "by_workbook": 0,
        "as_of": timezone.localdate().isoformat(),
        "missing": [],
    }


def test_what_is_under_way_is_told_to_this_day_and_what_a_workbook_proves_apart(make_record, capsys, clerk, session):
    make_record(Stage.CLOSED)
    call_command("check_loop")
    assert capsys.readouterr().out == "承办件1件，完整1件。\n"
    make_record(Stage.HANDLING)
    ledger.apply(ledger.plan(ledger.read(xlsx(PLAIN | SIGNED_FOR | {"编号": 77}), "台账.xlsx"), session), clerk)
    call_command("check_loop")
    said = capsys.readouterr().out
    assert said.startswith("截至目前（")
    assert "承办件3件，完整3件，其中2件正在办理，完整只指已经办到的环节；1件的环节只有台账补录为据，另计。" in said


def test_the_command_ends_with_1_and_names_what_is_missing(make_record, capsys):
    record = make_record(Stage.SUBMITTED)
    Contact.objects.all().delete()
    with pytest.raises(SystemExit) as ended:
        call_command("check_loop", "--json")
    found = json.loads(capsys.readouterr().out)
    assert (ended.value.code, found["complete"]) == (1, 0)
    assert {"record": str(record), "what": "区示例局没有与提出人沟通的登记。"} in found["missing"]
    with pytest.raises(SystemExit):
        call_command("check_loop")
    assert "承办件1件，完整0件，其中1件正在办理" in capsys.readouterr().out


def test_an_unknown_session_is_wrong_use(session):
    with pytest.raises(CommandError, match="没有届次“1999”。已有：2024。") as refused:
        call_command("check_loop", "--session", "1999")
    assert refused.value.returncode == 2
