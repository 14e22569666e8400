"""信息公开 in the menu: 起草与送审 and 等我审的; the pages themselves have Wagtail's own entry (页面)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from publishing.admin import doors


class DoorItem(MenuItem):
    """An entry for those who write, sign or record."""

    def is_shown(self, request):
        """Whether the user may open it."""
        return doors.may_open(request.user)


class WatchItem(MenuItem):
    """An entry for administrators, too."""

    def is_shown(self, request):
        """Whether the user may open it."""
        return doors.may_watch(request.user)


class SettingsItem(MenuItem):
    """An entry for those who propose settings or agree to them."""

    def is_shown(self, request):
        """Whether the user may open it."""
        return doors.may_see_settings(request.user)


class PublishingMenuItem(SubmenuMenuItem):
    """信息公开."""

    def __init__(self):
        entries = [
            DoorItem(_("起草与送审"), reverse("publishing_desk"), icon_name="edit", order=10),
            DoorItem(_("等我审的"), reverse("publishing_queue"), icon_name="tasks", order=20),
            DoorItem(_("撤稿值班"), reverse("publishing_take_downs"), icon_name="warning", order=40),
            SettingsItem(_("设置"), reverse("publishing_settings"), icon_name="cog", order=50),
            WatchItem(_("纸质审签"), reverse("publishing_papers"), icon_name="doc-full-inverse", order=30),
        ]
        super().__init__(_("信息公开"), Menu(items=entries), name="publishing", icon_name="globe", order=150)

    def is_shown(self, request):
        """Whether the user may open any of it."""
        return doors.may_watch(request.user)
