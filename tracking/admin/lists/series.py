"""The list of series of document numbers (发文字号序列), each with what it has numbered, its gaps and its doubles."""

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from tracking import permissions
from tracking.admin.lists.kept import KeptAdmin, KeptEditView, ListPermissions, column
from tracking.admin.lists.kept_form import KeptForm
from tracking.admin.loop.step_forms import spread
from tracking.loop import numbering
from tracking.loop.engine.fields import DayField
from tracking.models import DocSeries, GivenNumber
from tracking.wording.doc_numbers import in_words

NONE = "—"


class SeriesForm(KeptForm):
    """The form of a series."""

    class Meta:
        model = DocSeries
        fields = ["code", "organ", "purpose", "year", "kept_by", "first"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_new:
            self.fields["year"].initial = timezone.localdate().year


class GiveForm(forms.Form):
    """用号登记: a number, what it was given to, and the day."""

    number = forms.IntegerField(label=gettext_lazy("序号"), min_value=1, max_value=999_999_999)
    what = forms.CharField(
        label=gettext_lazy("用于"),
        max_length=200,
        help_text=gettext_lazy("文件标题，例如：关于交办2024年建议提案的通知；没有用掉的号写“作废”和原因。"),
    )
    on = DayField(label=gettext_lazy("成文日期"))

    def __init__(self, *args, series: DocSeries, **kwargs):
        super().__init__(*args, label_suffix="", auto_id="give_%s", **kwargs)
        self.fields["on"].initial = timezone.localdate
        if series.is_counted_here:
            self.fields["number"].initial = numbering.line_of(series).next

    def clean_on(self):
        """Refuse a day in the future."""
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise ValidationError(_("成文日期 %(on)s 在将来，请填写实际日期。") % {"on": on})
        return on


class SeriesPermissions(ListPermissions):
    """Permissions of the list: a series of which numbers were given by hand is not deleted."""

    def user_can_delete_obj(self, user, obj):
        return super().user_can_delete_obj(user, obj) and not obj.given.exists()


class SeriesEditView(KeptEditView):
    """The page that changes a series, with everything that it has numbered, and the form that notes one more number."""

    template_name = "tracking/admin/lists/series.html"
    give_form: GiveForm | None = None

    def post(self, request, *args, **kwargs):
        """Note what a number was given to, or save the series."""
        if "give" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.give_form = GiveForm(request.POST, series=self.instance)
        if form.is_valid() and self._given(form):
            return redirect(self.edit_url)
        messages.error(request, _("没有登记，请修改标出的地方。"))
        return self.render_to_response(self.get_context_data(form=self.form_as_it_stands()))

    def _given(self, form: GiveForm) -> GivenNumber | None:
        try:
            row = numbering.give(self.instance, account=self.request.user, **form.cleaned_data)
        except ValidationError as refused:
            spread(refused, form)
            return None
        messages.success(self.request, _("已登记：%(what)s。") % {"what": row})
        return row

    def form_as_it_stands(self) -> SeriesForm:
        """The series' own form, as it is when nothing was sent for it."""
        return self.get_form_class()(instance=self.instance, account=self.request.user)

    def more_context(self) -> dict:
        line = numbering.line_of(self.instance)
        sees = permissions.sees_whole_ledger(self.request.user)
        rows = numbering.issued(self.instance.code, self.instance.year)
        urls = [reverse("ledger_modeladmin_inspect", args=[one.record_id]) if one.record_id else "" for one in rows]
        return super().more_context() | {
            "give_form": self.give_form or GiveForm(series=self.instance),
            "next": self.instance.written(line.next) if self.instance.is_counted_here else "",
            "gaps": gaps_of(self.instance, line),
            "doubles": in_words(line.doubles) if line.doubles else "",
            "issued": [(one, url if sees else "") for one, url in zip(rows, urls, strict=True)],
        }


def gaps_of(series: DocSeries, line) -> str:
    """The gaps of a series in words, where it is counted here; a series counted elsewhere has numbers that nobody types in."""
    return in_words(line.gaps) if series.is_counted_here and line.gaps else ""


class SeriesAdmin(KeptAdmin):
    """The list of series (发文字号序列)."""

    model = DocSeries
    base_url_path = "series"
    menu_icon = "list-ol"
    form_class = SeriesForm
    edit_view_class = SeriesEditView
    permission_helper_class = SeriesPermissions
    list_display = ("name", "purpose", "organ", "kept_by", "used", "next", "gaps", "doubles")
    search_fields = ("code", "organ")
    list_filter = ("purpose", "kept_by")
    intro = gettext_lazy(
        "一个序列是一个机关代字、一种用途、一个年份；同一机关代字同一年份的各种文件共用编号。由OA或文书编号的，这里只查重号；"
        "由本系统编号的，正式行文时给出下一个号。"
    )
    empty_text = gettext_lazy("还没有发文字号序列。由OA或文书编号的办公室可以不登记。")

    def read_beside(self, shown) -> None:
        lines = numbering.lines_of(shown)
        for one in shown:
            one.line = lines[one.pk]

    @column(gettext_lazy("序列"))
    def name(self, series):
        """The column of code and year."""
        return f"{series.code}〔{series.year}〕"

    @column(gettext_lazy("已用"))
    def used(self, series):
        """The column of how many numbers are used."""
        return len(set(series.line.used))

    @column(gettext_lazy("下一个号"))
    def next(self, series):
        """The column of the next number, where it is counted here."""
        return series.line.next if series.is_counted_here else NONE

    @column(gettext_lazy("空号"))
    def gaps(self, series):
        """The column of the gaps."""
        return gaps_of(series, series.line) or NONE

    @column(gettext_lazy("重号"))
    def doubles(self, series):
        """The column of the doubles."""
        return in_words(series.line.doubles) if series.line.doubles else NONE
