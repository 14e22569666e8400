"""What every public page has in common: one way to be shown, to the public, in preview and by the press."""

from django.conf import settings
from django.utils.translation import gettext_lazy


class PublicPage:
    """A page of the portal: it says what it shows (mixed into Wagtail's Page).

    The press alone renders and serves it: see `publishing.press.serving`.
    """

    settings_panels = []
    preview_modes = [("", gettext_lazy("标准版")), ("elder", gettext_lazy("长者模式"))]
    default_preview_mode = ""

    def get_url_parts(self, *args, **kwargs):
        """Wagtail's parts of the address, with the portal's own public address in front (WAGTAILADMIN_BASE_URL)."""
        parts = super().get_url_parts(*args, **kwargs)
        return parts and (parts[0], settings.WAGTAILADMIN_BASE_URL, parts[2])

    def with_content_json(self, content):
        """A revision's words, with the page's own first publication: no text can claim an earlier one."""
        page = super().with_content_json(content)
        page.first_published_at = self.first_published_at
        return page

    def content(self, portal):
        """What the template is given: one of the …Content classes of `publishing.frame`."""
        raise NotImplementedError

    def search_text(self) -> str:
        """The page's words, plain, for an extract on the search page."""
        return self.search_description
