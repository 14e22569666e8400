"""The list of all events of the chain (办理记录), which nobody changes."""

from django.utils import timezone
from django.utils.translation import gettext_lazy

from tracking.admin.lists.kept import KeptAdmin, ReadOnlyPermissions, column
from tracking.models import Event


class EventAdmin(KeptAdmin):
    """The list of events (办理记录), the newest first."""

    model = Event
    base_url_path = "events"
    menu_icon = "history"
    permission_helper_class = ReadOnlyPermissions
    list_display = ("number", "moment", "label", "record", "summary", "decider_name", "account_name", "seal")
    list_select_related = ("record",)
    search_fields = ("label", "summary", "record__title", "decider_name")
    ordering = ("-number",)
    intro = gettext_lazy("办理记录只增不改，每条以校验值与上一条衔接；系统管理员可用 verify_history 命令核验全链。")
    empty_text = gettext_lazy("还没有办理记录。")

    @column(gettext_lazy("记录时间"))
    def moment(self, event):
        """The column of the moment of recording."""
        return timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M")

    @column(gettext_lazy("校验值"))
    def seal(self, event):
        """The column with the first characters of the digest."""
        return event.digest[:12]
