"""Import and export of the ledger (导入导出): a workbook is uploaded, previewed and imported whole or not at all."""

import io
from collections.abc import Iterable

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
from tracking.ledger.together import share_out
from tracking.loop.engine.fields import SessionField
from tracking.models import HandlingRecord, Kind, Session
from tracking.wording.likeness import Titles

NOT_READ = "-"
"The value of the choice “do not read this column”."
DUPLICATE = 75
"From this likeness of titles on (out of 100) a new item is shown as a possible duplicate."


def menu_item() -> GuardedItem:
    """The menu's entry 导入导出, which stands below the ledger."""
    return GuardedItem(
        _("导入导出"),
        reverse("import_start"),
        may_open=permissions.may_enter,
        name="imports",
        icon_name="table",
        order=110,
    )


class UploadForm(forms.Form):
    """The form on which a workbook is uploaded for a session."""

    session = SessionField()
    kind = forms.ChoiceField(
        label=gettext_lazy("导入哪一类"),
        required=False,
        choices=[
            ("", gettext_lazy("清单里的全部")),
            (Kind.SUGGESTION, gettext_lazy("只导入建议")),
            (Kind.PROPOSAL, gettext_lazy("只导入提案")),
        ],
        help_text=gettext_lazy("人大、政协分为两届、写在一份清单里的，请各导入一次；清单没有写明类别的，也在这里选。"),
    )
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
        """Refuse a file that cannot be read as a workbook."""
        data = super().clean()
        if (file := data.get("workbook")) is not None:
            try:
                ledger.read(file, file.name)
            except ledger.Unreadable as why:
                self.add_error("workbook", str(why))
        return data


class LedgerPreview(Preview):
    """The preview of a ledger's workbook."""

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
        """The columns that are not read; first those for which the uploader has yet to decide."""
        questions = {one.heading: one for one in self.plan.sheet.questions}
        return [*questions.items(), *((name, None) for name in self.plan.sheet.unknown if name not in questions)]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The ledger's columns that one of the workbook's may be read as."""
        return [(column.key, column.heading) for column in COLUMNS]

    @property
    def new_rows(self) -> list[tuple[ledger.RowChange, list[SimilarItem]]]:
        """The new items, each with possible duplicates: items of the ledger, or of earlier rows, with a like title."""
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
        """Whether stored items would change."""
        return bool(self.plan.updates or self.people)

    @property
    def brings_something(self) -> bool:
        """Whether there are new items or differences."""
        return bool(self.plan.creates or self.has_updates)

    def said(self) -> dict:
        """The items, differences, people and errors that the page lists."""
        return {
            "creates": [(one.sheet, one.row, one.record.number_label, one.stage) for one in self.plan.creates],
            "updates": [one.as_json() for one in self.plan.updates],
            "people": [(person.pk, str(name), new) for person, name, _old, new in self.people],
            "unchanged": self.plan.unchanged,
            "errors": [one.as_json() for one in self.plan.errors],
        }


class StartView(ClerksView):
    """The first page: upload a workbook, or download one."""

    def get(self, request):
        """Show the form, and links to the blank template and each session's ledger."""
        return self._page(UploadForm())

    def post(self, request):
        """Keep the workbook until it is confirmed, and go to its preview."""
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, refused=True)
        file = form.cleaned_data["workbook"]
        file.seek(0)
        data = form.cleaned_data
        upload = uploads.keep(
            file.name, file.read(), session=data["session"].pk, account=request.user.pk, kind=data["kind"]
        )
        return redirect("import_preview", upload.token)

    def _page(self, form: UploadForm, refused: bool = False):
        sessions = list(Session.objects.order_by("-year", "-pk"))
        # By itself this is counted in an index of sessions, without the items' rows.
        items = dict(HandlingRecord.objects.order_by().values_list("session").annotate(Count("pk")))
        counted = [(one, items.get(one.pk, 0)) for one in sessions]
        context = {"form": form, "sessions": counted, "waiting": self._waiting(sessions)}
        context |= frame(_("导入导出"), icon="table")
        return shown(self.request, "tracking/admin/imports/start.html", context, refused)

    def _waiting(self, sessions: Iterable[Session]) -> list[tuple[uploads.Upload, Session, str]]:
        """What an administrator left to be imported: the upload, its session and the kind that goes there."""
        by_key = {one.pk: one for one in sessions}
        return [
            (one, by_key[one.session], Kind(one.kind).full_label if one.kind else "")
            for one in uploads.waiting_for_clerks()
            if one.session in by_key
        ]


class LedgerPreviewView(PreviewView):
    """The page of a workbook's preview."""

    template_name = "tracking/admin/imports/ledger_preview.html"
    start = "import_start"
    done = gettext_lazy("导入完毕：新增 %(created)s 件，更新 %(updated)s 件，未变 %(unchanged)s 件。")

    def find(self, token: str) -> uploads.Upload:
        """The upload, and the session that it is for."""
        upload = super().find(token)
        self.session = get_object_or_404(Session, pk=upload.session)
        return upload

    def preview(self, upload: uploads.Upload) -> LedgerPreview:
        """Plan the workbook for that session."""
        sheet = ledger.read(upload.file, upload.name, upload.answers)
        share_out(sheet, upload.duties)
        return LedgerPreview(
            ledger.plan(sheet, self.session, Kind(upload.kind) if upload.kind else None), self.request.user
        )

    def post(self, request, **token):
        """Keep how unknown columns are to be read and preview again, or import the workbook."""
        if "answer" not in request.POST:
            return super().post(request, **token)
        upload = self.find(**token)
        columns = {column.key for column in COLUMNS}
        chosen = zip(request.POST.getlist("heading"), request.POST.getlist("column"), strict=False)
        upload.answer({name: "" if key == NOT_READ else key for name, key in chosen if key in {NOT_READ, *columns}})
        return redirect(request.path)

    def bring_in(self, preview: LedgerPreview) -> dict[str, int]:
        """Import the new items, and the differences where the box for them is ticked."""
        return ledger.apply(preview.plan, self.request.user, update="update" in self.request.POST)

    def then(self) -> str:
        """The list of the session's items."""
        return f"{reverse('ledger_modeladmin_index')}?session={self.session.code}"

    def frame(self) -> dict:
        """The title, with session and plan for the template."""
        return {"session": self.session} | frame(_("导入预览"), imports_crumb(), icon="table")


class TemplateView(ClerksView):
    """The download of a blank workbook (空白模板)."""

    def get(self, request, session_id: int):
        """Write it with the session's name, and its reply classes as a drop-down list."""
        session = get_object_or_404(Session, pk=session_id)
        file = io.BytesIO()
        ledger.write_template(session, file)
        return download(file, _("%(session)s台账模板.xlsx") % {"session": session.name})


class LedgerWorkbookView(ClerksView):
    """The session's ledger as a workbook that imports back to the same items (工作落实台账)."""

    def get(self, request, session_id: int):
        """Write the ledger as it is now."""
        session = get_object_or_404(Session, pk=session_id)
        file = io.BytesIO()
        ledger.write(session, file)
        named = {"session": session.name, "day": f"{timezone.localdate():%Y%m%d}"}
        return download(file, _("%(session)s工作落实台账%(day)s.xlsx") % named)
