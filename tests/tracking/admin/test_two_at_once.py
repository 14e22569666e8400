"""Two people at once: whoever saves second sees both versions, loses nothing, and can send the form again."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.tracking.admin.pages import FORM, form_of, logged_in, soup, text, typed
from tests.tracking.factories import HANDED_OVER_ON, kept, make_person, make_unit
from tracking import versions
from tracking.loop import take
from tracking.models import (
    Assignment,
    Circular,
    Delegation,
    HandlingRecord,
    Person,
    Proposer,
    Role,
    Session,
    Unit,
    WorkdayOverride,
)
from tracking.stages import Stage

pytestmark = pytest.mark.django_db


def a_unit(office):
    return Unit, make_unit("区空闲局"), "units"


def a_session(office):
    return Session, office.session, "sessions"


def a_person(office):
    return Person, make_person("示例某人", Role.SUPERVISOR), "people"


def a_proposer(office):
    return Proposer, kept(Proposer(kind="deputy", name="示例代表丙")), "proposers"


def a_holiday(office):
    return WorkdayOverride, kept(WorkdayOverride(day=date(2024, 5, 1), name="藏历新年", source="示例通知")), "holidays"


def a_circular(office):
    facts = {"session": office.session, "title": "示例通报", "on": date(2024, 5, 1), "body": "通报如下。"}
    return Circular, kept(Circular(**facts)), "circulars"


def in_days(number: int) -> date:
    """A day from today on."""
    return timezone.localdate() + timedelta(days=number)


def a_delegation(office):
    days = {"from_on": in_days(0), "to_on": in_days(9)}
    giver, receiver = office.leader.person, make_person("示例副职")
    lent = Delegation(giver=giver, receiver=receiver, role=Role.LEADER, agreed_by="示例区长", **days)
    return Delegation, kept(lent), "delegations"


LISTS = [
    (a_unit, "clerk", {"name": ("区甲局", "区乙局"), "aliases": ("甲局", "乙局")}),
    (a_session, "clerk", {"name": ("甲届", "乙届"), "reply_classes": ("甲 已解决", "乙 正在解决")}),
    (a_person, "admin_user", {"post": ("甲职", "乙职"), "roles": (["leader"], ["office_reviewer"])}),
    (a_proposer, "clerk", {"post": ("甲职", "乙职"), "name": ("示例代表甲甲", "示例代表乙乙")}),
    (a_holiday, "clerk", {"name": ("雪顿节", "望果节")}),
    (a_circular, "supervisor", {"title": ("甲通报", "乙通报"), "body": ("甲文", "乙文")}),
    (a_delegation, "clerk", {"ended_on": (in_days(5).isoformat(), in_days(3).isoformat())}),
]
"A list's form, who keeps it, and what the first and the second of two people type into each field."


def words(value) -> str:
    """What a page shows of what was typed."""
    names = {"leader": "区领导", "office_reviewer": "政府办审核"}
    return names.get(value[0], value[0]) if isinstance(value, list) else value.partition(" ")[0]


@pytest.mark.parametrize(("make", "keeper", "entered"), LISTS, ids=[make.__name__ for make, _who, _what in LISTS])
def test_the_second_to_save_a_list_sees_both_and_saves_again(make, keeper, entered, office, request):
    model, row, name = make(office)
    client, address = logged_in(request.getfixturevalue(keeper)), f"/admin/{name}/edit/{row.pk}/"
    form = typed(soup(client.get(address)))
    first = form | {field: pair[0] for field, pair in entered.items()}
    second = form | {field: pair[1] for field, pair in entered.items()}
    assert client.post(address, first).status_code == 302
    before = model.objects.get(pk=row.pk).version

    page = soup(client.post(address, second))
    assert "已被他人更新" in page.get_text()
    table = page.select_one("table.both").get_text()
    for mine, theirs in ((pair[1], pair[0]) for pair in entered.values()):
        assert words(mine) in table
        assert words(theirs) in table
    assert model.objects.get(pk=row.pk).version == before

    again = typed(page)
    assert {field: again[field] for field in entered} == {field: pair[1] for field, pair in entered.items()}
    assert client.post(address, again).status_code == 302
    assert model.objects.get(pk=row.pk).version > before
    assert versions.verify().ok


@pytest.mark.parametrize(("make", "keeper", "entered"), LISTS, ids=[make.__name__ for make, _who, _what in LISTS])
def test_a_form_that_hides_what_it_saw_overwrites_nothing(make, keeper, entered, office, request):
    model, row, name = make(office)
    client, address = logged_in(request.getfixturevalue(keeper)), f"/admin/{name}/edit/{row.pk}/"
    form = typed(soup(client.get(address))) | {field: pair[1] for field, pair in entered.items()}
    del form["seen_version"]
    assert "已被他人更新" in text(client.post(address, form))
    assert model.objects.get(pk=row.pk).version == row.version


def test_the_second_to_correct_an_item_sees_both_and_saves_again(make_record, clerk):
    record = make_record(Stage.HANDLING)
    client, address = logged_in(clerk), f"/admin/loop/{record.pk}/correct/"
    form = typed(soup(client.get(address)), form_of("correct"))
    client.post(address, form | {"title": "甲案由", "topic": "甲主题"})
    page = soup(client.post(address, form | {"title": "乙案由", "topic": "乙主题"}))
    table = page.select_one("table.both").get_text()
    assert [one in table for one in ("甲案由", "乙案由", "甲主题", "乙主题")] == [True] * 4
    assert HandlingRecord.objects.get(pk=record.pk).title == "甲案由"
    assert client.post(address, typed(page, form_of("correct"))).status_code == 302
    assert HandlingRecord.objects.get(pk=record.pk).title == "乙案由"


def test_the_second_to_hand_over_sees_what_the_first_did_and_sends_again(make_record, clerk, unit):
    record = make_record(Stage.INSTRUCTED)
    client, address = logged_in(clerk), f"/admin/loop/{record.pk}/hand-over/"
    form = typed(soup(client.get(address)), "form.hand-over")
    form[f"item{record.pk}-lead_units"] = [unit.pk]
    take("correct", record, account=clerk, title="他人改过的案由")
    page = soup(client.post(address, form))
    assert "已被他人更新" in page.get_text()
    assert "他人改过的案由" in page.get_text()
    assert not Assignment.objects.exists()
    assert client.post(address, typed(page, "form.hand-over")).status_code == 302
    assert Assignment.objects.get().unit == unit


def test_the_second_to_hand_on_a_persons_items_sees_what_the_first_did_and_sends_again(make_record, clerk, unit):
    record = make_record(Stage.HANDLING)
    part = record.assignments.get()
    client, address = logged_in(clerk), f"/admin/hand-on/?leaving={unit.pk}-示例经办人"
    form = typed(soup(client.get(address)), FORM) | {"coming": "示例接收人", "reason": "岗位调整。"}
    note = {"on": HANDED_OVER_ON.replace(month=5), "text": "他人登记的进展。"}
    take("note_progress", part, account=unit.memberships.first().person.user, **note)
    page = soup(client.post(address, form))
    assert "已被他人更新" in page.get_text()
    assert "他人登记的进展。" in page.select_one("table.both").get_text()
    assert Assignment.objects.get().handler == "示例经办人"
    again = typed(page, FORM)
    assert (again["coming"], again["reason"]) == ("示例接收人", "岗位调整。")
    assert client.post(address, again).status_code == 302
    assert Assignment.objects.get().handler == "示例接收人"
