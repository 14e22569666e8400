"""One step for many items at once (批量办理): all or none, one event each, and whoever can't go is named with the reason."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.tracking.admin.pages import is_denied, logged_in, soup, text, typed
from tests.tracking.factories import PDF, kept, make_person, make_scan
from tracking import outbox, permissions, signals, versions
from tracking.admin.batches import following_up
from tracking.admin.batches.declared import BATCHES
from tracking.admin.batches.scans import NamedItem, sort
from tracking.loop import take
from tracking.models import (
    Assignment,
    Decision,
    Delivery,
    DocSeries,
    Duty,
    Event,
    Feedback,
    HandlingRecord,
    KeptPaper,
    OfficeSettings,
    Reply,
    Role,
    Signature,
)
from tracking.papers import paper_of_code
from tracking.papers.making import make
from tracking.stages import Stage

FORM = "form[data-many]"
MANY = "/admin/loop/many/"


def page_of(code: str, *records) -> str:
    """The address of a step's page for the only part of each item."""
    parts = [one.assignments.get().pk for one in records]
    return f"{MANY}{code}/?" + "&".join(f"part={pk}" for pk in parts)


def form_of(client, address: str) -> dict:
    """What the page would send as it opens."""
    return typed(soup(client.get(address)), FORM)


def press(client, address: str, **changes):
    """The answer to the page's button, with some fields filled in otherwise (dots for hyphens)."""
    return client.post(address, form_of(client, address) | changes)


def stages(*records) -> set[str]:
    return set(HandlingRecord.objects.filter(pk__in=[one.pk for one in records]).values_list("stage", flat=True))


def taken(code: str):
    return Event.objects.filter(what=code)


@pytest.fixture
def client(clerk):
    return logged_in(clerk)


def test_every_field_that_a_row_has_is_one_of_its_step_s_form():
    assert [code for code, one in BATCHES.items() if not set(one.row) <= one.step.form.base_fields.keys()] == []


# Taking ----------------------------------------------------------------------------------------
def test_a_clerk_takes_several_items_from_the_signature_to_the_end_on_two_pages_a_step(office, client):
    records = [office.make_record(Stage.SIGNED) for _n in range(3)]
    address = page_of("report", *records)
    for code, label in (("report", "市政府办审核通过"), ("city_passes", "")):
        done = press(client, address)
        assert done.status_code == 302
        page = soup(client.get(done.url))
        assert len(page.select("tbody tr")) == 3
        follow = page.select_one(f"a[href*='{label and 'city_passes'}']") if label else None
        address = follow["href"] if follow else address
        assert taken(code).count() == 3
    for record in records:
        office.move_on(record, Stage.NUMBERED)
    address = page_of("deliver", *records)
    for code in ("deliver", "ask_opinion"):
        done = press(client, address, **({"all-way": "post"} if code == "deliver" else {}))
        assert done.status_code == 302, text(done)
        follow = soup(client.get(done.url)).select_one("a.button[href*=many]")
        address = follow["href"] if follow else ""
    for record in records:
        office.move_on(record, Stage.FED_BACK)
    assert press(client, page_of("close", *records)).status_code == 302
    assert stages(*records) == {Stage.CLOSED}
    assert {one.way for one in Delivery.objects.all()} == {"post"}
    assert versions.verify().ok


def test_each_row_says_what_will_happen(office, client):
    record = office.make_record(Stage.NUMBERED, title="关于修路的建议")
    page = soup(client.get(page_of("deliver", record)))
    row = page.select_one(".many__row").get_text(" ", strip=True)
    assert "第1号建议" in row
    assert "关于修路的建议" in row
    assert "已行文，待送达 → 已答复，待征询意见" in row
    assert "示例代表甲" in row
    assert page.select_one(f"{FORM} button").get_text(" ", strip=True) == "送达 1 件"


def test_a_row_has_its_own_fields_and_the_rest_is_the_same_for_all(office, client):
    one = office.make_record(Stage.NUMBERED, co_signers=["示例代表乙", "示例代表丙"])
    two = office.make_record(Stage.NUMBERED)
    second = Signature.objects.get(record=one, order=2)
    part = one.assignments.get()
    done = press(
        client,
        page_of("deliver", one, two),
        **{"all-way": "system", "all-copied_to": "区人大办", f"part{part.pk}-agreed": [second.pk]},
    )
    assert done.status_code == 302
    ways = {one.signature.proposer.name: one.way for one in Delivery.objects.filter(reply__assignment=part)}
    assert ways == {"示例代表甲": "system", "示例代表乙": "passed_on", "示例代表丙": "system"}
    assert Delivery.objects.get(reply__assignment__record=two).way == "system"
    assert set(Assignment.objects.values_list("replies__copied_to", flat=True)) == {"区人大办"}


def test_what_is_left_out_by_its_tick_stays_where_it_is(office, client):
    one, two = (office.make_record(Stage.DELIVERED) for _n in range(2))
    done = press(client, page_of("ask_opinion", one, two), take=[one.assignments.get().pk])
    assert done.status_code == 302
    assert (stages(one), stages(two)) == ({Stage.ASKED}, {Stage.DELIVERED})
    refused = press(client, page_of("ask_opinion", two), take=[])
    assert refused.status_code == 422
    assert "请至少勾选一件" in text(refused)


# Refusing --------------------------------------------------------------------------------------
def test_one_that_can_t_go_is_named_with_its_reason_and_is_not_in_the_form(office, client):
    fine, early = office.make_record(Stage.NUMBERED), office.make_record(Stage.SIGNED)
    joint = office.make_record(Stage.HANDLING, duty=Duty.JOINT)
    page = soup(client.get(f"{MANY}deliver/?record={fine.pk}&record={early.pk}&record={joint.pk}"))
    assert [box["value"] for box in page.select("input[name=take]")] == [str(fine.assignments.get().pk)]
    blocked = page.select_one(".many__blocked").get_text(" ", strip=True)
    assert "现在是“已签发”，还不能“送达”" in blocked
    assert "这一步不适用于本件" in blocked


def test_one_bad_row_keeps_all_back_is_named_and_nothing_typed_is_lost(office, client):
    early = office.make_record(Stage.NUMBERED, co_signers=["示例代表乙"])
    late = office.make_record(Stage.NUMBERED)
    issued = late.assignments.get().reply
    issued.issued_on = issued.issued_on.replace(month=issued.issued_on.month + 1)
    versions.keep(issued, user=office.clerk, reason="示例")
    before = Event.objects.count()
    day = early.assignments.get().reply.issued_on
    agreed = Signature.objects.get(record=early, order=2).pk
    answer = press(
        client,
        page_of("deliver", early, late),
        **{"all-on": day, "all-way": "system", f"part{early.assignments.get().pk}-agreed": [agreed]},
    )
    assert answer.status_code == 422
    page = soup(answer)
    said = page.select_one(".refused").get_text(" ", strip=True)
    assert f"{late.number_label}（区示例局）" in said
    assert "早于成文日期" in said
    assert early.number_label not in said
    again = typed(page, FORM)
    assert (again["all-on"], again["all-way"]) == (str(day), ["system"])
    assert again[f"part{early.assignments.get().pk}-agreed"] == [str(agreed)]
    assert Event.objects.count() == before
    assert stages(early, late) == {Stage.NUMBERED}


def test_what_is_wrong_with_every_row_stands_once_at_the_common_field(office, client):
    records = [office.make_record(Stage.DELIVERED) for _n in range(2)]
    answer = press(client, page_of("ask_opinion", *records), **{"all-on": "2099-01-01"})
    assert answer.status_code == 422
    page = soup(answer)
    assert "在将来" in page.select_one(".many__shared").text
    assert page.select_one(".refused").text.count("在将来") == 1
    assert "请写成 2024-08-05 这样的日期" in text(press(client, page_of("ask_opinion", *records), **{"all-on": "昨天"}))
    assert stages(*records) == {Stage.DELIVERED}


def test_one_that_somebody_else_moved_on_meanwhile_is_named_and_the_others_wait(office, client):
    records = [office.make_record(Stage.DELIVERED) for _n in range(2)]
    address = page_of("ask_opinion", *records)
    form = form_of(client, address)
    quicker = make_person("示例另经办", Role.OFFICE_CLERK, login="quicker").user
    take("ask_opinion", records[0].assignments.get(), account=quicker)
    answer = client.post(address, form)
    assert answer.status_code == 422
    said = soup(answer).select_one(".refused").get_text(" ", strip=True)
    assert records[0].number_label in said
    assert "办理了“征询意见”" in said
    assert records[1].number_label not in said
    assert stages(records[1]) == {Stage.DELIVERED}
    assert client.post(address, typed(soup(answer), FORM)).status_code == 302, "the rest goes at the second press"
    assert taken("ask_opinion").count() == 2


def test_a_row_that_changed_meanwhile_is_named_and_can_be_sent_again(office, client):
    record, other = (office.make_record(Stage.DELIVERED) for _n in range(2))
    address = page_of("ask_opinion", record, other)
    form = form_of(client, address)
    part = record.assignments.get()
    take("hand_on", part, account=office.unit_handler, leaving="示例经办人", coming="示例新人", reason="岗位调整")
    answer = client.post(address, form)
    assert "已被他人更新" in text(answer)
    assert "办理了“交接”" in text(answer)
    assert stages(record, other) == {Stage.DELIVERED}
    assert client.post(address, typed(soup(answer), FORM)).status_code == 302


def test_a_second_press_does_nothing_twice_and_shows_what_was_done(office, client):
    records = [office.make_record(Stage.DELIVERED) for _n in range(2)]
    address = page_of("ask_opinion", *records)
    form = form_of(client, address)
    first, second = (client.post(address, form) for _press in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert taken("ask_opinion").count() == 2


# Choosing --------------------------------------------------------------------------------------
def test_the_list_leads_to_the_step_that_all_ticked_items_wait_for(office, client):
    records = [office.make_record(Stage.DELIVERED) for _n in range(2)]
    ticked = "&".join(f"record={one.pk}" for one in records)
    answer = client.get(f"{MANY}?{ticked}&session=2024&stage=delivered&o=-due_on&p=2")
    assert urlsplit(answer.url).path == f"{MANY}ask_opinion/"
    back = soup(client.get(answer.url)).select_one("a[href^='/admin/ledger/?']")["href"]
    assert parse_qs(urlsplit(back).query) == {
        "session": ["2024"],
        "stage": ["delivered"],
        "o": ["-due_on"],
        "p": ["2"],
    }


def test_items_at_several_stages_are_offered_step_by_step(office, client):
    delivered, closed = office.make_record(Stage.DELIVERED), office.make_record(Stage.CLOSED)
    registered = office.make_record()
    ticked = "&".join(f"record={one.pk}" for one in (delivered, closed, registered))
    page = soup(client.get(f"{MANY}?{ticked}"))
    offered = [link.get_text(" ", strip=True) for link in page.select("#choose ~ ul a")]
    assert offered == ["拟办、批示、交办 1 件", "征询意见 1 件"]
    assert closed.number_label in page.select_one("section[aria-labelledby=rest]").text


def test_the_filters_stay_when_a_batch_was_refused(office, client, clerk):
    record = office.make_record(Stage.DELIVERED)
    address = f"{MANY}ask_opinion/?record={record.pk}&session=2024&q=示例&stage=delivered"
    answer = press(client, address, **{"all-on": "2099-01-01"})
    back = soup(answer).select_one("a[href^='/admin/ledger/?']")["href"]
    assert parse_qs(urlsplit(back).query) == {"session": ["2024"], "q": ["示例"], "stage": ["delivered"]}
    empty = client.get(f"{MANY}?session=2024&kind=proposal")
    assert (urlsplit(empty.url).path, parse_qs(urlsplit(empty.url).query)) == (
        "/admin/ledger/",
        {"session": ["2024"], "kind": ["proposal"]},
    )


def test_more_than_a_hundred_lead_back_to_the_list_as_it_was(office, client, monkeypatch):
    monkeypatch.setattr("tracking.admin.batches.pages.MOST_AT_ONCE", 1)
    ticked = "&".join(f"record={office.make_record(Stage.DELIVERED).pk}" for _n in range(2))
    answer = client.get(f"{MANY}ask_opinion/?{ticked}&kind=suggestion")
    assert answer.url == "/admin/ledger/?kind=suggestion"
    assert "一次最多办理 1 件" in text(client.get(answer.url))


def test_the_home_page_offers_what_waits_together(office, client):
    records = [office.make_record(Stage.DELIVERED) for _n in range(2)]
    office.make_record(Stage.NUMBERED)
    page = soup(client.get("/admin/"))
    link = page.select_one("#waiting-ask_opinion a.button")
    assert link.get_text(" ", strip=True) == "这 2 件一起办"
    assert client.get(link["href"]).status_code == 200
    assert set(parse_qs(urlsplit(link["href"]).query)["part"]) == {str(one.assignments.get().pk) for one in records}
    assert page.select_one("#waiting-deliver a.button") is None, "one item has its own page"


# Whose -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "who", ["clerk", "reviewer", "leader", "unit_handler", "supervisor", "editor", "admin_user", "superuser"]
)
def test_a_step_is_open_for_many_to_those_whose_step_it_is(request, office, who):
    record = office.make_record(Stage.DELIVERED)
    user = request.getfixturevalue(who)
    client, part = logged_in(user), record.assignments.get()
    for code, batch in BATCHES.items():
        is_theirs = who in {
            "office_clerk": ["clerk"], "office_reviewer": ["reviewer"], "leader": ["leader"],
            "unit_handler": ["unit_handler"], "editor": ["editor", "clerk"],
        }[batch.step.role]  # fmt: skip
        if code == "name_follower":
            is_theirs = who in {"clerk", "reviewer", "supervisor", "unit_handler"}
        answer = client.get(f"{MANY}{code}/?part={part.pk}")
        assert is_denied(answer) != is_theirs, (code, who)
        if not is_theirs:
            assert is_denied(client.post(f"{MANY}{code}/?part={part.pk}", {"take": part.pk})), (code, who)


def test_items_of_others_and_no_items_are_refused(office, client):
    for query in ("part=999999", "part=x", f"part={'9' * 40}", "part=-1", "record=999999", "record=x"):
        assert is_denied(client.get(f"{MANY}ask_opinion/?{query}")), query
        assert is_denied(client.post(f"{MANY}ask_opinion/?{query}", {"take": "1"})), query
    assert client.get(f"{MANY}supervise/?part=1").status_code == 404
    assert client.get(f"{MANY}supervise/done/?part=1").status_code == 404


def test_boxes_of_items_that_the_address_does_not_name_do_nothing(office, client):
    record, other = (office.make_record(Stage.DELIVERED) for _n in range(2))
    done = press(client, page_of("ask_opinion", record), take=[other.assignments.get().pk, "x"])
    assert done.status_code == 422
    assert stages(record, other) == {Stage.DELIVERED}


# Effort ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "stage"),
    [
        ("sign_for", Stage.ASSIGNED),
        ("pass_review", Stage.SUBMITTED),
        ("sign", Stage.REVIEWED),
        ("publication", Stage.DELIVERED),
        ("report", Stage.SIGNED),
        ("city_passes", Stage.REPORTED),
        ("number", Stage.CLEARED),
        ("deliver", Stage.NUMBERED),
        ("feed_back", Stage.ASKED),
        ("ask_opinion", Stage.DELIVERED),
        ("close", Stage.FED_BACK),
    ],
)
def test_a_page_asks_no_more_for_more_items(office, agrees_to_all, code, stage):
    role = BATCHES[code].step.role
    account = {
        Role.UNIT_HANDLER: office.unit_handler,
        Role.OFFICE_REVIEWER: office.reviewer,
        Role.LEADER: office.leader,
    }
    client = logged_in(account.get(role, office.clerk))
    counts = []
    records = []
    for _more in range(2):
        for _n in range(3):
            own = code == "pass_review"
            records.append(a_good_letter(office) if own else office.make_record(stage, co_signers=["示例代表乙"]))
        address = page_of(code, *records)
        with CaptureQueriesContext(connection) as queries:
            assert len(soup(client.get(address)).select("input[name=take]")) == len(records)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 25


def handled_anew(office, *, words: str):
    """An item whose first signer was not satisfied and said why; its second letter waits for its signature."""
    record = office.make_record(Stage.ASKED)
    part, first = record.assignments.get(), record.signatures.get()
    opinion = {"result": "unsatisfied", "attitude": "satisfied", "source": "assembly", "opinion": words}
    take("feed_back", part, account=office.clerk, signature=first, **opinion)
    take("redo", Assignment.objects.get(pk=part.pk), account=office.reviewer, reason="请重新研究。")
    files = [make_scan("附图.pdf", PDF + str(part.pk).encode())]
    again = {"reply_class": "A", "publicity": "full", "unit_head": "示例局长", "unit_head_on": timezone.localdate()}
    fresh = Assignment.objects.get(pk=part.pk)
    take("submit", fresh, account=office.unit_handler, body="第二次答复的正文。", files=files, **again)
    take("pass_review", Assignment.objects.get(pk=part.pk), account=office.reviewer)
    return record


def test_a_second_letter_is_signed_beside_the_deputy_s_words_and_the_first(office, agrees_to_all):
    records = [handled_anew(office, words=f"第{n}处没有办。") for n in range(3)]
    client, counts = logged_in(office.leader), []
    for address in (page_of("sign", records[0]), page_of("sign", *records)):
        with CaptureQueriesContext(connection) as queries:
            page = soup(client.get(address))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25
    for n, letter in enumerate(page.select(".many__letter")):
        said = " ".join(letter.get_text(" ").split())
        assert "提出人不满意，重新办理" in said
        assert "示例代表甲代表的意见 不满意（办理态度：满意）" in said
        assert f"第{n}处没有办。" in said
        letters = [one.text for one in letter.select(".letter:not(.compared__merged)")]
        assert letters == ["第二次答复的正文。", "已完成示例事项。"]
        assert letter.select_one("table.compared")
        assert letter.find("a", string="1．附图.pdf")


# 正式行文 --------------------------------------------------------------------------------------
@pytest.fixture
def numbered(office, client, django_capture_on_commit_callbacks):
    """Three letters that got their numbers on one page, and the address of the page after it."""
    records = [office.make_record(Stage.CLEARED) for _n in range(3)]
    numbers = {
        f"part{one.assignments.get().pk}-doc_number": f"示政办函〔2024〕{n}号" for n, one in enumerate(records, start=1)
    }
    with django_capture_on_commit_callbacks(execute=True):
        done = press(client, page_of("number", *records), **numbers)
    assert done.status_code == 302
    return records, done.url


def how_far(client, address: str) -> tuple[str, str | None]:
    """What the page after it says of the papers, and after how many seconds it asks again."""
    answer = client.get(address)
    return soup(answer).select_one("progress").text, answer.headers.get("Refresh")


def test_final_papers_of_many_letters_are_made_by_the_page_after_the_step(numbered, client, monkeypatch):
    records, address = numbered
    assert not KeptPaper.objects.exists(), "the answer does not wait for them"
    monkeypatch.setattr(following_up, "SECONDS", -1)
    assert how_far(client, address) == ("0 / 3", "1")
    monkeypatch.setattr(following_up, "SECONDS", 60)
    assert how_far(client, address) == ("3 / 3", None)
    assert KeptPaper.objects.count() == 6
    letter = paper_of_code("reply_letter")
    for kept_paper in KeptPaper.objects.filter(form="pdf"):
        reply = Reply.objects.get(pk=kept_paper.subject.partition(":")[2])
        assert kept_paper.file.read() == make(letter, reply, "pdf"), "the same as when one is made alone"
    assert {one.record_id for one in KeptPaper.objects.all()} == {one.pk for one in records}


def test_papers_are_made_although_nobody_opens_the_page_after_the_step(numbered):
    outbox.settle()
    assert KeptPaper.objects.count() == 6


def test_a_worker_makes_the_papers_and_the_page_tells_how_far_it_is(numbered, client, settings):
    _records, address = numbered
    settings.TRACKING_TASKS = "worker"
    assert how_far(client, address) == ("0 / 3", "1")
    outbox.settle()
    assert how_far(client, address) == ("3 / 3", None)


def test_what_could_not_be_made_is_told_and_the_page_rests(numbered, client, monkeypatch):
    _records, address = numbered
    monkeypatch.setitem(outbox.HANDLERS, signals.STEP_TAKEN, lambda key, payloads: 1 / 0)
    assert how_far(client, address) == ("0 / 3", None)
    assert "3 件没有生成，系统稍后再试" in text(client.get(address))


def numbers_of(*records) -> list[str]:
    return [one.assignments.get().reply.doc_number for one in records]


def numbers_in(page, *records) -> list[str]:
    """The numbers that stand in the rows."""
    return [page.select_one(f"[name=part{one.assignments.get().pk}-doc_number]").get("value", "") for one in records]


@pytest.fixture
def series(office):
    """A series of this year that is counted here, whose next number is 12."""
    year = timezone.localdate().year
    return kept(
        DocSeries(code="示政办函", organ="示例区人民政府办公室", purpose="answer", year=year, first=12, kept_by="here")
    )


def test_letters_are_numbered_in_the_order_of_the_list_and_the_numbers_are_shown_before(office, client, series):
    records = [office.make_record(Stage.CLEARED) for _n in range(3)]
    address = page_of("number", *reversed(records))
    page = soup(client.get(address))
    expected = [series.written(number) for number in (12, 13, 14)]
    assert numbers_in(page, *records) == expected
    assert press(client, address, **{"all-copied_to": "区人大办"}).status_code == 302
    assert numbers_of(*records) == expected
    assert {one.assignments.get().reply.copied_to for one in records} == {"区人大办"}


def test_numbers_begin_where_somebody_says_and_leave_out_what_has_a_paper(office, client, series):
    used = office.make_record(Stage.CLEARED)
    take("number", used.assignments.get(), account=office.clerk, doc_number=series.written(21))
    records = [office.make_record(Stage.CLEARED) for _n in range(2)]
    address = page_of("number", *records)
    form = form_of(client, address) | {"first": series.written(20), "number": "1"}
    looked = client.post(address, form)
    assert looked.status_code == 200
    assert numbers_in(soup(looked), *records) == [series.written(20), series.written(22)]
    assert "还没有办理" in text(looked)
    assert stages(*records) == {Stage.CLEARED}
    assert "发文字号" in text(client.post(address, form | {"first": "二十号"}))
    assert client.post(address, typed(soup(looked), FORM)).status_code == 302
    assert numbers_of(*records) == [series.written(20), series.written(22)]


def test_a_number_that_was_given_meanwhile_keeps_all_back_and_names_the_row(office, client, series):
    records = [office.make_record(Stage.CLEARED) for _n in range(2)]
    address = page_of("number", *records)
    form = form_of(client, address)
    quicker = office.make_record(Stage.CLEARED)
    take("number", quicker.assignments.get(), account=office.clerk, doc_number=series.written(13))
    answer = client.post(address, form)
    assert answer.status_code == 422
    said = soup(answer).select_one(".refused").get_text(" ", strip=True)
    assert records[1].number_label in said
    assert "已用于" in said
    assert records[0].number_label not in said
    assert numbers_of(*records) == ["", ""]


def test_without_a_series_the_numbers_of_the_other_system_are_typed(office, client):
    records = [office.make_record(Stage.CLEARED) for _n in range(2)]
    address = page_of("number", *records)
    assert numbers_in(soup(client.get(address)), *records) == ["", ""]
    answer = press(client, address)
    assert answer.status_code == 422
    assert "发文字号" in soup(answer).select_one(".refused").text


# 登记反馈 --------------------------------------------------------------------------------------
def a_scan(name: str, content: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + (content or name).encode())


def said_of(record, result: str = "satisfied", **more) -> dict:
    """What somebody fills in in an item's row."""
    part = record.assignments.get()
    return {f"part{part.pk}-{name}": value for name, value in ({"result": result} | more).items()}


def ticks(*records) -> dict:
    return {"take": [one.assignments.get().pk for one in records]}


def test_opinions_come_in_in_one_grid_with_scans_named_by_number(office, client):
    one, two, three = (office.make_record(Stage.ASKED) for _n in range(3))
    address = page_of("feed_back", one, two, three)
    page = soup(client.get(address))
    assert not page.select("input[name=take][checked]"), "who has not answered stays"
    scans = [a_scan(f"{one.number}.pdf"), a_scan(f"第{two.number}号建议.pdf")]
    form = typed(page, FORM) | said_of(one, opinion="很好") | said_of(two, "basic", attitude="satisfied")
    done = client.post(address, form | ticks(one, two) | {"all-source": "paper", "scans": scans})
    assert done.status_code == 302, text(done)
    given = {row.delivery.reply.assignment.record: row for row in Feedback.objects.all()}
    assert set(given) == {one, two}
    assert (given[one].result, given[one].opinion, given[one].scan.name) == ("satisfied", "很好", f"{one.number}.pdf")
    assert (given[two].result, given[two].attitude) == ("basic", "satisfied")
    assert stages(three) == {Stage.ASKED}


def test_files_that_go_to_no_row_are_named_and_the_others_are_kept(office, client):
    one, two = (office.make_record(Stage.ASKED) for _n in range(2))
    address = page_of("feed_back", one, two)
    form = form_of(client, address) | said_of(one) | ticks(one) | {"all-source": "paper"}
    heap = [a_scan(f"{one.number}.pdf"), a_scan("扫描件.pdf"), a_scan("99.pdf"), a_scan(f"第{one.number}号.pdf", "x")]
    answer = client.post(address, form | {"scans": [*heap, SimpleUploadedFile(f"{two.number}.exe", b"MZ")]})
    assert answer.status_code == 422
    page = soup(answer)
    said = page.select_one(".refused").get_text(" ", strip=True)
    for words in ("“扫描件.pdf”的文件名里读不出编号", "这里没有第99号", "一件只收一份扫描件", f"“{two.number}.exe”："):
        assert words in said, words
    assert not Feedback.objects.exists()
    assert client.post(address, typed(page, FORM)).status_code == 302, "the scan of the first need not come up again"
    assert Feedback.objects.get().scan.name == f"{one.number}.pdf"


def test_scans_can_be_sorted_before_anything_is_registered(office, client):
    record = office.make_record(Stage.ASKED)
    address = page_of("feed_back", record)
    form = form_of(client, address) | {"match": "1", "scans": [a_scan(f"{record.number}.pdf")]}
    looked = client.post(address, form)
    assert looked.status_code == 200
    row = soup(looked).select_one(".many__row")
    assert f"扫描件：{record.number}.pdf" in row.get_text(" ", strip=True)
    assert row.select_one("input[name=take][checked]"), "a row with a scan is ticked"
    assert not Feedback.objects.exists()


def test_a_row_of_a_grid_that_is_filled_in_but_not_ticked_is_not_lost_in_silence(office, client):
    one, two = (office.make_record(Stage.ASKED) for _n in range(2))
    form = said_of(one) | said_of(two) | ticks(one) | {"all-source": "assembly"}
    answer = press(client, page_of("feed_back", one, two), **form)
    assert answer.status_code == 422
    said = soup(answer).select_one(".refused").get_text(" ", strip=True)
    assert two.number_label in said
    assert "填写了内容，没有勾选" in said
    assert not Feedback.objects.exists()


def test_a_paper_form_without_its_scan_keeps_all_back(office, client):
    one, two = (office.make_record(Stage.ASKED) for _n in range(2))
    form = (
        said_of(one) | said_of(two) | ticks(one, two) | {"all-source": "paper", "scans": [a_scan(f"{one.number}.pdf")]}
    )
    answer = press(client, page_of("feed_back", one, two), **form)
    said = soup(answer).select_one(".refused").get_text(" ", strip=True)
    assert two.number_label in said
    assert "须上传扫描件" in said
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("name", "goes_to"),
    [
        ("12.jpg", 1), ("012.pdf", 1), ("第12号.pdf", 1), ("第12号建议.pdf", 1), ("１２.jpg", 1), ("建议第12号 征询意见表.png", 1),
        ("提案第12号.pdf", 2), ("13.jpg", 0), ("第12号提案 区示例局.pdf", 2), ("扫描件12.jpg", 0), ("IMG_0012.jpg", 0),
        ("第12号第14号.pdf", 0), (".pdf", 0), ("14.pdf", 0), ("14 区甲局.pdf", 0), ("第14号区甲局.pdf", 3),
    ],
)  # fmt: skip
def test_a_scan_goes_to_the_row_that_its_name_says_and_to_no_other(name, goes_to):
    rows = [
        NamedItem(1, 12, "建议", "区示例局"),
        *([NamedItem(2, 12, "提案", "区示例局")] if "提案" in name else []),
        NamedItem(3, 14, "建议", "区甲局"),
        NamedItem(4, 14, "建议", "区乙局"),
    ]
    found, problems = sort([name], rows)
    assert found.get(name, 0) == goes_to
    assert bool(problems) == (goes_to == 0)


# 签收 ------------------------------------------------------------------------------------------
def test_a_unit_signs_for_its_own_items_with_one_handler_and_another_where_a_row_says_so(office, other_unit):
    one, two = (office.make_record(Stage.ASSIGNED) for _n in range(2))
    theirs = office.make_record(Stage.ASSIGNED, units=[other_unit])
    client = logged_in(office.unit_handler)
    assert is_denied(client.get(page_of("sign_for", one, theirs)))
    address = page_of("sign_for", one, two)
    four = {"all-department": "综合科", "all-unit_leader": "示例领导", "all-handler": "示例甲"}
    own = {f"part{two.assignments.get().pk}-handler": "示例乙"}
    assert press(client, address, **four, **own).status_code == 302
    handlers = dict(Assignment.objects.values_list("record", "handler"))
    assert (handlers[one.pk], handlers[two.pk]) == ("示例甲", "示例乙")
    assert {part.due_on == part.record.due_on for part in Assignment.objects.filter(record__in=[one, two])} == {True}


def test_a_row_that_takes_the_common_handler_follows_when_that_is_put_right(office):
    record, other = (office.make_record(Stage.ASSIGNED) for _n in range(2))
    client, address = logged_in(office.unit_handler), page_of("sign_for", record, other)
    answer = press(client, address, **{"all-unit_leader": "示例领导", "all-handler": "示例甲", "all-on": "2099-01-01"})
    assert answer.status_code == 422
    again = typed(soup(answer), FORM)
    assert again[f"part{record.assignments.get().pk}-handler"] == ""
    assert (
        client.post(
            address, again | {"all-handler": "示例丙", "all-department": "示例股", "all-on": "2024-04-01"}
        ).status_code
        == 302
    )
    assert set(Assignment.objects.values_list("handler", flat=True)) == {"示例丙"}


def test_a_missing_handler_is_said_once_above_the_rows(office):
    records = [office.make_record(Stage.ASSIGNED) for _n in range(2)]
    answer = press(logged_in(office.unit_handler), page_of("sign_for", *records), **{"all-unit_leader": "示例领导"})
    said = soup(answer).select_one(".refused")
    assert len(said.select("a[href='#id_all-handler']")) == 1
    assert records[0].number_label not in said.text


# 审核通过 --------------------------------------------------------------------------------------
def a_good_letter(office, stage: Stage = Stage.SUBMITTED):
    """An item whose letter gives no hint."""
    record = office.register()
    body = (
        f"示例代表甲代表：\n您提出的《{record.title}》（第{record.number}号）收悉。经与您当面沟通，现答复如下：\n"
        "已装好路灯30盏。感谢您的关心。\n"
    )
    return office.move_on(record, stage, body=body)


def looked_at(*records) -> dict:
    return {"read": [one.assignments.get().pk for one in records]}


PASSED = {"all-form_ok": "on", "all-wording_ok": "on", "all-content_ok": "on"}


def test_letters_in_which_nothing_was_found_pass_together_once_each_was_looked_at(office, reviewer):
    good = [a_good_letter(office) for _n in range(2)]
    doubtful = office.make_record(Stage.SUBMITTED, title="关于另一件事的建议")
    client, address = logged_in(reviewer), page_of("pass_review", *good, doubtful)
    page = soup(client.get(address))
    assert [box["value"] for box in page.select("input[name=take]")] == [str(one.assignments.get().pk) for one in good]
    assert "开头没有主送" in page.select_one(".many__blocked").text
    assert "已装好路灯30盏" in page.select_one(".many__letter details .letter").text
    assert "A类" in page.select_one(".many__will").text, "class and publicity stand beside it, and stay"
    refused = press(client, address, **PASSED, **looked_at(good[0]))
    assert f"还没有打开看过的 1 件：{good[1].number_label}" in text(refused)
    assert "未看" not in text(refused)
    assert not soup(refused).select("input[name=unread]"), "a review is never taken unread"
    assert press(client, address, **PASSED, **looked_at(*good), unread="1").status_code == 302
    assert stages(*good) == {Stage.REVIEWED}
    assert stages(doubtful) == {Stage.SUBMITTED}
    assert {one.assignments.get().reply.publicity for one in good} == {"full"}


def test_unticked_headings_keep_all_back(office, reviewer):
    record = a_good_letter(office)
    answer = press(logged_in(reviewer), page_of("pass_review", record), **looked_at(record))
    assert answer.status_code == 422
    assert "核对合格的，请打勾" in text(answer)
    assert stages(record) == {Stage.SUBMITTED}


def test_who_drafted_a_letter_does_not_pass_it_among_others(office):
    record, other = a_good_letter(office), a_good_letter(office)
    permissions.grant(office.unit_handler.person, Role.OFFICE_REVIEWER)
    client = logged_in(office.unit_handler)
    page = soup(client.get(page_of("pass_review", record, other)))
    assert not page.select("input[name=take]")
    assert "是本稿的拟稿人，须由他人审核、签发" in page.select_one(".many__blocked").text


def test_a_letter_that_came_back_is_reviewed_by_itself(office, reviewer):
    record = a_good_letter(office)
    part = record.assignments.get()
    office.send_back(part)
    body = part.replies.get().body
    office.submit(Assignment.objects.get(pk=part.pk), body=body)
    page = soup(logged_in(reviewer).get(page_of("pass_review", record)))
    assert "第2轮，须对照上一轮审核" in page.select_one(".many__blocked").text


# 签发 ------------------------------------------------------------------------------------------
@pytest.fixture
def agrees_to_all(office):
    """An office whose leaders may sign many letters at once."""
    return kept(OfficeSettings(pk=1, signs_together=True))


def test_letters_are_signed_one_by_one_unless_the_office_says_otherwise(office, leader):
    records = [office.make_record(Stage.REVIEWED) for _n in range(2)]
    client = logged_in(leader)
    page = soup(client.get(page_of("sign", *records)))
    assert not page.select("input[name=take]")
    assert "办公室设置没有打开“全部同意”" in page.text
    assert press(client, page_of("sign", *records), **looked_at(*records)).status_code == 422
    assert soup(client.get("/admin/")).select_one("#waiting-sign a.button") is None
    assert stages(*records) == {Stage.REVIEWED}


@pytest.mark.usefixtures("agrees_to_all")
def test_a_leader_agrees_to_all_and_is_told_which_letters_were_not_opened(office, leader):
    records = [office.make_record(Stage.REVIEWED) for _n in range(3)]
    client = logged_in(leader)
    address = soup(client.get("/admin/")).select_one("#waiting-sign a.button")["href"]
    refused = press(client, address, **looked_at(records[0]))
    assert refused.status_code == 422
    said = text(refused)
    assert f"还没有打开看过的 2 件：{records[1].number_label}、{records[2].number_label}" in said
    assert "以上没有打开看过的 2 件，也同意" in said
    assert stages(*records) == {Stage.REVIEWED}
    form = typed(soup(refused), FORM)
    assert form["read"] == [str(records[0].assignments.get().pk)]
    assert client.post(address, form | {"unread": "1"}).status_code == 302
    assert stages(*records) == {Stage.SIGNED}
    assert {event.decider for event in taken("sign")} == {leader.person}


@pytest.mark.usefixtures("agrees_to_all")
def test_a_leader_who_reviewed_a_letter_does_not_sign_it_among_others(office):
    mine, other = office.make_record(Stage.REVIEWED), office.make_record(Stage.REVIEWED)
    permissions.grant(office.reviewer.person, Role.LEADER)
    page = soup(logged_in(office.reviewer).get(page_of("sign", mine, other)))
    assert not page.select("input[name=take]")
    assert "审核了此稿，须由他人签发" in page.select_one(".many__blocked").text


def test_a_clerk_records_what_a_leader_signed_on_one_sheet_of_paper(office, client, leader):
    records = [office.make_record(Stage.REVIEWED) for _n in range(2)]
    address = soup(client.get("/admin/")).select_one("#waiting-sign a.button")["href"]
    assert "paper=1" in address
    form = form_of(client, address) | {"all-decider": leader.person.pk, "all-wording": "同意。"}
    refused = client.post(address, form)
    assert "必填" in text(refused) or "扫描件" in text(refused)
    assert stages(*records) == {Stage.REVIEWED}
    bad_day = client.post(address, form | {"all-scan": a_scan("签批单.pdf"), "all-on": "2099-01-01"})
    assert bad_day.status_code == 422
    again = typed(soup(bad_day), FORM)
    assert "签批单.pdf" in soup(bad_day).select_one(".many__shared").text, "the scan need not come up again"
    assert client.post(address, again | {"all-on": timezone.localdate().isoformat()}).status_code == 302
    assert stages(*records) == {Stage.SIGNED}
    assert {one.scan.name for one in Decision.objects.all()} == {"签批单.pdf"}
    assert {event.decider for event in taken("sign")} == {leader.person}


# 公开登记 --------------------------------------------------------------------------------------
def test_publications_are_noted_for_the_rows_that_have_an_address(office, editor):
    one, two = (office.make_record(Stage.DELIVERED) for _n in range(2))
    client, address = logged_in(editor), page_of("publication", one, two)
    form = form_of(client, address)
    url = {f"part{one.assignments.get().pk}-url": "https://example.org/1"}
    assert client.post(address, form | url | ticks(one)).status_code == 302
    assert one.assignments.get().reply.published_url == "https://example.org/1"
    assert two.assignments.get().reply.published_on is None
    bad = {f"part{two.assignments.get().pk}-url": "不是网址"}
    answer = client.post(page_of("publication", two), form_of(client, page_of("publication", two)) | bad | ticks(two))
    assert answer.status_code == 422
    assert two.number_label in soup(answer).select_one(".refused").text
