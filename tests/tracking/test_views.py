"""The proposer's one-time page: one opinion, once, by whoever holds the address; nothing else, and nobody learns of it."""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from huiyin.logs import WithoutTokens
from tests.tracking.factories import make_person
from tracking import versions
from tracking.feedback import throttling
from tracking.loop import Refused, take
from tracking.loop.acts.opinions import answer_by_link
from tracking.models import Event, Feedback, FeedbackLink, Role, digest_of, new_token
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
SAID = {"attitude": "satisfied", "result": "basic", "opinion": "请继续推进。"}


@pytest.fixture(autouse=True)
def _nobody_has_knocked():
    cache.clear()


@pytest.fixture
def part(make_record):
    """A part whose proposers are being asked."""
    return make_record(Stage.ASKED, co_signers=["示例代表乙"]).assignments.get()


def issue(part, clerk, signature=None) -> str:
    """A fresh one-time link's token."""
    token = new_token()
    signature = signature or part.record.signatures.first()
    take("issue_link", part, account=clerk, signature=signature, token=token)
    return token


def test_the_page_shows_the_reply_and_where_the_item_stands(part, clerk, client):
    page = client.get(f"/feedback/{issue(part, clerk)}/").content.decode()
    for words in (
        "示例代表甲代表",
        "第1号建议",
        "关于加强示例工作的建议",
        "已完成示例事项。",
        "征询意见",
        "办理态度",
        "不满意",
    ):
        assert words in page
    assert "<script" not in page
    assert "示例代表乙" not in page


def test_an_opinion_is_given_once_and_is_the_proposers_own(part, clerk, client):
    token = issue(part, clerk)
    response = client.post(f"/feedback/{token}/", SAID)
    assert (response.status_code, response.url) == (302, "/feedback/")
    assert "您的意见已收到" in client.get(response.url).content.decode()
    given = Feedback.objects.get()
    assert (given.source, given.result, given.attitude, given.opinion) == ("link", "basic", "satisfied", "请继续推进。")
    event = Event.objects.last()
    assert (event.what, event.decider, event.account) == ("feed_back", None, None)
    assert event.decider_name == "示例代表甲（一次性链接）"
    assert event.assignment.stage == Stage.FED_BACK
    assert client.post(f"/feedback/{token}/", SAID | {"result": "satisfied"}).status_code == 410
    assert Feedback.objects.get().result == "basic"
    assert versions.verify().ok


@pytest.mark.parametrize("how", ["unknown", "revoked", "expired", "used", "answered on paper", "closed", "redone"])
def test_what_opens_nothing_looks_the_same_whatever_the_reason(how, part, office, client, clerk, reviewer):
    first, token, later = part.record.signatures.first(), new_token(), 0
    if how != "unknown":
        token = issue(part, clerk)
    match how:
        case "revoked":
            issue(part, clerk)
        case "expired":
            later = 31
        case "used":
            answer_by_link(token, result="satisfied", attitude="satisfied")
        case "answered on paper":
            take("feed_back", part, account=clerk, signature=first, result="satisfied", source="assembly")
        case "closed":
            take("feed_back", part, account=clerk, signature=first, result="satisfied", source="assembly")
            token = issue(part, clerk, part.record.signatures.last())
            take("close", part, account=clerk)
        case "redone":
            take("feed_back", part, account=clerk, signature=first, result="unsatisfied", source="assembly")
            token = issue(part, clerk, part.record.signatures.last())
            take("redo", part, account=reviewer, reason="请重新办理。")
    unknown = client.get(f"/feedback/{new_token()}/").content
    before = Feedback.objects.count()
    with time_machine.travel(timezone.now() + timedelta(days=later), tick=False):
        for response in (client.get(f"/feedback/{token}/"), client.post(f"/feedback/{token}/", SAID)):
            assert (response.status_code, response.content) == (410, unknown)
    assert Feedback.objects.count() == before


def test_the_last_day_still_counts(part, clerk, client):
    token = issue(part, clerk)
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        assert client.get(f"/feedback/{token}/").status_code == 200


def test_a_form_that_lacks_an_axis_is_shown_again_with_the_words_kept(part, clerk, client):
    token = issue(part, clerk)
    for lacking in ("attitude", "result"):
        response = client.post(f"/feedback/{token}/", {name: words for name, words in SAID.items() if name != lacking})
        assert response.status_code == 422
        assert "请选择满意、基本满意或不满意" in response.content.decode()
        assert "请继续推进。" in response.content.decode()
    assert client.post(f"/feedback/{token}/", SAID | {"result": "wonderful"}).status_code == 422
    assert not Feedback.objects.exists()


def test_every_answer_keeps_to_itself(part, clerk, client):
    token = issue(part, clerk)
    answers = [
        client.get(f"/feedback/{token}/"),
        client.get("/feedback/"),
        client.get(f"/feedback/{new_token()}/"),
        client.put(f"/feedback/{token}/"),
        client.post(f"/feedback/{token}/", SAID),
    ]
    for response in answers:
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert "script-src 'self'" in response["Content-Security-Policy"]
        assert not response.cookies


def test_a_browser_that_passes_on_no_referrer_may_answer(part, clerk):
    token = issue(part, clerk)
    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    assert strict.post(f"/feedback/{token}/", SAID, secure=True).status_code == 302


def test_the_token_is_kept_nowhere(part, clerk, client, caplog):
    token = issue(part, clerk)
    with caplog.at_level(logging.DEBUG):
        client.get(f"/feedback/{token}/")
        client.post(f"/feedback/{token}/", SAID)
        client.get(f"/feedback/{token}/")
    for record in caplog.records:
        WithoutTokens().filter(record)
        assert token not in record.getMessage()
    assert any("/feedback/…" in record.getMessage() for record in caplog.records), "Django names the path of a 410"
    link = FeedbackLink.objects.get()
    assert link.token_sha256 == digest_of(token)
    kept = [str(vars(one)) for one in (*Event.objects.all(), *FeedbackLink.history.all(), *FeedbackLink.objects.all())]
    assert not [one for one in kept if token in one]


def test_a_new_link_voids_the_old_one_of_the_same_signer_alone(part, clerk, client):
    first, second = part.record.signatures.all()
    tokens = [issue(part, clerk, first), issue(part, clerk, second), issue(part, clerk, first)]
    assert [client.get(f"/feedback/{token}/").status_code for token in tokens] == [410, 200, 200]


def test_a_co_signers_opinion_does_not_move_the_item(part, clerk, client):
    client.post(f"/feedback/{issue(part, clerk, part.record.signatures.last())}/", SAID | {"result": "unsatisfied"})
    part.refresh_from_db()
    assert (part.stage, part.record.feedback_result) == (Stage.ASKED, "")


def test_whoever_guesses_is_slowed_down(client):
    for _knock in range(throttling.MOST_FAILURES):
        assert client.get(f"/feedback/{new_token()}/").status_code == 410
    response = client.get(f"/feedback/{new_token()}/")
    assert (response.status_code, response["Retry-After"]) == (429, "600")
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"/feedback/{new_token()}/").status_code == 410


def test_one_link_is_not_hammered(part, clerk):
    token = issue(part, clerk)
    seen = [
        Client(REMOTE_ADDR=f"192.0.2.{place}").get(f"/feedback/{token}/").status_code
        for place in range(throttling.MOST_VISITS + 1)
    ]
    assert seen == [200] * throttling.MOST_VISITS + [429]


def test_an_office_without_a_front_has_neither_page_nor_step(part, clerk, client, settings):
    token = issue(part, clerk)
    settings.TRACKING_FEEDBACK_LINKS = False
    assert client.get(f"/feedback/{token}/").status_code == 404
    assert client.get("/feedback/").status_code == 404
    with pytest.raises(Refused, match="不适用于本件"):
        issue(part, clerk)


@pytest.mark.parametrize("code", ["close", "redo", "sign_for", "deliver", "publication", "issue_link"])
def test_a_link_opens_no_other_step(code, part, clerk):
    issue(part, clerk)
    with pytest.raises(Refused, match="不能经一次性链接办理"):
        take(code, part, account=None, link=FeedbackLink.objects.get())


def test_a_link_speaks_for_its_own_signer_and_item_alone(part, clerk, make_record):
    first, second = part.record.signatures.all()
    issue(part, clerk, first)
    link, said = FeedbackLink.objects.get(), {"result": "satisfied"}
    with pytest.raises(ValidationError, match="链接本人"):
        take("feed_back", part, account=None, link=link, signature=second, source="link", **said)
    with pytest.raises(ValidationError, match="链接本人"):
        take("feed_back", part, account=None, link=link, signature=first, source="assembly", **said)
    other = make_record(Stage.ASKED).assignments.get()
    with pytest.raises(Refused, match="不适用于本件"):
        take("feed_back", other, account=None, link=link, signature=first, source="link", **said)
    with pytest.raises(Refused, match="不能经一次性链接办理"):
        take("feed_back", part, account=clerk, link=link, signature=first, source="link", **said)
    with pytest.raises(Refused, match="没有对应的办理人员"):
        take("feed_back", part, account=None, signature=first, source="link", **said)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.PROPOSER, Role.OFFICE_CLERK}])
def test_nobody_else_issues_a_link_but_the_clerk(role, part, unit):
    person = make_person("示例某人", role, unit if role.is_of_a_unit else None, login="somebody")
    with pytest.raises(Refused):
        issue(part, person.user)
    assert not FeedbackLink.objects.exists()


def test_the_page_names_nobody_inside_and_no_contact_data(part, clerk, client):
    page = client.get(f"/feedback/{issue(part, clerk)}/").content.decode()
    assert not re.search("示例经办|示例审核|示例承办|示例局长|退回", page)
