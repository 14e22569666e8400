"""网站自查 in the admin: what was found on the pressed portal by column, how old it is and who must act; a quarter's report."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from publishing.admin.doors import inspected
from publishing.inspection import RULES, Rule, Severity
from publishing.inspection.columns import column_of
from publishing.inspection.keeping import Aged, kept
from publishing.inspection.nightly import inspect_soon
from publishing.press.answers import ELDER
from publishing.press.portal import Portal
from tracking.admin.frame import frame

ORDER = list(Severity)


@dataclass(frozen=True, slots=True)
class Row:
    """A finding with its age in days."""

    aged: Aged
    days: int

    @property
    def rule(self) -> Rule:
        """What it breaks."""
        return self.aged.finding.of


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of a column, the worst and oldest first."""

    title: str
    rows: list[Row]


def groups(findings: tuple[Aged, ...], day: date) -> list[Group]:
    """Findings by the column that they lie in; those of the whole site first."""
    portal = Portal.now()
    columns = [(portal.path_of(one), one) for one in portal.columns.values()] if portal is not None else []
    found: dict[str, list[Row]] = {}
    for one in findings:
        column = column_of(one.finding.url.removeprefix(ELDER), columns)
        title = column.title if column is not None else _("全站")
        found.setdefault(title, []).append(Row(one, one.age(day)))
    for rows in found.values():
        rows.sort(key=lambda row: (ORDER.index(row.rule.severity), -row.days, row.aged.finding.url))
    return [Group(title, rows) for title, rows in sorted(found.items(), key=lambda one: one[0] != _("全站"))]


def counts(findings: tuple[Aged, ...]) -> list[tuple[str, int]]:
    """How many there are of each severity."""
    found = Counter(one.finding.of.severity for one in findings)
    return [(severity.label, found[severity]) for severity in Severity]


@require_GET
@inspected
def show_inspection(request):
    """网站自查: the last result."""
    result = kept()
    context = frame(_("网站自查"), icon="search") | {
        "result": result,
        "counts": counts(result.findings),
        "groups": groups(result.findings, timezone.localdate()),
        "rules": len(RULES),
    }
    return render(request, "publishing/admin/inspection.html", context)


@require_POST
@inspected
def inspect_now(request):
    """Inspect the portal again; a large one takes a while, and a worker does it where one runs."""
    inspect_soon()
    messages.success(request, _("已开始自查，完成后刷新本页可以看到结果。"))
    return redirect("publishing_inspection")


@never_cache
@require_GET
@inspected
def print_report(request):
    """季度自查报告, to print: what is open, what was mended in the quarter, and what was migrated."""
    result, today = kept(), timezone.localdate()
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    mended = tuple(one for one in result.mended if one.until >= first)
    context = {
        "title": _("%(year)s年第%(quarter)s季度网站自查报告") % {"year": today.year, "quarter": (today.month + 2) // 3},
        "result": result,
        "counts": counts(result.findings),
        "groups": groups(result.findings, today),
        "mended": [Row(one, one.age(today)) for one in mended],
        "sources": sorted({rule.source for rule in RULES.values()}, key=lambda source: source.on),
        "first": first,
        "today": today,
        "address": reverse("publishing_inspection"),
    }
    return render(request, "publishing/admin/inspection_report.html", context)
