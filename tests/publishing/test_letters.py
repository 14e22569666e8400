"""What screening finds in a letter of the loop: what must go before it is public, and what is the letter's own."""

import pytest

from publishing.letters import concerns_in
from publishing.screening import screen
from tests.tracking.factories import kept, make_unit
from tracking.loop.screening import DraftText, with_masks
from tracking.models import Proposer, ProposerKind

pytestmark = pytest.mark.django_db
PHONE = "154" + "00001234"


def found(text: str, *, is_public: bool = True, name: str = "body"):
    return concerns_in([DraftText(name, "正文", text)], is_public)


def test_personal_data_and_marks_must_go_before_a_letter_is_public():
    told = found(f"工作秘密★3年\n示例代表甲代表：\n村民手机{PHONE}，家住八一镇示例村3组15号。")
    assert [(one.kind, one.must, one.where) for one in told] == [
        ("保密标志", True, "正文第1行"),
        ("手机号码", True, "正文第3行"),
        ("住址", True, "正文第3行"),
    ]
    assert {one.rule for one in told} == {"R108", "R96", "R106"}


def test_the_letters_own_contact_line_is_not_accused():
    (one,) = found(f"示例代表甲代表：\n路灯已装好。\n附注：承办人示例乙，联系电话{PHONE}")
    assert one.is_own
    assert one.message == "附注的联系方式可以留在信函里；公开时改为“154****1234”。"
    assert found("路灯已装好。\n附注：承办人示例乙，联系电话0894-2000123") == []


def test_a_number_in_the_middle_of_a_letter_is_nobodys_contact_line():
    text = f"联系人{PHONE}。\n" + "路灯已装好。\n" * 6
    assert [one.is_own for one in found(text)] == [False]


def test_a_letter_that_stays_inside_is_looked_at_for_marks_alone():
    text = f"机密★1年\n村民手机{PHONE}"
    assert [one.kind for one in found(text, is_public=False)] == ["保密标志"]


def test_a_units_office_line_passes_and_what_a_deputy_left_never_does():
    make_unit("区电话局", office_line="0894-2000456")
    kept(Proposer(name="示例代表丁", kind=ProposerKind.DEPUTY, phone="0894-2000457"))
    told = found("家庭电话0894-2000456，另一电话0894-2000457。")
    assert [(one.kind, one.quote) for one in told] == [("代表委员的联系方式", "0894-2000457")]


def test_a_letter_is_read_once_until_its_words_or_the_telephones_known_are_others(monkeypatch):
    read = []
    monkeypatch.setattr("publishing.letters.screen", lambda text, **told: read.append(text) or screen(text, **told))
    text = f"村民手机{PHONE}，家住八一镇示例村3组15号，反映路灯不亮。"
    first = found(text)
    assert found(text) == first
    assert len(read) == 1
    make_unit("区电话局", office_line="0894-2000456")
    found(text)
    found(text + "已修好。")
    assert len(read) == 3


def test_no_words_of_a_letter_are_kept_to_save_time(monkeypatch):
    kept_rows = []
    monkeypatch.setattr("publishing.letters.cache.set", lambda key, rows, time: kept_rows.append((key, rows)))
    found(f"手机{PHONE}，家住八一镇示例村3组15号。")
    assert kept_rows
    assert PHONE not in str(kept_rows)
    assert "3组15号" not in str(kept_rows)


def test_what_the_hints_on_wording_say_is_said_once():
    assert found("感谢政协代表的关心。") == []


def test_a_mask_comes_into_the_words_it_was_found_in():
    text = f"手机{PHONE}，又手机{PHONE}"
    assert with_masks(text, found(text)) == "手机154****1234，又手机154****1234"
    assert with_masks("已改写", found(text)) == "已改写"
