"""What people paste into forms comes in as it was meant: from Word, PDF, WPS and chat programs."""

import pytest
from django import forms

from tests.tracking.admin.pages import logged_in, soup, typed
from tests.tracking.factories import make_unit
from tracking.loop import take
from tracking.models import HandlingRecord, Person, Proposer, Unit
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
REGISTER = "/admin/loop/register/"


def registered(office, **changes):
    """Fill in 收文登记 as a browser does, and send it."""
    client = logged_in(office.clerk)
    first = {"number": 12, "title": "关于加强示例工作的建议", "first_signer": "示例代表甲", "on": "2024-03-20"}
    return client.post(REGISTER, typed(soup(client.get(REGISTER))) | first | changes)


def test_a_line_break_of_word_in_a_title_is_gone_and_one_in_the_text_is_a_line_break(office):
    registered(
        office,
        title="关于\x0b示例事项的建议\ufeff",
        text="　　第一段\x0b第二段\u2028第三段\r\n\u200b第⼆点\x07",
        incoming_number="示人⼤〔2024〕\u200b12号\x0b",
    )
    record = HandlingRecord.objects.get()
    assert record.title == "关于示例事项的建议"
    assert record.text == "第一段\n第二段\n第三段\n第二点"
    assert record.incoming_number == "示人大〔2024〕12号"


def test_full_width_punctuation_and_digits_stay_as_the_office_writes_them(office):
    title = "关于加强物业管理，规范停车收费（５Ｇ）的建议：①"
    registered(office, title=title)
    assert HandlingRecord.objects.get().title == title


def test_a_title_of_nothing_visible_is_missing(office):
    response = registered(office, title="\u200b\ufeff \x0b")
    assert response.status_code == 422
    assert not HandlingRecord.objects.exists()


@pytest.mark.parametrize("name", ["张　　三", "张 三", "\u200b张三", "张三\ufeff"])
def test_a_name_typed_by_hand_is_the_one_that_a_workbook_brought(office, name):
    take("register", account=office.clerk, **office_facts(office, 1, "张三"))
    registered(office, first_signer=name)
    assert [one.name for one in Proposer.objects.all()] == ["张三"]


@pytest.mark.parametrize("name", ["扎西•次仁", "扎西.次仁", "扎西˙次仁", "扎西﹒次仁", "扎西 · 次仁", "扎西次仁"])
def test_one_person_is_one_proposer_whatever_the_dot(office, name):
    take("register", account=office.clerk, **office_facts(office, 1, "扎西·次仁"))
    registered(office, first_signer=name)
    assert [one.name for one in Proposer.objects.all()] == ["扎西·次仁"]


def test_a_name_stored_with_a_stray_dot_before_is_found_too(office):
    take("register", account=office.clerk, **office_facts(office, 1, "扎西·次仁"))
    Proposer.objects.update(name="扎西˙次仁")
    registered(office, first_signer="扎西·次仁")
    assert Proposer.objects.count() == 1


def test_several_first_signers_are_refused_with_where_the_others_go(office):
    response = registered(office, first_signer="张三、李四")
    assert "领衔人只填一位（张三）；李四请填在“联名人”中。" in soup(response).get_text()


def test_a_first_signer_of_whom_nobody_can_tell_how_many_they_are_is_asked_about(office):
    response = registered(office, first_signer="买买提 艾力")
    assert "“买买提 艾力”看不清是哪几位" in soup(response).get_text()
    assert not Proposer.objects.exists()


def test_titles_round_a_typed_name_are_no_part_of_it(office):
    registered(office, first_signer="张三代表（领衔）")
    assert [one.name for one in Proposer.objects.all()] == ["张三"]


def office_facts(office, number: int, first_signer: str) -> dict:
    return {
        "session": office.session, "kind": "suggestion", "origin": "district", "number": number, "duty": "lead",
        "title": "关于示例事项的建议", "first_signer": first_signer,
    }  # fmt: skip


def test_lists_of_people_and_units_keep_clean_names(office, admin_user):
    client = logged_in(admin_user)
    page = client.get("/admin/people/create/")
    client.post("/admin/people/create/", typed(soup(page)) | {"name": "张　 三\u200b", "post": "副\x0b局长"})
    person = Person.objects.get(name="张三")
    assert person.post == "副局长"
    page = logged_in(office.clerk).get("/admin/units/create/")
    facts = {"name": "区⽔利局\ufeff", "aliases": "⽔利局\x0b区\u200b水务局"}
    logged_in(office.clerk).post("/admin/units/create/", typed(soup(page)) | facts)
    unit = Unit.objects.get(name="区水利局")
    assert {one.name for one in unit.aliases.all()} == {"水利局", "区水务局"}


def test_correcting_an_item_says_nothing_of_stray_signs_that_went(office, make_record):
    record = make_record(Stage.REGISTERED)
    HandlingRecord.objects.filter(pk=record.pk).update(text="一\r\n二\x07")
    client = logged_in(office.clerk)
    address = f"/admin/loop/{record.pk}/correct/"
    client.post(address, typed(soup(client.get(address)), "section form[method=post]") | {"topic": "示例\x07主题"})
    record.refresh_from_db()
    assert (record.text, record.topic) == ("一\n二", "示例主题")
    assert record.events.last().summary == "主题"


def test_a_password_is_left_as_it_was_typed():
    class Login(forms.Form):
        name = forms.CharField()
        password = forms.CharField(widget=forms.PasswordInput, strip=False)

    form = Login({"name": "甲\u200b", "password": " p\u200b•w "})
    assert form.is_valid()
    assert form.cleaned_data == {"name": "甲", "password": " p\u200b•w "}


@pytest.mark.parametrize(
    ("field", "typed_as"), [("name", "区教育局(示例)"), ("aliases", "区 教育局（示例）"), ("name", "⼟地局")]
)
def test_a_unit_is_not_entered_again_in_another_spelling(office, field, typed_as):
    make_unit("区教育局（示例）")
    make_unit("土地局")
    client = logged_in(office.clerk)
    facts = {"name": "区水利局", field: typed_as}
    page = soup(client.post("/admin/units/create/", typed(soup(client.get("/admin/units/create/"))) | facts))
    assert any(words in page.get_text() for words in ("已是区教育局（示例）的名称", "已有同名单位"))
    assert not Unit.objects.filter(name__in=["区水利局", typed_as]).exists()
