"""One page type, as the tutorials write it."""

from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page


class StockPage(Page):
    """A page with a body, its menu read from the tree in the template."""

    body = StreamField([("heading", blocks.CharBlock()), ("paragraph", blocks.TextBlock())], blank=True)

    template = "stock/page.html"

    class Meta:
        app_label = "stock"

    def get_context(self, request, *args, **kwargs):
        """The menu, as the tutorials do it."""
        context = super().get_context(request, *args, **kwargs)
        home = self.get_ancestors().filter(depth=2).first() or self
        return context | {"menu": home.get_children().live(), "crumbs": self.get_ancestors().filter(depth__gt=1)}
