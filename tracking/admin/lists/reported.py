"""The list of figures that were reported upwards with another number than the ledger's (上报口径)."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import permissions
from tracking.admin.lists.kept import KeptAdmin, ListPermissions, column
from tracking.admin.lists.kept_form import KeptForm
from tracking.figures import FIGURES
from tracking.models import ReportedFigure, Role


class ReportedFigureForm(KeptForm):
    """The form of a reported figure."""

    figure = forms.ChoiceField(
        label=gettext_lazy("指标"), choices=lambda: [(one.key, one.label) for one in FIGURES.values()]
    )

    class Meta:
        model = ReportedFigure
        fields = ["session", "figure", "value", "on", "to", "reason"]

    def clean(self):
        """Refuse a day in the future, and a rate above 100."""
        data = super().clean()
        figure, value, on = FIGURES.get(data.get("figure")), data.get("value"), data.get("on")
        if on is not None and on > timezone.localdate():
            self.add_error("on", _("上报日期 %(on)s 在将来，请填写实际上报的日期。") % {"on": on})
        if value is not None and value < 0:
            self.add_error("value", _("上报数值不能是负数。"))
        if figure is not None and value is not None and figure.denominator is not None and value > 100:
            self.add_error("value", _("“%(label)s”是百分比，不能超过 100。") % {"label": figure.label})
        return data


class ReportedPermissions(ListPermissions):
    """Permissions of the list: clerks enter reported figures."""

    def user_can_list(self, user):
        return permissions.has_role(user, Role.OFFICE_CLERK)


class ReportedFigureAdmin(KeptAdmin):
    """The list of reported figures (上报口径)."""

    model = ReportedFigure
    base_url_path = "reported"
    menu_icon = "upload"
    form_class = ReportedFigureForm
    permission_helper_class = ReportedPermissions
    list_display = ("session", "label", "said", "on", "to", "reason")
    list_select_related = ("session",)
    search_fields = ("session__name", "reason", "to")
    intro = gettext_lazy("已经上报、与台账统计数不同的数字登记在这里；公开页面仍印统计数，并注明上报数和差异原因。")
    empty_text = gettext_lazy("没有登记上报口径。")

    @column(gettext_lazy("指标"))
    def label(self, row):
        """The column of the figure's name."""
        return str(FIGURES[row.figure].label) if row.figure in FIGURES else row.figure

    @column(gettext_lazy("上报数值"))
    def said(self, row):
        """The column of the number with its unit."""
        return f"{row.value.normalize():f}{FIGURES[row.figure].unit(row.session) if row.figure in FIGURES else ''}"
