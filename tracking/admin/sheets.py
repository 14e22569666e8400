"""承办单位回填表 in the admin: sheets go out by unit, come back several at once, and a unit's items are signed for together."""

import hashlib
import io
import json
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import permissions, versions
from tracking.admin import uploads
from tracking.admin.frame import Crumb, frame
from tracking.admin.imports import ClerksView, imports_crumb, some, workbook
from tracking.admin.step_forms import kept_scans, scans_to_keep, spread
from tracking.ledger import unit_sheets
from tracking.models import Assignment, Session, Unit
from tracking.stages import OPEN, Stage
from tracking.steps import STEPS, Refused, take
from tracking.steps.forms import DayField

ZIP = "application/zip"


class SeveralFiles(forms.ClearableFileInput):
    """A field for files, several at once."""

    allow_multiple_selected = True


class SheetsField(forms.FileField):
    """Units' workbooks, several at once."""

    def __init__(self, **kwargs):
        super().__init__(widget=SeveralFiles(attrs={"accept": ".xlsx,.xls"}), **kwargs)

    def clean(self, data, initial=None):
        """Each of them a file with something in it."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(SheetsField, self).clean(one, initial) for one in files or [None]]


class SheetsForm(forms.Form):
    """Which sheets came back."""

    sheets = SheetsField(
        label=gettext_lazy("填好的回填表"),
        help_text=gettext_lazy("可以一次选择几个单位的回填表，最多100个。"),
        error_messages={"required": gettext_lazy("请选择回填表。"), "empty": gettext_lazy("文件是空的，请重新选择。")},
    )


def sheets_crumb() -> Crumb:
    """The way back to the sheets."""
    return _("承办单位回填表"), reverse("import_sheets")


class SheetsView(ClerksView):
    """Sheets out and in, for one session."""

    def get(self, request):
        """Every unit with open items."""
        return self._page(SheetsForm())

    def post(self, request):
        """Keep the sheets that came back, and show what they would do."""
        form = SheetsForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        files = [(one.name, one.read()) for one in form.cleaned_data["sheets"]]
        return redirect("import_sheets_preview", uploads.keep_several(files, account=request.user.pk).token)

    def _page(self, form: SheetsForm, status: int = HTTPStatus.OK):
        sessions = list(Session.objects.order_by("-year", "-code"))
        wanted = self.request.GET.get("session")
        session = next((one for one in sessions if one.code == wanted), sessions[0] if sessions else None)
        of_session = Q(assignments__record__session=session, assignments__stage__in=OPEN)
        units = Unit.objects.annotate(
            items=Count("assignments", filter=of_session),
            unsigned=Count("assignments", filter=of_session & Q(assignments__stage=Stage.ASSIGNED)),
        )
        units = units.filter(items__gt=0).order_by("-uses_sheets", "kind", "name")
        context = {"form": form, "sessions": sessions, "session": session, "units": list(units)}
        context |= frame(_("承办单位回填表"), imports_crumb(), icon="table")
        return render(self.request, "tracking/admin/imports/sheets.html", context, status=status)


class SheetView(ClerksView):
    """One unit's sheet."""

    def get(self, request, session_id: int, unit_id: int):
        """As it stands now."""
        session, unit = get_object_or_404(Session, pk=session_id), get_object_or_404(Unit, pk=unit_id)
        found = unit_sheets.open_items(session, [unit])
        if not found:
            raise Http404
        file = io.BytesIO()
        unit_sheets.write_sheet(found[0], file)
        return workbook(file, unit_sheets.file_name(found[0]))


class SheetsZipView(ClerksView):
    """Every unit's sheet, or those of units that do not log in, in one package."""

    def get(self, request, session_id: int):
        """As they stand now."""
        session = get_object_or_404(Session, pk=session_id)
        units = Unit.objects.filter(uses_sheets=True) if "uses_sheets" in request.GET else None
        file = io.BytesIO()
        if not unit_sheets.write_zip(unit_sheets.open_items(session, units), file):
            messages.warning(request, _("没有这样的承办单位有未办结的承办件。"))
            return redirect(f"{reverse('import_sheets')}?session={session.code}")
        named = {"session": session.name, "day": f"{timezone.localdate():%Y%m%d}"}
        return workbook(file, _("%(session)s承办单位回填表%(day)s.zip") % named, ZIP)


class MergePreview:
    """What importing the sheets would do, as the page shows it."""

    def __init__(self, plan: unit_sheets.MergePlan):
        self.plan = plan
        self.counts = plan.summary()
        self.errors, self.more_errors = some(plan.errors)
        self.skipped, self.more_skipped = some(plan.skipped)
        self.units = [(unit, *some(rows)) for unit, rows in plan.by_unit]

    @property
    def may_confirm(self) -> bool:
        """Whether there is something to bring in and nothing against it."""
        return not self.plan.errors and bool(self.plan.rows)

    @property
    def seal(self) -> str:
        """A digest of all that the preview says, so that nobody confirms what they have not seen."""
        rows, errors, skipped, unchanged = self.plan.said()
        said = [rows, [one.as_json() for one in (*errors, *skipped)], unchanged]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


class SheetsPreviewView(ClerksView):
    """What the sheets would do, to the one who uploaded them; confirmed, it is done."""

    def get(self, request, returned: str):
        """The preview, unit by unit."""
        return self._page(MergePreview(self._plan(self._find(returned))))

    def post(self, request, returned: str):
        """Plan again, and bring it in if it still is what was shown."""
        upload = self._find(returned)
        if "discard" in request.POST:
            upload.forget()
            messages.success(request, _("已放弃导入，台账没有改动。"))
            return redirect("import_sheets")
        preview = MergePreview(self._plan(upload))
        if request.POST.get("seal") != preview.seal:
            messages.warning(request, _("预览之后台账又有变动，没有导入。下面是新的预览，请重新核对。"))
            return self._page(preview, status=HTTPStatus.CONFLICT)
        if not preview.may_confirm:
            return self._page(preview, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            done = unit_sheets.merge(preview.plan, request.user)
        except Refused as why:
            messages.warning(request, str(why))
            return redirect("import_sheets_preview", returned)
        upload.forget()
        said = _("导入完毕：新增进展和沟通 %(created)s 条，拟答复类别 %(updated)s 处，已有 %(unchanged)s 处。") % done
        messages.success(request, said)
        return redirect("import_sheets")

    def _find(self, returned: str) -> uploads.Upload:
        upload = uploads.find(returned, account=self.request.user.pk)
        if upload is None or not upload.names:
            raise Http404
        return upload

    @staticmethod
    def _plan(upload: uploads.Upload) -> unit_sheets.MergePlan:
        return unit_sheets.plan_merge(*unit_sheets.read_sheets(upload.files))

    def _page(self, preview: MergePreview, status: int = HTTPStatus.OK):
        context = {"preview": preview} | frame(_("回填表预览"), imports_crumb(), sheets_crumb(), icon="table")
        return render(self.request, "tracking/admin/imports/sheets_preview.html", context, status=status)


# 代签收 ----------------------------------------------------------------------------------------
class SlipItem(forms.Form):
    """One item on the slip: whether it is signed for, and its handler where it is not everybody's."""

    ticked = forms.BooleanField(label=gettext_lazy("签收"), required=False, initial=True)
    department = forms.CharField(label=gettext_lazy("本件具体部门"), max_length=100, required=False)
    handler = forms.CharField(label=gettext_lazy("本件具体负责人"), max_length=50, required=False)
    due_on = DayField(label=gettext_lazy("办结时限"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, part: Assignment, data=None):
        super().__init__(data, prefix=f"part{part.pk}", label_suffix="", initial={"version": part.version})
        self.part = part


class Slip:
    """A unit's signed slip (签收单): decider, scan and the usual four fields once, for all of its items."""

    def __init__(self, unit: Unit, parts: list[Assignment], account, data=None, files=None):
        self.unit, self.account = unit, account
        step = STEPS["sign_for"]
        scan = kept_scans(data, account).get("scan")
        self.shared = step.form(
            data,
            files,
            step=step,
            subject=parts[0],
            account=account,
            on_paper=True,
            prefix="slip",
            initial={"scan": scan} if scan else {},
        )
        for name in ("due_on", "version"):
            del self.shared.fields[name]
        self.shared.fields["department"].help_text = _("某件不同的，在下面该件填写；不填的与此相同。")
        self.items = [SlipItem(part, data) for part in parts]

    @property
    def kept(self) -> dict:
        """The scan that came up with a slip that was refused."""
        return scans_to_keep(self.shared, self.account)

    def take(self) -> int:
        """Sign for every ticked item, all or none; how many. The reasons stand at the items that were refused."""
        if not all([self.shared.is_valid(), *(item.is_valid() for item in self.items)]):
            return 0
        ticked = [item for item in self.items if item.cleaned_data["ticked"]]
        if not ticked:
            self.shared.add_error(None, _("请至少勾选一件。"))
        refused = not ticked
        with versions.chaining(item.part.record_id for item in ticked):
            for item in ticked:
                own = {name: item.cleaned_data[name] for name in ("department", "handler") if item.cleaned_data[name]}
                more = {"version": item.cleaned_data["version"], "due_on": item.cleaned_data["due_on"]}
                try:
                    take("sign_for", item.part, account=self.account, **self.shared.cleaned_data | own | more)
                except Refused as reason:
                    item.add_error(None, str(reason))
                    refused = True
                except ValidationError as error:
                    spread(error, item)
                    refused = True
            transaction.set_rollback(refused)
        return 0 if refused else len(ticked)


class SlipView(ClerksView):
    """代签收: all that one unit has not signed for, from one slip."""

    def get(self, request, unit_id: int):
        """The slip to fill in."""
        unit, parts = self._find(unit_id)
        if not parts:
            messages.warning(request, _("%(unit)s没有待签收的承办件。") % {"unit": unit})
            return redirect("import_sheets")
        return self._page(Slip(unit, parts, request.user))

    def post(self, request, unit_id: int):
        """Sign for all of them, or none."""
        unit, parts = self._find(unit_id)
        wanted = {name.removeprefix("part").split("-")[0] for name in request.POST if name.startswith("part")}
        parts = [part for part in parts if str(part.pk) in wanted]
        if not parts:
            messages.warning(request, _("所列的承办件都已签收，没有再办理。"))
            return redirect("import_sheets")
        slip = Slip(unit, parts, request.user, request.POST, request.FILES)
        if not (count := slip.take()):
            return self._page(slip, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(request, _("已代%(unit)s签收 %(n)s 件。") % {"unit": unit, "n": count})
        return redirect("import_sheets")

    def _find(self, unit_id: int) -> tuple[Unit, list[Assignment]]:
        unit = get_object_or_404(Unit.objects.own(), pk=unit_id)
        parts = Assignment.objects.filter(unit=unit, stage=Stage.ASSIGNED).select_related("record__session", "unit")
        visible = permissions.scope(parts, self.request.user, "record__")
        return unit, list(visible.order_by("record__kind", "record__origin", "record__number"))

    def _page(self, slip: Slip, status: int = HTTPStatus.OK):
        context = {"slip": slip, "refused": status != HTTPStatus.OK}
        context |= frame(_("代签收"), imports_crumb(), sheets_crumb(), icon="tasks")
        return render(self.request, "tracking/admin/imports/slip.html", context, status=status)
