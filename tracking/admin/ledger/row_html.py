"""The rows of the ledger list as HTML, put together without a template: a page has six hundred cells, and each was looked up."""

from datetime import date
from functools import cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from tracking.admin.ledger.rows import LedgerRow
from tracking.models import Origin
from tracking.wording.local import localised
from tracking.workdays import Light

NOTHING = "—"
LONGEST_REASON = 60
"Of why a draft came back, the list shows so many characters."


def row_html(row: LedgerRow, *, shows_session: bool) -> SafeString:
    """One item's row: its tick and twelve cells, in the order of `COLUMNS`; with its session's code where all are listed."""
    record = row.record
    title, is_open = escape(record.title), record.is_open
    number = str(record.number)
    if record.origin != Origin.CITY:
        number += _quiet(f"（{escape(record.get_origin_display())}）")
    named = f'<a href="{reverse("ledger_modeladmin_inspect", args=[record.pk])}" title="{title}">{title}</a>'
    if record.is_key:
        named += ' <span class="badge badge--key">重点</span>'
    if shows_session:
        named += f" {_quiet(escape(record.session.code))}"
    units = escape(row.units) or NOTHING
    if is_open and (followers := row.followers):
        units += f"<br>{_quiet(f'跟踪 {escape(followers)}')}"
    due = _day(row.due_on)
    if label := row.due_label:
        due += f"<br>{_quiet(escape(label))}"
    if record.is_at_once:
        due += ' <span class="badge badge--key">即办</span>'
    light = row.light
    cells = (
        _cell("number", "编号", number),
        _cell("kind", "类别", escape(record.get_kind_display())),
        _cell("title", "案由", named),
        _cell("first_signer", "领衔", escape(row.signed)),
        _cell("duty", "承办方式", escape(record.get_duty_display())),
        _cell("units", "承办单位", units, is_none=not row.units),
        _cell("stage", "环节", _stage(row)),
        _cell("handed_over_on", "交办日期", _day(record.handed_over_on), is_none=not record.handed_over_on),
        _cell("due_on", "办理期限", due, is_none=not row.due_on),
        _cell("light", "灯", _light(light), is_none=not light),
        _cell("reply_class", "答复类别", escape(record.reply_class) or NOTHING, is_none=not record.reply_class),
        _cell("feedback", "反馈意见", _feedback(row), is_none=not record.feedback_result),
    )
    tick = (
        f'<td class="ledger__tick"><input type="checkbox" name="record" value="{record.pk}" '
        f'aria-label="选择{escape(record.number_label)}"></td>'
    )
    return mark_safe(f"<tr>\n{tick}\n" + "\n".join(cells) + "\n</tr>")  # noqa: S308 - every value was escaped


def _cell(key: str, label: str, inside: str, *, is_none: bool = False) -> str:
    none = " ledger__none" if is_none else ""
    return f'<td class="ledger__{key}{none}" data-label="{label}">{inside}</td>'


def _quiet(inside: str) -> str:
    return f'<span class="quiet">{inside}</span>'


def _day(day: date | None) -> str:
    return day.isoformat() if day else NOTHING


def _stage(row: LedgerRow) -> str:
    if why := row.came_back:
        reason = escape(Truncator(why).chars(LONGEST_REASON))
        return f'<span class="badge badge--back">退回</span> {_quiet(reason)}'
    return escape(row.record.get_stage_display())


def _feedback(row: LedgerRow) -> str:
    if row.record.is_joint:
        why = escape(localised("会办件由{upper_lead}统一征询意见"))
        return f'<span class="quiet" title="{why}">不适用</span>'
    return escape(row.record.get_feedback_result_display()) or NOTHING


@cache
def _light(light: Light | None) -> str:
    """As every page shows it; asked of the template once for each light."""
    return render_to_string("tracking/admin/_light.html", {"light": light})
