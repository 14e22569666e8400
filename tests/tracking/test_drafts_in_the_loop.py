"""The draft on its way to the seal: requests answered one by one, the signers' word on it, publicity, the city's review."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from tests.tracking.factories import kept, make_person, make_session
from tracking.loop import STEPS, Refused, openings, take, why_not_now
from tracking.loop.acts.reviewing import ReturnForm
from tracking.loop.acts.submitting import SubmitForm
from tracking.models import Ask, AskAnswer, Assignment, Duty, Origin, Role
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
JUNE = date(2024, 6, 24)


def part_of(record) -> Assignment:
    return Assignment.objects.answering().get(record=record)


def submission(**changes):
    letter = {"body": "已完成示例事项。", "reply_class": "A", "publicity": "full", "unit_head": "示例局长"}
    return letter | {"on": JUNE, "unit_head_on": JUNE} | changes


def form_of(code: str, part, account, data=None):
    step = STEPS[code]
    return step.form(data, step=step, subject=part, account=account)


def talk(part, account) -> None:
    take("contact", part, account=account, on=date(2024, 4, 20), phase="during", method="face", summary="听取意见。")


@pytest.fixture
def asked(make_record, unit_handler):
    """An item with two numbered requests, ready to be answered."""
    record = make_record(Stage.HANDLING)
    talk(part_of(record), unit_handler)
    return [kept(Ask(record=record, number=n, text=text)) for n, text in ((1, "安装路灯。"), (2, "增加班车。"))]


# 所提事项 --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("second", "refused"), [(("", ""), True), (("已增加2班。", ""), False), (("", "另函答复。"), False)]
)
def test_every_request_has_its_answer_or_a_reason(asked, unit_handler, second, refused):
    first, other = asked
    part = part_of(first.record)
    answers = {first.pk: ("已装好。", ""), other.pk: second}
    if refused:
        with pytest.raises(ValidationError, match="第2条“增加班车。”须写明答复要点，或未答复的理由"):
            take("submit", part, account=unit_handler, **submission(answers=answers))
        assert not AskAnswer.objects.exists()
        return
    take("submit", part, account=unit_handler, **submission(answers=answers))
    found = [(one.text, one.reason) for one in part_of(first.record).reply.ask_answers.all()]
    assert found == [("已装好。", ""), second]


def test_the_answers_of_the_round_before_stand_in_the_next_draft(asked, office, unit_handler):
    part = part_of(asked[0].record)
    answers = {asked[0].pk: ("已装好。", ""), asked[1].pk: ("", "另函答复。")}
    take("submit", part, account=unit_handler, **submission(answers=answers))
    office.send_back(part, JUNE)
    form = form_of("submit", part_of(part.record), unit_handler)
    assert [str(form[f"ask_{one.pk}"].initial) for one in asked] == ["已装好。", ""]
    assert form[f"ask_{asked[1].pk}_reason"].initial == "另函答复。"
    names = list(form.fields)
    assert names.index("body") < names.index(f"ask_{asked[0].pk}") < names.index("reply_class")


# 未改再送 --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "ticked", "sentence"),
    [
        ("已完成示例事项。", "", "正文与第1轮相同，没有改动"),
        (" 已完成\n示例事项。", "", "正文与第1轮相同，没有改动"),
        ("已完成示例事项。", "on", ""),
        ("已完成12个示例事项。", "", ""),
    ],
)
def test_a_draft_sent_in_again_unchanged_is_pointed_out_to_the_unit(
    make_record, office, unit_handler, body, ticked, sentence
):
    part = part_of(make_record(Stage.SUBMITTED))
    office.send_back(part, JUNE)
    part = part_of(part.record)
    data = submission(body=body, unchanged=ticked)
    form = form_of("submit", part, unit_handler, data)
    assert sentence in " ".join(form.errors.get("unchanged", [])) if sentence else form.is_valid(), form.errors
    if form.is_valid():
        event = take("submit", part, account=unit_handler, **form.moves())
        assert event.data.get("unchanged", False) is bool(ticked)
        assert ("正文与上一轮相同" in event.summary) is bool(ticked)


def test_a_first_draft_is_never_called_unchanged(make_record, unit_handler):
    part = part_of(make_record(Stage.HANDLING))
    assert form_of("submit", part, unit_handler, submission()).is_valid()


# 退回 ------------------------------------------------------------------------------------------
def test_a_hint_is_taken_over_into_the_reviewers_words(make_record, reviewer):
    part = part_of(make_record(Stage.SUBMITTED))
    form = form_of("return_for_redo", part, reviewer)
    sentences = [value for value, _label in form.fields["taken"].choices]
    assert any("没有主送" in one for one in sentences)
    data = {"on": JUNE, "reason": "bad_form", "taken": sentences[:1], "comment": "请重写。", "form_ok": ""}
    form = form_of("return_for_redo", part, reviewer, data)
    assert form.is_valid(), form.errors
    take("return_for_redo", part, account=reviewer, **form.moves())
    assert part_of(part.record).reply.verdict.comment == f"请重写。\n{sentences[0]}"


def test_a_return_says_what_to_put_right(make_record, reviewer):
    part = part_of(make_record(Stage.SUBMITTED))
    form = form_of("return_for_redo", part, reviewer, {"on": JUNE, "reason": "unclear"})
    assert "请写明哪里不合格" in str(form.errors["comment"])
    assert isinstance(form, ReturnForm)


# 公开属性 --------------------------------------------------------------------------------------
def test_a_reason_and_a_summary_that_do_not_belong_to_the_publicity_fall_away(make_record, unit_handler, reviewer):
    part = part_of(make_record(Stage.HANDLING))
    talk(part, unit_handler)
    take("submit", part, account=unit_handler, **submission(publicity_reason="多写的", public_summary="多写的"))
    reply = part_of(part.record).reply
    assert (reply.publicity_reason, reply.public_summary) == ("", "")
    with pytest.raises(ValidationError, match="须写出摘要"):
        take("pass_review", part, account=reviewer, on=JUNE, publicity="summary")
    take("pass_review", part, account=reviewer, on=JUNE, publicity="summary", public_summary="已装路灯。")
    assert part_of(part.record).reply.public_summary == "已装路灯。"


def test_a_promise_belongs_to_a_reply_that_promises(make_record, unit_handler):
    part = part_of(make_record(Stage.HANDLING))
    talk(part, unit_handler)
    take("submit", part, account=unit_handler, **submission(promise="多写的", promise_unit="示例局"))
    assert part_of(part.record).reply.promise == ""
    assert SubmitForm.of_answers[0] == "reply_class"


@pytest.mark.parametrize("publicity", ["full", "withheld"])
def test_publicity_is_decided_anew_only_with_a_reason(make_record, reviewer, publicity):
    part = part_of(make_record(Stage.SIGNED))
    assert "publicity_reason" in form_of("set_publicity", part, reviewer, {"on": JUNE, "publicity": publicity}).errors
    take("set_publicity", part, account=reviewer, on=JUNE, publicity=publicity, publicity_reason="示例理由")
    reply = part_of(part.record).reply
    assert (reply.publicity, reply.publicity_reason) == (publicity, "示例理由")


def test_a_published_letter_keeps_its_publicity(make_record, reviewer, clerk):
    part = part_of(make_record(Stage.CLOSED))
    take("publication", part, account=clerk, on=JUNE, url="https://example.org/1")
    with pytest.raises(Refused, match="已于2024-06-24公开，不能再调整"):
        take("set_publicity", part, account=reviewer, on=JUNE, publicity="withheld", publicity_reason="示例理由")


# 答复稿征求意见 --------------------------------------------------------------------------------
def number(part, clerk):
    return take("number", part, account=clerk, on=JUNE, doc_number="示政办函〔2024〕1号")


def test_where_the_session_says_so_the_first_signer_is_asked_before_the_seal(make_record, clerk, unit_handler):
    session = make_session("2025", consults_drafts=True)
    part = part_of(make_record(Stage.CLEARED, session=session, co_signers=["示例代表乙"]))
    first, second = part.record.signatures.all()
    with pytest.raises(Refused, match="须征求领衔人对答复稿的意见，这一稿还没有征求"):
        number(part, clerk)
    take("consult_draft", part, account=unit_handler, on=date(2024, 6, 20), signature=second)
    with pytest.raises(Refused, match="还没有征求"):
        number(part, clerk)
    take("consult_draft", part, account=clerk, on=date(2024, 6, 20), signature=first)
    with pytest.raises(Refused, match="已于2024-06-20就答复稿征求示例代表甲的意见，还没有登记答复"):
        number(part, clerk)
    with pytest.raises(Refused, match="已经向每位提出人征求过意见"):
        take("consult_draft", part, account=clerk, on=JUNE, signature=first)
    with pytest.raises(ValidationError, match="不能早于征求日期"):
        take("record_consultation", part, account=clerk, on=date(2024, 6, 19), signature=first, opinion="同意。")
    take("record_consultation", part, account=clerk, on=JUNE, signature=first, opinion="同意。", agrees_to_publish=True)
    number(part, clerk)
    with pytest.raises(Refused, match="还不能“答复稿征求意见”"):
        take("consult_draft", part, account=clerk, on=JUNE, signature=first)


def test_a_session_that_does_not_ask_seals_without(make_record, clerk):
    number(part_of(make_record(Stage.CLEARED)), clerk)


@pytest.mark.parametrize(("agrees", "held_up"), [(True, False), (None, False), (False, True)])
def test_a_signer_who_does_not_agree_to_the_publication_is_passed_over_only_with_a_reason(
    make_record, clerk, reviewer, agrees, held_up
):
    part = part_of(make_record(Stage.CLEARED))
    first = part.record.signatures.get()
    take("consult_draft", part, account=clerk, on=JUNE, signature=first)
    answer = {"signature": first, "opinion": "无意见。", "agrees_to_publish": agrees}
    take("record_consultation", part, account=clerk, on=JUNE, **answer)
    if held_up:
        with pytest.raises(Refused, match="示例代表甲不同意公开答复：请政府办审核先“公开属性调整”"):
            number(part, clerk)
        take("set_publicity", part, account=reviewer, on=JUNE, publicity="full", publicity_reason="已公开承诺的事项。")
    number(part, clerk)
    assert part_of(part.record).stage == Stage.NUMBERED


def test_a_draft_goes_back_because_of_what_a_signer_said(make_record, clerk, reviewer):
    part = part_of(make_record(Stage.SIGNED))
    back = {"on": JUNE, "reason": "beside_the_point", "comment": "提出人要求写明时间。"}
    with pytest.raises(Refused, match="还没有登记提出人对答复稿的意见"):
        take("return_after_consultation", part, account=reviewer, **back)
    first = part.record.signatures.get()
    take("consult_draft", part, account=clerk, on=JUNE, signature=first)
    take("record_consultation", part, account=clerk, on=JUNE, signature=first, opinion="没有写时间。")
    take("return_after_consultation", part, account=reviewer, **back)
    part = part_of(part.record)
    assert (part.stage, part.reply.verdict.verdict) == (Stage.HANDLING, "returned")


def test_another_items_signer_is_not_asked(make_record, clerk):
    part, other = part_of(make_record(Stage.SIGNED)), make_record(Stage.HANDLING)
    with pytest.raises(ValidationError, match="不是本件的提出人"):
        take("consult_draft", part, account=clerk, on=JUNE, signature=other.signatures.get())


def test_another_units_handler_does_not_ask_or_see_the_step(make_record, other_unit, other_handler):
    part = part_of(make_record(Stage.SIGNED))
    with pytest.raises(Refused):
        take("consult_draft", part, account=other_handler, on=JUNE, signature=part.record.signatures.get())


# 领衔人转复 ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("agreed", "ways"),
    [
        ([], ["post", "post", "post"]),
        ([2], ["post", "passed_on", "post"]),
        ([3], ["post", "post", "passed_on"]),
        ([2, 3], ["post", "passed_on", "passed_on"]),
    ],
)
def test_each_co_signer_agrees_for_themselves_that_the_first_passes_the_letter_on(make_record, clerk, agreed, ways):
    part = part_of(make_record(Stage.NUMBERED, co_signers=["示例代表乙", "示例代表丙"]))
    chosen = part.record.signatures.filter(order__in=agreed)
    take("deliver", part, account=clerk, on=JUNE, way="post", agreed=chosen)
    found = part.reply.deliveries.order_by("signature__order")
    assert [one.way for one in found] == ways
    assert [one.consent for one in found] == [way == "passed_on" for way in ways]


def test_the_first_signer_passes_nothing_on_to_themselves(make_record, clerk):
    part = part_of(make_record(Stage.NUMBERED, co_signers=["示例代表乙"]))
    with pytest.raises(ValidationError, match="只有本件的联名人"):
        take("deliver", part, account=clerk, on=JUNE, way="post", agreed=part.record.signatures.filter(order=1))


# 市政府办审核 ----------------------------------------------------------------------------------
PLAIN, BEFORE, AFTER = "number deliver", "report city_passes number deliver", "number report city_passes deliver"
SENT, SENT_AFTER_REVIEW = "send_opinion", "report city_passes send_opinion"
ANSWERING = [Duty.LEAD, Duty.SOLE, Duty.SEPARATE]
UPPER = [Origin.CITY, Origin.REGION]
PATHS = [
    *((review, opinions, duty, Origin.DISTRICT, PLAIN) for review in ("before", "after", "none") for opinions in (True, False) for duty in ANSWERING),
    *((review, opinions, Duty.JOINT, Origin.DISTRICT, SENT) for review in ("before", "after", "none") for opinions in (True, False)),
    *(("before", opinions, duty, origin, BEFORE) for opinions in (True, False) for duty in ANSWERING for origin in UPPER),
    *(("after", opinions, duty, origin, AFTER) for opinions in (True, False) for duty in ANSWERING for origin in UPPER),
    *(("none", opinions, duty, origin, PLAIN) for opinions in (True, False) for duty in ANSWERING for origin in UPPER),
    *((review, True, Duty.JOINT, origin, SENT_AFTER_REVIEW) for review in ("before", "after") for origin in UPPER),
    *((review, False, Duty.JOINT, origin, SENT) for review in ("before", "after") for origin in UPPER),
    *(("none", opinions, Duty.JOINT, origin, SENT) for opinions in (True, False) for origin in UPPER),
]  # fmt: skip
"City's review, of opinions too, duty and origin → the clerk's steps from the signature on."
WAY = ("report", "city_passes", "number", "deliver", "send_opinion")


def test_the_table_of_paths_is_whole():
    assert len({path[:-1] for path in PATHS}) == len(PATHS) == 3 * 2 * len(Duty) * len(Origin)


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("duty", Duty)
def test_every_item_takes_the_path_that_its_session_duty_and_origin_say(make_record, session, clerk, duty, origin):
    record, wrong = make_record(Stage.SIGNED, duty=duty, origin=origin), []
    for review, opinions, *_item, path in [path for path in PATHS if path[2:4] == (duty, origin)]:
        with transaction.atomic():
            session.city_review, session.city_reviews_opinions = review, opinions
            kept(session)
            taken = path_of(part_of(record), clerk)
            transaction.set_rollback(True)
        session.refresh_from_db()
        if taken != path:
            wrong.append((review, opinions, taken))
    assert not wrong


def path_of(part: Assignment, clerk) -> str:
    """The clerk's steps that are open one after the other, taken; it ends where none or several are open."""
    taken, facts = [], {"deliver": {"way": "post"}, "number": {"doc_number": "示政办函〔2024〕1号"}}
    while part.stage not in {Stage.DELIVERED, Stage.CLOSED}:
        open_now = [code for code in WAY if not why_not_now(STEPS[code], part)]
        taken += open_now
        if len(open_now) != 1:
            break
        take(open_now[0], part, account=clerk, on=JUNE, **facts.get(open_now[0], {}))
        part = part_of(part.record)
    return " ".join(taken)


def test_a_letter_that_the_city_returns_after_the_seal_gives_its_number_back(make_record, office, clerk):
    record = make_record(Stage.SIGNED, session=make_session("2025", city_review="after"))
    number(part_of(record), clerk)
    take("report", part_of(record), account=clerk, on=JUNE)
    event = take("city_returns", part_of(record), account=clerk, on=JUNE, comment="请补充。")
    assert "示政办函〔2024〕1号作废" in event.summary
    office.submit(part_of(record), JUNE, "已补充。")
    take("pass_review", part_of(record), account=office.reviewer, on=JUNE)
    take("sign", part_of(record), account=office.leader, on=JUNE)
    number(part_of(record), clerk)
    assert part_of(record).reply.doc_number == "示政办函〔2024〕1号"


def test_a_unit_sees_no_consulting_on_another_units_part(make_record, office, other_unit, other_handler):
    from tracking.permissions import grant

    record = make_record(Stage.SIGNED, duty="separate", units=[office.unit, other_unit])
    both = make_person("示例两职", Role.UNIT_HANDLER, other_unit, login="both")
    grant(both, Role.SUPERVISOR)
    seen = {one.subject.unit for one in openings(record, both.user) if one.step.code == "consult_draft"}
    assert seen == {other_unit}
