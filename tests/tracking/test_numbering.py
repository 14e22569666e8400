"""Document numbers in the loop (发文字号): what is proposed, refused and said; the sealed letter beside them (用印件)."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.tracking.factories import HANDED_OVER_ON, PDF, PNG, kept, make_scan
from tracking import versions
from tracking.loop import STEPS, Refused, take
from tracking.loop.numbering import give, issued, line_of, proposals, running
from tracking.models import Appended, DocSeries, GivenNumber, OfficeSettings, Reply
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
ON = HANDED_OVER_ON + timedelta(days=75)


def series(purpose="answer", kept_by="here", code="示政办函", **changes) -> DocSeries:
    facts = {"code": code, "organ": "示例区人民政府办公室", "purpose": purpose, "year": 2024, "kept_by": kept_by}
    return kept(DocSeries(**facts | changes))


def to_number(make_record, **changes):
    return make_record(Stage.SIGNED, origin="district", **changes).assignments.get()


def numbered(make_record, clerk, doc_number, **data):
    part = to_number(make_record)
    return take("number", part, account=clerk, on=ON, doc_number=doc_number, **data)


@pytest.fixture
def works_here(office):
    """An office that numbers and makes its letters in this system (在本系统办文)."""
    return kept(OfficeSettings(pk=1, way="itself"))


# Series ----------------------------------------------------------------------------------------
def test_the_next_number_is_proposed_where_the_series_is_counted_here_alone(make_record, clerk):
    series(kept_by="outside")
    assert proposals("answer", 2024) == []
    series(code="示政函")
    assert proposals("answer", 2024) == ["示政函〔2024〕1号"]
    numbered(make_record, clerk, "示政函〔2024〕1号")
    assert proposals("answer", 2024) == ["示政函〔2024〕2号"]
    assert proposals("opinion", 2024) == proposals("answer", 2023) == []


def test_letters_and_numbers_given_to_other_papers_are_one_line(make_record, clerk):
    here = series()
    numbered(make_record, clerk, "示政办函〔2024〕1号")
    give(here, 2, "关于转办示例事项的函", on=ON, account=clerk)
    assert [(one.number, one.what) for one in issued("示政办函", 2024)] == [
        (1, "示例区2024年“两会”第1号建议的答复（区示例局）"),
        (2, "关于转办示例事项的函"),
    ]
    assert line_of(here).next == 3


def test_series_of_one_code_and_year_never_give_the_same_number(make_record, clerk):
    forwards = series("forward")
    series("answer")
    give(forwards, 1, "转办函", on=ON, account=clerk)
    assert proposals("answer", 2024) == ["示政办函〔2024〕2号"]
    with pytest.raises(
        ValidationError, match="示政办函〔2024〕1号已用于转办函，请核对。下一个号是示政办函〔2024〕2号。"
    ):
        numbered(make_record, clerk, "示政办函〔2024〕1号")


def test_a_used_number_is_refused_with_the_letter_that_has_it(make_record, clerk):
    numbered(make_record, clerk, "示政办函〔2024〕7号")
    part = to_number(make_record, number=31)
    with pytest.raises(ValidationError, match="示政办函〔2024〕7号已用于示例区2024年“两会”第1号建议的答复（区示例局）"):
        take("number", part, account=clerk, on=ON, doc_number="示政办函〔2024〕7号")
    assert Reply.objects.get(assignment=part).doc_number == ""


def test_a_number_that_leaves_a_gap_is_given_and_the_gap_is_said(make_record, clerk):
    here = series()
    event = numbered(make_record, clerk, "示政办函〔2024〕4号")
    assert "空出了1至3号" in event.data["hint"]
    event = numbered(make_record, clerk, "示政办函〔2024〕2号")
    assert "hint" not in event.data
    assert line_of(here).gaps == [range(1, 2), range(3, 4)]


def test_a_number_that_the_city_voided_may_be_used_again(make_record, clerk, office):
    from tests.tracking.factories import make_session

    here = series()
    record = make_record(Stage.SIGNED, session=make_session("2023", city_review="after"))
    part = record.assignments.get()
    for step, data in (
        ("number", {"doc_number": "示政办函〔2024〕1号"}),
        ("report", {}),
        ("city_returns", {"comment": "请改。"}),
    ):
        take(step, part, account=clerk, on=ON, **data)
        part.refresh_from_db()
    assert line_of(here).next == 1


def test_papers_numbered_together_get_running_numbers(clerk):
    here = series("hand_over", code="示政办发")
    give(here, 3, "交办通知", on=ON, account=clerk)
    with transaction.atomic():
        assert running(here, 3) == ["示政办发〔2024〕4号", "示政办发〔2024〕5号", "示政办发〔2024〕6号"]


def test_numbers_from_before_the_series_was_counted_here_are_no_gaps():
    assert line_of(series(first=46)).next == 46


def test_a_number_given_to_a_paper_is_evidence_and_never_changes(clerk):
    row = give(series(), 5, "作废：重复编号", on=ON, account=clerk)
    assert (row.doc_number, row.by) == ("示政办函〔2024〕5号", "示例经办")
    assert versions.verify().ok
    with pytest.raises(Appended):
        GivenNumber.objects.filter(pk=row.pk).update(what="通报")
    row.what = "通报"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_number_is_given_to_one_paper_only(clerk):
    here = series()
    give(here, 5, "通报第1期", on=ON, account=clerk)
    with pytest.raises(ValidationError, match="示政办函〔2024〕5号已用于通报第1期"):
        give(here, 5, "通报第2期", on=ON, account=clerk)
    assert GivenNumber.objects.count() == 1


def test_a_series_keeps_its_code_and_year_once_a_number_was_given(clerk):
    here = series()
    give(here, 1, "通报", on=ON, account=clerk)
    here.year = 2025
    with pytest.raises(ValidationError, match="机关代字和年份不能再改"):
        kept(here)
    here.year, here.organ = 2024, "示例区政府办"
    kept(here)


@pytest.mark.parametrize("code", ["巴政办函〔2024〕", "BZBH", "函", "巴政办函 "])
def test_a_code_is_written_in_han_characters_alone(code):
    with pytest.raises(ValidationError, match="机关代字只写汉字"):
        series(code=code)


# Two ways of working ---------------------------------------------------------------------------
def test_an_office_that_works_in_this_system_takes_its_numbers_from_its_own_series(works_here, make_record, clerk):
    part = to_number(make_record)
    with pytest.raises(ValidationError, match="还没有2024年答复函的编号序列"):
        take("number", part, account=clerk, on=ON, doc_number="示政办函〔2024〕1号")
    series()
    with pytest.raises(ValidationError, match="须取自本系统的序列，下一个号是示政办函〔2024〕1号"):
        take("number", part, account=clerk, on=ON, doc_number="示政函〔2024〕1号")
    take("number", part, account=clerk, on=ON, doc_number="示政办函〔2024〕1号")


def test_an_opinion_is_numbered_where_the_office_works_in_this_system(works_here, make_record, clerk):
    part = make_record(Stage.SIGNED, duty="joint").assignments.get()
    series("opinion", code="示政办会")
    with pytest.raises(ValidationError, match="会办意见也须编号"):
        take("send_opinion", part, account=clerk, on=ON)
    take("send_opinion", part, account=clerk, on=ON, doc_number="示政办会〔2024〕1号")
    assert proposals("opinion", 2024) == ["示政办会〔2024〕2号"]


def test_an_opinion_needs_no_number_where_the_oa_gives_it(make_record, clerk):
    part = make_record(Stage.SIGNED, duty="joint").assignments.get()
    take("send_opinion", part, account=clerk, on=ON)
    assert Reply.objects.get(assignment=part).issued_on == ON


# The sealed letter -----------------------------------------------------------------------------
def test_the_sealed_letter_is_kept_byte_for_byte_with_the_number(make_record, clerk):
    event = numbered(make_record, clerk, "示政办函〔2024〕1号", sealed=make_scan("答复函（盖章）.pdf"))
    reply = Reply.objects.get(assignment=event.assignment)
    assert reply.sealed.read() == PDF
    assert event.data["sealed"] == reply.sealed.sha256 == sha256(PDF).hexdigest()
    assert event.data["text"] == sha256(reply.body.encode()).hexdigest()


def test_a_text_document_is_no_sealed_letter(make_record, clerk):
    part = to_number(make_record)
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    with pytest.raises(ValidationError, match="用印件只收加盖印章的 PDF、OFD 或扫描件"):
        take("number", part, account=clerk, on=ON, doc_number="示政办函〔2024〕1号", sealed=make_scan("答复.doc", ole))


def test_one_sealed_letter_belongs_to_one_item(make_record, clerk):
    numbered(make_record, clerk, "示政办函〔2024〕1号", sealed=make_scan("甲.pdf"))
    with pytest.raises(ValidationError, match="内容相同的文件已登记为第1号建议的用印件"):
        numbered(make_record, clerk, "示政办函〔2024〕2号", sealed=make_scan("乙.pdf"))


def test_the_sealed_letter_may_come_later_and_be_changed_with_a_reason(make_record, clerk):
    part = numbered(make_record, clerk, "示政办函〔2024〕1号").assignment
    event = take("attach_sealed", part, account=clerk, on=ON, sealed=make_scan("盖章.pdf"))
    assert event.summary == "盖章.pdf"
    part.refresh_from_db()
    with pytest.raises(ValidationError, match="更换须写明理由"):
        take("attach_sealed", part, account=clerk, on=ON, sealed=make_scan("盖章.png", PNG))
    event = take("attach_sealed", part, account=clerk, on=ON, sealed=make_scan("盖章.png", PNG), reason="原件扫反了。")
    assert event.data["replaced"] == sha256(PDF).hexdigest()
    assert Reply.objects.get(assignment=part).sealed.name == "盖章.png"
    assert versions.verify().ok


def test_nothing_is_sealed_before_its_number(make_record, clerk):
    part = make_record(Stage.REPORTED).assignments.get()
    with pytest.raises(Refused, match="还没有正式行文，不能登记用印件"):
        take("attach_sealed", part, account=clerk, sealed=make_scan())


def test_no_sealed_letter_is_put_to_a_text_that_is_not_what_was_numbered(make_record, clerk):
    part = numbered(make_record, clerk, "示政办函〔2024〕1号").assignment
    reply = part.reply
    reply.body += "另有补充。"
    kept(reply)
    with pytest.raises(Refused, match="正文与正式行文时不同"):
        take("attach_sealed", part, account=clerk, on=ON, sealed=make_scan())


# The form --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("way", "said"), [("records", "登记OA（或纸上）办理的结果"), ("itself", "在本系统办文")])
def test_the_words_of_the_form_follow_the_way_of_working(make_record, clerk, way, said):
    kept(OfficeSettings(pk=1, way=way))
    series(year=date.today().year)
    form = STEPS["number"].form(step=STEPS["number"], subject=to_number(make_record), account=clerk)
    assert said in form.intro
    assert form["doc_number"].value() == f"示政办函〔{date.today().year}〕1号"
    assert "下一个号" in form["doc_number"].help_text
