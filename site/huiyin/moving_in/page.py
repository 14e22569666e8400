"""开始使用 in the admin: what is still missing, and a setup file to fill in, to try and to put into force."""

import io

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import Component

from huiyin.moving_in.applying import SetUp, put_into_force
from huiyin.moving_in.from_list import ListForm, kept_list
from huiyin.moving_in.given import read_setup
from huiyin.moving_in.leaving import LeftList, left_lists
from huiyin.moving_in.slips import opens_here_alone, sealed
from huiyin.moving_in.steps.overview import Step, overview, still_open
from huiyin.moving_in.template import workbook_template
from tracking import permissions
from tracking.admin.frame import frame, only, shown
from tracking.admin.imports import uploads
from tracking.admin.ledger.files import download
from tracking.ledger.grid import Unreadable
from tracking.models import Role

NO_SESSION = 0
"An upload that belongs to no session: it brings them."
OUTCOMES = {"new": gettext_lazy("新增"), "changed": gettext_lazy("补充"), "same": gettext_lazy("已有")}


class SetupForm(forms.Form):
    """The form: a setup file."""

    file = forms.FileField(
        label=gettext_lazy("填好的开办资料"),
        help_text=gettext_lazy("先下载空白表，在 Excel、WPS 里填好；可以只填一部分，以后再补。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.toml"}),
    )


@require_safe
@only(permissions.may_administer)
def setup_template(request: HttpRequest) -> HttpResponse:
    """The empty setup file as a workbook."""
    return download(io.BytesIO(workbook_template()), _("开办资料.xlsx"))


@method_decorator([never_cache, only(permissions.may_administer)], name="dispatch")
class MovingInView(View):
    """The page 开始使用: the steps with what each lacks, then the file, which is tried before it is put into force."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is there and what is missing."""
        return self._page(SetupForm(label_suffix=""))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Try a file that was chosen, or put the one that was tried into force."""
        if token := request.POST.get("token", ""):
            return self._put_into_force(token)
        form = SetupForm(request.POST, request.FILES, label_suffix="")
        if not form.is_valid():
            return self._page(form, refused=True)
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            done = put_into_force(read_setup(data, file.name), account=request.user, dry_run=True)
        except Unreadable as why:
            if (upload := kept_list(file.name, data, request.user.pk)) is not None:
                messages.info(request, _("这是交办清单，已按清单读取。"))
                return redirect("moving_in_proposal", upload.token)
            form.add_error("file", str(why))
            return self._page(form, refused=True)
        if done.troubles:
            return self._page(form, refused=True, done=done)
        upload = uploads.keep(file.name, data, session=NO_SESSION, account=request.user.pk)
        return self._page(form, done=done, token=upload.token)

    def _put_into_force(self, token: str) -> HttpResponse:
        upload = uploads.find(token, account=self.request.user.pk)
        form = SetupForm(label_suffix="")
        if upload is None or upload.session != NO_SESSION:
            form = SetupForm({}, label_suffix="")
            form.add_error("file", _("这份资料已经登记过，或放了一天以上；请重新选择文件。"))
            return self._page(form, refused=True)
        try:
            given = read_setup(upload.content, upload.name)
        except Unreadable as why:  # what another page keeps, as the people that were pasted there
            form = SetupForm({}, label_suffix="")
            form.add_error("file", str(why))
            return self._page(form, refused=True)
        done = put_into_force(given, account=self.request.user)
        if not done.troubles:
            upload.forget()
        return self._page(form, refused=bool(done.troubles), done=done, is_done=not done.troubles)

    def _page(
        self,
        form: SetupForm,
        *,
        refused: bool = False,
        done: SetUp | None = None,
        token: str = "",
        is_done: bool = False,
    ) -> HttpResponse:
        slips = done.slips if done is not None and is_done else []
        person, steps = permissions.person_of(self.request.user), overview()
        context = {
            "steps": steps,
            "is_open": bool(still_open(steps)),
            "people_url": f"{reverse('moving_in_people')}?role={Role.OFFICE_CLERK}",
            "slips": slips,
            "sealed": sealed(slips, self.request.user.pk) if slips else "",
            "opens_here_alone": opens_here_alone(),
            "form": form,
            "list_form": ListForm(label_suffix=""),
            "done": done,
            "is_done": is_done,
            "token": token,
            "brought": [
                (name, [(OUTCOMES[key], counts[key]) for key in OUTCOMES if counts[key]])
                for name, counts in (done.counts.items() if done else ())
            ],
            "is_without_role": not permissions.memberships(person) if person else True,
        }
        return shown(self.request, "huiyin/moving_in.html", context | frame(_("开始使用"), icon="cog"), refused=refused)


class MovingInPanel(Component):
    """The panel on an administrator's first page while something is missing (开始使用)."""

    template_name = "huiyin/moving_in_panel.html"
    order = 10

    def __init__(self, missing: list[Step]):
        super().__init__()
        self.missing = missing

    def get_context_data(self, parent_context: dict) -> dict:
        """What is missing, in words."""
        return {"missing": self.missing, "url": reverse("moving_in")}


class LeftListsPanel(Component):
    """The panel on a clerk's first page while lists wait that an administrator moved in with (等待导入的清单)."""

    template_name = "huiyin/left_lists_panel.html"
    order = 10

    def __init__(self, left: list[LeftList]):
        super().__init__()
        self.left = left

    def get_context_data(self, parent_context: dict) -> dict:
        """The lists."""
        return {"left": self.left}


def show_panel(request: HttpRequest, panels: list) -> None:
    """Put what waits first: for administrators as long as something is missing, for clerks lists to be imported."""
    if permissions.may_enter(request.user) and (left := left_lists()):
        panels.insert(0, LeftListsPanel(left))
    if permissions.may_administer(request.user) and (missing := still_open(overview())):
        panels.insert(0, MovingInPanel(missing))
