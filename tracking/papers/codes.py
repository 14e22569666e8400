"""The QR code (二维码) on papers that come back: it opens what the paper is about for whoever may see it."""

import io
from typing import Any

import segno
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tracking.papers.declaring import Paper


def code_of(paper: Paper, subject: Any) -> segno.QRCode | None:
    """The code of a paper that comes back; None for the others, and where there is no admin to open anything in."""
    if not paper.comes_back:
        return None
    try:
        address = _address(paper, subject)
    except NoReverseMatch:
        return None
    return segno.make(settings.WAGTAILADMIN_BASE_URL.rstrip("/") + address, error="m", micro=False) if address else None


def _address(paper: Paper, subject: Any) -> str:
    if paper.about.opens is not None:
        return paper.about.opens(subject)
    item = paper.about.item(subject)
    return reverse("ledger_modeladmin_inspect", args=[item.pk]) if item else ""


def as_drawing(code: segno.QRCode | None) -> str:
    """The code as SVG, for a PDF; empty where there is none."""
    return code.svg_inline(scale=4, title=_("二维码")) if code else ""


def as_picture(code: segno.QRCode | None) -> bytes:
    """The code as PNG, for a Word file; empty where there is none."""
    if code is None:
        return b""
    file = io.BytesIO()
    code.save(file, kind="png", scale=6)
    return file.getvalue()
