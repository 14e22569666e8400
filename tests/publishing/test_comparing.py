"""Figures beside those of the year before: told only where both are counted alike, and fixed when a page is handed in."""

import pytest

from publishing.models import ColumnKind, FiguresPage
from publishing.models.comparing import change
from publishing.press.portal import Portal
from tests.tracking.factories import make_session
from tracking import figures


def counted(n: int, d: int | None = None, definition: str = "口径") -> dict:
    unit = "件" if d is None else "%"
    return {"definition": definition, "numerator": n, "denominator": d, "measure": "件", "unit": unit}


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (counted(7), counted(5), "比上年多2件"),
        (counted(5), counted(7), "比上年少2件"),
        (counted(5), counted(5), "与上年相同"),
        (counted(9, 10), counted(17, 20), "比上年高5个百分点"),
        (counted(2, 3), counted(3, 3), "比上年低33.3个百分点"),
        (counted(2, 2), counted(3, 3), "与上年相同"),
        (counted(2, 2), counted(0, 0), ""),
        (counted(0, 0), counted(2, 2), ""),
        (counted(2, 2, "另一种口径"), counted(1, 2), ""),
        (counted(2), None, ""),
    ],
)
def test_a_figure_says_how_it_differs_from_the_year_before(now, before, words):
    assert change(now, before) == words


@pytest.mark.django_db
def test_a_summary_is_pinned_with_what_was_published_for_the_year_before(newsroom, portal_settings):
    draft = newsroom.summary()
    label = figures.FIGURES["suggestions"].label
    before = make_session("2023", year=2023)
    last = FiguresPage(title="示例区2023年办理数据", slug="2023-sj", session=before, live=True)
    own = draft.counted()["suggestions"]
    last.pins = {"figures": {"suggestions": own | {"numerator": own["numerator"] + 3}}}
    column = newsroom.columns[ColumnKind.OVERVIEW]
    column.refresh_from_db()
    column.add_child(instance=last)
    page = newsroom.published(draft)
    FiguresPage.objects.filter(pk=last.pk).update(pins={})  # what is signed stays as it was signed
    portal = Portal.now()
    shown = {card.label: card.change for card in portal.pieces[page.pk].page.figure_cards(page.figure_keys, portal)}
    assert shown[str(label)] == "比上年少3件"
