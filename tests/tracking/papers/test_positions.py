"""Where everything stands on letters and documents, against GB/T 9704-2012: as PDF, and as Word opened by LibreOffice."""

import io
import shutil

import pikepdf
import pytest

from tests.tracking.papers.measuring import median_advance, pages_of
from tests.tracking.papers.specimens import NAMES, pdf_of, word_of, words_as_pdf

PITCH, ADVANCE = 225 / 22, 156 / 28
FORMS = [
    "pdf",
    pytest.param("docx", marks=pytest.mark.skipif(shutil.which("soffice") is None, reason="libreoffice-writer-nogui")),
]


def pages(name: str, form: str):
    """A specimen's pages in a form: as our PDF, or as LibreOffice shows the Word file."""
    return pages_of(pdf_of(name) if form == "pdf" else words_as_pdf()[name])


def near(value: float):
    """Within a millimetre."""
    return pytest.approx(value, abs=1.0)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["short", "long", "signers", "table", "rare", "long_organ"])
def test_the_head_of_a_letter_stands_where_the_standard_says(name, form):
    page = pages(name, form)[0]
    marks, mark, number = page.rows[:3]
    assert mark.top == near(30)
    lines = [one for one in page.rules if one.right - one.left > 165]
    first, second, third, fourth = lines
    assert first.top == near(mark.bottom + 4)
    assert {round(one.right - one.left) for one in lines} == {170}
    assert all((one.left + one.right) / 2 == near(105) for one in lines)
    assert (first.bottom - first.top) > (second.bottom - second.top), "上粗下细"
    assert (third.bottom - third.top) < (fourth.bottom - fourth.top), "上细下粗"
    assert 297 - fourth.bottom == near(20)
    assert (mark.left + mark.right) / 2 == pytest.approx(105, abs=2), "a bracket at its end has ink on one half only"
    assert number.text.endswith("12号")
    assert number.top == near(second.bottom + 16 / 72 * 25.4 * 7 / 8)
    assert number.right == near(184)
    assert 179 < marks.right < 184.5
    assert marks.bottom < mark.top


@pytest.mark.parametrize("form", FORMS)
def test_a_full_page_has_22_lines_of_28_characters(form):
    first, *later = pages("long", form)
    assert len(later) == 2
    full = later[0]
    rows = [row for row in full.rows if row.baseline < 262]
    assert len(rows) == 22
    steps = [after.baseline - row.baseline for row, after in zip(rows, rows[1:], strict=False)]
    assert all(step == pytest.approx(PITCH, abs=0.05) for step in steps)
    assert rows[0].top == near(37)
    assert rows[-1].bottom < 262
    assert median_advance(full) == pytest.approx(ADVANCE, abs=0.05)
    assert max(len(row.characters) for row in rows) == 28
    assert all(row.right == near(184) for row in rows if len(row.characters) == 28 and row.text[-1] not in "，。、；")
    assert min(row.left for row in rows) == near(28)
    assert "—" not in first.rows[-1].text, "no number on page one"


@pytest.mark.parametrize("form", FORMS)
def test_later_pages_are_numbered_at_their_outer_edge(form):
    _first, second, third = pages("long", form)
    even, odd = second.rows[-1], third.rows[-1]
    assert (even.text, odd.text) == ("—2—", "—3—")
    assert even.left == near(28 + 14 / 72 * 25.4)
    assert odd.right == near(184 - 14 / 72 * 25.4)
    assert even.baseline - 0.88 * 14 / 72 * 25.4 == near(262 + 7)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "table"])
@pytest.mark.skipif(shutil.which("soffice") is None, reason="libreoffice-writer-nogui")
def test_word_and_pdf_agree_within_a_millimetre(name):
    ours, words = pages(name, "pdf"), pages(name, "docx")
    assert len(ours) == len(words)
    for our, word in zip(ours[:3], words[:3], strict=True):
        if our.width < our.height:
            assert [row.baseline for row in word.rows] == [near(row.baseline) for row in our.rows]
            assert [rule.top for rule in word.rules] == [near(rule.top) for rule in our.rules]


@pytest.mark.parametrize("form", FORMS)
def test_signature_and_date_stand_at_the_right_with_the_note_below(form):
    page = pages("short", form)[0]
    date, note = page.row("2024年8月5日"), page.row("承办人")
    organ = [row for row in page.rows if row.text == "示例区人民政府办公室"][-1]
    assert date.right == near(184 - 4 * ADVANCE)
    assert (organ.left + organ.right) / 2 == pytest.approx((date.left + date.right) / 2, abs=4)
    assert date.baseline - organ.baseline == pytest.approx(PITCH, abs=0.1)
    assert note.text == "（承办人：示例经办，联系电话：0894-2000123）"
    assert page.rows[-1].text.startswith("抄送：")
    assert 254 < page.rows[-1].bottom < 262.5


@pytest.mark.parametrize("form", FORMS)
def test_signature_note_and_copies_take_the_last_words_along_to_the_next_page(form):
    first, second = pages("brim", form)
    assert first.rows[-1].text.endswith("推进。")
    assert [row.text[:4] for row in second.rows] == ["感谢您的", "示例区人", "2024", "（承办人", "抄送：区", "—2—"]
    assert second.row("抄送：").bottom == near(261.3)


@pytest.mark.parametrize("form", FORMS)
def test_three_organs_that_sign_stand_in_a_row(form):
    page = pages("signers", form)[0]
    row = page.row("区民政局")
    assert row.text == "区教育局区住房和城乡建设局区民政局"
    assert page.row("2024年8月5日").baseline - row.baseline == pytest.approx(PITCH, abs=0.6)


@pytest.mark.parametrize("form", FORMS)
def test_a_draft_says_so_and_has_neither_number_nor_date(form):
    words = "".join(row.text for page in pages("draft", form) for row in page.rows)
    assert "（稿）" in words
    assert "〔2024〕" not in words
    assert "8月5日" not in words


@pytest.mark.parametrize("form", FORMS)
def test_a_long_name_of_an_organ_fits_between_the_lines(form):
    mark = pages("long_organ", form)[0].rows[1]
    assert mark.text == "示例自治州示例县住房和城乡建设局（人民防空办公室）"
    assert mark.left > 20
    assert mark.right < 190


@pytest.mark.parametrize("form", FORMS)
def test_rare_characters_and_tibetan_are_shown(form):
    words = pages("rare", form)[0].row("代表、").text
    assert "𠮷" in words
    assert "༔" not in words
    assert any("ༀ" <= one <= "࿿" for one in words)


@pytest.mark.parametrize("form", FORMS)
def test_the_head_and_imprint_of_a_document_stand_where_the_standard_says(form):
    first, second, annex, *_rest, last = pages("notice", form)
    mark, number = first.rows[:2]
    assert mark.text == "示例区人民政府办公室文件"
    assert mark.top == near(37 + 35)
    assert number.top - mark.bottom == near(2 * PITCH + PITCH - 16 / 72 * 25.4)
    assert first.rules[0].top == near(number.bottom + 4)
    assert first.rules[0].right - first.rules[0].left == near(156)
    assert (number.left + number.right) / 2 == near(106)
    assert first.rows[-1].text == "—1—"
    assert second.rules == []
    assert last.rules[-1].bottom == near(262)
    assert "抄送" in last.rows[-3].text
    assert last.rows[-2].text.endswith("印发")
    assert (annex.width, annex.height) == (near(297), near(210)), "a wide annex lies"
    assert annex.rows[0].text == "附件1"


@pytest.mark.parametrize("name", NAMES)
def test_a_pdf_is_tagged_and_has_its_fonts_in_it(name):
    with pikepdf.open(io.BytesIO(pdf_of(name))) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        kinds = set(_kinds(pdf.Root.StructTreeRoot))
        assert {"/H1", "/P"} <= kinds
        if name in {"table", "notice"}:
            assert {"/Table", "/TH", "/TD"} <= kinds
        with pdf.open_metadata() as said:
            assert said["pdfuaid:part"] == "1"
            assert said["dc:title"] == name
            assert said["pdf:Keywords"] == "正文 SHA-256 00"
        fonts = [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]
        assert fonts
        assert all(_is_embedded(font) for font in fonts)


def test_a_word_file_names_its_language_title_and_digest():
    import docx

    said = docx.Document(io.BytesIO(word_of("short"))).core_properties
    assert (said.language, said.title, said.keywords) == ("zh-CN", "short", "正文 SHA-256 00")


def _kinds(node):
    """The structure elements of a tagged PDF, by type."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from _kinds(one)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S)
        if "/K" in node:
            yield from _kinds(node.K)


def _is_embedded(font) -> bool:
    inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    return any(key in inner.FontDescriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
