"""信息公开 in the menu: 起草与送审 and 等我审的; the pages themselves have Wagtail's own entry (页面)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, SubmenuMenuItem

from publishing.admin.doors import may_inspect, may_open, may_see_settings, may_watch
from tracking.admin.menu import GuardedItem

ENTRIES = (
    (_("起草与送审"), "publishing_desk", "edit", may_open),
    (_("等我审的"), "publishing_queue", "tasks", may_open),
    (_("纸质审签"), "publishing_papers", "doc-full-inverse", may_watch),
    (_("移交包"), "publishing_handover", "download", may_open),
    (_("撤稿值班"), "publishing_take_downs", "warning", may_open),
    (_("网站自查"), "publishing_inspection", "search", may_inspect),
    (_("设置"), "publishing_settings", "cog", may_see_settings),
)
"Each entry's label, page, icon and whom it is for, in their order."


class PublishingMenuItem(SubmenuMenuItem):
    """信息公开."""

    def __init__(self):
        entries = [
            GuardedItem(label, reverse(page), icon_name=icon, order=10 * place, may_open=may_open)
            for place, (label, page, icon, may_open) in enumerate(ENTRIES, start=1)
        ]
        super().__init__(_("信息公开"), Menu(items=entries), name="publishing", icon_name="globe", order=150)

    def is_shown(self, request):
        """Whether the user may open any of it."""
        return may_watch(request.user) or may_inspect(request.user)
