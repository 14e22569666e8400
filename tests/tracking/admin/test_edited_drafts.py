"""审改稿: the office sends a letter back with its own edits, and the unit takes them over or does not; its own text stays."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tracking.admin.pages import form_of, logged_in, soup, text, typed
from tests.tracking.factories import HANDED_OVER_ON, PDF
from tests.tracking.papers.made_letters import FOOT, HEAD, LETTER, letter, with_leavings
from tracking.loop import take
from tracking.models import DraftSave, EditedDraft, Event, PrivateFile, Reply
from tracking.papers import make, paper_of_code
from tracking.stages import Stage
from tracking.versions import check_events

pytestmark = pytest.mark.django_db
BACK, WRITE = form_of("return_for_redo"), form_of("submit")
OURS = (*LETTER[:2], "已完成12个小区的停车位划线工作，增加停车位310个，分布在示例路两侧。", LETTER[3])
EDITED = "\n".join(OURS)


@pytest.fixture
def part(office):
    """A letter that waits for its review."""
    return office.make_record(Stage.SUBMITTED).assignments.get()


def day(after: int) -> str:
    return (HANDED_OVER_ON + timedelta(days=after)).isoformat()


def address(part, code: str = "return_for_redo") -> str:
    return f"/admin/loop/{part.record_id}/{code}/{part.pk}/"


def word(content: bytes, name: str = "审改稿.docx") -> dict:
    return {"edited_file": SimpleUploadedFile(name, content)}


def back(user, part, page=None, **changes):
    """Send the letter back as the form stands on a page, with these changes."""
    page = page or soup(logged_in(user).get(address(part, "pass_review")))
    sent = typed(page, BACK) | {"on": day(90), "reason": "措施不具体", "comment": "写明数量和地点。"}
    return logged_in(user).post(address(part), sent | changes)


def problems(response) -> str:
    return " ".join(one.get_text(" ", strip=True) for one in soup(response).select(".refused, .errorlist"))


def body_of(page) -> str:
    return page.select_one(f"{WRITE} [name=body]").text.lstrip("\n")


def test_the_office_s_word_file_goes_back_with_the_letter_its_original_kept(part, reviewer):
    content = letter(*OURS, head=HEAD, foot=FOOT)
    assert back(reviewer, part, **word(content)).status_code == 302
    edited, event = EditedDraft.objects.get(), Event.objects.last()
    assert (edited.by, edited.on.isoformat()) == (reviewer.person, day(90))
    assert edited.text.startswith(EDITED)
    assert edited.reply == Reply.objects.get(assignment=part)
    assert b"".join(logged_in(reviewer).get(f"/admin/files/{edited.file.pk}/")) == content
    assert event.data["files"] == {str(edited.file.pk): edited.file.sha256}
    assert "（附审改稿：" in event.summary
    assert "tracking.editeddraft" in [label for label, _key in event.versions]
    assert check_events(list(Event.objects.all())) == []


def test_edits_are_read_in_and_compared_before_the_letter_goes_back(part, reviewer):
    page = soup(logged_in(reviewer).get(address(part, "pass_review")))
    sent = typed(page, BACK) | word(with_leavings()) | {"read_edits": "1", "on": day(90)}
    looked = soup(logged_in(reviewer).post(address(part), sent))
    assert "图片1处没有读入" in looked.select_one(BACK).text
    assert looked.select_one(f"{BACK} .compared") is not None
    assert "已上传“审改稿.docx”" in looked.text
    assert not EditedDraft.objects.exists()
    corrected = typed(looked, BACK)["edited"].replace("12", "13")
    assert back(reviewer, part, looked, edited=corrected).status_code == 302
    edited = EditedDraft.objects.get()
    assert edited.text == corrected.replace("\r\n", "\n")
    assert edited.file.name == "审改稿.docx"
    assert any("图片1处没有读入" in one for one in edited.dropped)


def test_words_edited_on_the_page_go_back_without_a_file(part, reviewer):
    before = Reply.objects.get(assignment=part).body
    assert back(reviewer, part, edited=f"{before}\n另增一段。", comment="").status_code == 302
    assert EditedDraft.objects.get().text.endswith("另增一段。")
    assert Reply.objects.get(assignment=part).body == before


def test_a_letter_that_nobody_edited_goes_back_without_edits(part, reviewer):
    assert back(reviewer, part).status_code == 302
    assert not EditedDraft.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [(PDF, "审改稿.pdf", "PDF 不能读入"), (b"PK-broken", "审改稿.docx", "只能读入 Word 文件")],
)
def test_a_file_that_is_no_word_file_keeps_the_letter_here_and_the_words_typed(part, reviewer, content, name, said):
    answer = back(reviewer, part, edited="改写的正文。", **word(content, name))
    assert answer.status_code == 422
    assert said in problems(answer)
    page = soup(answer)
    assert typed(page, BACK)["edited"] == "改写的正文。"
    assert typed(page, BACK)["comment"] == "写明数量和地点。"
    part.refresh_from_db()
    assert part.stage == Stage.SUBMITTED
    assert not EditedDraft.objects.exists()


def test_the_unit_s_text_is_never_replaced_unless_it_says_so(part, reviewer, unit_handler):
    own = Reply.objects.get(assignment=part).body
    back(reviewer, part, **word(letter(*OURS)))
    page = soup(logged_in(unit_handler).get(address(part, "submit")))
    assert body_of(page) == own
    assert "您的正文没有被改动" in page.text
    assert page.select_one("section[aria-labelledby=edited] .compared") is not None
    assert not DraftSave.objects.exists()
    mine = typed(page, WRITE) | {"body": "单位自己改的。"}
    taken = soup(logged_in(unit_handler).post(address(part, "submit"), mine | {"adopt": "1"}))
    assert body_of(taken) == EDITED
    assert "已采用审改稿" in taken.text
    assert [one.said["body"] for one in DraftSave.objects.all()] == ["单位自己改的。", EDITED]
    again = soup(logged_in(unit_handler).get(address(part, "submit")))
    assert (body_of(again), "现在的正文与审改稿相同" in again.text) == (EDITED, True)


def test_a_colleague_s_saving_is_not_overwritten_by_the_office_s_edits(part, reviewer, unit_handler, office):
    back(reviewer, part, **word(letter(*OURS)))
    page = soup(logged_in(unit_handler).get(address(part, "submit")))
    logged_in(unit_handler).post(address(part, "submit"), typed(page, WRITE) | {"keep": "1", "body": "已另存。"})
    answer = soup(logged_in(unit_handler).post(address(part, "submit"), typed(page, WRITE) | {"adopt": "1"}))
    assert "请决定用哪一稿" in answer.text
    assert body_of(soup(logged_in(unit_handler).get(address(part, "submit")))) == "已另存。"


def test_others_read_neither_the_edits_nor_their_file(part, reviewer, other_handler, editor):
    back(reviewer, part, **word(letter(*OURS)))
    file = PrivateFile.objects.get(name="审改稿.docx")
    for user in (other_handler, editor):
        assert logged_in(user).get(f"/admin/files/{file.pk}/").status_code == 404


def test_what_the_city_edited_comes_back_with_the_letter(office, clerk, unit_handler):
    part = office.make_record(Stage.REPORTED).assignments.get()
    page = soup(logged_in(clerk).get(address(part, "city_passes")))
    sent = typed(page, form_of("city_returns")) | word(letter(*OURS)) | {"reason": "bad_wording", "on": day(120)}
    assert logged_in(clerk).post(address(part, "city_returns"), sent).status_code == 302
    assert EditedDraft.objects.get().text == EDITED
    assert "审改稿（" in text(logged_in(unit_handler).get(address(part, "submit")))


def test_a_unit_s_word_file_is_edited_taken_over_signed_numbered_and_printed(
    office, part, reviewer, unit_handler, leader, clerk
):
    """A Word file of a unit in, reviewed, returned with the office's own, in again, signed, numbered, PDF out."""
    take(
        "return_for_redo",
        part,
        account=reviewer,
        on=HANDED_OVER_ON + timedelta(days=85),
        reason="unclear",
        comment="写明数量。",
    )
    unit = logged_in(unit_handler)
    sent = {"unit_head": "示例局长", "reply_class": "A", "publicity": "full"}

    def send_in(page, after: int):
        facts = sent | {"on": day(after), "unit_head_on": day(after)}
        answer = unit.post(address(part, "submit"), typed(page, WRITE) | facts)
        assert answer.status_code == 302, problems(answer)

    first = typed(soup(unit.get(address(part, "submit"))), WRITE)
    upload = {"word": SimpleUploadedFile("答复稿.docx", letter(*LETTER, head=HEAD, foot=FOOT)), "word_in": "1"}
    send_in(soup(unit.post(address(part, "submit"), first | upload)), 88)
    assert "Word 原稿与送审稿对照" in text(logged_in(reviewer).get(address(part, "pass_review")))
    assert back(reviewer, part, **word(letter(*OURS, head=HEAD, foot=FOOT))).status_code == 302

    opened = soup(unit.get(address(part, "submit")))
    taken = soup(unit.post(address(part, "submit"), typed(opened, WRITE) | {"adopt": "1"}))
    send_in(taken, 92)
    assert "正文与审改稿相同" in Event.objects.last().summary
    third = Reply.objects.get(assignment=part, round=3)
    edited = EditedDraft.objects.get()
    assert "审改稿与送审稿对照" in text(logged_in(reviewer).get(address(part, "pass_review")))
    sheet = f"/admin/papers/file/comparison_sheet/{part.pk}.r{edited.reply_id}.e{edited.pk}"
    for form, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert b"".join(unit.get(f"{sheet}/{form}/")).startswith(begins)
    office.move_on(part.record, Stage.NUMBERED)
    third.refresh_from_db()
    assert (third.signed_by, bool(third.doc_number)) == (leader.person, True)
    assert make(paper_of_code("reply_letter"), third, "pdf").startswith(b"%PDF")
    assert third.body == edited.text
    assert OURS[2] in third.body
