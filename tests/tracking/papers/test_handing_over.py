"""The papers by which items are handed over, reminded of, asked about and sent up: what each says, and of whom."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tracking.factories import kept, make_unit
from tests.tracking.papers.test_every_paper import words_in
from tracking import papers
from tracking.loop.numbering import give
from tracking.models import DocSeries, Duty, Kind, OpinionForms, OpinionLimit, Origin, SeriesPurpose, Session, UnitKind
from tracking.papers.filling import filled
from tracking.papers.handed_over import HandedOver
from tracking.papers.subjects import UnitsItems, units_of_session
from tracking.stages import Stage

pytestmark = pytest.mark.django_db


def said(code: str, subject) -> str:
    """All words of a paper, as it would be laid out."""
    paper = papers.paper_of_code(code)
    assert not paper.missing(subject)
    found: list[str] = []

    def gather(part) -> None:
        match part:
            case str():
                found.append(part)
            case dict():
                [gather(value) for key, value in part.items() if key not in {"kind", "align"}]
            case list():
                [gather(one) for one in part]

    gather(filled(paper.layout, paper.fields(subject)))
    return "\n".join(found)


def read_anew(session: Session) -> Session:
    """The session as the next request reads it."""
    return Session.objects.get(pk=session.pk)


@pytest.fixture
def the_office():
    """The unit that issues papers."""
    return make_unit("示例区人民政府办公室", kind=UnitKind.OFFICE, office_line="0894-2000123")


@pytest.fixture
def two_items(office, other_unit, the_office):
    """A suggestion that 区示例局 leads, and a proposal that 区另例局 leads and 区示例局 supports."""
    office.make_record(Stage.ASSIGNED)
    office.make_record(
        Stage.ASSIGNED, kind=Kind.PROPOSAL, title="关于示例的提案", first_signer="示例委员乙", units=[other_unit],
        support_units=[office.unit],
    )  # fmt: skip
    return office.session


def test_a_notice_counts_by_kind_and_computes_every_limit(two_items):
    words = said("hand_over_notice", two_items)
    for one in (
        "建议1件、提案1件", "自交办之日起3个工作日内（2024年4月3日前）签收", "自交办之日起5个工作日内", "自交办之日起30天内",
        "自交办之日起三个月内（2024年6月28日前）完成答复", "最长不超过六个月（2024年9月29日）", "代表、委员", "任务分解表", "答复函格式",
        "征询意见表", "联系方式", "0894-2000123",
    ):  # fmt: skip
        assert one in words


def test_a_notice_to_one_unit_names_its_own_items_alone(two_items, other_unit):
    words = said("unit_hand_over_notice", UnitsItems(two_items, other_unit))
    assert "提案1件" in words
    assert "建议1件" not in words
    assert "关于示例的提案" in words
    assert "关于加强示例工作的建议" not in words
    assert "代表" not in words.replace("代表团", "").replace("领衔代表", "")
    assert "区另例局：" in words


def test_a_limit_follows_the_settings_of_the_session(two_items):
    two_items.fixed_due_on, two_items.meeting_days, two_items.opinion_days = date(2024, 7, 31), 15, 20
    two_items.opinion_counted = OpinionLimit.BEFORE_ANSWER
    words = said("hand_over_notice", two_items)
    for one in ("2024年7月31日前完成答复", "签收后15天内与代表、委员见面", "在答复期限20天前（2024年7月11日前）"):
        assert one in words


def test_a_notice_bears_the_number_that_was_given_for_its_title(two_items, clerk):
    paper = papers.paper_of_code("hand_over_notice")
    assert not paper.is_final(two_items)
    series = kept(DocSeries(code="示政办发", organ="示例区人民政府办公室", purpose=SeriesPurpose.HAND_OVER, year=2024))
    title = f"关于认真做好{two_items.name}建议提案办理工作的通知"
    give(series, 9, title, on=date(2024, 3, 29), account=clerk)
    session = read_anew(two_items)
    assert paper.is_final(session)
    words = said("hand_over_notice", session)
    assert "示政办发〔2024〕9号" in words
    assert "2024年3月29日" in words


def test_without_the_office_or_an_item_a_notice_says_what_is_lacking(office):
    paper = papers.paper_of_code("hand_over_notice")
    assert "登记" in paper.missing(office.session)
    make_unit("示例区人民政府办公室", kind=UnitKind.OFFICE)
    assert "还没有交办" in paper.missing(read_anew(office.session))
    office.make_record(Stage.INSTRUCTED)
    assert "还没有交办" in paper.missing(read_anew(office.session))


def test_a_task_list_has_the_columns_that_something_stands_in(two_items, unit):
    paper = papers.paper_of_code("task_list")
    listing = filled(paper.layout, paper.fields(UnitsItems(two_items, unit)))["blocks"][0]
    heads = [one["head"] for one in listing["columns"]]
    assert heads[:4] == ["序号", "编号", "类别", "案由"]
    assert "联名人" not in heads
    assert {"主办单位", "会办单位", "办理期限"} <= set(heads)
    assert len(listing["rows"]) == 2
    assert all(len(row) == len(heads) for row in listing["rows"])


def test_an_item_that_left_the_ledger_is_handed_over_to_nobody(office, the_office):
    office.make_record(Stage.HANDLING)
    record = office.make_record(Stage.HANDLING)
    record.stage = Stage.WITHDRAWN
    kept(record)
    assert [one.record.number for one in HandedOver(office.session).items] == [1]


def test_a_receipt_slip_lists_what_is_not_signed_for(two_items, unit, office):
    office.make_record(Stage.HANDLING, title="已经签收的一件")
    words = said("receipt_slip", UnitsItems(two_items, unit))
    assert "第1号建议" in words
    assert "已经签收的一件" not in words
    assert "建议1件、提案1件" in words


def test_a_reminder_says_item_dates_and_demand(office, the_office):
    office.make_record(Stage.HANDLING)
    with time_machine.travel(date(2024, 7, 9), tick=False):
        words = said("reminder_sheet", UnitsItems(office.session, office.unit))
    for one in (
        "第1号建议",
        "示例工作",
        "2024-03-29",
        "2024-06-28",
        "逾期",
        "2024年7月9日",
        "☑ 书面",
        "反馈期限",
        "反馈情况",
        "签收人",
    ):
        assert one in words


def test_a_unit_with_nothing_to_do_is_not_reminded(office, the_office):
    office.make_record(Stage.SUBMITTED)
    paper = papers.paper_of_code("reminder_sheet")
    assert paper.missing(UnitsItems(office.session, office.unit)) == "没有需要催办的承办件。"


@pytest.mark.parametrize(
    ("kind", "title", "signer", "own", "other"),
    [
        (Kind.SUGGESTION, "关于示例的建议", "示例代表甲", "代表", "委员"),
        (Kind.PROPOSAL, "关于示例的提案", "示例委员乙", "委员", "代表"),
    ],
)
def test_an_opinion_form_speaks_to_its_kind_and_never_to_the_other(office, kind, title, signer, own, other):
    record = office.make_record(Stage.ASKED, kind=kind, title=title, first_signer=signer)
    delivery = record.assignments.get().replies.get().deliveries.get()
    for way in (OpinionForms.ENCLOSED, OpinionForms.ASSEMBLY):
        record.session.suggestion_forms = record.session.proposal_forms = way
        kept(record.session)
        delivery.reply.assignment.record.session.refresh_from_db()
        words = said("opinion_form", delivery).replace("人大常委会选举联络工委", "")
        assert own in words
        assert other not in words
        for one in ("对办理结果", "是否同意\n公开答复", "摘要公开", "总体评价", "具体意见", "签名", signer, title):
            assert one in words


def test_the_assembly_prints_the_form_twice_each_for_its_reader(office):
    record = office.make_record(Stage.ASKED)
    delivery = record.assignments.get().replies.get().deliveries.get()
    paper = papers.paper_of_code("opinion_form")
    session = delivery.reply.assignment.record.session
    assert len(filled(paper.layout, paper.fields(delivery))["sheets"]) == 1
    session.suggestion_forms = OpinionForms.ASSEMBLY
    first, second = filled(paper.layout, paper.fields(delivery))["sheets"]
    assert "政府督查室" in first["above"]
    assert "人大常委会选举联络工委" in second["above"]
    assert papers.make(paper, delivery, "docx")


def test_where_members_rate_on_the_system_no_form_is_printed(office):
    record = office.make_record(Stage.ASKED, kind=Kind.PROPOSAL, title="关于示例的提案", first_signer="示例委员乙")
    delivery = record.assignments.get().replies.get().deliveries.get()
    delivery.reply.assignment.record.session.proposal_forms = OpinionForms.SYSTEM
    paper = papers.paper_of_code("opinion_form")
    assert "政协的系统" in paper.missing(delivery)
    assert "是否同意公开答复" in paper.missing(delivery)
    with pytest.raises(papers.Unprintable, match="委员"):
        papers.make(paper, delivery, "pdf")


def test_what_is_sent_up_lists_answers_to_items_from_above(office, the_office):
    office.make_record(Stage.CLOSED)
    office.make_record(Stage.HANDLING, title="关于未答复的建议")
    office.make_record(Stage.CLOSED, origin=Origin.DISTRICT, title="关于本区的建议")
    words = said("sending_letter", office.session)
    assert "建议2件，我区已办理并行文建议1件" in words
    assert "其余建议1件正在办理" in words
    for one in ("市人大常委会代表工作委员会", "示政办函〔2024〕", "满意", "主动公开（全文）"):
        assert one in words
    for one in ("关于本区的建议", "关于未答复的建议", "政协"):
        assert one not in words


def test_an_opinion_for_the_citys_unit_is_sent_up_too(office, the_office):
    office.make_record(Stage.CLOSED, duty=Duty.JOINT)
    assert str(office.lead_unit) in said("sending_letter", office.session)


@pytest.mark.parametrize("code", ["unit_hand_over_notice", "task_list", "receipt_slip", "reminder_sheet"])
def test_papers_of_several_units_cost_the_queries_of_one(two_items, clerk, code):
    paper = papers.paper_of_code(code)

    def ask(subjects) -> int:
        with CaptureQueriesContext(connection) as asked:
            for one in subjects:
                if not paper.missing(one):
                    paper.fields(one)
        return len(asked)

    first, second = units_of_session(two_items, clerk)
    one, both = ask([UnitsItems(two_items, first.unit)]), ask([first, second])
    assert both == one <= 20


CODES = "hand_over_notice session_task_list unit_hand_over_notice task_list receipt_slip reminder_sheet"


@pytest.mark.parametrize("code", CODES.split())
def test_a_paper_of_a_unit_or_a_session_is_made_in_both_forms(two_items, unit, code):
    paper = papers.paper_of_code(code)
    subject = two_items if paper.about.code == "session" else UnitsItems(two_items, unit)
    assert papers.make(paper, subject, "pdf").startswith(b"%PDF")
    word = papers.make(paper, subject, "docx")
    assert "区示例局" in words_in(word)
    assert "联名人" not in words_in(word)
