"""The QR code (二维码) on papers that come back: it opens the item for whoever may see it."""

import segno
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tracking.models import HandlingRecord


def item_code(record: HandlingRecord | None) -> str:
    """An SVG of the code that opens this item's file; empty where there is no item or no admin to open it in."""
    if record is None:
        return ""
    try:
        address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("ledger_modeladmin_inspect", args=[record.pk])
    except NoReverseMatch:
        return ""
    return segno.make(address, error="m", micro=False).svg_inline(scale=4, title=_("二维码"))
