"""Publishing in the admin: every door of Wagtail tried as every role, and the office's own pages walked through."""

import json
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page, Site, WorkflowPage, WorkflowState
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

from publishing import review
from publishing.drafting import notice_of
from publishing.models import ArticlePage, ColumnKind, Level, PaperForm, SignOff, State, Submission, TakeDown
from publishing.narrating import PROMPT
from publishing.press.run import press_all, still_shows
from publishing.review.paper import Written, record_form
from publishing.review.statement import file_sha256
from tests.tracking.factories import PDF, make_person, make_scan
from tracking import outbox, permissions
from tracking.models import Event, Job, Role
from tracking.stages import Stage

EVERYONE = ("superuser", "editor", "first", "second", "final", "clerk", "unit")
WRITERS = ("superuser", "editor", "first", "second", "final")


@pytest.fixture(autouse=True)
def _publishing_alone(settings):
    """The site keeps a door before Wagtail's pages; publishing has to hold without it."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("huiyin.")]


@pytest.fixture
def enter(newsroom, client):
    """`enter("editor")`: the client, logged in as that account."""

    def log_in(name):
        client.force_login(newsroom.accounts[name])
        return client

    return log_in


@pytest.fixture
def draft(newsroom):
    return newsroom.article()


@pytest.fixture
def assigned_workflow(newsroom):
    """The levels of review given to the portal's pages in Wagtail's settings, as an administrator could by hand."""
    WorkflowPage.objects.create(page=newsroom.home, workflow=review.install_workflow())


@pytest.fixture
def live(newsroom):
    return newsroom.published(newsroom.article("已公开的制度"))


# The browser's scripts build these fields; the words are those of the drafted article.
BODY = nested_form_data({"body": streamfield([("paragraph", "第一条　示例条文。")]), "attachments": streamfield([])})


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def form_of(client, page, name="edit", *args) -> dict:
    """The editor's form of a page as the browser would post it."""
    response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *args]))
    assert response.status_code == 200
    return querydict_from_html(response.content.decode(), form_id="page-edit-form").copy() | BODY


def pressable(page) -> bool:
    return review.signed_revision(fresh(page)) is not None


# Wagtail's own doors ---------------------------------------------------------------------------
def post_edit(action):
    def act(client, page):
        data = form_of(client, page)
        data[action] = action
        client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    return act


def post_revert(client, page):
    data = form_of(client, page, "revisions_revert", page.latest_revision_id)
    data["action-publish"] = "action-publish"
    client.post(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, page.latest_revision_id]), data)


def post_schedule(client, page):
    data = form_of(client, page)
    data |= {"go_live_at": "2020-01-01 00:00", "action-publish": "action-publish"}
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def bulk(action):
    def act(client, page):
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        client.post(f"{url}?id={page.pk}&next=/admin/", {"include_descendants": "on", "chooser": page.get_parent().pk})

    return act


def post_to(name, **data):
    return lambda client, page: client.post(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]), data)


def post_copy(**choices):
    def act(client, page):
        data = {
            "new_title": "抄本",
            "new_slug": "copy",
            "new_parent_page": page.get_parent().pk,
            "copy_subpages": "",
        }
        client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data | choices)

    return act


def call_api(action, **data):
    def act(client, page):
        url = reverse("wagtailadmin_api:pages:action", args=[page.pk, action])
        extra = {"revision_id": page.latest_revision_id, "destination_page_id": page.get_parent().pk} | data
        client.post(url, json.dumps(extra), content_type="application/json")

    return act


IN_THE_EDITOR = [post_edit("action-publish"), post_edit("action-submit"), post_edit("action-restart-workflow")]
IN_THE_EDITOR += [post_revert, post_schedule]
"Doors behind the editor's form, which those who do not write can't open at all."
PUBLISHING = {
    **dict(zip(("发布", "提交流程", "重启流程", "恢复旧版并发布", "定时发布"), IN_THE_EDITOR, strict=True)),
    "批量发布": bulk("publish"),
    "接口发布": call_api("publish"),
    "接口恢复旧版": call_api("revert_to_page_revision"),
}


@pytest.mark.parametrize("name", EVERYONE)
def test_no_door_of_wagtail_publishes_a_draft(enter, draft, assigned_workflow, name):
    client = enter(name)
    for door, knock in PUBLISHING.items():
        if name in WRITERS or knock not in IN_THE_EDITOR:
            knock(client, fresh(draft))
        page = fresh(draft)
        assert not page.live, door
        assert page.live_revision_id is None, door
        assert not pressable(draft), door
        assert not page.approved_schedule, door
        assert not WorkflowState.objects.exists(), door


HIDING = {
    "撤下": post_to("unpublish"),
    "批量撤下": bulk("unpublish"),
    "接口撤下": call_api("unpublish"),
    "删除": post_to("delete"),
    "批量删除": bulk("delete"),
    "接口删除": call_api("delete"),
    "设访问限制": post_to("set_privacy", restriction_type="login"),
}


@pytest.mark.parametrize("name", EVERYONE)
def test_no_door_of_wagtail_hides_or_deletes_a_live_page(enter, live, name):
    client = enter(name)
    for door, knock in HIDING.items():
        knock(client, live)
        assert fresh(live).live, door
        assert pressable(live), door
        assert not live.view_restrictions.exists(), door


COPYING = {
    "复制并公开": post_copy(publish_copies="on"),
    "建别名": post_copy(alias="on"),
    "接口复制": call_api("copy", slug="copy", title="抄本"),
    "接口建别名": call_api("create_alias", update_slug="copy"),
}


@pytest.mark.parametrize("name", EVERYONE)
def test_a_copy_of_a_live_page_is_a_draft_without_signatures(enter, live, name):
    before = set(Page.objects.values_list("pk", flat=True))
    client = enter(name)
    for door, knock in COPYING.items():
        knock(client, live)
        for page in Page.objects.exclude(pk__in=before):
            assert not page.live, door
            assert page.alias_of_id is None, door
            assert not pressable(page), door
        Page.objects.exclude(pk__in=before).delete()
    assert pressable(live)


def test_a_page_is_not_copied_into_another_language_and_live(enter, live):
    Locale.objects.create(language_code="bo")
    call_api("copy_for_translation", locale="bo", alias=True)(enter("superuser"), live)
    assert not Page.objects.filter(alias_of=live.pk, live=True).exists()


@pytest.mark.parametrize("name", EVERYONE)
@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_a_new_page_is_never_live_at_once(newsroom, enter, assigned_workflow, name, action):
    client = enter(name)
    column = newsroom.columns[ColumnKind.RULES]
    url = reverse("wagtailadmin_pages:add", args=["publishing", "articlepage", column.pk])
    response = client.get(url)
    if response.status_code == 200:
        data = querydict_from_html(response.content.decode(), form_id="page-edit-form").copy() | BODY
        data |= {"title": "新建的制度", "slug": "new", action: action}
        client.post(url, data)
    assert (response.status_code == 200) == (name in WRITERS)
    assert ArticlePage.objects.count() == (name in WRITERS)
    assert not ArticlePage.objects.filter(live=True).exists()
    assert not WorkflowState.objects.exists()


@pytest.mark.parametrize("name", EVERYONE)
def test_a_live_page_is_moved_by_the_final_reviewer_only(newsroom, enter, live, name):
    destination = newsroom.columns[ColumnKind.OVERVIEW]
    url = reverse("wagtailadmin_pages:move_confirm", args=[live.pk, destination.pk])
    enter(name).post(url)
    moved = fresh(live).get_parent().pk == destination.pk
    assert moved == (name == "final")
    assert Event.objects.filter(what="page_moved").count() == int(moved)
    if moved:
        event = Event.objects.get(what="page_moved")
        assert event.account == newsroom.final


@pytest.mark.parametrize("name", EVERYONE)
def test_a_live_page_is_moved_by_no_other_door(newsroom, enter, live, name):
    destination = newsroom.columns[ColumnKind.OVERVIEW]
    client = enter(name)
    call_api("move", destination_page_id=destination.pk, position="last-child")(client, live)
    assert (fresh(live).get_parent().pk == destination.pk) == (name == "final")


def test_a_column_with_live_pages_is_moved_by_nobody_else(newsroom, enter, live):
    column = newsroom.columns[ColumnKind.RULES]
    for name in ("superuser", "editor"):
        enter(name).post(reverse("wagtailadmin_pages:move_confirm", args=[column.pk, newsroom.home.pk]))
        assert fresh(column).depth == column.depth


def test_another_address_of_a_live_page_waits_for_its_signatures(newsroom, enter, live):
    client = enter("superuser")
    data = form_of(client, live)
    data |= {"slug": "elsewhere", "action-publish": "action-publish"}
    client.post(reverse("wagtailadmin_pages:edit", args=[live.pk]), data)
    assert fresh(live).slug == live.slug
    assert pressable(live)


def test_only_the_final_reviewer_reorders_what_is_public(newsroom, enter, live):
    first = newsroom.published(newsroom.article("第二篇"))
    for name in EVERYONE:
        url = reverse("wagtailadmin_pages:set_page_position", args=[first.pk])
        response = enter(name).post(f"{url}?position=0")
        assert (response.status_code == 200) == (name == "final"), name


# While under review ----------------------------------------------------------------------------
@pytest.mark.parametrize("name", WRITERS)
def test_nobody_saves_a_page_that_is_under_review(newsroom, enter, draft, name):
    client = enter(name)
    data = form_of(client, draft)
    submission = newsroom.submit(draft)
    data["title"] = "悄悄改过的标题"
    client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), data)
    data["overwrite_revision_id"] = submission.revision_id
    client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), data, headers={"accept": "application/json"})
    page = fresh(draft)
    assert page.latest_revision_id == submission.revision_id
    assert fresh(submission).revision.content["title"] == draft.title


def test_a_personal_lock_is_not_taken_while_under_review(newsroom, enter, draft):
    newsroom.submit(draft)
    enter("superuser").post(reverse("wagtailadmin_pages:lock", args=[draft.pk]))
    assert not fresh(draft).locked


def test_a_revision_restored_by_the_api_under_review_voids_the_signatures(newsroom, enter, draft):
    older = draft.latest_revision_id
    submission = newsroom.submit(draft)
    newsroom.sign(submission, Level.FIRST)
    call_api("revert_to_page_revision", revision_id=older)(enter("superuser"), draft)
    with pytest.raises(review.Refused, match="此前的签署失效"):
        newsroom.sign(submission, Level.SECOND)


def test_a_save_never_overwrites_what_was_signed(newsroom, enter, live):
    client = enter("editor")
    data = form_of(client, live)
    data |= {"title": "悄悄改过的标题", "overwrite_revision_id": live.live_revision_id}
    url = reverse("wagtailadmin_pages:edit", args=[live.pk])
    client.post(url, data, headers={"accept": "application/json"})
    assert pressable(live)
    assert fresh(live).live_revision.content["title"] == live.title


@pytest.mark.parametrize("name", EVERYONE)
@pytest.mark.parametrize("action", ["approve", "reject"])
def test_wagtails_approval_buttons_sign_nothing(newsroom, enter, draft, name, action):
    newsroom.submit(draft)
    state = fresh(draft).current_workflow_task_state
    for view in ("workflow_action", "collect_workflow_action_data"):
        url = reverse(f"wagtailadmin_pages:{view}", args=[draft.pk, action, state.pk])
        enter(name).post(url, {"comment": ""})
    assert not SignOff.objects.exists()
    assert fresh(draft).current_workflow_task_state.pk == state.pk


def test_cancelling_the_workflow_in_the_editor_is_a_withdrawal(newsroom, enter, draft):
    submission = newsroom.submit(draft)
    client = enter("editor")
    data = form_of(client, draft)
    client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), data | {"action-cancel-workflow": "1"})
    assert fresh(submission).get_state() is State.WITHDRAWN
    assert Event.objects.filter(what="page_withdrawn").exists()


@pytest.mark.parametrize("name", WRITERS)
def test_the_editor_shows_no_publish_button(enter, draft, name):
    page = enter(name).get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert 'name="action-publish"' not in page
    assert 'name="action-submit"' not in page
    assert ('name="action-hand-in"' in page) == (name == "editor")
    assert reverse("publishing_review", args=[draft.pk]) in page


def test_a_page_under_review_shows_the_way_to_the_review_page(newsroom, enter, draft):
    newsroom.submit(draft)
    page = enter("editor").get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "本页正在审签，任何人都不能修改" in page
    assert reverse("publishing_review", args=[draft.pk]) in page
    assert 'name="action-hand-in"' not in page


def test_saving_and_handing_in_is_one_press(newsroom, enter, draft):
    client = enter("editor")
    data = form_of(client, draft)
    data |= {"title": "改过的标题", "action-hand-in": "保存并送审"}
    response = client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), data)
    assert response.url == reverse("publishing_review", args=[draft.pk])
    assert Submission.objects.get().revision.content["title"] == "改过的标题"


def test_a_refused_handing_in_says_why_and_keeps_the_words(newsroom, enter):
    page = newsroom.article()
    client = enter("editor")
    words = streamfield([("paragraph", f"{PROMPT}督查督办的做法】")])
    data = form_of(client, page) | nested_form_data({"body": words}) | {"action-hand-in": "保存并送审"}
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data, follow=True)
    assert "请补写或删去后再送审" in response.content.decode()
    assert PROMPT in fresh(page).get_latest_revision_as_object().body[0].value
    assert not Submission.objects.exists()


# The office's own pages ------------------------------------------------------------------------
OPEN_TO = {"superuser", "editor", "first", "second", "final", "clerk"}


@pytest.mark.parametrize("name", EVERYONE)
def test_who_may_open_the_pages_of_publishing(newsroom, enter, draft, name):
    submission = newsroom.submit(draft)
    client = enter(name)
    for url in (
        reverse("publishing_desk"),
        reverse("publishing_queue"),
        reverse("publishing_review", args=[draft.pk]),
        reverse("publishing_text", args=[submission.pk]),
    ):
        assert (client.get(url).status_code == 200) == (name in OPEN_TO), url


def test_those_without_a_login_open_nothing(client, draft):
    response = client.get(reverse("publishing_review", args=[draft.pk]))
    assert response.status_code == 302
    assert "/admin/login/" in response.url


def test_the_whole_road_by_clicking(newsroom, enter):
    reply = newsroom.reply(title="关于甲事的建议")
    client = enter("editor")
    client.post(reverse("publishing_draft_notice", args=[reply.pk]))
    page = client.get(reverse("publishing_desk"))
    assert "已起草，看审签页" in page.content.decode()
    notice = notice_of(reply)
    draft = notice.get_latest_revision_as_object()
    draft.outcome = "已建成。"
    draft.save_revision(user=newsroom.editor)
    client.post(reverse("publishing_submit", args=[notice.pk]), {"note": "请审"})
    for name in ("first", "second", "final"):
        client = enter(name)
        assert notice.title in client.get(reverse("publishing_queue")).content.decode()
        shown = client.get(reverse("publishing_review", args=[notice.pk]))
        assert "已建成。" in shown.content.decode()
        seen = shown.context["file"].submission.content_sha256
        client.post(reverse("publishing_decide", args=[notice.pk]), {"verdict": "agreed", "seen": seen, "comment": ""})
    assert pressable(notice)
    assert "已公开" in client.get(reverse("publishing_review", args=[notice.pk])).content.decode()


def test_a_rejection_without_a_reason_is_shown_on_its_field(newsroom, enter, draft):
    submission = newsroom.submit(draft)
    response = enter("first").post(
        reverse("publishing_decide", args=[draft.pk]),
        {"verdict": "rejected", "seen": submission.content_sha256, "comment": " "},
    )
    assert response.status_code == 422
    assert "退回须写明理由。" in response.content.decode()
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("name", EVERYONE)
def test_the_sign_button_signs_for_its_level_only(newsroom, enter, draft, name):
    submission = newsroom.submit(draft)
    data = {"verdict": "agreed", "seen": submission.content_sha256, "comment": ""}
    enter(name).post(reverse("publishing_decide", args=[draft.pk]), data)
    assert SignOff.objects.count() == int(name == "first")


def test_an_author_sees_why_the_button_is_greyed(newsroom, enter, draft):
    edited = draft.get_latest_revision_as_object()
    edited.save_revision(user=newsroom.first)
    newsroom.submit(fresh(draft))
    page = enter("first").get(reverse("publishing_review", args=[draft.pk])).content.decode()
    assert "参与了本页的编写或送审，须由他人审签" in page
    assert 'value="agreed"' not in page


def test_a_clerk_records_a_signed_form_and_another_compares_it_with_the_scan(newsroom, enter, draft):
    submission = newsroom.submit(draft)
    decider = make_person("示例纸签", Role.FIRST_REVIEWER)
    url = reverse("publishing_paper_record") + f"?page={draft.pk}"
    client = enter("clerk")
    shown = client.get(url).content.decode()
    assert review.check_value(submission.content_sha256) not in shown, "it is to be typed from the paper"
    data = {
        f"check-{submission.pk}": review.check_value(submission.content_sha256),
        "decider-first": decider.pk,
        "on-first": timezone.localdate().isoformat(),
        "comment-first": "同意公开。",
    }
    assert client.post(url, data).status_code == 422
    wrong = data | {f"check-{submission.pk}": "00000-00000", "scan": SimpleUploadedFile("签批单.pdf", PDF)}
    refused = client.post(url, wrong)
    assert "校验码与送审稿不符" in refused.content.decode()
    assert "不必重选" in refused.content.decode()
    client.post(url, data | {"kept_scan": refused.context["kept"]["scan"].token})
    form = PaperForm.objects.get()
    pending = client.get(reverse("publishing_review", args=[draft.pk])).content.decode()
    assert "纸质签名已登记，待本人确认或他人复核" in pending
    scan = client.get(reverse("publishing_scan", args=["paper", form.pk]))
    assert b"".join(scan.streaming_content) == PDF
    assert enter("unit").get(reverse("publishing_scan", args=["paper", form.pk])).status_code != 200
    client = enter("second")
    assert "复核属实" in client.get(reverse("publishing_paper", args=[form.pk])).content.decode()
    client.post(reverse("publishing_paper_vouch", args=[form.signatures.get().pk]), {"verdict": "true"})
    assert SignOff.objects.get().on_paper
    assert "示例二审复核" in client.get(reverse("publishing_review", args=[draft.pk])).content.decode()


def test_a_form_without_a_day_or_with_nothing_on_it_says_what_is_missing(newsroom, enter, draft):
    submission = newsroom.submit(draft)
    decider = make_person("示例纸签", Role.FIRST_REVIEWER)
    client, url = enter("clerk"), reverse("publishing_paper_record")
    scan = {"scan": SimpleUploadedFile("签批单.pdf", PDF)}
    assert "请填写纸上的审签日期" in client.post(url, {"decider-first": decider.pk}).content.decode()
    assert "请选择审核表上的页面" in client.post(url, scan).content.decode()
    for name in (f"check-{submission.pk}", "on-first", "decider-first"):
        assert client.post(url, {name: "x" * 30}).status_code == 422


def test_the_printed_form_bears_the_check_value_and_a_code_of_each_page(newsroom, enter, draft):
    submission = newsroom.submit(draft)
    other = newsroom.submit(newsroom.article("另一项制度"))
    both = enter("clerk").get(reverse("publishing_paper_print")).content.decode()
    assert both.count("<svg") == 2
    assert review.check_value(other.content_sha256) in both
    one = enter("clerk").get(reverse("publishing_paper_print") + f"?page={draft.pk}&page=x").content.decode()
    assert review.check_value(submission.content_sha256) in one
    assert one.count("<svg") == 1
    assert enter("clerk").get(reverse("publishing_paper_print") + "?page=999999").status_code == 404


def test_a_decider_confirms_from_the_first_page(newsroom, enter, draft):
    submission = newsroom.submit(draft)
    signer = newsroom.first.person
    record_form(
        make_scan(),
        [(submission, review.check_value(submission.content_sha256))],
        [Written(Level.FIRST, signer, timezone.localdate())],
        account=newsroom.office.clerk,
    )
    form = PaperForm.objects.get()
    client = enter("first")
    assert "请确认您的纸质签名" in client.get(reverse("wagtailadmin_home")).content.decode()
    vouch = reverse("publishing_paper_vouch", args=[form.signatures.get().pk])
    client.post(vouch, {"verdict": "maybe"})
    assert not SignOff.objects.exists()
    client.post(vouch, {"verdict": "true"})
    assert SignOff.objects.get().decider == signer
    assert "请确认您的纸质签名" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_a_clerk_records_a_rejection_on_paper_with_its_scan(newsroom, enter, draft):
    submission = newsroom.submit(draft)
    decider = make_person("示例纸签", Role.FIRST_REVIEWER)
    data = {
        "paper-verdict": "rejected",
        "paper-seen": submission.content_sha256,
        "paper-decider": decider.pk,
        "paper-on": timezone.localdate().isoformat(),
        "paper-comment": "第二段有误。",
        "paper-scan": SimpleUploadedFile("签批单.pdf", PDF),
    }
    enter("clerk").post(reverse("publishing_decide", args=[draft.pk]), data | {"paper-verdict": "agreed"})
    assert not SignOff.objects.exists()
    data["paper-scan"] = SimpleUploadedFile("签批单.pdf", PDF)
    enter("clerk").post(reverse("publishing_decide", args=[draft.pk]), data)
    assert SignOff.objects.get().decider == decider


def test_a_figure_that_changed_is_shown_before_anybody_signs(newsroom, enter):
    page = newsroom.summary()
    newsroom.submit(page)
    newsroom.office.make_record(Stage.CLOSED)
    shown = enter("first").get(reverse("publishing_review", args=[page.pk])).content.decode()
    assert "不一致" in shown
    assert "请撤回后重新送审" in shown


def test_the_difference_to_the_last_publication_is_marked(newsroom, enter, live):
    draft = live.get_latest_revision_as_object()
    draft.body = [("paragraph", "第一条　另一示例条文。")]
    draft.save_revision(user=newsroom.editor)
    newsroom.submit(fresh(live))
    shown = enter("first").get(reverse("publishing_review", args=[live.pk])).content.decode()
    assert "<ins>另一</ins>" in shown


def test_words_that_look_like_html_are_shown_as_words(newsroom, enter):
    page = newsroom.article("标题<script>alert(1)</script>", "<img src=x onerror=alert(1)>")
    newsroom.submit(page)
    shown = enter("first").get(reverse("publishing_review", args=[page.pk])).content.decode()
    assert "<script>alert(1)" not in shown
    assert "<img src=x" not in shown


def test_the_editor_withdraws(newsroom, enter, draft):
    submission = newsroom.submit(draft)
    enter("editor").post(reverse("publishing_withdraw", args=[draft.pk]), {"reason": "补充"})
    assert fresh(submission).get_state() is State.WITHDRAWN


@pytest.mark.parametrize("name", EVERYONE)
def test_who_takes_a_page_down_at_once(enter, live, name):
    data = {"reason": "含个人信息", "is_urgent": "on"}
    enter(name).post(reverse("publishing_take_down", args=[live.pk]), data)
    assert fresh(live).live == (name != "final")
    assert TakeDown.objects.count() == int(name == "final")


def test_who_takes_a_page_down_is_told_when_it_is_public_still(newsroom, enter, live, committed, monkeypatch):
    press_all()

    def full(*what):
        raise OSError("disk full")

    with monkeypatch.context() as broken, committed():
        broken.setattr("publishing.press.run.press_paths", full)
        data = {"reason": "含个人信息", "is_urgent": "on"}
        answer = enter("final").post(reverse("publishing_take_down", args=[live.pk]), data, follow=True)
    assert not fresh(live).live
    assert "公开页面还没有撤下" in answer.content.decode()
    Job.objects.update(due=None)
    assert outbox.settle().failed == 0
    assert not still_shows(live)


def test_a_clerk_records_a_take_down_decided_on_paper(newsroom, enter, live):
    data = {
        "reason": "含个人信息",
        "decider": permissions.person_of(newsroom.final).pk,
        "scan": SimpleUploadedFile("撤稿单.pdf", PDF),
    }
    enter("clerk").post(reverse("publishing_take_down", args=[live.pk]), data)
    assert not fresh(live).live
    assert TakeDown.objects.get().decider == newsroom.final.person


def test_only_the_editor_drafts(newsroom, enter):
    newsroom.reply()
    session = newsroom.office.session
    pages = Page.objects.filter(content_type__model__in=["annualsummarypage", "replynoticepage"])
    for name in sorted(EVERYONE, key=lambda name: name == "editor"):
        client = enter(name)
        client.post(reverse("publishing_draft_summary", args=[session.pk]))
        client.post(reverse("publishing_draft_notices", args=[session.pk]))
        assert pages.count() == (2 if name == "editor" else 0), name
    assert not pages.live().exists()


def test_acts_are_posted_not_fetched(newsroom, enter, draft):
    client = enter("editor")
    for name in ("publishing_submit", "publishing_decide", "publishing_withdraw", "publishing_take_down"):
        assert client.get(reverse(name, args=[draft.pk])).status_code == 405


def test_the_menu_leads_to_publishing(enter):
    for name in EVERYONE:
        home = enter(name).get(reverse("wagtailadmin_home")).content.decode()
        assert (reverse("publishing_queue") in home) == (name in OPEN_TO), name


def test_what_waits_for_me_is_on_my_first_page(newsroom, enter, draft):
    newsroom.submit(draft)
    assert "等我审的 <span" in enter("first").get(reverse("wagtailadmin_home")).content.decode()
    assert "等我审的 <span" not in enter("second").get(reverse("wagtailadmin_home")).content.decode()


def test_the_queue_and_desk_ask_a_few_queries(newsroom, enter, django_assert_max_num_queries):
    for number in range(3):
        newsroom.submit(newsroom.article(f"制度{number}"))
        newsroom.notice(title=f"关于{number}事的建议")
    client = enter("first")
    for name in ("publishing_queue", "publishing_desk"):
        client.get(reverse(name))
        with django_assert_max_num_queries(45):
            client.get(reverse(name))


def test_the_pages_are_chinese(newsroom, enter, draft):
    newsroom.submit(draft)
    client = enter("first")
    for url in (
        reverse("publishing_desk"),
        reverse("publishing_queue"),
        reverse("publishing_review", args=[draft.pk]),
    ):
        main = client.get(url).content.decode().split('class="nice-padding"', 1)[1].split("</main>")[0]
        text = re.sub(r"<[^>]+>", " ", re.sub(r"<code>.*?</code>", "", main))
        assert not re.search(r"\b(?!page|h)[A-Za-z]{5,}\b", re.sub(r"[0-9a-f]{16,}", "", text)), url


def test_wagtails_workflow_settings_are_not_offered(enter):
    home = enter("superuser").get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("wagtailadmin_workflows:index") not in home
    assert Site.objects.count() == 1


@pytest.mark.parametrize("name", ["superuser", "editor"])
def test_a_stored_file_is_not_replaced_in_place(newsroom, enter, name):
    document = get_document_model().objects.create(title="示例附件", file=ContentFile(PDF, name="a.pdf"))
    stored = file_sha256("wagtaildocs.document", document.pk)
    client = enter(name)
    url = reverse("wagtaildocs:edit", args=[document.pk])
    other = SimpleUploadedFile("b.pdf", PDF + b"other")
    response = client.post(url, {"title": "改名", "file": other, "collection": document.collection_id})
    assert "已登记的文件不能替换" in response.content.decode()
    assert file_sha256("wagtaildocs.document", document.pk) == stored
    client.post(url, {"title": "改名", "collection": document.collection_id})
    assert fresh(document).title == "改名"
