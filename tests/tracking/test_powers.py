"""Who gives a role that signs does not make it hold: a second person confirms it, or its letter lies open for a day."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.tracking.factories import PASSWORD, PDF, kept, make_person, make_scan
from tracking import permissions, versions
from tracking.loop import Refused, take
from tracking.models import Delegation, Event, Membership, Notice, Person, Role
from tracking.people import powers
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
SIGNING = [role for role in Role if role.needs_a_second_person]


def again(row):
    """A row, or account, as the next request reads it."""
    return type(row).objects.get(pk=row.pk)


def give(role: Role, by, person: Person | None = None) -> Membership:
    """What the list of people does when it gives a role."""
    person = person or make_person("示例新人", login="newcomer")
    with versions.chained("list", "修改名录", account=by):
        power = powers.give(Membership(person=person, role=role), by=by, reason="授予角色")
        permissions.join_groups(person)
    return power


@pytest.fixture
def begun(make_record):
    """An office in which something was signed."""
    return make_record(Stage.REVIEWED)


@pytest.fixture
def other_admin(office):
    return make_person("示例另一管理", Role.ADMIN, login="other-admin").user


# Giving ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", SIGNING)
def test_before_the_first_signature_nobody_need_confirm_anybody(role, office, admin_user):
    power = give(role, admin_user)
    assert not power.is_waiting
    assert permissions.has_role(again(power.person), role)


@pytest.mark.parametrize("role", SIGNING)
def test_a_role_that_signs_is_none_until_a_second_person_confirms_it(role, begun, admin_user, leader):
    power = give(role, admin_user)
    person = again(power.person)
    assert not permissions.has_role(person, role)
    assert permissions.roles_of(person.user) == set()
    assert person not in permissions.holders(role)
    powers.confirm(power, account=leader)
    assert permissions.has_role(again(person), role)
    assert person in permissions.holders(role)
    assert versions.verify().ok


def test_roles_that_sign_nothing_hold_at_once(begun, admin_user):
    for role in (Role.OFFICE_CLERK, Role.SUPERVISOR, Role.EDITOR):
        assert not give(role, admin_user, make_person(f"示例{role}")).is_waiting


def test_whose_role_waits_takes_no_step_and_signs_nothing_on_paper(begun, admin_user, clerk):
    power = give(Role.LEADER, admin_user)
    part = begun.assignments.get()
    with pytest.raises(Refused, match="这一步由区领导办理"):
        take("sign", part, account=power.person.user)
    with pytest.raises(Refused, match="这一步由区领导办理"):
        take("sign", part, account=clerk, decider=power.person, scan=make_scan())


# Who confirms ----------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["other_admin", "leader", "final", "superuser"])
def test_administrators_leaders_and_final_reviewers_confirm(who, begun, admin_user, other_admin, leader, request):
    make_person("示例三审", Role.FINAL_REVIEWER, login="final")
    user = Person.objects.get(user__username="final").user if who == "final" else request.getfixturevalue(who)
    power = give(Role.SECOND_REVIEWER, admin_user)
    powers.confirm(power, account=user)
    assert again(power).confirmed_by == user
    event = Event.objects.last()
    assert (event.what, event.account) == ("power_confirmed", user)
    assert "示例新人" in event.summary


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("admin_user", "授予人不能确认自己授予的"),
        ("clerk", "授权由系统管理员、区领导或三审确认"),
        ("reviewer", "授权由系统管理员、区领导或三审确认"),
        ("stand_in", "授权由系统管理员、区领导或三审确认"),
        ("receiver", "不能确认给自己的授权"),
        ("puppet", "授权由系统管理员、区领导或三审确认"),
        ("must_change", "授权由系统管理员、区领导或三审确认"),
    ],
)
def test_nobody_else_confirms(who, sentence, begun, admin_user, other_admin, leader, request):
    today = timezone.localdate()
    match who:
        case "stand_in":
            user = make_person("示例副职", login="deputy").user
            days = {"from_on": today, "to_on": today, "agreed_by": "示例区长"}
            kept(Delegation(giver=leader.person, receiver=user.person, role="leader", **days))
        case "receiver":
            user = make_person("示例三审", Role.FINAL_REVIEWER, login="final").user
        case "puppet":  # an administrator made by the giver
            user = give(Role.ADMIN, admin_user, make_person("示例化名", login="puppet")).person.user
        case "must_change":
            user = other_admin
            Person.objects.filter(user=user).update(must_change_password=True)
        case _:
            user = request.getfixturevalue(who)
    power = give(Role.LEADER, admin_user, user.person if who == "receiver" else None)
    with pytest.raises(Refused, match=sentence):
        powers.confirm(power, account=again(user))
    with pytest.raises(Refused):
        powers.refuse(power, account=again(user), reason="示例")
    assert again(power).is_waiting


def test_a_refused_role_is_taken_back_with_its_reason(begun, admin_user, leader):
    power = give(Role.FINAL_REVIEWER, admin_user)
    with pytest.raises(Refused, match="须写明理由"):
        powers.refuse(power, account=leader, reason=" ")
    powers.refuse(power, account=leader, reason="没有这项任命")
    assert not Membership.objects.filter(pk=power.pk).exists()
    assert Event.objects.last().summary.endswith("没有这项任命")
    assert versions.verify().ok


# By letter -------------------------------------------------------------------------------------
def test_a_letter_of_authority_holds_after_a_day_in_which_everybody_was_told(begun, admin_user, other_admin, leader):
    power = give(Role.FIRST_REVIEWER, admin_user)
    powers.enter_letter(power, account=admin_user, scan=make_scan("授权书.pdf"))
    told = Notice.objects.filter(kind="account", text__contains="授权书已经录入")
    everybody = {admin_user.person, other_admin.person, leader.person, power.person}
    assert {one.person for one in told} == everybody
    assert all("示例" not in one.text for one in told), "no message names anybody"
    now = timezone.now()
    with time_machine.travel(now + timedelta(hours=23, minutes=59), tick=False):
        assert not permissions.has_role(again(power.person), Role.FIRST_REVIEWER)
    with time_machine.travel(now + timedelta(hours=24, seconds=5), tick=False):
        assert permissions.has_role(again(power.person), Role.FIRST_REVIEWER)
        assert power.person in permissions.holders(Role.FIRST_REVIEWER)
        assert powers.waiting() == []
    assert versions.verify().ok


def test_within_that_day_it_can_still_be_refused_and_a_second_letter_counts_for_nothing(begun, admin_user, leader):
    power = give(Role.FIRST_REVIEWER, admin_user)
    powers.enter_letter(power, account=admin_user, scan=make_scan("授权书.pdf"))
    with pytest.raises(Refused, match="授权书已经录入"):
        powers.enter_letter(power, account=admin_user, scan=make_scan("另一份.pdf", PDF + b"\n"))
    powers.refuse(power, account=leader, reason="授权书不属实")
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert not permissions.has_role(again(power.person), Role.FIRST_REVIEWER)


def test_nobody_enters_their_own_letter_and_only_administrators_do(begun, admin_user, other_admin, leader):
    power = give(Role.LEADER, admin_user, other_admin.person)
    with pytest.raises(Refused, match="不能录入给自己的授权书"):
        powers.enter_letter(power, account=other_admin, scan=make_scan())
    with pytest.raises(Refused, match="由系统管理员录入"):
        powers.enter_letter(power, account=leader, scan=make_scan())


# Ways past it ----------------------------------------------------------------------------------
def edit(client, by, person: Person, **changes):
    """Save somebody's row in the list of people as it stands but for these changes."""
    person = again(person)
    data = {
        "name": person.name, "is_active": "on", "seen_version": person.version,
        "username": person.user.get_username() if person.user_id else "",
        "roles": [one.role for one in person.memberships.all() if one.unit_id is None],
    }  # fmt: skip
    client.force_login(by)
    response = client.post(f"/admin/people/edit/{person.pk}/", data | changes)
    assert response.status_code == 302, response.context["form"].errors


@pytest.mark.parametrize("way", ["another account", "another password", "brought back"])
def test_whoever_gets_hold_of_a_signers_account_gets_no_signature(way, client, begun, admin_user, leader):
    signer = make_person("示例副区长乙", Role.LEADER, login="" if way == "another account" else "signer")
    if way == "brought back":
        Person.objects.filter(pk=signer.pk).update(is_active=False)
    assert permissions.has_role(again(signer), Role.LEADER) or way == "brought back"
    match way:
        case "another account":
            edit(client, admin_user, signer, username="taken", password=PASSWORD)
        case "another password":
            edit(client, admin_user, signer, password=PASSWORD)
        case "brought back":
            edit(client, admin_user, signer)
    signer = again(signer)
    assert not permissions.has_role(signer, Role.LEADER)
    power = signer.memberships.get()
    with pytest.raises(Refused, match="授予人不能确认"):
        powers.confirm(power, account=admin_user)
    powers.confirm(power, account=leader)
    assert permissions.has_role(again(signer), Role.LEADER)
    assert versions.verify().ok


def test_a_letter_does_not_outlive_a_change_of_account(client, begun, admin_user, leader):
    power = give(Role.LEADER, admin_user)
    powers.enter_letter(power, account=admin_user, scan=make_scan())
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert permissions.has_role(again(power.person), Role.LEADER)
        edit(client, admin_user, power.person, password="另一个-example-pass")
        assert not permissions.has_role(again(power.person), Role.LEADER)
        assert again(power).letter is None


def delegation_data(giver: Person, receiver: Person, role: str = "leader") -> dict:
    today = timezone.localdate()
    return {
        "giver": giver.pk, "receiver": receiver.pk, "role": role, "from_on": today.isoformat(),
        "to_on": (today + timedelta(days=7)).isoformat(), "agreed_by": "示例区长",
    }  # fmt: skip


def test_acting_for_one_who_signs_waits_for_a_second_person_too(client, begun, clerk, leader, admin_user):
    deputy = make_person("示例副职", login="deputy")
    client.force_login(clerk)
    client.post("/admin/delegations/create/", delegation_data(leader.person, deputy))
    lent = Delegation.objects.get()
    assert (lent.given_by, lent.is_waiting) == (clerk, True)
    assert not permissions.has_role(again(deputy), Role.LEADER)
    assert "待确认" in client.get("/admin/delegations/").content.decode()
    powers.confirm(lent, account=leader)
    assert permissions.has_role(again(deputy), Role.LEADER)


def test_nobody_lends_what_waits(client, begun, clerk, admin_user):
    power = give(Role.LEADER, admin_user)
    client.force_login(clerk)
    response = client.post("/admin/delegations/create/", delegation_data(power.person, make_person("示例副职")))
    assert "没有这个角色" in response.content.decode()


def test_a_stand_in_whose_account_changed_hands_stands_in_for_nobody(client, begun, leader, admin_user):
    deputy, today = make_person("示例副职", login="deputy"), timezone.localdate()
    days = {"from_on": today, "to_on": today, "agreed_by": "示例区长"}
    kept(Delegation(giver=leader.person, receiver=deputy, role="leader", **days))
    assert permissions.has_role(deputy, Role.LEADER)
    edit(client, admin_user, deputy, password=PASSWORD)
    assert not permissions.has_role(again(deputy), Role.LEADER)


def test_a_role_handed_on_waits_as_well(client, begun, admin_user, leader):
    make_person("示例继任", login="successor")
    client.force_login(admin_user)
    data = {"coming": "示例继任", "on": timezone.localdate().isoformat(), "reason": "岗位调整", "with_roles": "on"}
    client.post(f"/admin/hand-on/?leaving=0-{leader.person.name}", data)
    successor = Person.objects.get(name="示例继任")
    assert successor.memberships.get().is_waiting
    assert not permissions.has_role(successor, Role.LEADER)


# The page --------------------------------------------------------------------------------------
def test_the_list_of_people_says_what_waits_and_who_may_confirm_it(client, begun, admin_user, leader):
    give(Role.FINAL_REVIEWER, admin_user)
    client.force_login(admin_user)
    page = client.get("/admin/people/").content.decode()
    assert "三审（待确认，可由示例副区长确认）" in page
    assert "待确认的授权" in page


def test_a_message_leads_to_the_page_where_it_is_confirmed(client, begun, admin_user, leader):
    power = give(Role.FINAL_REVIEWER, admin_user)
    client.force_login(leader)
    assert "“三审”的授权待确认" in client.get("/admin/notices/").content.decode()
    notice = Notice.objects.get(person=leader.person, kind="account")
    page = client.get(notice.url).content.decode()
    assert "示例新人" in page
    response = client.post(notice.url, {"power": f"role-{power.pk}", "act": "confirm"}, follow=True)
    assert "已确认，现在生效" in response.content.decode()
    assert permissions.has_role(again(power.person), Role.FINAL_REVIEWER)
    notice.refresh_from_db()
    assert notice.read_at, "done is done"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"act": "confirm"}, "授予人不能确认自己授予的"),
        ({"act": "refuse", "reason": "示例"}, "授予人不能确认自己授予的"),
        ({"act": "letter"}, "请填写此项"),
        ({"act": "nonsense"}, "请选择确认、不同意或录入授权书"),
        ({"power": "role-999999", "act": "confirm"}, "没有这一项"),
        ({"power": "account-1", "act": "confirm"}, "没有这一项"),
        ({"power": "role-²", "act": "confirm"}, "没有这一项"),
    ],
)
def test_what_makes_no_sense_there_is_answered_in_words(data, sentence, client, begun, admin_user, leader):
    power = give(Role.FINAL_REVIEWER, admin_user)
    client.force_login(admin_user)
    response = client.post("/admin/powers/", {"power": f"role-{power.pk}"} | data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert again(power).is_waiting


def test_the_letter_is_entered_there_and_shown_to_those_who_confirm_alone(client, begun, admin_user, leader, clerk):
    power = give(Role.FINAL_REVIEWER, admin_user)
    client.force_login(admin_user)
    scan = SimpleUploadedFile("授权书.pdf", PDF)
    response = client.post("/admin/powers/", {"power": f"role-{power.pk}", "act": "letter", "scan": scan}, follow=True)
    assert "授权书已录入" in response.content.decode()
    where = f"/admin/files/{again(power).letter_id}/"
    for user, status in ((admin_user, 200), (leader, 200), (clerk, 404)):
        client.force_login(user)
        response = client.get(where)
        assert response.status_code == status
        b"".join(response)


def test_whose_role_waits_reads_so_on_the_first_page(client, begun, admin_user):
    power = give(Role.FINAL_REVIEWER, admin_user)
    client.force_login(power.person.user)
    page = client.get("/admin/").content.decode()
    assert "三审（待确认）" in page
    assert "您的角色待另一位系统管理员、区领导或三审确认" in page
