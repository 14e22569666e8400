"""Where a page may stand (放在哪里): the rules of its type and of the column, said before it is moved, copied or added."""

from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.models import (
    COLUMN_OF,
    DISCLOSURE_TYPES,
    ColumnPage,
    PortalHomePage,
    ReplyNoticePage,
)
from tracking.models import Kind

ANSWERS = frozenset(COLUMN_OF.values())
"The columns that hold answers alone."


def why_not_under(page: Page, parent: Page) -> str:
    """Why a page may not stand below another; empty when it may, and for a page that stands there already."""
    if page.is_child_of(parent):
        return ""
    if isinstance(page, PortalHomePage):
        return _("门户首页是全站的根，不能移动或复制到别处。")
    if parent.pk == page.pk or parent.is_descendant_of(page):
        return _("《%(page)s》不能放到它自己或它的下级页面之下。") % {"page": page.title}
    return why_not_of_type(type(page), parent) or _why_not_in_column(page, parent)


def why_not_of_type(kind: type[Page], parent: Page) -> str:
    """Why no page of this type may stand below another; empty when it may."""
    if parent.specific_class in kind.allowed_parent_page_models():
        return ""
    words = _("“%(kind)s”不能放在“%(parent)s”《%(title)s》之下。")
    where = parent.specific_class or Page
    return words % {"kind": kind.get_verbose_name(), "parent": where.get_verbose_name(), "title": parent.title}


def _why_not_in_column(page: Page, parent: Page) -> str:
    column = parent.specific
    if isinstance(page, ReplyNoticePage) and isinstance(column, ColumnPage):
        wanted = COLUMN_OF[Kind(page.record.kind)]
        if column.kind != wanted:
            words = _("这是%(kind)s的答复，只能放在“%(column)s”栏目。")
            return words % {"kind": page.kind_label, "column": wanted.label}
    return why_not_added(type(page), parent)


def why_not_added(kind: type[Page], parent: Page) -> str:
    """Why no new page of this type may be added below a column; empty when it may."""
    column = parent.specific
    if kind is ReplyNoticePage or kind not in DISCLOSURE_TYPES or not isinstance(column, ColumnPage):
        return ""
    if column.kind not in ANSWERS:
        return ""
    words = _("“%(column)s”栏目只放答复公开，“%(kind)s”请放到其他栏目。")
    return words % {"column": column.title, "kind": kind.get_verbose_name()}


def why_not_copy(page: Page, parent: Page) -> str:
    """Why no copy of a page may stand below another; empty when it may."""
    if isinstance(page, ReplyNoticePage):
        return _("一份答复只有一个公开页面，不能复制；要改内容的，请修改原来的页面。")
    if isinstance(page, PortalHomePage):
        return _("门户首页是全站的根，不能移动或复制到别处。")
    return why_not_of_type(type(page), parent) or _why_not_in_column(page, parent)
