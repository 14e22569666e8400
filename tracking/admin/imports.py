"""导入导出: a workbook is uploaded, previewed, and brought in as a whole or not at all; and the way out."""

import hashlib
import io
import json
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.menu import MenuItem

from tracking import ledger, permissions
from tracking.admin import uploads
from tracking.admin.frame import Crumb, frame
from tracking.admin.likeness import Likeness, SimilarItem, in_workbook
from tracking.models import Session
from tracking.steps import Stale
from tracking.wording.likeness import Titles

DUPLICATE = 75
"So like (out of 100) that a new item may be one that is there already."
MOST_SHOWN = 300
"Rows of a preview's table; a workbook of ten thousand is not read on one page."
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportMenuItem(MenuItem):
    """导入导出."""

    def is_shown(self, request):
        """To those who may import."""
        return permissions.may_import(request.user)


def menu_item() -> MenuItem:
    """导入导出, below the ledger."""
    return ImportMenuItem(_("导入导出"), reverse("import_start"), name="imports", icon_name="table", order=110)


class UploadForm(forms.Form):
    """Which workbook, and which session it belongs to."""

    session = forms.ModelChoiceField(
        Session.objects.order_by("-year", "-code"),
        label=gettext_lazy("届次"),
        empty_label=None,
        error_messages={"required": gettext_lazy("请先在“名录”中登记届次。")},
    )
    workbook = forms.FileField(
        label=gettext_lazy("工作簿"),
        help_text=gettext_lazy("交办清单或工作落实台账：.xlsx、.xls 或 .csv，不超过 20 MB。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={
            "required": gettext_lazy("请选择工作簿。"),
            "empty": gettext_lazy("文件是空的，请重新选择。"),
        },
    )

    def clean(self):
        """The workbook must be one that can be read."""
        data = super().clean()
        if (file := data.get("workbook")) is not None:
            try:
                ledger.read(file, file.name)
            except ledger.Unreadable as why:
                self.add_error("workbook", str(why))
        return data


class Preview:
    """What an import would do, as the page shows it."""

    def __init__(self, plan: ledger.Plan, user):
        self.plan = plan
        self.user = user
        self.counts = plan.summary()
        self.errors, self.more_errors = some(plan.errors)
        self.notes, self.more_notes = some(plan.notes)
        self.creates, self.more_creates = some(plan.creates)
        self.updates, self.more_updates = some(plan.updates)
        self.people = [
            (person, person._meta.get_field(name).verbose_name, getattr(person, name), value)
            for person, name, value in plan.contact_data
        ]

    @property
    def new_rows(self) -> list[tuple[ledger.Change, list[SimilarItem]]]:
        """The new items, each with those in the ledger and further up in the workbook whose titles are like its own."""
        shown = self.creates
        alike = Likeness(self.user).of({place: one.record.title for place, one in enumerate(shown)}, least=DUPLICATE)
        here = Titles(one.record.title for one in shown)
        rows = []
        for place, change in enumerate(shown):
            above = [one for one in here.like(change.record.title, least=DUPLICATE) if one.place < place]
            in_book = [in_workbook(shown[one.place].row, shown[one.place].record.title, one) for one in above]
            rows.append((change, [*alike[place], *in_book]))
        return rows

    @property
    def has_updates(self) -> bool:
        """Whether anything of what is stored would change."""
        return bool(self.plan.updates or self.people)

    @property
    def may_confirm(self) -> bool:
        """Whether there is something to bring in and nothing against it."""
        return not self.plan.errors and bool(self.plan.creates or self.has_updates)

    @property
    def seal(self) -> str:
        """A digest of all that the preview says, so that nobody confirms what they have not seen."""
        said = {
            "creates": [(one.sheet, one.row, one.record.number_label, one.stage) for one in self.plan.creates],
            "updates": [one.as_json() for one in self.plan.updates],
            "people": [(person.pk, str(name), new) for person, name, _old, new in self.people],
            "unchanged": self.plan.unchanged,
            "errors": [one.as_json() for one in self.plan.errors],
        }
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=str).encode()).hexdigest()


def some(rows: list) -> tuple[list, int]:
    """The first rows, and how many more there are."""
    return rows[:MOST_SHOWN], max(0, len(rows) - MOST_SHOWN)


class ClerksView(View):
    """For those who may import; anybody else is turned away."""

    def dispatch(self, request, *args, **kwargs):
        """政府办经办 alone."""
        if not permissions.may_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def imports_crumb() -> Crumb:
    """The way back to 导入导出."""
    return _("导入导出"), reverse("import_start")


class StartView(ClerksView):
    """Upload a workbook, or take one away."""

    def get(self, request):
        """The form, the template, and each session's ledger."""
        return self._page(UploadForm())

    def post(self, request):
        """Keep the workbook and show what it would do."""
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        file = form.cleaned_data["workbook"]
        file.seek(0)
        upload = uploads.keep(file.name, file.read(), session=form.cleaned_data["session"].pk, account=request.user.pk)
        return redirect("import_preview", upload.token)

    def _page(self, form: UploadForm, status: int = HTTPStatus.OK):
        sessions = Session.objects.order_by("-year", "-code").annotate(items=Count("records"))
        context = {"form": form, "sessions": sessions} | frame(_("导入导出"), icon="table")
        return render(self.request, "tracking/admin/imports/start.html", context, status=status)


class PreviewView(ClerksView):
    """What the workbook would do, to the one who uploaded it; confirmed, it is done."""

    def get(self, request, token: str):
        """The preview."""
        upload, session = self._find(token)
        return self._page(Preview(self._plan(upload, session), request.user), upload, session)

    def post(self, request, token: str):
        """Plan again, and bring it in if it still is what was shown."""
        upload, session = self._find(token)
        if "discard" in request.POST:
            upload.forget()
            messages.success(request, _("已放弃导入，台账没有改动。"))
            return redirect("import_start")
        plan = self._plan(upload, session)
        preview = Preview(plan, request.user)
        if request.POST.get("seal") != preview.seal:
            messages.warning(request, _("预览之后台账又有变动，没有导入。下面是新的预览，请重新核对。"))
            return self._page(preview, upload, session, status=HTTPStatus.CONFLICT)
        if not preview.may_confirm:
            return self._page(preview, upload, session, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            done = ledger.apply(plan, request.user, update="update" in request.POST)
        except Stale as why:
            messages.warning(request, str(why))
            return redirect("import_preview", token)
        upload.forget()
        said = _("导入完毕：新增 %(created)s 件，更新 %(updated)s 件，未变 %(unchanged)s 件。") % done
        messages.success(request, said)
        return redirect(f"{reverse('ledger_modeladmin_index')}?session={session.code}")

    def _find(self, token: str) -> tuple[uploads.Upload, Session]:
        upload = uploads.find(token, account=self.request.user.pk)
        if upload is None:
            raise Http404
        return upload, get_object_or_404(Session, pk=upload.session)

    @staticmethod
    def _plan(upload: uploads.Upload, session: Session) -> ledger.Plan:
        return ledger.plan(ledger.read(upload.file, upload.name), session)

    def _page(self, preview: Preview, upload: uploads.Upload, session: Session, status: int = HTTPStatus.OK):
        context = {"preview": preview, "plan": preview.plan, "upload": upload, "session": session}
        context |= frame(_("导入预览"), imports_crumb(), icon="table")
        return render(self.request, "tracking/admin/imports/preview.html", context, status=status)


class TemplateView(ClerksView):
    """An empty workbook to fill in (空白模板)."""

    def get(self, request, session_id: int):
        """With the session's name on it and its classes of reply to choose from."""
        session = get_object_or_404(Session, pk=session_id)
        file = io.BytesIO()
        ledger.write_template(session, file)
        return workbook(file, _("%(session)s台账模板.xlsx") % {"session": session.name})


class LedgerView(ClerksView):
    """The session's ledger as a workbook that imports back to the same items (工作落实台账)."""

    def get(self, request, session_id: int):
        """As it stands now."""
        session = get_object_or_404(Session, pk=session_id)
        file = io.BytesIO()
        ledger.write(session, file)
        named = {"session": session.name, "day": f"{timezone.localdate():%Y%m%d}"}
        return workbook(file, _("%(session)s工作落实台账%(day)s.xlsx") % named)


def workbook(file: io.BytesIO, name: str, content_type: str = XLSX) -> FileResponse:
    """A file made for this one answer, to be saved under this name."""
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response.headers["Cache-Control"] = "private, no-store"
    return response
