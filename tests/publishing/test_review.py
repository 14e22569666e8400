"""The three levels of review (三级审签): who may sign what, when, and what a signature is worth afterwards."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import Page, Workflow, WorkflowState

from publishing import review
from publishing.admin import queue
from publishing.drafting import NotDrafted, draft_figures, draft_reply_notice
from publishing.models import (
    Level,
    PortalSettings,
    ReviewLevels,
    SignOff,
    SignOffTask,
    State,
    Submission,
    TakeDown,
)
from publishing.models.replies import is_masked_copy
from publishing.review import Refused
from publishing.review.paper import Written, record_form, vouch
from publishing.review.pinning import holds
from tests.tracking.factories import make_person, make_scan
from tracking import permissions
from tracking.models import Event, HandlingRecord, Notice, NoticeKind, Role
from tracking.stages import Stage
from tracking.versions import chained, keep, verify
from tracking.versions.triggers import disarmed


@pytest.fixture
def article(newsroom):
    return newsroom.article()


@pytest.fixture
def submission(newsroom, article):
    return newsroom.submit(article)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def edited(page, user, text="第一条　改过的条文。"):
    """The page after somebody saved other words, as Wagtail's editor does."""
    draft = page.get_latest_revision_as_object()
    draft.body = [("paragraph", text)]
    draft.save_revision(user=user)
    return fresh(page)


# The road --------------------------------------------------------------------------------------
def test_three_signatures_publish_that_very_revision(newsroom, submission):
    newsroom.sign(submission)
    page = fresh(submission.page)
    assert page.live
    assert page.live_revision_id == submission.revision_id
    assert review.signed_revision(page) == submission.revision
    assert fresh(submission).get_state() is State.PUBLISHED


def test_two_signatures_of_three_publish_nothing(newsroom, submission):
    newsroom.sign(submission, Level.FIRST, Level.SECOND)
    page = fresh(submission.page)
    assert not page.live
    assert review.signed_revision(page) is None


def test_levels_are_signed_in_their_order(newsroom, submission):
    with pytest.raises(Refused, match="现在轮到一审"):
        review.sign(submission, Level.SECOND, account=newsroom.second)


def test_a_level_is_signed_once(newsroom, submission):
    newsroom.sign(submission, Level.FIRST)
    with pytest.raises(Refused, match="现在轮到二审"):
        review.sign(submission, Level.FIRST, account=newsroom.first)


def test_every_act_is_an_event_of_the_chain(newsroom, submission):
    newsroom.sign(submission)
    labels = list(Event.objects.filter(what__startswith="page_").values_list("label", flat=True))
    assert labels == ["送审", "一审同意", "二审同意", "三审同意", "签发公开"]
    assert Event.objects.filter(what="page_signed").first().data["sha256"] == submission.content_sha256
    assert verify().ok


# Who -------------------------------------------------------------------------------------------
def test_only_an_editor_hands_in(newsroom, article):
    for name, account in newsroom.accounts.items():
        if name != "editor":
            with pytest.raises(Refused, match="送审由信息公开编辑办理"):
                review.submit(article, account=account)


def test_nobody_signs_without_the_role_superusers_included(newsroom, submission):
    for name, account in newsroom.accounts.items():
        if name != "first":
            with pytest.raises(Refused):
                review.sign(submission, Level.FIRST, account=account)
    assert not SignOff.objects.exists()


def test_an_author_does_not_sign(newsroom, article):
    page = edited(article, newsroom.first)
    submission = newsroom.submit(page)
    with pytest.raises(Refused, match="参与了本页的编写或送审"):
        review.sign(submission, Level.FIRST, account=newsroom.first)


def test_a_superuser_with_the_role_who_wrote_it_does_not_sign_it(newsroom, article):
    person = make_person("示例全能", Role.FIRST_REVIEWER, login="almighty")
    type(person.user).objects.filter(pk=person.user_id).update(is_superuser=True)
    submission = newsroom.submit(edited(article, person.user))
    with pytest.raises(Refused, match="参与了本页的编写或送审"):
        review.sign(submission, Level.FIRST, account=fresh(person.user))


def test_who_wrote_it_before_the_last_publication_may_sign_the_next_text(newsroom, article):
    page = newsroom.article("另一项制度")
    page = edited(page, newsroom.first)
    other = make_person("示例一审乙", Role.FIRST_REVIEWER, login="first-b").user
    first_text = newsroom.submit(page)
    review.sign(first_text, Level.FIRST, account=other)
    newsroom.sign(first_text, Level.SECOND, Level.FINAL)
    second_text = newsroom.submit(edited(fresh(page), newsroom.editor, "第一条　又改了。"))
    review.sign(second_text, Level.FIRST, account=newsroom.first)
    assert fresh(second_text).next_level is Level.SECOND


def test_one_person_with_two_roles_signs_one_level(newsroom, submission):
    person = permissions.person_of(newsroom.first)
    permissions.grant(person, Role.SECOND_REVIEWER)
    review.sign(submission, Level.FIRST, account=newsroom.first)
    with pytest.raises(Refused, match="已签过另一审级"):
        review.sign(submission, Level.SECOND, account=newsroom.first)


def test_who_handed_it_in_does_not_sign_it(newsroom, article):
    person = permissions.person_of(newsroom.editor)
    permissions.grant(person, Role.FIRST_REVIEWER)
    submission = newsroom.submit(article)
    with pytest.raises(Refused, match="参与了本页的编写或送审"):
        review.sign(submission, Level.FIRST, account=newsroom.editor)


# Paper (agreement by a form: test_paper.py) -----------------------------------------------------
def test_a_rejection_on_paper_is_recorded_with_its_scan(newsroom, submission):
    decider = make_person("示例纸签", Role.FIRST_REVIEWER)
    paper = {"account": newsroom.office.clerk, "decider": decider, "comment": "错字。"}
    with pytest.raises(Refused, match="须上传扫描件"):
        review.reject(submission, Level.FIRST, **paper)
    signoff = review.reject(submission, Level.FIRST, **paper, scan=make_scan())
    assert signoff.on_paper
    event = Event.objects.get(pk=signoff.event_id)
    assert event.decider == decider
    assert event.account == newsroom.office.clerk


def test_a_reviewer_does_not_record_anothers_decision(newsroom, submission):
    decider = make_person("示例纸签", Role.FIRST_REVIEWER)
    with pytest.raises(Refused, match="只有政府办经办和信息公开编辑可以代录"):
        review.reject(
            submission, Level.FIRST, account=newsroom.second, decider=decider, scan=make_scan(), comment="错字。"
        )


# The text --------------------------------------------------------------------------------------
def test_an_edit_voids_the_signatures(newsroom, submission):
    newsroom.sign(submission, Level.FIRST)
    edited(submission.page.specific, newsroom.superuser)
    with pytest.raises(Refused, match="此前的签署失效"):
        review.sign(submission, Level.SECOND, account=newsroom.second)


def test_a_text_overwritten_under_the_same_revision_voids_the_signatures(newsroom, submission):
    newsroom.sign(submission, Level.FIRST)
    revision = submission.revision
    revision.content = revision.content | {"title": "悄悄改过的标题"}
    revision.save()
    with pytest.raises(Refused, match="此前的签署失效"):
        review.sign(submission, Level.SECOND, account=newsroom.second)


def test_a_live_text_overwritten_afterwards_is_not_pressed_any_more(newsroom, article):
    page = newsroom.published(article)
    revision = page.live_revision
    revision.content = revision.content | {"title": "悄悄改过的标题"}
    revision.save()
    assert review.signed_revision(fresh(page)) is None


def test_publishing_past_the_review_is_not_pressed(newsroom, article):
    article.save_revision().publish()
    page = fresh(article)
    assert page.live
    assert review.signed_revision(page) is None


def test_publishing_other_words_on_a_signed_page_is_not_pressed(newsroom, article):
    page = newsroom.published(article)
    edited(page, newsroom.editor).get_latest_revision().publish()
    assert review.signed_revision(fresh(page)) is None


def test_an_older_signed_text_published_again_is_not_pressed(newsroom, article):
    page = newsroom.published(article)
    older = page.live_revision
    page = newsroom.published(edited(page, newsroom.editor))
    assert review.signed_revision(page) is not None
    older.publish()
    assert review.signed_revision(fresh(page)) is None


def test_a_signature_is_for_the_text_that_was_seen(newsroom, submission):
    with pytest.raises(Refused, match="您看到的不是现在送审的这一稿"):
        review.sign(submission, Level.FIRST, account=newsroom.first, seen="0" * 64)


def test_the_page_is_locked_for_everyone_while_under_review(newsroom, submission):
    lock = fresh(submission.page).get_lock()
    for account in newsroom.accounts.values():
        assert lock.for_user(account)
    newsroom.sign(submission)
    assert fresh(submission.page).get_lock() is None


def test_a_page_with_no_new_words_is_not_handed_in_again(newsroom, article):
    page = newsroom.published(article)
    with pytest.raises(Refused, match="已发布的就是最新的一稿"):
        newsroom.submit(page)


def test_a_page_is_handed_in_once_at_a_time(newsroom, submission):
    with pytest.raises(Refused, match="本页正在审签"):
        newsroom.submit(submission.page)


def test_a_scheduled_page_is_not_handed_in(newsroom, article):
    draft = article.get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timezone.timedelta(days=3)
    draft.save_revision(user=newsroom.editor)
    with pytest.raises(Refused, match="不能定时发布"):
        newsroom.submit(fresh(article))


def test_new_words_of_a_column_wait_for_their_signatures_too(newsroom):
    column = newsroom.columns["zd"]
    draft = fresh(column)
    draft.description = "改过的栏目说明。"
    draft.save_revision(user=newsroom.editor)
    submission = newsroom.submit(fresh(column))
    assert fresh(column).description == ""
    newsroom.sign(submission)
    assert fresh(column).description == "改过的栏目说明。"


# Rejecting and withdrawing ---------------------------------------------------------------------
@pytest.mark.parametrize("reason", ["", "   "])
def test_a_rejection_needs_a_reason(newsroom, submission, reason):
    with pytest.raises(Refused, match="退回须写明理由"):
        review.reject(submission, Level.FIRST, account=newsroom.first, comment=reason)


def test_a_rejection_returns_the_page_to_its_editor(newsroom, submission):
    newsroom.sign(submission, Level.FIRST)
    review.reject(submission, Level.SECOND, account=newsroom.second, comment="第二段与台账不符。")
    page = fresh(submission.page)
    assert fresh(submission).get_state() is State.REJECTED
    assert page.get_lock() is None
    with pytest.raises(Refused, match="已退回"):
        review.sign(submission, Level.SECOND, account=newsroom.second)


def test_the_editor_is_told_that_a_page_came_back_until_it_is_handed_in_again(newsroom, submission):
    editor = newsroom.editor.person
    review.sign(submission, Level.FIRST, account=newsroom.first)
    review.reject(submission, Level.SECOND, account=newsroom.second, comment="第二段与台账不符。")
    told = Notice.objects.get(person=editor, kind=NoticeKind.PAGE, read_at=None)
    assert "已由二审退回" in told.text
    assert "第二段" not in told.text
    assert told.url == f"/admin/publishing/pages/{submission.page_id}/"
    [back] = queue.returned_to(newsroom.editor)
    assert (back.level, back.why) == (Level.SECOND, "第二段与台账不符。")
    assert queue.returned_to(newsroom.first) == []
    review.submit(submission.page, account=newsroom.editor)
    assert not Notice.objects.filter(person=editor, kind=NoticeKind.PAGE, read_at=None).exists()
    assert queue.returned_to(newsroom.editor) == []


def test_a_page_that_came_back_stands_on_the_editor_s_first_page(newsroom, submission, client):
    review.reject(submission, Level.FIRST, account=newsroom.first, comment="错字。")
    client.force_login(newsroom.editor)
    page = client.get("/admin/").content.decode()
    assert "退回修改的" in page
    assert "一审退回：错字。" in page


def test_after_a_rejection_all_levels_sign_anew(newsroom, submission):
    newsroom.sign(submission, Level.FIRST)
    review.reject(submission, Level.SECOND, account=newsroom.second, comment="错字。")
    again = newsroom.submit(edited(submission.page.specific, newsroom.editor))
    assert again.next_level is Level.FIRST
    newsroom.sign(again)
    assert review.signed_revision(fresh(again.page)) == again.revision


def test_a_withdrawal_voids_the_signatures_even_of_the_same_words(newsroom, submission):
    newsroom.sign(submission, Level.FIRST, Level.SECOND)
    review.withdraw(submission, account=newsroom.editor, reason="补充附件")
    with pytest.raises(Refused, match="已撤回"):
        review.sign(submission, Level.FINAL, account=newsroom.final)
    again = newsroom.submit(fresh(submission.page))
    assert again.content_sha256 != submission.content_sha256
    assert again.next_level is Level.FIRST


def test_only_an_editor_withdraws(newsroom, submission):
    for name, account in newsroom.accounts.items():
        if name != "editor":
            with pytest.raises(Refused, match="撤回由信息公开编辑办理"):
                review.withdraw(submission, account=account)


def test_a_workflow_cancelled_in_wagtail_is_a_withdrawal(newsroom, submission):
    submission.page.current_workflow_state.cancel(user=newsroom.superuser)
    assert fresh(submission).get_state() is State.WITHDRAWN


def test_a_workflow_finished_past_the_signatures_publishes_nothing(newsroom, submission):
    with pytest.raises(Refused, match="签署不全"):
        submission.page.current_workflow_state.finish(user=newsroom.superuser)
    assert not fresh(submission.page).live


def test_wagtails_own_approval_is_no_signature(newsroom, submission):
    state = submission.page.current_workflow_task_state
    with pytest.raises(PermissionDenied, match="请在审签页上签署"):
        state.task.specific.on_action(state, newsroom.first, "approve")
    assert state.task.specific.get_actions(submission.page, newsroom.superuser) == []


# Levels ----------------------------------------------------------------------------------------
def set_portal(**changes):
    portal = PortalSettings.current()
    for name, value in changes.items():
        setattr(portal, name, value)
    portal.save()


def test_an_office_of_two_signs_twice_with_a_warning(newsroom, article):
    set_portal(levels_of_review=ReviewLevels.TWO)
    needed = review.needed_levels(article)
    assert needed.levels == (Level.FIRST, Level.FINAL)
    assert "少于三审制度的要求" in needed.warning
    page = newsroom.published(article)
    assert review.signed_revision(page) is not None


def test_a_third_level_is_never_simulated(newsroom, article):
    set_portal(levels_of_review=ReviewLevels.TWO)
    submission = newsroom.submit(article)
    permissions.grant(permissions.person_of(newsroom.first), Role.FINAL_REVIEWER)
    review.sign(submission, Level.FIRST, account=newsroom.first)
    with pytest.raises(Refused, match="已签过另一审级"):
        review.sign(submission, Level.FINAL, account=newsroom.first)


def test_lowering_the_levels_later_does_not_open_a_submission_made_before(newsroom, submission):
    set_portal(levels_of_review=ReviewLevels.TWO)
    newsroom.sign(submission, Level.FIRST)
    assert fresh(submission).next_level is Level.SECOND


def test_a_separate_secrecy_review_is_signed_by_another_person(newsroom, article):
    set_portal(separate_secrecy_review=True)
    submission = newsroom.submit(article)
    newsroom.sign(submission, Level.FIRST, Level.SECOND)
    with pytest.raises(Refused, match="已签过另一审级"):
        review.sign(submission, Level.SECRECY, account=newsroom.second)
    keeper = make_person("示例保密", Role.SECOND_REVIEWER, login="secrecy").user
    review.sign(submission, Level.SECRECY, account=keeper)
    newsroom.sign(submission, Level.FINAL)
    assert review.signed_revision(fresh(submission.page)) == submission.revision


def test_a_reply_reviewed_with_its_publicity_needs_the_last_level_only(newsroom):
    submission = newsroom.submit(newsroom.notice())
    assert submission.needed == [Level.FINAL]
    newsroom.sign(submission)
    assert review.signed_revision(fresh(submission.page)) == submission.revision


def test_a_notice_that_says_more_than_was_reviewed_needs_all_three(newsroom):
    for change in ({"letter": "已完成示例事项！"}, {"outcome": "已建成。"}, {"title": "另一个标题"}):
        page = newsroom.notice()
        for name, value in change.items():
            setattr(page, name, value)
        assert review.needed_levels(page).levels == (Level.FIRST, Level.SECOND, Level.FINAL), change


def test_masking_leaves_a_reviewed_reply_reviewed(newsroom):
    assert is_masked_copy("联系人电话138****1234。", "联系人电话13812341234。")
    assert not is_masked_copy("联系人电话139****1234。", "联系人电话13812341234。")
    assert not is_masked_copy("联系人电话****。", "联系人电话13812341234。")


def test_a_reply_whose_words_changed_after_its_review_needs_all_three(newsroom):
    reply = newsroom.reply()
    with chained("example", "改动", account=None):
        reply.body = "后来改过的正文。"
        keep(reply)
    page = draft_reply_notice(fresh(reply), newsroom.editor)
    assert review.needed_levels(page).levels == (Level.FIRST, Level.SECOND, Level.FINAL)


# Figures ---------------------------------------------------------------------------------------
def test_handing_in_pins_the_figures_with_both_times(newsroom):
    submission = newsroom.submit(newsroom.summary())
    pins = submission.revision.content["pins"]
    assert pins["session"] == "2024"
    assert pins["figures"]["suggestions"]["numerator"] == 1
    assert len(pins["figures"]["suggestions"]["records"]) == 1
    assert pins["as_of"]
    assert pins["known_on"]
    assert pins["chain"] > 0
    assert pins["chain"] < Event.objects.order_by("number").last().number


def test_a_figure_that_changed_blocks_the_signature(newsroom):
    submission = newsroom.submit(newsroom.summary())
    newsroom.sign(submission, Level.FIRST)
    newsroom.office.make_record(Stage.CLOSED)
    with pytest.raises(Refused, match="“人大代表建议”送审时为1件，现在统计为2件。.*请撤回后重新送审"):
        review.sign(submission, Level.SECOND, account=newsroom.second)


def test_a_figure_with_other_records_behind_it_blocks_the_signature(newsroom):
    submission = newsroom.submit(newsroom.summary())
    gone = HandlingRecord.objects.get()
    newsroom.office.make_record(Stage.CLOSED, topic="另一主题")
    HandlingRecord.objects.filter(pk=gone.pk).update(stage="withdrawn")
    with pytest.raises(Refused, match="仍为1件，但所含承办件与送审时不同"):
        review.sign(submission, Level.FIRST, account=newsroom.first)


def test_a_page_counted_again_from_its_pin_says_the_same_whatever_is_corrected_later(newsroom):
    submission = newsroom.submit(newsroom.summary(2))
    pins = submission.revision.content["pins"]
    assert holds(pins)
    record = HandlingRecord.objects.first()
    with chained("example", "更正", account=None):
        record.kind, record.duty, record.topic = "proposal", "sole", "另一主题"
        keep(record)
    newsroom.office.make_record(Stage.CLOSED)
    assert holds(pins)
    with disarmed(HandlingRecord.history.model):
        HandlingRecord.history.filter(id=record.pk).update(kind="proposal")
    assert not holds(pins)


def test_a_difference_names_the_records_and_what_changed_in_them(newsroom):
    submission = newsroom.submit(newsroom.summary(2))
    record = HandlingRecord.objects.first()
    with chained("example", "更正", account=None):
        record.kind = "proposal"
        keep(record)
    (fewer, more) = review.differences(submission.revision.content["pins"])[:2]
    assert (fewer.key, fewer.pinned, fewer.now) == ("suggestions", "2件", "1件")
    assert [(one.pk, one.changes) for one in fewer.records] == [(record.pk, ("类别：建议 → 提案",))]
    assert (more.key, [one.pk for one in more.records]) == ("proposals", [record.pk])
    newsroom.office.make_record(Stage.CLOSED)
    told = {one.key: one for one in review.differences(submission.revision.content["pins"])}
    assert [one.changes for one in told["suggestions"].records] == [("类别：建议 → 提案",), ("送审后登记",)]


def test_a_table_that_counts_otherwise_now_blocks_the_signature(newsroom):
    newsroom.office.make_record(Stage.CLOSED, topic="教育")
    submission = newsroom.submit(draft_figures(newsroom.office.session, newsroom.editor))
    record = HandlingRecord.objects.get()
    with chained("example", "更正", account=None):
        record.topic = "住房"
        keep(record)
    with pytest.raises(Refused, match="“按主题”的分组统计与送审时不同。请撤回后重新送审"):
        review.sign(submission, Level.FIRST, account=newsroom.first)


def test_a_drafted_page_of_figures_is_found_again(newsroom):
    newsroom.office.make_record(Stage.CLOSED)
    page = draft_figures(newsroom.office.session, newsroom.editor)
    assert (page.live, page.slug) == (False, "2024-sj")
    assert draft_figures(newsroom.office.session, newsroom.editor) == page
    with pytest.raises(NotDrafted, match="信息公开编辑"):
        draft_figures(newsroom.office.session, newsroom.office.clerk)


def test_after_withdrawing_the_figures_are_counted_anew(newsroom):
    page = newsroom.summary()
    submission = newsroom.submit(page)
    newsroom.office.make_record(Stage.CLOSED)
    review.withdraw(submission, account=newsroom.editor)
    draft = fresh(page).get_latest_revision_as_object()
    draft.body = [("paragraph", "2024年，示例区共承办人大代表建议2件，其中主办2件。")]
    draft.save_revision(user=newsroom.editor)
    again = newsroom.submit(fresh(page))
    assert again.revision.content["pins"]["figures"]["suggestions"]["numerator"] == 2
    newsroom.sign(again)
    assert review.signed_revision(fresh(page)) == again.revision


def test_a_stale_page_can_still_be_sent_back(newsroom):
    submission = newsroom.submit(newsroom.summary())
    newsroom.office.make_record(Stage.CLOSED)
    review.reject(submission, Level.FIRST, account=newsroom.first, comment="数据有变化。")
    assert fresh(submission).get_state() is State.REJECTED


# Publication and take-down ---------------------------------------------------------------------
def test_a_published_notice_is_entered_in_the_ledger(newsroom):
    page = newsroom.published(newsroom.notice())
    reply = fresh(page.reply)
    assert reply.published_on is not None
    assert reply.published_url.endswith(page.url_path.removeprefix("/portal"))
    assert reply.assignment.record.published_on == reply.published_on


def test_a_notice_signed_on_paper_is_entered_in_the_ledger_too(newsroom):
    submission = newsroom.submit(newsroom.notice())
    pages = [(submission, review.check_value(submission.content_sha256))]
    written = [Written(Level.FINAL, newsroom.final.person, timezone.localdate())]
    form = record_form(make_scan(), pages, written, account=newsroom.office.clerk)
    vouch(form.signatures.get(), account=newsroom.first, is_true=True)
    assert fresh(submission.page.specific.reply).published_on is not None


def test_one_authorised_person_takes_a_page_down_at_once(newsroom, article):
    page = newsroom.published(article)
    review.take_down(page, account=newsroom.final, reason="含个人信息", is_urgent=True)
    page = fresh(page)
    assert not page.live
    assert review.signed_revision(page) is None
    assert TakeDown.objects.get().reason == "含个人信息"
    assert Event.objects.get(what="page_taken_down").label == "紧急撤稿"


def test_nobody_else_takes_a_page_down_and_never_without_a_reason(newsroom, article):
    page = newsroom.published(article)
    for name, account in newsroom.accounts.items():
        if name != "final":
            with pytest.raises(Refused):
                review.take_down(page, account=account, reason="理由", is_urgent=True)
    with pytest.raises(Refused, match="撤稿须写明理由"):
        review.take_down(page, account=newsroom.final, reason=" ", is_urgent=True)
    assert fresh(page).live


def test_a_text_taken_down_does_not_come_back_by_itself(newsroom, article):
    page = newsroom.published(article)
    revision = page.live_revision
    review.take_down(page, account=newsroom.final, reason="含个人信息")
    revision.publish()
    page = fresh(page)
    assert page.live
    assert review.signed_revision(page) is None


def test_a_page_taken_down_comes_back_by_three_new_signatures(newsroom, article):
    page = newsroom.published(article)
    review.take_down(page, account=newsroom.final, reason="含个人信息")
    page = newsroom.published(fresh(page))
    assert review.signed_revision(page) is not None


# The surface -----------------------------------------------------------------------------------
def test_the_workflow_is_installed_once(db):
    first = review.install_workflow()
    again = review.install_workflow()
    assert first == again
    assert [task.name for task in first.tasks] == ["一审", "二审", "保密审查", "三审"]
    assert SignOffTask.objects.count() == len(Level)


def test_the_surface_follows_the_evidence(newsroom, submission):
    state = submission.page.current_workflow_state
    assert state.current_task_state.task.name == "一审"
    newsroom.sign(submission, Level.FIRST)
    assert fresh(submission.page).current_workflow_task.level == Level.SECOND
    newsroom.sign(submission, Level.SECOND, Level.FINAL)
    assert fresh(state).status == WorkflowState.STATUS_APPROVED


def test_a_personal_lock_does_not_open_the_page_to_its_holder(newsroom, article):
    Page.objects.filter(pk=article.pk).update(locked=True, locked_by=newsroom.editor)
    submission = newsroom.submit(fresh(article))
    assert fresh(submission.page).get_lock().for_user(newsroom.editor)


def test_a_deactivated_task_stops_the_signatures_and_the_next_submission_mends_it(newsroom, submission):
    SignOffTask.objects.get(level=Level.FINAL).deactivate()
    newsroom.sign(submission, Level.FIRST)
    with pytest.raises(Refused):
        newsroom.sign(submission, Level.SECOND)
    assert not fresh(submission.page).live
    review.withdraw(submission, account=newsroom.editor)
    newsroom.sign(newsroom.submit(fresh(submission.page)))
    assert fresh(submission.page).live
    assert Workflow.objects.filter(name="三级审签").count() == 1


def test_the_gate_reads_many_pages_in_a_few_queries(newsroom, django_assert_max_num_queries):
    pages = [newsroom.published(newsroom.article(f"制度{number}")) for number in range(4)]
    with django_assert_max_num_queries(14):
        assert len(review.signed_revisions(pages)) == 4
    assert Submission.objects.count() == 4
