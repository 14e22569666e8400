"""人员交接: all open items of somebody go to a successor, with their events; what was done keeps the old names."""

from urllib.parse import quote

import pytest

from tests.tracking.admin.pages import is_denied, logged_in, soup, text, typed
from tests.tracking.factories import make_person
from tracking import permissions, versions
from tracking.models import Assignment, Event, Person, Role
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
REASON = {"coming": "示例接收人", "reason": "岗位调整。"}


def place(unit, name: str) -> str:
    return f"/admin/hand-on/?leaving={unit.pk if unit else 0}-{quote(name)}"


def hand_on(user, address, **changes):
    """Open the page and send its form with these answers."""
    client = logged_in(user)
    form = typed(soup(client.get(address)))
    return client.post(address, form | REASON | changes, follow=True)


def test_all_open_items_go_over_and_each_has_its_event(make_record, clerk, unit, other_unit):
    open_ones = [make_record(Stage.HANDLING), make_record(Stage.SUBMITTED)]
    closed = make_record(Stage.CLOSED)
    elsewhere = make_record(Stage.HANDLING, units=[other_unit])
    page = hand_on(clerk, place(unit, "示例经办人"))
    assert "办理事项交接清单" in text(page)
    assert "共 2 件" in text(page)
    handlers = dict(Assignment.objects.values_list("record", "handler"))
    assert [handlers[one.pk] for one in open_ones] == ["示例接收人"] * 2
    assert handlers[closed.pk] == handlers[elsewhere.pk] == "示例经办人"
    events = Event.objects.filter(what="hand_on")
    assert {event.record_id for event in events} == {one.pk for one in open_ones}
    assert all(event.summary == "具体负责人：示例经办人 → 示例接收人；岗位调整。" for event in events)
    assert versions.verify().ok


def test_a_unit_hands_on_its_own_items_alone(make_record, unit_handler, unit, other_unit):
    make_record(Stage.HANDLING)
    other = make_record(Stage.HANDLING, units=[other_unit])
    assert "区另例局" not in text(logged_in(unit_handler).get("/admin/hand-on/"))
    assert "共 1 件" in text(hand_on(unit_handler, place(unit, "示例经办人")))
    assert "移交人" in text(logged_in(unit_handler).post(place(other_unit, "示例经办人"), REASON, follow=True))
    assert other.assignments.get().handler == "示例经办人"


def test_a_unit_does_not_name_the_districts_leader(make_record, unit_handler, clerk):
    make_record(Stage.HANDLING)
    assert "示例副区长（政府办、区领导）" not in text(logged_in(unit_handler).get("/admin/hand-on/"))
    hand_on(clerk, place(None, "示例副区长"), coming="示例新副区长")
    assert Assignment.objects.get().district_leader == "示例新副区长"


def test_with_the_role_the_account_goes_too(make_record, clerk, unit, unit_handler):
    make_record(Stage.HANDLING)
    successor = make_person("示例接收人", login="successor")
    page = hand_on(clerk, place(unit, "示例承办"), with_roles="on")
    assert "角色交接" in text(page)
    assert permissions.has_role(successor.user, Role.UNIT_HANDLER, unit)
    assert not permissions.has_role(type(unit_handler).objects.get(pk=unit_handler.pk), Role.UNIT_HANDLER)
    assert versions.verify().ok


def test_a_clerk_moves_no_role_of_the_office_and_none_to_themselves(make_record, clerk, unit, leader):
    make_record(Stage.HANDLING)
    assert "with_roles" not in typed(soup(logged_in(clerk).get(place(None, "示例副区长"))))
    assert "不能给自己增加角色" in text(hand_on(clerk, place(unit, "示例承办"), coming="示例经办", with_roles="on"))
    hand_on(clerk, place(None, "示例副区长"), coming="示例经办", with_roles="on")
    assert permissions.has_role(leader, Role.LEADER)
    assert not permissions.has_role(type(clerk).objects.get(pk=clerk.pk), Role.LEADER)


def test_an_administrator_moves_roles_and_takes_no_step(make_record, admin_user, leader):
    make_record(Stage.HANDLING)
    make_person("示例接收人", login="successor")
    hand_on(admin_user, place(None, "示例副区长"), with_roles="on")
    assert permissions.has_role(Person.objects.get(name="示例接收人"), Role.LEADER)
    assert Assignment.objects.get().district_leader == "示例副区长"
    assert not Event.objects.filter(what="hand_on").exists()


def test_all_or_nothing(make_record, clerk, unit):
    make_record(Stage.HANDLING)
    make_record(Stage.HANDLING)
    late = {"on": "2020-01-01"}
    assert "早于交办日期" in text(hand_on(clerk, place(unit, "示例经办人"), **late))
    assert "不能与移交人相同" in text(hand_on(clerk, place(unit, "示例经办人"), coming="示例经办人"))
    assert not Event.objects.filter(what="hand_on").exists()


@pytest.mark.parametrize("who", ["reviewer", "leader", "supervisor", "editor"])
def test_nobody_else_hands_on(who, request, office):
    client = logged_in(request.getfixturevalue(who))
    assert is_denied(client.get("/admin/hand-on/"))
    assert is_denied(client.get("/admin/hand-on/list/"))


def test_old_events_keep_old_names_and_posts(make_record, leader):
    make_record(Stage.SIGNED)
    signed = Event.objects.get(what="sign")
    person = leader.person
    person.name, person.post = "示例改名", "原副区长"
    with versions.chained("list", "修改名录", account=None):
        versions.keep(person)
    assert Event.objects.get(what="sign").decider_name == signed.decider_name == "示例副区长（副区长）"
    assert versions.verify().ok
