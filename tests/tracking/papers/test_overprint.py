"""套打: words come out at the millimetres that the office entered, and a place that can't be is refused with a sentence."""

import pypdfium2
import pytest
from django.core.exceptions import ValidationError

from tests.tracking.admin.pages import logged_in, text
from tests.tracking.factories import kept
from tests.tracking.papers import scenes
from tracking import papers
from tracking.models import OverprintField, OverprintSheet
from tracking.models.overprints import default_places

pytestmark = pytest.mark.django_db
PAPER = "handling_overprint"
MM = 72 / 25.4


def place_of(pdf: bytes, words: str) -> tuple[float, float]:
    """Where words begin on the page, in millimetres from its top left corner."""
    page = pypdfium2.PdfDocument(pdf)[0]
    found = page.get_textpage()
    index = found.search(words).get_next()[0]
    left, _bottom, _right, top = found.get_charbox(index, loose=True)
    return left / MM, (page.get_height() - top) / MM


@pytest.fixture
def record(office):
    """An item with proposal and instruction."""
    return scenes.subject_of(papers.paper_of_code(PAPER), office)


def printed(record, code: str = PAPER) -> bytes:
    return papers.make(papers.paper_of_code(code), record, "pdf")


def test_words_stand_where_the_office_says_and_move_with_its_printer(record):
    places = [{"field": "title", "x": 60.0, "y": 90.0, "width": 120.0, "height": 20.0, "size": 14.0}]
    sheet = kept(OverprintSheet(width=184, height=260, right="2.5", down="-3.0", places=places))
    assert place_of(printed(record), "关于加强") == pytest.approx((62.5, 87.0), abs=1)
    sheet.right = sheet.down = 0
    kept(sheet)
    pdf = printed(record)
    assert place_of(pdf, "关于加强") == pytest.approx((60, 90), abs=1)
    page = pypdfium2.PdfDocument(pdf)[0]
    assert (page.get_width() / MM, page.get_height() / MM) == pytest.approx((184, 260), abs=0.1)


def test_the_office_s_own_words_are_printed_as_they_stand(record):
    record.title = "{{ 示例 }} {% if %}"
    assert place_of(printed(record), "{{ 示例")


def test_words_that_are_too_many_for_their_box_get_smaller_and_are_not_cut(record):
    record.handling_proposal = "请区示例局牵头研究办理。" * 40 + "末尾"
    assert place_of(printed(record), "末尾")[1] < 148.5


def test_the_measuring_sheet_names_every_box(record):
    page = pypdfium2.PdfDocument(printed(record, "handling_overprint_ruler"))[0].get_textpage().get_text_range()
    for one in default_places():
        assert str(OverprintField(one["field"]).label) in page


def test_there_is_no_word_file_of_what_is_printed_onto_a_sheet(record):
    with pytest.raises(papers.Unprintable, match="套打件，只有 PDF"):
        papers.make(papers.paper_of_code(PAPER), record, "docx")


FORM = {"paper": PAPER, "width": "210", "height": "297", "right": "0", "down": "0"}
REFUSED = {
    "标题 1 2 3 4 12": "没有栏目“标题”。可用的栏目：来文机关",
    "文件标题 1 2 3": "应写成：栏目、左、上、宽、高",
    "文件标题 1 2 30 4 x": "应写成：栏目、左、上、宽、高",
    "文件标题 100 2 130 10 12": "“文件标题”超出了纸边",
    "文件标题 1 2 30 4 60": "“文件标题”的字号应在 6 到 36 磅之间",
    "文件标题 1 2 0 4 12": "宽、高不能小于 1 毫米",
    "备注 1 2 30 4 12\n备注 1 9 30 4 12": "“备注”写了两行",
    "": "请填写",
}


@pytest.mark.parametrize("places", REFUSED)
def test_a_place_that_can_not_be_is_refused_with_a_sentence(places, office):
    page = logged_in(office.clerk).post("/admin/overprints/create/", FORM | {"places": places})
    assert REFUSED[places] in text(page)
    assert not OverprintSheet.objects.exists()


def test_a_clerk_enters_the_places_line_by_line(office):
    seat = logged_in(office.clerk)
    assert "文件标题 48 78 142 16 14" in text(seat.get("/admin/overprints/create/"))
    lines = "文件标题 48.5 78 140 16 14\n来文号　132，52，58，12，12"
    assert seat.post("/admin/overprints/create/", FORM | {"places": lines}).status_code == 302
    places = OverprintSheet.objects.get().places
    assert [(one["field"], one["x"]) for one in places] == [("title", 48.5), ("incoming_number", 132.0)]


@pytest.mark.parametrize(
    "places",
    [None, [], {}, [1], [{"field": "title"}], [{"field": "x", "x": 1, "y": 1, "width": 1, "height": 1, "size": 9}]],
)
def test_places_of_another_shape_are_refused(places, db):
    with pytest.raises(ValidationError):
        OverprintSheet(places=places).full_clean()
