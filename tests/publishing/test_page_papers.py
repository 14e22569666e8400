"""文书 of a public page: 保密审查单, 审核表 and 撤稿单 filled in from the page, for those alone who work on pages."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from publishing.models import TakeDown
from publishing.papers.subjects import PAGE, TAKE_DOWN
from publishing.review import on_call
from tests.publishing.newsroom import Newsroom
from tests.tracking.admin.pages import is_denied, logged_in, soup, text
from tests.tracking.factories import make_person
from tests.tracking.papers.scenes import said
from tracking import papers
from tracking.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(newsroom) -> TakeDown:
    """A page that the person on duty took down on a call."""
    page = newsroom.published(newsroom.article("将要撤下的制度"))
    duty = make_person("示例值班", Role.DUTY_OFFICER, login="duty").user
    at = timezone.now() - timedelta(minutes=10)
    order = {"ordered_by": "示例甲（副区长）", "ordered_at": at, "way": "call", "reason": "含个人信息。"}
    return on_call.take_down_on_call(page, account=duty, **order)


def subject_of(code: str, newsroom: Newsroom, request):
    """The page or take-down that a paper is made of, found as the editor finds it."""
    about = papers.paper_of_code(code).about
    if about is TAKE_DOWN:
        return about.find(newsroom.editor, str(request.getfixturevalue("taken").pk))
    return about.find(newsroom.editor, str(newsroom.notice().pk))


SAYS = {
    "secrecy_review_slip": (
        "政府信息公开保密审查单 填表日期： 区示例局 对《关于加强示例工作的建议》的答复 ☑公文类 □非公文类 ☑政府网站 □报刊 ☑主动公开（全文） "
        "□依申请公开 承办机构 保密审查 分管领导"
    ),
    "release_slip": (
        "信息发布审核（批）表 ☑本机关制发 □转载（注明来源：） 是否涉密 □是 保密负责人： 供稿人 信息员 处室审核人 人大代表建议 "
        "对《关于加强示例工作的建议》的答复 已完成示例事项。 主要领导"
    ),
    "take_down_slip": (
        "将要撤下的制度 办理制度 ☑紧急撤稿 □一般撤稿 内容有误、过时或其他 含个人信息。 示例甲（副区长） ☑电话 □当面 示例值班 □统一平台 前补办） 更正稿"
    ),
}


@pytest.mark.parametrize("code", SAYS)
def test_a_paper_of_a_page_is_filled_in_and_made_in_both_forms(code, newsroom, request):
    paper = papers.paper_of_code(code)
    subject = subject_of(code, newsroom, request)
    words = said(paper, subject)
    for one in SAYS[code].split():
        assert one in words, (one, words)
    with pikepdf.open(io.BytesIO(papers.make(paper, subject, "pdf"))) as opened:
        assert opened.Root.MarkInfo.Marked
    assert papers.make(paper, subject, "docx").startswith(b"PK")


def test_papers_of_pages_are_for_those_who_work_on_pages(newsroom, taken, request):
    page = newsroom.notice()
    addresses = {
        "page": f"/admin/publishing/pages/{page.pk}/papers/",
        "slip": f"/admin/papers/file/secrecy_review_slip/{page.pk}/pdf/",
        "down": f"/admin/papers/file/take_down_slip/{taken.pk}/docx/",
    }
    for who, account in newsroom.accounts.items():
        for address in addresses.values():
            response = logged_in(account).get(address)
            if who == "unit":
                assert response.status_code == 404 or is_denied(response), address
            else:
                assert response.status_code == 200, (who, address)


def test_an_editor_prints_no_paper_of_the_ledger(newsroom):
    record = newsroom.reply().assignment.record
    for code, key in (("handling_sheet", record.pk), ("approval_sheet", record.assignments.get().reply.pk)):
        assert is_denied(logged_in(newsroom.editor).get(f"/admin/papers/file/{code}/{key}/pdf/"))


def test_the_review_page_leads_to_the_papers_and_these_to_the_form_to_sign(newsroom):
    page = newsroom.notice()
    seat = logged_in(newsroom.editor)
    address = f"/admin/publishing/pages/{page.pk}/papers/"
    assert soup(seat.get(f"/admin/publishing/pages/{page.pk}/")).select_one(f'a[href="{address}"]')
    to_sign = f'a[href="/admin/publishing/papers/print/?page={page.pk}"]'
    assert not soup(seat.get(address)).select_one(to_sign)
    newsroom.submit(page)
    shown = seat.get(address)
    assert soup(shown).select_one(to_sign)
    assert "要在纸上签、再登记为审签的，用印有校验码的" in text(shown)
    assert seat.get("/admin/publishing/pages/999999/papers/").status_code == 404


def test_a_page_taken_down_lists_its_slip_and_the_file_of_the_take_down_too(newsroom, taken):
    seat, link = logged_in(newsroom.editor), f"/admin/papers/file/take_down_slip/{taken.pk}/pdf/"
    for address in (f"/admin/publishing/pages/{taken.page_id}/papers/", f"/admin/publishing/take-downs/{taken.pk}/"):
        assert soup(seat.get(address)).select_one(f'a[href="{link}"]'), address


def test_columns_and_drafts_that_are_no_pieces_have_no_papers(newsroom):
    assert PAGE.find(newsroom.editor, str(newsroom.home.pk)) is None
    assert TAKE_DOWN.find(newsroom.editor, "1") is None


def test_the_command_makes_a_paper_of_a_page_by_its_key(newsroom, tmp_path, capsys):
    page, out = newsroom.notice(), tmp_path / "审查单.pdf"
    call_command("paper", "secrecy_review_slip", key=str(page.pk), out=str(out))
    assert out.read_bytes().startswith(b"%PDF")
    with pytest.raises(CommandError, match="没有公开页面“0”"):
        call_command("paper", "secrecy_review_slip", key="0", out=str(out))
