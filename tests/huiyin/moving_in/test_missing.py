"""What the office still lacks: every finding with the page that mends it, and nothing where nothing is missing."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huiyin.moving_in.missing import RED, YELLOW
from huiyin.moving_in.missing.of_people import missing_people
from huiyin.moving_in.missing.of_portal import missing_portal
from huiyin.moving_in.missing.of_sessions import missing_sessions
from huiyin.moving_in.missing.of_units import missing_units
from huiyin.moving_in.missing.snapshot import Snapshot
from huiyin.moving_in.steps.overview import overview
from publishing.models import PortalSettings
from publishing.tree import build_portal
from tests.tracking.factories import kept, make_person, make_unit
from tracking.models import (
    Delegation,
    Membership,
    OfficeSettings,
    Profile,
    Role,
    Session,
    Unit,
    UnitKind,
    WorkdayOverride,
)

pytestmark = pytest.mark.django_db


def people(*given: str) -> None:
    """People by the initials of their roles: c clerk, r reviewer, l leader, u handler of a unit, a administrator."""
    roles = {
        "c": Role.OFFICE_CLERK, "r": Role.OFFICE_REVIEWER, "l": Role.LEADER, "u": Role.UNIT_HANDLER, "a": Role.ADMIN,
        "e": Role.EDITOR, "1": Role.FIRST_REVIEWER, "2": Role.SECOND_REVIEWER, "3": Role.FINAL_REVIEWER,
    }  # fmt: skip
    unit = make_unit("示例县甲局")
    for number, letters in enumerate(given):
        person = make_person(f"示例{number}", login=f"p{number}")
        for one in letters:
            kept(Membership(person=person, role=roles[one], unit=unit if one == "u" else None))


def said(found) -> str:
    return " ".join(one.said for one in found)


def test_roles_that_nobody_holds_are_named():
    people("c")
    found = missing_people(Snapshot.now())
    assert [one.level for one in found] == [RED]
    assert "政府办审核、区领导" in found[0].said


@pytest.mark.parametrize(
    ("profile", "given", "stuck"),
    [
        (Profile.FULL, ("cu", "r", "l"), ""),
        (Profile.FULL, ("cu", "rl"), "示例0"),
        (Profile.SMALL, ("cu", "rl"), ""),
        (Profile.FULL, ("c", "rl", "rl", "u"), ""),
        (Profile.FULL, ("c", "r", "ul"), "示例2"),
        (Profile.SMALL, ("c", "r", "ul"), "示例2"),
        (Profile.SMALL, ("cur", "l"), "示例0"),
        (Profile.FULL, ("c", "r", "l"), ""),
        (Profile.FULL, ("cr", "r", "l"), ""),
    ],
)
def test_who_drafts_what_nobody_else_can_review_and_sign_is_named(profile, given, stuck):
    kept(OfficeSettings(pk=1, profile=profile))
    people(*given)
    found = missing_people(Snapshot.now())
    assert [one.level for one in found] == ([RED] if stuck else [])
    assert stuck in said(found)


def test_a_clerk_without_an_account_hands_over_nothing():
    people("r", "l")
    make_person("示例经办", Role.OFFICE_CLERK)
    assert "没有能登录的账号" in said(missing_people(Snapshot.now()))


def test_the_one_holder_of_a_role_who_is_away_is_told_until_somebody_stands_in():
    people("cu", "r", "l")
    holder, other = (Membership.objects.get(role=role).person for role in (Role.OFFICE_REVIEWER, Role.LEADER))
    kept(Membership(person=holder, role=Role.SUPERVISOR))
    make_person("示例督查", Role.SUPERVISOR)
    today = timezone.localdate()
    days = {"from_on": today, "to_on": today + timedelta(days=5), "agreed_by": "示例主任"}
    kept(Delegation(giver=holder, receiver=other, role=Role.SUPERVISOR, **days))
    found = missing_people(Snapshot.now())
    assert "政府办审核只有示例1一人，现在不在岗" in said(found)
    kept(Delegation(giver=holder, receiver=make_person("示例代理"), role=Role.OFFICE_REVIEWER, **days))
    assert not missing_people(Snapshot.now())


def test_powers_that_wait_and_a_lonely_administrator_are_told():
    people("cu", "r", "l", "a")
    assert "只有一位系统管理员" in said(missing_people(Snapshot.now()))
    Membership.objects.filter(role=Role.LEADER).update(waits_since=timezone.now())
    found = said(missing_people(Snapshot.now()))
    assert "有1项授权待第二个人确认" in found
    assert "还没有人是：区领导" in found


def test_units_that_nobody_reaches_are_named_and_the_citys_are_not():
    for name in ("甲局", "乙局", "丙局"):
        make_unit(f"示例县{name}", uses_sheets=name == "乙局")
    make_unit("市示例局", kind=UnitKind.EXTERNAL)
    make_person("示例丙", Role.UNIT_HANDLER, Unit.objects.get(name="示例县丙局"), login="c")
    (found,) = missing_units(Snapshot.now())
    assert found.level == YELLOW
    assert found.said.startswith("示例县甲局没有经办账号")


def test_long_lists_of_units_are_cut():
    for number in range(9):
        make_unit(f"示例县第{number}局")
    assert "等9个没有经办账号" in said(missing_units(Snapshot.now()))


@pytest.mark.parametrize(
    ("today", "year", "words"),
    [
        (date(2026, 3, 1), 2025, ""),
        (date(2026, 4, 1), 2025, "最近的届次是2025年的"),
        (date(2026, 6, 1), 2026, ""),
    ],
)
def test_the_session_of_this_year_is_asked_for_once_the_meetings_are_over(time_machine_at, today, year, words):
    time_machine_at(today)
    kept(Session(code=str(year), name="示例", year=year, handed_over_on=date(year, 3, 1)))
    found = said(one for one in missing_sessions(Snapshot.now()) if "放假" not in one.said)
    assert words in found
    assert bool(found) == bool(words)


def test_a_session_without_its_day_leads_to_that_session():
    session = kept(Session(code="2099", name="示例", year=2099))
    found = next(one for one in missing_sessions(Snapshot.now()) if "交办会" in one.said)
    assert found.url == f"/admin/sessions/edit/{session.pk}/"


def test_next_years_holidays_are_asked_for_in_december_and_only_until_they_are_entered(time_machine_at):
    time_machine_at(date(2090, 12, 5))
    kept(Session(code="2090", name="示例", year=2090, handed_over_on=date(2090, 3, 1)))
    assert "2091年的放假安排" in said(missing_sessions(Snapshot.now()))
    kept(WorkdayOverride(day=date(2091, 1, 4), is_workday=True, name="调休上班"))
    kept(WorkdayOverride(day=date(2090, 1, 4), is_workday=True, name="调休上班"))
    assert not missing_sessions(Snapshot.now())


@pytest.mark.parametrize(
    ("profile", "given", "words"),
    [
        (Profile.FULL, ("e", "1", "2", "3"), ""),
        (Profile.FULL, ("e", "1", "3"), "还没有人是：二审"),
        (Profile.SMALL, ("e", "1", "3"), ""),
        (Profile.FULL, ("e", "12", "3"), "3级审签要3位不同的人"),
        (Profile.FULL, ("e1", "e2", "3"), "3级审签"),
        (Profile.SMALL, ("e", "e1", "3"), ""),
        (Profile.SMALL, ("e3", "1"), "2级审签"),
        (Profile.SMALL, ("1", "3"), "还没有人是：信息公开编辑"),
    ],
)
def test_pages_need_a_person_of_its_own_for_every_level(profile, given, words):
    kept(OfficeSettings(pk=1, profile=profile))
    build_portal("示例县人民政府")
    people(*given)
    found = missing_portal(Snapshot.now())
    assert words in said(found)
    assert bool(found) == bool(words)


def test_a_real_site_is_asked_for_its_marks():
    build_portal("示例县人民政府", is_demonstration=False)
    people("e", "1", "2", "3")
    found = said(missing_portal(Snapshot.now()))
    assert "主办单位、机构代码、网站标识码" in found
    assert "值班撤稿人只有0人" in found


def test_a_secrecy_review_of_its_own_takes_one_more():
    build_portal("示例县人民政府")
    people("e", "1", "2", "3")
    PortalSettings.objects.update(separate_secrecy_review=True)
    assert "4级审签要4位不同的人" in said(missing_portal(Snapshot.now()))


def test_every_finding_has_words_and_a_page_that_is_there(desk):
    build_portal("示例县人民政府", is_demonstration=False)
    make_unit("示例县甲局")
    for step in overview():
        for one in step.missing:
            assert one.said.endswith("。")
            assert desk.get(one.url).status_code == 200
        assert desk.get(step.url).status_code in {200, 302}


def test_the_list_of_steps_asks_the_database_few_things():
    people("cu", "r", "l", "a", "e", "1", "2", "3")
    for number in range(30):
        make_unit(f"示例县第{number}局")
    with CaptureQueriesContext(connection) as asked:
        overview()
    assert len(asked) <= 12


@pytest.mark.parametrize(
    ("page", "most"),
    [("office", 24), ("people", 24), ("sessions", 26), ("portal", 30), ("profile", 22), ("", 24)],
)
def test_the_pages_of_the_steps_ask_the_database_few_things(desk, page, most):
    for number in range(30):
        make_unit(f"示例县第{number}局")
    desk.get(f"/admin/start/{page}/" if page else "/admin/start/")
    with CaptureQueriesContext(connection) as asked:
        desk.get(f"/admin/start/{page}/" if page else "/admin/start/")
    assert len(asked) <= most, len(asked)
