"""The list of local holidays (地方节假日): days off, and days worked, that are not in the state's calendar."""

from django.forms import modelform_factory
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import permissions
from tracking.admin.lists.kept import KeptAdmin
from tracking.admin.lists.kept_form import KeptForm
from tracking.models import Role, WorkdayOverride


class WorkdayOverrideAdmin(KeptAdmin):
    """The list of local holidays (地方节假日)."""

    model = WorkdayOverride
    base_url_path = "holidays"
    menu_icon = "calendar"
    form_class = modelform_factory(WorkdayOverride, KeptForm, fields=["day", "is_workday", "name", "source"])
    list_display = ("day", "name", "is_workday", "source")
    search_fields = ("name",)
    intro = gettext_lazy(
        "国务院公布的节假日和调休已内置；这里只登记本地的，如藏历新年、雪顿节；登记后请到“期限复核”查看在办件的期限是否有变化。"
    )
    empty_text = gettext_lazy("没有登记地方节假日。")

    def links_for(self, user):
        if not permissions.has_role(user, Role.OFFICE_CLERK):
            return []
        return [(_("期限复核"), reverse("loop_recount"), "date")]
