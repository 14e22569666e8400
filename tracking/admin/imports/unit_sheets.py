"""Units' sheets in the admin (承办单位回填表): downloaded one for each unit, and uploaded several at once when they return."""

import io

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.admin.frame import Crumb, frame, shown
from tracking.admin.imports import uploads
from tracking.admin.imports.previews import ClerksView, Preview, PreviewView, imports_crumb, some
from tracking.admin.ledger.files import download
from tracking.ledger import unit_sheets
from tracking.loop.engine.fields import SeveralFiles
from tracking.models import Assignment, Session, Unit
from tracking.stages import Stage

ZIP = "application/zip"


class SheetsField(forms.FileField):
    """A field of several workbooks."""

    def __init__(self, **kwargs):
        super().__init__(widget=SeveralFiles(attrs={"accept": ".xlsx,.xls,.ods"}), **kwargs)

    def clean(self, data, initial=None):
        """Check each file by itself: none may be empty."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(SheetsField, self).clean(one, initial) for one in files or [None]]


class SheetsForm(forms.Form):
    """The form on which returned sheets are uploaded."""

    sheets = SheetsField(
        label=gettext_lazy("填好的回填表"),
        help_text=gettext_lazy("可以一次选择几个单位的回填表，最多100个；.xlsx、.xls 或 .ods，不收 .csv。"),
        error_messages={"required": gettext_lazy("请选择回填表。"), "empty": gettext_lazy("文件是空的，请重新选择。")},
    )


def sheets_crumb() -> Crumb:
    """The crumb that leads back to the sheets."""
    return _("承办单位回填表"), reverse("import_sheets")


def units_of(session: Session | None) -> list[tuple[Unit, int, int]]:
    """The units with open items of a session, how many, and how many of these they have not signed for.

    Other sessions' parts are not looked at.
    """
    parts = Assignment.objects.open().filter(record__session=session)
    of_unit = parts.values_list("unit").annotate(n=Count("pk"), unsigned=Count("pk", filter=Q(stage=Stage.ASSIGNED)))
    counted = {unit: (items, unsigned) for unit, items, unsigned in of_unit}
    units = Unit.objects.filter(pk__in=counted).order_by("-uses_sheets", "kind", "name")
    return [(unit, *counted[unit.pk]) for unit in units]


class SheetsView(ClerksView):
    """The page of a session's sheets: downloads for each unit, and the upload of returned ones."""

    def get(self, request):
        """List the units with open items."""
        return self._page(SheetsForm())

    def post(self, request):
        """Keep the uploaded sheets until they are confirmed, and go to their preview."""
        form = SheetsForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, refused=True)
        files = [(one.name, one.read()) for one in form.cleaned_data["sheets"]]
        return redirect("import_sheets_preview", uploads.keep_several(files, account=request.user.pk).token)

    def _page(self, form: SheetsForm, refused: bool = False):
        sessions = list(Session.objects.all())
        wanted = self.request.GET.get("session")
        session = next((one for one in sessions if one.code == wanted), sessions[0] if sessions else None)
        context = {"form": form, "sessions": sessions, "session": session, "units": units_of(session)}
        context |= frame(_("承办单位回填表"), imports_crumb(), icon="table")
        return shown(self.request, "tracking/admin/imports/sheets.html", context, refused)


class SheetView(ClerksView):
    """The download of one unit's sheet."""

    def get(self, request, session_id: int, unit_id: int):
        """Write the sheet from the ledger as it is now."""
        session, unit = get_object_or_404(Session, pk=session_id), get_object_or_404(Unit, pk=unit_id)
        found = unit_sheets.open_items(session, [unit])
        if not found:
            raise Http404
        file = io.BytesIO()
        unit_sheets.write_sheet(found[0], file)
        return download(file, unit_sheets.file_name(found[0]))


class SheetsZipView(ClerksView):
    """The download of all units' sheets as one ZIP file, or of those alone whose units do not log in."""

    def get(self, request, session_id: int):
        """Write the sheets from the ledger as it is now."""
        session = get_object_or_404(Session, pk=session_id)
        units = Unit.objects.filter(uses_sheets=True) if "uses_sheets" in request.GET else None
        file = io.BytesIO()
        if not unit_sheets.write_zip(unit_sheets.open_items(session, units), file):
            messages.warning(request, _("没有这样的承办单位有未办结的承办件。"))
            return redirect(f"{reverse('import_sheets')}?session={session.code}")
        named = {"session": session.name, "day": f"{timezone.localdate():%Y%m%d}"}
        return download(file, _("%(session)s承办单位回填表%(day)s.zip") % named, ZIP)


class SheetsPreview(Preview):
    """The preview of returned sheets."""

    def __init__(self, plan: unit_sheets.MergePlan):
        super().__init__(plan)
        self.skipped, self.more_skipped = some(plan.skipped)
        self.notes, self.more_notes = some(plan.notes)
        self.units = [(unit, *some(rows)) for unit, rows in plan.by_unit]

    @property
    def brings_something(self) -> bool:
        """Whether any unit filled in something."""
        return bool(self.plan.rows)

    def said(self) -> list:
        """The rows, errors and ignored cells that the page lists."""
        rows, errors, skipped, unchanged = self.plan.said()
        return [rows, [one.as_json() for one in (*errors, *skipped)], unchanged]


class SheetsPreviewView(PreviewView):
    """The page of that preview, unit by unit."""

    template_name = "tracking/admin/imports/sheets_preview.html"
    start = "import_sheets"
    done = gettext_lazy("导入完毕：新增进展和沟通 %(created)s 条，拟答复类别 %(updated)s 处，已有 %(unchanged)s 处。")

    def find(self, returned: str) -> uploads.Upload:
        """The upload of several sheets; 404 for one of a ledger's workbook."""
        upload = super().find(returned)
        if not upload.names:
            raise Http404
        return upload

    def preview(self, upload: uploads.Upload) -> SheetsPreview:
        """Plan all sheets together."""
        return SheetsPreview(unit_sheets.plan_merge(*unit_sheets.read_sheets(upload.files)))

    def bring_in(self, preview: SheetsPreview) -> dict[str, int]:
        """Enter their progress notes, contacts and planned classes of answer."""
        return unit_sheets.merge(preview.plan, self.request.user)

    def frame(self) -> dict:
        """The title, and crumbs that lead back to the sheets."""
        return frame(_("回填表预览"), imports_crumb(), sheets_crumb(), icon="table")
