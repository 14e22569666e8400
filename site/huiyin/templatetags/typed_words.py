"""What an administrator types at a terminal, set apart from the words around it."""

import re

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join

register = template.Library()

TYPED = re.compile(
    r"huiyin(?: [a-z_]+(?: --[a-z]+)*|-[a-z]+)|HUIYIN_[A-Z_]+(?:=\w+)?"
    r"|systemctl [a-z]+ [a-z-]+|chmod \d+|timedatectl|pg_dump|postgresql-client|fonts-noto-cjk|(?<= )fonts(?= )"
)
"Commands of huiyin and of the system, services, settings and names of packages."


@register.filter
def typed_as_code(text: str) -> str:
    """The text as HTML with every command, setting and package in `<code>`; everything else is escaped."""
    parts, at = [], 0
    for one in TYPED.finditer(text):
        parts += [(conditional_escape(text[at : one.start()]),), (format_html("<code>{}</code>", one.group()),)]
        at = one.end()
    return format_html_join("", "{}", [*parts, (conditional_escape(text[at:]),)])
