"""The list of 套打位置: where words are printed on the office's own pre-printed sheets."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.admin.lists.kept import KeptAdmin
from tracking.admin.lists.kept_form import KeptForm
from tracking.models import OverprintField, OverprintSheet

NAMES = ("x", "y", "width", "height", "size")
NUMBER = re.compile(r"\d{1,3}(\.\d)?")


class PlacesField(forms.CharField):
    """A field that shows places as lines, one a field: “文件标题 48 78 142 16 14”."""

    widget = forms.Textarea(attrs={"rows": 16, "spellcheck": "false"})

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(
                " ".join([str(OverprintField(one["field"]).label), *(f"{one[name]:g}" for name in NAMES)])
                for one in value
            )
        return value

    def to_python(self, value):
        codes = {str(label): code for code, label in OverprintField.choices}
        found = []
        for line in (super().to_python(value) or "").splitlines():
            if not line.strip():
                continue
            label, *numbers = re.split(r"[\s，,]+", line.strip())
            if label not in codes:
                words = _("没有栏目“%(label)s”。可用的栏目：%(known)s。")
                raise ValidationError(words % {"label": label, "known": "、".join(codes)})
            if len(numbers) != len(NAMES) or not all(NUMBER.fullmatch(one) for one in numbers):
                words = _(
                    "“%(line)s”应写成：栏目、左、上、宽、高（毫米，至多一位小数）、字号（磅），例如“文件标题 48 78 142 16 14”。"
                )
                raise ValidationError(words % {"line": line.strip()})
            found.append({"field": codes[label], **dict(zip(NAMES, map(float, numbers), strict=True))})
        return found

    def in_words(self, value) -> str:
        """The places as the field shows them."""
        return self.prepare_value(value)

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != data


class OverprintForm(KeptForm):
    """The form of a sheet; a new one opens with the places of a usual sheet."""

    places = PlacesField(
        label=gettext_lazy("各栏位置"),
        help_text=gettext_lazy(
            "每行一栏：栏目、左、上、宽、高（毫米，从纸的左上角量起）、字号（磅），用空格隔开；不要的栏删去整行。"
            "先在承办件的“文书”中打印“收文处理单套打校准页”，与红格纸叠在一起对光看。"
        ),
    )

    class Meta:
        model = OverprintSheet
        fields = ["paper", "width", "height", "right", "down", "places"]


class OverprintAdmin(KeptAdmin):
    """The list of pre-printed sheets (套打位置)."""

    model = OverprintSheet
    base_url_path = "overprints"
    menu_icon = "resubmit"
    form_class = OverprintForm
    list_display = ("paper", "width", "height", "right", "down")
    intro = gettext_lazy("把字套打到本单位印好的红格纸上时，各栏印在哪里。没有登记的按常用的 A4 红格纸打印。")
    empty_text = gettext_lazy("还没有登记；套打按常用的 A4 红格纸的位置打印。")
