"""What evidence check and screening say of a page (数据核对、内容筛查), for the panels beside its words in Wagtail's page editor."""

from django import template

from publishing.admin.marking import marked, seen, seen_figures
from publishing.models import PublicPage
from publishing.models.reported import labelled
from publishing.review import Looked, look_through
from publishing.review.checking import NOT_CHECKED, answered_for, check_page
from publishing.review.reading import read

register = template.Library()


@register.simple_tag
def findings_of(page: PublicPage) -> dict:
    """Check a page's words as they stand: the outcome, the findings to look at, the notes on figures reported upwards."""
    checked = check_page(page).answered(answered_for(page))
    findings = seen(checked)
    figures = seen_figures(checked, findings)
    prose = [one for one in read(page) if one.is_prose and one.name not in NOT_CHECKED]
    return {
        "checked": checked,
        "findings": findings,
        "figures": figures,
        "passages": marked(page, prose, findings, figures),
        "reported": labelled(page.reported()),
    }


@register.simple_tag
def screening_of(page: PublicPage) -> Looked:
    """Look a page's words and files through as they stand."""
    return look_through(page)
