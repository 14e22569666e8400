"""Which Word template a paper is written with: the office's own, one of the site's template folders, or the built-in one."""

from django.template import engines

from tracking.papers.declaring import Paper
from tracking.papers.typesetting import build_template


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


def template_of(paper: Paper) -> bytes:
    """The template in force."""
    return shipped(paper) or build_template(paper.layout)
