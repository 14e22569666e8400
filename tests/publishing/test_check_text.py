"""`huiyin check_text`: what it reads, what it prints, how it ends; and the ledger's figures that it takes."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from publishing import narrating
from publishing.evidence import Verdict, check
from publishing.ledger_facts import facts_of
from tests.publishing.evidence.judged import LEDGERS
from tests.tracking.factories import make_office
from tracking.loop import take
from tracking.stages import Stage

GOOD = "2024年，我区共承办人大代表建议2件，其中主办1件，会办1件。"


@pytest.fixture
def office(db):
    """The office with its one session."""
    return make_office()


@pytest.fixture
def written(tmp_path):
    """`written(text, encoding)`: a file with this text or these bytes."""

    def write(content, encoding="utf-8"):
        path = tmp_path / "总结.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return str(path)

    return write


def ended(capsys, *words) -> tuple[int, str, str]:
    code = 0
    try:
        call_command("check_text", *words)
    except SystemExit as reason:
        code = reason.code
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encodings_of_offices_are_read(written, capsys, encoding):
    code, out, _err = ended(capsys, written(GOOD, encoding), "--json")
    assert code == 0
    assert json.loads(out)["verdict"] == "OK"


@pytest.mark.parametrize(
    ("text", "verdict", "code"),
    [
        (GOOD, "OK", 0),
        ("共办理提案67件，其中A类45件，占67.1%；B类17件，占25.4%；C类5件，占7.5%。", "TRUNC", 0),
        ("承办的146件提案，满意率达100%（满意144件，基本满意2件）。", "DEF", 1),
        (GOOD.replace("会办1件", "会办2件"), "CLASH", 1),
        ("我区高度重视办理工作。", "NONE", 1),
    ],
)
def test_the_exit_code_says_whether_the_text_may_go_on(written, capsys, text, verdict, code):
    found, out, _err = ended(capsys, written(text))
    assert (found, out.split()[0]) == (code, verdict)


@pytest.mark.parametrize("content", [b"\x00\x01\x02PNG", b"\xff\xff\x80\x81", b"PK\x03\x04\x00\x00"])
def test_what_is_no_text_is_said_in_a_sentence(written, capsys, content):
    code, out, err = ended(capsys, written(content), "--json")
    assert (code, out) == (1, "")
    assert "请另存为纯文本" in err


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path, capsys):
    code, _out, err = ended(capsys, str(tmp_path / "没有.txt"))
    assert code == 1
    assert err.startswith("读不了文件“没有.txt”")


def test_wrong_use_is_refused():
    with pytest.raises(CommandError):
        call_command("check_text")


def test_a_finding_is_told_with_its_line(written, capsys):
    _code, out, _err = ended(capsys, written("\n\n" + GOOD.replace("会办1件", "会办2件")))
    assert "CLASH\t合计\t第3行“2件，其中主办1件，会办2件”\t各项相加为1＋2=3件，与合计2件不符，请核对。" in out


def test_what_became_of_each_figure_is_told_in_a_sentence_and_to_machines(written, capsys):
    _code, out, _err = ended(capsys, written(GOOD + "收到线索9件。"))
    assert out.startswith("OK 一致。数据4个：3个前后一致，1个未核对。\n")
    _code, out, _err = ended(capsys, written(GOOD + "收到线索9件。"), "--json")
    assert [(one["how"], one["rules"]) for one in json.loads(out)["coverage"]] == [("compared", ["合计"])] * 3 + [
        ("read", [])
    ]
    code, out, _err = ended(capsys, written("收到线索9件。"))
    assert (code, out) == (1, "NONE 没有能够对照的数据。数据1个：1个未核对。\n")


def test_an_unknown_session_says_which_are_known(office, written):
    with pytest.raises(CommandError, match="没有届次“1999”。已有：2024。") as refused:
        call_command("check_text", written(GOOD), "--session", "1999")
    assert refused.value.returncode == 2


def test_last_years_text_and_the_title_are_taken(written, tmp_path, capsys):
    before = tmp_path / "上年.txt"
    before.write_text(GOOD.replace("2024", "2023"), encoding="gb18030")
    code, out, _err = ended(
        capsys, written(GOOD.replace("2024", "2023")), "--title", "2024年总结", "--previous", str(before)
    )
    assert code == 1
    assert "上年文稿" in out


# 台账 ----------------------------------------------------------------------------------------------
def test_a_text_is_compared_with_the_ledger(office, written, capsys):
    office.make_record(Stage.CLOSED)
    office.make_record(Stage.CLOSED, kind="proposal", duty="joint")
    office.make_record(Stage.CLOSED, kind="proposal", duty="joint")
    facts = facts_of(office.session)
    made = LEDGERS["made"]
    wrong = [text for text, verdict in made.judged() if verdict is Verdict.CLASH]
    assert [text for text, _verdict in made.judged() if check(text, facts=facts).verdict is Verdict.CLASH] == wrong
    code, out, _err = ended(capsys, written(made.CLASH[0]), "--session", "2024", "--json")
    assert (code, json.loads(out)["verdict"]) == (1, "CLASH")


def test_the_summary_that_is_drafted_from_the_ledger_agrees_with_it(office):
    office.make_record(Stage.CLOSED)
    office.make_record(Stage.CLOSED, kind="proposal", duty="joint")
    office.make_record(Stage.ASKED)
    day = date(2024, 12, 31)
    text = "\n".join(part.text for part in narrating.summary(office.session, day))
    report = check(text, title=f"{office.session.name}建议提案工作总结", facts=facts_of(office.session, day))
    assert report.verdict is Verdict.OK, report.of(Verdict.CLASH, Verdict.DEF)
    assert len([one for one in report.of(Verdict.OK) if one.rule == "台账"]) >= 6


def test_a_rate_under_another_definition_of_the_ledger_asks_which(office):
    record = office.make_record(Stage.ASKED)
    signature, part = record.signatures.get(), record.assignments.get()
    take("feed_back", part, account=office.clerk, on=date(2024, 6, 24), signature=signature, result="basic", source="assembly")  # fmt: skip
    facts = facts_of(office.session)
    assert check("共承办建议1件，满意率100%。", facts=facts).verdict is Verdict.OK
    asked = check("共承办建议1件，满意率0%。", facts=facts).of(Verdict.DEF)
    assert [one.definition for one in asked] == ["满意率口径：仅满意"]
    assert check("共承办建议1件，满意率0%。", facts=facts, answered={"满意率口径：仅满意"}).verdict is Verdict.OK
    assert check("共承办建议1件，满意率50%。", facts=facts).verdict is Verdict.CLASH


def test_the_sessions_definition_decides_a_rate_that_counts_the_basically_satisfied(office):
    record = office.make_record(Stage.ASKED)
    signature, part = record.signatures.get(), record.assignments.get()
    take("feed_back", part, account=office.clerk, on=date(2024, 6, 24), signature=signature, result="basic", source="assembly")  # fmt: skip
    text = "共承办建议1件，满意率达100%（满意0件，基本满意1件）。"
    assert check(text).verdict is Verdict.DEF
    assert check(text, facts=facts_of(office.session)).verdict is Verdict.OK


def test_topics_are_counted_against_the_ledgers(office):
    for topic in ("道路", "供水", "托育", "托育"):
        office.make_record(Stage.ASSIGNED, topic=topic)
    facts = facts_of(office.session)
    assert sorted(facts.topics) == ["供水", "托育", "道路"]
    judged = [
        check(f"承办建议4件。主要涵盖{topics}。", facts=facts).verdict
        for topics in ("道路的改造、供水的保障及托育的完善", "道路的改造、供水的保障、托育的完善及养老的服务")
    ]
    assert judged == [Verdict.OK, Verdict.CLASH]


def test_items_of_one_level_are_held_against_the_ledgers_of_that_level(office):
    office.make_record(Stage.ASSIGNED)
    office.make_record(Stage.ASSIGNED, origin="district", number=9)
    facts = facts_of(office.session)
    judged = [
        check(f"全区共承办{told}。", facts=facts).verdict
        for told in ("人大代表建议2件", "市人大代表建议1件、区人大代表建议1件", "市人大代表建议2件")
    ]
    assert judged == [Verdict.OK, Verdict.OK, Verdict.CLASH]


def test_a_finding_names_the_ledgers_figure_that_it_is_about(office):
    office.make_record(Stage.ASSIGNED)
    report = check("全区共承办人大代表建议3件，办结率50%。", facts=facts_of(office.session))
    assert {one.figure for one in report.findings if one.rule == "台账"} == {"suggestions", "completion_rate"}
