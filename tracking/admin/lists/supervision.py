"""The list of acts of supervision (督查督办) on all items."""

from django.utils.translation import gettext_lazy

from tracking.admin.lists.kept import KeptAdmin, ReadOnlyPermissions
from tracking.models import Supervision
from tracking.wording.local import local


class SupervisionAdmin(KeptAdmin):
    """The list of acts of supervision; they are entered on an item's file, by the step 督办."""

    model = Supervision
    base_url_path = "supervision"
    menu_icon = "view"
    permission_helper_class = ReadOnlyPermissions
    list_display = ("on", "kind", "record", "unit", "text", "answered_on", "laid_down_on")
    list_select_related = ("record", "unit")
    search_fields = ("text", "record__title", "unit__name")
    list_filter = ("kind",)
    intro = gettext_lazy("在承办件的“一件一档”中登记督办，这里汇总查看。")
    empty_text = local("还没有督办。{supervisors}可在承办件的“一件一档”中登记催办、实地调研、专项督办和回头看。")
