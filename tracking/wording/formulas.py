"""Text in spreadsheets (单元格文字): what a program would take for a formula, and how it stays text."""

import re

_ESCAPED = re.compile("^'+[=+\\-@\t\r]")
_TO_ESCAPE = re.compile("^'*[=+\\-@\t\r]")


def escaped(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one apostrophe before = + - @."""
    return f"'{text}" if _TO_ESCAPE.match(text) else text


def unescaped(text: str) -> str:
    """The text that was escaped."""
    return text[1:] if _ESCAPED.match(text) else text
