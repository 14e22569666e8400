"""The admin's colour (后台颜色), one setting for the whole office."""

from django import template
from django.conf import settings
from django.templatetags.static import static

register = template.Library()


@register.simple_tag
def colour_sheet() -> str:
    """The address of the style sheet with the colour that the office asked for."""
    return static(f"huiyin/colour-{settings.ADMIN_COLOUR}.css")
