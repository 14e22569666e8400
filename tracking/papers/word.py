"""Papers as Word files: a template, the office's own or the built-in one, with the fields of one paper filled in (docxtpl)."""

import io
import re
import zipfile
from typing import Any

from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError

from tracking.papers.filling import WRITTEN


class BrokenTemplate(ValueError):
    """A Word template that can't be filled in; its text says in Chinese what is wrong and where."""


def write_word(template: bytes, fields: Any, *, title: str) -> bytes:
    """Fill in a template and return the file, its language and title set; raises BrokenTemplate."""
    document = _opened(template)
    environment = WRITTEN.overlay(autoescape=True)
    try:
        document.render(dict(fields), environment)
    except UndefinedError as problem:
        name = re.search(r"'([^']+)'", str(problem))
        said = {"name": name[1] if name else problem, "known": "、".join(sorted(fields))}
        raise BrokenTemplate(_("模板用了没有的字段“%(name)s”。可用的字段：%(known)s。") % said) from problem
    except TemplateSyntaxError as problem:
        raise BrokenTemplate(_("模板标记有误：%(why)s，在“%(where)s”附近。") % _place(problem)) from problem
    except TemplateError as problem:
        raise BrokenTemplate(_("模板标记有误：%(why)s。") % {"why": problem}) from problem
    properties = document.docx.core_properties
    properties.title, properties.language = title[:250], "zh-CN"
    properties.author = properties.last_modified_by = ""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _opened(template: bytes) -> DocxTemplate:
    try:
        found = DocxTemplate(io.BytesIO(template))
        found.init_docx()
    except (zipfile.BadZipFile, KeyError, ValueError) as problem:
        raise BrokenTemplate(_("模板不是能打开的 Word 文件（docx）。")) from problem
    return found


def _place(problem: TemplateSyntaxError) -> dict[str, str]:
    lines = (problem.source or "").splitlines()
    line = lines[problem.lineno - 1] if 0 < problem.lineno <= len(lines) else ""
    return {"why": problem.message or "", "where": re.sub(r"<[^>]+>", "", line)[-60:].strip()}
