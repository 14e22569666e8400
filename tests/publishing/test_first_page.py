"""The first page of who writes and signs: it begins with what is to be drafted, and asks no more for more pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from publishing.drafting import (
    draft_reply_notice,
    draft_summary,
    replies_to_draft,
    sessions_to_sum_up,
    why_no_notice,
)
from publishing.models import Level
from tracking.models import Publicity, Reply, ReplyKind
from tracking.stages import Stage


@pytest.fixture
def enter(newsroom, client):
    """`enter("editor")`: the client, logged in as that account."""

    def log_in(name):
        client.force_login(newsroom.accounts[name])
        return client

    return log_in


def test_an_editor_s_first_page_begins_with_drafting(newsroom, enter):
    """Letters to be public stood there only to be registered, before anything was drafted from them."""
    reply = newsroom.reply(title="装好路灯")
    home = enter("editor").get(reverse("wagtailadmin_home")).content.decode()
    panel = home.split('id="signing-to-draft"')[1].split("</section>")[0]
    assert f"#reply-{reply.pk}" in panel
    assert "年度总结" in panel
    assert home.index("signing-to-draft") < home.index('id="todo"')
    assert 'id="signing-to-draft"' not in enter("first").get(reverse("wagtailadmin_home")).content.decode()
    assert f'id="reply-{reply.pk}"' in enter("editor").get(reverse("publishing_desk")).content.decode()
    draft_reply_notice(reply, newsroom.editor)
    draft_summary(newsroom.office.session, newsroom.editor)
    assert 'id="signing-to-draft"' not in enter("editor").get(reverse("wagtailadmin_home")).content.decode()


def test_a_session_with_an_open_item_is_not_yet_to_be_summed_up(newsroom):
    newsroom.reply()
    assert sessions_to_sum_up().get() == newsroom.office.session
    newsroom.office.make_record(Stage.HANDLING)
    assert not sessions_to_sum_up().exists()


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"delivered_on": None},
        {"publicity": Publicity.WITHHELD, "publicity_reason": "示例理由"},
        {"publicity": Publicity.SUMMARY, "public_summary": " \n"},
        {"publicity": Publicity.SUMMARY, "public_summary": "已装好路灯。"},
        {"publicity": Publicity.FULL, "body": ""},
        {"kind": ReplyKind.OPINION},
    ],
)
def test_the_first_page_names_no_letter_that_cannot_be_drafted(newsroom, change):
    reply = newsroom.reply()
    Reply.objects.filter(pk=reply.pk).update(**change)
    reply = Reply.objects.get(pk=reply.pk)
    assert list(replies_to_draft()) == ([] if why_no_notice(reply) else [reply])


def test_more_to_draft_takes_no_more_queries(newsroom, enter):
    client, counts = enter("editor"), []
    for _more in range(2):
        newsroom.reply()
        client.get(reverse("wagtailadmin_home"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("wagtailadmin_home"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25


@pytest.mark.parametrize(
    ("name", "before"), [("first", []), ("second", [Level.FIRST]), ("final", [Level.FIRST, Level.SECOND])]
)
def test_more_pages_to_sign_take_no_more_queries(newsroom, enter, name, before):
    client, counts = enter(name), []
    for place in range(2):
        for more in range(2):
            submission = newsroom.submit(newsroom.article(f"示例文章{place}{more}"))
            if before:
                newsroom.sign(submission, *before)
        client.get(reverse("wagtailadmin_home"))
        with CaptureQueriesContext(connection) as queries:
            said = client.get(reverse("wagtailadmin_home")).content.decode()
        counts.append(len(queries))
        assert said.count('class="signing-note"') == 2 * (place + 1)
    assert counts[0] == counts[1] <= 25
    assert "没有等您办理的事项" not in said
