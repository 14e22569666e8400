"""The list of circulars to the units (通报), each with the figures that were fixed when it was drafted."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from tracking import papers, permissions
from tracking.admin.lists.kept import KeptAdmin, KeptEditView, ListPermissions
from tracking.admin.lists.kept_form import KeptForm
from tracking.admin.supervising.circulars import frozen
from tracking.models import Circular
from tracking.papers.subjects import CIRCULAR
from tracking.reports import circulars


class CircularForm(KeptForm):
    """The form of a circular; its figures are fixed when it is first saved."""

    class Meta:
        model = Circular
        fields = ["session", "title", "on", "body"]

    def save(self, commit=True):
        """Fix the figures of the circular's day when it is new, then save."""
        if self.is_new:
            self.instance.as_of = self.cleaned_data["on"]
            self.instance.figures = circulars.freeze(self.cleaned_data["session"], self.instance.as_of)
        return super().save(commit)


class SupervisorsLists(ListPermissions):
    """Permissions of the list: supervisors and clerks write circulars."""

    def user_can_list(self, user):
        return permissions.may_supervise(user)


class CircularEditView(KeptEditView):
    """The page that edits a circular's text, beside its figures, which nobody can type."""

    template_name = "tracking/admin/supervising/circular.html"

    def more_context(self) -> dict:
        opened = {"icon_name": "doc-full", "attrs": {"target": "_blank"}}
        buttons = [
            HeaderButton(paper.name, url=reverse("paper_file", args=[paper.code, self.instance.pk, "pdf"]), **opened)
            for paper in papers.papers()
            if paper.about is CIRCULAR
        ]
        return super().more_context() | {"frozen": frozen(self.instance), "header_buttons": buttons}


class CircularAdmin(KeptAdmin):
    """The list of circulars (通报)."""

    model = Circular
    base_url_path = "circulars"
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
