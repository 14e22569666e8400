"""Reports (统计报表): the office's tables, lists and papers of a session as of a day, with who made and reviewed them."""

import io
from functools import cached_property

from django import forms
from django.http import FileResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from tracking import permissions, reports
from tracking.admin.frame import frame, only, shown
from tracking.admin.ledger.files import download
from tracking.admin.menu import GuardedItem
from tracking.admin.supervising.attention import chosen_session, session_choices
from tracking.loop.engine.fields import DayField, SessionField
from tracking.models import Session

SHEETS = {
    "summary": (gettext_lazy("办理情况汇总表"), reports.write_summary),
    "open": (gettext_lazy("未办结清单"), reports.write_open_items),
    "promises": (gettext_lazy("承诺跟踪表"), reports.write_promises),
}
PAPERS = {
    "deputies": (gettext_lazy("代表建议办理情况的报告"), reports.deputies_report),
    "members": (gettext_lazy("提案办理情况通报"), reports.members_circular),
}
TEMPLATE = "template"


def menu_item() -> GuardedItem:
    """The menu's entry 统计报表, which stands below 导入导出."""
    return GuardedItem(
        _("统计报表"),
        reverse("reports_start"),
        may_open=permissions.may_report,
        name="ledger-reports",
        icon_name="clipboard-list",
        order=115,
    )


class ReportChoiceForm(forms.Form):
    """The form: which session, to which day, by whom, and a template where the office has one."""

    session = SessionField()
    as_of = DayField(
        label=gettext_lazy("数据截至"),
        help_text=gettext_lazy("统计到这一天为止。"),
        error_messages={"required": gettext_lazy("请填写数据截至哪一天。")},
    )
    filled_by = forms.CharField(
        label=gettext_lazy("填报人"), max_length=50, error_messages={"required": gettext_lazy("请填写填报人。")}
    )
    reviewed_by = forms.CharField(
        label=gettext_lazy("审核人"), max_length=50, error_messages={"required": gettext_lazy("请填写审核人。")}
    )
    on = DayField(
        label=gettext_lazy("填报日期"),
        error_messages={"required": gettext_lazy("请填写填报日期。")},
    )
    template = forms.FileField(
        label=gettext_lazy("上级表样"),
        required=False,
        help_text=gettext_lazy(
            "可选：.xlsx 表样，不超过 2 MB，单元格里写 {{承办件}}、{{办结率}} 等占位符；只在“填入表样”时使用，不保存。"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": gettext_lazy("文件是空的，请重新选择。")},
    )

    def clean(self):
        """Refuse a day in the future, and a report that is reviewed by whoever made it."""
        data = super().clean()
        if (day := data.get("as_of")) and day > timezone.localdate():
            self.add_error("as_of", _("数据截止日期不能在将来。"))
        if data.get("filled_by") and data.get("filled_by") == data.get("reviewed_by"):
            self.add_error("reviewed_by", _("审核人不能是填报人本人。"))
        return data

    def report(self) -> reports.Report:
        """The report that the form asks for."""
        data = self.cleaned_data
        signed = reports.Signed(data["filled_by"], data["reviewed_by"], data["on"])
        return reports.Report(data["session"], data["as_of"], signed)


@method_decorator(only(permissions.may_report), name="dispatch")
class ReportsView(View):
    """The page: the form, and what each of its buttons makes."""

    @cached_property
    def chosen(self) -> tuple[list[Session], Session | None]:
        """All sessions, and the one whose figures are shown: the latest, where the address names none."""
        sessions, session = chosen_session(self.request)
        return sessions, session or next(iter(sessions), None)

    def get(self, request):
        """Show the form, filled in as far as the ledger knows."""
        person = permissions.person_of(request.user)
        today = timezone.localdate()
        initial = {"as_of": today, "on": today, "filled_by": person.name if person else ""}
        if (session := self.chosen[1]) is not None:
            initial["session"] = session
        return self._page(ReportChoiceForm(initial=initial))

    def post(self, request):
        """Download one table, list, paper or filled template."""
        form = ReportChoiceForm(request.POST, request.FILES)
        what = request.POST.get("what", "")
        if form.is_valid():
            if what in SHEETS:
                return self._sheet(form.report(), what)
            if what in PAPERS:
                return self._paper(form.report(), what)
            if what == TEMPLATE and (filled := self._filled(form)) is not None:
                return filled
            if what != TEMPLATE:
                form.add_error(None, _("请按下要生成的那一张报表的按钮。"))
        return self._page(form, refused=True)

    def _page(self, form: ReportChoiceForm, refused: bool = False):
        context = {"form": form, "sheets": SHEETS, "papers": PAPERS, "lists": reports.COLUMNS}
        sessions, session = self.chosen
        if session is not None:
            choices = session_choices(sessions, session)[:-1]
            context |= {"standing": reports.standing(session, timezone.localdate()), "sessions": choices}
        context |= frame(_("统计报表"), icon="clipboard-list")
        return shown(self.request, "tracking/admin/reports/start.html", context, refused)

    def _sheet(self, report: reports.Report, what: str) -> FileResponse:
        label, write = SHEETS[what]
        file = io.BytesIO()
        write(report, file)
        return _download(report, str(label), file.getvalue())

    def _filled(self, form: ReportChoiceForm) -> FileResponse | None:
        file = form.cleaned_data["template"]
        if file is None:
            form.add_error("template", _("请选择要填入的表样。"))
            return None
        try:
            return _download(form.report(), str(_("表样填报")), reports.fill(form.report(), file.read()))
        except reports.Unfillable as why:
            form.add_error("template", str(why))
            return None

    def _paper(self, report: reports.Report, what: str):
        label, write = PAPERS[what]
        context = {"draft": write(report)} | frame(
            str(label), (_("统计报表"), reverse("reports_start")), icon="doc-full"
        )
        return render(self.request, "tracking/admin/reports/paper.html", context)


def _download(report: reports.Report, label: str, content: bytes) -> FileResponse:
    name = f"{report.session.name}{label}{report.as_of:%Y%m%d}.xlsx"
    return download(io.BytesIO(content), name)
