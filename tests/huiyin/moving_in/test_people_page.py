"""人员与角色: several people at once, tried before they are registered, their passwords given out once."""

import io

import pypdfium2
import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from huiyin.moving_in.slips import opens_here_alone, sealed, unsealed
from huiyin.typed import NOT_KEPT
from tests.huiyin.test_setup import filled_in
from tests.tracking.admin.pages import logged_in, soup, text
from tests.tracking.factories import make_person, make_unit
from tracking.models import Event, Person, Role
from tracking.stages import Stage

PAGE, SLIPS = "/admin/start/people/", "/admin/start/people/slips/"
BLOCK = "示例甲\t科员\t政府办经办、信息公开编辑\t\tclerk1\n示例乙\t副主任\t政府办审核\n"


def pasted(desk, block: str, **more):
    return desk.post(PAGE, {"way": "paste", "text": block, **more})


def registered(desk, tried):
    return desk.post(PAGE, {"token": tried.context["token"]})


def row(number: int, **said) -> dict:
    return {f"row-{number}-{key}": value for key, value in said.items()}


def rows(*given: dict, **more) -> dict:
    data = {"row-TOTAL_FORMS": "3", "row-INITIAL_FORMS": "0", "way": "rows", **more}
    for number, said in enumerate(given):
        data |= row(number, **said)
    return data


def test_people_are_pasted_tried_and_registered(desk):
    tried = pasted(desk, BLOCK)
    assert "检查通过，还没有登记：共 2 人" in text(tried)
    assert Person.objects.count() == 1
    done = registered(desk, tried)
    assert "已登记 2 人" in text(done)
    clerk = Person.objects.get(name="示例甲")
    assert {one.role for one in clerk.memberships.all()} == {Role.OFFICE_CLERK, Role.EDITOR}
    assert clerk.must_change_password
    assert Person.objects.get(name="示例乙").user is None


def test_columns_may_stand_in_another_order_under_their_heads(desk):
    registered(desk, pasted(desk, "角色\t姓名\n三审\t示例甲\n"))
    assert Person.objects.get(name="示例甲").memberships.get().role == Role.FINAL_REVIEWER


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("", "请先粘贴"),
        ("姓名\t角色\n", "只有表头"),
        ("示例甲\t\t局长", "人员与角色第1行“角色”：没有“局长”"),
        ("示例甲\t\t三审\n\t\t一审", "人员与角色第2行“姓名”：必须填写"),
        ("示例甲\t\t承办单位经办\t丙局", "第1行“承办单位”：没有单位“丙局”"),
        ("示例甲 三审", "第1行“角色”：必须填写"),
        ("姓名\n示例甲", "没有找到表头"),
        ("示例甲\t\t三审\t\ta b", "第1行“登录账号”"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_was_pasted_stays(desk, block, said):
    answer = pasted(desk, block)
    assert answer.status_code == 422
    assert said in text(answer)
    assert soup(answer).select_one("textarea[name=text]").text.strip() == block.strip()
    assert Person.objects.count() == 1


def test_people_are_typed_row_by_row(desk):
    unit = make_unit("示例县甲局")
    given = rows(
        {"name": "示例甲", "job": "科员", "roles": [Role.OFFICE_CLERK], "username": "clerk1"},
        {"name": "示例丙", "roles": [Role.UNIT_HANDLER], "unit": str(unit.pk)},
    )
    registered(desk, desk.post(PAGE, given))
    assert Person.objects.get(name="示例丙").memberships.get().unit == unit
    assert Person.objects.get(name="示例甲").post == "科员"


def test_more_rows_keep_what_was_typed(desk):
    page = soup(desk.post(PAGE, rows({"name": "示例甲"}) | {"way": "more"}))
    assert page.select_one("input[name=row-0-name]")["value"] == "示例甲"
    assert page.select_one("input[name=row-5-name]") is not None


def test_a_row_without_a_role_is_told_and_stays(desk):
    answer = desk.post(PAGE, rows({"name": "示例甲"}))
    assert "“角色”：必须填写" in text(answer)
    assert soup(answer).select_one("input[name=row-0-name]")["value"] == "示例甲"


@pytest.mark.parametrize("total", ["x", "-1", "100000"])
def test_a_grid_that_was_altered_is_refused_and_never_an_error(desk, total):
    assert desk.post(PAGE, rows({"name": "示例甲", "roles": ["x"]}) | {"row-TOTAL_FORMS": total}).status_code == 422


def test_of_a_setup_file_the_people_alone_are_read(desk):
    file = SimpleUploadedFile(
        "开办资料.xlsx",
        filled_in({"承办单位": [{"简称": "没有名称"}], "人员与角色": [{"姓名": "示例甲", "角色": "三审"}]}),
    )
    registered(desk, desk.post(PAGE, {"way": "file", "file": file}))
    assert Person.objects.get(name="示例甲")
    empty = SimpleUploadedFile("开办资料.xlsx", filled_in({"承办单位": [{"单位名称": "甲局"}]}))
    assert "这张表是空的" in text(desk.post(PAGE, {"way": "file", "file": empty}))


def test_accounts_are_named_where_that_is_asked_and_leaders_on_paper_get_none(desk):
    make_person("示例丁", Role.SUPERVISOR, login="hy001")
    block = "示例甲\t\t政府办审核\n示例乙\t\t区领导\n示例丁\t\t三审\n示例丙\t\t三审、区领导\n"
    registered(desk, pasted(desk, block, opens_accounts="1"))
    accounts = {one.name: one.user and one.user.username for one in Person.objects.select_related("user")}
    assert accounts | {"系统管理员": ""} == {
        "系统管理员": "", "示例甲": "hy002", "示例乙": None, "示例丁": "hy001", "示例丙": "hy003",
    }  # fmt: skip


def test_passwords_are_shown_once_and_never_again(desk, administrator):
    tried = pasted(desk, BLOCK)
    done = registered(desk, tried)
    password = soup(done).select_one("td code").text
    assert Person.objects.get(name="示例甲").user.check_password(password)
    assert "no-store" in done["Cache-Control"]
    assert password not in "".join(map(str, Event.objects.values_list("summary", "data")))
    again = registered(desk, tried)
    assert again.status_code == 422
    assert password not in text(again)
    assert "已经登记过" in text(again)


@pytest.mark.parametrize(
    ("address", "here_alone"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("https://jy.example.org", False),
    ],
)
def test_slips_with_an_address_that_no_colleague_can_open_say_so(settings, address, here_alone):
    settings.BASE_URL = address
    assert opens_here_alone() is here_alone


def test_slips_are_set_for_who_opened_the_accounts_and_within_the_hour(desk, administrator, monkeypatch):
    done = registered(desk, pasted(desk, BLOCK))
    carried = soup(done).select_one("input[name=slips]")["value"]
    file = desk.post(SLIPS, {"slips": carried})
    assert file["Content-Type"] == "application/pdf"
    assert "no-store" in file["Cache-Control"]
    assert len(pypdfium2.PdfDocument(io.BytesIO(b"".join(file)))) == 1
    another = logged_in(make_person("示例管理员", Role.ADMIN, login="admin2").user)
    for browser, sent in ((another, carried), (desk, carried[:-1]), (desk, "")):
        answer = browser.post(SLIPS, {"slips": sent}, follow=True)
        assert "登记后一小时内由登记人打印" in text(answer)
    slips = done.context["slips"]
    assert unsealed(sealed(slips, 1), 1) == slips
    monkeypatch.setattr(signing.time, "time", lambda: timezone.now().timestamp() + 3601)
    assert unsealed(carried, administrator.pk) == []
    assert desk.get(SLIPS).status_code == 405


def test_a_slip_is_never_kept_as_something_typed():
    assert "slips" in NOT_KEPT


def test_roles_that_sign_wait_for_a_second_person_once_signing_has_begun(desk, make_record):
    make_record(Stage.SIGNED)
    tried = pasted(desk, "示例新人\t\t三审\n")
    assert "三审：待第二个人确认后生效" in text(tried)
    registered(desk, tried)
    assert Person.objects.get(name="示例新人").memberships.get().is_waiting


def test_nobody_gives_themselves_a_role_here(desk):
    assert "不能给自己增加角色" in text(pasted(desk, "系统管理员\t\t三审\t\tadmin\n"))


def test_an_upload_of_the_start_page_is_not_registered_here(desk):
    file = SimpleUploadedFile("开办资料.xlsx", filled_in({"人员与角色": [{"姓名": "示例甲", "角色": "三审"}]}))
    tried = desk.post("/admin/start/", {"file": file})
    assert registered(desk, tried).status_code == 422
    assert not Person.objects.filter(name="示例甲").exists()


def test_the_page_asks_for_the_role_that_it_was_opened_for(desk):
    ticked = soup(desk.get(PAGE, {"role": Role.OFFICE_CLERK})).select("input[name=row-0-roles][checked]")
    assert [one["value"] for one in ticked] == [Role.OFFICE_CLERK]
    assert desk.get(PAGE, {"role": "nobody"}).status_code == 200
