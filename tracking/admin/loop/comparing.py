"""Any two texts of a letter side by side (任选两稿对照): savings, Word files, rounds and the office's edits, on screen and on paper."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracking import permissions
from tracking.admin.frame import frame, ledger_crumb, record_crumb
from tracking.loop.letter_texts import LetterTexts


@never_cache
@require_safe
def letter_texts(request, record_id: int, assignment_id: int):
    """The texts of one part's letter, two of them chosen and laid beside each other."""
    if not permissions.sees_the_inside(request.user):
        raise PermissionDenied
    record = permissions.visible_records(request.user).filter(pk=record_id).first()
    if record is None:
        raise PermissionDenied
    part = get_object_or_404(permissions.visible_assignments(record, request.user), pk=assignment_id)
    texts = LetterTexts(part, request.user)
    wanted = request.GET.get("old", ""), request.GET.get("new", "")
    pair = texts.pair(*wanted) if any(wanted) else texts.telling_pair()
    context = {
        "record": record,
        "part": part,
        "texts": texts.listed,
        "pair": pair,
        "not_found": any(wanted) and pair is None,
        "chosen": (pair.old.key, pair.new.key) if pair is not None else wanted,
    }
    context |= frame(_("任选两稿对照"), ledger_crumb(), record_crumb(record), icon="doc-full")
    return render(request, "tracking/admin/letter_texts.html", context)
