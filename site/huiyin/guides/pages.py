"""帮助 in the admin: the entry of the menu that leads to the part for the page where one stands, and the guides as pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from huiyin.guides.places import address_for
from huiyin.guides.reading import CONTENTS, guide, guides
from tracking.admin.frame import frame


class HelpItem(MenuItem):
    """帮助, the last entry of the menu, on every page with the address that belongs to it."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """The entry for this page."""
        return LinkMenuItem(
            self.name, self.label, address_for(request.resolver_match), icon_name=self.icon_name, attrs=self.attrs
        )


@require_safe
@require_admin_access
def show_guide(request: HttpRequest, slug: str = CONTENTS) -> HttpResponse:
    """One guide, or the list of them, for whoever may open the admin."""
    try:
        shown = guide(slug)
    except KeyError:
        raise Http404 from None
    crumbs = [] if slug == CONTENTS else [(_("帮助"), reverse("guide"))]
    context = frame(shown.title, *crumbs, icon="help") | {"guide": shown, "guides": guides()}
    return render(request, "huiyin/guide.html", context)
