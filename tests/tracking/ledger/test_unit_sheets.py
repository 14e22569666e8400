"""承办单位回填表: out with a unit's open items, back with what it filled in, and nothing else gets in."""

import html
import io
import json
import zipfile
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from tests.thorough import times
from tests.tracking.factories import make_session, make_unit
from tracking import versions
from tracking.ledger import unit_sheets
from tracking.ledger.unit_sheets.layout import COMPARED, HEADINGS, OPEN, SHEET_COLUMNS
from tracking.ledger.unit_sheets.outgoing import HEADER_ROW
from tracking.loop import STEPS, Stale, settling, take
from tracking.loop.bulk.planned import planned_classes
from tracking.models import Contact, Duty, Event, HandlingRecord, ProgressNote
from tracking.stages import Stage

FIRST = HEADER_ROW + 1
PLACES = {column.key: at for at, column in enumerate(SHEET_COLUMNS, start=1)}
FILLED = {
    "progress": "2024-05-20：已完成现场勘查",
    "talk_on": date(2024, 5, 10),
    "talk_method": "当面走访",
    "talk": "听取意见",
    "planned_class": "B 正在解决或列入规划逐步解决",
}


def exported(session, unit):
    """The unit's workbook, as a spreadsheet opens it."""
    (items,) = unit_sheets.open_items(session, [unit])
    file = io.BytesIO()
    unit_sheets.write_sheet(items, file)
    return load_workbook(io.BytesIO(file.getvalue()))


def filled(book, *rows: dict, first: int = FIRST) -> io.BytesIO:
    """The workbook with these cells typed into its rows, saved."""
    for place, row in enumerate(rows):
        for key, value in row.items():
            book.active.cell(first + place, PLACES[key]).value = value
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def planned(*files, names=()):
    """What an import of these files would do."""
    named = [(names[n] if names else f"回填{n}.xlsx", file) for n, file in enumerate(files)]
    for _name, file in named:
        file.seek(0)
    return unit_sheets.plan_merge(*unit_sheets.read_sheets(named))


def found(plan) -> list[tuple]:
    """The findings, without their sentences."""
    return [(one.row, one.column) for one in plan.errors]


@pytest.fixture
def bring_in(clerk):
    """`bring_in(file, …)`: import these, which must be free of errors."""

    def make(*files):
        plan = planned(*files)
        assert plan.errors == []
        return unit_sheets.merge(plan, clerk)

    return make


# Out -------------------------------------------------------------------------------------------
def test_only_what_the_unit_is_asked_for_can_be_written(session, unit, record):
    book = exported(session, unit)
    sheet = book.active
    assert sheet.protection.sheet
    open_keys = {column.key for column in OPEN}
    for key, at in PLACES.items():
        assert sheet.cell(FIRST, at).protection.locked is (key not in open_keys), key
        assert sheet.cell(HEADER_ROW, at).protection.locked, key


def test_method_class_and_day_are_chosen_not_typed(session, unit, record):
    sheet = exported(session, unit).active
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    place = {key: sheet.cell(FIRST, at).coordinate for key, at in PLACES.items()}
    assert rules[place["talk_method"]].formula1 == '"当面走访,座谈会,电话,书面,网络"'
    assert rules[place["planned_class"]].formula1.startswith('"A 已解决或基本解决,B ')
    assert rules[place["talk_on"]].type == "date"
    assert all(rule.showErrorMessage and rule.error for rule in rules.values())


def test_long_labels_are_left_out_of_the_list(session, unit, record):
    session.reply_classes = [{"code": code, "label": f"办理结果的说明{code}" * 20} for code in "ABC"]
    session.save()
    rules = exported(session, unit).active.data_validations.dataValidation
    assert '"A,B,C"' in [rule.formula1 for rule in rules]


def test_it_prints_on_a4_across_with_its_header_on_every_page(session, unit, record):
    sheet = exported(session, unit).active
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert sheet.column_dimensions["R"].hidden
    assert PLACES["mark"] == 18
    assert "填表说明" in sheet["A2"].value


def test_no_telephone_leaves_the_office(session, unit, make_record):
    make_record(Stage.HANDLING, phone="1001-示例电话", post="示例单位职务")
    file = filled(exported(session, unit))
    with zipfile.ZipFile(file) as package:
        # XML may write a Chinese character as its number.
        parts = (package.read(name).decode("utf-8", "replace") for name in package.namelist())
        everything = html.unescape("".join(parts))
    assert "示例代表甲" in everything
    assert "示例电话" not in everything


def test_a_sheet_has_the_open_items_of_its_unit_and_session_alone(office, other_unit):
    office.make_record(Stage.HANDLING, title="关于甲的建议")
    office.make_record(Stage.CLOSED, title="关于乙的建议")
    office.make_record(Stage.ASSIGNED, title="关于丙的建议", units=[other_unit])
    office.make_record(Stage.HANDLING, title="关于丁的建议", session=make_session("2023"))
    sheets = unit_sheets.open_items(office.session)
    assert {one.unit.name: [part.record.title for part in one.parts] for one in sheets} == {
        "区示例局": ["关于甲的建议"],
        "区另例局": ["关于丙的建议"],
    }
    assert unit_sheets.file_name(sheets[1]) == "区示例局-承办单位回填表-2024.xlsx"


def test_a_title_that_would_be_a_formula_is_text_and_comes_back_unchanged(session, unit, make_record):
    make_record(Stage.HANDLING, title="=1+1的建议")
    book = exported(session, unit)
    cell = book.active.cell(FIRST, PLACES["title"])
    assert (cell.value, cell.data_type) == ("'=1+1的建议", "s")
    assert planned(filled(book, FILLED)).errors == []


def test_what_is_known_already_is_shown_so_that_nobody_reports_it_again(session, unit, bring_in, record):
    bring_in(filled(exported(session, unit), FILLED))
    sheet = exported(session, unit).active
    shown = sheet.cell(FIRST, PLACES["known"]).value
    assert shown == "进展2024-05-20：已完成现场勘查\n沟通1次，最近2024-05-10当面走访"
    assert sheet.cell(FIRST, PLACES["planned_class"]).value == "B"
    assert sheet.cell(FIRST, PLACES["progress"]).value is None


@pytest.mark.parametrize(("duty", "asked"), [(Duty.LEAD, True), (Duty.JOINT, False)])
def test_who_answers_nobody_is_asked_for_no_class(session, unit, make_record, duty, asked):
    make_record(Stage.HANDLING, duty=duty)
    cell = exported(session, unit).active.cell(FIRST, PLACES["planned_class"])
    assert (cell.value is None, cell.protection.locked) == (asked, not asked)


def test_all_units_takes_no_more_queries_than_one(office, other_unit):
    taken = []
    for units in ([office.unit], [other_unit, office.unit]):
        office.make_record(Stage.HANDLING, units=units, duty=Duty.SEPARATE)
        with CaptureQueriesContext(connection) as queries:
            for items in unit_sheets.open_items(office.session):
                unit_sheets.write_sheet(items, io.BytesIO())
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 6


# Back ------------------------------------------------------------------------------------------
def test_what_was_filled_in_becomes_notes_contacts_and_a_planned_class(session, unit, bring_in, record, clerk):
    done = bring_in(filled(exported(session, unit), FILLED))
    assert done == {"created": 2, "updated": 1, "unchanged": 0, "errors": 0}
    part = record.assignments.get()
    assert [(one.on, one.text) for one in part.notes.all()] == [(date(2024, 5, 20), "已完成现场勘查")]
    talk = part.contacts.get()
    assert (talk.on, talk.method, talk.phase, talk.summary) == (date(2024, 5, 10), "face", "during", "听取意见")
    assert planned_classes([part]) == {part.pk: "B"}
    event = Event.objects.last()
    assert (event.what, event.assignment, event.account) == ("fill_in", part, clerk)
    assert event.summary.startswith("据区示例局《回填0.xlsx》第4行；办理进展：已完成现场勘查")
    assert (event.data["file"], event.data["row"]) == ("回填0.xlsx", 4)
    assert versions.verify().ok


def test_the_item_s_flat_facts_follow(session, unit, bring_in, record):
    bring_in(filled(exported(session, unit), FILLED))
    record = HandlingRecord.objects.get(pk=record.pk)
    assert record.first_face_contact_on == date(2024, 5, 10)
    counted = settling.facts(record)
    assert {name: getattr(record, name) for name in counted} == counted


def test_the_same_file_twice_changes_nothing(session, unit, bring_in, record):
    file = filled(exported(session, unit), FILLED)
    bring_in(file)
    before = Event.objects.count()
    assert bring_in(file) == {"created": 0, "updated": 0, "unchanged": 3, "errors": 0}
    assert planned(file, file).summary()["unchanged"] == 3, "given twice at once, it is read once"
    assert (Event.objects.count(), ProgressNote.objects.count(), Contact.objects.count()) == (before, 1, 1)


def test_an_old_sheet_does_not_take_a_planned_class_back(session, unit, bring_in, record):
    first = filled(exported(session, unit), {"planned_class": "A"})
    untouched = exported(session, unit)
    bring_in(first)
    prefilled = exported(session, unit)
    bring_in(filled(exported(session, unit), {"planned_class": "C"}))
    part = record.assignments.get()
    for old in (first, filled(untouched), filled(prefilled)):
        bring_in(old)
        assert planned_classes([part]) == {part.pk: "C"}


def test_a_note_without_a_day_is_dated_when_it_comes_in(session, unit, bring_in, record):
    bring_in(filled(exported(session, unit), {"progress": "正在办理"}))
    assert ProgressNote.objects.get().on == timezone.localdate()


def test_several_notes_stand_line_by_line(session, unit, bring_in, record):
    bring_in(filled(exported(session, unit), {"progress": "2024-05-01：一\n二\n2024-06-01：三"}))
    assert [(one.on.month, one.text) for one in ProgressNote.objects.all()] == [(5, "一\n二"), (6, "三")]


def test_the_form_of_the_draft_begins_with_the_planned_class(session, unit, bring_in, record, unit_handler, office):
    part = record.assignments.get()

    def form():
        return STEPS["submit"].form(step=STEPS["submit"], subject=part, account=unit_handler)

    assert form().fields["reply_class"].initial is None
    bring_in(filled(exported(session, unit), {"planned_class": "B"}))
    assert form().fields["reply_class"].initial == "B"
    talk = {"phase": "during", "method": "phone", "summary": "听取意见。"}
    take("contact", part, account=unit_handler, on=date(2024, 5, 1), **talk)
    office.submit(part)
    office.send_back(part)
    assert form().fields["reply_class"].initial == "A", "the draft that was handed in says it now"


def test_a_blank_sheet_changes_nothing(session, unit, record):
    plan = planned(filled(exported(session, unit)))
    assert (plan.rows, plan.skipped, plan.unchanged) == ([], [], 0)


# What does not get in --------------------------------------------------------------------------
@pytest.mark.parametrize("key", COMPARED)
def test_a_locked_cell_that_was_changed_is_named_and_nothing_comes_in(session, unit, record, key):
    plan = planned(filled(exported(session, unit), FILLED | {key: "改动"}))
    assert found(plan) == [(FIRST, str(HEADINGS[key]))]
    assert "锁定的栏目被改动" in plan.errors[0].message
    with pytest.raises(ValueError, match="1处错误"):
        unit_sheets.merge(plan)
    assert not ProgressNote.objects.exists()


WRONG = [
    ({"talk_on": "明年", "talk_method": "电话", "talk": "听取意见"}, "talk_on"),
    ({"talk_on": date(2024, 5, 1), "talk_method": "飞鸽", "talk": "听取意见"}, "talk_method"),
    ({"talk_on": date(2024, 5, 1), "talk_method": "电话"}, "talk"),
    ({"talk_method": "电话", "talk": "听取意见"}, "talk_on"),
    ({"talk_on": date(2024, 5, 1), "talk": "听取意见"}, "talk_method"),
    ({"talk_on": date(2024, 3, 1), "talk_method": "电话", "talk": "听取意见"}, "talk_on"),
    ({"talk_on": date(2099, 3, 1), "talk_method": "电话", "talk": "听取意见"}, "talk_on"),
    ({"progress": "2099-01-01：已完成"}, "progress"),
    ({"progress": "2024-03-01：已完成"}, "progress"),
    ({"progress": "2024-13-01：已完成"}, "progress"),
    ({"planned_class": "X"}, "planned_class"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "key"), WRONG)
def test_a_cell_that_can_t_be_taken_is_named(session, unit, record, cells, key):
    plan = planned(filled(exported(session, unit), cells))
    assert found(plan) == [(FIRST, str(HEADINGS[key]))]
    assert plan.errors[0].message.endswith("。")


def test_one_error_keeps_all_files_out(office, other_unit):
    office.make_record(Stage.HANDLING)
    office.make_record(Stage.HANDLING, units=[other_unit])
    good = filled(exported(office.session, office.unit), FILLED)
    bad = filled(exported(office.session, other_unit), FILLED | {"number": 99})
    plan = planned(good, bad, names=["甲.xlsx", "乙.xlsx"])
    assert [(one.file, one.row) for one in plan.errors] == [("乙.xlsx", FIRST)]
    with pytest.raises(ValueError, match="处错误"):
        unit_sheets.merge(plan)
    assert not ProgressNote.objects.exists()


def test_a_row_of_another_unit_or_session_is_recognised(office, other_unit):
    office.make_record(Stage.HANDLING)
    office.make_record(Stage.HANDLING, units=[other_unit])
    office.make_record(Stage.HANDLING, session=make_session("2023"))
    sheets = {(one.session.code, one.unit.name): one for s in (office.session,) for one in unit_sheets.open_items(s)}
    old = unit_sheets.open_items(type(office.session).objects.get(code="2023"))[0]
    for foreign in (sheets["2024", "区另例局"], old):
        theirs = exported(foreign.session, foreign.unit).active
        book = exported(office.session, office.unit)
        for at in range(1, len(SHEET_COLUMNS) + 1):
            book.active.cell(FIRST + 1, at).value = theirs.cell(FIRST, at).value
        plan = planned(filled(book, FILLED, first=FIRST + 1))
        assert found(plan) == [(FIRST + 1, None)]
        assert "不属于本表" in plan.errors[0].message


def test_two_copies_that_say_otherwise_are_refused_with_both(session, unit, record):
    first = filled(exported(session, unit), FILLED)
    second = filled(exported(session, unit), {"progress": "另一份"})
    plan = planned(first, second)
    assert found(plan) == [(FIRST, "办理进展")]
    assert "与《回填0.xlsx》第4行是同一件" in plan.errors[0].message
    assert "那里是“2024-05-20：已完成现场勘查”" in plan.errors[0].message


def test_two_copies_that_agree_are_one(session, unit, record, bring_in):
    whole = filled(exported(session, unit), FILLED)
    part = filled(exported(session, unit), {"progress": FILLED["progress"]})
    assert bring_in(part, whole) == {"created": 2, "updated": 1, "unchanged": 1, "errors": 0}
    assert (ProgressNote.objects.count(), Contact.objects.count()) == (1, 1)


def test_two_copies_filled_in_by_two_people_are_put_together(session, unit, record, bring_in):
    talk = {key: FILLED[key] for key in ("talk_on", "talk_method", "talk")}
    bring_in(filled(exported(session, unit), {"progress": FILLED["progress"]}), filled(exported(session, unit), talk))
    assert (ProgressNote.objects.count(), Contact.objects.count()) == (1, 1)


def test_a_changed_lock_says_what_was_there(session, unit, record):
    plan = planned(filled(exported(session, unit), {"title": "另一个案由"}))
    assert f"原为“{record.title}”，现为“另一个案由”" in plan.errors[0].message


def test_numbers_of_somebody_are_pointed_out_and_stop_nothing(session, unit, record):
    plan = planned(filled(exported(session, unit), {"progress": "已电话13800000000联系。"}))
    assert (plan.errors, len(plan.rows)) == ([], 1)
    assert [(one.row, one.column) for one in plan.notes] == [(FIRST, "办理进展")]
    assert "电话或身份证号码" in plan.notes[0].message


@pytest.mark.parametrize("cell", ["2024-05-20", date(2024, 5, 20)])
def test_a_cell_with_a_day_alone_is_kept(session, unit, record, bring_in, cell):
    bring_in(filled(exported(session, unit), {"progress": cell}))
    note = ProgressNote.objects.get()
    assert (note.on, note.text) == (date(2024, 5, 20), "（只填了日期）2024-05-20")


def test_a_csv_is_refused_for_what_it_is(db):
    findings = unit_sheets.read_sheets([("回填.csv", io.BytesIO("编号,案由\n1,二\n".encode()))])[1]
    assert "CSV 或普通文字" in findings[0].message


def ods(book) -> io.BytesIO:
    """The workbook's first sheet as LibreOffice and WPS save it (.ods)."""
    rows = []
    for row in book.active.iter_rows(min_row=1, max_row=FIRST):
        cells = []
        for cell in row:
            value = cell.value
            if value is None:
                cells.append("<table:table-cell/>")
            elif isinstance(value, date):
                day = f"{value:%Y-%m-%d}"
                cells.append(
                    f'<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>{day}</text:p></table:table-cell>'
                )
            elif isinstance(value, int):
                cells.append(
                    f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
                )
            else:
                lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
                cells.append(f'<table:table-cell office:value-type="string">{lines}</table:table-cell>')
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in names.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="回填表">{"".join(rows)}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        package.writestr("content.xml", content)
    file.seek(0)
    return file


def test_a_sheet_saved_as_ods_comes_in(session, unit, record):
    book = exported(session, unit)
    for key, value in FILLED.items():
        book.active.cell(FIRST, PLACES[key]).value = value
    plan = planned(ods(book), names=["区示例局.ods"])
    assert plan.errors == []
    assert plan.summary()["created"] == 2


def test_every_row_is_as_high_as_its_text(session, unit, office):
    office.make_record(Stage.HANDLING, title="关于加强示例工作的建议" * 15)
    sheet = exported(session, unit).active
    assert sheet.row_dimensions[FIRST].height >= 16 * 13
    assert sheet.row_dimensions[2].height >= 16 * 5


def test_a_row_that_was_added_is_refused_and_a_signature_below_is_not(session, unit, record):
    book = exported(session, unit)
    book.active.cell(FIRST + 1, 1).value = "填报人：示例经办人"
    assert planned(filled(book)).errors == []
    book.active.cell(FIRST + 2, PLACES["number"]).value = 77
    plan = planned(filled(book))
    assert found(plan) == [(FIRST + 2, None)]
    assert "没有识别码" in plan.errors[0].message


def test_a_text_called_a_workbook_is_no_sheet_and_is_told_so(session):
    [finding] = planned(io.BytesIO("几个字".encode())).errors
    assert "内容却是普通文字，不是工作簿" in finding.message


def test_a_forged_or_foreign_mark_is_none(session, unit, record, settings):
    book = exported(session, unit)
    mark = book.active.cell(FIRST, PLACES["mark"])
    mark.value = mark.value[:-4] + "AAAA"
    assert found(planned(filled(book, FILLED))) == [(FIRST, None)]
    file = filled(exported(session, unit), FILLED)
    settings.SECRET_KEY = "another installation's"
    assert "不是本系统导出的承办单位回填表" in planned(file).errors[0].message


def test_rows_in_another_order_are_still_theirs(office):
    one, two = office.make_record(Stage.HANDLING), office.make_record(Stage.HANDLING)
    book = exported(office.session, office.unit)
    sheet = book.active
    for at in range(1, len(SHEET_COLUMNS) + 1):
        a, b = sheet.cell(FIRST, at), sheet.cell(FIRST + 1, at)
        a.value, b.value = b.value, a.value
    plan = planned(filled(book, {"progress": "第二件"}, {"progress": "第一件"}))
    assert {row.record.pk: row.notes[0].text for row in plan.rows} == {two.pk: "第二件", one.pk: "第一件"}


def test_a_missing_column_is_named(session, unit, record):
    book = exported(session, unit)
    book.active.cell(HEADER_ROW, PLACES["talk"]).value = "情况"
    assert found(planned(filled(book, FILLED))) == [(HEADER_ROW, "沟通情况")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", "编号,案由\n1,二\n".encode(), b"\xff\xfe"])
def test_what_is_no_sheet_is_refused_with_a_sentence(db, content):
    plan = planned(io.BytesIO(content))
    assert [(one.file, one.row) for one in plan.errors] == [("回填0.xlsx", None)]
    assert plan.errors[0].message.endswith("。")


def test_more_files_than_anybody_has_are_refused(db, monkeypatch):
    monkeypatch.setattr("tracking.ledger.unit_sheets.incoming.MOST_FILES", 1)
    files = [(f"{n}.csv", io.BytesIO(b"x,y%d" % n)) for n in range(3)]
    assert "请分几次导入" in unit_sheets.read_sheets(files)[1][-1].message


def test_what_moved_on_is_left_out_with_a_sentence_and_the_rest_comes_in(office, clerk):
    gone, here = office.make_record(Stage.HANDLING), office.make_record(Stage.HANDLING)
    file = filled(exported(office.session, office.unit), FILLED, FILLED)
    office.move_on(gone, Stage.CLOSED)
    plan = planned(file)
    assert plan.errors == []
    assert {one.row for one in plan.skipped} == {FIRST}
    assert "现在是“已办结”，还不能“登记进展”" in plan.skipped[0].message
    unit_sheets.merge(plan, clerk)
    assert ProgressNote.objects.get().assignment.record == here


def test_what_is_not_signed_for_waits_and_comes_in_later_with_the_same_file(office, bring_in):
    record = office.make_record(Stage.ASSIGNED)
    file = filled(exported(office.session, office.unit), {"progress": "2024-05-20：已完成"})
    assert "待签收" in planned(file).skipped[0].message
    office.sign_for(record.assignments.get())
    assert bring_in(file)["created"] == 1


def test_a_class_is_not_planned_once_the_draft_is_in(office):
    record = office.make_record(Stage.HANDLING)
    file = filled(exported(office.session, office.unit), {"planned_class": "B"})
    office.move_on(record, Stage.SUBMITTED)
    assert "以送审稿为准" in planned(file).skipped[0].message


def test_a_class_where_none_is_asked_for_is_an_error(office):
    office.make_record(Stage.HANDLING, duty=Duty.JOINT)
    plan = planned(filled(exported(office.session, office.unit), {"planned_class": "B"}))
    assert found(plan) == [(FIRST, "拟答复类别")]


def test_what_changed_since_the_preview_is_not_brought_in_unseen(office, clerk):
    record = office.make_record(Stage.HANDLING)
    plan = planned(filled(exported(office.session, office.unit), FILLED))
    office.move_on(record, Stage.CLOSED)
    with pytest.raises(Stale):
        unit_sheets.merge(plan, clerk)
    assert not Event.objects.filter(what="fill_in").exists()


def test_what_happened_elsewhere_meanwhile_does_not_matter(office, clerk):
    office.make_record(Stage.HANDLING)
    plan = planned(filled(exported(office.session, office.unit), FILLED))
    office.register()
    assert unit_sheets.merge(plan, clerk)["created"] == 2


@pytest.mark.parametrize("who", ["unit_handler", "reviewer", "supervisor", "superuser"])
def test_nobody_but_a_clerk_brings_sheets_in(request, session, unit, record, who):
    plan = planned(filled(exported(session, unit), FILLED))
    with pytest.raises(PermissionDenied):
        unit_sheets.merge(plan, request.getfixturevalue(who))


def test_reading_back_takes_no_more_queries_with_more_rows(office):
    taken = []
    for _more in range(2):
        office.make_record(Stage.HANDLING)
        file = filled(exported(office.session, office.unit), *[FILLED] * HandlingRecord.objects.count())
        with CaptureQueriesContext(connection) as queries:
            assert planned(file).errors == []
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 7


# Whatever is typed -----------------------------------------------------------------------------
# A title with a NUL is in no database: forms and workbooks refuse it, and PostgreSQL does.
WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=30)
DAYS = st.one_of(st.dates(date(2023, 1, 1), date(2100, 1, 1)), WORDS, st.just("5月10日"), st.just(45422))
TYPED = st.fixed_dictionaries(
    {},
    optional={
        "progress": st.one_of(WORDS, st.just("=1+1"), st.just("2024-05-01：@甲\n-乙")),
        "talk_on": DAYS,
        "talk_method": st.one_of(WORDS, st.sampled_from(["电话", "座谈会", "微信"])),
        "talk": WORDS,
        "planned_class": st.one_of(WORDS, st.sampled_from("A B C D".split())),
    },
)
TITLES = st.one_of(WORDS, st.sampled_from(["=1+1", "'=1", "-1", "@甲", "012", "1.0", "无", "—", "2024-05-01", "TRUE"]))


@given(TITLES.filter(str.strip), TYPED)
@settings(
    max_examples=times(20, 60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_sheet_comes_back_as_it_went_out_and_once(session, unit, record, title, typed):
    with transaction.atomic():
        HandlingRecord.objects.filter(pk=record.pk).update(title=title)
        with suppress(IllegalCharacterError):
            _goes_round(filled(exported(session, unit), typed))
        transaction.set_rollback(True)


def _goes_round(file) -> None:
    plan = planned(file)
    locked = {str(HEADINGS[key]) for key in COMPARED}
    assert not {one.column for one in plan.errors} & locked, plan.errors
    assert all(one.message.endswith("。") for one in (*plan.errors, *plan.skipped))
    if not plan.errors:
        unit_sheets.merge(plan)
        assert planned(file).rows == []
        assert Event.objects.filter(what="fill_in").count() == len(plan.rows)


# The commands ----------------------------------------------------------------------------------
@pytest.fixture
def run(capsys):
    """`run("import_sheets", …)`: exit code, JSON of stdout, text of stderr."""

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


def test_sheets_go_out_and_come_back_by_command(run, tmp_path, office, other_unit):
    office.make_record(Stage.HANDLING)
    office.make_record(Stage.HANDLING, units=[other_unit])
    folder = tmp_path / "回填表"
    code, report, _err = run("export_sheets", str(folder), "--session", "2024", "--json")
    assert (code, report["session"]) == (0, "2024")
    assert [(one["unit"], one["items"]) for one in report["sheets"]] == [("区另例局", 1), ("区示例局", 1)]
    files = [one["file"] for one in report["sheets"]]
    for file in files:
        book = load_workbook(file)
        book.active.cell(FIRST, PLACES["progress"]).value = "2024-05-20：已完成"
        book.save(file)
    nothing = {"skipped": [], "notes": [], "errors": []}
    expected = {"created": 2, "updated": 0, "unchanged": 0} | nothing
    assert run("import_sheets", *files, "--dry-run", "--json")[:2] == (0, expected)
    assert not ProgressNote.objects.exists()
    assert run("import_sheets", *files, "--json", "--user", "clerk")[:2] == (0, expected)
    again = {"created": 0, "updated": 0, "unchanged": 2} | nothing
    assert run("import_sheets", *files, "--json")[:2] == (0, again)
    assert "已有 2 处" in run("import_sheets", *files)[1]


def test_errors_by_command_name_file_row_and_column(run, tmp_path, session, unit, record):
    path = tmp_path / "区示例局.xlsx"
    path.write_bytes(filled(exported(session, unit), FILLED | {"title": "改"}).getvalue())
    code, report, _err = run("import_sheets", str(path), "--json")
    assert code == 1
    assert report["created"] == 0
    assert [set(one) for one in report["errors"]] == [{"file", "row", "column", "message"}]
    assert (report["errors"][0]["file"], report["errors"][0]["column"]) == ("区示例局.xlsx", "案由")
    assert "区示例局.xlsx 第4行 “案由” 锁定的栏目被改动：原为“" in run("import_sheets", str(path))[2]
    assert run("import_sheets", str(tmp_path / "没有.xlsx"), "--json")[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("export_sheets", "{}", "--session", "1949"),
        ("export_sheets", "{}", "--unit", "没有的局"),
        ("export_sheets", "{}/file/x"),
        ("import_sheets", "{}/good.xlsx", "--user", "没有的人"),
        ("import_sheets", "{}/good.xlsx", "--user", "unit"),
    ],
)
def test_commands_used_wrongly_end_with_two(run, tmp_path, session, unit, record, arguments):
    (tmp_path / "file").write_text("x")
    (tmp_path / "good.xlsx").write_bytes(filled(exported(session, unit), FILLED).getvalue())
    code, _out, why = run(*[one.format(tmp_path) for one in arguments])
    assert code == 2
    assert why.endswith("。")


def test_one_unit_can_be_exported_by_its_short_name(run, tmp_path, office, other_unit):
    office.make_record(Stage.HANDLING)
    office.make_record(Stage.HANDLING, units=[other_unit])
    run("export_sheets", str(tmp_path), "--unit", "区示例局")
    assert [one.name for one in tmp_path.iterdir()] == ["区示例局-承办单位回填表-2024.xlsx"]


def test_a_package_has_every_unit_s_sheet(office, other_unit):
    office.make_record(Stage.HANDLING, start=timezone.localdate() - timedelta(days=9))
    make_unit("区空闲局")
    file = io.BytesIO()
    assert unit_sheets.write_zip(unit_sheets.open_items(office.session), file) == 1
    with zipfile.ZipFile(file) as package:
        assert package.namelist() == ["区示例局-承办单位回填表-2024.xlsx"]


# Cells that can't be read ----------------------------------------------------------------------
def test_an_error_in_a_sheet_is_named_and_a_picture_is_left_out_with_a_note(session, unit, record):
    plan = planned(filled(exported(session, unit), {"progress": "#N/A"}))
    assert (plan.errors[0].column, plan.errors[0].message) == ("办理进展", "公式出错（#N/A），请改正。")
    plan = planned(filled(exported(session, unit), {"progress": '=DISPIMG("ID_0A",1)', "planned_class": "A"}))
    assert [(one.column, "嵌入的图片" in one.message) for one in plan.skipped] == [("办理进展", True)]
    assert (plan.errors, [one.planned_class for one in plan.rows]) == ([], ["A"])
