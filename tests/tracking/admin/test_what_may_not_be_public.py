"""Before a letter is public (公开前须处理): the unit masks what it typed, the office sees what is left, nobody is held back."""

from datetime import date, timedelta

import pytest

from tests.tracking.admin.pages import form_of, logged_in, soup, text, typed
from tests.tracking.factories import HANDED_OVER_ON
from tracking.loop import take
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
PHONE = "154" + "00001234"
BODY = f"示例代表甲代表：\r\n您提出的建议收悉。村民手机{PHONE}，邮箱：demo@example.com。\r\n附注：承办人示例乙，联系电话{PHONE}"
DAY = HANDED_OVER_ON + timedelta(days=60)


def step_url(record, code: str) -> str:
    return f"/admin/loop/{record.pk}/{code}/{record.assignments.get().pk}/"


@pytest.fixture
def draft(office, unit_handler):
    """The unit's client, the address of its 送审, and the form as it would be sent."""
    record = office.make_record(Stage.HANDLING)
    talk = {"phase": "during", "method": "face", "summary": "听取意见。", "on": date(2024, 4, 20)}
    take("contact", record.assignments.get(), account=unit_handler, **talk)
    client, where = logged_in(unit_handler), step_url(record, "submit")
    letter = {"body": BODY, "reply_class": "A", "unit_head": "示例局长", "unit_head_on": DAY, "on": DAY}
    return client, where, typed(soup(client.get(where)), form_of("submit")) | letter, record


def concerns(page) -> list[str]:
    return [" ".join(one.get_text(" ").split()) for one in page.select(".concerns__one")]


def test_the_unit_looks_at_its_words_without_sending_them_and_keeps_every_one(draft):
    client, where, data, record = draft
    answer = client.post(where, data | {"look": "1"})
    page = soup(answer)
    assert answer.status_code == 200
    assert typed(page, form_of("submit"))["body"].splitlines() == BODY.splitlines()
    assert typed(page, form_of("submit"))["unit_head"] == "示例局长"
    assert not page.select(".refused, .errorlist")
    told = concerns(page)
    assert len(told) == 3
    assert told[-1].startswith("信函自己的联系方式 手机号码")
    assert [one["value"] for one in page.select(".concerns__one button")] == [f"body:{PHONE}", "body:demo@example.com"]
    record.refresh_from_db()
    assert record.stage == Stage.HANDLING


def test_the_unit_is_told_that_nothing_was_found(draft):
    client, where, data, _record = draft
    page = soup(client.post(where, data | {"look": "1", "body": "已完成示例事项。"}))
    assert page.select_one(".concerns--none").text == "没有发现公开前须处理的内容。还没有送审。"


def test_one_click_masks_one_finding_and_another_all_but_the_letters_own_line(draft):
    client, where, data, _record = draft
    page = soup(client.post(where, data | {"mask": "body:demo@example.com"}))
    body = typed(page, form_of("submit"))["body"]
    assert "邮箱：d***@example.com" in body
    assert f"村民手机{PHONE}" in body
    page = soup(client.post(where, typed(page, form_of("submit")) | {"mask": "all"}))
    body = typed(page, form_of("submit"))["body"]
    assert "村民手机154****1234" in body
    assert f"联系电话{PHONE}" in body


def test_the_unit_is_asked_once_and_never_held_back(draft):
    client, where, data, record = draft
    refused = client.post(where, data)
    assert refused.status_code == 422
    page = soup(refused)
    assert "公开前须处理的内容" in page.select_one(".refused").text
    assert typed(page, form_of("submit"))["body"].splitlines() == BODY.splitlines()
    assert client.post(where, typed(page, form_of("submit")) | {"seen": "on"}).status_code == 302
    record.refresh_from_db()
    assert record.stage == Stage.SUBMITTED


def test_words_that_may_go_out_are_sent_in_without_a_question(draft):
    client, where, data, record = draft
    assert (
        client.post(where, data | {"body": "已完成示例事项。\n附注：承办人示例乙，联系电话0894-2000123"}).status_code
        == 302
    )
    record.refresh_from_db()
    assert record.stage == Stage.SUBMITTED


def test_enter_in_a_field_saves_what_is_written_and_masks_nothing(draft):
    client, where, data, _record = draft
    first = soup(client.post(where, data | {"look": "1"})).select(f"{form_of('submit')} button[type=submit]")[0]
    assert (first.get("name"), first.has_attr("hidden")) == ("keep", True)


@pytest.mark.parametrize(
    ("stage", "code", "who"),
    [(Stage.SUBMITTED, "pass_review", "reviewer"), (Stage.REPORTED, "city_passes", "clerk")],
)
def test_the_office_reads_beside_the_letter_what_is_left(office, request, stage, code, who):
    record = office.move_on(office.register(), stage, body=BODY)
    page = soup(logged_in(request.getfixturevalue(who)).get(step_url(record, code)))
    assert len(concerns(page)) == 3
    assert not page.select(".concerns button")


def test_a_return_takes_a_finding_over_as_it_does_a_hint(office, reviewer):
    record = office.move_on(office.register(), Stage.SUBMITTED, body=BODY)
    page = soup(logged_in(reviewer).get(step_url(record, "return_for_redo")))
    boxes = [one["value"] for one in page.select(f"{form_of('return_for_redo')} input[name=taken]")]
    assert f"正文第2行“{PHONE}”：有手机号码，请改为“154****1234”。" in boxes


def test_the_leader_reads_it_where_the_letter_is_signed_and_signs_all_the_same(office, leader):
    record = office.move_on(office.register(), Stage.REVIEWED, body=BODY)
    client = logged_in(leader)
    page = client.get("/admin/loop/signing/", follow=True)
    assert len(concerns(soup(page))) == 3
    client.post(page.request["PATH_INFO"], typed(soup(page), ".signing__yes form"))
    record.refresh_from_db()
    assert record.stage == Stage.SIGNED


def test_nothing_stands_beside_a_letter_that_may_go_out(office, reviewer):
    record = office.make_record(Stage.SUBMITTED)
    assert "公开前须处理" not in text(logged_in(reviewer).get(step_url(record, "pass_review")))
