"""草稿的数据: the address at which another front end reads a draft, for whoever may see it here."""

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail.models import Page

from publishing.admin.doors import opened
from publishing.models import PublicPage
from publishing.press.previewing import MINUTES, token_for
from tracking.admin.frame import frame


@never_cache
@require_GET
@opened
def show_address(request, page_id):
    """Show a new address, good for half an hour; there is none where the interface for programs is off."""
    page = get_object_or_404(Page, pk=page_id).specific
    if page.latest_revision_id is None or not isinstance(page, PublicPage):
        raise Http404
    title = page.get_latest_revision_as_object().title
    context = frame(_("草稿的数据"), (title, reverse("publishing_review", args=[page.pk])), icon="code")
    if settings.PUBLISHING_API:
        query = urlencode({"token": token_for(page, request.user)})
        context["address"] = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('api:preview')}?{query}"
    context |= {"page": page, "title_of_page": title, "until": timezone.now() + timedelta(minutes=MINUTES)}
    return render(request, "publishing/admin/preview_data.html", context)
