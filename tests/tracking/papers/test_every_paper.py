"""Every paper of the registry: its code, its Word template, and that it can be made as both forms."""

import io
import json
import os
from pathlib import Path

import docx
import pikepdf
import pypdfium2
import pytest
import typst
from django.core.management import call_command

from tests.tracking.factories import on_disk
from tests.tracking.papers import scenes
from tracking import papers
from tracking.models import KeptPaper
from tracking.papers import pdf
from tracking.papers.subjects import SESSION, UNIT
from tracking.papers.templates import shipped
from tracking.papers.typesetting import build_template

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "papers"
OF_THE_LEDGER = [one for one in papers.papers() if not one.about.is_found_by_key]


def words_of(pdf: bytes) -> str:
    """What a PDF shows, without blanks."""
    document = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def words_in(word: bytes) -> str:
    """What a Word file says, without blanks."""
    return "".join("".join(docx.Document(io.BytesIO(word)).element.body.itertext()).split())


@pytest.fixture
def subject_of(office):
    """Something that a paper can be made of."""
    return lambda paper: scenes.subject_of(paper, office)


@pytest.mark.parametrize("paper", OF_THE_LEDGER, ids=lambda one: one.code)
def test_a_paper_is_made_in_all_its_forms(paper, subject_of):
    subject = subject_of(paper)
    pdf = papers.make(paper, subject, "pdf")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang).lower().startswith("zh")
        assert opened.Root.MarkInfo.Marked
        with opened.open_metadata() as said:
            assert said["dc:title"]
            assert said["pdfuaid:part"] == "1"
    assert words_of(pdf)
    if "docx" in paper.forms:
        assert words_in(papers.make(paper, subject, "docx"))


@pytest.mark.parametrize("paper", [one for one in papers.papers() if "docx" in one.forms], ids=lambda one: one.code)
def test_the_word_template_in_the_folder_is_that_of_the_layout(paper):
    if "HUIYIN_TEST_WRITE_PAPERS" in os.environ:
        (TEMPLATES / f"{paper.code}.docx").write_bytes(build_template(paper.layout))
    assert shipped(paper) == build_template(paper.layout), "run: make papers"


def test_the_same_words_give_the_same_pdf(subject_of):
    paper = papers.paper_of_code("handling_sheet")
    subject = subject_of(paper)
    assert papers.make(paper, subject, "pdf") == papers.make(paper, subject, "pdf")


def test_a_final_letter_is_kept_and_never_made_again(subject_of):
    paper = papers.paper_of_code("reply_letter")
    reply = subject_of(paper)
    first = {form: papers.file_of(paper, reply, form) for form in paper.forms}
    reply.body = "另外的正文。"
    assert {form: papers.file_of(paper, reply, form) for form in paper.forms} == first


def test_a_character_that_no_font_has_is_named_with_its_paper(subject_of):
    paper = papers.paper_of_code("handling_sheet")
    record = subject_of(paper)
    record.remark = "字\U00010450"
    with pytest.raises(papers.Unprintable, match="收文处理单.*U\\+10450"):
        papers.make(paper, record, "pdf")


@pytest.mark.parametrize("key", ["\x00", "\x00.1", "2024\x00.1"])
def test_a_key_with_a_sign_that_no_database_takes_is_of_nothing(clerk, key):
    assert SESSION.find(clerk, key) is None
    assert UNIT.find(clerk, key) is None


@pytest.mark.parametrize(("sign", "named"), [("\ue000", "字符U\\+E000"), ("\ufeff", "字符U\\+FEFF")])
def test_a_character_that_shows_nothing_is_named_by_its_number(subject_of, sign, named):
    paper = papers.paper_of_code("handling_sheet")
    record = subject_of(paper)
    record.title = f"关于{sign}示例的建议"
    with pytest.raises(papers.Unprintable, match=f"收文处理单.*{named}"):
        papers.make(paper, record, "pdf")


def test_a_kept_letter_that_was_altered_or_lost_is_told_and_not_given(subject_of):
    paper = papers.paper_of_code("reply_letter")
    reply = subject_of(paper)
    papers.file_of(paper, reply, "pdf")
    path = on_disk(KeptPaper.objects.get(form="pdf").file)
    path.chmod(0o600)
    path.write_bytes(b"other")
    with pytest.raises(papers.Unprintable, match="答复函的定稿：.*与校验值不符"):
        papers.file_of(paper, reply, "pdf")
    path.unlink()
    with pytest.raises(papers.Unprintable, match="答复函的定稿：.*请从备份恢复"):
        papers.file_of(paper, reply, "pdf")


def test_the_registry_is_listed_for_people_and_programs(capsys):
    call_command("papers", "--json")
    listed = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in listed["papers"]] == [one.code for one in papers.papers()]
    call_command("papers")
    assert "答复函" in capsys.readouterr().out


def test_a_machine_without_chinese_fonts_says_so(subject_of, monkeypatch):
    none = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    monkeypatch.setattr(pdf, "fonts", lambda: none)
    paper = papers.paper_of_code("handling_sheet")
    with pytest.raises(papers.Unprintable, match="收文处理单.*本机没有中文字体.*请安装 fonts-noto-cjk"):
        papers.make(paper, subject_of(paper), "pdf")
