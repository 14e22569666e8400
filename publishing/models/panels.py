"""What Wagtail's page editor shows beside its fields, to be read only: the session's figures, and findings in the words."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel

from publishing.public_figures import public_figures
from tracking import figures


class FilledPanel(FieldPanel):
    """A field of older pages, shown only where something stands in it."""

    class BoundPanel(FieldPanel.BoundPanel):
        """The panel of one page."""

        def is_shown(self):
            """Whether there is anything to read or take away."""
            return bool(getattr(self.instance, self.field_name)) and super().is_shown()


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


class SavedPanel(Panel):
    """What was found in the words as they were last saved; never on a key, nor on autosave."""

    template = ""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page."""

        @property
        def template_name(self) -> str:
            """The template of its kind."""
            return self.panel.template

        def get_context_data(self, parent_context=None):
            """The page, once it was saved; the words being posted are looked at after they are saved."""
            context = super().get_context_data(parent_context)
            is_saved = self.instance.latest_revision_id and self.request.method != "POST"
            return context | {"page": self.instance} if is_saved else context


class EvidencePanel(SavedPanel):
    """What the check found in the figures of the words (数据核对)."""

    template = "publishing/admin/evidence_panel.html"

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("数据核对")} | kwargs)


class ScreeningPanel(SavedPanel):
    """What the screening found in words and files, with a button that masks it (内容筛查)."""

    template = "publishing/admin/screening_panel.html"

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("内容筛查")} | kwargs)
