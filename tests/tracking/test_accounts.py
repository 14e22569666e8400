"""Every change of an account is in the chain, whoever makes it and by whatever door; no event knows a password."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from tests.tracking.factories import PASSWORD, make_account, make_person
from tracking import permissions, versions
from tracking.models import Event, Notice, Person, Role
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
NEW = "另一个-example-pass"


def noted(user=None) -> list[str]:
    """What the chain says of accounts, or of one."""
    found = Event.objects.filter(what="account")
    return [one.summary for one in (found.filter(data__user=user.pk) if user else found)]


def set_password(user, password: str = NEW):
    user.set_password(password)
    user.save()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda user: set_password(user), "设置密码"),
        (lambda user: get_user_model().objects.get(pk=user.pk).delete(), "删除账号"),
        (lambda user: vars(user).update(is_active=False) or user.save(), "可登录：否"),
        (lambda user: vars(user).update(is_superuser=True) or user.save(), "软件维护：是"),
        (lambda user: vars(user).update(is_staff=True) or user.save(update_fields=["is_staff"]), "is_staff：是"),
        (lambda user: vars(user).update(username="renamed") or user.save(), "登录名由somebody改为renamed"),
        (lambda user: vars(user).update(email="a@example.org") or user.save(), "更改邮箱"),
        (lambda user: user.groups.add(Group.objects.create(name="示例组")), "加入用户组示例组"),
        (lambda user: Group.objects.create(name="示例组").user_set.add(user), "加入用户组示例组"),
        (lambda user: user.groups.set([Group.objects.create(name="甲组")]) or user.groups.clear(), "清空用户组甲组"),
        (lambda user: user.user_permissions.add(Permission.objects.first()), "加入权限"),
    ],
)
def test_whatever_changes_in_an_account_is_an_event(change, said):
    user = make_account("somebody")
    assert noted(user) == ["账号somebody：开通账号；设置密码"]
    change(user)
    assert said in noted()[-1]
    assert "a@example.org" not in noted()[-1]
    assert versions.verify().ok


def test_a_login_is_no_change_of_the_account(client, settings):
    user = make_account("somebody")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    before = user.password
    assert client.login(username="somebody", password=PASSWORD)
    user.refresh_from_db()
    assert user.password != before, "Django digested the same password anew"
    assert noted(user) == ["账号somebody：开通账号；设置密码"]


def test_no_event_knows_a_password_or_its_digest(client, admin_user, supervisor):
    set_password(supervisor)
    supervisor.refresh_from_db()
    for event in Event.objects.all():
        said = f"{event.summary} {event.data}"
        assert NEW not in said
        assert supervisor.password not in said
        assert "md5" not in said


def test_commands_leave_an_event_of_the_system(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="operator", email="", verbosity=0)
    event = Event.objects.filter(what="account").last()
    assert event.data["is_superuser"]
    assert event.account_name == "系统"
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
    call_command("changepassword", "operator", stdout=StringIO())
    assert noted()[-1] == "账号operator：设置密码"


# Passwords that others set ---------------------------------------------------------------------
def person_data(person: Person, **changes) -> dict:
    return {
        "name": person.name, "is_active": "on", "seen_version": person.version, "username": person.user.get_username(),
        "roles": [one.role for one in person.memberships.all()],
    } | changes  # fmt: skip


@pytest.fixture
def reset(client, admin_user, supervisor):
    """The supervisor's password, set by an administrator."""
    client.force_login(admin_user)
    assert (
        client.post(
            f"/admin/people/edit/{supervisor.person.pk}/", person_data(supervisor.person, password=NEW)
        ).status_code
        == 302
    )
    client.logout()
    return get_user_model().objects.get(pk=supervisor.pk)


def test_a_password_that_somebody_else_set_opens_one_page_alone(client, reset, record):
    assert client.login(username="supervisor", password=NEW)
    for where in (
        "/admin/",
        "/admin/notices/",
        f"/admin/loop/{record.pk}/supervise/",
        "/admin/account/",
        "/media/a.pdf",
    ):
        response = client.get(where)
        assert (response.status_code, response.url) == (302, "/admin/account/password/"), where
        assert client.post(where).status_code == 302, where
    page = client.get("/admin/account/password/").content.decode()
    assert "请先修改密码" in page
    assert permissions.roles_of(reset) == set()
    assert permissions.why_may_not_decide(Role.SUPERVISOR, None, reset, reset.person).startswith(
        "这个账号的密码由他人设置"
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"old_password": "wrong"}, "旧密码"),
        ({"new_password1": NEW, "new_password2": NEW}, "新密码不能与现在的密码相同"),
        ({"new_password2": "示例-something-else"}, "不一致"),
        ({"new_password1": "12345", "new_password2": "12345"}, "密码"),
    ],
)
def test_the_new_one_is_ones_own(data, sentence, client, reset):
    client.login(username="supervisor", password=NEW)
    wanted = {"old_password": NEW, "new_password1": PASSWORD, "new_password2": PASSWORD}
    response = client.post("/admin/account/password/", wanted | data)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert Person.objects.get(user=reset).must_change_password


def test_once_it_is_changed_the_account_is_its_holders_again(client, reset, record):
    client.login(username="supervisor", password=NEW)
    wanted = {"old_password": NEW, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post("/admin/account/password/", wanted).url == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get(f"/admin/loop/{record.pk}/supervise/").status_code == 200
    assert noted(reset)[-1] == "账号supervisor：本人已修改密码"
    assert Event.objects.last().account == reset
    assert versions.verify().ok


def test_its_holder_and_all_administrators_are_told(office, reset, admin_user, supervisor):
    other = make_person("示例另一管理", Role.ADMIN, login="other-admin")
    set_password(supervisor, "再一个-example-pass")
    told = Notice.objects.filter(kind="account")
    assert set(told.filter(text__contains="您账号的密码由他人设置").values_list("person", flat=True)) == {
        supervisor.person.pk
    }
    theirs = told.filter(text__contains="一个账号的密码由他人重新设置")
    assert set(theirs.values_list("person", flat=True)) == {admin_user.person.pk, other.pk}
    assert all("示例" not in one.text for one in told), "no message names anybody"


def test_a_first_password_is_changed_too(client, admin_user):
    client.force_login(admin_user)
    data = {"name": "示例新人", "is_active": "on", "roles": ["supervisor"], "username": "newcomer", "password": NEW}
    client.post("/admin/people/create/", data)
    assert Person.objects.get(name="示例新人").must_change_password
    assert versions.verify().ok


def test_the_demonstrations_accounts_are_excepted_by_name(client, admin_user, supervisor):
    Person.objects.filter(pk=supervisor.person.pk).update(is_example=True)
    set_password(supervisor)
    assert not Person.objects.get(user=supervisor).must_change_password


def test_ones_own_password_is_simply_ones_own(client, supervisor):
    client.force_login(supervisor)
    data = {"password-old_password": PASSWORD, "password-new_password1": NEW, "password-new_password2": NEW}
    client.post(
        "/admin/account/", data | {"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}
    )
    assert client.login(username="supervisor", password=NEW)
    assert not Person.objects.get(user=supervisor).must_change_password
    assert noted(supervisor)[-1] == "账号supervisor：设置密码"
    assert not Notice.objects.filter(kind="account").exists()


def test_a_password_reset_by_a_command_is_somebody_elses_too(office, supervisor, make_record, monkeypatch):
    make_record(Stage.REVIEWED)
    make_person("示例副区长乙", Role.LEADER, login="signer")
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
    call_command("changepassword", "signer", stdout=StringIO())
    signer = Person.objects.get(user__username="signer")
    assert signer.must_change_password
    assert not permissions.has_role(signer, Role.LEADER)
