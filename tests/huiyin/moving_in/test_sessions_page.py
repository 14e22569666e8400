"""届次: a year's sessions in one go, after a pattern or as last year's; the form of one session has sections."""

import pytest

from tests.tracking.admin.pages import soup, text
from tests.tracking.factories import kept
from tracking.admin.lists.sessions import SECTIONS, SessionForm
from tracking.models import Session
from tracking.models.session_patterns import OF_ONE_YEAR, PATTERNS, REPLY_CLASSES, following, ways_of
from tracking.models.sessions import check_reply_classes

PAGE = "/admin/start/sessions/"
SAID = {
    "place": "示例县",
    "year": "2026",
    "meetings": "two",
    "pattern": "meeting",
    "classes": "stems",
    "upper_name": "",
}


def test_both_meetings_of_a_year_are_entered_in_one_go(desk):
    answer = desk.post(PAGE, SAID | {"handed_over_on": "2026-03-20"}, follow=True)
    assert "已登记：示例县2026年人大会议、示例县2026年政协会议" in text(answer)
    one, other = Session.objects.order_by("code")
    assert (one.code, other.code) == ("2026rd", "2026zx")
    assert {one.meeting_days, other.meeting_days} == {20}
    assert [each["code"] for each in one.reply_classes] == ["甲", "乙", "丙"]
    assert one.handed_over_on.isoformat() == "2026-03-20"


def test_one_session_of_both_meetings_by_the_usual_rules(desk):
    desk.post(PAGE, SAID | {"meetings": "one", "pattern": "usual", "classes": "usual"})
    session = Session.objects.get()
    assert (session.name, session.code) == ("示例县2026年“两会”", "2026")
    assert ways_of(session) == ways_of(Session(upper_name=""))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"place": ""}, "地名"),
        ({"year": "今年"}, "年份"),
        ({"pattern": "x"}, "时限"),
        ({"handed_over_on": "三月"}, "交办会日期"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_entered(desk, changes, said):
    answer = desk.post(PAGE, SAID | changes)
    assert answer.status_code == 422
    assert said in soup(answer).select_one(".refused").text
    assert not Session.objects.exists()


def test_a_year_that_is_there_already_is_entered_wholly_or_not_at_all(desk):
    kept(Session(code="2026zx", name="示例", year=2026))
    answer = desk.post(PAGE, SAID)
    assert "已有这个届次代码" in text(answer)
    assert Session.objects.count() == 1


def test_as_last_year_copies_how_the_office_works_and_leaves_the_days_empty(desk):
    desk.post(PAGE, SAID | {"handed_over_on": "2026-03-20"})
    Session.objects.filter(code="2026rd").update(answer_months=2, off_ledger_count=4)
    page = soup(desk.get(PAGE))
    assert "登记 2027 年的 2 届" in page.get_text()
    desk.post(PAGE, {"same": "1"})
    new = Session.objects.get(code="2027rd")
    assert (new.name, new.answer_months, new.off_ledger_count, new.handed_over_on) == (
        "示例县2027年人大会议",
        2,
        0,
        None,
    )
    assert Session.objects.filter(code="2027zx").exists()
    assert desk.post(PAGE, {"same": "1"}).status_code == 302
    assert Session.objects.filter(year=2028).count() == 2


def test_as_last_year_without_a_last_year_enters_nothing(desk):
    assert desk.post(PAGE, {"same": "1"}).status_code == 302
    assert not Session.objects.exists()


def test_a_session_is_copied_whole_but_for_its_own_year(desk):
    fields = {one.name for one in Session._meta.concrete_fields}
    assert set(following(Session(code="a", name="b", year=2025))) == fields - OF_ONE_YEAR | {"code", "name", "year"}
    assert fields >= OF_ONE_YEAR


def test_every_pattern_and_every_way_to_class_answers_is_a_valid_session(db):
    for number, pattern in enumerate(PATTERNS.values()):
        for key, (_label, classes) in REPLY_CLASSES.items():
            check_reply_classes(classes)
            Session(
                code=f"{number}-{key}", name="示例", year=2026, reply_classes=classes, **pattern.values
            ).full_clean()


def test_the_form_of_a_session_asks_every_field_under_one_heading():
    asked = [name for _heading, _why, names in SECTIONS for name in names]
    assert len(asked) == len(set(asked)) == len(SessionForm.Meta.fields)
    fields = {one.name for one in Session._meta.concrete_fields}
    assert set(asked) == fields - {"id", "version", "is_example"}


def test_a_new_session_may_begin_as_the_last_one(desk):
    last = kept(Session(code="2026", name="示例县2026年会议", year=2026, answer_months=2))
    page = soup(desk.get("/admin/sessions/create/", {"like": last.pk}))
    assert page.select_one("input[name=code]")["value"] == "2027"
    assert page.select_one("input[name=answer_months]")["value"] == "2"
    assert (
        soup(desk.get("/admin/sessions/create/", {"pattern": "meeting"})).select_one("input[name=meeting_days]")[
            "value"
        ]
        == "20"
    )
    assert desk.get("/admin/sessions/create/", {"like": "x", "pattern": "x"}).status_code == 200
    assert "与上一届相同" in text(desk.get("/admin/sessions/create/"))
