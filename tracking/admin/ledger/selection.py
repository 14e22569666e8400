"""The records chosen in the ledger list (勾选): those ticked, or all that the filters find, if the user may see each of them."""

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail_modeladmin.views import IndexView

from tracking import permissions
from tracking.admin.ledger.filters import LedgerFilters
from tracking.models import HandlingRecord

EVERYTHING = "all"
"The parameter `scope=all` chooses every item that the filters find, whatever is ticked."
CARRIED = (*LedgerFilters.base_fields, IndexView.ORDER_VAR, IndexView.PAGE_VAR)
"What an address keeps of the list from which items were chosen: its filters, its order and its page."
_KEY = re.compile(r"[0-9]{1,18}")


def selected(data, user):
    """The chosen records; PermissionDenied when one of them is none of the user's."""
    visible = permissions.visible_records(user)
    if data.get("scope") == EVERYTHING:
        return LedgerFilters(data, user=user).apply(visible)
    return chosen(visible, data.getlist("record"))


def chosen(visible, keys: Iterable[str]):
    """Those of the rows that somebody sees which have these keys; PermissionDenied where one is not among them."""
    if not all(_KEY.fullmatch(one) for one in keys):
        raise PermissionDenied
    wanted = {int(one) for one in keys}
    found = visible.filter(pk__in=wanted)
    if found.count() != len(wanted):
        raise PermissionDenied
    return found


def in_list_order(records) -> list[HandlingRecord]:
    """The records in the order of lists, with their sessions."""
    return list(records.select_related("session").order_by("-session__year", "-kind", "origin", "number", "pk"))


def address_of(name: str, keys: list[int], data: QueryDict | None = None) -> str:
    """The address of a page with these records chosen, and with the list's own filters in it; empty when there are none."""
    return f"{reverse(name)}?{urlencode({'record': keys} | list_filters(data), doseq=True)}" if keys else ""


def list_filters(data: QueryDict | None) -> dict[str, str]:
    """The filters, order and page that an address carries along, so that the way back leads to the list as it was."""
    return {name: data[name] for name in CARRIED if data.get(name)} if data is not None else {}


def list_address(data: QueryDict | None) -> str:
    """The list, filtered and ordered as it was when items were ticked in it."""
    kept = list_filters(data)
    return reverse("ledger_modeladmin_index") + (f"?{urlencode(kept)}" if kept else "")


def too_many(request, count: int, most: int):
    """The way back to the list when nothing is ticked, or more than one page can show; None when it fits."""
    if count == 0:
        messages.warning(request, _("请先在台账中勾选承办件。"))
    elif count > most:
        said = {"n": count, "most": most}
        messages.warning(request, _("所选的有 %(n)s 件，一次最多办理 %(most)s 件；请缩小筛选范围，分几次办理。") % said)
    else:
        return None
    return redirect(list_address(request.GET))
