"""督查督办: what is due and late with the items behind each number, the units' sheets, and circulars with frozen figures."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from tests.tracking.admin.pages import is_denied, logged_in, queries, soup, text
from tests.tracking.factories import kept, make_session, make_unit
from tests.tracking.test_attention import grow
from tracking import versions
from tracking.loop import Refused, take
from tracking.models import Assignment, Circular, Event, Notice, Supervision, Unit
from tracking.papers import paper_of_code
from tracking.papers.subjects import UnitsItems
from tracking.reports import circulars
from tracking.stages import Stage
from tracking.telling import reminder_sheets
from tracking.telling.reminder_sheets import wechat_text

pytestmark = pytest.mark.django_db
DUE, SHEETS, BATCH = "/admin/supervision/due/", "/admin/supervision/reminders/", "/admin/papers/batch/"
TODAY = date(2024, 7, 8)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-07-08 10:00+08:00", tick=False):
        yield


@pytest.fixture
def ledger(office, other_unit):
    """A late item and one to sign for with 区示例局, a late one at review and an answered one with 区另例局."""
    office.make_record(Stage.HANDLING, title="关于甲的建议")
    office.make_record(Stage.ASSIGNED, title="关于乙的建议")
    office.make_record(Stage.SUBMITTED, title="关于丙的建议", units=[other_unit])
    office.make_record(Stage.CLOSED, title="关于丁的建议", units=[other_unit])
    return office


def counts(response) -> dict[str, list[int]]:
    return {
        row.select_one("th").text: [int(cell.text) for cell in row.select("td")]
        for row in soup(response).select(".counts tbody tr")
    }


# 到期和逾期 -------------------------------------------------------------------------------------
def test_what_is_due_is_counted_by_unit_leader_and_session(ledger, supervisor):
    client = logged_in(supervisor)
    assert counts(client.get(DUE)) == {"区示例局": [2, 2, 0, 1, 1, 0], "区另例局": [1, 1, 0, 0, 0, 0]}
    assert counts(client.get(DUE, {"by": "leader"})) == {"示例副区长": [2, 2, 0, 1, 1, 0], "未填写": [1, 1, 0, 0, 0, 0]}
    assert counts(client.get(DUE, {"by": "session"})) == {ledger.session.name: [3, 3, 0, 1, 1, 0]}


@pytest.mark.parametrize("by", ["unit", "leader", "session"])
def test_every_number_opens_as_many_items_as_it_says(ledger, supervisor, by):
    client = logged_in(supervisor)
    links = soup(client.get(DUE, {"by": by})).select(".counts td a")
    assert links
    for link in links:
        rows = soup(client.get(link["href"])).select("table.ledger tbody tr")
        assert len(rows) == int(link.text), link["href"]


def test_another_session_is_chosen_by_a_link(ledger, supervisor):
    make_session("2025")
    client = logged_in(supervisor)
    assert counts(client.get(DUE)) == {}
    choices = soup(client.get(DUE)).select("nav[aria-label=届次] a")
    old = next(link for link in choices if link.text == ledger.session.name)
    assert len(counts(client.get(DUE + old["href"]))) == 2
    assert len(counts(client.get(DUE, {"session": "all"}))) == 2


@pytest.mark.parametrize("query", [{"by": "nonsense"}, {"session": "nonsense"}])
def test_what_is_not_understood_is_left_out(ledger, supervisor, query):
    assert len(counts(logged_in(supervisor).get(DUE, query))) == 2


def test_a_unit_finds_by_attention_its_own_items_alone(ledger, other_handler):
    client = logged_in(other_handler)
    page = soup(client.get("/admin/ledger/", {"attention": "late", "leader": "示例副区长"}))
    assert [row.text for row in page.select("td.ledger__title a")] == ["关于丙的建议"]
    assert page.select_one("[name=leader]") is None


def test_an_editor_is_offered_no_attention(ledger, editor):
    page = soup(logged_in(editor).get("/admin/ledger/", {"attention": "late"}))
    assert page.select_one("[name=attention]") is None


@pytest.mark.parametrize("url", [DUE, SHEETS, f"{SHEETS}?by=leader", "/admin/notices/"])
def test_pages_take_as_many_queries_at_300_items_as_at_7(office, supervisor, url):
    units = [make_unit(f"区第{place}局") for place in range(40)]
    record = office.make_record(Stage.HANDLING)
    client = logged_in(supervisor)
    few = queries(client, url)
    grow(record, 300, units)
    assert queries(client, url) == few
    assert few <= 20


# 催办 -----------------------------------------------------------------------------------------
def test_a_sheet_says_of_each_open_item_what_is_asked(ledger, supervisor):
    found = {sheet.unit.name: sheet for sheet in reminder_sheets.sheets(TODAY)}
    assert {line.record.title: (line.asked, line.is_with_unit) for line in found["区示例局"].lines} == {
        "关于甲的建议": ("请与提出人沟通后送审答复", True),
        "关于乙的建议": ("请签收", True),
    }
    assert [(line.asked, line.is_with_unit) for line in found["区另例局"].lines] == [
        ("由政府办办理，单位暂无须办理", False)
    ]


def test_what_is_asked_follows_the_handling(office, other_unit):
    record = office.make_record(Stage.HANDLING, support_units=[other_unit])
    office.sign_for(record.assignments.get(unit=other_unit))
    joint = office.make_record(Stage.HANDLING, duty="joint")
    back = office.make_record(Stage.SUBMITTED)
    office.send_back(back.assignments.get())
    part = record.assignments.get(unit=office.unit)
    talk = {"phase": "during", "method": "face", "summary": "当面听取意见。"}
    take("contact", part, account=office.unit_handler, on=date(2024, 4, 20), **talk)
    asked = {
        (line.record.pk, line.part.unit.name): line.asked
        for sheet in reminder_sheets.sheets(TODAY)
        for line in sheet.lines
    }
    assert asked == {
        (record.pk, "区示例局"): "请送审答复",
        (record.pk, "区另例局"): "请提交配合意见",
        (joint.pk, "区示例局"): "请报送会办意见",
        (back.pk, "区示例局"): "请按退回意见修改后再次送审",
    }


def test_issuing_reminds_of_each_item_once_a_day(ledger, supervisor):
    client, unit = logged_in(supervisor), ledger.unit
    response = client.post(f"{SHEETS}?unit={unit.pk}", {"demand": "请于本周内报送。"}, follow=True)
    assert "已催办 2 件" in text(response)
    acts = Supervision.objects.all()
    assert {(act.kind, act.unit, act.on, act.by.user) for act in acts} == {("reminder", unit, TODAY, supervisor)}
    assert {act.text for act in acts} == {"请签收。请于本周内报送。", "请与提出人沟通后送审答复。请于本周内报送。"}
    assert Event.objects.filter(what="supervise").count() == 2
    again = client.post(f"{SHEETS}?unit={unit.pk}", follow=True)
    assert "今天已经催办过" in text(again)
    assert acts.count() == 2
    assert versions.verify().ok


def test_the_next_day_may_be_reminded_again(ledger, supervisor):
    reminder_sheets.issue(TODAY, account=supervisor)
    with time_machine.travel("2024-07-09 10:00+08:00"):
        assert len(reminder_sheets.issue(date(2024, 7, 9), account=supervisor)) == 2


def test_what_lies_with_the_office_is_listed_but_not_reminded(ledger, supervisor, other_unit):
    logged_in(supervisor).post(f"{SHEETS}?unit={other_unit.pk}")
    assert not Supervision.objects.exists()


def test_issuing_is_all_or_nothing(ledger, supervisor, monkeypatch):
    real, taken = reminder_sheets.take, []

    def second_is_refused(*args, **kwargs):
        if taken:
            raise Refused("同时有人办理了相同的内容。")
        taken.append(real(*args, **kwargs))

    monkeypatch.setattr(reminder_sheets, "take", second_is_refused)
    response = logged_in(supervisor).post(SHEETS, follow=True)
    assert "没有催办任何一件：同时有人办理了相同的内容。" in text(response)
    assert len(taken) == 1
    assert not Supervision.objects.exists()
    assert versions.verify().ok


def test_the_unit_is_told_of_a_reminder_at_once(ledger, supervisor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        reminder_sheets.issue(TODAY, account=supervisor)
    assert set(Notice.objects.filter(kind="reminded").values_list("person__name", flat=True)) == {"示例承办"}


@pytest.mark.parametrize("who", ["clerk", "reviewer", "leader"])
def test_others_of_the_office_see_the_sheets_and_issue_none(ledger, who, request):
    client = logged_in(request.getfixturevalue(who))
    page = soup(client.get(SHEETS))
    assert "区示例局" in page.text
    assert page.select_one(".sheets__issue") is None
    assert is_denied(client.post(SHEETS))
    assert not Supervision.objects.exists()


def test_acts_of_supervision_are_listed_by_kind(ledger, supervisor, record):
    visit = {"kind": "site_visit", "text": "已到现场查看。"}
    take("supervise", record, account=supervisor, on=TODAY, **visit)
    take("supervise", record, account=supervisor, on=TODAY, kind="special", text="列入专项督办。")
    client = logged_in(supervisor)
    assert {"已到现场查看。", "列入专项督办。"} <= {cell.text for cell in soup(client.get(SHEETS)).select(".list td")}
    special = soup(client.get(SHEETS, {"kind": "special"}))
    assert "列入专项督办。" in special.text
    assert "已到现场查看。" not in special.text


def test_the_next_page_of_acts_forgot_their_kind(ledger, supervisor, record, monkeypatch):
    monkeypatch.setattr("tracking.admin.supervising.reminder_sheets.ROWS_PER_PAGE", 1)
    for kind in ("special", "special", "site_visit"):
        take("supervise", record, account=supervisor, on=TODAY, kind=kind, text="已登记。")
    client = logged_in(supervisor)
    first = soup(client.get(SHEETS, {"kind": "special"}))
    following = client.get(SHEETS + first.select_one(".pages a")["href"].removesuffix("#acts"))
    assert "第 2 页，共 2 页" in soup(following).select_one(".pages").text


def test_on_paper_each_unit_has_a_sheet_of_its_own(ledger, supervisor):
    client = logged_in(supervisor)
    asked = {"paper": "reminder_sheet", "way": "pdf", "session": ledger.session.code}
    assert "已制作 1 / 1 份" in text(client.get(client.post(BATCH, asked).url)), (
        "what lies with the office is not reminded"
    )
    assert "已制作 1 / 1 份" in text(client.get(client.post(BATCH, asked | {"unit": ledger.unit.pk}).url))
    lines = paper_of_code("reminder_sheet").fields(UnitsItems(ledger.session, ledger.unit))["lines"]
    assert [(one["number"], one["title"]) for one in lines] == [("第1号建议", "甲"), ("第2号建议", "乙")]
    assert "没有可以制作的催办单" in text(client.post(BATCH, asked | {"unit": "9999"}, follow=True))


@pytest.fixture
def led(ledger, other_unit):
    """The ledger, in which the other unit has a leader of its own, and one item another than its unit's."""
    other_unit.district_leader = "示例乙副区长"
    kept(other_unit)
    part = Assignment.objects.filter(unit=ledger.unit).order_by("pk").first()
    part.district_leader = "示例丙副区长"
    kept(part)
    return ledger


def test_reminders_come_in_a_group_for_each_leader(led, supervisor):
    groups = reminder_sheets.by_leader(TODAY)
    assert {one.leader: one.count for one in groups}.keys() == {"示例副区长", "示例乙副区长", "示例丙副区长"}
    assert sum(one.count for one in groups) == sum(len(one.lines) for one in reminder_sheets.sheets(TODAY))
    client = logged_in(supervisor)
    page = soup(client.get(SHEETS, {"by": "leader"}))
    heads = [" ".join(one.get_text(" ").split()) for one in page.select(".sheets__leader > h2")]
    assert heads[0].startswith(groups[0].leader)
    assert f"{groups[0].count} 件" in heads[0]
    copied = [one.text.strip() for one in page.select("textarea[aria-label$=分管单位的情况]")]
    assert copied == [one.text for one in groups]
    assert all("代表" not in one for one in copied)
    ids = [one["id"] for one in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_one_leader_s_units_alone_are_shown_and_reminded(led, supervisor):
    client = logged_in(supervisor)
    link = soup(client.get(SHEETS, {"by": "leader"})).find("a", string="示例丙副区长")["href"]
    page = soup(client.get(SHEETS + link))
    assert len(page.select("section.sheet tbody tr")) == 1
    form = page.select_one("form.sheets__issue")
    client.post(SHEETS + form["action"], {"demand": ""})
    assert Supervision.objects.count() == 1
    back = page.find("a", string="显示全部单位")["href"]
    assert len(soup(client.get(SHEETS + back)).select(".sheets__leader")) == 3


def test_items_of_nobody_named_stand_last(led, supervisor, other_unit):
    other_unit.district_leader = ""
    kept(other_unit)
    groups = reminder_sheets.by_leader(TODAY)
    assert groups[-1].leader == ""
    client = logged_in(supervisor)
    link = soup(client.get(SHEETS, {"by": "leader"})).find("a", string="没有写明分管区领导")["href"]
    assert len(soup(client.get(SHEETS + link)).select("section.sheet")) == len(groups[-1].sheets)


@pytest.mark.parametrize("unit", ["nonsense", "²", "9" * 30])
def test_a_unit_that_is_none_is_left_out(ledger, supervisor, unit):
    assert len(soup(logged_in(supervisor).get(SHEETS, {"unit": unit})).select("section.sheet")) == 2


def test_the_text_for_wechat_holds_number_title_and_date_alone(ledger, supervisor):
    sheet = reminder_sheets.sheets(TODAY)[0]
    assert sheet.text == (
        "【催办】贵单位有2件建议提案待办：\n"
        "1. 第1号建议《甲》，办理期限2024年6月28日，已逾期\n"
        "2. 第2号建议《乙》，办理期限2024年6月28日，已逾期\n"
        "请抓紧办理，按期报送。"
    )
    assert wechat_text([("第1号建议《甲》", None, False)]).splitlines()[1] == "1. 第1号建议《甲》"


# 通报 -----------------------------------------------------------------------------------------
DRAFT = "/admin/circulars/draft/"


def drafted(user, session, on="2024-07-08") -> Circular:
    response = logged_in(user).post(DRAFT, {"session": session.pk, "on": on})
    assert response.status_code == 302, response.content.decode()
    return Circular.objects.get()


def test_a_circular_is_drafted_as_prose_from_the_ledger(ledger, supervisor, session):
    circular = drafted(supervisor, session)
    assert circular.title == "示例区2024年“两会”建议提案办理情况通报"
    for said in (
        "截至2024年7月8日，共交办承办件4件，其中人大代表建议4件；按承办方式，主办4件。已答复1件，办复率25%（1/4），按期率100%（1/1）",
        "区另例局承办2件，已答复1件，逾期未答复1件；区示例局承办2件，已答复0件，逾期未答复2件。",
        "以下3件已超过办理期限仍未答复：区另例局第3号建议（期限2024年6月28日）；区示例局第1号建议（期限2024年6月28日）",
        "已收到反馈意见1件，满意率100%（1/1）。",
        "逾期的承办单位要查明原因",
    ):
        assert said in circular.body
    assert "示例代表甲" not in circular.body
    assert versions.verify().ok


def test_a_circular_tells_each_leader_how_their_units_stand(ledger, other_unit, supervisor, session):
    """It counted by unit alone, and a leader had to add up what was theirs; a part's own leader goes before its unit's."""
    [*_others, part] = Assignment.objects.filter(unit=other_unit).order_by("pk")
    part.district_leader = "示例常委"
    kept(part)
    body = drafted(supervisor, session).body
    assert "按分管领导：" in body
    assert "示例副区长分管的单位承办2件，已答复0件，逾期未答复2件" in body
    assert "示例常委分管的单位承办1件" in body


def test_a_circular_of_units_without_leaders_names_none(ledger, supervisor, session):
    for row in [*Unit.objects.exclude(district_leader=""), *Assignment.objects.exclude(district_leader="")]:
        row.district_leader = ""
        kept(row)
    assert "分管" not in drafted(supervisor, session).body


def test_of_an_earlier_day_it_tells_what_had_happened_by_then(ledger, supervisor, session):
    circular = drafted(supervisor, session, on="2024-05-06")
    assert "已答复0件，办复率0%（0/4）" in circular.body
    assert "没有逾期未答复的承办件。" in circular.body
    assert "尚未收到提出人的反馈意见。" in circular.body


def test_of_separate_units_the_one_that_answered_is_not_called_late(office, other_unit, supervisor, session):
    record = office.make_record(Stage.ASSIGNED, duty="separate", units=[office.unit, other_unit])
    part = record.assignments.get(unit=office.unit)
    while part.stage != Stage.DELIVERED:
        office.advance(part)
        part.refresh_from_db()
    told = {one.name: (one.answered, one.late) for one in circulars.by_unit(session, TODAY)}
    assert told == {"区示例局": (1, 0), "区另例局": (0, 1)}


def test_an_empty_session_makes_a_circular_too(supervisor, session):
    body = drafted(supervisor, session).body
    assert "共交办承办件0件。" in body
    assert "尚未交办到单位。" in body


def test_the_frozen_figures_stay_whatever_the_ledger_does_and_whatever_is_typed(ledger, supervisor, session):
    circular = drafted(supervisor, session)
    frozen = circular.figures
    ledger.make_record(Stage.CLOSED)
    data = {
        "session": session.pk, "title": "通报", "on": "2024-07-09", "body": "改过的正文。",
        "figures": "{}", "as_of": "2020-01-01", "seen_version": circular.version,
    }  # fmt: skip
    assert logged_in(supervisor).post(f"/admin/circulars/edit/{circular.pk}/", data).status_code == 302
    circular.refresh_from_db()
    assert circular.body == "改过的正文。"
    assert circular.figures == frozen
    assert circular.as_of == TODAY
    assert frozen["counts"]["records"]["value"] == 4
    assert frozen["chain_number"] == Event.objects.get(label="起草通报").number - 1


def test_the_page_of_a_circular_shows_the_frozen_figures_and_offers_its_papers(ledger, supervisor, session):
    circular = drafted(supervisor, session)
    ledger.make_record(Stage.CLOSED)
    page = soup(logged_in(supervisor).get(f"/admin/circulars/edit/{circular.pk}/"))
    first = [cell.text for cell in page.select("table tbody tr")[0].select("td")][:2]
    assert first == ["承办件", "4件"]
    assert "办理记录第" in page.text.replace(" ", "")
    for code in ("circular_document", "circular_bulletin"):
        assert page.select_one(f'a[href="/admin/papers/file/{code}/{circular.pk}/pdf/"]')


def test_a_circular_of_a_day_to_come_is_refused(supervisor, session):
    response = logged_in(supervisor).post(DRAFT, {"session": session.pk, "on": "2024-07-09"})
    assert response.status_code == 422
    assert "在将来" in response.content.decode()
    assert not Circular.objects.exists()


def test_the_list_offers_to_draft_one(supervisor):
    links = soup(logged_in(supervisor).get("/admin/circulars/")).select("a[href]")
    assert DRAFT in {urlsplit(link["href"]).path for link in links}


def test_the_grouping_is_chosen_by_links(ledger, supervisor):
    links = soup(logged_in(supervisor).get(DUE)).select("nav[aria-label=分组] a")
    assert [parse_qs(link["href"].lstrip("?"))["by"] for link in links] == [["unit"], ["leader"], ["session"]]
