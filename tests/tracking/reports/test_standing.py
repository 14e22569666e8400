"""办理概况: one sentence and a table, this session's figures beside those of the year before."""

from datetime import date

import pytest

from tests.tracking.admin.pages import logged_in, soup, text
from tests.tracking.factories import make_person, make_session
from tracking import reports
from tracking.models import Role, Session
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
DAY = date(2024, 8, 1)


def test_the_sentence_says_how_many_are_answered_to_the_day(make_record, session):
    make_record(Stage.CLOSED)
    make_record(Stage.HANDLING)
    said = reports.standing(session, DAY).sentence
    assert said.startswith(f"截至2024年8月1日，{session.name}共承办2件，已答复1件，办复率50%（1/2），")
    assert said.endswith("；超期未答复1件。")


def test_a_session_without_items_says_so(session):
    found = reports.standing(session, DAY)
    assert (found.sentence, found.rows) == (f"{session.name}还没有交办的承办件。", [])


def test_last_years_figures_stand_beside_this_years(make_record, session, supervisor):
    make_record(Stage.CLOSED)
    make_session(code="2025", year=2025, name="示例区2025年“两会”")
    rows = {
        row.select_one("th").text: [cell.text for cell in row.select("td")][:2]
        for row in soup(logged_in(supervisor).get("/admin/reports/ledger/", {"session": "2025"})).select(
            ".counts tbody tr"
        )
    }
    assert rows["承办件"] == ["0件", "1件"]
    assert rows["办复率"] == ["—（0/0）", "100%（1/1）"]
    assert "超期未答复" not in rows


def test_the_page_opens_without_any_session(db):
    supervisor = make_person("示例督查", Role.SUPERVISOR, login="supervisor").user
    assert "现在办得怎么样" not in text(logged_in(supervisor).get("/admin/reports/ledger/"))


def test_of_a_year_with_two_sessions_the_one_of_the_same_assembly_is_compared(db):
    for code in ("2025rd", "2025zx", "2026rd", "2026zx"):
        make_session(code=code, year=int(code[:4]), name=code)
    found = {one.code: Session.objects.before(one) for one in Session.objects.all()}
    assert {code: one and one.code for code, one in found.items()} == {
        "2026rd": "2025rd", "2026zx": "2025zx", "2025rd": None, "2025zx": None,
    }  # fmt: skip
