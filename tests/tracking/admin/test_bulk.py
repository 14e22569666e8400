"""Many items at once from the list: handed over, reminded, exported; all or nothing, each with its history and event."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.tracking.admin.pages import form_of, is_denied, logged_in, soup, text, typed
from tests.tracking.factories import kept, make_unit
from tracking import versions
from tracking.admin.ledger.like_items import named_before, units_in
from tracking.loop import take
from tracking.models import ChainHead, Duty, Event, HandlingRecord, Kind, Supervision, UnitAlias, UnitKind
from tracking.stages import Stage

LIST, HAND_OVER, REMIND = "/admin/ledger/", "/admin/loop/hand-over/", "/admin/loop/remind/"
FORM = "main form[method=post]"


def chosen(*records) -> str:
    return "&".join(f"record={record.pk}" for record in records)


def taken(code: str):
    return Event.objects.filter(what=code)


# Choosing --------------------------------------------------------------------------------------
@pytest.mark.parametrize("where", [REMIND, HAND_OVER, LIST])
def test_items_of_others_are_refused_with_all_the_rest(request, office, other_unit, other_handler, where):
    mine = office.make_record(Stage.HANDLING, units=[other_unit])
    theirs = office.make_record(Stage.HANDLING)
    client = logged_in(other_handler)
    for ids in (chosen(mine, theirs), "record=999999", "record=x", f"record={'9' * 40}", "record=-1"):
        assert is_denied(client.get(f"{where}?selection=xlsx&{ids}")), ids
        if where != LIST:
            assert is_denied(client.post(f"{where}?{ids}", {"record": theirs.pk})), ids
    assert not taken("supervise").exists()


@pytest.mark.parametrize("where", [REMIND, f"{LIST}?selection=xlsx&"])
def test_nothing_ticked_sends_back_with_a_sentence(supervisor, record, where):
    assert "请先在台账中勾选承办件" in text(logged_in(supervisor).get(where, follow=True))


def test_a_hand_over_of_nothing_is_not_said_to_be_done(office, clerk):
    assert "请先在台账中勾选承办件" in text(logged_in(clerk).get(HAND_OVER, follow=True))


def test_all_that_the_filters_find_is_chosen_without_ticking(office, supervisor):
    for kind in (Kind.SUGGESTION, Kind.PROPOSAL, Kind.PROPOSAL):
        office.make_record(Stage.HANDLING, kind=kind)
    page = soup(logged_in(supervisor).get(f"{REMIND}?scope=all&session=2024&kind=proposal"))
    assert len(page.select("input[name=record]")) == 2


def test_the_list_carries_its_filters_and_offers_all_pages(office, supervisor, monkeypatch):
    monkeypatch.setattr("tracking.admin.ledger.records.ROWS_PER_PAGE", 1)
    for _more in range(2):
        office.make_record(Stage.HANDLING)
    form = soup(logged_in(supervisor).get(f"{LIST}?kind=suggestion")).select_one("form[data-selection]")
    hidden = {box["name"]: box["value"] for box in form.select("input[type=hidden]")}
    assert hidden == {"session": "2024", "kind": "suggestion"}
    assert form.select_one("input[name=scope]")["value"] == "all"
    assert "全部筛选结果（2 件）" in form.get_text()


def test_more_than_one_page_can_show_are_not_cut_off_in_silence(office, clerk, supervisor, monkeypatch):
    monkeypatch.setattr("tracking.admin.loop.hand_over.MOST_AT_ONCE", 1)
    monkeypatch.setattr("tracking.admin.supervising.remind_many.MOST_AT_ONCE", 1)
    both = chosen(office.make_record(), office.make_record())
    for user, where in ((clerk, HAND_OVER), (supervisor, REMIND)):
        assert "一次最多办理 1 件" in text(logged_in(user).get(f"{where}?{both}", follow=True))


# 导出所选 --------------------------------------------------------------------------------------
def titles_in(response) -> list[str]:
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    return [row[4] for row in book.active.iter_rows(min_row=2, values_only=True)]


def test_what_is_ticked_is_exported_whatever_the_filters_say(office, unit_handler):
    one, _two, three = (office.make_record(Stage.HANDLING, title=f"第{n}件") for n in "一二三")
    client = logged_in(unit_handler)
    assert titles_in(client.get(f"{LIST}?selection=xlsx&kind=proposal&{chosen(one, three)}")) == ["第一件", "第三件"]
    assert len(titles_in(client.get(f"{LIST}?selection=xlsx&scope=all&session=2024"))) == 3
    lines = b"".join(client.get(f"{LIST}?selection=csv&{chosen(three)}").streaming_content).decode("utf-8-sig")
    assert "第三件" in lines
    assert "第一件" not in lines


# 批量催办 --------------------------------------------------------------------------------------
@pytest.fixture
def browser(supervisor):
    return logged_in(supervisor)


def reminder_form(browser, *records) -> dict:
    """What the page for these items would send."""
    page = soup(browser.get(f"{REMIND}?{chosen(*records)}"))
    listed = [box["value"] for box in page.select("input[name=record]")]
    return typed(page, FORM) | {"record": listed, "text": "请抓紧办理。"}


def remind(browser, *records, **changes):
    """The answer to pressing 催办 on the page for these items."""
    return browser.post(REMIND, reminder_form(browser, *records) | changes)


def test_the_page_says_what_will_happen_to_each(browser, office, other_unit):
    one = office.make_record(Stage.HANDLING)
    two = office.make_record(Stage.HANDLING, duty=Duty.SEPARATE, units=[office.unit, other_unit])
    rows = [
        row.get_text(" ", strip=True) for row in soup(browser.get(f"{REMIND}?{chosen(one, two)}")).select("tbody tr")
    ]
    assert [row.split()[-1] for row in rows] == ["区示例局", "区示例局、区另例局"]
    assert not taken("supervise").exists()


def test_all_are_reminded_with_one_text_each_with_its_history_and_event(browser, office, supervisor):
    records = [office.make_record(Stage.HANDLING) for _n in range(3)]
    assert "已催办 3 件" in text(browser.get(remind(browser, *records).url))
    found = Supervision.objects.filter(kind="reminder", unit=office.unit, text="请抓紧办理。", by=supervisor.person)
    assert {one.record for one in found} == set(records)
    assert all(one.history.count() == 1 for one in found)
    assert {event.record for event in taken("supervise")} == set(records)
    assert versions.verify().ok


def test_one_that_is_closed_keeps_all_back_and_is_named(browser, office):
    fine, closed, early = office.make_record(Stage.HANDLING), office.make_record(Stage.CLOSED), office.make_record()
    for response in (
        browser.get(f"{REMIND}?{chosen(fine, closed, early)}"),
        browser.post(REMIND, {"record": [fine.pk, closed.pk, early.pk], "on": "2024-06-01", "text": "请办理。"}),
    ):
        assert "各承办单位都已办结，不需要催办" in text(response)
        assert "还没有交办，没有可以催办的单位" in text(response)
        assert soup(response).select_one(".refused a[href*=remind]")["href"] == f"{REMIND}?{chosen(fine)}"
    assert not taken("supervise").exists()


def test_a_bad_day_or_an_item_that_changed_meanwhile_undoes_all(browser, office, supervisor):
    records = [office.make_record(Stage.HANDLING) for _n in range(2)]
    assert "将来" in text(remind(browser, *records, on="2099-01-01"))
    assert remind(browser, *records, text="").status_code == 422
    form = reminder_form(browser, *records)
    take("supervise", records[1], account=supervisor, kind="special", text="专项督办。")
    before = ChainHead.objects.get().number
    assert "已被他人更新" in text(browser.post(REMIND, form))
    assert Supervision.objects.count() == 1
    assert ChainHead.objects.get().number == before
    assert versions.verify().ok


@pytest.mark.parametrize("who", ["clerk", "reviewer", "leader", "unit_handler", "editor", "admin_user", "superuser"])
def test_nobody_but_the_supervisor_reminds_many(request, record, who):
    client = logged_in(request.getfixturevalue(who))
    for response in (
        client.get(f"{REMIND}?{chosen(record)}"),
        client.post(REMIND, {"record": record.pk, "text": "办。"}),
    ):
        assert is_denied(response)
    assert not taken("supervise").exists()


def test_a_hundred_items_take_a_bounded_number_of_queries(browser, office):
    per_item = 50
    records = [office.make_record(Stage.ASSIGNED) for _n in range(10)]
    with CaptureQueriesContext(connection) as page:
        browser.get(f"{REMIND}?{chosen(*records)}")
    assert len(page) <= 25, "the page does not grow with its rows"
    form = reminder_form(browser, *records)
    with CaptureQueriesContext(connection) as act:
        assert browser.post(REMIND, form).status_code == 302
    assert len(act) <= 30 + per_item * len(records)
    heads = [query for query in act.captured_queries if query["sql"].startswith('UPDATE "tracking_chainhead"')]
    assert len(heads) == 1, "the chain is moved once for all"


# 批量交办 --------------------------------------------------------------------------------------
def handed(client, *records, **changes):
    address = f"{HAND_OVER}?{chosen(*records)}"
    form = typed(soup(client.get(address)), "form.hand-over")
    return client.post(address, form | {"assign-on": "2024-03-29"} | changes)


def test_a_common_unit_goes_to_those_that_name_none(office, clerk, other_unit):
    records = [office.make_record(Stage.INSTRUCTED) for _n in range(3)]
    own = {f"item{records[0].pk}-lead_units": other_unit.pk}
    blank = {f"item{one.pk}-lead_units": "" for one in records[1:]}
    response = handed(logged_in(clerk), *records, **own, **blank, **{"assign-lead_unit": office.unit.pk})
    assert response.status_code == 302
    assert [one.assignments.get().unit for one in records] == [other_unit, office.unit, office.unit]
    assert versions.verify().ok


def test_each_begins_with_the_unit_that_its_proposal_names(office, clerk):
    record = office.make_record(Stage.INSTRUCTED)
    assert record.handling_proposal == "拟由区示例局办理。"
    page = soup(logged_in(clerk).get(f"{HAND_OVER}?{chosen(record)}"))
    assert typed(page, "form.hand-over")[f"item{record.pk}-lead_units"] == [str(office.unit.pk)]
    assert "已填拟办意见中的承办单位" in page.get_text()
    assert not record.assignments.exists(), "nothing is handed over before somebody presses"


def test_one_that_was_handed_over_already_keeps_all_back_and_is_named(office, clerk):
    fine, gone = office.make_record(Stage.INSTRUCTED), office.make_record(Stage.HANDLING)
    client = logged_in(clerk)
    address = f"{HAND_OVER}?{chosen(fine, gone)}"
    for response, status in ((client.get(address), 200), (client.post(address, {}), 422)):
        assert response.status_code == status
        assert "现在是“办理中”，还不能“交办”" in text(response)
        assert soup(response).select_one(".refused a[href*=hand-over]")["href"] == f"{HAND_OVER}?{chosen(fine)}"
    assert HandlingRecord.objects.get(pk=fine.pk).stage == Stage.INSTRUCTED


def test_units_are_read_from_a_proposal_in_their_roles(db):
    housing, roads = make_unit("区住房和城乡建设局"), make_unit("区交通运输局")
    kept(UnitAlias(unit=housing, name="区住建局"))
    make_unit("区政府办公室", kind=UnitKind.OFFICE)
    names = type(housing).objects.by_any_name()
    assert units_in("拟由区住建局牵头，区交通运输局配合；区政府办公室督办。", names) == ([housing], [roads])
    assert units_in("拟由区住建局牵头、区交通运输局配合。", names) == ([housing], [roads])
    assert units_in("主办单位：区住建局；配合单位：区交通运输局。", names) == ([housing], [roads])
    assert units_in("请区交通运输局、区住房和城乡建设局分别办理。", names) == ([roads, housing], [])
    assert units_in("拟请下列承办单位按交办要求办理。", names) == ([], [])
    assert units_in("", names) == ([], [])


# 拟办的单位 ------------------------------------------------------------------------------------
def test_units_that_the_proposal_names_are_taken_over_by_the_hand_over(office, clerk, other_unit):
    record = office.make_record()
    named = {"lead_units": [other_unit], "support_units": [office.unit]}
    event = take("propose", record, account=clerk, on=record.received_on, handling_proposal="按职责办理。", **named)
    assert event.summary == "按职责办理；拟牵头：区另例局；拟配合：区示例局"
    record = office.move_on(HandlingRecord.objects.get(pk=record.pk), Stage.INSTRUCTED)
    client = logged_in(clerk)
    page = soup(client.get(f"{HAND_OVER}?{chosen(record)}"))
    form = typed(page, "form.hand-over")
    assert form[f"item{record.pk}-lead_units"] == [str(other_unit.pk)]
    assert form[f"item{record.pk}-support_units"] == [str(office.unit.pk)]
    assert "已填拟办的承办单位" in page.get_text()
    alone = typed(soup(client.get(f"/admin/loop/{record.pk}/assign/")), form_of("assign"))
    assert (alone["lead_units"], alone["support_units"]) == ([str(other_unit.pk)], [str(office.unit.pk)])


def test_a_later_proposal_names_other_units_and_the_words_still_count_where_none_is_named(office, clerk, other_unit):
    record = office.make_record()
    take("propose", record, account=clerk, on=record.received_on, handling_proposal="一", lead_units=[office.unit])
    take("send_back_proposal", record, account=office.leader, on=record.received_on, reason="另拟。")
    take("propose", record, account=clerk, on=record.received_on, handling_proposal="二", lead_units=[other_unit])
    assert named_before([HandlingRecord.objects.get(pk=record.pk)])[record.pk].initial["lead_units"] == [other_unit.pk]
    words = office.make_record(Stage.PROPOSED)
    assert named_before([words])[words.pk].initial["lead_units"] == [office.unit.pk]


def test_a_proposal_may_not_name_a_unit_twice_nor_several_leads_nor_one_from_outside(office, clerk, other_unit):
    record, client = office.make_record(), logged_in(clerk)
    address, both = f"/admin/loop/{record.pk}/propose/", [office.unit.pk, other_unit.pk]
    form = typed(soup(client.get(address)), form_of("propose")) | {"handling_proposal": "办。"}
    twice = client.post(address, form | {"lead_units": both[0], "support_units": both})
    assert "不能既牵头又配合" in text(twice)
    assert set(typed(soup(twice), form_of("propose"))["support_units"]) == {str(pk) for pk in both}
    with pytest.raises(ValidationError, match="只有分办件"):
        take("propose", record, account=clerk, handling_proposal="办。", lead_units=[office.unit, other_unit])
    with pytest.raises(ValidationError, match="外部单位"):
        take("propose", record, account=clerk, handling_proposal="办。", lead_units=[office.lead_unit])
    assert client.post(address, form | {"lead_units": office.lead_unit.pk}).status_code == 422
    assert HandlingRecord.objects.get(pk=record.pk).stage == Stage.REGISTERED


def test_the_hand_over_asks_no_more_for_more_items(office, clerk):
    for n in range(40):
        make_unit(f"区第{n}局")
    client, records, counts = logged_in(clerk), [], []
    for _more in range(2):
        records += [office.make_record(Stage.INSTRUCTED) for _n in range(3)]
        with CaptureQueriesContext(connection) as queries:
            assert len(soup(client.get(f"{HAND_OVER}?{chosen(*records)}")).select(".hand-over__item")) == len(records)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 25
