"""机关: the office's name and what the place is, and the words that follow from it everywhere."""

import pytest

from tests.tracking.admin.pages import soup, text
from tests.tracking.factories import kept
from tracking.models import Event, OfficeSettings, Unit, UnitKind
from tracking.versions import verify

PAGE = "/admin/start/office/"
SAID = {
    "name": "示例县人民政府办公室", "place": "示例县", "level": "county", "above": "prefecture", "leaders_word": "",
    "upper_office_word": "", "section": "supervision",
}  # fmt: skip


def words(desk) -> str:
    return text(desk.get(PAGE))


def test_a_place_says_what_it_is_and_sees_how_it_will_be_written(desk):
    assert "区领导" in words(desk)
    assert "已保存" in text(desk.post(PAGE, SAID, follow=True))
    assert Unit.objects.get(kind=UnitKind.OFFICE).name == "示例县人民政府办公室"
    assert OfficeSettings.current().words.leaders == "县领导"
    for word in ("县领导", "县直部门", "州政府办", "州人大", "督查室"):
        assert word in words(desk)
    assert Event.objects.filter(what="settings_changed").count() == 1
    assert verify().ok


def test_registered_units_tell_what_the_place_is_until_somebody_says_it(desk):
    for name in ("示例自治县教育局", "示例自治县水利局"):
        kept(Unit(name=name))
    form = soup(desk.get(PAGE))
    assert form.select_one("[name=place]")["value"] == "示例自治县"
    assert form.select_one("[name=level] [selected]")["value"] == "autonomous_county"
    assert not OfficeSettings.objects.exists()
    desk.post(PAGE, SAID)
    form = soup(desk.get(PAGE))
    assert form.select_one("[name=place]")["value"] == "示例县"
    assert form.select_one("[name=level] [selected]")["value"] == "county"


def test_a_place_without_a_name_is_not_said_to_be_a_district(desk):
    desk.post(PAGE, SAID | {"place": ""})
    assert "还没有填地名，" in words(desk)
    assert "一律按市辖区称呼" not in words(desk)
    desk.post(PAGE, SAID | {"place": "", "level": "district", "above": "city"})
    assert "一律按市辖区称呼" in words(desk)


def test_what_a_place_calls_its_leaders_wins(desk):
    desk.post(PAGE, SAID | {"leaders_word": "旗领导", "upper_office_word": "盟行署办"})
    assert "旗领导" in words(desk)
    assert "盟行署办" in words(desk)


def test_saved_again_nothing_is_written_twice(desk):
    desk.post(PAGE, SAID)
    events = Event.objects.count()
    desk.post(PAGE, SAID)
    assert Event.objects.count() == events
    desk.post(PAGE, SAID | {"name": "示例县政府办公室"})
    assert Unit.objects.get().name == "示例县政府办公室"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "政府办公室全称"),
        ({"level": "x"}, "级别"),
        ({"leaders_word": "Leaders"}, "只能用汉字"),
        ({"name": "字" * 101}, "政府办公室全称"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_saved(desk, changes, said):
    answer = desk.post(PAGE, SAID | changes)
    assert answer.status_code == 422
    assert said in soup(answer).select_one(".refused").text
    assert not Unit.objects.exists()
    assert not OfficeSettings.objects.exists()


def test_the_name_of_another_unit_is_refused_whole(desk):
    Unit.objects.create(name="示例县人民政府办公室")
    answer = desk.post(PAGE, SAID)
    assert "已有同名单位" in text(answer)
    assert not OfficeSettings.objects.exists()


def test_sessions_are_named_after_the_place(desk):
    desk.post(PAGE, SAID)
    assert soup(desk.get("/admin/start/sessions/")).select_one("input[name=place]")["value"] == "示例县"
