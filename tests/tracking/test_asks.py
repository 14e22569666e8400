"""所提事项: what a text asks for by its own numbering; each request with its progress; difficulties and who clears them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tracking import versions
from tracking.loop import STEPS, Refused, openings, take
from tracking.models import AskAnswer, ContactPhase, HandlingRecord
from tracking.stages import Stage
from tracking.wording import split_requests

DAY = date(2024, 5, 6)
THREE = "一、基本情况\n略。\n二、存在问题\n1．路窄。\n2．灯暗。\n三、对策建议\n1．拓宽道路，\n同步绿化；\n2.增设路灯。\n3、加强管护。"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (THREE, ["拓宽道路，同步绿化", "增设路灯", "加强管护"]),
        ("为此，建议：一是新建校舍；二是配齐教师；三是改善伙食。", ["新建校舍", "配齐教师", "改善伙食"]),
        ("现状略。\n建议：\n（一）增加班次。\n（二）延长运营时间。", ["增加班次", "延长运营时间"]),
        ("一、修路。\n二、架桥。", ["修路", "架桥"]),
        ("建议如下：①修路；②架桥。", ["修路", "架桥"]),
        ("第一，修路。第二，架桥。", ["修路", "架桥"]),
        ("1.5公里道路破损。\n2.3公里待修。", []),
        ("希望尽快修路。", []),
        ("一、只有一条。", []),
        ("", []),
    ],
)
def test_requests_are_found_by_their_numbering(text, found):
    assert split_requests(text) == found


def test_more_than_ten_requests_are_all_found():
    text = "建议：\n" + "\n".join(f"{number}．事项{number}。" for number in range(1, 13))
    assert split_requests(text) == [f"事项{number}" for number in range(1, 13)]


@pytest.fixture
def asked(make_record, clerk):
    """An item in hand with two requests."""
    record = make_record(Stage.HANDLING, text="建议：\n1．修路。\n2．架桥。")
    take("list_asks", record, account=clerk, on=DAY, texts=["修路", "架桥"])
    return HandlingRecord.objects.get(pk=record.pk)


def test_the_form_offers_the_split_and_later_what_was_entered(asked, make_record, clerk):
    fresh = make_record(text="建议：\n1．植树。\n2．种草。")
    step = STEPS["list_asks"]
    offered = [step.form(step=step, subject=one, account=clerk)["texts"].initial for one in (fresh, asked)]
    assert offered == ["植树\n种草", "修路\n架桥"]
    form = step.form({"on": "2024-05-06", "texts": " 甲 \n\n乙\n"}, step=step, subject=asked, account=clerk)
    assert form.is_valid()
    assert form.cleaned_data["texts"] == ["甲", "乙"]


def test_requests_are_reworded_added_and_taken_away_by_their_number(asked, clerk):
    first = asked.asks.get(number=1)
    take("list_asks", asked, account=clerk, texts=["修好路"])
    assert [(ask.pk, ask.text) for ask in asked.asks.all()] == [(first.pk, "修好路")]
    take("list_asks", asked, account=clerk, texts=["修好路", "架桥", "装灯"])
    assert asked.asks.count() == 3
    assert versions.verify().ok


def test_a_request_with_progress_is_not_taken_away(asked, clerk, unit_handler):
    part = asked.assignments.get()
    take("note_progress", part, account=unit_handler, on=DAY, text="已立项。", ask=asked.asks.get(number=2))
    with pytest.raises(ValidationError, match="第2项已有进展或答复"):
        take("list_asks", asked, account=clerk, texts=["修路"])


def test_progress_names_a_request_of_its_own_item(asked, make_record, clerk, unit_handler):
    other = make_record(Stage.HANDLING)
    with pytest.raises(ValidationError, match="不是本件的所提事项"):
        take(
            "note_progress", other.assignments.get(), account=unit_handler, on=DAY, text="略。", ask=asked.asks.first()
        )
    event = take(
        "note_progress", asked.assignments.get(), account=unit_handler, on=DAY, text="已立项。", ask=asked.asks.first()
    )
    assert event.summary == "第1项：已立项。"


# 困难 -----------------------------------------------------------------------------------------
def test_a_difficulty_is_cleared_by_the_unit_or_the_office(record, unit_handler, clerk, supervisor, reviewer):
    part = record.assignments.get()
    for word in ("缺资金。", "缺土地。", "缺人手。"):
        take("note_progress", part, account=unit_handler, on=DAY, text="推进。", difficulty=word, cleared_by="区财政局")
    for note, account in zip(part.notes.all(), (unit_handler, clerk, supervisor), strict=True):
        take("clear_difficulty", part, account=account, on=date(2024, 5, 9), note=note, text="已落实。")
        note.refresh_from_db()
        assert note.cleared_on == date(2024, 5, 9)
    assert "clear_difficulty" not in {one.step.code for one in openings(record, unit_handler)}
    with pytest.raises(Refused, match="不适用于本件"):
        take("clear_difficulty", part, account=clerk, note=note)


def test_a_difficulty_is_cleared_once_after_it_was_noted_and_by_those_who_may(record, unit_handler, reviewer, clerk):
    part = record.assignments.get()
    for word in ("缺资金。", "缺土地。"):
        take("note_progress", part, account=unit_handler, on=DAY, text="推进。", difficulty=word)
    note = part.notes.first()
    with pytest.raises(ValidationError, match="不能早于登记日期"):
        take("clear_difficulty", part, account=clerk, on=date(2024, 5, 1), note=note)
    with pytest.raises(Refused, match="承办人员"):
        take("clear_difficulty", part, account=reviewer, note=note)
    take("clear_difficulty", part, account=clerk, note=note)
    with pytest.raises(ValidationError, match="已经解决"):
        take("clear_difficulty", part, account=clerk, note=note)


def test_who_is_to_clear_it_needs_a_difficulty(record, unit_handler):
    with pytest.raises(ValidationError, match="请写明困难和问题"):
        take("note_progress", record.assignments.get(), account=unit_handler, text="推进。", cleared_by="区财政局")


# 办前、办中、办后 -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("stage", "phase", "on", "sentence"),
    [
        (Stage.HANDLING, ContactPhase.AFTER, DAY, "在答复送达（未送达）之后"),
        (Stage.DELIVERED, ContactPhase.AFTER, DAY, "在答复送达（2024-06-13）之后"),
        (Stage.SUBMITTED, ContactPhase.BEFORE, date(2024, 6, 20), "答复稿已于2024-05-28送审"),
        (Stage.DELIVERED, ContactPhase.AFTER, date(2024, 6, 20), ""),
        (Stage.SUBMITTED, ContactPhase.BEFORE, DAY, ""),
        (Stage.HANDLING, ContactPhase.BEFORE, DAY, ""),
        (Stage.SIGNED, ContactPhase.DURING, DAY, ""),
    ],
)
def test_a_talk_s_phase_fits_where_the_item_stands(make_record, unit_handler, stage, phase, on, sentence):
    part = make_record(stage).assignments.get()
    talk = {"phase": phase, "method": "phone", "summary": "听取意见。", "on": on}
    if sentence:
        with pytest.raises(ValidationError, match=sentence):
            take("contact", part, account=unit_handler, **talk)
    else:
        take("contact", part, account=unit_handler, **talk)


@pytest.mark.parametrize(
    ("stage", "phase"), [(Stage.HANDLING, "before"), (Stage.SUBMITTED, "during"), (Stage.DELIVERED, "after")]
)
def test_the_form_begins_with_the_likely_phase(make_record, unit_handler, stage, phase):
    step, part = STEPS["contact"], make_record(stage).assignments.get()
    assert step.form(step=step, subject=part, account=unit_handler).fields["phase"].initial == phase


# The file -------------------------------------------------------------------------------------
def test_the_file_shows_each_request_with_its_latest_progress_and_answer(asked, office, clerk, unit_handler):
    from tests.tracking.admin.pages import logged_in, soup
    from tests.tracking.factories import kept

    part, first = asked.assignments.get(), asked.asks.get(number=1)
    take("note_progress", part, account=unit_handler, on=DAY, text="先前进展。", ask=first)
    take("note_progress", part, account=unit_handler, on=date(2024, 5, 7), text="最近进展。", ask=first)
    record = office.move_on(asked, Stage.SUBMITTED)
    AskAnswer.objects.all().delete()
    kept(AskAnswer(reply=record.assignments.get().reply, ask=asked.asks.get(number=2), reason="不属本级事权。"))
    page = soup(logged_in(clerk).get(f"/admin/ledger/inspect/{record.pk}/"))
    rows = [" ".join(row.get_text(" ").split()) for row in page.select(".asks tbody tr")]
    assert rows == ["1 修路 2024-05-07 最近进展。 还没有答复", "2 架桥 还没有进展 未答复： 不属本级事权。"]
    assert [one["datetime"] for one in page.select(".days > li > time")] == ["2024-05-06", "2024-05-07"]
