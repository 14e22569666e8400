"""What people type into forms, cleaned before a field reads it: every form of the project, its own and Wagtail's.

`FORM_RENDERER = "tracking.wording.typed.CleanForms"` is all that a site sets. Cleaning comes first, so that a text of
nothing visible is missing, the longest length counts what is kept, and a form that is shown again shows what is kept.
"""

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates

from tracking.wording.cleaning import clean, clean_line


class TypedField(BoundField):
    """A form field whose text is cleaned before it is read; one line (案由、来文号) stays one line, a password is left as typed."""

    @property
    def data(self) -> object:
        value, widget = super().data, self.field.widget
        if not isinstance(value, str) or not isinstance(self.field, forms.CharField):
            return value
        if isinstance(widget, forms.PasswordInput):
            return value
        is_one_line = isinstance(widget, forms.widgets.Input) and not widget.is_hidden
        return clean_line(value) if is_one_line else clean(value)


class CleanForms(DjangoTemplates):
    """Django's own way of showing forms, with fields that are cleaned."""

    bound_field_class = TypedField
