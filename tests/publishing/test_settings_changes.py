"""Settings (设置变更): nobody changes alone what bears on review or is public wording, and every change is told with before and after."""

import pytest
from django.urls import reverse

from publishing.admin.settings_page import OfficeForm, PlaceForm
from publishing.models import PortalSettings, ReviewLevels, SettingsChange
from publishing.models.setting_changes import Subject
from publishing.review import Refused
from publishing.review.settings_changes import FIELDS, WORDS, answer, in_words, propose, values_of
from tests.tracking.factories import make_person
from tracking import permissions
from tracking.models import Appended, Event, Notice, OfficeSettings, Profile, Role
from tracking.versions import verify


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def admin(newsroom):
    """系统管理员."""
    return make_person("示例管理", Role.ADMIN, login="admin").user


@pytest.fixture
def published(newsroom, portal_settings):
    """An installation that has published: from now on 三审 agrees to settings."""
    return newsroom.published(newsroom.article())


def wish(subject=Subject.PORTAL, **changes) -> dict:
    model = PortalSettings if subject == Subject.PORTAL else OfficeSettings
    return values_of(subject, model.current()) | changes


# Before the first publication ------------------------------------------------------------------
def test_until_the_first_publication_nobody_needs_to_agree(newsroom, portal_settings, admin):
    propose(Subject.PORTAL, wish(name="示例县人民政府"), account=admin)
    assert PortalSettings.current().name == "示例县人民政府"
    event = Event.objects.get(what="settings_changed")
    assert event.data["before"] == {"name": "示例区人民政府"}
    assert event.data["after"] == {"name": "示例县人民政府"}
    assert "网站名称：示例区人民政府 → 示例县人民政府" in event.summary
    assert verify().ok


def test_the_way_to_work_is_a_version_of_the_chain(newsroom, admin):
    propose(Subject.OFFICE, wish(Subject.OFFICE, profile=Profile.SMALL), account=admin)
    assert OfficeSettings.current().is_small
    assert Event.objects.get(what="settings_changed").versions
    assert verify().ok


# After it --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("levels_of_review", ReviewLevels.TWO),
        ("show_satisfaction", True),
        ("is_demonstration", False),
        ("name", "别的名称"),
        ("report_errors_url", "https://www.example.gov.cn/"),
    ],
)
def test_no_administrator_changes_alone_what_is_public_or_bears_on_review(newsroom, published, admin, name, value):
    before = getattr(PortalSettings.current(), name)
    change = propose(Subject.PORTAL, wish(**{name: value}), account=admin)
    assert change.is_open
    assert getattr(PortalSettings.current(), name) == before
    assert Event.objects.get(what="settings_proposed").data["after"] == {name: value}
    answer(change, account=newsroom.final, is_agreed=True)
    assert getattr(PortalSettings.current(), name) == value
    event = Event.objects.get(what="settings_changed")
    assert event.data["before"] == {name: before}
    assert event.decider == newsroom.final.person
    assert verify().ok


def test_every_field_of_the_settings_is_covered():
    fields = {field.name for field in PortalSettings._meta.concrete_fields} - {"id", "site"}
    assert set(FIELDS[Subject.PORTAL]) == fields


def test_an_administrator_who_is_a_final_reviewer_does_not_agree_with_themselves(newsroom, published, admin):
    permissions.grant(admin.person, Role.FINAL_REVIEWER)
    admin = fresh(admin)
    change = propose(Subject.OFFICE, wish(Subject.OFFICE, profile=Profile.SMALL), account=admin)
    with pytest.raises(Refused, match="提出人不能审定"):
        answer(change, account=admin, is_agreed=True)
    assert not OfficeSettings.current().is_small


def test_only_a_final_reviewer_agrees(newsroom, published, admin):
    change = propose(Subject.PORTAL, wish(name="别的名称"), account=admin)
    for name, account in newsroom.accounts.items():
        if name != "final":
            with pytest.raises(Refused, match="由三审审定"):
                answer(change, account=account, is_agreed=True)
    assert PortalSettings.current().name == "示例区人民政府"


def test_only_administrators_propose(newsroom, published):
    for name, account in newsroom.accounts.items():
        if name != "superuser":
            with pytest.raises(Refused, match="由系统管理员提出"):
                propose(Subject.PORTAL, wish(name="别的名称"), account=account)


def test_what_was_refused_never_holds_and_is_answered_once(newsroom, published, admin):
    change = propose(Subject.PORTAL, wish(name="别的名称"), account=admin)
    answer(change, account=newsroom.final, is_agreed=False, comment="名称有误")
    with pytest.raises(Refused, match="已经审定"):
        answer(change, account=newsroom.final, is_agreed=True)
    assert PortalSettings.current().name == "示例区人民政府"
    with pytest.raises(Appended):
        fresh(change).delete()


def test_an_old_wish_does_not_undo_a_newer_change(newsroom, published, admin):
    first = propose(Subject.PORTAL, wish(name="甲名称"), account=admin)
    second = propose(Subject.PORTAL, wish(name="乙名称"), account=admin)
    answer(second, account=newsroom.final, is_agreed=True)
    with pytest.raises(Refused, match="已另有改动"):
        answer(first, account=newsroom.final, is_agreed=True)
    assert PortalSettings.current().name == "乙名称"


def test_nothing_changed_is_no_change(newsroom, published, admin):
    with pytest.raises(Refused, match="没有改动"):
        propose(Subject.PORTAL, wish(), account=admin)
    assert not SettingsChange.objects.exists()


def test_those_concerned_are_told(newsroom, published, admin):
    change = propose(Subject.PORTAL, wish(name="别的名称"), account=admin)
    told = Notice.objects.filter(subject=f"settings:{change.pk}")
    assert [one.person for one in told] == [newsroom.final.person]
    answer(change, account=newsroom.final, is_agreed=True)
    assert not told.filter(read_at=None).exists()
    assert Notice.objects.get(person=admin.person).text.endswith("现已生效。")


def test_values_are_worded_as_people_say_them(newsroom, published, admin):
    change = propose(Subject.PORTAL, wish(show_satisfaction=True, levels_of_review=2), account=admin)
    assert ("公开满意度", "否", "是") in in_words(change)
    assert any(old == "三审" and new.startswith("两审") for _label, old, new in in_words(change))


def test_to_how_the_place_s_organs_are_called_nobody_has_to_agree(newsroom, published, admin):
    change = propose(Subject.OFFICE, wish(Subject.OFFICE, level="county", place="示例县"), account=admin)
    assert not change.is_open
    assert OfficeSettings.current().words.leaders == "县领导"
    assert ("级别", "市辖区", "县") in in_words(change)
    both = propose(Subject.OFFICE, wish(Subject.OFFICE, level="banner", profile=Profile.SMALL), account=admin)
    assert both.is_open
    assert OfficeSettings.current().level == "county"
    assert verify().ok


def test_whatever_the_office_sets_is_changed_on_one_of_the_page_s_forms():
    assert set(FIELDS[Subject.OFFICE]) == {*OfficeForm._meta.fields, *PlaceForm._meta.fields}
    assert set(PlaceForm._meta.fields) == WORDS


# In the admin ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["superuser", "editor", "final"])
def test_wagtails_own_page_of_settings_is_no_way_past_it(newsroom, published, client, name):
    client.force_login(newsroom.accounts[name])
    site = PortalSettings.current().site_id
    for url in (f"/admin/settings/publishing/portalsettings/{site}/", "/admin/settings/publishing/portalsettings/"):
        client.post(url, {"name": "别的名称"})
        assert client.get(url).status_code in {302, 404}
    assert PortalSettings.current().name == "示例区人民政府"


def form_of(which: str, **changes) -> dict:
    """The page's form as a browser would post it, with these fields changed."""
    subject = Subject.PORTAL if which == "portal" else Subject.OFFICE
    values = {key: value for key, value in wish(subject).items() if value not in (None, False)}
    return {f"{which}-{key}": value for key, value in (values | changes).items() if value != ""} | {which: "1"}


def test_a_change_is_proposed_and_agreed_to_by_clicking(newsroom, published, admin, client):
    url = reverse("publishing_settings")
    client.force_login(admin)
    assert "两审" in client.get(url).content.decode(), "each way to work names what it gives up"
    client.post(url, form_of("office", profile="small", why="只有三个人"))
    client.post(url, form_of("portal", name="别的名称"))
    refused = client.post(url, form_of("portal", site_code="短"))
    assert refused.status_code == 422
    assert "网站标识码为 10 位" in refused.content.decode()
    office, portal = SettingsChange.objects.order_by("pk")
    client.post(reverse("publishing_settings_answer", args=[office.pk]), {"verdict": "agreed"})
    assert not OfficeSettings.current().is_small
    client.force_login(newsroom.final)
    assert "待审定的设置变更" in client.get(reverse("wagtailadmin_home")).content.decode()
    assert "只有三个人" in client.get(url).content.decode()
    client.post(reverse("publishing_settings_answer", args=[office.pk]), {"verdict": "maybe"})
    client.post(reverse("publishing_settings_answer", args=[office.pk]), {"verdict": "agreed"})
    client.post(reverse("publishing_settings_answer", args=[portal.pk]), {"verdict": "refused", "comment": "不改"})
    assert OfficeSettings.current().is_small
    assert PortalSettings.current().name == "示例区人民政府"
    assert "不同意：不改" in client.get(url).content.decode()


@pytest.mark.parametrize("name", ["editor", "first", "clerk", "unit"])
def test_others_do_not_see_the_settings(newsroom, client, name):
    client.force_login(newsroom.accounts[name])
    assert client.get(reverse("publishing_settings")).status_code == 302
