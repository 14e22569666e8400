"""Which Word template a paper is written with: the office's own, one of the site's template folders, or the built-in one."""

from typing import Any

from django.template import engines
from django.utils.translation import gettext as _
from jinja2 import meta, nodes

from tracking.models import PaperTemplate, PrivateFile
from tracking.papers.broken import BrokenTemplate
from tracking.papers.declaring import Paper
from tracking.papers.filling import WRITTEN
from tracking.papers.layout import Document, FormSheet, Letter, Listing, SignedBy, Words, parts_of
from tracking.papers.wording import blocks_of
from tracking.versions import chained, keep, kinds


def shipped(paper: Paper) -> bytes | None:
    """The file papers/CODE.docx of the site's template folders; None where there is none."""
    for engine in engines.all():
        for loader in getattr(getattr(engine, "engine", None), "template_loaders", []):
            for origin in loader.get_template_sources(f"papers/{paper.code}.docx"):
                try:
                    with open(origin.name, "rb") as file:
                        return file.read()
                except OSError:
                    continue
    return None


def built_in(paper: Paper) -> bytes:
    """The template that is used where the office has none of its own."""
    from tracking.papers.typesetting import build_template

    return shipped(paper) or build_template(paper.layout)


def template_of(paper: Paper) -> bytes:
    """The template in force: the office's own before the built-in one; BrokenTemplate where the file is lost or altered."""
    own = PaperTemplate.objects.select_related("file").filter(paper=paper.code).first()
    if own is None:
        return built_in(paper)
    if why := own.file.trouble:
        raise BrokenTemplate(_("%(why)s也可以在“文书模板”里重新上传，或恢复系统模板。") % {"why": why})
    return own.file.read()


def sample_fields(paper: Paper) -> dict[str, Any]:
    """Every field of a paper with words that could stand there (示例字段): a template is tried with them."""
    fields: dict[str, Any] = {"draft": True}
    if isinstance(paper.layout, Letter | Document):
        fields |= {"marks": "示例", "mark_rung": 0, "copies_lines": 1}
    for part in parts_of(paper.layout):
        match part:
            case FormSheet(copies=name) if name:
                fields[name] = ["示例", "示例"]
            case Words(field=name):
                fields[name] = blocks_of("示例正文。\n示例\t1\n示例\t2")
            case SignedBy(organs=name):
                fields[name] = ["示例机关"]
            case Listing(field=name, columns=columns):
                keys = {key for column in columns for key in keys_of_row(column.words)}
                fields[name] = [dict.fromkeys(keys, "示例"), dict.fromkeys(keys, "示例")]
            case str():
                names = meta.find_undeclared_variables(WRITTEN.parse(part)) - {"row", "copy"}
                fields |= {name: "示例" for name in names if name not in fields}
    return fields


def keys_of_row(words: str) -> set[str]:
    """The keys of a listing's row that a column names: {“number”} of `{{ row.number }}`."""
    found = WRITTEN.parse(words).find_all(nodes.Getattr)
    return {one.attr for one in found if isinstance(one.node, nodes.Name) and one.node.name == "row"}


def check_template(paper: Paper, content: bytes) -> None:
    """Try a template with every field filled in; raises BrokenTemplate with a sentence that says what is wrong, and where."""
    from tracking.papers.word import write_word

    write_word(content, sample_fields(paper), title=paper.name)


def put_in(paper: Paper, name: str, content: bytes, *, account: Any) -> PaperTemplate:
    """Use an office's own template from now on, tried before; ValidationError for a file that is not kept."""
    check_template(paper, content)
    row = PaperTemplate.objects.filter(paper=paper.code).first() or PaperTemplate(paper=paper.code)
    with chained(kinds.PAPER_TEMPLATE, account=account, summary=f"{paper.name}：{name}"):
        row.file = PrivateFile.objects.keep(name, content)
        return keep(row, user=account, reason=_("更换模板"))


def take_out(paper: Paper, *, account: Any) -> bool:
    """Use the built-in template again; whether there was one of the office's own."""
    row = PaperTemplate.objects.filter(paper=paper.code).first()
    if row is None:
        return False
    with chained(kinds.PAPER_TEMPLATE, account=account, summary=_("%(paper)s：恢复系统模板") % {"paper": paper.name}):
        row._history_user = account
        row.delete()
    return True
