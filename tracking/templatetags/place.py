"""The place's own words in templates: {% local "经{leaders}批示" %}."""

from django import template

from tracking.wording.local import localised

register = template.Library()
register.simple_tag(localised, name="local")
