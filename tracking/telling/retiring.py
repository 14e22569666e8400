"""Retiring messages (消息了结): an unread one counts as read once its act is done or is no longer its receiver's to do."""

from collections.abc import Callable, Iterator

from django.db.models import Q, QuerySet
from django.utils import timezone

from tracking.models import Notice, NoticeKind, Role, Supervision
from tracking.stages import Stage
from tracking.telling.day import Day
from tracking.telling.rules import RULES, promises_out, unanswered_askings, unpublished

Still = tuple[int, int]
"A person, by key, and an item that still asks something of them."


def _ruled(kind: NoticeKind) -> Callable[[Day], Iterator[Still]]:
    """Who is still asked for something, by the rule of the kind, where that does not depend on the day."""

    def still(day: Day) -> Iterator[Still]:
        for matter in RULES[kind](day):
            yield from ((person, matter.record.pk) for person in matter.people)

    return still


def _parts(*conditions: Q) -> Callable[[Day], Iterator[Still]]:
    """The people of units with such a part."""

    def still(day: Day) -> Iterator[Still]:
        for unit, record in day.parts(*conditions).values_list("unit", "record"):
            yield from ((person, record) for person in day.staff.by_unit[unit])

    return still


def _of_role(rows: Callable[[Day], QuerySet], role: Role) -> Callable[[Day], Iterator[Still]]:
    """The holders of a role of the office, for every such item."""

    def still(day: Day) -> Iterator[Still]:
        for record in rows(day).values_list("pk", flat=True):
            yield from ((person, record) for person in day.staff.by_role[role])

    return still


def _reminded(day: Day) -> Iterator[Still]:
    """Units that were reminded and have neither answered nor been let off."""
    acts = day.narrowed(Supervision.objects.unanswered())
    for unit, record in acts.values_list("record__assignments__unit", "record"):
        yield from ((person, record) for person in day.staff.by_unit[unit])


def _promised(day: Day) -> Iterator[Still]:
    for reply in promises_out(day):
        people = day.staff.by_unit[reply.assignment.unit_id] | day.staff.by_role[Role.SUPERVISOR]
        yield from ((person, reply.assignment.record_id) for person in people)


STILL: dict[NoticeKind, Callable[[Day], Iterator[Still]]] = {
    NoticeKind.ASSIGNED: _parts(Q(stage=Stage.ASSIGNED)),
    NoticeKind.SIGN_FOR: _parts(Q(stage=Stage.ASSIGNED)),
    NoticeKind.RETURNED: _parts(Q(stage=Stage.HANDLING)),
    NoticeKind.DUE_SOON: _ruled(NoticeKind.DUE_SOON),
    NoticeKind.OVERDUE: _ruled(NoticeKind.OVERDUE),
    NoticeKind.MEET: _ruled(NoticeKind.MEET),
    NoticeKind.DECIDE: _ruled(NoticeKind.DECIDE),
    NoticeKind.REVIEW: _ruled(NoticeKind.REVIEW),
    NoticeKind.REMINDED: _reminded,
    NoticeKind.UNHEARD: _of_role(unanswered_askings, Role.OFFICE_CLERK),
    NoticeKind.PROMISE: _promised,
    NoticeKind.PUBLISH: _of_role(unpublished, Role.EDITOR),
}
"By kind, who is still asked for something; what only tells (裁定结果、期限调整) stays until it is read."


def retire_done(day: Day) -> int:
    """Mark unread messages as read whose act is done, or no longer theirs; how many."""
    unread = day.narrowed(Notice.objects.filter(read_at=None, record__isnull=False, kind__in=list(STILL)))
    waiting = list(unread.values_list("pk", "person", "record", "kind"))
    still = {kind: set(STILL[NoticeKind(kind)](day)) for kind in {kind for _pk, _person, _record, kind in waiting}}
    over = [pk for pk, person, record, kind in waiting if (person, record) not in still[kind]]
    return Notice.objects.filter(pk__in=over).update(read_at=timezone.now()) if over else 0
