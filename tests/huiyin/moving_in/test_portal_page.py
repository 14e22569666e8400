"""信息公开栏目, 分工方式: columns opened by a page, where pages become public, and who writes and signs them."""

import pytest

from publishing.models import ColumnPage, Outlet, PortalHomePage, PortalSettings
from publishing.models.setting_changes import SettingsChange
from tests.tracking.admin.pages import logged_in, soup, text
from tests.tracking.factories import make_person
from tracking.models import Event, OfficeSettings, Role
from tracking.stages import Stage
from tracking.versions import verify

PAGE, PROFILE = "/admin/start/portal/", "/admin/start/profile/"
SITE = {"site": "1", "outlet": "own", "name": "示例县人民政府", "is_demonstration": "on", "levels_of_review": "3"}


def test_an_empty_portal_leads_its_administrator_to_the_page_that_opens_it(desk, client):
    page = client.get("/")
    assert "尚未设置门户" in text(page)
    where = soup(page).select_one("main a")["href"]
    assert where == PAGE
    assert client.get(where).url == f"/admin/login/?next={PAGE}"
    assert "在哪里公开" in text(desk.get(where))


def test_columns_are_opened_by_the_page_and_what_it_says_is_on_record(desk):
    answer = desk.post(PAGE, SITE | {"organiser": "示例县人民政府办公室", "agency_code": "A1"}, follow=True)
    assert "栏目已建立，设置已保存" in text(answer)
    assert ColumnPage.objects.filter(live=True).count() >= 4
    assert PortalSettings.current().agency_code == "A1"
    assert "示例县人民政府" in Event.objects.get(what="settings_changed").summary
    assert desk.get("/").status_code == 200
    again = desk.post(PAGE, SITE | {"organiser": "示例县人民政府办公室", "agency_code": "A1"}, follow=True)
    assert "已保存" in text(again)
    assert PortalHomePage.objects.count() == 1
    assert SettingsChange.objects.count() == 1
    assert verify().ok


@pytest.mark.parametrize(
    ("changes", "said"), [({"name": ""}, "网站名称"), ({"site_code": "12"}, "10 位"), ({"outlet": "x"}, "公开渠道")]
)
def test_what_is_wrong_is_told_and_no_column_is_opened(desk, changes, said):
    answer = desk.post(PAGE, SITE | changes)
    assert answer.status_code == 422
    assert said in soup(answer).select_one(".refused").text
    assert not PortalHomePage.objects.exists()
    assert not SettingsChange.objects.exists()


def test_who_publishes_on_the_provinces_platform_alone_gets_columns_to_write_and_sign_in(desk, client):
    answer = desk.post(PAGE, SITE | {"outlet": Outlet.PACKAGE}, follow=True)
    assert "只在省统一平台公开" in text(answer)
    assert soup(answer).select("#levels")
    assert PortalHomePage.objects.exists()
    row = next(one for one in desk.get("/admin/start/").context["steps"] if one.key == "portal")
    assert "只用来起草和审签" in row.said
    assert any("一审" in one.said for one in row.missing)
    assert client.get("/xxgk/jytabl/").status_code == 404


def test_both_ways_open_the_columns_too(desk):
    desk.post(PAGE, SITE | {"outlet": Outlet.BOTH})
    assert PortalHomePage.objects.exists()


def test_levels_are_given_to_people_by_the_page(desk):
    desk.post(PAGE, SITE)
    first, final = make_person("示例甲"), make_person("示例乙", login="b")
    page = desk.post(
        PAGE, {"levels": "1", Role.FIRST_REVIEWER: str(first.pk), Role.FINAL_REVIEWER: str(final.pk)}, follow=True
    )
    assert "已指定：示例甲（一审）、示例乙（三审）" in text(page)
    assert [one.role for one in first.memberships.all()] == [Role.FIRST_REVIEWER]
    assert final.user.groups.filter(name__contains="三审").exists()
    assert verify().ok


def test_levels_wait_for_a_second_person_once_signing_has_begun(desk, make_record):
    make_record(Stage.SIGNED)
    person = make_person("示例新人")
    assert "待确认的授权" in text(desk.post(PAGE, {"levels": "1", Role.FINAL_REVIEWER: str(person.pk)}, follow=True))
    assert person.memberships.get().is_waiting


def test_administrators_give_themselves_no_level(desk, administrator):
    answer = desk.post(PAGE, {"levels": "1", Role.FINAL_REVIEWER: str(administrator.person.pk)})
    assert answer.status_code == 422
    assert "不能给自己增加角色" in text(answer)
    assert administrator.person.memberships.count() == 1


def test_after_the_first_publication_others_agree_to_what_the_page_changes(desk, monkeypatch):
    desk.post(PAGE, SITE)
    monkeypatch.setattr("publishing.review.settings_changes.needs_agreement", lambda: True)
    assert "由另一位三审同意后生效" in text(desk.post(PAGE, SITE | {"organiser": "示例办"}, follow=True))
    assert PortalSettings.current().organiser == ""
    assert "由另一位三审同意后生效" in text(desk.post(PROFILE, {"profile": "small"}, follow=True))
    assert not OfficeSettings.current().is_small


def test_each_way_to_divide_the_work_says_what_it_gives_up(desk):
    page = text(desk.get(PROFILE))
    assert "不放弃任何一道把关" in page
    assert "页面只有两审" in page


def test_the_division_of_work_is_chosen_once_and_kept_when_it_is_chosen_again(desk):
    desk.post(PROFILE, {"profile": "full"})
    assert OfficeSettings.objects.get().profile == "full"
    desk.post(PROFILE, {"profile": "small"})
    desk.post(PROFILE, {"profile": "small"})
    assert OfficeSettings.objects.get().is_small
    assert SettingsChange.objects.count() == 1
    assert desk.post(PROFILE, {"profile": "x"}).status_code == 422
    assert verify().ok


def test_clerks_open_none_of_these_pages(db):
    clerk = logged_in(make_person("示例经办", Role.OFFICE_CLERK, login="clerk").user)
    for page in ("office", "people", "people/slips", "sessions", "portal", "profile"):
        assert clerk.post(f"/admin/start/{page}/", {"x": "1"}).url == "/admin/"
