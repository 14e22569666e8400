"""Moving in with the office's own 交办清单: it is read, its proposal looked over and put into force, and then it waits to be imported."""

import io
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from huiyin.moving_in.applying import SetUp, put_into_force
from huiyin.moving_in.given import Given, GivenRow
from huiyin.moving_in.leaving import Target, leave_for_clerks, left_lists
from huiyin.moving_in.list_proposal import ListProposal, read_proposal
from huiyin.moving_in.session_guesses import BOTH
from huiyin.moving_in.session_rows import SessionRow, give_sessions, session_rows
from huiyin.moving_in.sheets import PEOPLE, SHEETS
from huiyin.moving_in.unit_guesses import own_place
from huiyin.moving_in.unit_rows import UnitRow, give_units, rows_of
from tracking import ledger, permissions
from tracking.admin.frame import Crumb, frame, key_in, only, shown
from tracking.admin.imports import uploads
from tracking.ledger.columns import COLUMNS
from tracking.ledger.opening import grids_of
from tracking.models import Duty, Kind, Membership, Role, Session, Unit, UnitKind

NOT_READ = "-"
"The value of the choice “do not read this column”, as in an import's preview."
OUTCOMES = {"new": gettext_lazy("新增"), "changed": gettext_lazy("补充"), "same": gettext_lazy("已有")}


class ListForm(forms.Form):
    """The form: the office's own list."""

    list = forms.FileField(
        label=gettext_lazy("交办清单"),
        help_text=gettext_lazy(
            "人大、政协或上级政府办发来的清单，原样就行：.xlsx、.xls、.csv，其他系统导出的网页表格也可以，不超过 20 MB。"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={
            "required": gettext_lazy("请选择交办清单。"),
            "empty": gettext_lazy("文件是空的，请重新选择。"),
        },
    )

    def clean_list(self):
        """Refuse a file from which no table can be read, and say so of the other file that moving in knows."""
        file = self.cleaned_data["list"]
        try:
            ledger.read(file, file.name)
        except ledger.Unreadable as why:
            file.seek(0)
            if is_setup_file(file.read()):
                raise forms.ValidationError(
                    _("这是开办资料，不是交办清单：请在“开始使用”页下面的“开办资料”里选择它。")
                ) from why
            raise forms.ValidationError(str(why)) from why
        return file


def is_setup_file(data: bytes) -> bool:
    """Whether a workbook is a setup file (开办资料), by the names of its sheets."""
    try:
        grids, _hidden = grids_of(data)
    except ledger.Unreadable:
        return False
    return any(grid.name == sheet.name for grid in grids for sheet in SHEETS)


def kept_list(name: str, data: bytes, account: int) -> uploads.Upload | None:
    """A list that was chosen where a setup file is asked for, kept to be looked over; None where it is no list."""
    try:
        ledger.read(io.BytesIO(data), name)
    except ledger.Unreadable:
        return None
    return uploads.keep(name, data, session=None, account=account)


def start_crumb() -> Crumb:
    """The crumb that leads back to 开始使用."""
    return _("开始使用"), reverse("moving_in")


def in_words(done: SetUp) -> str:
    """What was entered, in a sentence."""
    said = "；".join(
        f"{name} " + "、".join(f"{OUTCOMES[key]} {counts[key]}" for key in OUTCOMES if counts[key])
        for name, counts in done.counts.items()
    )
    return _("已登记：%(what)s。") % {"what": said or _("没有新的内容")}


@method_decorator([never_cache, only(permissions.may_administer)], name="dispatch")
class ListStartView(View):
    """The page on which the list is chosen, and on which lists stand that wait to be imported."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self._page(ListForm(label_suffix=""))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the list while its proposal is looked over."""
        form = ListForm(request.POST, request.FILES, label_suffix="")
        if not form.is_valid():
            return self._page(form, refused=True)
        file = form.cleaned_data["list"]
        file.seek(0)
        upload = uploads.keep(file.name, file.read(), session=None, account=request.user.pk)
        return redirect("moving_in_proposal", upload.token)

    def _page(self, form: ListForm, *, refused: bool = False) -> HttpResponse:
        clerks = Membership.objects.in_effect().filter(role=Role.OFFICE_CLERK, person__is_active=True)
        context = {
            "form": form,
            "left": left_lists(),
            "may_import": permissions.may_enter(self.request.user),
            "has_clerk": clerks.exists(),
            "people_url": f"{reverse('moving_in_people')}?role={Role.OFFICE_CLERK}",
        }
        context |= frame(_("从交办清单开始"), start_crumb(), icon="table")
        return shown(self.request, "huiyin/list_start.html", context, refused=refused)


@dataclass(slots=True)
class Answers:
    """What somebody answered where the list did not tell: kept in the page's address until everything is put into force."""

    place: str
    kind: Kind | None
    year: int | None

    @classmethod
    def among(cls, said: QueryDict) -> "Answers":
        """The answers that an address or a form carries; anything odd is no answer."""
        kind, year = said.get("kind", ""), said.get("year", "")
        return cls(
            said.get("place", "").strip()[:20],
            Kind(kind) if kind in Kind.values else None,
            found if (found := key_in(year, 0)) in range(1980, 2101) else None,
        )


@method_decorator([never_cache, only(permissions.may_administer)], name="dispatch")
class ProposalView(View):
    """The page of a list's proposal, on which sessions and units are looked over and put into force."""

    def find(self, listed: str) -> uploads.Upload:
        """The list, for its uploader alone and while it belongs to no session."""
        upload = uploads.find(listed, account=self.request.user.pk)
        if upload is None or upload.session is not None or upload.names:
            raise Http404
        return upload

    def get(self, request: HttpRequest, listed: str) -> HttpResponse:
        """Show what the list proposes, and what it leaves open."""
        return self._page(self.find(listed), Answers.among(request.GET))

    def post(self, request: HttpRequest, listed: str) -> HttpResponse:
        """Put sessions and units into force, all or nothing, and leave the list to be imported."""
        upload, answers = self.find(listed), Answers.among(request.POST)
        if "discard" in request.POST:
            upload.forget()
            messages.success(request, _("已放弃，什么也没有登记。"))
            return redirect("moving_in_list")
        proposal = self._proposal(upload, answers)
        sessions = session_rows(proposal, request.POST)
        units = rows_of(proposal.new_units, request.POST)
        given = Given()
        give_units(units, given, Unit.objects.by_any_name(), proposal.place)
        give_sessions(sessions, given)
        self._give_people(proposal, given)
        source = _("按交办清单《%(name)s》登记届次、单位和简称") % {"name": upload.name}
        done = put_into_force(given, account=request.user, source=source)
        if done.troubles:
            return self._page(upload, answers, typed=request.POST, done=done)
        content = upload.content
        settled = {"answers": self._columns(), "duties": self._duties(), "for_clerks": True}
        leave_for_clerks(upload.name, content, self._targets(sessions), account=request.user.pk, **settled)
        upload.forget()
        messages.success(request, in_words(done))
        return redirect("moving_in_list")

    def _proposal(self, upload: uploads.Upload, answers: Answers) -> ListProposal:
        sheet = ledger.read(upload.file, upload.name, upload.answers)
        today: date = timezone.localdate()
        place = answers.place or own_place()
        return read_proposal(sheet, today, place=place, kind=answers.kind, year=answers.year)

    def _give_people(self, proposal: ListProposal, given: Given) -> None:
        """Add the ticked handlers: without an account, which is opened in 人员与角色."""
        for one in proposal.people:
            if f"person-{one.number}" in self.request.POST:
                values = {"name": one.name, "roles": [Role.UNIT_HANDLER.value], "unit": one.unit}
                given.rows[PEOPLE.key].append(GivenRow(PEOPLE, one.number, values))

    def _columns(self) -> dict[str, str]:
        """How columns are to be read that the list's header does not tell."""
        keys = {column.key for column in COLUMNS}
        chosen = zip(self.request.POST.getlist("heading"), self.request.POST.getlist("column"), strict=False)
        return {name: "" if key == NOT_READ else key for name, key in chosen if key in {NOT_READ, *keys}}

    def _duties(self) -> dict[str, str]:
        """How units that a cell names together share an item."""
        chosen = zip(self.request.POST.getlist("cell"), self.request.POST.getlist("duty"), strict=False)
        return {cell: duty for cell, duty in chosen if duty in {Duty.SEPARATE, Duty.LEAD}}

    def _targets(self, rows: list[SessionRow]) -> list[Target]:
        """Which session each kind of the list's items goes to."""
        kinds = [row.guess.kind for row in rows if row.guess.kind != BOTH]
        found = []
        for kind in kinds:
            row = next(one for one in rows if one.guess.kind in (kind, BOTH) and one.is_chosen)
            session = Session.objects.get(pk=row.into) if row.into else Session.objects.get(code=row.code)
            found.append(Target(session, Kind(kind)))
        if len({one.session for one in found}) == 1 and len(found) > 1:
            return [Target(found[0].session, None)]
        return found

    def _page(
        self,
        upload: uploads.Upload,
        answers: Answers,
        *,
        typed: QueryDict | None = None,
        done: SetUp | None = None,
    ) -> HttpResponse:
        proposal = self._proposal(upload, answers)
        units: list[UnitRow] = rows_of(proposal.new_units, typed)
        context = {
            "upload": upload,
            "proposal": proposal,
            "answers": answers,
            "session_rows": session_rows(proposal, typed),
            "sessions": list(Session.objects.all()),
            "unit_rows": units,
            "unit_kinds": UnitKind.choices,
            "kinds": [(one.value, one.full_label) for one in Kind],
            "columns": [(column.key, column.heading) for column in COLUMNS],
            "done": done,
        }
        context |= frame(
            _("清单里有什么"), start_crumb(), (_("从交办清单开始"), reverse("moving_in_list")), icon="table"
        )
        return shown(self.request, "huiyin/list_proposal.html", context, refused=done is not None)
