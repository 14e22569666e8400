"""The page of a session's papers, and a paper of every unit in one file: who gets what, how far it is, what it costs."""

import io
import zipfile

import docx
import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tracking.admin.pages import logged_in, soup, text
from tests.tracking.factories import make_unit, on_disk
from tracking.admin import paper_batches
from tracking.models import HandlingRecord, UnitKind
from tracking.papers import paper_of_code, templates
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
BATCH = "/admin/papers/batch/"


@pytest.fixture
def several(office, other_unit):
    """A session with an item of 区示例局 and one of 区另例局, and the office that issues papers."""
    make_unit("示例区人民政府办公室", kind=UnitKind.OFFICE, office_line="0894-2000123")
    office.make_record(Stage.ASSIGNED)
    office.make_record(Stage.ASSIGNED, units=[other_unit], title="关于另例工作的建议")
    return office.session


def begun(client, paper: str, way: str, session: str = "2024"):
    """The page of a batch that was just begun."""
    answer = client.post(BATCH, {"paper": paper, "way": way, "session": session})
    assert answer.status_code == 302
    return answer.url


def content(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response)


def test_all_units_notices_come_as_one_pdf_with_its_tags_and_a_bookmark_each(several, clerk):
    client = logged_in(clerk)
    page = begun(client, "unit_hand_over_notice", "pdf")
    shown = client.get(page)
    assert "已制作 2 / 2 份" in text(shown)
    assert shown.headers["Refresh"] == f"0; url={page}file/"
    with pikepdf.open(io.BytesIO(content(client.get(f"{page}file/")))) as whole:
        with whole.open_outline() as outline:
            assert [one.title.split(" ")[0] for one in outline.root] == ["区另例局", "区示例局"]
        assert whole.Root.MarkInfo.Marked
        pages = {page.objgen for page in whole.pages}
        assert len({int(page.StructParents) for page in whole.pages}) == len(whole.pages)
        parts = pikepdf.NumberTree(whole.Root.StructTreeRoot.ParentTree)
        for page in whole.pages:
            assert parts[int(page.StructParents)][0].Pg.objgen in pages


def test_a_package_has_a_word_file_for_each_unit(several, clerk):
    client = logged_in(clerk)
    page = begun(client, "task_list", "docx-zip")
    client.get(page)
    with zipfile.ZipFile(io.BytesIO(content(client.get(f"{page}file/")))) as package:
        assert sorted(package.namelist()) == ["任务分解表 区另例局.docx", "任务分解表 区示例局.docx"]


def test_a_batch_tells_how_far_it_is_and_goes_on_where_it_was(several, clerk, monkeypatch):
    monkeypatch.setattr(paper_batches, "SECONDS", 0.0)
    client = logged_in(clerk)
    page = begun(client, "receipt_slip", "pdf")
    assert client.get(f"{page}file/").status_code == 404
    half = client.get(page)
    assert "已制作 1 / 2 份" in text(half)
    assert half.headers["Refresh"] == "0"
    assert soup(half).select_one(f'a[href="{page}"]'), "it goes on without the browser's help, too"
    assert "已制作 2 / 2 份" in text(client.get(page))
    assert content(client.get(f"{page}file/")).startswith(b"%PDF")


def test_a_batch_is_its_accounts_own_and_ends_with_what_the_account_sees(several, clerk, supervisor, unit_handler):
    client = logged_in(clerk)
    page = begun(client, "task_list", "pdf")
    for other in (supervisor, unit_handler):
        assert logged_in(other).get(page).status_code == 404
        assert logged_in(other).get(f"{page}file/").status_code == 404
    client.get(page)
    clerk.person.memberships.all().delete()
    assert client.get(f"{page}file/").status_code in {302, 403, 404}


def test_a_unit_gets_its_own_papers_alone(several, unit_handler):
    client = logged_in(unit_handler)
    page = text(client.get("/admin/papers/session/2024/"))
    assert "区示例局" in page
    assert "区另例局" not in page
    assert "催办单" not in page
    where = begun(client, "task_list", "pdf-zip")
    client.get(where)
    with zipfile.ZipFile(io.BytesIO(content(client.get(f"{where}file/")))) as package:
        assert package.namelist() == ["任务分解表 区示例局.pdf"]
    assert client.post(BATCH, {"paper": "reminder_sheet", "way": "pdf", "session": "2024"}).url.endswith(
        "/session/2024/"
    )


def test_a_paper_that_cannot_be_made_is_named_and_left_out(several, clerk):
    record = HandlingRecord.objects.get(title="关于另例工作的建议")
    HandlingRecord.objects.filter(pk=record.pk).update(title="关于\U00010450的建议")
    client = logged_in(clerk)
    page = begun(client, "task_list", "pdf")
    shown = client.get(page)
    assert "Refresh" not in shown.headers
    assert "区另例局：任务分解表：没有字体能显示字符" in text(shown)
    assert content(client.get(f"{page}file/")).startswith(b"%PDF")


def test_what_nobody_can_make_a_batch_of_is_said_in_a_sentence(several, clerk):
    client = logged_in(clerk)
    for given in ({"paper": "none"}, {"paper": "reply_letter", "way": "pdf"}, {"paper": "task_list", "way": "exe"}):
        assert "请从文书页重新选择" in text(client.post(BATCH, given, follow=True))


def test_the_reminders_of_every_session_are_one_file(several, supervisor):
    client = logged_in(supervisor)
    form = soup(client.get("/admin/supervision/reminders/")).select_one(f'form[action="{BATCH}"]')
    assert form.select_one("input[name=paper]")["value"] == "reminder_sheet"
    page = begun(client, "reminder_sheet", "pdf", "all")
    assert "已制作 2 / 2 份" in text(client.get(page))


def test_the_page_of_a_session_and_a_batch_cost_no_more_for_more_units(several, office, clerk):
    client = logged_in(clerk)

    def asked(act) -> int:
        act()
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    def whole_batch() -> None:
        page = begun(client, "task_list", "docx-zip")
        client.get(page)

    def show() -> None:
        assert client.get("/admin/papers/session/2024/").status_code == 200

    before = asked(show), asked(whole_batch)
    for place in range(3):
        office.make_record(Stage.ASSIGNED, units=[make_unit(f"区第{place}例局")])
    after = asked(show), asked(whole_batch)
    assert after == before
    assert after[0] <= 34, "nine of them for the frame of the admin, one or two for each paper of a session"


def test_a_session_that_shows_nothing_begins_no_batch(several, clerk):
    answer = logged_in(clerk).post(BATCH, {"paper": "task_list", "way": "pdf", "session": "\x00"}, follow=True)
    assert "现在没有可以制作的任务分解表" in text(answer)


def test_a_batch_whose_template_is_lost_says_so_for_each_unit(several, clerk):
    word = io.BytesIO()
    docx.Document().save(word)
    row = templates.put_in(paper_of_code("task_list"), "表.docx", word.getvalue(), account=clerk)
    on_disk(row.file).unlink()
    client = logged_in(clerk)
    shown = text(client.get(begun(client, "task_list", "docx-zip")))
    assert shown.count("恢复系统模板") == 2
    assert "区另例局" in shown
