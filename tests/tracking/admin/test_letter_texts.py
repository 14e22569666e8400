"""Any two texts of a letter side by side: whose they are to read, and that two are chosen by their names."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tracking.admin.pages import is_denied, logged_in, soup, text
from tests.tracking.factories import HANDED_OVER_ON
from tracking.loop import take
from tracking.loop.drafting import desk_of, save_draft
from tracking.loop.letter_texts import LetterTexts
from tracking.models import Assignment, DraftSave, EditedDraft, PrivateFile, Reply, WordDraft
from tracking.papers import paper_of_code
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
BACK_ON = HANDED_OVER_ON + timedelta(days=90)


@pytest.fixture
def part(office, reviewer, unit_handler):
    """A letter that went back with the office's edits, and is being written anew."""
    part = office.make_record(Stage.SUBMITTED).assignments.get()
    edits = {"edited": "审改后的正文。", "reason": "unclear", "comment": "请改。"}
    take("return_for_redo", part, account=reviewer, on=BACK_ON, **edits)
    part = Assignment.objects.get(pk=part.pk)
    for number in range(2):
        desk = desk_of(Assignment.objects.get(pk=part.pk))
        save_draft(desk, unit_handler.person, {"body": f"暂存的正文{number}。"}, based_on=number)
    return part


def address(part, query: str = "") -> str:
    return f"/admin/loop/{part.record_id}/texts/{part.pk}/{query}"


def keys() -> tuple[str, str, list[str]]:
    return (
        f"r{Reply.objects.get().pk}",
        f"e{EditedDraft.objects.get().pk}",
        [f"s{one.pk}" for one in DraftSave.objects.all()],
    )


def offered(user, part) -> list[str]:
    page = soup(logged_in(user).get(address(part)))
    return [one["value"] for one in page.select("#old option")]


def test_the_unit_chooses_among_all_the_office_among_what_was_sent_in(part, unit_handler, reviewer, clerk):
    reply, edited, saves = keys()
    assert offered(unit_handler, part) == [reply, edited, *saves]
    assert offered(reviewer, part) == [reply, edited]
    assert offered(clerk, part) == [reply, edited]


def test_two_that_are_chosen_stand_side_by_side_and_are_printed(part, unit_handler):
    _reply, edited, saves = keys()
    page = soup(logged_in(unit_handler).get(address(part, f"?old={edited}&new={saves[1]}")))
    assert page.select_one("#compared").text == "第1轮审改稿 → 第2轮暂存第2稿"
    assert page.select_one("#new option[selected]")["value"] == saves[1]
    assert "审改后" in page.select_one(".compared tbody").text
    printed = page.select_one(f"a[href='/admin/papers/file/comparison_sheet/{part.pk}.{edited}.{saves[1]}/pdf/']")
    assert b"".join(logged_in(unit_handler).get(printed["href"])).startswith(b"%PDF")


def test_at_first_the_last_two_are_compared(part, reviewer):
    page = soup(logged_in(reviewer).get(address(part)))
    assert page.select_one("#compared").text == "第1轮送审稿 → 第1轮审改稿"


@pytest.mark.parametrize("query", ["?old=x&new=y", "?old=s999999&new=r1", "?old=s１&new=r1", "?old=r1"])
def test_what_is_not_there_is_said_in_words(part, reviewer, query):
    assert "找不到所选的稿子" in text(logged_in(reviewer).get(address(part, query)))


def test_a_unit_s_savings_are_its_own(part, reviewer, clerk, other_handler, editor, admin_user):
    reply, _edited, saves = keys()
    for user in (reviewer, clerk):
        assert "找不到所选的稿子" in text(logged_in(user).get(address(part, f"?old={reply}&new={saves[0]}")))
        printed = logged_in(user).get(f"/admin/papers/file/comparison_sheet/{part.pk}.{reply}.{saves[0]}/pdf/")
        assert printed.status_code == 404
    for user in (other_handler, editor, admin_user):
        assert is_denied(logged_in(user).get(address(part)))


def test_another_part_s_texts_are_not_found_by_their_keys(part, office, unit_handler):
    reply, edited, _saves = keys()
    other = office.make_record(Stage.SUBMITTED, title="关于另一项示例工作的建议").assignments.get()
    assert LetterTexts(other, unit_handler).pair(reply, edited) is None


def test_a_word_file_is_the_unit_s_until_its_round_is_sent_in(part, unit_handler, reviewer):
    file = PrivateFile.objects.keep("答复稿.pdf", b"%PDF-1.4\n1")
    WordDraft.objects.create(assignment=part, round=2, file=file, text="Word 里的正文。", by=unit_handler.person)
    named = [one.label for one in LetterTexts(part, unit_handler).listed]
    assert "第2轮 Word 原稿（答复稿.pdf）" in named
    assert "第2轮 Word 原稿（答复稿.pdf）" not in [one.label for one in LetterTexts(part, reviewer).listed]


def test_a_letter_with_one_text_has_nothing_to_compare(office, reviewer):
    part = office.make_record(Stage.SUBMITTED).assignments.get()
    assert "还没有两稿可以对照" in text(logged_in(reviewer).get(address(part)))
    assert list(paper_of_code("comparison_sheet").about.of_item(part.record, reviewer)) == []


def test_many_savings_cost_no_more_queries(part, unit_handler):
    for number in range(50):
        desk = desk_of(Assignment.objects.get(pk=part.pk))
        save_draft(desk, unit_handler.person, {"body": f"又一稿{number}。"}, based_on=desk.number)
    client = logged_in(unit_handler)
    client.get(address(part))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = soup(client.get(address(part)))
    assert len(page.select("#old option")) == 42
    assert len(asked) <= 25, "\n".join(one["sql"][:150] for one in asked)
