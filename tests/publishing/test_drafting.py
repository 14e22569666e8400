"""From the ledger to draft pages (起草): what is told, what is not, and nothing twice."""

import re
from datetime import date

import pytest

from publishing import review
from publishing.drafting import (
    NotDrafted,
    draft_reply_notice,
    draft_reply_notices,
    draft_summary,
    latest_replies,
    why_no_notice,
)
from publishing.models import AnnualSummaryPage, ColumnPage, ReplyNoticePage
from publishing.narrating import PROMPT
from tests.tracking.factories import make_person
from tracking.loop import take
from tracking.models import HandlingRecord, Reply, Role
from tracking.stages import Stage
from tracking.versions import chained, keep
from tracking.wording import mask_personal


@pytest.fixture
def office(newsroom):
    return newsroom.office


def changed(row, **changes):
    """A row put right outside the loop, for facts that no step of the test needs to reach."""
    with chained("example", "改动", account=None):
        for name, value in changes.items():
            setattr(row, name, value)
        keep(row)
    return row


def words(page) -> str:
    return "\n".join(str(block.value) for block in page.body if block.block_type != "figures")


# The summary -----------------------------------------------------------------------------------
def test_a_summary_has_the_structure_of_a_published_one(newsroom, office):
    office.make_record(Stage.CLOSED, topic="示例主题")
    page = draft_summary(office.session, newsroom.editor)
    assert not page.live
    assert page.url_path.endswith("/jytabl/ztqk/" + page.slug + "/")
    headings = [block.value for block in page.body if block.block_type == "heading"]
    assert headings == ["一、基本情况", "二、主要做法"]
    text = words(page)
    for start in (
        "一是高位推动，在组织领导",
        "二是建章立制，在办理质量",
        "三是创新机制，在督查督办",
        "四是注重沟通，在办理结果",
    ):
        assert start in text


def test_its_numbers_are_those_of_the_ledger(newsroom, office):
    office.make_record(Stage.CLOSED, topic="甲事")
    office.make_record(Stage.CLOSED, duty="joint", kind="proposal", topic="乙事", title="关于乙事的提案")
    office.make_record(Stage.CLOSED, duty="joint", kind="proposal", topic="丙事", title="关于丙事的提案")
    text = words(draft_summary(office.session, newsroom.editor))
    assert "共承办人大代表建议1件、政协提案2件，其中主办1件，会办2件。" in text
    assert "主要涵盖甲事、乙事及丙事等方面。" in text
    assert "已书面答复3件，办结率100%（3/3），满意率100%（1/1）。" in text


def test_a_year_half_done_is_told_as_half_done(newsroom, office):
    office.make_record(Stage.CLOSED)
    office.make_record(Stage.HANDLING)
    text = words(draft_summary(office.session, newsroom.editor))
    assert "已答复1件" in text
    assert "全部办理" not in text
    assert "办结率50%（1/2）" in text


def test_dates_of_notice_and_hand_over_come_from_the_session(newsroom, office):
    changed(
        office.session,
        notice_on=date(2024, 3, 25),
        notice_title="示例区人民政府办公室关于做好办理工作的通知",
        handed_over_on=date(2024, 3, 29),
    )
    office.make_record(Stage.CLOSED)
    text = words(draft_summary(office.session, newsroom.editor))
    assert "3月25日，印发《示例区人民政府办公室关于做好办理工作的通知》" in text
    assert "3月29日，示例区组织召开办理工作交办会，进一步明确分工职责。1件承办件逐件交办到1个承办单位" in text


def test_nothing_is_told_that_the_ledger_does_not_know(newsroom, office):
    office.make_record(Stage.ASSIGNED)
    text = words(draft_summary(office.session, newsroom.editor))
    assert "通报" not in text
    assert "催办" not in text
    assert "满意率" not in text
    assert f"{PROMPT}沟通和办理结果" in text


def test_a_draft_with_an_open_prompt_is_not_handed_in(newsroom, office):
    office.make_record(Stage.ASSIGNED)
    page = draft_summary(office.session, newsroom.editor)
    with pytest.raises(review.Refused, match="请补写或删去"):
        newsroom.submit(page)


def test_what_is_internal_is_never_told(newsroom, office):
    record = office.make_record(Stage.SUBMITTED)
    office.send_back(record.assignments.get())
    office.move_on(HandlingRecord.objects.get(), Stage.CLOSED)
    text = words(draft_summary(office.session, newsroom.editor))
    assert "退回" not in text
    assert "示例审核" not in text
    assert "满意”" not in text


def test_only_items_whose_answer_is_public_are_named(newsroom, office):
    record = office.make_record(Stage.CLOSED, title="关于公开事项的建议")
    hidden = office.make_record(Stage.CLOSED, title="关于不公开事项的建议")
    reply = hidden.assignments.get().reply
    changed(reply, publicity="withheld", publicity_reason="涉及个人隐私")
    changed(hidden, publicity="withheld")
    text = words(draft_summary(office.session, newsroom.editor))
    assert record.title in text
    assert hidden.title not in text


def test_supervision_is_counted_by_its_kind(newsroom, office):
    supervisor = make_person("示例督查", Role.SUPERVISOR, login="supervisor").user
    record = office.make_record(Stage.CLOSED)
    for number, kind in enumerate(("reminder", "reminder", "site_visit"), start=1):
        take("supervise", record, account=supervisor, kind=kind, text=f"请抓紧（{number}）。", version=None)
        record = HandlingRecord.objects.get()
    assert "开展催办2次、实地调研1次，实地了解《" in words(draft_summary(office.session, newsroom.editor))


def test_the_text_uses_full_width_punctuation(newsroom, office):
    office.make_record(Stage.CLOSED, topic="示例主题")
    text = words(draft_summary(office.session, newsroom.editor))
    assert not re.search(r"[\u4e00-\u9fff][,;:!?()][\u4e00-\u9fff]", text)


def test_a_summary_is_drafted_once(newsroom, office):
    office.make_record(Stage.CLOSED)
    assert draft_summary(office.session, newsroom.editor) == draft_summary(office.session, newsroom.editor)
    assert AnnualSummaryPage.objects.count() == 1


def test_a_session_without_items_has_no_summary(newsroom, office):
    with pytest.raises(NotDrafted, match="没有交办的承办件"):
        draft_summary(office.session, newsroom.editor)


def test_only_an_editor_drafts(newsroom, office):
    reply = newsroom.reply()
    for name, account in newsroom.accounts.items():
        if name != "editor":
            with pytest.raises(NotDrafted, match="起草由信息公开编辑办理"):
                draft_summary(office.session, account)
            with pytest.raises(NotDrafted, match="起草由信息公开编辑办理"):
                draft_reply_notice(reply, account)


def test_a_portal_without_the_column_says_so(newsroom, office):
    office.make_record(Stage.CLOSED)
    ColumnPage.objects.get(slug="ztqk").delete()
    with pytest.raises(NotDrafted, match="还没有“总体情况”栏目"):
        draft_summary(office.session, newsroom.editor)


def test_a_draft_passes_its_own_check(newsroom, office):
    for duty in ("lead", "joint", "separate", "sole"):
        office.make_record(Stage.CLOSED, duty=duty, topic=f"{duty}事", title=f"关于新建{duty}3座公厕的建议")
    for stage in (Stage.ASSIGNED, Stage.SUBMITTED, Stage.DELIVERED):
        office.make_record(stage, kind="proposal", title="关于乙事的提案")
    page = draft_summary(office.session, newsroom.editor)
    checked = review.check_page(page.get_latest_revision_as_object())
    assert checked.verdict.name == "OK"
    assert not checked.open
    assert "已书面答复5件，其余2件正在办理，办结率71.4%（5/7）" in words(page)


def test_an_own_item_and_one_withdrawn_are_told_apart(newsroom, office):
    office.make_record(Stage.CLOSED, origin="district", topic="甲事")
    record = office.make_record(Stage.CLOSED, title="关于撤回事项的建议")
    changed(record, stage=Stage.WITHDRAWN)
    page = draft_summary(office.session, newsroom.editor)
    assert "另有撤回、转办1件，未计入以上数字。" in words(page)
    assert "关于撤回事项的建议" not in words(page)
    assert not review.check_page(page.get_latest_revision_as_object()).open


# Reply notices ---------------------------------------------------------------------------------
def test_a_notice_says_what_the_reply_says(newsroom):
    reply = newsroom.reply(title="关于甲事的建议")
    page = draft_reply_notice(reply, newsroom.editor)
    assert page.title == "对《关于甲事的建议》的答复"
    assert page.letter == reply.body
    assert page.proposer == "示例代表甲代表"
    assert page.unit == "区示例局"
    assert page.doc_number == reply.doc_number
    assert "/rdjy/" in page.url_path
    assert not page.live


def test_a_proposal_goes_to_the_column_of_proposals(newsroom):
    page = newsroom.notice(kind="proposal", title="关于乙事的提案", first_signer="示例委员甲")
    assert "/zxta/" in page.url_path
    assert page.proposer == "示例委员甲委员"


def test_co_signers_are_counted_not_named(newsroom):
    page = newsroom.notice(co_signers=["示例代表乙", "示例代表丙"])
    assert page.proposer == "示例代表甲代表等3人"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"publicity": "on_request", "publicity_reason": "涉及第三方"}, "公开属性是“依申请公开”"),
        ({"publicity": "withheld", "publicity_reason": "内部事务"}, "公开属性是“不予公开”"),
        ({"publicity": "summary", "public_summary": ""}, "还没有填写公开摘要"),
        ({"publicity": ""}, "还没有确定公开属性"),
        ({"body": ""}, "没有这份答复的正文"),
    ],
)
def test_a_reply_that_is_not_to_be_published_gets_no_notice(newsroom, changes, sentence):
    reply = changed(newsroom.reply(), **changes)
    with pytest.raises(NotDrafted, match=sentence):
        draft_reply_notice(reply, newsroom.editor)


def test_a_joint_item_gets_no_notice_and_a_sentence_why(newsroom, office):
    reply = office.make_record(Stage.CLOSED, duty="joint").assignments.get().reply
    assert "会办件由市主办单位统一答复" in why_no_notice(reply)
    with pytest.raises(NotDrafted):
        draft_reply_notice(reply, newsroom.editor)


def test_a_reply_on_its_way_gets_no_notice(newsroom, office):
    reply = office.make_record(Stage.NUMBERED).assignments.get().reply
    with pytest.raises(NotDrafted, match="还没有送达"):
        draft_reply_notice(reply, newsroom.editor)


def test_a_summary_only_reply_shows_its_summary(newsroom):
    reply = changed(newsroom.reply(), publicity="summary", public_summary="摘要一段。")
    page = draft_reply_notice(reply, newsroom.editor)
    assert page.letter == "摘要一段。"
    assert page.extent == "summary"


def test_numbers_of_persons_are_masked(newsroom):
    mobile, identity = "1381234" + "1234", "350102" + "19900101" + "0123"
    reply = changed(newsroom.reply(), body=f"联系人电话{mobile}，身份证{identity}。")
    assert draft_reply_notice(reply, newsroom.editor).letter == "联系人电话138****1234，身份证35*************123。"


def test_an_office_number_and_a_document_number_are_not_masked():
    assert mask_personal("巴政办函〔2024〕12号，8月5日，第123号") == "巴政办函〔2024〕12号，8月5日，第123号"


def test_a_notice_is_drafted_once(newsroom):
    reply = newsroom.reply()
    assert draft_reply_notice(reply, newsroom.editor) == draft_reply_notice(reply, newsroom.editor)
    assert ReplyNoticePage.objects.count() == 1


def test_all_notices_of_a_session_are_drafted_at_once(newsroom, office):
    newsroom.reply(title="关于甲事的建议")
    newsroom.notice(title="关于乙事的建议")
    office.make_record(Stage.CLOSED, duty="joint", title="关于丙事的建议")
    office.make_record(Stage.HANDLING, title="关于丁事的建议")
    drafted = draft_reply_notices(office.session, newsroom.editor)
    assert [page.title for page in drafted] == ["对《关于甲事的建议》的答复"]
    assert draft_reply_notices(office.session, newsroom.editor) == []


def test_only_the_last_round_is_published(newsroom, office):
    record = office.make_record(Stage.SUBMITTED)
    office.send_back(record.assignments.get())
    office.move_on(HandlingRecord.objects.get(), Stage.DELIVERED)
    assert Reply.objects.count() == 2
    replies = latest_replies(office.session)
    assert [reply.round for reply in replies] == [2]
    first = Reply.objects.get(round=1)
    assert why_no_notice(first)


def test_drafting_writes_nothing_into_the_ledger(newsroom, office):
    reply = newsroom.reply()
    before = HandlingRecord.objects.get().version
    draft_reply_notice(reply, newsroom.editor)
    assert HandlingRecord.objects.get().version == before
