"""What the editor shows beside its fields: the figures of the page's session, counted now, to be read only."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from publishing.public_figures import public_figures
from tracking import figures


class CountedPanel(Panel):
    """Every figure that a page may print, with its value and definition (数出有据); nobody can type over one."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("台账统计（只读）")} | kwargs)

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page."""

        template_name = "publishing/admin/counted_panel.html"

        def get_context_data(self, parent_context=None):
            """The counts, once the page has its session."""
            context = super().get_context_data(parent_context)
            page = self.instance
            if page.session_id is None:
                return context
            counts = figures.count(page.session, page.as_of, keys=public_figures(page.session))
            return context | {"counts": counts.values(), "session": page.session, "as_of": page.as_of}
