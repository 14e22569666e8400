"""What the evidence check says of a page (数据核对), for the panel beside its words in Wagtail's page editor."""

from django import template
from wagtail.models import Page

from publishing.admin.marking import seen
from publishing.review.checking import answered_for, check_page
from tracking.figures import FIGURES

register = template.Library()


@register.simple_tag
def findings_of(page: Page) -> dict:
    """Check a page's words as they stand: the outcome, the findings to look at, the notes on figures reported upwards."""
    checked = check_page(page).answered(answered_for(page))
    notes = page.reported() if hasattr(page, "reported") else {}
    reported = [(FIGURES[key].label, note) for key, note in notes.items() if key in FIGURES]
    return {"checked": checked, "findings": seen(checked), "reported": reported}
