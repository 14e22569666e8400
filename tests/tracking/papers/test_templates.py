"""An office's own Word templates: put in by the admin, tried before they are used, refused with the place of what is wrong."""

import io
import re
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tracking.admin.pages import logged_in, text
from tests.tracking.factories import make_person, on_disk
from tracking import papers
from tracking.models import Event, PaperTemplate, Role
from tracking.papers.broken import BrokenTemplate
from tracking.papers.templates import built_in, sample_fields, template_of
from tracking.papers.word import write_word
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/papers/templates/handling_sheet/"


@pytest.fixture
def sheet():
    return papers.paper_of_code("handling_sheet")


def template(*paragraphs: str) -> bytes:
    """A Word template of these paragraphs."""
    made = docx.Document()
    for words in paragraphs:
        made.add_paragraph(words)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_part(package: bytes, name: str, content: bytes) -> bytes:
    """A Word file with one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(out, "w") as made:
        for one in given.namelist():
            made.writestr(one, content if one == name else given.read(one))
    return out.getvalue()


def put(account, content: bytes, name: str = "本区拟办单.docx"):
    return logged_in(account).post(ADDRESS, {"file": SimpleUploadedFile(name, content)})


def words_in(word: bytes) -> str:
    return "\n".join(one.text for one in docx.Document(io.BytesIO(word)).paragraphs)


def test_an_offices_own_template_is_used_from_then_on(sheet, clerk, make_record):
    record = make_record(Stage.PROPOSED)
    answer = put(clerk, template("本区收文处理单", "案由：{{ title }}"))
    assert answer.status_code == 302
    made = words_in(papers.make(sheet, record, "docx"))
    assert made == f"本区收文处理单\n案由：{record.title}"
    assert "本区拟办单.docx" in text(logged_in(clerk).get("/admin/papers/templates/"))
    assert Event.objects.get(what="paper_template").summary == "收文处理单（拟办单）：本区拟办单.docx"


def test_the_built_in_template_comes_back_when_the_own_one_is_taken_out(sheet, clerk):
    put(clerk, template("{{ title }}"))
    logged_in(clerk).post(ADDRESS, {"take_out": "1"})
    assert template_of(sheet) == built_in(sheet)
    assert Event.objects.filter(what="paper_template").count() == 2


def test_a_template_that_was_downloaded_goes_in_again(sheet, clerk):
    content = b"".join(logged_in(clerk).get(f"{ADDRESS}built-in/").streaming_content)
    assert put(clerk, content).status_code == 302
    assert b"".join(logged_in(clerk).get(f"{ADDRESS}own/").streaming_content) == content


EXTERNAL = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="https://example.com/a.dotx" '
    b'TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (template("案由：{{ titel }}"), "没有的字段“titel”（第1段“案由：\\{\\{ titel }}”）。可用的字段：.*title"),
        (template("好", "案由：{{ title"), "模板标记有误，在“.*案由.*”附近"),
        (template("{%p for one in proposers %}", "{{ one }}"), "模板标记有误"),
        (template("{{ title.__class__ }}"), "模板标记有误|没有的字段"),
        (template("{{ range(10) }}"), "不能调用函数"),
        (template("{{ title() }}"), "不能调用函数"),
        (template("{{ title * 1000000 }}"), "不能作乘法"),
        (template("{% include 'a' %}"), "模板标记有误"),
        (b"not a file", "只收|不是能打开的 Word"),
        (with_part(template("好"), "word/document.xml", b"<w:document"), "不是能打开的 Word"),
        (with_part(template("好"), "word/_rels/document.xml.rels", EXTERNAL), "引用了外面的文件"),
    ],
    ids=[
        "a field that there is not", "a mark that is not closed", "a loop without end", "into the program", "a function of Jinja",
        "a call", "too large a product", "another file", "no file", "broken XML", "an outer template",
    ],
)  # fmt: skip
def test_a_broken_template_is_refused_with_the_place(clerk, content, said):
    answer = put(clerk, content)
    assert answer.status_code == 422
    assert re.search(said, text(answer))
    assert not PaperTemplate.objects.exists()


def test_a_template_that_unfolds_without_end_is_refused(sheet):
    with pytest.raises(BrokenTemplate, match="超过 30 MB"):
        write_word(with_part(template("好"), "word/styles.xml", b" " * 31_000_000), sample_fields(sheet), title="示例")


@pytest.mark.parametrize("paper", [one for one in papers.papers() if "docx" in one.forms], ids=lambda one: one.code)
def test_sample_fields_fill_the_built_in_template(paper):
    assert write_word(built_in(paper), sample_fields(paper), title="示例")


@pytest.mark.parametrize("who", ["unit_handler", "leader", "editor"])
def test_only_clerks_and_administrators_choose_templates(request, who):
    assert put(request.getfixturevalue(who), template("{{ title }}")).status_code in {302, 403}
    assert not PaperTemplate.objects.exists()


def bare(body: str) -> bytes:
    """A Word file with this body, as somebody wrote it by hand."""
    begun = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    return with_part(template(), "word/document.xml", f"{begun}{body}</w:body></w:document>".encode())


def with_more(name: str) -> bytes:
    """A Word file that holds one more part."""
    file = io.BytesIO(template("{{ title }}"))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, b"example")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (with_more("word/vbaProject.bin"), "宏、控件或嵌入的对象"),
        (with_more("word/embeddings/oleObject1.bin"), "宏、控件或嵌入的对象"),
        (bare('<w:p><w:r><w:instrText>INCLUDE</w:instrText><w:instrText>TEXT "C:/a"</w:instrText></w:r></w:p>'), "INCLUDETEXT"),
        (bare('<w:p><w:fldSimple w:instr=" DDEAUTO cmd "/></w:p>'), "DDEAUTO"),
        (bare("<w:p/>")[:-9], "不是能打开的 Word 文件"),
    ],
    ids=["macros", "an embedded object", "a field in two runs", "a field that starts a program", "a file cut short"],
)  # fmt: skip
def test_a_template_that_acts_when_it_is_opened_is_refused(clerk, content, why):
    assert why in text(put(clerk, content))
    assert not PaperTemplate.objects.exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("{{ 1 / 0 }}", "算不出来"),
        ("{{ 1 + title }}", "算不出来"),
        ("{% for a, b in title %}{% endfor %}", "算不出来"),
        ("{{ " + "(" * 500 + "title" + ")" * 500 + " }}", "一层套一层太多"),
        ("{{ title", "没有写完整"),
        ("{% if title %}", "开头和结尾不成对"),
        ("{% whatever %}", "没有“whatever”这种标记"),
        ("{{ title|upper }}", "没有“upper”这种加工"),
        ("{{ title.upper }}", "字段没有“upper”"),
        ("{{ title() }}", "：模板里不能调用函数"),
        ("{% include 'a' %}", "不能引入别的模板“a”"),
        ("{% set a = title ~ title %}{{ a }}", "：模板里不能设变量"),
    ],
)
def test_a_mark_that_can_not_be_filled_in_is_told_in_chinese(sheet, words, why):
    with pytest.raises(BrokenTemplate, match=why):
        write_word(template(words), sample_fields(sheet), title="示例")


def test_a_template_whose_file_is_lost_is_told_and_can_be_taken_out(sheet, clerk, make_record):
    record = make_record(Stage.PROPOSED)
    put(clerk, template("{{ title }}"))
    on_disk(PaperTemplate.objects.get().file).unlink()
    refused = logged_in(clerk).get(f"/admin/papers/file/handling_sheet/{record.pk}/docx/")
    assert refused.status_code == 422
    assert "恢复系统模板" in text(refused)
    assert "恢复系统模板" in text(logged_in(clerk).get(f"{ADDRESS}own/", follow=True))
    logged_in(clerk).post(ADDRESS, {"take_out": "1"})
    assert template_of(sheet) == built_in(sheet)


@pytest.mark.parametrize("role", [Role.OFFICE_CLERK, Role.ADMIN])
def test_whoever_keeps_the_templates_finds_them_in_the_menu(role):
    account = make_person("示例保管", role, login="keeper").user
    assert '"/admin/papers/templates/"' in logged_in(account).get("/admin/").content.decode()
