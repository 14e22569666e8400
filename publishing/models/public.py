"""What every public page has in common: one way to be shown, to the public, in preview and by the press."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.press.files import LONGEST_PART


def why_no_slug(slug: str) -> str:
    """Why a page cannot be pressed under this last part of its address; empty when it can."""
    if slug.isascii() and len(slug) <= LONGEST_PART:
        return ""
    return _("网址只能用字母、数字和连字符，不超过 %(most)s 个。") % {"most": LONGEST_PART}


class PublicPage:
    """A page of the portal: it says what it shows, and is rendered by the press alone (mixed into Wagtail's Page)."""

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

    def serve(self, request, *args, **kwargs):
        """Answer as the press would, for a page that is not pressed (yet); what it would not press is not found."""
        from publishing.press.render import pressed_bytes

        elder = getattr(request, "elder", False)
        body = pressed_bytes(self, elder=elder, listing=kwargs.get("listing", ""))
        if body is None:
            raise Http404
        return HttpResponse(body)

    def serve_preview(self, request, mode_name):
        """Show a draft to its editors and reviewers: the same rendering, with figures counted now unless pinned."""
        from publishing.press.render import render_page

        return HttpResponse(render_page(self, elder=mode_name == "elder"))
