"""成套送审 in the admin: the editor chooses, each level opens every page and signs with one press."""

import pytest
from django.urls import reverse
from django.utils import timezone

from publishing.models import Release, Submission
from publishing.review import releasing, sets
from tests.publishing.test_sets import handed_in, live, opened, pages_of
from tests.tracking.admin.pages import logged_in, queries, soup, text, typed

pytestmark = pytest.mark.django_db
DAY = timezone.timedelta(days=1)
SIGN = "section.signing-panel--act form"


def test_an_editor_hands_a_whole_session_in_with_a_moment(newsroom):
    pages_of(newsroom)
    client = logged_in(newsroom.editor)
    asked = client.get(reverse("publishing_sets"), {"session": newsroom.office.session.code})
    form = typed(soup(asked), "form[action$='submit/']")
    assert len(form["pages"]) == 2
    moment = timezone.localtime(timezone.now() + timezone.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(reverse("publishing_set_submit"), form | {"publish_at": moment})
    release = Release.objects.get()
    assert answer.url == reverse("publishing_set", args=[release.pk])
    assert "定于" in text(client.get(answer.url))
    assert "办理结果" in text(client.get(reverse("publishing_desk")))


def test_a_refused_set_keeps_what_was_typed(newsroom):
    page = newsroom.article()
    data = {"title": "示例一套", "pages": [page.pk], "note": "请尽快"}
    answer = logged_in(newsroom.editor).post(reverse("publishing_set_submit"), data)
    assert answer.status_code == 422
    assert "至少选两页" in text(answer)
    assert typed(soup(answer), "form[action$='submit/']")["note"] == "请尽快"


def test_a_reviewer_opens_every_page_and_then_signs_with_one_press(newsroom):
    release = handed_in(newsroom)
    client, address = logged_in(newsroom.first), reverse("publishing_set", args=[release.pk])
    waiting = text(client.get(reverse("publishing_queue")))
    assert "2024年办理结果（成套3页）" in waiting
    assert "示例办理制度" not in waiting
    page = soup(client.get(address))
    assert page.select_one("button[value=agreed]").has_attr("disabled")
    while (more := page.select_one(".signing-panel--act a.button")) is not None:
        page = soup(client.get(more["href"]))
    page = soup(client.get(address))
    form = typed(page, SIGN) | {"verdict": "agreed"}
    answer = client.post(reverse("publishing_set_decide", args=[release.pk]), form, follow=True)
    assert "待二审" in text(answer)
    signed = {one.page.title for one in Submission.objects.filter(signoffs__decider=newsroom.first.person)}
    assert len(signed) == 2


def test_a_page_under_review_is_called_a_draft_nowhere_on_the_desk(newsroom):
    release = handed_in(newsroom)
    desk = soup(logged_in(newsroom.editor).get(reverse("publishing_desk")))
    for page in (one.page for one in releasing.members_of(release)):
        links = desk.select(f'a[href="{reverse("publishing_review", args=[page.pk])}"]')
        assert links
        assert all("待" in link.parent.text and "草稿" not in link.parent.text for link in links)


def test_a_page_sent_back_on_the_page_of_the_set_takes_all_back(newsroom):
    release = handed_in(newsroom)
    due = sets.due(releasing.members_of(release))
    data = {"verdict": "rejected", "seen": "x", "page": due[0].page_id, "comment": ""}
    client, decide = logged_in(newsroom.first), reverse("publishing_set_decide", args=[release.pk])
    assert "退回须写明理由" in text(client.post(decide, data))
    answer = client.post(decide, data | {"comment": "请补写。"}, follow=True)
    assert "请补写" in text(answer)
    assert "一审 退回" in text(answer)
    assert not Submission.objects.open().exists()


def test_the_last_press_publishes_the_set_and_says_so(newsroom):
    release = handed_in(newsroom)
    for level in ("first", "second"):
        opened(release, getattr(newsroom, level))
        sets.sign_set(release, account=getattr(newsroom, level))
    opened(release, newsroom.final)
    client, address = logged_in(newsroom.final), reverse("publishing_set", args=[release.pk])
    form = typed(soup(client.get(address)), SIGN) | {"verdict": "agreed"}
    answer = client.post(reverse("publishing_set_decide", args=[release.pk]), form, follow=True)
    assert "整套3页同时发布" in text(answer)
    assert live(release) == {True}
    assert client.post(reverse("publishing_set_withdraw", args=[release.pk]), follow=True).status_code == 200
    assert live(release) == {True}


def test_the_page_of_a_set_asks_no_more_for_more_pages(newsroom):
    def asked(pages: int) -> int:
        drafts = [newsroom.article(f"{pages}页中第{number}页") for number in range(pages)]
        release = sets.submit_set(drafts, account=newsroom.editor, title=f"{pages}页")
        return queries(logged_in(newsroom.first), reverse("publishing_set", args=[release.pk]))

    few = asked(2)
    assert asked(6) <= few <= 25


def test_the_list_of_sets_and_the_queue_ask_no_more_for_more_sets(newsroom):
    def asked(number: int) -> list[int]:
        drafts = [newsroom.article(f"第{number}套第{page}页") for page in range(2)]
        sets.submit_set(drafts, account=newsroom.editor, title=f"第{number}套", publish_at=timezone.now() + DAY)
        clients = {
            "publishing_sets": newsroom.editor,
            "publishing_desk": newsroom.editor,
            "publishing_queue": newsroom.first,
        }
        return [queries(logged_in(who), reverse(name)) for name, who in clients.items()]

    one, asked_again = asked(1), [asked(number) for number in (2, 3)][-1]
    assert asked_again <= one
    assert max(one) <= 25
