"""Co-signature (会签): off until the letter's unit asks for it; then each unit agrees to the very text that is sent in."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.tracking.admin.pages import logged_in
from tests.tracking.factories import HANDED_OVER_ON, make_person, make_scan
from tracking import versions
from tracking.admin.loop.waiting import Waiting
from tracking.loop import Refused, openings, take
from tracking.models import Assignment, CoSignature, CoSigning, Decision, Reply, Role
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
ON = HANDED_OVER_ON + timedelta(days=60)
BODY = "示例代表：\n您的建议收悉，现答复如下：已完成示例事项。"


@pytest.fixture
def parts(office, make_record, other_unit):
    """The leading unit's part and the supporting unit's, signed for; the proposer was talked to, the opinion given."""
    record = make_record(Stage.HANDLING, support_units=[other_unit])
    lead, support = record.assignments.answering().get(), record.assignments.get(unit=other_unit)
    talk = {"phase": "before", "method": "face", "summary": "当面听取意见。"}
    take("contact", lead, account=office.unit_handler, on=ON, **talk)
    office.sign_for(support)
    take("give_opinion", support, account=office.handler_of(other_unit), on=ON, opinion="已安排资金50万元。")
    return again(lead), again(support)


def again(part) -> Assignment:
    return Assignment.objects.select_related("record__session", "unit").get(pk=part.pk)


def letter(**changes) -> dict:
    plain = {"body": BODY, "reply_class": "A", "publicity": "full", "unit_head": "示例局长", "unit_head_on": ON}
    return {"on": ON} | plain | changes


def ask(office, lead, *units, body=BODY, on=ON):
    return take("ask_to_cosign", again(lead), account=office.unit_handler, on=on, body=body, units=list(units))


def agree(office, support, **changes):
    asked = CoSignature.objects.filter(cosigning__ended_on=None, unit=support.unit).last()
    facts = {"by": "另例局长", "cosignature": asked, "on": ON} | changes
    return take("cosign", again(support), account=office.handler_of(support.unit), **facts)


# The way ---------------------------------------------------------------------------------------
def test_nobody_co_signs_a_letter_unless_its_unit_asks(office, parts):
    lead, support = parts
    with pytest.raises(Refused, match="这一步不适用于本件"):
        take("cosign", support, account=office.handler_of(support.unit), by="甲", cosignature=None, on=ON)
    take("submit", lead, account=office.unit_handler, **letter())
    assert Reply.objects.get().cosigning is None


def test_a_letter_waits_for_every_unit_that_was_asked_and_keeps_who_agreed(office, parts):
    lead, support = parts
    assert ask(office, lead, support.unit).summary == "区另例局"
    with pytest.raises(Refused, match="区另例局还没有会签，不能送审"):
        take("submit", again(lead), account=office.unit_handler, **letter())
    event = agree(office, support, comment="无意见。")
    assert event.summary == "另例局长同意区示例局的会签稿：无意见。"
    take("submit", again(lead), account=office.unit_handler, **letter())
    found = Reply.objects.get().cosigning.signatures.get()
    assert (found.unit, found.by, found.on) == (support.unit, "另例局长", ON)
    assert versions.verify().ok


def test_another_text_than_the_co_signed_one_is_not_sent_in(office, parts):
    lead, support = parts
    ask(office, lead, support.unit)
    agree(office, support)
    with pytest.raises(ValidationError, match="正文与区另例局会签的稿子不同，改动后须重新会签") as refused:
        take("submit", again(lead), account=office.unit_handler, **letter(body=BODY + "另有补充。"))
    assert "body" in refused.value.message_dict


def test_a_changed_text_needs_every_agreement_anew(office, parts):
    lead, support = parts
    ask(office, lead, support.unit)
    agree(office, support)
    ask(office, lead, support.unit, body=BODY + "另有补充。")
    assert again(lead).cosigning.signatures.get().on is None
    with pytest.raises(Refused, match="还没有会签"):
        take("submit", again(lead), account=office.unit_handler, **letter(body=BODY + "另有补充。"))
    assert CoSigning.objects.exclude(ended_on=None).get().ended_because == "换稿重新会签"


def test_whoever_looked_at_an_earlier_text_does_not_agree_to_the_new_one(office, parts):
    lead, support = parts
    ask(office, lead, support.unit)
    seen = CoSignature.objects.get()
    ask(office, lead, support.unit, body="另一稿。")
    with pytest.raises(ValidationError, match="会签稿已更换或取消"):
        agree(office, support, cosignature=seen)
    assert not CoSignature.objects.exclude(on=None).exists()


def test_a_unit_that_agreed_need_not_agree_again_when_another_is_asked_too(office, parts, make_record):
    from tests.tracking.factories import make_unit

    lead, support = parts
    third = make_unit("区第三局")
    take("add_unit", lead.record, account=office.clerk, on=ON, unit=third, duty="support")
    ask(office, lead, support.unit)
    agree(office, support)
    ask(office, lead, support.unit, third)
    assert {one.unit.name: one.by for one in again(lead).cosigning.signatures.all()} == {
        "区另例局": "另例局长",
        "区第三局": "",
    }


def test_nothing_changes_where_the_same_text_is_sent_round_to_the_same_units(office, parts):
    lead, support = parts
    ask(office, lead, support.unit)
    with pytest.raises(ValidationError, match="没有改动"):
        ask(office, lead, support.unit)


def test_co_signature_is_called_off_with_a_reason(office, parts):
    lead, support = parts
    ask(office, lead, support.unit)
    take("call_off_cosigning", again(lead), account=office.unit_handler, on=ON, reason="改为征求意见。")
    take("submit", again(lead), account=office.unit_handler, **letter(body="另一稿。"))
    assert Reply.objects.get().cosigning is None
    with pytest.raises(Refused, match="没有等待会签的稿子"):
        agree(office, support, cosignature=CoSignature.objects.get())


def test_only_supporting_units_are_asked(office, parts):
    lead, _support = parts
    with pytest.raises(ValidationError, match="市示例局不是本件的配合单位"):
        ask(office, lead, office.lead_unit)


def test_a_draft_that_goes_round_to_nobody_is_refused(office, parts):
    with pytest.raises(ValidationError, match="请选择会签单位"):
        ask(office, parts[0])
    assert not CoSigning.objects.exists()


def test_an_item_of_one_unit_is_not_co_signed(office, make_record):
    lead = make_record(Stage.HANDLING).assignments.get()
    assert not {"ask_to_cosign", "call_off_cosigning", "cosign"} & {
        one.step.code for one in openings(lead.record, office.unit_handler)
    }
    with pytest.raises(Refused, match="这一步不适用于本件"):
        ask(office, lead)


def test_nobody_agrees_before_the_draft_went_round(office, parts):
    lead, support = parts
    ask(office, lead, support.unit)
    with pytest.raises(Refused, match="早于发起会签日期"):
        agree(office, support, on=ON - timedelta(days=1))


def test_a_clerk_records_the_paper_agreement_of_a_unit_without_account(office, parts, clerk):
    lead, support = parts
    ask(office, lead, support.unit)
    on_paper = make_person("另例纸上经办", Role.UNIT_HANDLER, support.unit)
    facts = {"by": "另例局长", "cosignature": CoSignature.objects.get(), "on": ON}
    with pytest.raises(Refused, match="代录纸质决定须上传扫描件"):
        take("cosign", again(support), account=clerk, decider=on_paper, **facts)
    take("cosign", again(support), account=clerk, decider=on_paper, scan=make_scan("会签单.pdf"), **facts)
    assert CoSignature.objects.get().on == ON
    assert Decision.objects.get().scan.name == "会签单.pdf"


def test_the_leading_unit_does_not_agree_for_another(office, parts):
    lead, support = parts
    ask(office, lead, support.unit)
    facts = {"by": "甲", "cosignature": CoSignature.objects.get(), "on": ON}
    with pytest.raises(Refused, match="区另例局的承办人员"):
        take("cosign", again(support), account=office.unit_handler, **facts)


# The pages -------------------------------------------------------------------------------------
def page_of(account, step: str, part) -> str:
    return logged_in(account).get(reverse("loop_step", args=[part.record_id, step, part.pk])).content.decode()


def test_the_unit_that_is_asked_sees_it_first_and_reads_the_text_it_agrees_to(office, parts):
    lead, support = parts
    handler = office.handler_of(support.unit)
    assert "cosign" not in Waiting(handler).mine
    ask(office, lead, support.unit)
    assert [one.part_id for one in Waiting(handler).mine["cosign"].items] == [support.pk]
    assert "已完成示例事项。" in page_of(handler, "cosign", support)


def test_the_file_of_the_item_shows_who_agreed(office, parts, clerk):
    lead, support = parts
    ask(office, lead, support.unit)
    url = reverse("ledger_modeladmin_inspect", args=[lead.record_id])
    assert "等待会签" in logged_in(clerk).get(url).content.decode()
    agree(office, support)
    take("submit", again(lead), account=office.unit_handler, **letter())
    said = (
        BeautifulSoup(logged_in(clerk).get(url).content, "html.parser").select_one(".round").get_text(" ", strip=True)
    )
    assert f"区另例局 另例局长 {ON:%Y-%m-%d} 同意" in said


def test_the_draft_that_was_agreed_to_stands_in_the_form_of_sending_in(office, parts):
    lead, support = parts
    ask(office, lead, support.unit)
    agree(office, support)
    found = BeautifulSoup(page_of(office.unit_handler, "submit", lead), "html.parser")
    assert found.select_one("[name=body]").text.strip() == BODY


# 经商××局 --------------------------------------------------------------------------------------
def test_one_button_writes_whom_it_was_discussed_with_and_keeps_what_was_typed(office, parts):
    lead, _support = parts
    where = reverse("loop_step", args=[lead.record_id, "submit", lead.pk])
    client = logged_in(office.unit_handler)
    buttons = BeautifulSoup(client.get(where).content, "html.parser").select("button[name=quote]")
    assert [one.text for one in buttons] == ["写明“经商区另例局”", "引用区另例局的意见"]
    typed = {"body": BODY, "unit_head": "示例局长", "reply_class": "A", "promise": "打了一半"}
    for button in buttons:
        answer = client.post(where, typed | {"quote": button["value"]})
        found = BeautifulSoup(answer.content, "html.parser")
        typed["body"] = found.select_one("[name=body]").text.strip().replace("\r\n", "\n")
        assert found.select_one("[name=promise]").text.strip() == "打了一半"
        assert found.select_one("[name=unit_head]")["value"] == "示例局长"
        assert "已写入正文，请核对。还没有送审。" in found.text
    assert "您的建议收悉，经商区另例局，现答复如下：" in typed["body"]
    assert typed["body"].endswith("经商区另例局，该单位意见：已安排资金50万元。")
    assert not Reply.objects.exists()


def test_a_quote_that_is_not_offered_changes_nothing(office, parts):
    lead, _support = parts
    where = reverse("loop_step", args=[lead.record_id, "submit", lead.pk])
    answer = logged_in(office.unit_handler).post(where, {"body": "已办。", "quote": "part-999999"})
    assert BeautifulSoup(answer.content, "html.parser").select_one("[name=body]").text.strip() == "已办。"


def test_a_letter_nobody_was_asked_about_offers_no_quote(office, make_record):
    lead = make_record(Stage.HANDLING).assignments.get()
    take("contact", lead, account=office.unit_handler, on=ON, phase="before", method="face", summary="听取意见。")
    assert 'name="quote"' not in page_of(office.unit_handler, "submit", lead)
