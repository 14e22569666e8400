"""What a unit sees of its own clock and of others' opinions, and what an office typed in one go."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlparse

import pytest
from django.utils import timezone

from tests.tracking.admin.pages import logged_in, soup, text, typed
from tests.tracking.factories import kept, make_unit
from tracking.admin.ledger.dossier import Dossier
from tracking.admin.loop.waiting import Waiting
from tracking.loop import take
from tracking.models import HandlingRecord, Partner
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
INSIDE, OUTSIDE = "配合单位认为可行。", "市里认为可行。"


@pytest.fixture
def supported(office, other_unit, other_handler, clerk):
    """An item whose supporting unit and whose outside unit gave their opinions."""
    record = office.make_record(Stage.HANDLING, support_units=[other_unit])
    kept(Partner(record=record, unit=office.lead_unit))
    part = record.assignments.get(unit=other_unit)
    office.sign_for(part)
    part.refresh_from_db()
    take("give_opinion", part, account=other_handler, on=date(2024, 4, 10), opinion=INSIDE)
    take("receive_opinion", record, account=clerk, on=date(2024, 4, 11), partner=record.partners.get(), opinion=OUTSIDE)
    return HandlingRecord.objects.get(pk=record.pk)


def file_of(record, user, kind: str = "inspect") -> str:
    return text(logged_in(user).get(f"/admin/ledger/{kind}/{record.pk}/"))


@pytest.mark.parametrize("who", ["unit_handler", "clerk", "reviewer", "leader", "supervisor"])
def test_who_answers_and_who_decides_reads_every_opinion(supported, who, request):
    user = request.getfixturevalue(who)
    read = file_of(supported, user)
    assert INSIDE in read
    assert OUTSIDE in read


def test_the_lead_unit_reads_the_opinions_beside_its_draft(supported, office, unit_handler):
    part = supported.assignments.get(unit=office.unit)
    take("contact", part, account=unit_handler, phase="before", method="face", summary="当面听取意见。")
    read = text(logged_in(unit_handler).get(f"/admin/loop/{supported.pk}/submit/{part.pk}/"))
    assert INSIDE in read
    assert OUTSIDE in read


def test_reviewer_and_leader_read_the_opinions_beside_the_draft(supported, office, reviewer, leader):
    office.move_on(supported, Stage.SUBMITTED)
    part = supported.assignments.get(unit=office.unit)
    assert INSIDE in text(logged_in(reviewer).get(f"/admin/loop/{supported.pk}/pass_review/{part.pk}/"))
    office.move_on(supported, Stage.REVIEWED)
    for address in (
        f"/admin/loop/{supported.pk}/sign/{part.pk}/",
        f"/admin/loop/signing/{supported.pk}/sign/{part.pk}/",
    ):
        assert INSIDE in text(logged_in(leader).get(address))


def test_a_supporting_unit_reads_no_other_s_opinion_and_no_inside_of_the_lead_s(supported, office, other_handler):
    part = supported.assignments.get(unit=office.unit)
    take("note_progress", part, account=office.unit_handler, text="牵头单位的内部进展。")
    for kind in ("inspect", "history"):
        read = file_of(supported, other_handler, kind)
        assert OUTSIDE not in read
        assert "牵头单位的内部进展" not in read
    assert INSIDE in file_of(supported, other_handler)


def test_a_second_supporting_unit_reads_neither(supported, office, clerk):
    unit = make_unit("区第三局")
    take("add_unit", supported, account=clerk, on=date(2024, 4, 12), unit=unit, duty="support")
    handler = office.handler_of(unit)
    for kind in ("inspect", "history"):
        read = file_of(supported, handler, kind)
        assert INSIDE not in read
        assert OUTSIDE not in read
    assert Dossier(supported, handler).opinions == []


def test_the_lead_unit_sees_of_the_others_no_more_than_their_opinion(supported, office, unit_handler, other_handler):
    part = supported.assignments.exclude(unit=office.unit).get()
    part.department = "配合单位的内设科室"
    kept(part)
    for kind in ("inspect", "history"):
        assert "配合单位的内设科室" not in file_of(supported, unit_handler, kind)


@pytest.mark.parametrize("who", ["other_handler", "editor"])
def test_strangers_to_the_item_read_no_opinion(office, other_unit, who, request):
    user = request.getfixturevalue(who)
    record = office.make_record(Stage.CLOSED)
    kept(Partner(record=record, unit=office.lead_unit, opinion=OUTSIDE, opinion_on=date(2024, 4, 11)))
    response = logged_in(user).get(f"/admin/ledger/inspect/{record.pk}/")
    assert OUTSIDE not in response.content.decode()


# The clock that runs -----------------------------------------------------------------------------
def test_a_unit_sees_the_clock_of_signing_before_it_signs(office, unit_handler, clerk):
    start = timezone.localdate() - timedelta(days=1)
    record = office.make_record(Stage.ASSIGNED, start=start)
    part = record.assignments.get()
    row = soup(logged_in(unit_handler).get("/admin/ledger/")).select_one("td.ledger__due_on").text
    assert f"{part.sign_for_due_on:%Y-%m-%d}" in row
    assert "签收期限" in row
    [item] = Waiting(unit_handler).mine["sign_for"].items
    assert item.due_on == part.sign_for_due_on
    assert f"签收期限 {part.sign_for_due_on:%Y-%m-%d}" in text(logged_in(unit_handler).get("/admin/"))
    assert (
        f"{record.due_on:%Y-%m-%d}" in soup(logged_in(clerk).get("/admin/ledger/")).select_one("td.ledger__due_on").text
    )


def test_a_unit_s_home_names_what_is_late_by_its_own_clock(office, unit_handler):
    office.make_record(Stage.ASSIGNED, start=timezone.localdate() - timedelta(days=20), title="没有签收的建议")
    page = soup(logged_in(unit_handler).get("/admin/"))
    late = page.select_one("section[aria-labelledby=deadline-red]").text
    assert "没有签收的建议" in late
    assert "签收期限已逾期" in late
    listed = soup(logged_in(unit_handler).get("/admin/ledger/?light=red"))
    assert [row.text.strip() for row in listed.select("td.ledger__light")] == ["逾期"]


def test_a_draft_that_came_back_says_so_with_its_reason(office, unit_handler, clerk):
    record = office.make_record(Stage.SUBMITTED)
    office.send_back(record.assignments.get())
    row = soup(logged_in(unit_handler).get("/admin/ledger/")).select_one("td.ledger__stage").text
    assert "退回" in row
    assert "答复不明确。请写明完成的数量和时间" in row
    assert "审核退回：答复不明确" in soup(logged_in(unit_handler).get("/admin/")).select_one(".home__todo").text


def test_a_delivered_letter_that_met_dissatisfaction_is_not_called_returned(office, unit_handler, clerk, reviewer):
    record = office.make_record(Stage.ASKED, co_signers=["示例代表乙"])
    part, first, second = record.assignments.get(), *record.signatures.order_by("order")
    said = {"source": "assembly", "attitude": "satisfied"}
    take("feed_back", part, account=clerk, signature=second, result="unsatisfied", **said)
    assert "已退回" not in file_of(record, clerk)
    assert "已重新办理" not in file_of(record, clerk)
    part.refresh_from_db()
    take("feed_back", part, account=clerk, signature=first, result="unsatisfied", **said)
    assert "已重新办理" not in file_of(record, clerk)
    part.refresh_from_db()
    take("redo", part, account=reviewer, reason="请重新研究。")
    read = file_of(record, clerk)
    assert "已退回" not in read
    assert "已重新办理" in read
    assert "提出人不满意，重新办理" in soup(logged_in(unit_handler).get("/admin/")).select_one(".home__todo").text


# One batch ---------------------------------------------------------------------------------------
def register(client, address: str, number: int, button: str, **facts):
    sent = typed(soup(client.get(address)))
    sent |= {"number": number, "title": f"关于第{number}项示例工作的建议", "first_signer": "示例代表甲", button: "1"}
    return client.post(address, sent | facts)


def test_registering_and_handing_over_opens_everything_just_typed(office, clerk):
    client, address = logged_in(clerk), "/admin/loop/register/"
    for number in (11, 12):
        address = register(client, address, number, "another").url
    assert "这一批已登记 2 件" in text(client.get(address))
    opened = register(client, address, 13, "hand_over").url
    numbers = HandlingRecord.objects.filter(pk__in=parse_qs(urlparse(opened).query)["record"])
    assert sorted(numbers.values_list("number", flat=True)) == [11, 12, 13]
    assert "3 件承办件一次办理" in text(client.get(opened))


def test_a_batch_holds_no_item_that_was_handed_over_meanwhile(office, clerk):
    other = office.make_record(Stage.ASSIGNED)
    address = f"/admin/loop/register/?batch={other.pk},x,{'9' * 40}"
    opened = register(logged_in(clerk), address, 14, "hand_over").url
    record = HandlingRecord.objects.get(number=14)
    assert opened == f"/admin/loop/{record.pk}/hand-over/"


def test_the_hand_over_page_shows_the_city_s_date_and_keeps_it(office, clerk):
    due_on = timezone.localdate() + timedelta(days=30)
    client = logged_in(clerk)
    opened = register(client, "/admin/loop/register/", 21, "hand_over", due_on=f"{due_on:%Y-%m-%d}").url
    page = soup(client.get(opened))
    assert "来文的办理期限是" in page.text
    assert "按届次时限：" in page.text
    record = HandlingRecord.objects.get(number=21)
    assert page.select_one(f"[name=item{record.pk}-due_on]")["value"] == f"{due_on:%Y-%m-%d}"
