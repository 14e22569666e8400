"""The office's lists: who keeps them, that every save is a version, and that nobody overwrites anybody."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.tracking.factories import make_person, make_unit
from tracking import versions
from tracking.loop.acts.supervising import record_publication
from tracking.models import Circular, Event, Person, ReportedFigure, Role, Session, Unit
from tracking.permissions import has_role, holders
from tracking.stages import Stage

pytestmark = pytest.mark.django_db

LISTS = {
    "sessions": "clerk admin_user superuser",
    "units": "clerk admin_user superuser",
    "series": "clerk admin_user superuser",
    "overprints": "clerk admin_user superuser",
    "proposers": "clerk admin_user superuser",
    "holidays": "clerk admin_user superuser",
    "people": "admin_user superuser",
    "circulars": "clerk supervisor",
    "reported": "clerk",
    "supervision": "clerk reviewer leader supervisor",
    "promises": "clerk reviewer leader supervisor",
    "events": "clerk reviewer leader supervisor",
}
PEOPLE = ["clerk", "reviewer", "leader", "unit_handler", "supervisor", "editor", "admin_user", "superuser"]


def url(model: str, action: str = "index", *args) -> str:
    return reverse(f"{model}_modeladmin_{action}", args=args)


def unit_data(unit: Unit | None = None, **changes) -> dict:
    data = {"name": "区新设局", "kind": "department", "district_leader": "", "is_active": "on", "aliases": ""}
    if unit is not None:
        data |= {"name": unit.name, "seen_version": unit.version}
    return data | changes


@pytest.mark.parametrize("model", LISTS)
def test_a_list_opens_for_its_keepers_alone(model, client, request, office):
    for who in PEOPLE:
        client.force_login(request.getfixturevalue(who))
        allowed = who in LISTS[model].split()
        assert (client.get(url(model)).status_code == 200) is allowed, who


@pytest.mark.parametrize(
    "model", ["sessions", "units", "series", "overprints", "proposers", "holidays", "people", "reported"]
)
def test_nobody_else_enters_or_deletes(model, client, request, office):
    for who in set(PEOPLE) - set(LISTS[model].split()):
        client.force_login(request.getfixturevalue(who))
        assert client.get(url(model, "create")).status_code == 302, who


def test_a_unit_is_entered_as_a_version_and_an_event(client, clerk):
    client.force_login(clerk)
    response = client.post(url("units", "create"), unit_data(aliases="新设局\n区新局"))
    assert response.status_code == 302
    unit = Unit.objects.get(name="区新设局")
    assert {alias.name for alias in unit.aliases.all()} == {"新设局", "区新局"}
    assert unit.history.get().history_user == clerk
    assert Event.objects.last().summary == "承办单位：区新设局"
    assert versions.verify().ok


def test_the_line_of_a_unit_is_kept_with_its_versions_and_never_a_mobile_number(client, clerk, unit):
    client.force_login(clerk)
    response = client.post(url("units", "edit", unit.pk), unit_data(unit, office_line="13800000000"))
    assert "不填手机号码" in response.content.decode()
    client.post(url("units", "edit", unit.pk), unit_data(unit, office_line=" 0894-2000111 "))
    assert Unit.objects.get(pk=unit.pk).office_line == "0894-2000111"
    assert [one.office_line for one in unit.history.order_by("history_id")] == ["", "0894-2000111"]


def test_an_alias_of_another_unit_is_refused(client, clerk, unit):
    client.force_login(clerk)
    response = client.post(url("units", "create"), unit_data(aliases=unit.name))
    assert "已是区示例局的名称" in response.content.decode()
    assert not Unit.objects.filter(name="区新设局").exists()


def test_the_second_of_two_editors_sees_both_versions(client, clerk, unit):
    client.force_login(clerk)
    seen = unit.version
    client.post(url("units", "edit", unit.pk), unit_data(unit, name="区改名局"))
    response = client.post(url("units", "edit", unit.pk), unit_data(unit, name="区又改局", seen_version=seen))
    page = response.content.decode()
    assert "已被他人更新" in page
    assert "区改名局" in page
    assert "区又改局" in page
    assert Unit.objects.get(pk=unit.pk).name == "区改名局"


def test_a_unit_in_use_is_not_deleted(client, clerk, make_record, unit):
    make_record(Stage.ASSIGNED)
    client.force_login(clerk)
    response = client.post(url("units", "delete", unit.pk), follow=True)
    assert "不能删除" in response.content.decode()
    assert Unit.objects.filter(pk=unit.pk).exists()


def test_an_unused_unit_is_deleted_and_its_versions_stay(client, clerk, other_unit):
    client.force_login(clerk)
    client.post(url("units", "delete", other_unit.pk))
    assert Unit.history.filter(id=other_unit.pk, history_type="-").exists()
    assert versions.verify().ok


def test_a_person_gets_account_roles_and_the_admins_door(client, admin_user, unit):
    client.force_login(admin_user)
    data = {
        "name": "示例新人",
        "is_active": "on",
        "roles": ["supervisor"],
        "units": [unit.pk],
        "username": "newcomer",
        "password": "示例-long-enough-7",
    }
    assert client.post(url("people", "create"), data).status_code == 302
    person = Person.objects.get(name="示例新人")
    assert has_role(person, Role.SUPERVISOR)
    assert has_role(person, Role.UNIT_HANDLER, unit)
    assert person.user.has_perm("wagtailadmin.access_admin")
    assert versions.verify().ok


def test_roles_taken_away_close_the_door(client, admin_user, supervisor):
    client.force_login(admin_user)
    person = supervisor.person
    data = {"name": person.name, "is_active": "on", "username": "supervisor", "seen_version": person.version}
    client.post(url("people", "edit", person.pk), data)
    user = type(supervisor).objects.get(pk=supervisor.pk)
    assert not user.has_perm("wagtailadmin.access_admin")


def person_data(person: Person, **changes) -> dict:
    login = person.user.get_username() if person.user_id else ""
    return {"name": person.name, "is_active": "on", "username": login, "seen_version": person.version} | changes


def test_administrators_take_no_office_by_themselves(client, admin_user, unit):
    client.force_login(admin_user)
    own = admin_user.person
    for office in ({"roles": ["admin", "office_clerk"]}, {"roles": ["admin"], "units": [unit.pk]}):
        response = client.post(url("people", "edit", own.pk), person_data(own, **office))
        assert "不能给自己增加角色" in response.content.decode()
    assert [one.role for one in own.memberships.all()] == [Role.ADMIN]


def test_the_chain_says_who_was_given_what(client, admin_user, supervisor):
    client.force_login(admin_user)
    data = person_data(supervisor.person, roles=["office_clerk"], password="示例-long-enough-8")
    client.post(url("people", "edit", supervisor.person.pk), data)
    assert Event.objects.last().summary == "办理人员：示例督查；授予政府办经办；收回督查室；重设密码"


def test_administrators_have_no_hold_of_a_superusers_account(client, admin_user, superuser):
    person = make_person("示例维护")
    Person.objects.filter(pk=person.pk).update(user=superuser)
    client.force_login(admin_user)
    data = person_data(Person.objects.get(pk=person.pk), password="示例-long-enough-9")
    assert "软件维护账号" in client.post(url("people", "edit", person.pk), data).content.decode()


def test_a_weak_or_missing_password_is_refused(client, admin_user):
    client.force_login(admin_user)
    for password in ("", "12345"):
        data = {"name": "示例新人", "is_active": "on", "username": "newcomer", "password": password}
        assert client.post(url("people", "create"), data).status_code == 200
    assert not Person.objects.filter(name="示例新人").exists()


def test_a_paper_decider_needs_no_account(client, admin_user):
    client.force_login(admin_user)
    client.post(url("people", "create"), {"name": "示例领导", "is_active": "on", "roles": ["leader"]})
    assert holders(Role.LEADER).filter(name="示例领导", user=None).exists()


def test_reply_classes_are_typed_as_lines(client, clerk, session):
    client.force_login(clerk)
    form = client.get(url("sessions", "edit", session.pk)).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in shown.items() if value is not None and value is not False}
    data |= {"reply_classes": "甲 已解决\n乙 正在解决"}
    response = client.post(url("sessions", "edit", session.pk), data)
    assert response.status_code == 302, response.context["form"].errors
    assert Session.objects.get(pk=session.pk).reply_classes == [
        {"code": "甲", "label": "已解决"},
        {"code": "乙", "label": "正在解决"},
    ]


def test_the_code_of_a_session_stays_once_public_addresses_bear_it(client, clerk, session, make_record):
    client.force_login(clerk)

    def changed(**changes):
        form = client.get(url("sessions", "edit", session.pk)).context["form"]
        data = {name: form[name].value() for name in form.fields}
        data = {name: value for name, value in data.items() if value is not None and value is not False}
        data["reply_classes"] = form["reply_classes"].value()
        return client.post(url("sessions", "edit", session.pk), data | changes)

    make_record(Stage.CLOSED)
    assert changed(code="2024-a").status_code == 302, "nothing is public yet"
    record = make_record(Stage.CLOSED)
    reply = record.assignments.get().replies.first()
    record_publication(reply, on=timezone.localdate(), url="https://www.example.gov.cn/1/", account=clerk)
    for name, value in (("code", "2024-b"), ("year", "2025")):
        answer = changed(**{name: value})
        assert answer.status_code == 200, name
        assert "不能再改" in str(answer.context["form"].errors[name])
    assert (fresh := Session.objects.get(pk=session.pk)).code == "2024-a"
    assert fresh.year == session.year


def test_a_circular_freezes_its_figures(client, supervisor, make_record, session):
    make_record(Stage.CLOSED)
    client.force_login(supervisor)
    data = {"session": session.pk, "title": "示例通报", "on": "2024-08-01", "body": "通报如下。"}
    assert client.post(url("circulars", "create"), data).status_code == 302
    circular = Circular.objects.get()
    make_record(Stage.CLOSED)
    assert circular.figures["counts"]["records"]["value"] == 1


@pytest.mark.parametrize("model", ["supervision", "events"])
def test_what_steps_write_is_read_only_here(model, client, clerk):
    client.force_login(clerk)
    assert client.get(url(model, "create")).status_code == 302


def test_lists_take_few_queries(client, clerk, django_assert_max_num_queries):
    for place in range(30):
        make_unit(f"区第{place}局")
    client.force_login(clerk)
    client.get(url("units"))
    with django_assert_max_num_queries(18):
        client.get(url("units"))


def test_an_empty_list_says_what_to_do(client, clerk):
    make_person("甲")
    client.force_login(clerk)
    assert "国务院公布的节假日" in client.get(url("holidays")).content.decode()
    assert "没有登记地方节假日" in client.get(url("holidays")).content.decode()


# 上报口径 --------------------------------------------------------------------------------------
def reported_data(office, **changes) -> dict:
    return {
        "session": office.session.pk,
        "figure": "completion_rate",
        "value": "98.5",
        "on": "2024-08-01",
        "to": "示例市人民政府办公室",
        "reason": "上报时1件尚未办结",
    } | changes


def test_a_figure_reported_upwards_is_a_version_and_an_event_and_stands_in_the_list_in_words(client, office):
    client.force_login(office.clerk)
    assert client.post(url("reported", "create"), reported_data(office)).status_code == 302
    row = ReportedFigure.objects.get()
    assert row.history.get().history_user == office.clerk
    assert Event.objects.last().what == "list"
    assert versions.verify().ok
    page = client.get(url("reported")).content.decode()
    assert "办结率" in page
    assert "98.5%" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "这一届的这个指标已经登记过上报口径，请修改原来的登记。"),
        ({"reason": ""}, "请填写此项。"),
        ({"value": "-1"}, "不能是负数"),
        ({"value": "101", "figure": "satisfaction_rate"}, "不能超过 100"),
        ({"on": "2999-01-01", "figure": "lead"}, "在将来"),
        ({"figure": "nonsense"}, "nonsense"),
    ],
)
def test_a_wrong_report_is_refused_with_a_sentence(client, office, changes, sentence):
    client.force_login(office.clerk)
    client.post(url("reported", "create"), reported_data(office))
    response = client.post(url("reported", "create"), reported_data(office, **changes))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert ReportedFigure.objects.count() == 1
