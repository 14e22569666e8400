"""Reports upward: every number counted, every sheet says what it rests on, templates are filled and never run."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from tests.tracking.admin.pages import is_denied, logged_in, text
from tests.tracking.factories import kept
from tracking import reports
from tracking.figures import FIGURES
from tracking.models import Event, HandlingRecord, LookBack, Reply
from tracking.reports.facts import COLUMNS, item_row, placeholders
from tracking.stages import Stage
from tracking.versions import chained, keep

pytestmark = pytest.mark.django_db
SIGNED = reports.Signed("示例填报", "示例审核", date(2024, 8, 9))
DAY = date(2024, 8, 8)
PAGE = reverse("reports_start")


@pytest.fixture
def report(session) -> reports.Report:
    return reports.Report(session, DAY, SIGNED)


def written(write, report) -> list[list]:
    """The rows of a sheet that was written."""
    file = io.BytesIO()
    write(report, file)
    return [list(row) for row in load_workbook(file).active.iter_rows(values_only=True)]


def template(*rows, merge=(), bold=()) -> bytes:
    """An office's template with these rows."""
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    for where in merge:
        workbook.active.merge_cells(where)
    for where in bold:
        workbook.active[where].font = Font(bold=True, color="FFA61B17")
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def filled(report, *rows, **looks):
    """The sheet that a template became."""
    return load_workbook(io.BytesIO(reports.fill(report, template(*rows, **looks)))).active


# The office's own sheets -------------------------------------------------------------------------
def test_a_summary_says_what_it_rests_on_and_who_answers_for_it(make_record, report):
    make_record(Stage.CLOSED)
    make_record(Stage.HANDLING, duty="joint", kind="proposal")
    rows = written(reports.write_summary, report)
    chain = Event.objects.order_by("number").last().number
    assert rows[0][0] == "示例区2024年“两会”办理情况汇总表"
    assert rows[1][0] == f"示例区2024年“两会”；数据截至2024年8月8日，由台账第{chain}条办理记录时的内容统计"
    assert ["承办件（件）", 2, None, FIGURES["records"].definition(report.session)] in rows
    assert next(row for row in rows if row[0] == "办结率")[1:3] == ["50%", "1/2"]
    assert ["区示例局", 2, 1, None] in rows
    assert ["A类 已解决或基本解决", 1, "100%", None] in rows
    assert rows[-1][0] == "填报人：示例填报　审核人：示例审核　填报日期：2024年8月9日"


def test_a_list_of_what_is_open_counts_to_its_day(make_record, report, session):
    answered_later = make_record(Stage.CLOSED)
    HandlingRecord.objects.filter(pk=answered_later.pk).update(answered_on=date(2024, 9, 1))
    make_record(Stage.CLOSED)
    late = make_record(Stage.HANDLING, title="=SUM(A1)的建议")
    rows = written(reports.write_open_items, report)
    listed = {row[1]: row for row in rows[4:6]}
    assert set(listed) == {answered_later.number_label, late.number_label}
    assert listed[late.number_label][3] == "'=SUM(A1)的建议"
    assert listed[late.number_label][10] == "超期"
    assert rows[-1][0].startswith("填报人：")


def test_a_list_of_nothing_says_so(report):
    assert written(reports.write_open_items, report)[4][0] == "没有应列入的承办件。"


def test_promises_are_followed_with_the_last_look_back_by_the_day(make_record, report, clerk):
    record = make_record(Stage.CLOSED)
    make_record(Stage.CLOSED)
    reply = Reply.objects.get(assignment__record=record)
    with chained("example", "承诺", account=None):
        reply.reply_class, reply.promise, reply.promise_due_on = "B", "年内完成示例改造", date(2024, 12, 1)
        keep(reply)
    assert [row[10] for row in written(reports.write_promises, report)[4:5]] == ["尚未回头看"]
    by = clerk.person
    kept(LookBack(reply=reply, by=by, on=date(2024, 8, 1), result="under_way", text="已开工。"))
    kept(LookBack(reply=reply, by=by, on=date(2024, 8, 20), result="kept", text="已完成。"))
    rows = written(reports.write_promises, reports.Report(report.session, DAY, SIGNED))
    assert (rows[4][6], rows[4][10], rows[4][11]) == ("年内完成示例改造", "正在推进", "已开工。")
    assert rows[0][0].endswith("B类答复跟踪表")
    assert rows[5][0] is None or rows[5][0].startswith("填报人")


def test_the_columns_named_for_templates_are_those_of_the_rows(make_record, report):
    record = make_record(Stage.CLOSED)
    assert tuple(item_row(record, 1, DAY)) == COLUMNS["未办结"] == COLUMNS["承办件清单"]
    for name, rows in reports.facts.lists(report).items():
        assert all(tuple(row) == COLUMNS[name] for row in rows), name


# Templates -------------------------------------------------------------------------------------------
def test_a_template_is_filled_with_numbers_words_and_days(make_record, report):
    make_record(Stage.CLOSED)
    sheet = filled(
        report,
        ["{{届次}}办理情况", None],
        ["承办", "{{ 承办件 }}"],
        ["办结", "{{办结率}}（{{办结率分子}}/{{办结率分母}}）"],
        ["合计", "=B2*2"],
        ["填报人：{{填报人}}，{{填报日期}}", None],
        bold=["B2"],
    )
    assert sheet["A1"].value == "示例区2024年“两会”办理情况"
    assert (sheet["B2"].value, sheet["B2"].font.b, sheet["B2"].font.color.rgb) == (1, True, "FFA61B17")
    assert sheet["B3"].value == "100%（1/1）"
    assert sheet["B4"].value == "=B2*2"
    assert sheet["A5"].value == "填报人：示例填报，2024年8月9日"


def test_a_row_of_a_list_is_repeated_and_what_is_below_moves_down(make_record, report):
    for _number in range(3):
        make_record(Stage.HANDLING, title="=1+1")
    sheet = filled(
        report,
        ["未办结清单", None, None],
        ["序号", "案由", "期限"],
        ["{{未办结.序号}}", "{{未办结.案由}}（{{未办结.编号}}）", "{{未办结.办理期限}}"],
        ["合计", "{{未办结}}", None],
        ["说明：{{截至日期}}", None, None],
        merge=["A1:C1", "A5:C5"],
        bold=["A3", "A4"],
    )
    assert [sheet.cell(row, 1).value for row in range(3, 8)] == [1, 2, 3, "合计", "说明：2024年8月8日"]
    assert sheet["B3"].value == "'=1+1（第1号建议）"
    assert sheet["C3"].value.date() == HandlingRecord.objects.get(number=1).due_on
    assert (sheet["A5"].font.b, sheet["A6"].font.b, sheet["B6"].value) == (True, True, 3)
    assert {one.coord for one in sheet.merged_cells.ranges} == {"A1:C1", "A7:C7"}


def test_a_row_of_an_empty_list_says_that_there_is_none(report):
    sheet = filled(report, ["{{未办结.序号}}", "{{未办结.案由}}"], ["下面", None])
    assert [sheet["A1"].value, sheet["B1"].value, sheet["A2"].value] == ["无", None, "下面"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["{{承办件}}"], ["{{满意度}}"]], "工作表“Sheet”A2：不认识的占位符：{{满意度}}"),
        ([["{{未办结.标题}}"]], "A1：不认识的占位符：{{未办结.标题}}"),
        ([["{{承办件.__class__}}"]], "不认识的占位符"),
        ([["{{ 7*7 }}"]], "不认识的占位符：{{7*7}}"),
        ([['="{{承办件}}"&"件"']], "A1：公式里不能有占位符"),
        ([["{{未办结.案由}}", "{{B类.案由}}"]], "一行只能用一个清单的占位符"),
        ([["没有"]], "没有找到占位符"),
    ],
)
def test_a_template_with_a_mistake_is_refused_with_its_place(report, rows, said):
    with pytest.raises(reports.Unfillable) as why:
        reports.fill(report, template(*rows))
    assert said in str(why.value)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * 30_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 broken", "可能已损坏"),
        (b"\xd0\xcf\x11\xe0 old", "另存为 .xlsx"),
        (b"PK" + b"0" * 3_000_000, "超过 2 MB"),
        (bomb(), "展开后过大"),
    ],
)
def test_what_is_no_template_is_refused_in_words(report, content, said):
    with pytest.raises(reports.Unfillable, match=said):
        reports.fill(report, content)


def test_every_figure_has_its_placeholder(report):
    names = placeholders(report)
    assert {str(figure.label) for figure in FIGURES.values()} <= set(names)
    assert {f"{one.label}口径" for one in FIGURES.values() if one.denominator} <= set(names)


# Papers ------------------------------------------------------------------------------------------------
def test_a_paper_tells_one_kind_with_its_own_figures(make_record, report):
    make_record(Stage.CLOSED, topic="教育")
    make_record(Stage.HANDLING)
    make_record(Stage.CLOSED, kind="proposal", duty="joint")
    deputies, members = reports.deputies_report(report), reports.members_circular(report)
    told = "".join(words for _kind, words in deputies.paragraphs)
    assert deputies.title == "关于示例区2024年“两会”代表建议办理情况的报告"
    assert "共承办人大代表建议2件，其中主办2件。内容涉及教育等方面。" in told
    assert "已书面答复1件，办结率50%（1/2），按期率100%（1/1）。" in told
    assert "已收回代表意见1件，其中满意1件，满意率100%（1/1）。" in told
    assert "主要是超过办理期限尚未答复的1件。" in told
    assert "委员" not in told
    other = "".join(words for _kind, words in members.paragraphs)
    assert "共承办政协提案1件，其中会办1件。" in other
    assert "会办的提案由市主办单位统一征询意见" in other
    assert "数据截至2024年8月8日" in members.basis


def test_a_paper_of_nothing_says_so(report):
    told = "".join(words for _kind, words in reports.deputies_report(report).paragraphs)
    assert "截至2024年8月8日，本届没有交办的人大代表建议。" in told


# The page ----------------------------------------------------------------------------------------------
def asked(session, what: str, **changes) -> dict:
    """What the form sends."""
    facts = {"session": session.pk, "as_of": "2024-08-08", "filled_by": "甲", "reviewed_by": "乙", "on": "2024-08-09"}
    return facts | {"what": what} | changes


def test_the_office_downloads_sheets_and_reads_papers(make_record, session, supervisor):
    make_record(Stage.HANDLING)
    browser = logged_in(supervisor)
    for what in ("summary", "open", "promises"):
        answer = browser.post(PAGE, asked(session, what))
        assert answer.status_code == 200, what
        assert load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active["A1"].value
        assert "no-store" in answer.headers["Cache-Control"]
    for what in ("deputies", "members"):
        assert "数据依据：示例区2024年“两会”" in text(browser.post(PAGE, asked(session, what)))
    file = SimpleUploadedFile("表样.xlsx", template(["{{承办件}}"]))
    answer = browser.post(PAGE, asked(session, "template", template=file))
    assert load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active["A1"].value == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"as_of": "2124-01-01"}, "数据截止日期不能在将来。"),
        ({"filled_by": ""}, "请填写填报人。"),
        ({"reviewed_by": "甲"}, "审核人不能是填报人本人。"),
        ({"what": "template"}, "请选择要填入的表样。"),
        ({"what": "something"}, "请按下要生成的那一张报表的按钮。"),
    ],
)
def test_what_is_missing_is_said_beside_the_form(session, supervisor, changes, said):
    answer = logged_in(supervisor).post(PAGE, asked(session, "summary") | changes)
    assert answer.status_code == 422
    assert said in text(answer)


def test_a_bad_template_is_refused_on_the_page(session, supervisor):
    file = SimpleUploadedFile("表样.xlsx", template(["{{不存在}}"]))
    answer = logged_in(supervisor).post(PAGE, asked(session, "template", template=file))
    assert "不认识的占位符：{{不存在}}" in text(answer)


def test_a_unit_takes_no_report_away(session, unit_handler):
    assert is_denied(logged_in(unit_handler).post(PAGE, asked(session, "open")))


def test_a_report_takes_few_queries(make_record, report, django_assert_max_num_queries):
    for _number in range(4):
        make_record(Stage.HANDLING)
    with django_assert_max_num_queries(30):
        reports.write_summary(report, io.BytesIO())
    with django_assert_max_num_queries(10):
        reports.write_open_items(report, io.BytesIO())
