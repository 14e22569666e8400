"""Findings beside the words in the page editor (数据核对): those of the words last saved; never on a key, nor on autosave."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class EvidencePanel(Panel):
    """What the check found in the words as they were last saved; saving shows it anew."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("数据核对")} | kwargs)

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page."""

        template_name = "publishing/admin/evidence_panel.html"

        def get_context_data(self, parent_context=None):
            """The page, once it was saved; the words being posted are checked after they are saved."""
            context = super().get_context_data(parent_context)
            is_saved = self.instance.latest_revision_id and self.request.method != "POST"
            return context | {"page": self.instance} if is_saved else context
