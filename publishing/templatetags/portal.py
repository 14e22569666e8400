"""How the public templates write days, moments and drawings; everything else they print as it is given."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from django import template
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe
from django.utils.timezone import is_aware, localtime

from publishing.frame import FigureCard, FigureTable, MarkedText
from tracking.figures import share

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day in words, as a sentence would have it: 2024年8月8日."""
    if not value:
        return ""
    on = _as_day(value)
    return format_html('<time datetime="{}">{}年{}月{}日</time>', on.isoformat(), on.year, on.month, on.day)


@register.filter
def marked(stretches: tuple[MarkedText, ...]) -> str:
    """Write a text with the words that were searched for marked."""
    return mark_safe(  # noqa: S308 - each part is escaped
        "".join(f"<mark>{escape(one.text)}</mark>" if one.is_found else escape(one.text) for one in stretches)
    )


@register.filter
def short_day(value: date | datetime | None) -> str:
    """Write a day in figures, as a table or list would have it: 2024-08-08."""
    if not value:
        return ""
    return format_html('<time datetime="{0}">{0}</time>', _as_day(value).isoformat())


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment to the minute; a midnight is a day whose hour nobody recorded, and prints as a day."""
    if not value:
        return ""
    local = localtime(value) if is_aware(value) else value
    if local.time() == time.min:
        return short_day(local)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), local.strftime("%Y-%m-%d %H:%M")
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a drawing, and what is written beside it."""

    words: str
    series: int
    width: float
    "Percent of the longest."


@dataclass(frozen=True, slots=True)
class Strip:
    """The bars of one label."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A table as bars: at most MOST_DRAWN labels; `left_out` says how many more stand in the table alone."""

    strips: tuple[Strip, ...]
    left_out: int
    alike: str = ""
    "The names of the numbers that are alike in every row, so that one bar stands for them (承办、已答复)."


MOST_DRAWN = 15


@register.filter
def drawn(table: FigureTable) -> Drawing:
    """A table as bars, each with its number in words, so that nothing is told by colour alone; rows of nothing are left out."""
    longest = max((number for _label, numbers in table.rows for number in numbers), default=0)
    names = table.header[1:] if len(table.header) > 2 else ("",)
    are_alike = len(names) > 1 and all(len(set(numbers)) == 1 for _label, numbers in table.told)
    strips = []
    for label, numbers in table.told[:MOST_DRAWN]:
        series = enumerate(zip(("",), numbers[:1], strict=True) if are_alike else zip(names, numbers, strict=True))
        bars = tuple(Bar(f"{name}{number}", place, _width(number, longest)) for place, (name, number) in series)
        strips.append(Strip(label, bars))
    return Drawing(tuple(strips), max(0, len(table.told) - MOST_DRAWN), "、".join(names) if are_alike else "")


def _width(number: int, longest: int) -> float:
    return round(100 * number / longest, 1) if longest else 0


@register.filter
def shares(table: FigureTable) -> list[tuple[str, tuple[int, ...], str]]:
    """Each row that counts something, with the share of its number in all, where the table has one number a row."""
    total = sum(numbers[0] for _label, numbers in table.rows)
    has_shares = len(table.header) == 2 and total
    return [(label, numbers, share(numbers[0], total) if has_shares else "") for label, numbers in table.told]


@register.filter
def mark_counted(text: str, cards: tuple[FigureCard, ...]) -> str:
    """Mark in a sentence the figures that the page's own cards prove (2件, 100%); all other words stay as they are."""
    printed = {re.escape(conditional_escape(card.value + card.unit)) for card in cards if card.value.isdecimal()}
    escaped = conditional_escape(text)
    if not printed:
        return escaped
    counted = re.compile(rf"(?<![\d.])(?:{'|'.join(sorted(printed))})")
    return mark_safe(counted.sub(r'<span class="counted-figure">\g<0></span>', escaped))  # noqa: S308 (escaped above)


def _as_day(value: date | datetime) -> date:
    if not isinstance(value, datetime):
        return value
    return localtime(value).date() if is_aware(value) else value.date()
