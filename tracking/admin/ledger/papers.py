"""Papers as pages to print on A4 (纸质件): 征询意见表 and the slip of a one-time link; all others: `tracking.papers`."""

import segno
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracking import permissions
from tracking.feedback.views import public_address
from tracking.loop.acts.opinions import link_of
from tracking.models import Delivery, ReplyKind, Satisfaction

PAPERS: list[URLPattern] = []
"The addresses of the papers of an item, each named paper_…."


def paper(name: str, route: str):
    """Declare a view as a page to print about an item, for users who see the item from the inside."""

    def declare(view):
        @never_cache
        @require_safe
        def guarded(request, record_id: int, **kwargs):
            records = permissions.visible_records(request.user).select_related("session", "lead_unit")
            record = records.filter(pk=record_id).first()
            if record is None or not permissions.sees_the_inside(request.user):
                raise PermissionDenied
            return view(request, record, **kwargs)

        PAPERS.append(path(f"paper/<int:record_id>/{route}/", guarded, name=f"paper_{name}"))
        return guarded

    return declare


@paper("opinion_form", "opinion/<int:delivery_id>")
def opinion_form(request, record, delivery_id: int):
    """征询意见表: for one signer, filled in but for what only the signer may write."""
    parts = permissions.visible_assignments(record, request.user)
    deliveries = Delivery.objects.select_related("reply__assignment__unit", "signature__proposer")
    delivery = get_object_or_404(deliveries, pk=delivery_id, reply__assignment__in=parts, reply__kind=ReplyKind.ANSWER)
    part = delivery.reply.assignment
    others = [one.unit.name for one in record.assignments.select_related("unit") if one.pk != part.pk]
    others += [one.unit.name for one in record.partners.select_related("unit")]
    context = {
        "title": _("征询意见表"),
        "record": record,
        "delivery": delivery,
        "reply": delivery.reply,
        "part": part,
        "proposer": delivery.signature.proposer,
        "others": others,
        "contacts": part.contacts.all(),
        "choices": Satisfaction.choices,
    }
    return render(request, "tracking/papers/opinion_form.html", context)


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
