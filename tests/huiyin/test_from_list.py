"""Moving in with the office's own 交办清单: what it proposes, what it asks, how it is put into force and left to be imported."""

import io
import json
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huiyin.moving_in.first import open_first_account
from huiyin.moving_in.list_proposal import read_proposal
from huiyin.moving_in.template import workbook_template
from tests.huiyin import listed
from tests.tracking.admin.pages import logged_in, soup, text, typed
from tests.tracking.factories import kept, make_person, make_session, make_unit
from tracking import ledger
from tracking.admin.imports import uploads
from tracking.models import (
    Event,
    HandlingRecord,
    Kind,
    Membership,
    OfficeSettings,
    Person,
    Role,
    Session,
    Unit,
    UnitAlias,
    UnitKind,
)
from tracking.versions import verify

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 20)
START = "/admin/start/list/"
NUMBER = ("序号", "number")


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """Lists that wait are this test's own."""
    settings.PRIVATE_ROOT = tmp_path / "private"


def account(name: str, role: Role, login: str):
    return make_person(name, role, login=login).user


def proposed(text: str, name: str = "清单.csv", **answers):
    return read_proposal(ledger.read(io.BytesIO(text.encode()), name), TODAY, **answers)


def units_of(proposal) -> dict[str, list[str]]:
    return {one.full: [way.name for way in one.written] for one in proposal.units}


def sessions_of(proposal) -> list[tuple]:
    return [(str(one.kind), one.name, one.code, one.count, str(one.due_on or "")) for one in proposal.sessions]


@pytest.mark.parametrize(
    ("header", "sessions", "units", "asked", "told"),
    [
        (
            "H1",
            [("suggestion", "2026年人大会议", "2026rd", 2, "2026-08-05")],
            {"县住房和城乡建设局": ["县住建局"], "县教育局": ["县教育局"]},
            [NUMBER],
            ["看不出本县（区）的名称"],
        ),
        (
            "H2",
            [("suggestion", "2026年人大会议", "2026rd", 1, "")],
            {"县住房和城乡建设局": ["县住房和城乡建设局"]},
            [],
            ["看不出本县（区）的名称"],
        ),
        ("H3", [], {"示例县住房和城乡建设局": ["示例县住建局"]}, [], ["没有写年份", "没有“编号”栏"]),
        (
            "H4",
            [("suggestion", "示例县2026年人大会议", "2026rd", 2, "2026-08-05")],
            {"示例县住房和城乡建设局": ["示例县住建局"], "示例县水利局": ["水利局"]},
            [],
            [],
        ),
        (
            "H5",
            [("suggestion", "示例县十五届人民代表大会第二次会议", "2026rd", 2, "")],
            {"示例县住房和城乡建设局": ["县住建局"], "示例县布示镇人民政府": ["布示镇"]},
            [],
            ["没有写年份"],
        ),
        (
            "H6",
            [("proposal", "2026年政协会议", "2026zx", 1, "")],
            {"区住房和城乡建设局": ["区住建局"], "区文化和旅游局": ["区文旅局"]},
            [],
            ["看不出本县（区）的名称"],
        ),
        ("H8_LIST", [("proposal", "2026年政协会议", "2026zx", 1, "")], {}, [], ["没有写年份", "没有主办、会办单位栏"]),
        (
            "H8",
            [("proposal", "2026年政协会议", "2026zx", 2, "")],
            {
                "区住房和城乡建设局": ["区住建局", "住房城乡建设局"],
                "区财政局": ["区财政局"],
                "区市场监督管理局": ["区市场监管局"],
            },
            [],
            ["没有写年份", "看不出本县（区）的名称"],
        ),
        (
            "H9",
            [("suggestion", "2026年人大会议", "2026rd", 1, "")],
            {"区住房和城乡建设局": ["区住建局"]},
            [],
            ["看不出本县（区）的名称"],
        ),
    ],
)
def test_what_a_real_header_tells_and_what_is_asked(header, sessions, units, asked, told):
    found = proposed(getattr(listed, header))
    assert sessions_of(found) == sessions
    assert units_of(found) == units
    assert [(one.heading, one.what) for one in found.columns] == asked
    assert found.asks_kind == (header == "H3")
    assert len(found.told) == len(told), found.told
    assert all(words in said for words, said in zip(told, found.told, strict=True))


def test_an_exchange_file_of_codes_is_no_table():
    with pytest.raises(ledger.Unreadable, match="没有找到表头"):
        proposed(listed.H7)


def test_a_list_of_both_kinds_is_two_sessions_unless_the_office_says_one():
    found = proposed(listed.BOTH)
    assert sessions_of(found) == [
        ("suggestion", "示例县2026年人大会议", "2026rd", 2, "2026-08-05"),
        ("proposal", "示例县2026年政协会议", "2026zx", 1, "2026-09-05"),
        ("both", "示例县2026年“两会”", "2026", 3, ""),
    ]
    assert [(one.cell, one.where) for one in found.together] == [("县住建局、县交通局", "第4行“主办单位”")]
    kinds = {one.full: one.kind for one in found.units}
    assert kinds["市财政局"] == UnitKind.EXTERNAL
    assert kinds["示例县交通运输局"] == UnitKind.DEPARTMENT


def test_what_was_answered_is_taken():
    found = proposed(listed.H3, place="样例区", kind=Kind.PROPOSAL, year=2025)
    assert sessions_of(found) == [("proposal", "样例区2025年政协会议", "2025zx", 1, "")]
    found = proposed(listed.H1, place="样例县")
    assert list(units_of(found)) == ["样例县住房和城乡建设局", "样例县教育局"]


def test_the_place_in_the_office_s_settings_is_known(administrator):
    kept(OfficeSettings(pk=1, place="样例县"))
    page = soup(chosen(administrator, listed.H1))
    assert page.select_one("[name=full-1]")["value"] == "样例县住房和城乡建设局"


def test_units_and_sessions_that_are_registered_are_recognised_by_any_name():
    housing = make_unit("示例县住建局（旧名）")
    kept(UnitAlias(unit=housing, name="县住建局"))
    make_session("2026-old", name="示例县2026年人大会议")
    found = proposed(listed.BOTH)
    assert found.sessions[0].session.code == "2026-old"
    assert "示例县住建局（旧名）" in units_of(found)
    assert [one.name for one in next(one for one in found.units if one.unit).missing] == ["住房和城乡建设局"]


def test_the_place_is_known_by_the_registered_units():
    make_unit("样例县财政局")
    make_unit("样例县民政局")
    assert list(units_of(proposed(listed.H1))) == ["样例县住房和城乡建设局", "样例县教育局"]


def test_leaders_in_charge_are_proposed_where_the_list_names_one(administrator):
    rows = "编号,案由,领衔代表,责任领导,主办单位\n1,甲,示例甲,示例领导甲,县教育局\n2,乙,示例甲,示例领导甲,县教育局\n"
    rows += "3,丙,示例甲,示例领导甲,县水利局\n4,丁,示例甲,示例领导乙,县水利局\n"
    found = proposed(rows)
    assert {one.full: one.leader for one in found.units} == {"县教育局": "示例领导甲", "县水利局": ""}
    assert any("责任领导不止一位（示例领导甲、示例领导乙）" in one for one in found.told)


def test_two_units_in_one_name_and_likely_short_names_are_pointed_out():
    rows = "编号,案由,领衔代表,主办单位\n1,甲,示例甲,县住建局县交通局\n2,乙,示例甲,县示例创新服务中心\n3,丙,示例甲,县示创中心\n"
    doubts = {one.written[0].name: (one.doubt, one.is_left_out) for one in proposed(rows).units}
    assert "“县住建局”“县交通局”两个单位写在一起" in doubts["县住建局县交通局"][0]
    assert doubts["县住建局县交通局"][1]
    assert "可能是县示例创新服务中心的简称" in doubts["县示创中心"][0]
    assert not doubts["县示创中心"][1]


def test_faulty_cells_are_told_with_their_place():
    rows = "编号,案由,领衔代表,主办单位\n1,甲,示例甲,#REF!\n2,乙,示例甲,县教育局\n"
    assert any("第2行“主办单位”：公式出错（#REF!）" in one for one in proposed(rows).told)


# By pages ---------------------------------------------------------------------------------------
@pytest.fixture
def administrator():
    open_first_account()
    person = Person.objects.get()
    person.must_change_password = False
    kept(person)
    return logged_in(person.user)


def chosen(browser, content: str | bytes, name: str = "清单.csv"):
    """The answer to choosing a list: its proposal, or the form with the reason."""
    data = content.encode() if isinstance(content, str) else content
    return browser.post(START, {"list": SimpleUploadedFile(name, data)}, follow=True)


def pressed(browser, answer, **changed):
    """The answer to putting a proposal into force."""
    data = typed(soup(answer), "form[method=post]:has([name^=written-]), form[method=post]:has([name^=into-])")
    data |= changed
    return browser.post(
        answer.request["PATH_INFO"], {key: one for key, one in data.items() if one is not None}, follow=True
    )


def test_a_list_is_put_into_force_by_one_press_and_waits_for_the_clerk(administrator):
    answer = chosen(administrator, listed.BOTH)
    assert "读到 3 件" in text(answer)
    assert not Unit.objects.exists()
    said = text(pressed(administrator, answer))
    assert "已登记：承办单位 新增 5；单位简称 新增" in said
    assert "还没有人是政府办经办" in said
    names = Unit.objects.by_any_name()
    assert names["县住建局"] == names["住房和城乡建设局"] == names["示例县住房和城乡建设局"]
    assert [(one.code, str(one.fixed_due_on)) for one in Session.objects.order_by("code")] == [
        ("2026rd", "2026-08-05"),
        ("2026zx", "2026-09-05"),
    ]
    assert Event.objects.filter(summary__contains="按交办清单《清单.csv》").count() == 1
    assert verify().ok
    clerk = logged_in(account("示例经办", Role.OFFICE_CLERK, "clerk1"))
    links = soup(clerk.get("/admin/import/")).select("section[aria-labelledby=waiting-title] a")
    assert len(links) == 2
    assert links[0]["href"] in {one["href"] for one in soup(clerk.get("/admin/")).select("a")}
    for link in links:
        preview = clerk.get(link["href"])
        assert "错误 0 处" in text(preview)
        clerk.post(link["href"], typed(soup(preview), "main form[method=post]"))
    stored = {(one.kind, one.number): one.session.code for one in HandlingRecord.objects.all()}
    assert stored == {("suggestion", 1): "2026rd", ("suggestion", 2): "2026rd", ("proposal", 1): "2026zx"}
    assert "等待导入" not in text(clerk.get("/admin/"))


def test_the_same_list_again_proposes_only_what_is_missing(administrator):
    pressed(administrator, chosen(administrator, listed.BOTH))
    Unit.objects.get(name="市财政局").delete()
    events, rows = Event.objects.count(), Unit.objects.count()
    answer = chosen(administrator, listed.BOTH)
    assert [one["value"] for one in soup(answer).select("[name^=written-]")] == ["市财政局"]
    pressed(administrator, answer)
    assert (Event.objects.count(), Unit.objects.count(), Session.objects.count()) == (events + 1, rows + 1, 2)
    pressed(administrator, chosen(administrator, listed.BOTH))
    assert (Event.objects.count(), Unit.objects.count()) == (events + 1, rows + 1)
    assert len(uploads.waiting_for_clerks()) == 2


def test_pressed_twice_it_is_entered_once(administrator):
    answer = chosen(administrator, listed.H4)
    pressed(administrator, answer)
    events = Event.objects.count()
    assert pressed(administrator, answer).status_code == 404
    assert Event.objects.count() == events


def test_units_are_parted_and_joined_by_their_full_names(administrator):
    answer = chosen(administrator, listed.BOTH)
    numbers = {one["value"]: one["name"].removeprefix("written-") for one in soup(answer).select("[name^=written-]")}
    changed = {
        f"full-{numbers['住房和城乡建设局']}": "示例县规划局",
        f"full-{numbers['县交通局']}": "示例县财政局",
        f"take-{numbers['市财政局']}": None,
    }
    pressed(administrator, answer, **changed)
    names = Unit.objects.by_any_name()
    assert names["住房和城乡建设局"].name == "示例县规划局"
    assert names["县住建局"].name == "示例县住房和城乡建设局"
    assert names["县交通局"] == names["县财政局"]
    assert "市财政局" not in names


def test_one_session_for_both_meetings(administrator):
    pressed(administrator, chosen(administrator, listed.BOTH), sessions="one")
    assert [(one.code, one.name) for one in Session.objects.all()] == [("2026", "示例县2026年“两会”")]
    (left,) = uploads.waiting_for_clerks()
    assert (left.kind, left.session) == ("", Session.objects.get().pk)


def test_answers_go_with_the_list_to_its_import(administrator):
    answer = chosen(administrator, listed.H1)
    pressed(administrator, answer, heading=["序号"], column=["number"])
    (left,) = uploads.waiting_for_clerks()
    clerk = logged_in(account("示例经办", Role.OFFICE_CLERK, "clerk1"))
    assert "新增 2 件" in text(clerk.get(reverse("import_preview", args=[left.token])))
    pressed(administrator, chosen(administrator, listed.BOTH), cell=["县住建局、县交通局"], duty=["separate"])
    left = next(one for one in uploads.waiting_for_clerks() if one.kind == "suggestion" and one.duties)
    assert left.duties == {"县住建局、县交通局": "separate"}


def test_without_the_kind_only_units_are_registered_and_with_it_all(administrator):
    answer = chosen(administrator, listed.H3)
    assert "清单看不出是建议还是提案" in text(answer)
    place = answer.request["PATH_INFO"]
    told = administrator.get(place, {"kind": "suggestion", "place": "示例县", "year": "2026"})
    assert soup(told).select_one("[name=code-suggestion]")["value"] == "2026rd"
    pressed(administrator, answer)
    assert Unit.objects.count() == 1
    assert not Session.objects.exists()
    assert uploads.waiting_for_clerks() == []


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"full-1": ""}, "承办单位第1行“单位名称”：必须填写；不登记的请去掉勾选。"),
        ({"code-suggestion": "二〇二六"}, "届次第1行“届次代码”：届次代码只能用数字、字母和连字符"),
        ({"code-suggestion": ""}, "届次第1行“届次代码”：必须填写。"),
        ({"year-suggestion": "今年"}, "届次第1行“年份”：“今年”应写成整数。"),
        ({"fixed_due_on-suggestion": "八月"}, "届次第1行“通知确定的答复期限”"),
        ({"code-suggestion": "2020-same"}, "届次代码“2020-same”已是示例旧届的，请换一个"),
        ({"also-1": "教育局"}, "承办单位第2行“简称”：“教育局”已是示例县住房和城乡建设局的名称。"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(administrator, changed, message):
    make_session("2020-same", name="示例旧届")
    rows = "编号,案由,领衔代表,主办单位\n1,甲,示例甲,示例县住建局\n2,乙,示例甲,示例县教育局\n"
    answer = pressed(administrator, chosen(administrator, rows), **changed | {"leader-2": "示例领导"})
    assert answer.status_code == 422
    assert message in text(answer)
    page = soup(answer)
    for name, value in changed.items():
        assert page.select_one(f"[name={name}]")["value"] == value
    assert page.select_one("[name=leader-2]")["value"] == "示例领导"
    assert not Unit.objects.exists()
    assert Session.objects.count() == 1


def test_a_proposal_is_its_uploader_s_alone_and_can_be_given_up(administrator):
    answer = chosen(administrator, listed.H4)
    place = answer.request["PATH_INFO"]
    other = logged_in(account("示例另一位", Role.ADMIN, "other"))
    assert other.get(place).status_code == 404
    assert "已放弃" in text(administrator.post(place, {"discard": "1"}, follow=True))
    assert administrator.get(place).status_code == 404


@pytest.mark.parametrize("odd", ["9" * 5000, "²", "", "\0", "示例", "-1", "proposal' OR 1"])
def test_odd_answers_in_an_address_are_no_answers(administrator, odd):
    answer = chosen(administrator, listed.H3)
    place = answer.request["PATH_INFO"]
    assert administrator.get(place, {"year": odd, "kind": odd, "place": odd}).status_code == 200
    data = {"year": odd, "kind": odd, "into-suggestion": odd, "sessions": odd, "full-1": odd, "written-x": odd}
    assert administrator.post(place, data).status_code in {302, 422}


def word_file() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "空.xlsx", "文件是空的"),
        (word_file(), "清单.xlsx", "文件是 Word 文档，不是工作簿"),
        ("只有一句话\n".encode(), "清单.csv", "没有找到表头"),
        (b"%PDF-1.4", "清单.xlsx", "文件是 PDF"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(administrator, content, name, message):
    answer = chosen(administrator, content, name)
    assert answer.status_code == 422
    assert message in text(answer)


def test_a_list_with_a_header_and_nothing_below_says_so(administrator):
    assert "表头下面没有承办件" in text(chosen(administrator, "编号,案由,领衔代表,主办单位\n"))


def test_a_list_in_the_place_of_a_setup_file_is_recognised_and_the_other_way_round(administrator):
    file = SimpleUploadedFile("清单.csv", listed.H4.encode())
    assert "这是交办清单，已按清单读取" in text(administrator.post("/admin/start/", {"file": file}, follow=True))
    assert "这是开办资料，不是交办清单" in text(chosen(administrator, workbook_template(), "开办资料.xlsx"))


def large_list(rows: int, units: int) -> bytes:
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.append(["示例县2026年人大代表建议交办清单"])
    page.append(["编号", "案由", "领衔代表", "主办单位", "会办单位"])
    for n in range(1, rows + 1):
        page.append([n, f"关于示例事项{n}的建议", "示例甲", f"示例县第{n % units}局", f"第{(n + 1) % units}局"])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def test_the_proposal_of_three_hundred_rows_and_forty_units_asks_few_queries(administrator):
    answer = chosen(administrator, large_list(300, 40), "清单.xlsx")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = administrator.get(answer.request["PATH_INFO"])
    assert len(soup(page).select("[name^=written-]")) == 80
    assert len(asked) <= 25
    with CaptureQueriesContext(connection) as asked:
        administrator.get(START)
    assert len(asked) <= 25


def test_two_thousand_rows_with_more_names_than_a_page_shows(administrator):
    answer = chosen(administrator, large_list(2000, 300), "清单.xlsx")
    assert "读到 2000 件" in text(answer)
    assert "另有 490 种写法没有列出" in text(answer)
    assert "已登记" in text(pressed(administrator, answer))
    assert "种写法没有列出" in text(again := chosen(administrator, large_list(2000, 300), "清单.xlsx"))
    assert len(soup(again).select("[name^=written-]")) == 110


def test_handlers_are_registered_only_where_they_are_ticked(administrator):
    rows = "编号,案由,领衔代表,主办单位,具体负责人\n1,甲,示例甲,示例县教育局,张三\n2,乙,示例乙,示例县教育局,李四\n"
    answer = chosen(administrator, rows)
    assert "张三（示例县教育局）" in text(answer)
    pressed(administrator, answer, **{"person-2": "on"})
    (held,) = Membership.objects.filter(role=Role.UNIT_HANDLER)
    assert (held.person.name, held.unit.name, held.person.user) == ("李四", "示例县教育局", None)
    assert "李四（示例县教育局）" not in text(chosen(administrator, rows))


def test_a_workbook_with_macros_and_two_tables_is_read_and_an_old_word_file_is_told(administrator):
    grid = [line.split(",") for line in listed.BOTH.splitlines()]
    workbook = openpyxl.Workbook()
    for line in grid:
        workbook.active.append(line)
    file = io.BytesIO()
    workbook.save(file)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macros are never run")
    assert "读到 3 件" in text(chosen(administrator, file.getvalue(), "清单.xlsm"))
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le")
    assert "文件是 Word 文档，不是工作簿" in text(chosen(administrator, old, "清单.xls"))


# A column of names ------------------------------------------------------------------------------
COLUMN = "/admin/start/units/"
NAMES = "单位名称\t简称\n示例县教育局\t县教育局、教育局\n县住建局\n示例县布示镇人民政府\n住房和城乡建设局\n市财政局\n"


def test_a_pasted_column_is_tried_first_and_then_entered(administrator):
    answer = administrator.post(COLUMN, {"column": NAMES, "place": ""})
    assert not Unit.objects.exists()
    data = typed(soup(answer), "main form[method=post]")
    assert list(data.values()).count("示例县住房和城乡建设局") == 2
    said = text(administrator.post(COLUMN, data | {"enter": "1"}, follow=True))
    assert "已登记：承办单位 新增 4；单位简称 新增" in said
    names = Unit.objects.by_any_name()
    assert names["教育局"] == names["县教育局"] == names["示例县教育局"]
    assert names["县住建局"] == names["住房和城乡建设局"]
    assert {one.name: one.kind for one in Unit.objects.all()} == {
        "示例县教育局": UnitKind.DEPARTMENT,
        "示例县住房和城乡建设局": UnitKind.DEPARTMENT,
        "示例县布示镇人民政府": UnitKind.TOWNSHIP,
        "市财政局": UnitKind.EXTERNAL,
    }
    events = Event.objects.count()
    assert "都已登记，没有新的单位" in text(administrator.post(COLUMN, {"column": NAMES, "place": ""}))
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("", "请粘贴单位名称，一行一个"),
        ("\n\t\n", "请粘贴单位名称，一行一个"),
        ("单位名称\n", "没有读到单位名称"),
        ("\n".join(f"示例县第{n}局" for n in range(151)), "有151个名称，一次最多150个"),
        ("示例" * 60, "超过100个字，不像单位名称"),
    ],
)
def test_a_column_that_cannot_be_read_is_told(administrator, column, message):
    answer = administrator.post(COLUMN, {"column": column, "place": ""})
    assert answer.status_code == 422
    assert message in text(answer)


def test_a_full_column_is_entered_and_what_is_wrong_in_it_stays_as_typed(administrator):
    lines = "\n".join(f"示例县第{n}局" for n in range(150))
    answer = administrator.post(COLUMN, {"column": lines, "place": ""})
    data = typed(soup(answer), "main form[method=post]") | {"enter": "1"}
    refused = administrator.post(COLUMN, data | {"full-7": ""})
    assert refused.status_code == 422
    assert "承办单位第7行“单位名称”：必须填写" in text(refused)
    assert not Unit.objects.exists()
    with CaptureQueriesContext(connection) as asked:
        administrator.post(COLUMN, {"column": lines, "place": ""})
    assert len(asked) <= 25
    administrator.post(COLUMN, data)
    assert Unit.objects.filter(name__startswith="示例县第").count() == 150


# By the command ---------------------------------------------------------------------------------
def test_the_command_prints_what_a_list_proposes_and_says_where_it_is_entered(tmp_path, capsys):
    file = tmp_path / "清单.csv"
    file.write_text(listed.BOTH, encoding="utf-8")
    call_command("setup", str(file), "--dry-run")
    said = capsys.readouterr().out
    assert "届次：人大代表建议2件，提议示例县2026年人大会议（代码 2026rd）。" in said
    assert "示例县住房和城乡建设局" in said
    assert "清单里写作县住建局、住房和城乡建设局" in said
    assert "要问：第4行“主办单位”“县住建局、县交通局”几个单位写在一起" in said
    call_command("setup", str(file), "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out)["units"][0]["written"] == ["县住建局", "住房和城乡建设局"]
    with pytest.raises(CommandError, match="这是交办清单，不是开办资料，没有登记"):
        call_command("setup", str(file))
    assert not Unit.objects.exists()
