"""Making a paper (制作文书) of a subject, as PDF or as Word."""

from typing import Any, Literal

from django.utils.translation import gettext as _

from tracking.papers.broken import BrokenTemplate
from tracking.papers.codes import as_drawing, as_picture, code_of
from tracking.papers.declaring import Paper
from tracking.papers.filling import filled
from tracking.papers.pdf import MissingGlyph, check_glyphs, set_pdf
from tracking.papers.templates import template_of
from tracking.versions import sha256

Form = Literal["pdf", "docx"]
CONTENT_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

HEAD = ("marks", "mark_rung", "copies_lines")


class Unprintable(ValueError):
    """A paper that can't be made; its text is a sentence in Chinese that names the paper and says why."""


def make(paper: Paper, subject: Any, form: Form, template: bytes = b"") -> bytes:
    """The paper about this subject; raises Unprintable with a sentence that says what is missing, and where.

    `template` is the Word template in force, for a batch that read it once.
    """
    if why := paper.missing(subject):
        raise Unprintable(_("%(paper)s：%(why)s") % {"paper": paper.name, "why": why})
    if form not in paper.forms:
        raise Unprintable(_("%(paper)s是套打件，只有 PDF。") % {"paper": paper.name})
    fields = paper.fields(subject)
    try:
        if form == "docx":
            return _word(paper, subject, fields, template or template_of(paper))
        content = filled(paper.layout, fields)
        said = {"title": title_of(paper, content), "keyword": keyword_of(paper, subject)}
        code = as_drawing(code_of(paper, subject))
        return set_pdf(paper.layout, content, draft=is_draft(paper, subject), code=code, **said)
    except (MissingGlyph, BrokenTemplate) as why:
        raise Unprintable(_("%(paper)s：%(why)s") % {"paper": paper.name, "why": why}) from why


def _word(paper: Paper, subject: Any, fields: Any, template: bytes) -> bytes:
    from tracking.papers.word import write_word

    content = filled(paper.layout, fields)
    check_glyphs(content)
    said = {**fields, **head_of(content), "draft": is_draft(paper, subject)}
    about = {"title": title_of(paper, content), "keyword": keyword_of(paper, subject)}
    return write_word(template, said, code=as_picture(code_of(paper, subject)), **about)


def head_of(content: Any) -> dict[str, Any]:
    """What the Word templates of letters and documents take besides the paper's fields, from the filled layout."""
    return {name: content[name] for name in HEAD if name in content}


def text_digest(paper: Paper, subject: Any) -> str:
    """SHA-256 of the signed text that the paper prints (正文校验值); empty for papers without one."""
    return sha256(paper.signed_text(subject)) if paper.signed_text else ""


def keyword_of(paper: Paper, subject: Any) -> str:
    """What the file's properties say of the signed text: 正文 SHA-256 and its digest."""
    digest = text_digest(paper, subject)
    return f"正文 SHA-256 {digest}" if digest else ""


def title_of(paper: Paper, content: Any) -> str:
    """The title that the file bears: the paper's own, on one line, or its name."""
    return "".join(content.get("title", "").split("\n")) or paper.name


def is_draft(paper: Paper, subject: Any) -> bool:
    """Whether it carries 稿: it may become final and is not yet (正式行文)."""
    return paper.may_be_final and not paper.is_final(subject)


def name_of(paper: Paper, subject: Any, form: Form) -> str:
    """The name of its file: 第12号建议 答复函.pdf."""
    item = paper.about.item(subject)
    words = [item.number_label] if item else []
    words += [paper.name, paper.about.named(subject)]
    return " ".join(one for one in words if one).replace("/", "／") + f".{form}"
