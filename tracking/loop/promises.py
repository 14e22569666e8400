"""Promises of replies (承诺跟踪) with what looking back (回头看) found, followed beyond the session's year (R28)."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tracking.models import LookBack, PromiseResult, Reply
from tracking.stages import APART

KEPT = Q(looked_result=PromiseResult.KEPT)


def promises() -> QuerySet[Reply]:
    """Every delivered letter that promises something and that no later letter replaced, with its latest look back."""
    later = Reply.objects.filter(
        assignment=OuterRef("assignment"), round__gt=OuterRef("round"), delivered_on__isnull=False
    )
    last = LookBack.objects.filter(reply=OuterRef("pk")).order_by("-on", "-pk")
    delivered = Reply.objects.filter(~Exists(later), delivered_on__isnull=False, promise_due_on__isnull=False)
    return delivered.exclude(assignment__record__stage__in=APART).annotate(
        looked_on=Subquery(last.values("on")[:1]),
        looked_result=Coalesce(Subquery(last.values("result")[:1]), Value("")),
        look_on=Coalesce(Subquery(last.values("next_on")[:1]), F("promise_due_on")),
    )


def due(found: QuerySet[Reply], today: date) -> QuerySet[Reply]:
    """Promises to be looked at by this day: on their own day, or on the one that the last look named."""
    return found.exclude(KEPT).filter(look_on__lte=today)


def late(found: QuerySet[Reply], today: date) -> QuerySet[Reply]:
    """Promises whose day has passed and that were not found kept."""
    return found.exclude(KEPT).filter(promise_due_on__lt=today)


def kept(found: QuerySet[Reply]) -> QuerySet[Reply]:
    """Promises that were found kept."""
    return found.filter(KEPT)
