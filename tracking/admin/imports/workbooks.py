"""导入导出: a workbook is uploaded, previewed, and brought in as a whole or not at all; and the way out."""

import io
from http import HTTPStatus

from django import forms
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import ledger, permissions
from tracking.admin.frame import frame, shown
from tracking.admin.imports import uploads
from tracking.admin.imports.previews import ClerksView, Preview, PreviewView, imports_crumb, some
from tracking.admin.ledger.files import download
from tracking.admin.ledger.like_items import Likeness, SimilarItem, in_workbook
from tracking.admin.menu import GuardedItem
from tracking.ledger.columns import COLUMNS
from tracking.loop.engine.fields import SessionField
from tracking.models import Session
from tracking.wording.likeness import Titles

NOT_READ = "-"
"The choice that a column is not read."
DUPLICATE = 75
"So like (out of 100) that a new item may be one that is there already."


def menu_item() -> GuardedItem:
    """导入导出, below the ledger."""
    return GuardedItem(
        _("导入导出"),
        reverse("import_start"),
        may_open=permissions.may_enter,
        name="imports",
        icon_name="table",
        order=110,
    )


class UploadForm(forms.Form):
    """Which workbook, and which session it belongs to."""

    session = SessionField()
    workbook = forms.FileField(
        label=gettext_lazy("工作簿"),
        help_text=gettext_lazy(
            "交办清单或工作落实台账：.xlsx、.xls 或 .csv，其他系统导出的网页表格也可以，不超过 20 MB。"
        ),
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


class LedgerPreview(Preview):
    """What importing a workbook would do."""

    def __init__(self, plan: ledger.Plan, user):
        super().__init__(plan)
        self.user = user
        self.notes, self.more_notes = some(plan.notes)
        self.creates, self.more_creates = some(plan.creates)
        self.updates, self.more_updates = some(plan.updates)
        self.people = [
            (person, person._meta.get_field(name).verbose_name, getattr(person, name), value)
            for person, name, value in plan.contact_data
        ]

    @property
    def asked(self) -> list[tuple[str, ledger.Question | None]]:
        """The columns that are not read, those first about which somebody has to say what becomes of them."""
        questions = {one.heading: one for one in self.plan.sheet.questions}
        return [*questions.items(), *((name, None) for name in self.plan.sheet.unknown if name not in questions)]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The ledger's columns that one of the workbook's may be read as."""
        return [(column.key, column.heading) for column in COLUMNS]

    @property
    def new_rows(self) -> list[tuple[ledger.RowChange, list[SimilarItem]]]:
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
    def brings_something(self) -> bool:
        """New items, or differences."""
        return bool(self.plan.creates or self.has_updates)

    def said(self) -> dict:
        """Items, differences, people and errors, as the page lists them."""
        return {
            "creates": [(one.sheet, one.row, one.record.number_label, one.stage) for one in self.plan.creates],
            "updates": [one.as_json() for one in self.plan.updates],
            "people": [(person.pk, str(name), new) for person, name, _old, new in self.people],
            "unchanged": self.plan.unchanged,
            "errors": [one.as_json() for one in self.plan.errors],
        }


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
        sessions = Session.objects.order_by("-year", "-pk").annotate(items=Count("records"))
        context = {"form": form, "sessions": sessions} | frame(_("导入导出"), icon="table")
        return shown(self.request, "tracking/admin/imports/start.html", context, status)


class LedgerPreviewView(PreviewView):
    """What the workbook would do to the ledger."""

    template_name = "tracking/admin/imports/ledger_preview.html"
    start = "import_start"
    done = gettext_lazy("导入完毕：新增 %(created)s 件，更新 %(updated)s 件，未变 %(unchanged)s 件。")

    def find(self, token: str) -> uploads.Upload:
        """The workbook, with the session that it goes into."""
        upload = super().find(token)
        self.session = get_object_or_404(Session, pk=upload.session)
        return upload

    def preview(self, upload: uploads.Upload) -> LedgerPreview:
        """The plan for that session."""
        return LedgerPreview(
            ledger.plan(ledger.read(upload.file, upload.name, upload.answers), self.session), self.request.user
        )

    def post(self, request, **token):
        """Keep what was said of unknown columns and preview anew; or bring the workbook in."""
        if "answer" not in request.POST:
            return super().post(request, **token)
        upload = self.find(**token)
        columns = {column.key for column in COLUMNS}
        chosen = zip(request.POST.getlist("heading"), request.POST.getlist("column"), strict=False)
        upload.answer({name: "" if key == NOT_READ else key for name, key in chosen if key in {NOT_READ, *columns}})
        return redirect(request.path)

    def bring_in(self, preview: LedgerPreview) -> dict[str, int]:
        """What is new, and the differences where that is ticked."""
        return ledger.apply(preview.plan, self.request.user, update="update" in self.request.POST)

    def then(self) -> str:
        """The session's ledger."""
        return f"{reverse('ledger_modeladmin_index')}?session={self.session.code}"

    def frame(self) -> dict:
        """Session and plan beside the preview."""
        return {"session": self.session} | frame(_("导入预览"), imports_crumb(), icon="table")


class TemplateView(ClerksView):
    """An empty workbook to fill in (空白模板)."""

    def get(self, request, session_id: int):
        """With the session's name on it and its classes of reply to choose from."""
        session = get_object_or_404(Session, pk=session_id)
        file = io.BytesIO()
        ledger.write_template(session, file)
        return download(file, _("%(session)s台账模板.xlsx") % {"session": session.name})


class LedgerWorkbookView(ClerksView):
    """The session's ledger as a workbook that imports back to the same items (工作落实台账)."""

    def get(self, request, session_id: int):
        """As it stands now."""
        session = get_object_or_404(Session, pk=session_id)
        file = io.BytesIO()
        ledger.write(session, file)
        named = {"session": session.name, "day": f"{timezone.localdate():%Y%m%d}"}
        return download(file, _("%(session)s工作落实台账%(day)s.xlsx") % named)
