"""Where a page may stand (放在哪里): the rules of its type and of the column, said before it is moved, copied or added."""

from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.models import Submission, as_public


def why_not_under(page: Page, parent: Page) -> str:
    """Why a page may not stand below another; empty when it may, and for a page that stands there already."""
    if page.is_child_of(parent):
        return ""
    if reason := as_public(page).why_fixed():
        return reason
    if parent.pk == page.pk or parent.is_descendant_of(page):
        return _("《%(page)s》不能放到它自己或它的下级页面之下。") % {"page": page.title}
    return why_not_of_type(type(page), parent) or as_public(page).why_not_in(parent.specific)


def why_not_moved(page: Page) -> str:
    """Why a page may not leave its column now, whoever asks: who signs a text signs it for where it stands."""
    waiting = Submission.objects.open().filter(page__in=page.get_descendants(inclusive=True), page__live=False)
    if (one := waiting.select_related("page").first()) is None:
        return ""
    return _("《%(page)s》正在审签或等待发布，不能移动；要换栏目的，请先撤回送审。") % {"page": one.page.draft_title}


def why_not_of_type(kind: type[Page], parent: Page) -> str:
    """Why no page of this type may stand below another; empty when it may."""
    if parent.specific_class in kind.allowed_parent_page_models():
        return ""
    words = _("“%(kind)s”不能放在“%(parent)s”《%(title)s》之下。")
    where = parent.specific_class or Page
    return words % {"kind": kind.get_verbose_name(), "parent": where.get_verbose_name(), "title": parent.title}


def why_not_copy(page: Page, parent: Page) -> str:
    """Why no copy of a page may stand below another; empty when it may."""
    public = as_public(page)
    return public.why_single() or why_not_of_type(type(page), parent) or public.why_not_in(parent.specific)
