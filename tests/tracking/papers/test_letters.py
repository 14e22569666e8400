"""答复函 and 会办意见函: what they say, that the text is the signed one, and that they never change once they left."""

from datetime import timedelta
from io import BytesIO

import docx
import pikepdf
import pypdfium2
import pytest
from django.urls import reverse

from tests.tracking.factories import HANDED_OVER_ON, kept
from tracking import papers
from tracking.loop import take
from tracking.loop.opening_lines import addressed
from tracking.models import Assignment, Duty, Event, KeptPaper, Kind, Notice, Reply, Unit
from tracking.papers import pdf
from tracking.papers.facts import item_in_title, organs_of
from tracking.papers.lines import LETTER_MARK, mark_rung, organs_in_rows, title_in_lines, width_of
from tracking.papers.wording import blocks_of, ends_with_contact, level_of, opens_with_salutation, text_of
from tracking.stages import Stage
from tracking.versions import sha256

ON = HANDED_OVER_ON + timedelta(days=75)
NUMBER = "示政办函〔2024〕1号"
BODY = "示例代表甲代表：\n　　您提出的《关于加强示例工作的建议》（第1号）收悉。现答复如下：\n一、工作进展\n项目\t时间\n道路\t9月\n\n此复。 "


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def signed_part(office, body: str = BODY, **changes) -> Assignment:
    """The leading unit's part of an item whose letter, of this text, is signed."""
    changes = {"origin": "district"} | changes
    return office.move_on(office.register(**changes), Stage.SIGNED, body=body).assignments.get()


def numbered(office, committed, body: str = BODY) -> Reply:
    """A letter of this text that was given its number."""
    part = signed_part(office, body)
    with committed():
        take("number", part, account=office.clerk, on=ON, doc_number=NUMBER, copied_to="区人大常委会办公室")
    return Reply.objects.get()


def letter() -> papers.Paper:
    found = papers.paper_of_code("reply_letter")
    assert found is not None
    return found


def words_of(data: bytes) -> str:
    """What a PDF shows, without blanks."""
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(data))


# The text ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "names", "opens"),
    [
        ("示例代表甲代表：\n您提出的", (), True),
        ("　　尊敬的示例代表甲代表:您提出的建议收悉。", (), True),
        ("示例代表甲、示例代表乙代表：", (), True),
        ("示例社区支部：\n你们提出的", ["示例社区支部"], True),
        ("市民政局（示例）：\n关于", ["市民政局（示例）"], True),
        ("\n示例委员乙委员：", (), True),
        ("您提出的《关于加强示例工作的建议》（第12号）收悉。现答复如下：", ["示例代表甲"], False),
        ("现答复如下：", (), False),
        ("感谢示例代表甲对我区工作的关心，现就有关问题答复如下：", ["示例代表甲"], False),
        ("", ["示例代表甲"], False),
    ],
)
def test_a_text_that_begins_with_its_addressee_gets_no_second_one(text, names, opens):
    assert opens_with_salutation(text, names) is opens
    first = next((one for one in blocks_of(text, to=names) if one["text"].strip()), {"flush": False})
    assert first["flush"] is opens


@pytest.mark.parametrize("body", [BODY, "\n\n甲\t乙\n丙\t丁\t\n\n", "　　一行", "", "甲\r\n乙", "\t\n\t"])
def test_no_character_of_a_text_is_lost_on_its_way_to_paper(body):
    assert text_of(blocks_of(body)) == body


def test_headings_and_the_note_at_the_end_are_known_for_what_they_are():
    assert [level_of(line) for line in ("一、工作进展", "　　（二）下一步", "一、已经办结。", "1. 其他", "正文")] == [
        1, 2, 0, 0, 0,
    ]  # fmt: skip
    assert ends_with_contact("正文。\n（承办人：甲，联系电话：0894-2000123）\n")
    assert not ends_with_contact("联系电话已更新。")


def test_a_title_breaks_between_words_and_never_leaves_a_character_alone():
    title = "关于政协示例区2024年“两会”第23号提案的会办意见"
    for words in (title, "关于认真做好示例区2024年人大代表建议和政协提案办理工作的通知", title + "及有关事项的函"):
        lines = title_in_lines(words).split("\n")
        assert "".join(lines) == words
        assert len(lines) == 2
        assert all(4 <= width_of(line) <= 19.5 for line in lines)
        assert not any(line.startswith(("的", "”", "）", "号")) for line in lines)
    assert "第23号提案" in "|".join(title_in_lines(title).split("\n"))
    assert title_in_lines("两行\n是我写的") == "两行\n是我写的"


def test_a_long_name_is_set_smaller_and_several_organs_stand_in_rows():
    sizes = [LETTER_MARK[mark_rung("局" * count, LETTER_MARK)][1] for count in range(1, 40)]
    assert sizes == sorted(sizes, reverse=True)
    assert all(size * min(count, 29) / 72 * 25.4 < 170 for count, size in enumerate(sizes, 1))
    assert organs_in_rows(["甲局", "乙局", "丙局", "丁局"]) == [["甲局", "乙局", "丙局"], ["", "", "丁局"]]
    assert organs_in_rows(["区住房和城乡建设示例局", "乙局", "丙局"]) == [
        ["区住房和城乡建设示例局", "乙局"],
        ["", "丙局"],
    ]


# What a letter says ----------------------------------------------------------------------------
def test_a_letter_names_whom_it_is_for_and_what_it_answers(office):
    one = office.register(first_signer="示例代表甲")
    three = office.register(co_signers=["示例代表乙", "示例代表丙"])
    proposal = office.register(kind=Kind.PROPOSAL, first_signer="示例委员甲")
    assert [addressed(record) for record in (one, three, proposal)] == [
        "示例代表甲代表", "示例代表甲等3名代表", "示例委员甲委员",
    ]  # fmt: skip
    assert item_in_title(one) == "示例区2024年“两会”第1号建议"
    assert item_in_title(proposal) == "政协示例区2024年“两会”第3号提案"


def test_a_draft_has_no_number_and_no_date_and_is_not_kept(office, clerk):
    part = signed_part(office)
    words = words_of(papers.file_of(letter(), part.reply, "pdf"))
    assert "（稿）" in words
    assert "2024年6月" not in words
    assert words.count("示例代表甲代表：") == 1
    assert not KeptPaper.objects.exists()


def test_a_letter_whose_text_names_nobody_gets_its_addressee(office):
    part = signed_part(office, "您提出的建议收悉。现答复如下：已办结。")
    words = words_of(papers.make(letter(), part.reply, "pdf"))
    assert "示例代表甲代表：您提出的建议收悉。" in words


def test_units_that_agreed_sign_beside_the_one_that_answers(office, other_unit):
    record = office.register(origin="district")
    office.move_on(record, Stage.HANDLING, support_units=[other_unit])
    part = record.assignments.get(unit=office.unit)
    body = "答复稿。"
    take("ask_to_cosign", part, account=office.unit_handler, on=ON - timedelta(days=40), body=body, units=[other_unit])
    asked = Assignment.objects.get(pk=part.pk).cosigning.signatures.get()
    reply = Reply(assignment=Assignment.objects.get(pk=part.pk), body=body, cosigning=asked.cosigning)
    assert organs_of(reply) == ["区示例局"], "not yet agreed"
    asked.by, asked.on = "另例局长", ON - timedelta(days=39)
    kept(asked)
    assert organs_of(reply) == ["区示例局", "区另例局"]


# From the signature to paper ---------------------------------------------------------------------
def test_the_signed_text_is_the_text_of_both_kept_files(office, committed):
    reply = numbered(office, committed)
    digest = sha256(BODY)
    assert reply.body == BODY
    assert Event.objects.get(what="number").data["text"] == digest
    files = {one.form: one for one in KeptPaper.objects.select_related("file")}
    assert {form: one.text_sha256 for form, one in files.items()} == {"pdf": digest, "docx": digest}
    assert text_of(letter().fields(reply)["body"]) == BODY
    with pikepdf.open(BytesIO(files["pdf"].file.read())) as opened:
        assert str(opened.docinfo.Keywords) == f"正文 SHA-256 {digest}"
    word = docx.Document(BytesIO(files["docx"].file.read()))
    assert word.core_properties.keywords == f"正文 SHA-256 {digest}"
    for words in (
        words_of(files["pdf"].file.read()),
        "".join("".join(word.element.body.itertext()).split()),
    ):
        for line in BODY.split():
            assert line in words
        assert NUMBER in words
        assert "抄送：区人大常委会办公室。" in words
        assert "2024年6月12日" in words
        assert "（稿）" not in words


def test_a_letter_that_left_stays_the_same_whatever_changes(office, committed, settings, tmp_path):
    reply = numbered(office, committed)
    before = {form: papers.file_of(letter(), reply, form) for form in ("pdf", "docx")}
    Unit.objects.filter(pk=office.unit.pk).update(name="区改名局", office_line="0894-2000123")
    settings.PAPER_FONTS = tmp_path
    settings.TEMPLATES = []
    take("deliver", reply.assignment, account=office.clerk, on=ON)
    reply = Reply.objects.get()
    assert reply.copied_to == "区人大常委会办公室"
    assert letter().fields(reply)["organ"] == "区改名局"
    assert {form: papers.file_of(letter(), reply, form) for form in ("pdf", "docx")} == before


def test_a_letter_that_cannot_be_set_is_told_to_the_clerk_and_hinders_no_step(office, committed):
    reply = numbered(office, committed, "字\U00010450，收悉。")
    assert reply.assignment.stage == Stage.NUMBERED
    assert not KeptPaper.objects.exists()
    told = Notice.objects.get(subject=f"paper:reply_letter:letter:{reply.pk}")
    assert told.person.user == office.clerk
    assert "定稿没有存成" in told.text
    assert "U+10450" in told.text
    assert told.url == reverse("papers_of_item", args=[reply.assignment.record_id])
    for form in ("pdf", "docx"):
        with pytest.raises(papers.Unprintable, match="答复函.*U\\+10450"):
            papers.file_of(letter(), reply, form)


def test_an_opinion_goes_to_the_lead_unit_and_is_kept_when_it_is_sent(office, committed):
    part = signed_part(office, "我区意见如下：同意。", origin="city", duty=Duty.JOINT)
    paper = papers.paper_of_code("joint_opinion")
    assert letter().missing(part.reply)
    assert paper.fields(part.reply)["date"] == ""
    with committed():
        take("send_opinion", part, account=office.clerk, on=ON, copied_to="示例市人民政府办公室")
    files = KeptPaper.objects.filter(paper="joint_opinion")
    assert {one.form for one in files} == {"pdf", "docx"}
    words = words_of(files.get(form="pdf").file.read())
    assert "的会办意见" in words
    assert f"{part.record.lead_unit}：我区意见如下" in words
    assert "抄送：示例市人民政府办公室。" in words


def test_the_page_of_papers_says_when_a_letter_was_kept(office, committed, client):
    reply = numbered(office, committed)
    client.force_login(office.clerk)
    page = client.get(reverse("papers_of_item", args=[reply.assignment.record_id])).content.decode()
    assert "存档" in page
    for one in KeptPaper.objects.select_related("file"):
        assert f"SHA-256 {one.file.sha256[:12]}" in page


def test_fonts_that_are_missing_are_named_with_what_stands_in():
    for kind, stand_in in pdf.substituted().items():
        assert kind in pdf.FAMILIES
        assert stand_in in {*pdf.FALLBACK, ""}
