"""人员与角色: several people at once, typed row by row, pasted from Excel or from the setup file; tried, then registered."""

from django import forms
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from huiyin.moving_in.applying import SetUp, put_into_force
from huiyin.moving_in.given import Given, read_setup
from huiyin.moving_in.pasted import NAME, as_pasted, read_pasted
from huiyin.moving_in.sheets import PEOPLE
from huiyin.moving_in.slips import opens_here_alone, sealed
from huiyin.moving_in.steps.frames import step_frame
from tracking import permissions
from tracking.admin.frame import key_in, only, shown
from tracking.admin.imports import uploads
from tracking.ledger.grid import Unreadable
from tracking.models import Person, Role, Unit
from tracking.people import powers

NO_SESSION = 0
ROWS, MOST_ROWS = 3, 60
MADE_UP = "hy{:03d}"
"What accounts are called that the system names."
ROLES = [(role.value, role.label) for role in Role if role is not Role.PROPOSER]


class PersonRow(forms.Form):
    """A row typed by hand: somebody with roles."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=50, required=False)
    job = forms.CharField(label=gettext_lazy("职务"), max_length=100, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("承办单位"),
        required=False,
        empty_label=gettext_lazy("不是单位经办的不选"),
    )
    username = forms.CharField(
        label=gettext_lazy("登录账号"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("角色"), choices=ROLES, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["unit"].queryset = units

    @property
    def in_a_line(self) -> list:
        """The fields that stand beside each other, above the roles."""
        return [self[name] for name in ("name", "job", "unit", "username")]

    def cells(self) -> list[str]:
        """The row as the people sheet has it."""
        said = self.cleaned_data
        labels = dict(ROLES)
        unit = said["unit"].name if said.get("unit") else ""
        roles = "、".join(str(labels[one]) for one in said.get("roles", []))
        return [said.get("name", ""), said.get("job", ""), roles, unit, said.get("username", "")]


PersonRows = forms.formset_factory(PersonRow, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class PastedForm(forms.Form):
    """A block copied in Excel."""

    text = forms.CharField(
        label=gettext_lazy("粘贴处"),
        strip=False,
        error_messages={"required": gettext_lazy("请先粘贴，再检查。")},
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "一人一行，各列依次为姓名、职务、角色、承办单位、登录账号；连表头一起复制的，列的顺序可以不同。"
        ),
    )


class SheetForm(forms.Form):
    """The people sheet of a setup file."""

    file = forms.FileField(
        label=gettext_lazy("填好的开办资料"),
        help_text=gettext_lazy("只读其中“人员与角色”一张表。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.toml"}),
    )


@method_decorator([never_cache, only(permissions.may_administer)], name="dispatch")
class PeopleView(View):
    """The page 人员与角色 of 开始使用."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """An empty grid, its first row with the role that the page was asked for."""
        role = request.GET.get("role", "")
        return self._page(rows=self._rows(initial=[{"roles": [role]}] if role in Role.values else None))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Try what was typed, pasted or chosen, or register what was tried."""
        if token := request.POST.get("token", ""):
            return self._register(token)
        match request.POST.get("way", ""):
            case "more":
                return self._page(rows=self._more_rows())
            case "paste":
                return self._try_pasted()
            case "file":
                return self._try_file()
            case _:
                return self._try_rows()

    # What was entered -----------------------------------------------------------------------------
    def _rows(self, data=None, **kwargs):
        return PersonRows(data, form_kwargs={"units": Unit.objects.own()}, prefix="row", **kwargs)

    def _more_rows(self):
        data = self.request.POST.copy()
        count = key_in(data.get("row-TOTAL_FORMS", ""), ROWS) or ROWS
        data["row-TOTAL_FORMS"] = str(min(count + ROWS, MOST_ROWS))
        return self._rows(data)

    def _try_rows(self) -> HttpResponse:
        rows = self._rows(self.request.POST)
        if not rows.is_valid():
            return self._page(rows=rows, refused=True)
        cells = [form.cells() for form in rows.forms if form.has_changed()]
        if not cells:
            return self._page(rows=rows, refused=True, sentence=_("什么也没有填写。"))
        return self._try(as_pasted(PEOPLE, cells).encode(), NAME, {"rows": rows})

    def _try_pasted(self) -> HttpResponse:
        form = PastedForm(self.request.POST, label_suffix="")
        if not form.is_valid():
            return self._page(pasted=form, refused=True)
        return self._try(form.cleaned_data["text"].encode(), NAME, {"pasted": form})

    def _try_file(self) -> HttpResponse:
        form = SheetForm(self.request.POST, self.request.FILES, label_suffix="")
        if not form.is_valid():
            return self._page(chosen=form, refused=True)
        file = form.cleaned_data["file"]
        return self._try(file.read(), file.name, {"chosen": form})

    # Trying and registering -------------------------------------------------------------------------
    def _try(self, data: bytes, name: str, shown_again: dict) -> HttpResponse:
        is_opening = bool(self.request.POST.get("opens_accounts"))
        try:
            given = _read(data, name)
        except Unreadable as why:
            return self._page(**shown_again, refused=True, sentence=str(why))
        if is_opening:
            _name_accounts(given)
        done = put_into_force(given, account=self.request.user, dry_run=True)
        if done.troubles:
            return self._page(**shown_again, refused=True, done=done)
        upload = uploads.keep(name, data, session=NO_SESSION, account=self.request.user.pk)
        upload.answer({"opens_accounts": "1" if is_opening else ""})
        return self._page(**shown_again, done=done, given=given, token=upload.token)

    def _register(self, token: str) -> HttpResponse:
        upload = uploads.find(token, account=self.request.user.pk)
        if upload is None or upload.session != NO_SESSION or "opens_accounts" not in upload.answers:
            return self._page(refused=True, sentence=_("这些人已经登记过，或放了一天以上；请重新填写。"))
        given = _read(upload.content, upload.name)
        if upload.answers["opens_accounts"]:
            _name_accounts(given)
        done = put_into_force(given, account=self.request.user)
        if not done.troubles:
            upload.forget()
        return self._page(refused=bool(done.troubles), done=done, given=given, is_done=not done.troubles)

    def _page(
        self,
        *,
        rows=None,
        pasted: PastedForm | None = None,
        chosen: SheetForm | None = None,
        refused: bool = False,
        sentence: str = "",
        done: SetUp | None = None,
        given: Given | None = None,
        token: str = "",
        is_done: bool = False,
    ) -> HttpResponse:
        slips = done.slips if done is not None and is_done else []
        context = {
            "rows": rows if rows is not None else self._rows(),
            "pasted": pasted or PastedForm(label_suffix=""),
            "chosen": chosen or SheetForm(label_suffix=""),
            "sentence": sentence,
            "done": done,
            "is_done": is_done,
            "token": token,
            "people": _people(given) if given is not None else [],
            "slips": slips,
            "sealed": sealed(slips, self.request.user.pk) if slips else "",
            "opens_here_alone": opens_here_alone(),
            "opens_accounts": bool(self.request.POST.get("opens_accounts")),
            "list_url": reverse("people_modeladmin_index"),
            "powers_url": reverse("powers"),
            "labels": [str(label) for _value, label in ROLES],
        }
        return shown(self.request, "huiyin/steps/people.html", context | step_frame("people"), refused=refused)


def _read(data: bytes, name: str) -> Given:
    """The people that were entered, in whichever way."""
    if name == NAME:
        return read_pasted(data.decode("utf-8", "replace"), PEOPLE)
    given = read_setup(data, name).alone(PEOPLE)
    if not given.troubles and not given.rows[PEOPLE.key]:
        raise Unreadable(_("文件里没有“人员与角色”表，或这张表是空的。"))
    return given


def _name_accounts(given: Given) -> None:
    """Give accounts to those who have none and don't decide on paper alone (区领导)."""
    taken = set(get_user_model().objects.values_list("username", flat=True))
    taken |= {row.values.get("username", "") for row in given.rows[PEOPLE.key]}
    with_account = set(Person.objects.exclude(user=None).values_list("name", flat=True))
    number = 0
    for row in given.whole(PEOPLE):
        roles, name = set(row.values.get("roles", [])), row.values.get("name", "")
        if row.values.get("username") or name in with_account or roles <= {Role.LEADER.value}:
            continue
        number = next(n for n in range(number + 1, number + 100_000) if MADE_UP.format(n) not in taken)
        row.values["username"] = MADE_UP.format(number)


def _people(given: Given) -> list[dict]:
    """What will be, or was, registered: a row for each person."""
    waits = powers.signing_has_begun()
    found = []
    for row in given.whole(PEOPLE):
        roles = [Role(one) for one in row.values.get("roles", [])]
        held = [str(one.label) for one in roles if waits and one.needs_a_second_person]
        found.append(row.values | {"role_labels": "、".join(str(one.label) for one in roles), "waits": "、".join(held)})
    return found
