"""`huiyin import_ledger` and `huiyin export_ledger`: what they print and how they end."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.tracking.ledger.books import PLAIN, xlsx
from tracking.models import Event, HandlingRecord, Session


@pytest.fixture
def book(tmp_path, units):
    def make(*rows):
        path = tmp_path / "台账.xlsx"
        path.write_bytes(xlsx(*rows).getvalue())
        return str(path)

    return make


@pytest.fixture
def run(capsys):
    """`run("import_ledger", …)`: exit code, JSON of stdout, text of stderr."""

    def call(*arguments):
        capsys.readouterr()
        try:
            call_command(*arguments)
            code = 0
        except SystemExit as end:
            code = end.code
        except CommandError as end:
            return end.returncode, None, str(end)
        out, err = capsys.readouterr()
        return code, json.loads(out) if "--json" in arguments else out, err

    return call


def test_success_prints_what_was_done(run, book, session):
    path = book(PLAIN, PLAIN | {"编号": 2})
    arguments = ("import_ledger", path, "--session", "2024", "--json")
    expected = {"created": 2, "updated": 0, "unchanged": 0, "errors": [], "differences": []}
    assert run(*arguments, "--dry-run")[:2] == (0, expected)
    assert HandlingRecord.objects.count() == 0
    assert run(*arguments)[:2] == (0, expected)
    assert run(*arguments)[:2] == (0, expected | {"created": 0, "unchanged": 2})


def test_findings_are_listed_and_nothing_is_changed(run, book, session):
    path = book(PLAIN, PLAIN | {"编号": "x"}, PLAIN | {"编号": 3, "案由": None})
    for more in (["--dry-run"], []):
        code, report, _err = run("import_ledger", path, "--session", "2024", "--json", *more)
        assert code == 1
        assert (report["created"], report["updated"]) == (0, 0)
        assert [(error["row"], error["column"]) for error in report["errors"]] == [(3, "编号"), (4, "案由")]
        assert set(report["errors"][0]) == {"row", "column", "message"}
    assert HandlingRecord.objects.count() == 0


def test_a_file_that_is_unreadable_is_one_finding_without_a_row(run, tmp_path, session):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK nonsense")
    code, report, _err = run("import_ledger", str(path), "--session", "2024", "--json")
    assert code == 1
    assert [(error["row"], error["column"]) for error in report["errors"]] == [(None, None)]
    assert "已损坏" in report["errors"][0]["message"]


def test_differences_are_applied_with_update_only(run, book, session):
    run("import_ledger", book(PLAIN), "--session", "2024")
    changed = ("import_ledger", book(PLAIN | {"备注": "新"}), "--session", "2024", "--json")
    code, report, err = run(*changed)
    assert (code, report["updated"], report["unchanged"]) == (0, 0, 1)
    assert report["differences"] == [{"row": 2, "column": "备注", "record": "第1号建议", "old": "", "new": "新"}]
    assert "--update" in err
    assert run(*changed, "--update")[1]["updated"] == 1
    assert session.records.get().remark == "新"


def test_a_session_is_made_together_with_its_items(run, book, db):
    arguments = ("import_ledger", "--create-session", "示例区2030年“两会”", "--session", "2030")
    broken = book(PLAIN | {"编号": "x"})
    assert run(*arguments, broken)[0] == 1
    assert run(*arguments, book(PLAIN), "--dry-run")[0] == 0
    assert not Session.objects.filter(code="2030").exists()
    for count in ("新增 1", "未变 1"):
        code, out, _err = run(*arguments, book(PLAIN))
        assert (code, count in out) == (0, True)
    assert Session.objects.get(code="2030").year == 2030


@pytest.mark.parametrize(
    "arguments",
    [
        ["--session", "1999"],
        ["--session", "2030 年", "--create-session", "名"],
        ["--session", "abcd", "--create-session", "名"],
        ["--session", "2024", "--user", "nobody"],
        ["--session", "2024", "--user", "leader"],
    ],
)
def test_wrong_use_ends_with_two(run, book, session, arguments):
    assert run("import_ledger", book(PLAIN), *arguments)[0] == 2
    assert HandlingRecord.objects.count() == 0


def test_the_command_line_says_who_imported(run, book, session, clerk):
    run("import_ledger", book(PLAIN), "--session", "2024", "--user", "clerk")
    run("import_ledger", book(PLAIN | {"编号": 2}), "--session", "2024")
    assert list(Event.objects.exclude(record=None).values_list("account__username", "account_name")) == [
        ("clerk", "示例经办"),
        (None, "系统"),
    ]


def test_what_was_not_read_is_said(run, book, session):
    _code, _out, err = run("import_ledger", book(PLAIN | {"心情": "好"}), "--session", "2024")
    assert "没有读取的栏目：心情" in err


def test_a_column_nobody_knows_stops_the_file_until_somebody_says_what_becomes_of_it(run, book, session):
    path = book(PLAIN | {"填报人员": "示例填报甲", "满意截止": "2024-08-05"})
    arguments = ("import_ledger", path, "--session", "2024", "--json")
    code, report, _err = run(*arguments)
    assert (code, [error["column"] for error in report["errors"]]) == (1, ["填报人员", "满意截止"])
    assert "--skip-column 填报人员" in report["errors"][0]["message"]
    code, report, _err = run(*arguments, "--skip-column", "填报人员", "--read-column", "满意截止=办理期限")
    assert (code, report["created"]) == (0, 1)
    assert str(session.records.get().due_on) == "2024-08-05"
    assert run(*arguments, "--read-column", "满意截止=心情")[0] == 2


def test_the_ledger_is_exported_to_a_file(run, book, session, tmp_path):
    run("import_ledger", book(PLAIN), "--session", "2024")
    out = str(tmp_path / "out.xlsx")
    assert run("export_ledger", "--session", "2024", out)[:2] == (0, f"已导出 1 件到 {out}。\n")
    code, report, _err = run("import_ledger", out, "--session", "2024", "--json", "--update")
    assert (code, report["unchanged"], report["differences"]) == (0, 1, [])


@pytest.mark.parametrize(
    "arguments",
    [["--session", "1999", "out.xlsx"], ["--session", "2024", "out.pdf"], ["--session", "2024", "/无此文件夹/o.xlsx"]],
)
def test_an_export_that_is_asked_for_wrongly_ends_with_two(run, session, arguments):
    assert run("export_ledger", *arguments)[0] == 2


def test_one_kind_of_a_list_goes_to_its_session(run, book, session):
    path = book(PLAIN, PLAIN | {"编号": 2, "类别": "提案"})
    code, report, err = run("import_ledger", path, "--session", "2024", "--only", "提案", "--json")
    assert (code, report["created"]) == (0, 1)
    assert "另一类有1件" in err
    assert [one.kind for one in HandlingRecord.objects.all()] == ["proposal"]
