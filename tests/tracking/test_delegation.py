"""代×××: for some days one decides in another's place; the event names both, and nobody becomes two people by it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.tracking.factories import HANDED_OVER_ON, kept, make_person, make_scan
from tracking import permissions, versions
from tracking.loop import Refused, openings, take
from tracking.models import Delegation, Event, Membership, Person, Role
from tracking.stages import Stage

pytestmark = pytest.mark.django_db


def day(days: int) -> date:
    return HANDED_OVER_ON + timedelta(days=days)


def delegate(giver, receiver, role: Role, unit=None, **changes) -> Delegation:
    """A delegation that holds today."""
    today = timezone.localdate()
    facts = {"from_on": today - timedelta(days=1), "to_on": today + timedelta(days=1), "agreed_by": "示例区长"}
    return kept(Delegation(giver=giver, receiver=receiver, role=role, unit=unit, **facts | changes))


def again(user):
    """The account as the next request reads it."""
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def deputy(office) -> Person:
    """Somebody with an account and no role of their own."""
    return make_person("示例副职", login="deputy", post="副主任")


def test_the_receiver_decides_and_the_event_names_both(make_record, leader, deputy):
    part = make_record(Stage.REVIEWED).assignments.get()
    lent = delegate(leader.person, deputy, Role.LEADER)
    event = take("sign", part, account=deputy.user, on=day(66))
    assert event.decider_name == "示例副职（副主任，代示例副区长）"
    assert (event.decider, event.data["delegation"]) == (deputy, lent.pk)
    assert versions.verify().ok


def test_the_receiver_sees_and_is_offered_what_the_role_may(make_record, leader, deputy):
    record = make_record(Stage.REVIEWED)
    assert openings(record, deputy.user) == []
    delegate(leader.person, deputy, Role.LEADER)
    user = again(deputy.user)
    assert {one.step.code for one in openings(record, user) if one.is_open} == {"sign", "refuse_to_sign"}
    assert deputy in permissions.holders(Role.LEADER)


def test_a_clerk_records_the_receivers_decision_on_paper(make_record, leader, deputy, clerk):
    part = make_record(Stage.REVIEWED).assignments.get()
    delegate(leader.person, deputy, Role.LEADER)
    event = take("sign", part, account=clerk, decider=deputy, scan=make_scan(), on=day(66))
    assert "代示例副区长" in event.decider_name
    assert event.account == clerk


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("not begun", {"from_on": timedelta(days=1), "to_on": timedelta(days=2)}),
        ("over", {"from_on": timedelta(days=-2), "to_on": timedelta(days=-1)}),
        ("ended early", {"ended_on": timedelta(days=0)}),
    ],
)
def test_a_delegation_holds_on_its_days_alone(what, changes, make_record, leader, deputy):
    part = make_record(Stage.REVIEWED).assignments.get()
    today = timezone.localdate()
    delegate(leader.person, deputy, Role.LEADER, **{name: today + away for name, away in changes.items()})
    with pytest.raises(Refused, match="这一步由区领导办理"):
        take("sign", part, account=deputy.user, on=day(66))


@pytest.mark.parametrize("how", ["role taken away", "giver left", "receiver left", "never held"])
def test_nobody_gives_what_they_do_not_hold(how, make_record, leader, deputy, reviewer):
    part = make_record(Stage.REVIEWED).assignments.get()
    giver = reviewer.person if how == "never held" else leader.person
    delegate(giver, deputy, Role.LEADER)
    match how:
        case "role taken away":
            permissions.revoke(leader.person.memberships.get())
        case "giver left":
            Person.objects.filter(pk=leader.person.pk).update(is_active=False)
        case "receiver left":
            Person.objects.filter(pk=deputy.pk).update(is_active=False)
    with pytest.raises(Refused):
        take("sign", part, account=deputy.user, on=day(66))


def test_a_delegation_is_not_passed_on(make_record, leader, deputy):
    part = make_record(Stage.REVIEWED).assignments.get()
    third = make_person("示例第三人", login="third")
    delegate(leader.person, deputy, Role.LEADER)
    delegate(deputy, third, Role.LEADER)
    with pytest.raises(Refused, match="这一步由区领导办理"):
        take("sign", part, account=third.user, on=day(66))


@pytest.mark.parametrize("role", sorted(set(Role) - set(permissions.DELEGATED)))
def test_some_roles_are_nobody_elses(role, office, deputy):
    giver = make_person("示例某人")
    Membership.objects.create(person=giver, role=role)
    Delegation.objects.create(
        giver=giver, receiver=deputy, role=role, from_on=date(2020, 1, 1), to_on=date(2099, 1, 1), agreed_by="甲"
    )
    assert not permissions.has_role(deputy, Role(role))
    assert deputy not in permissions.holders(Role(role))


def test_a_units_delegation_reaches_that_unit_alone(make_record, unit_handler, deputy, other_unit, unit):
    mine = make_record(Stage.ASSIGNED).assignments.get()
    others = make_record(Stage.ASSIGNED, units=[other_unit]).assignments.get()
    delegate(unit_handler.person, deputy, Role.UNIT_HANDLER, unit)
    user = again(deputy.user)
    four = {"department": "综合科", "unit_leader": "甲", "handler": "乙"}
    with pytest.raises(Refused):
        take("sign_for", others, account=user, on=day(3), **four)
    assert not permissions.may_see_record(user, others.record)
    assert take("sign_for", mine, account=user, on=day(3), **four).data["delegation"]


def test_whoever_holds_the_role_decides_in_their_own_name(make_record, leader):
    second = make_person("示例另一副区长", Role.LEADER, login="second-leader")
    delegate(leader.person, second, Role.LEADER)
    event = take("sign", make_record(Stage.REVIEWED).assignments.get(), account=second.user, on=day(66))
    assert event.decider_name == "示例另一副区长"
    assert "delegation" not in event.data


# Four eyes: whoever is stood in for is there too ------------------------------------------------
def test_a_drafter_is_not_reviewed_by_their_own_stand_in(make_record, unit_handler, deputy):
    part = make_record(Stage.SUBMITTED).assignments.get()
    permissions.grant(unit_handler.person, Role.OFFICE_REVIEWER)
    delegate(unit_handler.person, deputy, Role.OFFICE_REVIEWER)
    with pytest.raises(Refused, match="示例承办是本稿的拟稿人"):
        take("pass_review", part, account=deputy.user, on=day(64))


def test_a_stand_in_who_drafted_does_not_review(make_record, office, unit_handler, deputy, reviewer, unit):
    part = make_record(Stage.HANDLING).assignments.get()
    delegate(unit_handler.person, deputy, Role.UNIT_HANDLER, unit)
    office.unit_handler = again(deputy.user)
    office.move_on(part.record, Stage.SUBMITTED)
    delegate(reviewer.person, deputy, Role.OFFICE_REVIEWER)
    with pytest.raises(Refused, match="示例副职是本稿的拟稿人"):
        take("pass_review", part, account=again(deputy.user), on=day(64))


def test_whoever_had_it_drafted_by_a_stand_in_does_not_review(make_record, office, unit_handler, deputy, unit):
    part = make_record(Stage.HANDLING).assignments.get()
    delegate(unit_handler.person, deputy, Role.UNIT_HANDLER, unit)
    giver, office.unit_handler = unit_handler, again(deputy.user)
    office.move_on(part.record, Stage.SUBMITTED)
    permissions.grant(giver.person, Role.OFFICE_REVIEWER)
    with pytest.raises(Refused, match="示例承办是本稿的拟稿人"):
        take("pass_review", part, account=again(giver), on=day(64))


def test_a_reviewer_does_not_sign_through_a_stand_in(make_record, reviewer, deputy):
    part = make_record(Stage.REVIEWED).assignments.get()
    permissions.grant(reviewer.person, Role.LEADER)
    delegate(reviewer.person, deputy, Role.LEADER)
    with pytest.raises(Refused, match="示例审核审核了此稿"):
        take("sign", part, account=deputy.user, on=day(66))


def test_whoever_had_it_reviewed_by_a_stand_in_does_not_sign(make_record, reviewer, deputy):
    part = make_record(Stage.SUBMITTED).assignments.get()
    delegate(reviewer.person, deputy, Role.OFFICE_REVIEWER)
    take("pass_review", part, account=deputy.user, on=day(64))
    permissions.grant(reviewer.person, Role.LEADER)
    with pytest.raises(Refused, match="示例审核审核了此稿"):
        take("sign", part, account=again(reviewer), on=day(66))
    delegate(reviewer.person, deputy, Role.LEADER)
    with pytest.raises(Refused, match="示例副职审核了此稿"):
        take("sign", part, account=again(deputy.user), on=day(66))


# Keeping the list -------------------------------------------------------------------------------
def form_data(giver, receiver, **changes) -> dict:
    today = timezone.localdate()
    return {
        "giver": giver.pk,
        "receiver": receiver.pk,
        "role": "leader",
        "from_on": today.isoformat(),
        "to_on": (today + timedelta(days=7)).isoformat(),
        "agreed_by": "示例区长",
    } | changes


def enter(client, clerk, data):
    client.force_login(clerk)
    return client.post("/admin/delegations/create/", data)


def test_a_delegation_is_entered_as_a_version_and_an_event(client, clerk, leader, deputy):
    assert enter(client, clerk, form_data(leader.person, deputy)).status_code == 302
    assert Event.objects.last().summary == "委托代理：示例副职代示例副区长"
    assert versions.verify().ok
    client.force_login(deputy.user)
    assert "代示例副区长（区领导" in client.get("/admin/").content.decode()


def test_the_list_refuses_what_would_be_no_delegation(client, clerk, leader, deputy, reviewer, unit, unit_handler):
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    refused = {
        "没有这个角色": form_data(reviewer.person, deputy),
        "不需要委托": form_data(leader.person, make_person("示例同职", Role.LEADER)),
        "不能给自己登记代理": form_data(leader.person, clerk.person),
        "不能委托给自己": form_data(leader.person, leader.person),
        "截止日期不能早于": form_data(leader.person, deputy, to_on=yesterday),
        "须选择单位": form_data(unit_handler.person, deputy, role="unit_handler"),
        "其他角色不选": form_data(leader.person, deputy, unit=unit.pk),
        "选择": form_data(leader.person, deputy, role="admin"),
    }
    for sentence, data in refused.items():
        response = enter(client, clerk, data)
        assert response.status_code == 200, sentence
        assert sentence in response.content.decode(), sentence
    assert not Delegation.objects.exists()


def test_it_is_not_lent_twice_for_the_same_days(client, clerk, leader, deputy):
    enter(client, clerk, form_data(leader.person, deputy))
    second = make_person("示例另一副区长", Role.LEADER)
    assert "这些天已代理同一角色" in enter(client, clerk, form_data(second, deputy)).content.decode()


def test_an_early_end_takes_effect_at_once_and_nothing_else_changes(client, clerk, leader, deputy, reviewer):
    lent = delegate(leader.person, deputy, Role.LEADER)
    data = form_data(reviewer.person, deputy, seen_version=lent.version, ended_on=timezone.localdate().isoformat())
    client.force_login(clerk)
    assert client.post(f"/admin/delegations/edit/{lent.pk}/", data).status_code == 302
    lent.refresh_from_db()
    assert lent.giver == leader.person
    assert not permissions.has_role(again(deputy.user), Role.LEADER)
    assert client.post(f"/admin/delegations/delete/{lent.pk}/").status_code == 302
    assert Delegation.objects.filter(pk=lent.pk).exists()


# After it was entered ---------------------------------------------------------------------------
WEEK = timedelta(days=7)


@pytest.fixture
def lent(leader, deputy) -> Delegation:
    """A delegation of a week that holds today."""
    return delegate(leader.person, deputy, Role.LEADER, to_on=timezone.localdate() + WEEK)


def changed(client, account, lent: Delegation, **changes):
    """Send the form of a delegation with these changes; the row as it stands then, and the answer."""
    lent = again(lent)
    data = form_data(lent.giver, lent.receiver, to_on=lent.to_on.isoformat(), seen_version=lent.version)
    data |= {"from_on": lent.from_on.isoformat(), "ended_on": lent.ended_on.isoformat() if lent.ended_on else ""}
    client.force_login(account)
    response = client.post(f"/admin/delegations/edit/{lent.pk}/", data | changes)
    return again(lent), response.content.decode()


@pytest.mark.parametrize("who", ["clerk", "receiver", "admin_user", "superuser"])
@pytest.mark.parametrize("field", Delegation.ENTERED)
def test_nothing_that_was_entered_changes_afterwards(who, field, client, lent, deputy, reviewer, unit, request):
    if who == "receiver":
        permissions.grant(deputy, Role.OFFICE_CLERK)
    account = deputy.user if who == "receiver" else request.getfixturevalue(who)
    other = {
        "giver": reviewer.person.pk, "receiver": reviewer.person.pk, "role": "office_reviewer", "unit": unit.pk,
        "from_on": "2020-01-01", "to_on": "2099-01-01", "agreed_by": "另一人", "reason": "另一事由",
    }  # fmt: skip
    before = {name: getattr(again(lent), name) for name in Delegation.ENTERED}
    after, _page = changed(client, again(account), lent, **{field: other[field]})
    assert {name: getattr(after, name) for name in Delegation.ENTERED} == before


def test_what_was_entered_is_fixed_in_the_row_itself(lent):
    lent.to_on += WEEK
    with pytest.raises(ValidationError, match="登记后不能更改"):
        lent.full_clean()


@pytest.mark.parametrize(
    ("first", "then", "sentence"),
    [
        (None, -1, "终止日期不能早于今天"),
        (None, 8, "终止日期不能晚于代理的截止日期"),
        (3, 5, "只能再提前，不能推后或取消"),
        (3, None, "只能再提前，不能推后或取消"),
        (0, None, "只能再提前，不能推后或取消"),
        (0, 3, "只能再提前，不能推后或取消"),
    ],
)
def test_its_end_is_never_put_off(first, then, sentence, client, clerk, lent):
    def on(days):
        return "" if days is None else (timezone.localdate() + timedelta(days=days)).isoformat()

    if first is not None:
        changed(client, clerk, lent, ended_on=on(first))
    before = again(lent).ended_on
    after, page = changed(client, clerk, lent, ended_on=on(then))
    assert sentence in page
    assert after.ended_on == before


def test_its_end_comes_sooner_and_sooner_still(client, clerk, lent, deputy):
    today = timezone.localdate()
    for days in (5, 2, 0):
        after, _page = changed(client, clerk, lent, ended_on=(today + timedelta(days=days)).isoformat())
        assert after.ended_on == today + timedelta(days=days)
    assert not permissions.has_role(again(deputy), Role.LEADER)
    assert versions.verify().ok
