"""The clock of each reply (公开时限): within twenty working days of its delivery it is public (R90)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.inspection.findings import Fault
from publishing.inspection.portal import Inspection
from tracking.models import ANSWERING_DUTIES, Publicity, Reply, ReplyKind, WorkdayOverride
from tracking.stages import APART
from tracking.time.clocks import publication_limit
from tracking.workdays import yellow_from

PROACTIVE = [one for one in Publicity if one.is_proactive]


def check_site(inspection: Inspection) -> Iterator[Fault]:
    """Replies that are due, overdue, or came too late."""
    calendar = WorkdayOverride.objects.calendar()
    public = {reply.pk: one for one in inspection.pieces.values() if (reply := one.page.answered_reply) is not None}
    for reply in _delivered(inspection.day):
        record = reply.assignment.record
        limit = publication_limit(record, reply.delivered_on, calendar).on
        said = {"record": str(record), "delivered": reply.delivered_on, "limit": limit}
        if (piece := public.get(reply.pk)) is not None:
            on = timezone.localtime(piece.page.published_at).date()
            if on > limit and not piece.page.migrated:
                words = _("%(record)s的答复 %(delivered)s 送达，应在 %(limit)s 前公开，公开于 %(on)s。")
                yield Fault("reply-late", piece.path, words % {**said, "on": on})
        elif reply.published_on is None:
            url = reverse("ledger_modeladmin_inspect", args=[record.pk])
            if inspection.day > limit:
                words = _("%(record)s的答复 %(delivered)s 送达，应在 %(limit)s 前公开，现在还没有公开。")
                yield Fault("reply-overdue", url, words % said)
            elif inspection.day >= yellow_from(limit, record.session.yellow_days, calendar):
                words = _("%(record)s的答复 %(delivered)s 送达，应在 %(limit)s 前公开。")
                yield Fault("reply-due", url, words % said)


def _delivered(day: date) -> Iterator[Reply]:
    """The latest delivered reply of each unit that answers, where it is to be public of itself."""
    replies = (
        Reply.objects.filter(
            kind=ReplyKind.ANSWER,
            delivered_on__lte=day,
            publicity__in=PROACTIVE,
            assignment__record__duty__in=ANSWERING_DUTIES,
        )
        .exclude(assignment__record__stage__in=APART)
        .select_related("assignment__record__session")
        .prefetch_related(Prefetch("assignment__record__signatures"))
        .order_by("assignment_id", "round")
    )
    yield from {reply.assignment_id: reply for reply in replies}.values()
