"""通报: the circulars to the units, each beside the figures that were frozen for it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from tracking import permissions
from tracking.admin.lists.kept import KeptAdmin, KeptEditView, ListPermissions
from tracking.admin.lists.kept_form import KeptForm
from tracking.admin.supervising.circulars import frozen
from tracking.models import Circular
from tracking.reports import circulars


class CircularForm(KeptForm):
    """通报: its figures are frozen when it is first saved."""

    class Meta:
        model = Circular
        fields = ["session", "title", "on", "body"]

    def save(self, commit=True):
        """Freeze the figures of its day."""
        if self.is_new:
            self.instance.as_of = self.cleaned_data["on"]
            self.instance.figures = circulars.freeze(self.cleaned_data["session"], self.instance.as_of)
        return super().save(commit)


class SupervisorsLists(ListPermissions):
    """Circulars are kept by supervisors and clerks."""

    def user_can_list(self, user):
        return permissions.may_supervise(user)


class CircularEditView(KeptEditView):
    """The text beside the figures that it stands on, which nobody types."""

    template_name = "tracking/admin/supervising/circular.html"

    def more_context(self) -> dict:
        url = reverse("supervision_circular", args=[self.instance.pk])
        paper = HeaderButton(_("打印"), url=url, icon_name="doc-full", attrs={"target": "_blank"})
        return super().more_context() | {"frozen": frozen(self.instance), "header_buttons": [paper]}


class CircularAdmin(KeptAdmin):
    """通报."""

    model = Circular
    base_url_path = "circulars"
    menu_label = gettext_lazy("通报")
    menu_icon = "clipboard-list"
    form_class = CircularForm
    edit_view_class = CircularEditView
    permission_helper_class = SupervisorsLists
    list_display = ("title", "session", "on", "as_of")
    list_select_related = ("session",)
    search_fields = ("title", "body")
    intro = gettext_lazy("“起草通报”按台账写出初稿并定格当日数据；此后只改正文，数据不再变动。")
    empty_text = gettext_lazy("还没有通报。点“起草通报”按台账写出初稿。")

    def links_for(self, user):
        return [(_("起草通报"), reverse("supervision_draft"), "draft")]
