"""`huiyin setup`: an office moves in from one file, all at once or not at all, and again without harm."""

import io
import json

import openpyxl
import pypdfium2
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from huiyin.moving_in import applying
from huiyin.moving_in.first import open_first_account
from huiyin.moving_in.sheets import PEOPLE, SHEETS, UNITS
from huiyin.moving_in.template import toml_template, workbook_template
from publishing.models import ColumnPage, PortalSettings
from tests.tracking.admin.pages import logged_in, text
from tracking import permissions
from tracking.admin.imports import uploads
from tracking.models import Event, OfficeSettings, Person, Role, Session, Unit
from tracking.stages import Stage
from tracking.versions import keep, verify

pytestmark = pytest.mark.django_db

COUNTY = {
    "机关": {"政府办公室全称": "示例县人民政府办公室", "分工方式": "完整分工"},
    "承办单位": [
        {"单位名称": f"示例县第{n}局", "简称": f"县{n}局、{n}局", "主要负责人": f"示例局长{n}", "办公电话": "0894-2000123"}
        for n in range(1, 31)
    ],
    "人员与角色": [
        {"姓名": "示例经办", "职务": "办公室科员", "角色": "政府办经办、信息公开编辑", "登录账号": "clerk1"},
        {"姓名": "示例审核", "角色": "政府办审核", "登录账号": "reviewer1"},
        {"姓名": "示例县长", "角色": "区领导"},
        *(
            {"姓名": f"示例单位经办{n}", "角色": "承办单位经办", "承办单位": f"县{n % 30 + 1}局", "登录账号": f"unit{n}"}
            for n in range(57)
        ),
    ],
    "届次": [{"届次代码": "2026", "届次名称": "示例县2026年“两会”", "年份": 2026, "交办会日期": "2026年3月20日"}],
    "信息公开": {"网站名称": "示例县人民政府", "主办单位": "示例县人民政府办公室"},
}  # fmt: skip


def filled_in(said: dict) -> bytes:
    """The template with these values typed into it, as a clerk would."""
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_template()))
    for name, content in said.items():
        page = workbook[name]
        if isinstance(content, dict):
            places = {str(page.cell(row, 1).value).rstrip("*"): row for row in range(3, page.max_row + 1)}
            for head, value in content.items():
                page.cell(places[head], 2, value)
        else:
            places = {str(page.cell(2, at).value).rstrip("*"): at for at in range(1, page.max_column + 1)}
            for row, one in enumerate(content, start=3):
                for head, value in one.items():
                    page.cell(row, places[head], value)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


@pytest.fixture
def setup(tmp_path, capsys):
    """Run the command on what was filled in; its report, or what it refuses with."""

    def run(said, *options: str, name: str = "开办资料.xlsx"):
        file = tmp_path / name
        file.write_bytes(said if isinstance(said, bytes) else filled_in(said))
        try:
            call_command("setup", str(file), "--json", *options)
        except SystemExit as ended:
            assert ended.code == 1
        return json.loads(capsys.readouterr().out)

    return run


def test_a_county_of_thirty_units_moves_in_with_one_file(setup, tmp_path):
    report = setup(COUNTY, "--slips", str(tmp_path / "账号条.pdf"))
    assert report["errors"] == []
    assert Unit.objects.own().by_any_name()["12局"].head == "示例局长12"
    assert Person.objects.count() == 60
    assert permissions.has_role(Person.objects.get(name="示例经办"), Role.EDITOR)
    assert PortalSettings.current().organiser == "示例县人民政府办公室"
    assert ColumnPage.objects.count() >= 4
    assert len(report["accounts"]) == 59
    assert Person.objects.get(name="示例经办").must_change_password
    assert len(pypdfium2.PdfDocument(tmp_path / "账号条.pdf")) == 59
    assert verify().ok


def test_only_a_session_that_the_upper_office_handed_over_names_it(setup):
    one = {"届次代码": "2026", "届次名称": "示例县2026年“两会”", "年份": 2026}
    two = {"届次代码": "2026up", "届次名称": "上级交办2026", "年份": 2026, "交办机关": "示例市人民政府办公室"}
    setup({"机关": COUNTY["机关"], "届次": [one, two]})
    assert dict(Session.objects.values_list("code", "upper_name")) == {"2026": "", "2026up": "示例市人民政府办公室"}


def test_run_again_it_changes_nothing(setup):
    small = COUNTY | {"承办单位": COUNTY["承办单位"][:2], "人员与角色": COUNTY["人员与角色"][:3]}
    setup(small)
    events = Event.objects.count()
    report = setup(small)
    assert report["counts"] == {
        "机关": {"same": 1},
        "承办单位": {"same": 2},
        "人员与角色": {"same": 3},
        "届次": {"same": 1},
        "信息公开": {"same": 1},
    }
    assert report["accounts"] == []
    assert Event.objects.count() == events


def test_what_is_new_in_the_file_is_added_and_nothing_is_taken_away(setup):
    setup({"承办单位": [{"单位名称": "示例县甲局", "简称": "甲局"}]})
    report = setup({"承办单位": [{"单位名称": "甲局", "分管领导": "示例县长"}, {"单位名称": "示例县乙局"}]})
    assert report["counts"]["承办单位"] == {"changed": 1, "new": 1}
    assert dict(Unit.objects.values_list("name", "district_leader")) == {"示例县甲局": "示例县长", "示例县乙局": ""}


def test_a_file_that_says_what_the_place_is_may_speak_in_its_words(setup, django_capture_on_commit_callbacks):
    place = {"地名": "示例县", "级别": "县", "上级": "自治州", "上级办公室简称": "示例州府办", "办理科室所在": "督查室"}
    said = {
        "机关": COUNTY["机关"] | place,
        "承办单位": [{"单位名称": "示例县教育局", "类别": "县直部门"}, {"单位名称": "示例州教育局", "类别": "州级或其他外部单位"}],
        "人员与角色": [
            {"姓名": "示例经办", "角色": "督查室经办", "登录账号": "clerk1"}, {"姓名": "示例县长", "角色": "县领导"},
        ],
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert setup(said)["errors"] == []
    words = OfficeSettings.current().words
    assert (words.leaders, words.upper_office, words.place) == ("县领导", "示例州府办", "示例县")
    assert [str(one.role) for one in Person.objects.get(name="示例县长").memberships.all()] == ["leader"]
    assert [one.get_kind_display() for one in Unit.objects.exclude(kind="office")] == ["县直部门", "州级或其他外部单位"]
    assert setup(said)["counts"]["机关"] == {"same": 1}
    report = setup({"机关": COUNTY["机关"] | {"领导称谓": "Leader", "级别": "镇"}})
    assert [(one["column"], one["message"][:5]) for one in report["errors"]] == [("级别", "没有“镇”")]
    report = setup({"机关": COUNTY["机关"] | {"领导称谓": "Leader"}})
    assert [(one["column"], one["message"][:5]) for one in report["errors"]] == [("领导称谓", "只能用汉字")]


def test_a_countys_file_is_told_its_mistakes_in_a_countys_words_and_each_once(setup):
    said = {
        "机关": COUNTY["机关"] | {"级别": "县", "上级": "自治州"},
        "承办单位": [{"单位名称": "示例县教育局", "类别": "科室", "简称": "教育局"}],
        "人员与角色": [{"姓名": "示例甲", "角色": "承办单位经办", "承办单位": "教育局"}],
    }
    messages = [one["message"] for one in setup(said)["errors"]]
    assert messages == [
        "没有“科室”；应为：县直部门、乡镇、街道、州级或其他外部单位。",
        "单位“教育局”在“承办单位”表里的那一行有误，先改那一行。",
    ]


def test_a_trial_enters_nothing_and_opens_no_account(setup):
    report = setup(COUNTY, "--dry-run")
    assert report["errors"] == []
    assert report["accounts"] == []
    assert not Unit.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("said", "place", "message"),
    [
        ({"承办单位": [{"单位名称": "甲局"}, {"简称": "乙局"}]}, ("承办单位", 4, "单位名称"), "必须填写"),
        ({"承办单位": [{"单位名称": "甲局", "类别": "科室"}]}, ("承办单位", 3, "类别"), "没有“科室”；应为：区直部门"),
        ({"承办单位": [{"单位名称": "甲局", "办公电话": "15400001234"}]}, ("承办单位", 3, "办公电话"), "不填手机号码"),
        ({"承办单位": [{"单位名称": "甲局", "简称": "局"}, {"单位名称": "乙局", "简称": "局"}]}, ("承办单位", 4, "简称"), "“局”已是甲局的名称"),
        ({"人员与角色": [{"姓名": "示例甲", "角色": "局长"}]}, ("人员与角色", 3, "角色"), "没有“局长”"),
        ({"人员与角色": [{"姓名": "示例甲", "角色": "承办单位经办"}]}, ("人员与角色", 3, "承办单位"), "要写明单位"),
        ({"人员与角色": [{"姓名": "示例甲", "角色": "承办单位经办", "承办单位": "丙局"}]}, ("人员与角色", 3, "承办单位"), "没有单位“丙局”"),
        ({"人员与角色": [{"姓名": "示例甲", "角色": "三审", "登录账号": "a b"}]}, ("人员与角色", 3, "登录账号"), "用户名"),
        ({"届次": [{"届次代码": "二〇二六", "届次名称": "示例", "年份": 2026}]}, ("届次", 3, "届次代码"), "只能用数字、字母"),
        ({"届次": [{"届次代码": "2026", "届次名称": "示例", "年份": "今年"}]}, ("届次", 3, "年份"), "应写成整数"),
        ({"届次": [{"届次代码": "2026", "届次名称": "示例", "年份": 2026, "交办会日期": "三月"}]}, ("届次", 3, "交办会日期"), "日期"),
        ({"信息公开": {"网站名称": "示例", "演示网站": "也许"}}, ("信息公开", 4, "演示网站"), "应写“是”或“否”"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_nothing_is_entered(setup, said, place, message):
    report = setup(said)
    found = report["errors"][0]
    assert (found["sheet"], found["row"], found["column"]) == place
    assert message in found["message"]
    assert not Unit.objects.exists()
    assert not Person.objects.exists()
    assert not Session.objects.exists()


def test_an_account_that_is_somebody_elses_is_told(setup):
    people = [{"姓名": name, "角色": "三审", "登录账号": "a"} for name in ("示例甲", "示例乙")]
    report = setup({"人员与角色": people})
    assert [(one["row"], one["message"]) for one in report["errors"]] == [(4, "账号“a”已是示例甲的，请换一个。")]


def test_an_account_in_wide_letters_is_opened_as_it_is_typed_at_the_login(setup):
    report = setup({"人员与角色": [{"姓名": "示例甲", "角色": "三审", "登录账号": "ＡＢＣ１２３"}]})
    assert [one["username"] for one in report["accounts"]] == ["ABC123"]
    report = setup({"人员与角色": [{"姓名": "示例乙", "角色": "一审", "登录账号": "abc123"}]})
    assert [one["message"] for one in report["errors"]] == ["账号“abc123”已是示例甲的，请换一个。"]


def test_namesakes_with_accounts_of_their_own_are_never_taken_for_one(setup):
    namesakes = [{"姓名": "示例甲", "角色": role, "登录账号": name} for role, name in (("三审", "a"), ("一审", "b"))]
    report = setup({"人员与角色": namesakes})
    said = "示例甲已有账号“a”：是同一人的写这个账号，另有同名的请写不同的职务。"
    assert [(one["row"], one["column"], one["message"]) for one in report["errors"]] == [(4, "登录账号", said)]
    assert not Person.objects.exists()
    apart = [one | {"职务": f"职务{one['登录账号']}"} for one in namesakes]
    assert len(setup({"人员与角色": apart})["accounts"]) == 2
    assert setup({"人员与角色": apart})["counts"] == {"人员与角色": {"same": 2}}
    report = setup({"人员与角色": [{"姓名": "示例甲", "角色": "系统管理员"}]})
    said = "叫示例甲的有2人：请写职务或登录账号，看得出是哪一位。"
    assert [(one["column"], one["message"]) for one in report["errors"]] == [("姓名", said)]


def test_the_same_may_be_said_in_toml(setup):
    report = setup(
        '[office]\nname = "示例县人民政府办公室"\nprofile = "small"\n[[units]]\nname = "示例县甲局"\naliases = ["甲局"]\n'
        '[[sessions]]\ncode = "2026"\nname = "示例"\nyear = 2026\nhanded_over_on = 2026-03-20\n'.encode(),
        name="开办.toml",
    )
    assert report["errors"] == []
    assert OfficeSettings.current().is_small
    assert Session.objects.get().handed_over_on.isoformat() == "2026-03-20"


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"[office\n", "a.toml", "不是正确的 TOML"),
        (b"\xff", "a.toml", "不是 UTF-8"),
        (toml_template().encode(), "a.toml", "什么也没有填写"),
        (workbook_template(), "a.xlsx", "什么也没有填写"),
        ("编号,案由\n1,示例\n".encode(), "a.csv", "这是交办清单，不是开办资料"),
        (b"", "a.xlsx", "文件是空的"),
    ],
)
def test_a_file_that_is_no_setup_file_is_refused_in_words(tmp_path, data, name, said):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(CommandError, match=said):
        call_command("setup", str(tmp_path / name))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('[office]\nname = ["甲", "乙"]\n', "这里只写一个值"),
        ("[office]\nname = {a = 1}\n", "这里只写一个值"),
        ('[[units]]\nname = "甲局"\naliases = [1, {a = 1}]\n', "应写成几个名称"),
    ],
)
def test_a_value_of_another_shape_is_told(setup, said, message):
    assert message in setup(said.encode(), name="a.toml")["errors"][0]["message"]
    assert not Unit.objects.exists()


def test_a_file_nested_without_end_is_refused(tmp_path):
    (tmp_path / "a.toml").write_text("x = " + "[" * 5000 + "]" * 5000, encoding="utf-8")
    with pytest.raises(CommandError, match="一层套一层太多"):
        call_command("setup", str(tmp_path / "a.toml"))


def test_words_are_cleaned_as_those_of_a_form(setup):
    setup(
        '[office]\nname = "示例\\u0000县人民\\n政府办公室"\n[[units]]\nname = "甲\\u202e局"\n'.encode(), name="a.toml"
    )
    assert {one.name for one in Unit.objects.all()} == {"示例县人民政府办公室", "甲局"}


def test_a_name_set_with_spaces_is_the_same_person(setup):
    names = ("张三", "张  三", "张\u3000三")
    setup(
        {
            "人员与角色": [
                {"姓名": name, "角色": role} for name, role in zip(names, ("一审", "二审", "三审"), strict=True)
            ]
        }
    )
    assert Person.objects.get().name == "张三"
    assert Person.objects.get().memberships.count() == 3


def test_a_section_or_entry_that_there_is_not_is_told(setup):
    report = setup(b'[offices]\nname = "a"\n[[units]]\nnam = "b"\n', name="a.toml")
    assert "没有这一段；应为：office、units" in report["errors"][0]["message"]
    assert [one["message"] for one in report["errors"][1:]] == [
        "没有这一项；应为：" + "、".join(one.key for one in UNITS.entries) + "。",
        "必须填写。",
    ]


def test_every_sheet_of_the_template_can_be_read_back():
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_template()))
    assert workbook.sheetnames == [one.name for one in SHEETS]
    heads = [cell.value.rstrip("*") for cell in workbook[PEOPLE.name][2] if cell.value]
    assert heads == [one.head for one in PEOPLE.entries]


def test_without_a_file_the_command_says_what_it_needs():
    with pytest.raises(CommandError, match="--template"):
        call_command("setup")


# By pages ---------------------------------------------------------------------------------------
@pytest.fixture
def administrator():
    slip = open_first_account()
    person = Person.objects.get()
    person.must_change_password = False
    keep(person)
    return slip, person.user


def chosen(account, said) -> object:
    file = SimpleUploadedFile("开办资料.xlsx", filled_in(said))
    return logged_in(account).post("/admin/start/", {"file": file})


def confirmed(account, answer):
    return logged_in(account).post("/admin/start/", {"token": answer.context["token"]})


def test_the_first_account_is_opened_once_and_must_change_its_password(administrator):
    slip, user = administrator
    assert user.check_password(slip.password)
    assert open_first_account() is None


def test_an_empty_installation_greets_its_administrator_with_what_is_missing(administrator):
    page = text(logged_in(administrator[1]).get("/admin/"))
    assert "还缺：机关、承办单位、人员与角色、届次、第一批承办件" in page
    assert "继续开办" in page


def test_a_file_is_tried_first_and_put_into_force_by_a_second_press(administrator):
    small = COUNTY | {"人员与角色": COUNTY["人员与角色"][:3]}
    answer = chosen(administrator[1], small)
    assert "检查通过，还没有登记" in text(answer)
    assert not Unit.objects.exists()
    done = confirmed(administrator[1], answer)
    assert "已登记" in text(done)
    assert {"clerk1", "reviewer1"} <= set(text(done).split())
    assert done["Cache-Control"].startswith("max-age=0")
    assert Unit.objects.count() == 31
    assert "还缺：信息公开栏目、第一批承办件" in text(logged_in(administrator[1]).get("/admin/"))
    again = confirmed(administrator[1], answer)
    assert again.status_code == 422
    assert "已经登记过" in text(again)


def test_an_upload_of_another_page_is_not_put_into_force(administrator):
    account = administrator[1]
    of_units = uploads.keep_several([("甲局.xlsx", b"x"), ("乙局.xlsx", b"y")], account=account.pk)
    of_a_session = uploads.keep("清单.xlsx", b"x", session=1, account=account.pk)
    for upload in (of_units, of_a_session):
        answer = logged_in(account).post("/admin/start/", {"token": upload.token})
        assert answer.status_code == 422
        assert "请重新选择文件" in text(answer)


def test_people_that_were_pasted_elsewhere_are_refused_here_in_words(administrator):
    account = administrator[1]
    upload = uploads.keep("粘贴.tsv", "示例甲\t\t三审".encode(), session=0, account=account.pk)
    answer = logged_in(account).post("/admin/start/", {"token": upload.token})
    assert answer.status_code == 422
    assert not Person.objects.filter(name="示例甲").exists()


def test_mistakes_are_listed_on_the_page_with_their_places(administrator):
    answer = chosen(administrator[1], {"承办单位": [{"简称": "乙局"}]})
    assert answer.status_code == 422
    assert "承办单位第3行“单位名称”：必须填写。" in text(answer)


def test_an_administrator_gives_no_role_to_their_own_account_by_a_file(administrator):
    answer = chosen(administrator[1], {"人员与角色": [{"姓名": "系统管理员", "角色": "三审", "登录账号": "admin"}]})
    assert "不能给自己增加角色" in text(answer)


def test_roles_given_by_a_file_wait_for_a_second_person_once_signing_has_begun(administrator, make_record):
    make_record(Stage.SIGNED)
    answer = chosen(administrator[1], {"人员与角色": [{"姓名": "示例新人", "角色": "三审", "登录账号": "new1"}]})
    confirmed(administrator[1], answer)
    assert Person.objects.get(name="示例新人").memberships.get().is_waiting


def test_a_superuser_without_a_role_is_told_what_a_role_is(client):
    root = get_user_model().objects.create_superuser("root", password="x" * 12)
    client.force_login(root)
    page = text(client.get("/admin/start/"))
    assert "您的账号没有角色" in page
    assert "登记第一位政府办经办" in page


def test_a_trial_digests_no_password_and_a_password_for_one_time_is_digested_quickly(setup, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    digested = []
    monkeypatch.setattr(applying, "_digested", lambda password: digested.append(password) or "x")
    people = {"人员与角色": [{"姓名": "示例甲", "角色": "三审", "登录账号": "a"}]}
    setup(people, "--dry-run")
    assert digested == []
    monkeypatch.undo()
    (account,) = setup(people)["accounts"]
    user = get_user_model().objects.get(username="a")
    assert user.password.split("$")[1] == str(applying.ROUNDS)
    assert user.check_password(account["password"])
    assert int(get_user_model().objects.get(username="a").password.split("$")[1]) > applying.ROUNDS
