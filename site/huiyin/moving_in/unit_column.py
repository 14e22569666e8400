"""Units from a pasted column (粘贴承办单位): one name a line, with short names behind a tabulator as Excel copies them."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from huiyin.moving_in.applying import SetUp, put_into_force
from huiyin.moving_in.from_list import in_words, start_crumb
from huiyin.moving_in.given import Given
from huiyin.moving_in.unit_guesses import UnitGuess, Written, guess_units, own_place, place_among
from huiyin.moving_in.unit_rows import give_units, rows_of
from tracking import permissions
from tracking.admin.frame import frame, only, shown
from tracking.loop.engine.fields import TextField
from tracking.models import Unit, UnitKind
from tracking.wording import clean
from tracking.wording.listed import parts

MOST_NAMES = 150
"Names and short names that one form can hold."
HEADS = {"单位", "单位名称", "名称", "承办单位", "部门", "单位全称", "规范全称"}


class ColumnForm(forms.Form):
    """The form: a column of names."""

    column = TextField(
        rows=10,
        label=gettext_lazy("单位名称"),
        help_text=gettext_lazy(
            "一行一个单位；从 Excel、WPS 复制两列也可以，第二列是简称，几个之间用顿号分开。一次最多 150 个名称。"
        ),
        error_messages={"required": gettext_lazy("请粘贴单位名称，一行一个。")},
    )
    place = forms.CharField(
        label=gettext_lazy("本地名称"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("例如：示例县。写了就加在全称前面；不写的按单位名称自己看。"),
    )

    def clean_column(self):
        """Refuse what holds no name, or more names than one page shows."""
        lines = names_by_line(self.cleaned_data["column"])
        if not lines:
            raise forms.ValidationError(_("没有读到单位名称：请一行写一个。"))
        if (count := sum(len(names) for _number, names in lines)) > MOST_NAMES:
            words = _("有%(n)s个名称，一次最多%(most)s个，请分几次粘贴。")
            raise forms.ValidationError(words % {"n": count, "most": MOST_NAMES})
        if long := next((name for _number, names in lines for name in names if len(name) > 100), None):
            raise forms.ValidationError(_("“%(name)s…”超过100个字，不像单位名称：请一行写一个。") % {"name": long[:20]})
        return self.cleaned_data["column"]


def names_by_line(text: str) -> list[tuple[int, list[str]]]:
    """Each line's number with its name and, behind it, its short names; a line of headings says nothing."""
    found = []
    for number, line in enumerate(clean(text).splitlines(), start=1):
        first, *others = line.split("\t")
        names = [one.strip() for one in (first, *(short for cell in others for short in parts(cell)))]
        names = list(dict.fromkeys(one for one in names if one))
        if names and names[0] not in HEADS:
            found.append((number, names))
    return found


def guess_column(text: str, place: str) -> tuple[list[UnitGuess], str]:
    """The units that a column means, and what the district is called; short names on a line belong to its first name."""
    lines = names_by_line(text)
    ways: dict[str, Written] = {}
    shorts: dict[str, list[Written]] = {}
    for number, (name, *others) in lines:
        where = _("第%(row)s行") % {"row": number}
        ways.setdefault(name, Written(name, where=where)).count += 1
        shorts.setdefault(name, []).extend(Written(one, 1, where) for one in others)
    place = place or own_place() or place_among([], ways)
    known = Unit.objects.by_any_name()
    guesses = guess_units(ways.values(), known, place)
    for guess in guesses:
        said = [short for way in list(guess.written) for short in shorts[way.name] if short.name not in ways]
        for short in {one.name: one for one in said}.values():
            short.is_known = short.name in known
            guess.written.append(short)
        names = {way.name for way in guess.written}
        guess.also = [] if said else [one for one in guess.also if one not in names]
    return guesses, place


@method_decorator([never_cache, only(permissions.may_administer)], name="dispatch")
class UnitColumnView(View):
    """The page: a column is pasted, its proposal looked over, and put into force."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self._page(ColumnForm(label_suffix=""))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Propose units for what was pasted, or put what was looked over into force."""
        form = ColumnForm(request.POST, label_suffix="")
        if not form.is_valid():
            return self._page(form, refused=True)
        guesses, place = guess_column(form.cleaned_data["column"], form.cleaned_data["place"])
        if "enter" not in request.POST:
            return self._page(form, guesses)
        rows = rows_of([one for one in guesses if one.missing], request.POST)
        given = Given()
        give_units(rows, given, Unit.objects.by_any_name(), place)
        done = put_into_force(given, account=request.user, source=_("按粘贴的名单登记承办单位"))
        if done.troubles:
            return self._page(form, guesses, typed=request.POST, done=done)
        messages.success(request, in_words(done))
        return redirect("moving_in")

    def _page(
        self,
        form: ColumnForm,
        guesses: list[UnitGuess] | None = None,
        *,
        refused: bool = False,
        typed: QueryDict | None = None,
        done: SetUp | None = None,
    ) -> HttpResponse:
        context = {
            "form": form,
            "is_tried": guesses is not None,
            "unit_rows": rows_of([one for one in guesses or [] if one.missing], typed),
            "known": [one.unit for one in guesses or [] if not one.missing],
            "unit_kinds": UnitKind.choices,
            "done": done,
        }
        context |= frame(_("粘贴承办单位"), start_crumb(), icon="table")
        return shown(self.request, "huiyin/unit_column.html", context, refused=refused or done is not None)
