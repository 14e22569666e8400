"""What a workbook or a unit's sheet brings is stored as it was meant, and compared so with what is there."""

import pytest

from tests.tracking.ledger.books import PLAIN, SIGNED_FOR
from tracking.models import HandlingRecord, ProgressNote, Proposer

pytestmark = pytest.mark.django_db


def test_every_dot_of_a_name_is_stored_as_one(bring_in):
    bring_in(
        PLAIN | {"领衔代表(第一提案人)": "扎西˙次仁", "联名人": "买买提﹒艾力、卓玛•央宗"},
        PLAIN | {"编号": 2, "领衔代表(第一提案人)": "扎西.次仁", "联名人": "买买提･艾力、卓玛‧央宗"},
    )
    assert sorted(one.name for one in Proposer.objects.all()) == ["买买提·艾力", "卓玛·央宗", "扎西·次仁"]


def test_a_person_stored_with_another_dot_is_not_entered_again(bring_in, plan):
    bring_in(PLAIN | {"领衔代表(第一提案人)": "扎西·次仁"})
    Proposer.objects.update(name="扎西•次仁")
    made = plan(PLAIN | {"领衔代表(第一提案人)": "扎西·次仁"})
    assert (made.errors, made.updates, made.unchanged) == ([], [], 1)
    bring_in(PLAIN | {"编号": 2, "领衔代表(第一提案人)": "扎西·次仁"})
    assert Proposer.objects.count() == 1


def test_titles_texts_and_notes_lose_what_copying_added(bring_in):
    bring_in(
        PLAIN | SIGNED_FOR | {
            "案由": "关于⼤⼒发展_x000B_示例\u200b⽂化的建议", "原文": "第一段_x000B_第二段\u2028⼈⺠",
            "办理进展": "2024-05-01：\ufeff已⽴项\u2028另⼀⾏", "来文号": "示人⼤〔2024〕\u200e12号",
        }
    )  # fmt: skip
    record = HandlingRecord.objects.get()
    assert record.title == "关于大力发展示例文化的建议"
    assert record.text == "第一段\n第二段\n人民"
    assert record.incoming_number == "示人大〔2024〕12号"
    assert ProgressNote.objects.get().text == "已立项\n另一行"


def test_a_sign_of_no_other_computer_is_noted_with_its_column(plan):
    made = plan(PLAIN | {"案由": "关于示例村\ue123道路的建议"})
    assert [(note.column, "U+E123" in note.message) for note in made.notes] == [("案由", True)]
    assert made.errors == []
