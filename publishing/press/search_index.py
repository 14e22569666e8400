"""The index of what is public (检索库), as a press run keeps it beside the folder: made of the very pieces that it prints."""

import logging
import sqlite3
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.contract.files import documents_of
from publishing.finding import furniture
from publishing.finding.index import Makers, WordIndex
from publishing.finding.sought import MOST_WORDS, Sought
from publishing.frame import Field, Link
from publishing.press.answers import ELDER, SEARCH
from publishing.press.pieces import Piece
from publishing.press.portal import Portal
from publishing.press.render import furnished, in_elder_mode
from publishing.screening.files import words_of_file

FRAME, ELDER_FRAME = "frame", "elder_frame"
"What the index keeps of the page around an answer, in both modes."
Remembered = Callable[[str, Callable[[], str]], str]
logger = logging.getLogger(__name__)


def withdraw(root: Path, portal: Portal | None) -> None:
    """Take out of the index what is not public any more; nothing stays that can be found."""
    _kept_true(root, lambda index: index.withdraw(portal.pieces.keys() if portal is not None else ()))


def update(root: Path, portal: Portal | None, touched: Collection[int] | None = None) -> None:
    """Hold what is public now: compare the pages touched, or all of them (None)."""
    if portal is None:
        WordIndex(root).close_down()
    else:
        _kept_true(root, lambda index: index.update(makers(portal), frames(portal), touched))


def _kept_true(root: Path, act: Callable[[WordIndex], None]) -> None:
    """Change the index; where that fails there is none until the next run, and the pages are pressed all the same."""
    index = WordIndex(root)
    try:
        act(index)
    except (sqlite3.Error, OSError):
        logger.exception("no search index: it could not be written")
        index.close_down()


def makers(portal: Portal) -> Makers:
    """What makes of each public piece what can be looked for."""
    return {key: partial(sought, portal, piece) for key, piece in portal.pieces.items()}


def sought(portal: Portal, piece: Piece, remembered: Remembered) -> Sought:
    """What of a piece can be looked for: nothing but what its pages show."""
    page, entry = piece.page, piece.entry
    index_number = portal.settings.index_number(page.index_number or "")
    column = portal.columns[piece.column]
    return Sought(
        id=page.pk,
        path=piece.path,
        title=page.title,
        published=page.published_at.isoformat() if page.published_at else "",
        day=entry.on.isoformat() if entry.on else "",
        kind=page.kind_sought,
        tag=entry.kind,
        unit=entry.unit,
        reply_class=entry.reply_class,
        topic=page.theme,
        year=piece.places["nd"],
        numbers="\n".join(one for one in (index_number, *page.numbers_sought()) if one),
        facts="\n".join(one for one in (*page.facts_sought(), column.title) if one),
        words=_words(page, portal)[:MOST_WORDS],
        files=_files(page, remembered)[:MOST_WORDS],
    )


def _words(page: Page, portal: Portal) -> str:
    """Its words, and the figures that it prints beside them; none of those that it folds because there is nothing behind them."""
    figures = [f"{one.label}{one.value}{one.unit}" for one in page.figures_told(portal) if not one.is_nothing]
    return "\n".join(one for one in (page.words_sought().strip(), "，".join(figures)) if one)


def _files(page: Page, remembered: Remembered) -> str:
    found = []
    for one in documents_of(page):
        found += [one.title, remembered(one.file.name, partial(_read, one.file))]
    return "\n".join(filter(None, found))


def _read(file: FieldFile) -> str:
    with file.open("rb") as stream:
        return words_of_file(stream.read())[:MOST_WORDS]


def frames(portal: Portal) -> dict[str, str]:
    """The page around an answer, in both modes."""
    shared = furnished(portal, None, SEARCH)
    described = Field("Description", _("搜索%(name)s公开的复函、总结和制度。") % {"name": portal.settings.name})
    frame = replace(
        shared,
        meta=(*shared.meta, described),
        switch_url=ELDER + SEARCH,
        crumbs=(Link(_("首页"), "/"), Link(_("搜索"), "", current=True)),
    )
    elder = replace(in_elder_mode(frame, portal.paths), elder=True, switch_url=SEARCH)
    return {FRAME: furniture.as_text(frame), ELDER_FRAME: furniture.as_text(elder)}
