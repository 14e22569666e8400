"""The page on which a letter is written: what is typed is kept, saving by saving, and nobody's words are overwritten."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.tracking.admin.pages import form_of, is_denied, logged_in, soup, text, typed
from tests.tracking.factories import HANDED_OVER_ON, PDF, kept, make_person
from tests.tracking.papers.made_letters import FOOT, HEAD, LETTER, letter, with_leavings
from tracking.loop import take
from tracking.models import Ask, DraftSave, Duty, PrivateFile, Reply, Role, WordDraft
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
FORM = form_of("submit")
DAY = (HANDED_OVER_ON + timedelta(days=60)).isoformat()
SENT = {"unit_head": "示例局长", "unit_head_on": DAY, "on": DAY, "reply_class": "A", "publicity": "full"}


@pytest.fixture
def part(office, unit_handler):
    """A unit's part that is being handled, the proposer spoken with."""
    part = office.make_record(Stage.HANDLING, title="关于增设示例站点的建议").assignments.get()
    talk = {"phase": "during", "method": "face", "summary": "当面听取意见。"}
    take("contact", part, account=unit_handler, on=HANDED_OVER_ON + timedelta(days=20), **talk)
    return part


@pytest.fixture
def colleague(office):
    """Another handler of the same unit."""
    return make_person("示例同事", Role.UNIT_HANDLER, office.unit, login="colleague").user


def url(part, query: str = "") -> str:
    return f"/admin/loop/{part.record_id}/submit/{part.pk}/{query}"


def page_of(user, part, query: str = ""):
    return soup(logged_in(user).get(url(part, query)))


def write(user, part, page=None, **changes):
    """Send the form as it stands on a page, with these changes: kept, unless the changes say otherwise."""
    page = page or page_of(user, part)
    return logged_in(user).post(url(part), typed(page, FORM) | {"keep": "1"} | changes)


def by_script(user, part, page=None, **changes):
    return write(user, part, page, keep="script", **changes)


def body_of(page) -> str:
    return page.select_one(f"{FORM} [name=body]").text.lstrip("\n")


def problems(response) -> str:
    return " ".join(one.get_text(" ", strip=True) for one in soup(response).select(".refused, .errorlist"))


# 开头和结尾 ------------------------------------------------------------------------------------
def test_the_letter_s_own_lines_stand_there_already(part, unit_handler):
    assert body_of(page_of(unit_handler, part)) == (
        "示例代表甲代表：\n您提出的《关于增设示例站点的建议》（第1号）收悉。现答复如下：\n\n感谢您对我们工作的关心和支持。"
    )


def test_an_opinion_begins_with_whom_it_is_for(office, unit_handler):
    record = office.make_record(Stage.HANDLING, duty=Duty.JOINT)
    page = page_of(unit_handler, record.assignments.get())
    assert body_of(page).startswith("市示例局：\n《关于加强示例工作的建议》（第1号）收悉。现提出会办意见如下：")


def test_the_opening_alone_is_no_letter(part, unit_handler):
    page = page_of(unit_handler, part)
    answer = logged_in(unit_handler).post(url(part), typed(page, FORM) | SENT)
    assert "正文只有开头和结尾，还没有写答复的内容。" in problems(answer)
    assert not Reply.objects.exists()


# 暂存 ------------------------------------------------------------------------------------------
def test_what_is_kept_stands_there_when_the_page_is_opened_again(part, unit_handler):
    answer = write(unit_handler, part, body="第一段。\n\n第二段。", promise="年底前办成。")
    assert "已暂存" in soup(answer).select_one("[data-state]").text
    again = page_of(unit_handler, part)
    assert body_of(again) == "第一段。\n\n第二段。"
    assert again.select_one(f"{FORM} [name=promise]").text.strip() == "年底前办成。"
    assert not Reply.objects.exists()


def test_each_saving_says_whose_it_is_and_an_earlier_one_is_taken_up_again(part, unit_handler, colleague):
    write(unit_handler, part, body="第一稿。")
    write(colleague, part, body="第二稿。")
    page = page_of(unit_handler, part)
    listed = [one.get_text(" ", strip=True) for one in page.select(".saves li")]
    assert ["示例同事" in listed[0], "示例承办" in listed[1]] == [True, True]
    earlier = page_of(unit_handler, part, "?draft=1")
    assert body_of(earlier) == "第一稿。"
    assert "第1稿（示例承办" in earlier.select_one("#earlier").text
    write(unit_handler, part, earlier)
    assert [(one.number, one.said["body"]) for one in DraftSave.objects.all()] == [
        (1, "第一稿。"),
        (2, "第二稿。"),
        (3, "第一稿。"),
    ]


def test_what_stands_already_is_not_saved_twice(part, unit_handler):
    write(unit_handler, part, body="第一稿。\r\n第二段。")
    write(unit_handler, part)
    by_script(unit_handler, part, body="第一稿。\n第二段。")
    assert DraftSave.objects.count() == 1


def test_the_script_is_told_when_it_was_saved_and_what_the_rules_find(part, unit_handler):
    told = by_script(unit_handler, part, body="我们高度重视，，正在办理。").json()
    assert told["number"] == 1
    assert told["words"].startswith("已自动暂存")
    assert "重复，请核对" in told["hints"]
    assert DraftSave.objects.get().is_automatic


def test_two_writers_never_overwrite_each_other(part, unit_handler, colleague):
    write(unit_handler, part, body="第一稿。")
    mine, theirs = page_of(unit_handler, part), page_of(colleague, part)
    write(colleague, part, theirs, body="同事的第二稿。")
    told = by_script(unit_handler, part, mine, body="我的第二稿。").json()
    assert told["aside"]
    assert told["number"] is None
    assert "示例同事" in told["words"]
    assert body_of(page_of(unit_handler, part)) == "同事的第二稿。"
    answer = soup(write(unit_handler, part, mine, body="我的第二稿。"))
    assert body_of(answer) == "我的第二稿。"
    assert "同事的第二稿。" in answer.select_one("section[aria-labelledby=two]").text
    assert [one.said["body"] for one in DraftSave.objects.filter(is_aside=True)] == ["我的第二稿。"]
    logged_in(unit_handler).post(url(part), typed(answer, FORM) | {"keep": "mine"})
    assert body_of(page_of(colleague, part)) == "我的第二稿。"
    assert DraftSave.objects.filter(said__body="同事的第二稿。").exists()


def test_a_letter_is_not_sent_in_over_another_s_words(part, unit_handler, colleague):
    mine = page_of(unit_handler, part)
    write(colleague, part, body="同事的稿子。")
    answer = logged_in(unit_handler).post(url(part), typed(mine, FORM) | SENT | {"body": "我的稿子。"})
    assert "没有覆盖对方的稿子" in problems(answer)
    assert not Reply.objects.exists()
    assert body_of(soup(answer)) == "我的稿子。"


def test_what_was_typed_is_kept_before_it_is_sent_in_and_refused(part, unit_handler):
    page = page_of(unit_handler, part)
    answer = logged_in(unit_handler).post(url(part), typed(page, FORM) | {"body": "写好的稿子。", "unit_head": ""})
    assert answer.status_code == 422
    assert body_of(page_of(unit_handler, part)) == "写好的稿子。"


def test_a_button_that_came_without_its_value_sends_nothing_in(part, unit_handler):
    answer = write(unit_handler, part, keep="", body="写好的稿子。", **SENT)
    assert "已暂存" in soup(answer).select_one("[data-state]").text
    assert not Reply.objects.exists()


def test_nothing_saved_is_lost_with_the_session(part, unit_handler):
    client, page = logged_in(unit_handler), page_of(unit_handler, part)
    client.post(url(part), typed(page, FORM) | {"body": "已存的一段。", "keep": "script"})
    client.session.flush()
    ended = client.post(
        url(part),
        typed(page, FORM) | {"body": "已存的一段。又写了一段。", "keep": "script"},
        headers={"sec-fetch-mode": "cors", "x-requested-with": "XMLHttpRequest"},
    )
    assert ended.status_code in {302, 403}
    assert body_of(page_of(unit_handler, part)) == "已存的一段。"


def test_after_the_letter_went_out_nothing_more_is_kept(office, part, unit_handler):
    page = page_of(unit_handler, part)
    office.submit(part)
    told = by_script(unit_handler, part, page, body="晚了的稿子。")
    assert told.status_code == 409
    assert "已经不能再改" in told.json()["words"]
    assert not DraftSave.objects.exists()


def test_the_next_round_begins_with_the_letter_that_came_back(office, part, unit_handler):
    write(unit_handler, part, body="暂存的稿子。")
    office.submit(part, body="送审的稿子。")
    part.refresh_from_db()
    office.send_back(part)
    page = page_of(unit_handler, part)
    assert body_of(page) == "送审的稿子。"
    assert not page.select(".saves")


def test_a_letter_is_begun_before_everything_is_there_that_sending_it_needs(office, unit_handler):
    part = office.make_record(Stage.HANDLING).assignments.get()
    page = page_of(unit_handler, part)
    assert "还没有与提出人沟通的登记，不能送审" in page.text
    write(unit_handler, part, page, body="先写的稿子。")
    assert body_of(page_of(unit_handler, part)) == "先写的稿子。"
    answer = logged_in(unit_handler).post(url(part), typed(page_of(unit_handler, part), FORM) | SENT)
    assert "还没有与提出人沟通" in problems(answer)


# 谁看得到 --------------------------------------------------------------------------------------
def test_a_draft_is_its_unit_s_alone_until_it_is_sent_in(part, unit_handler, clerk, reviewer, other_handler):
    write(unit_handler, part, body="本单位的草稿。", attachments=[SimpleUploadedFile("附图.pdf", PDF)])
    file = PrivateFile.objects.get()
    assert "本单位的草稿" not in page_of(clerk, part, "?paper=1").text
    for account in (reviewer, other_handler):
        assert is_denied(logged_in(account).get(url(part)))
        assert is_denied(logged_in(account).post(url(part), {"keep": "1", "body": "改写。"}))
    for account in (clerk, reviewer, other_handler):
        assert logged_in(account).get(f"/admin/files/{file.pk}/").status_code in {302, 404}
    assert DraftSave.objects.count() == 1


def test_a_clerk_who_records_from_paper_has_a_draft_of_their_own(part, unit_handler, clerk):
    write(unit_handler, part, body="本单位的草稿。")
    page = page_of(clerk, part, "?paper=1")
    logged_in(clerk).post(url(part, "?paper=1"), typed(page, FORM) | {"keep": "1", "body": "代录的草稿。"})
    assert body_of(page_of(clerk, part, "?paper=1")) == "代录的草稿。"
    assert body_of(page_of(unit_handler, part)) == "本单位的草稿。"


def test_a_stranger_writes_nothing(part):
    assert is_denied(Client().post(url(part), {"keep": "script", "body": "稿"}))
    assert not DraftSave.objects.exists()


# 附件 ------------------------------------------------------------------------------------------
def test_attachments_go_with_the_draft_and_then_with_the_letter(part, unit_handler, reviewer, other_handler):
    files = [SimpleUploadedFile("附图.pdf", PDF), SimpleUploadedFile("附表.pdf", PDF + b"2")]
    kept_page = soup(write(unit_handler, part, body="写好的稿子。", attachments=files))
    assert [one.text.strip() for one in kept_page.select(".field--attached .field__boxes label")] == [
        "附图.pdf",
        "附表.pdf",
    ]
    again = typed(page_of(unit_handler, part), FORM)
    assert len(again["attached"]) == 2
    answer = logged_in(unit_handler).post(url(part), again | SENT | {"attached": again["attached"][:1]})
    assert answer.status_code == 302, problems(answer)
    reply = Reply.objects.get()
    assert [one.file.name for one in reply.files.all()] == ["附图.pdf"]
    record_page = logged_in(reviewer).get(f"/admin/ledger/inspect/{part.record_id}/")
    assert "附图.pdf" in text(record_page)
    assert "附表.pdf" not in text(record_page)
    address = soup(record_page).find("a", string="1．附图.pdf")["href"]
    assert b"".join(logged_in(reviewer).get(address)) == PDF
    assert logged_in(other_handler).get(address).status_code in {302, 404}


def test_a_file_of_another_item_can_not_be_put_with_a_letter(part, unit_handler):
    other = PrivateFile.objects.keep("别件.pdf", PDF + b"other")
    write(unit_handler, part, body="稿子。", attachments=[SimpleUploadedFile("附图.pdf", PDF)])
    page = typed(page_of(unit_handler, part), FORM)
    logged_in(unit_handler).post(url(part), page | SENT | {"attached": [*page["attached"], str(other.pk)]})
    assert [one.file.name for one in Reply.objects.get().files.all()] == ["附图.pdf"]
    assert not DraftSave.objects.filter(files=other).exists()


def test_a_file_that_is_not_taken_is_said_at_its_field_and_the_words_stay(part, unit_handler):
    answer = write(unit_handler, part, body="写好的稿子。", attachments=[SimpleUploadedFile("网页.html", b"<html>")])
    assert answer.status_code == 422
    assert "只收 PDF" in problems(answer)
    assert body_of(soup(answer)) == "写好的稿子。"
    assert DraftSave.objects.get().said["body"] == "写好的稿子。"


# 所提事项 --------------------------------------------------------------------------------------
def test_every_request_stands_beside_the_text_with_its_answer(part, unit_handler):
    ask = kept(Ask(record=part.record, number=1, text="安装路灯。"))
    page = page_of(unit_handler, part)
    beside = page.select_one(".writing__beside .ask")
    assert "第1条：安装路灯。" in beside.text
    assert beside.select_one(f"textarea[name=ask_{ask.pk}]")
    write(unit_handler, part, page, **{f"ask_{ask.pk}": "已装好3盏。"})
    assert page_of(unit_handler, part).select_one(f"[name=ask_{ask.pk}]").text.strip() == "已装好3盏。"


def test_the_page_asks_few_queries_however_often_it_was_saved(part, unit_handler):
    for number in range(40):
        DraftSave.objects.create(
            assignment=part, round=1, number=number + 1, by=unit_handler.person, said={"body": f"第{number}稿。"}
        )
    client = logged_in(unit_handler)
    client.get(url(part))
    with CaptureQueriesContext(connection) as asked:
        page = soup(client.get(url(part)))
    assert len(page.select(".saves li")) == 20
    assert len(asked) <= 25, "\n".join(one["sql"][:150] for one in asked)
    assert len(soup(client.get(url(part, "?drafts=all"))).select(".saves li")) == 40


def test_a_saving_of_today_says_its_hour_alone(part, unit_handler):
    told = by_script(unit_handler, part, body="稿。").json()
    assert told["words"] == f"已自动暂存 {timezone.localtime(DraftSave.objects.get().at):%H:%M}"


# Another login in the same browser -------------------------------------------------------------
def test_words_of_one_account_are_not_kept_as_another_s_unless_it_says_so(part, unit_handler, colleague):
    page = page_of(unit_handler, part)
    told = by_script(colleague, part, page, body="前一个人写的。")
    assert (told.status_code, "这一页是示例承办打开的" in told.json()["words"]) == (409, True)
    refused = write(colleague, part, page, body="前一个人写的。")
    assert refused.status_code == 422
    assert "现在登录的是示例同事" in problems(refused)
    assert body_of(soup(refused)) == "前一个人写的。"
    assert not DraftSave.objects.exists()
    write(colleague, part, soup(refused))
    assert [(one.by, one.said["body"]) for one in DraftSave.objects.all()] == [(colleague.person, "前一个人写的。")]


def test_a_refused_page_goes_on_from_the_saving_that_it_began_with(part, unit_handler, colleague):
    """It went on from the latest: a second press put aside what somebody else had saved meanwhile."""
    page = page_of(unit_handler, part)
    write(unit_handler, part, body="后来的一稿。")
    refused = soup(write(colleague, part, page, body="旧页上写的。"))
    answer = soup(write(colleague, part, refused))
    assert "有两稿，请决定用哪一稿" in answer.text
    assert body_of(page_of(unit_handler, part)) == "后来的一稿。"


# Word 稿 ---------------------------------------------------------------------------------------
def read_in(user, part, content: bytes, name: str = "答复稿.docx", **changes):
    page = typed(page_of(user, part), FORM) | changes
    return logged_in(user).post(url(part), page | {"word": SimpleUploadedFile(name, content), "word_in": "1"})


def test_a_word_file_takes_the_place_of_the_text_and_what_stood_there_is_kept(part, unit_handler):
    answer = soup(read_in(unit_handler, part, letter(*LETTER, head=HEAD, foot=FOOT), body="先写的稿子。"))
    assert body_of(answer).startswith(LETTER[0])
    assert "已读入“答复稿.docx”" in answer.text
    assert "版头和标题没有读入" in answer.text
    assert [one.said["body"].split("\n")[0] for one in DraftSave.objects.all()] == ["先写的稿子。", LETTER[0]]
    assert WordDraft.objects.get().file.name == "答复稿.docx"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (PDF, "答复稿.pdf", "PDF 不能读入"),
        (b"PK-broken", "答复稿.docx", "只能读入 Word 文件"),
        (letter(""), "空.docx", "没有文字"),
    ],
)
def test_a_file_that_can_not_be_read_says_why_and_the_words_stay(part, unit_handler, content, name, words):
    answer = read_in(unit_handler, part, content, name, body="先写的稿子。")
    assert answer.status_code == 422
    assert words in problems(answer)
    assert body_of(soup(answer)) == "先写的稿子。"
    assert not WordDraft.objects.exists()


def test_a_word_file_goes_in_comes_back_goes_in_again_and_out_as_a_paper(
    office, part, unit_handler, reviewer, leader, clerk
):
    def send_in(content: bytes, day: int):
        page = soup(read_in(unit_handler, part, content))
        at = (HANDED_OVER_ON + timedelta(days=day)).isoformat()
        sent = typed(page, FORM) | SENT | {"on": at, "unit_head_on": at}
        answer = logged_in(unit_handler).post(url(part), sent | {"body": sent["body"].replace("300", "310")})
        assert answer.status_code == 302, problems(answer)

    def seen(user) -> str:
        return text(logged_in(user).get(f"/admin/loop/{part.record_id}/pass_review/{part.pk}/"))

    original = with_leavings()
    send_in(original, 60)
    assert "Word 原稿与送审稿对照（没有改动）" in seen(reviewer)
    assert "图片1处没有读入" in seen(reviewer)
    file = PrivateFile.objects.get(name="答复稿.docx")
    assert b"".join(logged_in(reviewer).get(f"/admin/files/{file.pk}/")) == original
    part.refresh_from_db()
    take(
        "return_for_redo",
        part,
        account=reviewer,
        on=HANDED_OVER_ON + timedelta(days=61),
        reason="unclear",
        comment="写明数量。",
    )
    assert "写明数量。" in page_of(unit_handler, part).text
    send_in(letter(*LETTER, head=HEAD, foot=FOOT), 62)
    said = seen(reviewer)
    assert "Word 原稿与送审稿对照（改动1段）" in said
    assert "第2轮答复" in said
    printed = logged_in(unit_handler).get(f"/admin/papers/file/comparison_sheet/{Reply.objects.get(round=2).pk}/docx/")
    assert b"".join(printed).startswith(b"PK")
    office.move_on(part.record, Stage.DELIVERED)
    reply = Reply.objects.get(round=2)
    assert reply.body == "\n".join([*LETTER, "（联系人：示例经办人）"]).replace("300", "310")
    assert reply.doc_number
    paper = logged_in(clerk).get(f"/admin/papers/file/reply_letter/{reply.pk}/pdf/")
    assert b"".join(paper).startswith(b"%PDF")


def test_a_word_file_is_its_unit_s_alone_until_it_is_sent_in(office, part, unit_handler, reviewer, other_handler):
    read_in(unit_handler, part, letter(*LETTER))
    address = f"/admin/files/{PrivateFile.objects.get().pk}/"
    assert b"".join(logged_in(unit_handler).get(address))
    assert [logged_in(one).get(address).status_code == 200 for one in (reviewer, other_handler)] == [False, False]
    office.submit(part)
    assert b"".join(logged_in(reviewer).get(address))
    assert logged_in(other_handler).get(address).status_code != 200
