"""Why something is sent back: the office's own list, 其他 with words, and codes of before that are still read as words."""

import pytest
from django.core.exceptions import ValidationError

from tests.tracking.factories import kept
from tracking.loop import STEPS, take
from tracking.loop.rounds import returned_because
from tracking.loop.sending_back import reasons_for_letters, reasons_for_proposals, worded
from tracking.models import OfficeSettings, Reply
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
TICKED = {"form_ok": "on", "wording_ok": "on"}


def form_of(code, subject, account, **data):
    return STEPS[code].form(data | {"on": "2024-06-05"}, step=STEPS[code], subject=subject, account=account, initial={})


def test_the_list_is_the_office_s_own_and_always_ends_with_other(db):
    kept(OfficeSettings(pk=1, letter_reasons="答复不明确\n\n 数字有误 \n其他\n答复不明确", proposal_reasons="请改派"))
    assert reasons_for_letters() == [("unclear", "答复不明确"), ("数字有误", "数字有误"), ("other", "其他")]
    assert reasons_for_proposals() == [("请改派", "请改派"), ("other", "其他")]


@pytest.mark.parametrize("lines", ["\n".join(f"原因{n}" for n in range(21)), "长" * 31])
def test_a_list_that_nobody_takes_in_on_a_phone_is_refused(lines):
    with pytest.raises(ValidationError) as refused:
        OfficeSettings(pk=1, letter_reasons=lines).full_clean()
    assert "letter_reasons" in refused.value.message_dict


@pytest.mark.parametrize(
    ("reason", "comment", "said"),
    [
        ("unclear", "", "答复不明确"),
        ("措施不具体", "写明地点。", "措施不具体：写明地点。"),
        ("other", "请附图。", "请附图。"),
        ("请补充。", "", "请补充。"),
    ],
)
def test_a_reason_is_said_in_words(reason, comment, said):
    assert worded(reason, comment) == said


@pytest.mark.parametrize(
    ("code", "stage"),
    [("refuse_to_sign", Stage.REVIEWED), ("city_returns", Stage.REPORTED), ("return_for_redo", Stage.SUBMITTED)],
)
def test_other_needs_words_and_what_is_not_listed_is_refused(code, stage, office, make_record):
    part = make_record(stage).assignments.get()
    account = {"refuse_to_sign": office.leader, "city_returns": office.clerk}.get(code, office.reviewer)
    assert "comment" in form_of(code, part, account, reason="other").errors
    assert "reason" in form_of(code, part, account, reason="随便", comment="请改。").errors
    assert "reason" in form_of(code, part, account, comment="请改。").errors
    assert form_of(code, part, account, reason="措施不具体", comment="请改。").errors == {}


def test_the_reason_is_kept_in_the_event_whatever_the_list_says_later(office, make_record):
    part = make_record(Stage.REPORTED).assignments.get()
    event = take("city_returns", part, account=office.clerk, reason="承诺无时限", comment="写明年月。")
    assert (event.summary, event.data["reason"]) == ("承诺无时限：写明年月。", "承诺无时限")
    kept(OfficeSettings(pk=1, letter_reasons="只此一条"))
    assert "承诺无时限：写明年月。" in returned_because(Reply.objects.get(assignment=part))


def test_a_reason_of_the_office_s_own_is_read_on_the_review(office, make_record):
    part = make_record(Stage.SUBMITTED).assignments.get()
    take("return_for_redo", part, account=office.reviewer, reason="措施不具体", comment="写明地点。")
    assert "审核退回：措施不具体。写明地点。" in returned_because(Reply.objects.get(assignment=part))
