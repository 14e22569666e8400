"""Template tags and filters of the ledger's pages."""

from django import forms, template
from django.urls import reverse

register = template.Library()


@register.simple_tag
def file_url(file) -> str:
    """The address of a scan under private/; its view checks who may see it."""
    return reverse("private_file", args=[file.pk])


@register.simple_tag
def class_label(session, code: str) -> str:
    """A reply class with its meaning in the session, such as A类 已解决或基本解决."""
    return dict(session.class_choices()).get(code, code)


@register.filter
def at(mapping, key):
    """The value under a key that the template computes."""
    return mapping.get(key) if mapping else None


@register.filter
def is_many(field) -> bool:
    """Whether a field is a set of boxes to tick, or of radio buttons."""
    return isinstance(field.field.widget, forms.RadioSelect)


@register.filter
def is_one_of(field) -> bool:
    """Whether a field is a set of radio buttons, whose words are sentences."""
    return is_many(field) and not isinstance(field.field.widget, forms.CheckboxSelectMultiple)


@register.filter
def is_tick(field) -> bool:
    """Whether a field is one box to tick."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_wide(field) -> bool:
    """Whether a field takes the whole width of a form."""
    widget = field.field.widget
    return isinstance(widget, forms.Textarea | forms.FileInput) or field.name in {"title", "co_signers", "post"}
