"""Findings beside the words in the page editor (数据核对): those of the words last saved; never on a key, nor on autosave."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from tracking.figures import FIGURES


class EvidencePanel(Panel):
    """What the check found in the words as they were last saved; saving shows it anew."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("数据核对")} | kwargs)

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page."""

        template_name = "publishing/admin/evidence_panel.html"

        def get_context_data(self, parent_context=None):
            """The findings, once the page was saved; the words being posted are checked after they are saved."""
            from publishing.admin.marking import seen
            from publishing.review.checking import answered_for, check_page

            context = super().get_context_data(parent_context)
            if not self.instance.latest_revision_id or self.request.method == "POST":
                return context
            checked = check_page(self.instance).answered(answered_for(self.instance))
            notes = self.instance.reported() if hasattr(self.instance, "reported") else {}
            reported = [(FIGURES[key].label, note) for key, note in notes.items() if key in FIGURES]
            return (
                context
                | {"reported": reported}
                | {"checked": checked, "findings": seen(checked), "page": self.instance}
            )
