"""The records chosen in the ledger list (勾选): those ticked, or all that the filters find, if the user may see each of them."""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tracking import permissions
from tracking.admin.ledger.filters import LedgerFilters
from tracking.models import HandlingRecord

EVERYTHING = "all"
"The parameter `scope=all` chooses every item that the filters find, whatever is ticked."
_KEY = re.compile(r"[0-9]{1,18}")


def selected(data, user):
    """The chosen records; PermissionDenied when one of them is none of the user's."""
    visible = permissions.visible_records(user)
    if data.get("scope") == EVERYTHING:
        return LedgerFilters(data, user=user).apply(visible)
    ticked = data.getlist("record")
    if not all(_KEY.fullmatch(one) for one in ticked):
        raise PermissionDenied
    wanted = {int(one) for one in ticked}
    found = visible.filter(pk__in=wanted)
    if found.count() != len(wanted):
        raise PermissionDenied
    return found


def in_list_order(records) -> list[HandlingRecord]:
    """The records in the order of lists, with their sessions."""
    return list(records.select_related("session").order_by("-session__year", "-kind", "origin", "number", "pk"))


def address_of(name: str, keys: list[int]) -> str:
    """The address of a page with these records chosen; empty when there are none."""
    return f"{reverse(name)}?{urlencode({'record': keys}, doseq=True)}" if keys else ""


def too_many(request, count: int, most: int):
    """The way back to the list when nothing is ticked, or more than one page can show; None when it fits."""
    if count == 0:
        messages.warning(request, _("请先在台账中勾选承办件。"))
    elif count > most:
        said = {"n": count, "most": most}
        messages.warning(request, _("所选的有 %(n)s 件，一次最多办理 %(most)s 件；请缩小筛选范围，分几次办理。") % said)
    else:
        return None
    return redirect(reverse("ledger_modeladmin_index"))
