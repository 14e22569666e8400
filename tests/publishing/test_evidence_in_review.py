"""数出有据 where people work: findings beside the text, contradictions that nobody signs, waivers and confirmed definitions."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from publishing import review
from publishing.evidence import CheckReport, Finding, FoundFigure, Verdict
from publishing.evidence.judging import Covered
from publishing.models import AnnualSummaryPage, ColumnKind, DefinitionAnswer, Level, SignOff, Submission, Waiver
from publishing.review import Refused
from publishing.review.checking import Checked, checked_text, fingerprint, open_clashes
from tests.publishing.test_attacks import redrafted
from tests.tracking.factories import PDF, kept, make_person, make_scan, make_session
from tracking.models import Appended, Event, ReportedFigure, Role
from tracking.stages import Stage

CLASH = "共承办建议5件，其中主办2件，会办4件。"


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture(autouse=True)
def _publishing_alone(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("huiyin.")]


@pytest.fixture
def clashing(newsroom):
    """An article whose parts do not make its total, handed in."""
    return newsroom.submit(newsroom.article(text=CLASH))


@pytest.fixture
def finding(clashing):
    return fingerprint(open_clashes(clashing)[0])


def waive(newsroom, submission, finding, **changes):
    facts = {"account": newsroom.first, "reason": "mistaken"} | changes
    return review.waive(submission, finding, **facts)


# What nobody signs -----------------------------------------------------------------------------
def test_a_text_that_contradicts_itself_is_handed_in_and_signed_by_nobody(newsroom, clashing):
    assert fresh(clashing).report["verdict"] == "CLASH"
    for level in clashing.needed:
        with pytest.raises(Refused, match="数据核对还有1处矛盾|现在轮到"):
            newsroom.sign(clashing, level)
    assert not SignOff.objects.exists()


def test_a_signature_on_paper_does_not_go_round_the_check(newsroom, clashing):
    decider = make_person("示例纸签", Role.FIRST_REVIEWER)
    with pytest.raises(Refused, match="数据核对还有1处矛盾"):
        review.sign(clashing, Level.FIRST, account=newsroom.office.clerk, decider=decider, scan=make_scan())


@pytest.mark.parametrize("name", ["superuser", "first"])
def test_a_press_posted_by_hand_signs_nothing(newsroom, client, clashing, name):
    client.force_login(newsroom.accounts[name])
    data = {"verdict": "agreed", "seen": clashing.content_sha256, "comment": ""}
    client.post(reverse("publishing_decide", args=[clashing.page_id]), data)
    assert not SignOff.objects.exists()


def test_the_workflow_s_own_end_publishes_no_contradiction(newsroom, clashing, monkeypatch):
    for module in ("levels", "signing"):
        monkeypatch.setattr(f"publishing.review.{module}.why_not_agreed", lambda submission: "")
    with pytest.raises(Refused, match="数据核对还有1处矛盾"):
        newsroom.sign(clashing)
    assert not fresh(clashing.page).live


def test_a_text_that_contradicts_itself_can_be_sent_back(newsroom, clashing):
    review.reject(clashing, Level.FIRST, account=newsroom.first, comment="数字请核对。")
    assert fresh(clashing).get_state() == "rejected"


@pytest.mark.parametrize("name", ["editor", "second", "clerk"])
def test_a_stale_text_is_sent_back_by_its_own_level_only(newsroom, name):
    page = newsroom.article()
    submission = newsroom.submit(page)
    redrafted(page, newsroom.editor, title="改过的标题")
    with pytest.raises(Refused):
        review.reject(submission, Level.FIRST, account=newsroom.accounts[name], comment="退回。")
    review.reject(submission, Level.FIRST, account=newsroom.first, comment="退回。")


def test_a_number_changed_in_a_summary_clashes_with_the_ledger(newsroom):
    newsroom.office.make_record(Stage.CLOSED, duty="joint", kind="proposal", title="关于乙事的提案")
    page = newsroom.summary()
    draft = page.get_latest_revision_as_object()
    assert review.check_page(draft).verdict is Verdict.OK
    body = [(one.block_type, one.value) for one in draft.body]
    body = [(kind, text.replace("主办1件", "主办2件") if kind == "paragraph" else text) for kind, text in body]
    submission = newsroom.submit(redrafted(page, newsroom.editor, body=body))
    found = [one for one in open_clashes(submission) if one.rule == "台账"]
    assert [(one.expected, one.found) for one in found] == [("1件", "2件")]
    assert "2件" in found[0].quote
    with pytest.raises(Refused, match="还有2处矛盾"):
        newsroom.sign(submission)


def test_a_summary_without_a_figure_is_not_signed_and_an_article_is(newsroom):
    page = newsroom.summary()
    submission = newsroom.submit(redrafted(page, newsroom.editor, body=[("paragraph", "办理工作取得成绩。")]))
    with pytest.raises(Refused, match="没有找到数据"):
        newsroom.sign(submission)
    assert newsroom.published(newsroom.article()).live


# Waivers ---------------------------------------------------------------------------------------
def test_a_waiver_by_the_reviewer_is_kept_with_the_approval_and_in_the_chain(newsroom, clashing, finding):
    row = waive(newsroom, clashing, finding, reason="quoted")
    newsroom.sign(clashing)
    assert fresh(clashing.page).live
    assert (row.content_sha256, row.decider, row.recorded_by) == (
        clashing.content_sha256, newsroom.first.person, newsroom.first,
    )  # fmt: skip
    event = Event.objects.get(what="finding_waived")
    assert event == row.event
    assert event.data["finding"] == finding
    assert "原文引用" in event.summary


def test_a_waiver_counts_for_that_wording_only(newsroom, clashing, finding):
    waive(newsroom, clashing, finding)
    review.withdraw(clashing, account=newsroom.editor)
    again = newsroom.submit(redrafted(clashing.page.specific, newsroom.editor, title="另一标题"))
    with pytest.raises(Refused, match="1处矛盾"):
        newsroom.sign(again)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": "other"}, "须写明理由"),
        ({"reason": "other", "note": "  "}, "须写明理由"),
        ({"reason": "because"}, "请选择放行的理由"),
        ({"finding": "0" * 64}, "没有这处矛盾"),
    ],
)
def test_a_waiver_has_a_listed_reason_and_a_finding_of_this_text(newsroom, clashing, finding, changes, sentence):
    finding = changes.pop("finding", finding)
    with pytest.raises(Refused, match=sentence):
        waive(newsroom, clashing, finding, **changes)
    assert not Waiver.objects.exists()


@pytest.mark.parametrize("name", ["superuser", "editor", "second", "final", "clerk", "unit"])
def test_only_the_one_whose_turn_it_is_waives(newsroom, client, clashing, finding, name):
    client.force_login(newsroom.accounts[name])
    client.post(reverse("publishing_waive", args=[clashing.page_id]), {"finding": finding, "reason": "mistaken"})
    with pytest.raises(Refused):
        waive(newsroom, clashing, finding, account=newsroom.accounts[name])
    assert not Waiver.objects.exists()


def test_an_author_who_is_a_reviewer_too_waives_nothing(newsroom):
    page = redrafted(newsroom.article(text=CLASH), newsroom.first, title="一审改过")
    submission = newsroom.submit(page)
    with pytest.raises(Refused, match="参与了本页的编写"):
        waive(newsroom, submission, fingerprint(open_clashes(submission)[0]))


def test_a_waiver_on_paper_needs_its_scan_and_no_author(newsroom, clashing, finding):
    decider = make_person("示例纸签", Role.FIRST_REVIEWER)
    with pytest.raises(Refused, match="须上传扫描件"):
        waive(newsroom, clashing, finding, account=newsroom.office.clerk, decider=decider)
    with pytest.raises(Refused, match="须由其他人代录"):
        waive(newsroom, clashing, finding, account=newsroom.editor, decider=decider, scan=make_scan())
    row = waive(newsroom, clashing, finding, account=newsroom.office.clerk, decider=decider, scan=make_scan())
    assert row.decider == decider


def test_a_clerk_records_a_waiver_on_paper_on_the_review_page(newsroom, client, clashing, finding):
    decider = make_person("示例纸签", Role.FIRST_REVIEWER)
    client.force_login(newsroom.office.clerk)
    assert "代录纸质放行" in client.get(reverse("publishing_review", args=[clashing.page_id])).content.decode()
    url = reverse("publishing_waive", args=[clashing.page_id])
    data = {"finding": finding, "reason": "other", "note": "引用上级通报。", "on-paper": "1", "decider": decider.pk}
    assert "扫描件" in client.post(url, data, follow=True).content.decode()
    assert not Waiver.objects.exists()
    client.post(url, data | {"scan": SimpleUploadedFile("放行单.pdf", PDF)})
    row = Waiver.objects.get()
    assert (row.decider, row.why) == (decider, "其他：引用上级通报。")
    shown = client.get(reverse("publishing_scan", args=["waiver", row.pk]))
    assert b"".join(shown.streaming_content) == PDF


def test_a_waiver_is_given_once_and_never_changed(newsroom, clashing, finding):
    row = waive(newsroom, clashing, finding)
    with pytest.raises(Refused, match="已经放行"):
        waive(newsroom, clashing, finding)
    row.reason = "upper"
    with pytest.raises(Appended):
        row.save()
    with pytest.raises(Appended):
        Waiver.objects.update(reason="upper")


# Definitions -----------------------------------------------------------------------------------
def test_a_definition_is_answered_once_for_the_session(newsroom):
    session = newsroom.office.session
    asked = Finding(Verdict.DEF, "台账", "50%", 0, 3, "请确认口径。", definition="办结率口径：A类")
    found = Checked(CheckReport((FoundFigure("办结率", 50, "%", "50%", 0, 3),), (asked,)))
    assert found.verdict is Verdict.DEF
    review.answer_definition(session, "办结率口径：A类", account=newsroom.editor)
    answered = {one.definition for one in DefinitionAnswer.objects.standing(session)}
    assert found.answered(answered).verdict is Verdict.OK
    with pytest.raises(Refused, match="已经确认"):
        review.answer_definition(session, "办结率口径：A类", account=newsroom.editor)
    review.answer_definition(session, "办结率口径：A类", account=newsroom.first, confirm=False)
    assert not DefinitionAnswer.objects.standing(session)
    assert Event.objects.filter(what__startswith="definition_").count() == 2


@pytest.mark.parametrize("name", ["superuser", "unit"])
def test_a_definition_is_confirmed_by_nobody_without_office(newsroom, name):
    with pytest.raises(Refused, match="口径由"):
        review.answer_definition(newsroom.office.session, "口径", account=newsroom.accounts[name])


def test_a_rate_of_another_definition_is_confirmed_on_the_page_and_taken_back_on_the_desk(newsroom, client):
    page = newsroom.summary()
    client.force_login(newsroom.editor)
    data = {"definition": "办结率口径：A类", "confirm": "1", "page": page.pk}
    url = reverse("publishing_definition", args=[newsroom.office.session.pk])
    assert client.post(url, data).url == reverse("publishing_review", args=[page.pk])
    desk = client.get(reverse("publishing_desk")).content.decode()
    assert "办结率口径：A类" in desk
    assert "撤销确认" in desk
    client.post(url, {"definition": "办结率口径：A类"})
    assert "撤销确认" not in client.get(reverse("publishing_desk")).content.decode()


# What is kept ----------------------------------------------------------------------------------
def test_what_became_of_each_figure_is_kept_with_the_submission():
    figures = (FoundFigure("主办", 2, "件", "2件", 0, 2), FoundFigure("会办", 4, "件", "4件", 3, 5))
    clash = Finding(Verdict.CLASH, "合计", "2件，4件", 0, 5, "不符。", "5件", "6件", places=((0, 2), (3, 5)))
    coverage = (Covered("compared", ("合计",), 0, 2), Covered("read", (), 3, 5))
    checked = Checked(CheckReport(figures, (clash,), coverage))
    kept_so = json.loads(json.dumps(checked.as_json()))
    assert Checked.from_json(kept_so) == checked
    assert checked.covering == "数据2个：1个不一致，1个未核对。"


def test_what_was_kept_of_a_text_before_its_figures_were_told_apart_is_still_read():
    older = Checked.from_json({"verdict": "OK", "figures": 3, "findings": []})
    assert (older.verdict, older.figures, older.covering) == (Verdict.OK, 3, "数据3个。")


# Last year's text ------------------------------------------------------------------------------
def test_a_sentence_left_from_the_summary_published_last_year_is_found(newsroom):
    stale = "2023年，示例区共承办人大代表建议1件，其中主办1件，办结率100%。"
    older = AnnualSummaryPage(title="示例区2023年建议提案工作总结", session=make_session("2023"), live=True)
    older.body = [("paragraph", stale)]
    newsroom.columns[ColumnKind.OVERVIEW].add_child(instance=older)
    page = redrafted(newsroom.summary(), newsroom.editor, body=[("paragraph", stale)])
    found = review.check_page(page.get_latest_revision_as_object()).of(Verdict.CLASH)
    assert "上年文稿" in {one.rule for one in found}


# Beside the text -------------------------------------------------------------------------------
def test_the_reviewer_sees_the_finding_beside_its_line_and_waives_it_in_one_press(newsroom, client, clashing):
    client.force_login(newsroom.first)
    url = reverse("publishing_review", args=[clashing.page_id])
    shown = client.get(url)
    page = shown.content.decode()
    assert "✕ 矛盾" in page
    assert 'class="evidence-mark evidence-mark--clash"' in page
    assert 'value="agreed" disabled' in page
    assert "✕ 数据矛盾1处" in client.get(reverse("publishing_queue")).content.decode()
    key = shown.context["file"].findings[0].key
    client.post(reverse("publishing_waive", args=[clashing.page_id]), {"finding": key, "reason": "historical"})
    page = client.get(url).content.decode()
    assert "已放行：历史数据" in page
    assert "放行的矛盾" in page
    assert 'value="agreed" disabled' not in page
    assert "✕ 数据矛盾" not in client.get(reverse("publishing_queue")).content.decode()


def test_the_editor_sees_what_was_found_in_the_words_saved(newsroom, client):
    page = newsroom.article(text=CLASH)
    client.force_login(newsroom.editor)
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "✕ 矛盾1处" in shown
    assert "会办4件" in shown
    assert reverse("publishing_waive", args=[page.pk]) not in shown


def test_each_figure_has_its_sign_beside_it_and_leads_to_its_reasons(newsroom, client):
    page = newsroom.article(text="共承办建议5件，其中主办2件，会办3件。收到线索9件。")
    newsroom.submit(page)
    client.force_login(newsroom.first)
    shown = client.get(reverse("publishing_review", args=[page.pk])).content.decode()
    assert "数据4个：3个前后一致，1个未核对。" in shown
    assert shown.count("（前后一致）</span>") == 3
    assert 'class="figure-mark figure-mark--read" id="figure-in-text-4" href="#figure-4"' in shown
    assert "各项相加为2＋3=5件，与合计一致。" in shown
    assert "数据4个：3个前后一致，1个未核对。" in client.get(reverse("publishing_queue")).content.decode()


def test_a_summary_of_which_nothing_could_be_compared_is_not_signed(newsroom):
    page = newsroom.summary()
    submission = newsroom.submit(redrafted(page, newsroom.editor, body=[("paragraph", "收到线索9件。")]))
    with pytest.raises(Refused, match="没有能够对照的数据"):
        newsroom.sign(submission)


def test_words_in_a_finding_are_shown_as_words(newsroom, client):
    page = newsroom.article(text="共承办建议5件，其中<b>主办</b>2件，会办4件。")
    submission = newsroom.submit(page)
    client.force_login(newsroom.first)
    shown = client.get(reverse("publishing_review", args=[submission.page_id])).content.decode()
    assert "<b>主办" not in shown
    assert "&lt;b&gt;主办" in shown


def test_the_review_page_asks_the_same_number_of_questions_however_long_the_text(
    newsroom, client, django_assert_max_num_queries
):
    long = newsroom.submit(newsroom.article(text="\n".join([CLASH] * 30)))
    client.force_login(newsroom.first)
    client.get(reverse("publishing_review", args=[long.page_id]))
    with django_assert_max_num_queries(60):
        client.get(reverse("publishing_review", args=[long.page_id]))


def test_the_queue_asks_the_same_number_of_questions_however_many_wait(newsroom, client):
    client.force_login(newsroom.first)
    url = reverse("publishing_queue")
    counts = []
    for number in (1, 4):
        for _each in range(number):
            newsroom.submit(newsroom.article(f"制度{Submission.objects.count()}", CLASH))
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[1] - counts[0] <= 2 * 4  # who wrote each is asked for each


# Figures reported upwards ----------------------------------------------------------------------
def reported(newsroom, **changes):
    facts = {"figure": "completion_rate", "value": 98, "on": date(2024, 8, 1), "reason": "上报时1件尚未办结"}
    return kept(ReportedFigure(session=newsroom.office.session, **facts | changes))


def with_rate(newsroom, **changes) -> AnnualSummaryPage:
    page = newsroom.summary()
    body = [("paragraph", "2024年，示例区共承办人大代表建议1件，其中主办1件，办结率98%。")]
    return redrafted(page, newsroom.editor, body=body, **changes)


def test_a_reported_number_stands_where_the_page_prints_the_note(newsroom):
    page = with_rate(newsroom)
    assert review.check_page(page.get_latest_revision_as_object()).verdict is Verdict.CLASH
    reported(newsroom)
    checked = review.check_page(page.get_latest_revision_as_object())
    assert checked.verdict is Verdict.OK
    assert any("上报口径" in one.message for one in checked.findings)


def test_a_reported_number_without_the_note_is_a_contradiction_that_says_so(newsroom):
    reported(newsroom)
    page = with_rate(newsroom, cards=[("figure", "suggestions")])
    checked = review.check_page(page.get_latest_revision_as_object())
    assert checked.verdict is Verdict.CLASH
    assert "数据卡片" in checked.of(Verdict.CLASH)[0].message


def test_a_number_reported_of_one_figure_excuses_no_other_whose_name_begins_alike(newsroom):
    reported(newsroom, figure="satisfied", value=98)
    body = [("paragraph", "2024年，示例区共承办人大代表建议1件，其中主办1件，满意率98%。")]
    page = redrafted(newsroom.summary(), newsroom.editor, body=body, cards=[("figure", "satisfied")])
    checked = review.check_page(page.get_latest_revision_as_object())
    assert [one.figure for one in checked.of(Verdict.CLASH)] == ["satisfaction_rate"]


def test_the_note_is_pinned_and_printed_with_the_counted_figure(newsroom, client):
    row = reported(newsroom)
    page = newsroom.published(newsroom.summary())
    note = "上报数98%（2024年8月1日上报），差异原因：上报时1件尚未办结。"
    assert page.pins["reported"] == {"completion_rate": note}
    row.reason = "别的原因"
    kept(row)
    words = client.get(page.get_url()).content.decode()
    assert note in words
    assert "<strong>100</strong>" in words
    assert "别的原因" not in words


def test_title_and_correction_are_not_checked_as_prose(newsroom):
    page = redrafted(newsroom.article(text="第一条。"), newsroom.editor, correction="将主办2件更正为3件。")
    assert checked_text(page.get_latest_revision_as_object()) == "第一条。"
    assert Submission.objects.count() == 0
