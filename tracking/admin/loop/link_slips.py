"""The slip of a one-time link (一次性链接): a page to print, shown once in answer to the step that issued the link."""

import segno
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from tracking.feedback.views import public_address
from tracking.loop.acts.opinions import link_of


def link_slip(request, entry):
    """The slip of a one-time link, shown in answer to the step that issued it and never again."""
    token = entry.form.token
    address = public_address(token)
    link = link_of(token)
    context = {
        "title": _("一次性链接"),
        "record": entry.form.record,
        "link": link,
        "proposer": link.delivery.signature.proposer,
        "address": address,
        "code": mark_safe(qr(address)),  # noqa: S308 (drawn by segno from an address of our own)
    }
    response = render(request, "tracking/papers/link_slip.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def qr(address: str) -> str:
    """A QR code (二维码) as an SVG element, without colours or styles of its own."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, title=_("二维码"))
