"""文书 of a public page: the forms about it, filled in, and the one to sign on paper where it is under review."""

from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from publishing.admin.doors import opened
from publishing.models import Submission
from publishing.papers.subjects import PAGE, TAKE_DOWN, take_downs_of
from tracking.admin.papers import offered, page_of


@never_cache
@require_safe
@opened
def show_papers(request, page_id: int):
    """The papers of one page (文书)."""
    page = PAGE.find(request.user, str(page_id))
    if page is None:
        raise Http404
    subjects = {PAGE.code: [page], TAKE_DOWN.code: list(take_downs_of(page))}
    beside = ""
    if Submission.objects.open().of(page).exists():
        url = f"{reverse('publishing_paper_print')}?page={page.pk}"
        beside = format_html(
            '{} <a href="{}" target="_blank" rel="noopener">{}</a>',
            _("上面的审核表是随稿存档的通用表样；要在纸上签、再登记为审签的，用印有校验码的："),
            url,
            _("打印信息发布审核表（带校验码，新窗口）"),
        )
    crumb = (_("审签页"), reverse("publishing_review", args=[page.pk]))
    found = offered(lambda about: subjects.get(about.code, []), request.user)
    return page_of(request, found, crumb, about=page.title, beside=beside)
