"""Columns (栏目): empty ones, and those without news for their term."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.inspection.findings import Fault
from publishing.inspection.portal import Inspection
from publishing.models import ColumnKind, ColumnPage, ReviewLevels
from publishing.press.pieces import Piece
from tracking.workdays import add_months

TERMS = {ColumnKind.RULES: 36, ColumnKind.OVERVIEW: 12, ColumnKind.SUGGESTIONS: 12, ColumnKind.PROPOSALS: 12}
"Months within which each kind of column has news: what a session brings comes once a year, rules hold for longer."
TOO_MANY = 5
"Empty columns that fail a site."


def check_site(inspection: Inspection) -> Iterator[Fault]:
    """What is wrong with the columns, and with how many levels of review there are."""
    portal, empty = inspection.portal, []
    for column in portal.columns.values():
        url = portal.path_of(column)
        if not portal.below(column) and not portal.children(column):
            empty.append(column.title)
            yield Fault("empty-column", url, _("栏目“%(column)s”没有内容。") % {"column": column.title})
        elif news := _overdue_since(column, portal.by_column[column.pk], inspection.day):
            said = {"column": column.title, "news": news, "months": TERMS[column.kind]}
            words = _("栏目“%(column)s”最近一次更新在 %(news)s，已超过%(months)s个月。")
            yield Fault("stale-column", url, words % said)
    if len(empty) >= TOO_MANY:
        said = {"n": len(empty), "columns": "、".join(empty)}
        yield Fault("empty-columns", "/", _("空白栏目有%(n)s个：%(columns)s。") % said)
    if portal.settings.levels_of_review == ReviewLevels.TWO:
        yield Fault("two-levels", "/", _("审签只设两级，人员足够时应改为三审。"))


def _overdue_since(column: ColumnPage, pieces: list[Piece], day: date) -> date | None:
    """When something last came into a column or was changed there, if that is longer ago than its term."""
    times = [one.page.last_published_at for one in pieces if one.page.last_published_at]
    if not times or column.kind not in TERMS:
        return None
    news = timezone.localtime(max(times)).date()
    return news if add_months(news, TERMS[column.kind]) < day else None


def column_of(url: str, columns: list[tuple[str, ColumnPage]]) -> ColumnPage | None:
    """The innermost column that an address lies in; None for the home page and files of the site."""
    inside = [(len(path), column) for path, column in columns if url.startswith(path)]
    return max(inside, key=lambda one: one[0])[1] if inside else None
