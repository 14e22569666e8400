"""A portal with a page of every type, pressed, and a client without an account."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from publishing.drafting import draft_figures
from publishing.models import AnnualSummaryPage, ArticlePage, FiguresPage, PortalSettings, ReplyNoticePage
from tests.prepared import prepared
from tests.publishing.newsroom import Newsroom
from tests.publishing.pressing import pressed_folder
from tests.tracking.factories import Office, make_pdf


def fresh(row):
    """The row as the database has it."""
    return type(row).objects.get(pk=row.pk)


@dataclass
class Shown:
    """The public pages of a small portal, one of each type."""

    newsroom: Newsroom
    article: ArticlePage
    notice: ReplyNoticePage
    summary: AnnualSummaryPage
    figures: FiguresPage
    offered: object
    linked: object
    folder: Path

    @property
    def office(self) -> Office:
        """Whose ledger it is."""
        return self.newsroom.office

    def file(self, path: str) -> Path:
        """Where the JSON of a page lies."""
        return self.folder / path.strip("/") / "index.json"


def a_document(title: str):
    """An uploaded file that can be read."""
    file = ContentFile(make_pdf(title), name=f"{title}.pdf")
    return get_document_model().objects.create(title=title, file=file)


@pytest.fixture
def shown(newsroom) -> Shown:
    """Pages of every type, published and pressed."""
    found = prepared(("pages of every type", newsroom), lambda: _pages(newsroom))
    return Shown(newsroom, **found, folder=pressed_folder())


def _pages(newsroom: Newsroom) -> dict:
    portal = PortalSettings.current()
    portal.name = "示例区人民政府"
    portal.save()
    figures = newsroom.summary(), draft_figures(newsroom.office.session, newsroom.editor)
    summary, figures = map(newsroom.published, figures)
    notice = newsroom.published(newsroom.notice(topic="教育"))
    offered, linked = a_document("办理规定"), a_document("联系表")
    article = newsroom.article()
    article.theme = "办理制度"
    article.attachments = [("document", offered)]
    article.body = [
        ("heading", "总则"),
        ("paragraph", "第一条　示例条文。\n第二条　<示例>条文。"),
        ("rich", f'<p>见<a linktype="document" id="{linked.pk}">联系表</a>。</p>'),
    ]
    article.save_revision(user=newsroom.editor)
    article = newsroom.published(fresh(article))
    return {
        "article": article, "notice": notice, "summary": summary, "figures": figures, "offered": offered, "linked": linked,
    }  # fmt: skip


@pytest.fixture
def ask():
    """`ask("pages/?year=2024")`: status and JSON of an answer of the interface."""

    def ask(path: str, **headers: str):
        response = Client().get(path if path.startswith("/") else f"/api/v2/{path}", headers=headers)
        return response.status_code, json.loads(response.content)

    return ask
