"""What each paper says, who may print it, and the sentence that says why it can't be made yet."""

import pytest
from django.utils import timezone

from tests.tracking.admin.pages import is_denied, logged_in, text
from tests.tracking.factories import kept, make_scan
from tests.tracking.papers import scenes
from tracking import papers
from tracking.loop import take
from tracking.models import DocSeries, GivenNumber, HandlingRecord, SeriesPurpose
from tracking.papers.subjects import (
    CIRCULAR,
    CONTACT,
    COSIGNER,
    EXTENSION,
    GROUP,
    ITEM,
    LETTER,
    OBJECTION,
    PART,
    SESSION,
)
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
OFFICE = "clerk reviewer leader supervisor"
INSIDE = f"{OFFICE} unit_handler"
EVERYBODY = "clerk reviewer leader supervisor unit_handler other_handler editor admin_user superuser"

SAYS = {
    "suggestions_deed": (OFFICE, "人大代表建议交接书 示例区2024年“两会” 1件 示例市人民政府办公室 示例区人民政府办公室 第1号建议 示例代表甲代表"),
    "proposals_deed": (OFFICE, "政协提案交接书 1件 第1号提案"),
    "handling_sheet": (
        OFFICE,
        "来文机关 来文号 缓急 密级 份数 文件标题 拟办意见 拟由区示例局办理。 主要领导 分管领导 同意拟办意见。 示例副区长 "
        "办理结果 示政办函〔2024〕 A类",
    ),
    "objection_request": (
        INSIDE,
        "退办（改派）申请表 第1号建议 属市政设施管理职责。 区示范局 单位主要 负责人审签 示例局长 ☑不予退回 按“三定”规定属本单位职责。 示例审核",
    ),
    "objection_answer": (INSIDE, "关于区示例局申请退回 第1号建议的复函 区示例局： 不予退回：按“三定”规定属本单位职责。 签收 示例区人民政府办公室"),
    "grouping_note": (OFFICE, "并案办理说明 校车一案 第1号建议 第2号建议 上列2件 分别答复各件的提出人"),
    "contact_record": (INSIDE, "第1号建议 示例代表甲代表 ☑当面走访 □电话 2024年4月18日 （办中）当面听取意见。 商定事项 示例经办人"),
    "contact_record_blank": (INSIDE, "第1号建议 □当面走访 地点 参加人员 代表（委员） 签字 示例经办人"),
    "extension_request": (INSIDE, "延期办理申请表 须现场勘查。 ☑已于 单位主要 负责人意见 示例市办函〔2024〕3号 ☑同意延期"),
    "extension_answer": (INSIDE, "延期办理的复函 经示例市人民政府办公室同意（示例市办函〔2024〕3号） 告知提出人"),
    "drafting_sheet": (
        INSIDE,
        "发文字号：示政办函〔2024〕 密级 签发 示例副区长 会签 核稿 示例审核 主办单位 负责人 示例局长 拟稿人 公开属性 ☑主动公开（全文） 理由 已完成示例事项。",
    ),
    "approval_sheet": (
        INSIDE,
        "呈批件 呈报单位 区示例局 核稿 格式合格、文字合格、内容合格 拟由区示例局办理。 同意拟办意见。 示例局长 A类 "
        "□同意签发 □不予签发，理由： 已完成示例事项。",
    ),
    "comparison_sheet": (
        INSIDE,
        "两稿对照表 第1号建议的答复 原稿：第1轮 Word 原稿（答复稿.docx） 现稿：第1轮送审稿 改动1段 已完成示例［一事］ 已完成示例【事项】 ［　］内是删去的文字",
    ),
    "passing_on_consent": (INSIDE, "转复同意书 第1号建议 示例代表乙代表 本人同意由领衔人示例代表甲代表转复"),
    "proposal_quality": (INSIDE, "提案质量评价表 第1号提案 选题 针对性 可行性 撰写规范 优秀（90分以上）"),
    "circular_document": ("clerk supervisor", "示例区人民政府办公室文件 办理情况通报 各承办单位： 附件1 区示例局 数据和口径 办复率"),
    "circular_bulletin": ("clerk supervisor", "督查通报 第期 各承办单位： 一、总体情况"),
    "suggestions_report": (OFFICE, "代表建议办理情况的报告 区人大常委会： 一、基本情况 逐件一览表 第1号建议"),
    "proposals_report": (OFFICE, "提案办理情况的通报 区政协： 逐件一览表 第1号提案"),
    "promise_register": (OFFICE, "答复承诺事项台账 共1项 建成示例通道。 2025年6月30日 区示例局"),
    "transfer_letter": (OFFICE, "关于转办示例区2024年“两会”第1号建议的函 示例市人民政府办公室： 属市级事权。 2024年3月29日"),
    "withdrawal_form": (OFFICE, "建议撤回确认书 第1号建议 区示例局 要求撤回上列建议 签名"),
    "file_catalogue": (
        OFFICE,
        "卷内文件目录 顺序号 文号 责任者 题名 日期 页数 备注 的答复（定稿）及发文稿纸 征询意见表 面商（沟通）记录：办中当面走访 "
        "收文处理单（拟办意见、领导批示） 来文原件",
    ),
}  # fmt: skip
"Who may print a paper of the unit's own item, and words that it has."


@pytest.mark.parametrize("code", SAYS)
def test_a_paper_says_what_the_ledger_knows_to_those_alone_whom_it_names(code, office, request):
    paper = papers.paper_of_code(code)
    subject = scenes.subject_of(paper, office)
    words = scenes.said(paper, subject)
    for one in SAYS[code][1].split():
        assert one in words, (one, words)
    key = paper.about.key(subject)
    for who in EVERYBODY.split():
        account = request.getfixturevalue(who)
        found = paper.about.find(account, key)
        assert (found is not None and paper.readers(account, found)) is (who in SAYS[code][0].split()), who


def test_whoever_may_not_print_a_paper_gets_no_file(office, unit_handler, other_handler, editor):
    paper = papers.paper_of_code("contact_record")
    address = f"/admin/papers/file/contact_record/{paper.about.key(scenes.subject_of(paper, office))}/pdf/"
    assert logged_in(unit_handler).get(address)["Content-Type"] == "application/pdf"
    for account in (other_handler, editor):
        response = logged_in(account).get(address)
        assert response.status_code == 404 or is_denied(response)


WHY_NOT = [
    ("transfer_letter", ITEM, {"stage": Stage.ASKED}, "还没有办理“退回交办机关、转办”"),
    ("withdrawal_form", ITEM, {"stage": Stage.CLOSED}, "已办结，不再撤回"),
    ("file_catalogue", ITEM, {"stage": Stage.ASKED}, "还没有办结"),
    ("proposal_quality", PART, {"stage": Stage.ASKED}, "只用于政协提案"),
    ("passing_on_consent", COSIGNER, {"stage": Stage.HANDLING, "duty": "joint", "co_signers": ["示例代表乙"]}, "由主办单位答复"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "about", "facts", "why"), WHY_NOT, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_paper_that_can_not_be_made_says_why(code, about, facts, why, office):
    paper = papers.paper_of_code(code)
    assert paper.about is about
    subject = next(iter(about.of_item(office.make_record(**facts), office.clerk)))
    assert why in paper.missing(subject)
    with pytest.raises(papers.Unprintable, match=paper.name.split("（")[0]):
        papers.make(paper, subject, "pdf")


def test_a_session_without_items_or_promises_has_no_papers_of_them(office):
    why = {one.code: one.missing(office.session) for one in papers.papers() if one.about is SESSION}
    assert why["suggestions_deed"] == why["suggestions_report"] == "本届没有登记建议。"
    assert why["proposals_deed"] == why["proposals_report"] == "本届没有登记提案。"
    assert "承诺事项" in why["promise_register"]


def test_an_answer_to_a_request_waits_for_the_decision(office):
    objection = scenes.objected(office, granted=None).assignments.get().objections.get()
    assert "还没有裁定" in papers.paper_of_code("objection_answer").missing(objection)
    extension = scenes.extended(office, granted=None).assignments.get().extensions.get()
    assert "还没有裁定" in papers.paper_of_code("extension_answer").missing(extension)


def test_a_granted_objection_and_a_refused_extension_are_answered_as_decided(office):
    objection = scenes.objected(office, granted=True).assignments.get().objections.get()
    assert "同意退回，由我办另行交办" in scenes.said(papers.paper_of_code("objection_answer"), objection)
    extension = scenes.extended(office, granted=False).assignments.get().extensions.get()
    assert "不予延期：可以按期办结。请按原期限" in scenes.said(papers.paper_of_code("extension_answer"), extension)


def test_nothing_is_issued_in_the_name_of_an_office_that_is_not_entered(office):
    record = scenes.transferred(office)
    assert "类别为“政府办公室”的单位" in papers.paper_of_code("transfer_letter").missing(record)


def test_a_letter_without_a_row_takes_the_number_entered_under_its_title_and_is_final_then(office):
    paper = papers.paper_of_code("transfer_letter")
    record = scenes.subject_of(paper, office)
    assert not paper.is_final(record)
    series = kept(DocSeries(code="示政办函", organ="示例区政府办", purpose=SeriesPurpose.FORWARD, year=2024))
    title, today = "关于转办示例区2024年“两会”第1号建议的函", timezone.localdate()
    kept(GivenNumber(series=series, number=7, doc_number="示政办函〔2024〕7号", what=title, on=today, by="示例经办"))
    assert paper.is_final(record)
    assert "示政办函〔2024〕7号" in scenes.said(paper, record)


def test_a_kept_answer_stays_when_its_unit_is_renamed(office):
    paper = papers.paper_of_code("objection_answer")
    objection = scenes.subject_of(paper, office)
    series = kept(DocSeries(code="示政办函", organ="示例区政府办", purpose=SeriesPurpose.OTHER, year=2024))
    title, today = paper.fields(objection)["heading"], timezone.localdate()
    kept(GivenNumber(series=series, number=8, doc_number="示政办函〔2024〕8号", what=title, on=today, by="示例经办"))
    first = papers.file_of(paper, objection, "pdf")
    office.unit.name = "区新名局"
    kept(office.unit)
    renamed = paper.about.find(office.clerk, str(objection.pk))
    assert not paper.is_final(renamed)
    assert papers.file_of(paper, renamed, "pdf") == first
    page = logged_in(office.clerk).get(f"/admin/papers/item/{objection.assignment.record_id}/")
    assert "定稿，" in text(page)


def test_a_unit_finds_no_contact_request_or_letter_of_another_units_part(office, other_unit, other_handler):
    record = office.make_record(Stage.ASKED, duty="separate", units=[office.unit, other_unit])
    part = record.assignments.get(unit=office.unit)
    contact, reply = part.contacts.first(), part.reply
    for account, sees in ((office.unit_handler, True), (other_handler, False)):
        assert (CONTACT.find(account, str(contact.pk)) is not None) is sees
        assert (LETTER.find(account, str(reply.pk)) is not None) is sees
        assert (contact in CONTACT.of_item(record, account)) is sees
    for about in (CONTACT, OBJECTION, EXTENSION, COSIGNER, GROUP, CIRCULAR):
        for key in ("", "x", "0", "9" * 30, "-1"):
            assert about.find(office.clerk, key) is None


def test_the_first_signer_is_asked_for_no_consent(office):
    record = scenes.asked(office)
    first, second = record.signatures.order_by("order")
    assert COSIGNER.find(office.clerk, str(first.pk)) is None
    assert COSIGNER.find(office.clerk, str(second.pk)) == second


def test_the_catalogue_counts_the_pages_of_scans_and_leaves_room(office):
    record = office.register(original=make_scan("原件.pdf"))
    take(
        "withdraw",
        record,
        account=office.clerk,
        on=record.received_on,
        letter=make_scan("撤回函.pdf", b"%PDF-1.4 broken"),
    )
    fields = papers.paper_of_code("file_catalogue").fields(HandlingRecord.objects.get(pk=record.pk))
    original = next(one for one in fields["items"] if one["note"] == "来文原件")
    assert (original["pages"], original["place"]) == ("1", 1)
    assert [one["title"] for one in fields["items"]][1:] == ["", "", ""]
