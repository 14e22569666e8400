"""The form of a list's row (名录): every save a version with its reason, and a stale form never overwrites."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tracking.versions import keep, worded

NOT_COMPARED = ("seen_version", "password")
"Form fields that are not compared when somebody else saved first: they are not the row's, or must not be shown."


class KeptForm(forms.ModelForm):
    """A form whose hidden version number tells when somebody else saved first (已被他人更新)."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        self.account = account
        self.label_suffix = ""
        self.conflicts: list[tuple[str, str, str]] = []
        self.fields["seen_version"].initial = self.instance.version
        self._version_now = self.instance.version
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    @property
    def is_new(self) -> bool:
        """Whether it enters a new row."""
        return self.instance.pk is None

    def summary(self) -> str:
        """The summary of the event of this save."""
        return f"{self._meta.model._meta.verbose_name}：{self.instance}"

    def clean(self):
        """Refuse the form if somebody else saved first, and list both values of every field that differs."""
        data = super().clean()
        if not self.is_new and data.get("seen_version") != self._version_now:
            self._show_both(data)
            raise ValidationError(_("已被他人更新：您打开之后，别人保存了新的内容。请对照下面的差异，修改后再次保存。"))
        return data

    def _show_both(self, data: dict) -> None:
        """Add an error that lists every field that differs, and let the form be sent again over the current version."""
        current = self._meta.model._default_manager.get(pk=self.instance.pk)
        as_it_stands = type(self)(instance=current, account=self.account)
        for name, field in self.fields.items():
            if name not in data or name in NOT_COMPARED:
                continue
            now, typed = (in_words(field, current, name, one) for one in (as_it_stands.value_of(name), data[name]))
            if now != typed:
                self.conflicts.append((str(field.label), now, typed))
        self.data = self.data.copy()
        self.data["seen_version"] = self._version_now

    def value_of(self, name: str):
        """The value with which a field of this form opens."""
        if name in self._meta.fields:
            return getattr(self.instance, name)
        return self.fields[name].clean(self.get_initial_for_field(self.fields[name], name))

    def save(self, commit=True):
        """Save the row as a version, then the rows that belong to it."""
        instance = super().save(commit=False)
        keep(instance, user=self.account, reason=_("登记") if self.is_new else _("修改"))
        self.save_parts(instance)
        return instance

    def save_parts(self, instance) -> None:
        """Save rows that belong to this one; subclasses override it."""


def in_words(field: forms.Field, instance, name: str, value) -> str:
    """A form value in words: of a model's field as its versions say it, of another field by its choices or as it is."""
    if hasattr(field, "in_words"):
        return field.in_words(value)
    if isinstance(value, list | models.QuerySet):
        labels = dict(getattr(field, "choices", ())) if isinstance(value, list) else {}
        return "、".join(str(labels.get(one, one)) for one in value) or _("空")
    if hasattr(value, "pk"):
        return str(value)
    if name not in {one.name for one in instance._meta.fields}:
        return str(value or "") or _("空")
    return worded(type(instance), name, value)
