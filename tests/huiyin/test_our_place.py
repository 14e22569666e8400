"""换成我们县: a visitor's own names in the living session, and nowhere else."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from huiyin.example import people
from huiyin.example.living.days import Days
from huiyin.example.living.renaming import names_in, rename
from huiyin.example.living.session import begin, living_session, living_units
from huiyin.example.load import make_session
from publishing.tree import build_portal
from tests.tracking.factories import kept
from tracking.loop import Refused
from tracking.models import OfficeSettings, Session, Unit, UnitKind
from tracking.versions import chained, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def users(settings, tmp_path):
    """A demonstration with six units and no items yet."""
    settings.KEYS_DIR = settings.PRIVATE_ROOT = tmp_path
    build_portal("示例区人民政府", is_demonstration=True)
    with chained("example", "准备", account=None):
        users = people.make_people()
        make_session()
    begin(users, Days(date(2026, 7, 8)), 7)
    return users


@pytest.fixture
def post(client, users):
    """What the page answers when the administrator sends the form."""
    client.force_login(users["admin"])
    return lambda **typed: client.post(reverse("our_place"), {"level": "county", "units": ""} | typed)


def test_units_get_the_names_of_those_that_do_the_same_and_the_mark_stays(users):
    names = ["示例河镇人民政府", "县民政局", "县教育局", "县委宣传部", "县卫健委"]
    done = rename("甲乙县", "county", names, account=users["admin"])
    assert [unit.name for unit in living_units()] == [
        "县委宣传部（示例）", "县教育局（示例）", "县民政局（示例）", "县卫健委（示例）", "示例区住房和城乡建设局",
        "示例区市场监督管理局", "示例河镇人民政府（示例）",
    ]  # fmt: skip
    assert (len(done.units), len(done.kept), done.unused) == (5, 2, [])
    assert living_session().name == "甲乙县2026年“两会”（示例届次）"
    assert living_units()[6].kind == UnitKind.TOWNSHIP
    assert all(unit.is_example for unit in living_units())
    assert (OfficeSettings.current().place, OfficeSettings.current().level) == ("甲乙县", "county")


def test_the_session_of_2024_keeps_its_names(users):
    ours = {unit.pk for unit in living_units()}
    before = dict(Unit.objects.exclude(pk__in=ours).values_list("pk", "name"))
    rename("甲乙区", "district", ["区教育局", "区民政局"], account=users["admin"])
    assert dict(Unit.objects.exclude(pk__in=ours).values_list("pk", "name")) == before
    assert Session.objects.get(code="2024").name == "巴宜区2024年“两会”"
    assert living_units()[1].name == "区教育局（示例届次）", (
        "the other session has a unit of the name with the usual mark"
    )


def test_every_renaming_is_kept_as_a_version(users):
    rename("甲乙县", "county", ["县教育局"], account=users["admin"])
    rename("丙丁旗", "banner", ["旗教育局"], account=users["admin"])
    said = [one.name for one in living_units()[1].history.order_by("history_id")]
    assert said == ["示例区教育局", "县教育局（示例）", "旗教育局（示例）"]
    assert verify().problems == []


def test_a_list_that_is_too_long_is_told_which_names_were_left(users):
    done = rename("甲乙县", "county", [f"县甲{number}局" for number in "一二三四五六七八九"], account=users["admin"])
    assert done.unused == ["县甲八局", "县甲九局"]
    assert done.kept == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("县教育局\n县民政局\n县教育局", "第3行“县教育局”：与第1行重复，请删去一行。"),
        ("县教育局\n123", "第2行“123”：不像单位名称，请写全称，一行一个。"),
        ("县教育局\t联系人", "一行只写一个单位名称，不要电话和其他栏目。"),
        ("局" * 61, "太长，单位名称不超过60个字。"),
        ("\n".join(f"甲{n}局" for n in range(201)), "最多贴200行，现在有201行。"),
    ],
)
def test_a_wrong_line_is_told_with_its_place(text, said):
    with pytest.raises(ValidationError) as problem:
        names_in(text)
    assert said in "".join(problem.value.messages)


def test_a_name_set_with_spaces_or_marked_already_is_the_same_name():
    assert names_in("甲乙县　教 育局\n甲乙县水利局（示例）") == ["甲乙县教育局", "甲乙县水利局"]
    with pytest.raises(ValidationError, match="与第1行重复"):
        names_in("甲乙县教育局\n甲乙县 教育局")


def test_the_form_says_what_is_wrong_and_changes_nothing(users, post):
    answer = post(place="Somewhere", units="县教育局\n县教育局")
    assert answer.status_code == 422
    assert "地名只能用汉字" in answer.text
    assert "与第1行重复" in answer.text
    assert living_session().name.startswith("示例区")


def test_the_form_puts_the_names_in_and_says_what_is_left(users, post):
    answer = post(place="甲乙县", units="县教育局\n")
    assert answer.status_code == 200
    assert "6 个单位保留示例名称" in answer.text
    assert living_units()[1].name == "县教育局（示例）"


def test_there_is_no_such_page_outside_a_demonstration(users, client):
    kept(Session(code="2025", name="自己的届次", year=2025))
    client.force_login(users["admin"])
    assert client.get(reverse("our_place")).status_code == 404
    assert client.post(reverse("our_place"), {"place": "甲乙县", "level": "county"}).status_code == 404
    with pytest.raises(Refused):
        rename("甲乙县", "county", [], account=users["admin"])


def test_an_administrator_finds_it_on_the_first_page_and_others_do_not(users, client):
    client.force_login(users["admin"])
    assert reverse("our_place") in client.get("/admin/").text
    client.force_login(users["clerk"])
    assert reverse("our_place") not in client.get("/admin/").text
    assert client.get(reverse("our_place")).status_code in {302, 403}
