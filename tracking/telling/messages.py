"""The messages of a day, in words that WeChat may carry (消息): each at most once a person, item and kind."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop import vouching
from tracking.models import Assignment, Event, HandlingRecord, Notice, NoticeKind, ProposerKind, Signature
from tracking.telling.day import Day
from tracking.telling.retiring import retire_done
from tracking.telling.rules import RULES, kinds_after, matters
from tracking.wording import name_item
from tracking.workdays import in_full

AT_ONCE = 500

UNTOLD = {
    NoticeKind.REVIEW: gettext_lazy("待审核签发"),
    NoticeKind.RETURNED: gettext_lazy("退回重新办理"),
    NoticeKind.DECIDED: gettext_lazy("请查看办理记录"),
}
"The words for a case that the rule does not tell apart."


def words(kind: NoticeKind, item: str, on: date | None, what: str = "") -> str:
    """One message: what it is about, number, short title and date; nothing of any person, so that WeChat may carry it."""
    day = in_full(on) if on else ""
    said = {
        NoticeKind.ASSIGNED: _("%(item)s已交办，请于%(day)s前签收。") if on else _("%(item)s已交办，请及时签收。"),
        NoticeKind.SIGN_FOR: _("%(item)s尚未签收，签收期限%(day)s，请尽快签收。"),
        NoticeKind.DUE_SOON: _("%(item)s办理期限%(day)s，请抓紧办理。"),
        NoticeKind.OVERDUE: _("%(item)s办理期限%(day)s，已逾期，请尽快办结。"),
        NoticeKind.RETURNED: _("%(item)s已退回承办单位（%(what)s），请按所提意见重新办理后再次送审。"),
        NoticeKind.DECIDED: _("%(item)s的申请已裁定：%(what)s，办理期限%(day)s。")
        if on
        else _("%(item)s的申请已裁定：%(what)s。"),
        NoticeKind.NEW_DUE: _("%(item)s的期限已调整为%(day)s。") if on else _("%(item)s的期限已调整。"),
        NoticeKind.MEET: _("%(item)s还没有与提出人沟通，见面时限%(day)s，请尽快沟通并登记。"),
        NoticeKind.DECIDE: _("%(item)s有申请待裁定。"),
        NoticeKind.REVIEW: _("%(item)s%(what)s，办理期限%(day)s。") if on else _("%(item)s%(what)s。"),
        NoticeKind.REMINDED: _("%(item)s已催办，请按催办要求抓紧办理，办理期限%(day)s。")
        if on
        else _("%(item)s已催办，请按催办要求抓紧办理。"),
        NoticeKind.UNHEARD: _("%(item)s自%(day)s征询意见，至今未反馈，请催请反馈。"),
        NoticeKind.PROMISE: _("%(item)s答复中的承诺于%(day)s到期，请核实兑现情况。"),
        NoticeKind.PUBLISH: _("%(item)s的答复应于%(day)s前公开。"),
    }[kind] % {"item": item, "day": day, "what": what or UNTOLD.get(kind, "")}
    head = what if kind is NoticeKind.REVIEW and what else kind.label
    return f"【{head}】{said}"


def people_named(records: Iterable[int]) -> dict[int, list[str]]:
    """Names that no message on these items may hold: those of their proposers, bodies excepted."""
    named: dict[int, list[str]] = defaultdict(list)
    rows = Signature.objects.filter(record__in=records).exclude(proposer__kind=ProposerKind.COLLECTIVE)
    for record, name in rows.values_list("record", "proposer__name"):
        named[record].append(name)
    return named


def tell(day: Day, kinds: Iterable[NoticeKind] = tuple(RULES)) -> list[Notice]:
    """Write the messages of a day that are not there yet; those that say the same of an earlier day count as read."""
    found = matters(day, kinds)
    if not found:
        return []
    known = day.narrowed(Notice.objects.filter(day=day.day, record__isnull=False))
    there = {(one.person_id, one.record_id, one.kind): one for one in known}
    said_anew = []
    named = people_named({matter.record.pk for matter in found})
    new: dict[tuple, Notice] = {}
    for matter in found:
        record = matter.record
        text = words(
            matter.kind, name_item(record.number_label, record.title, named[record.pk]), matter.on, matter.what
        )
        for person in sorted(matter.people):
            key = (person, record.pk, matter.kind.value)
            if (before := there.get(key)) is not None:
                if before.text != text:
                    before.text, before.read_at = text, None
                    said_anew.append(before)
            elif key not in new:
                new[key] = Notice(person_id=person, record=record, kind=matter.kind, day=day.day, text=text)
    # Decided or returned twice in a day: what was said last stands, and is new to its readers.
    Notice.objects.bulk_update(said_anew, ["text", "read_at"], batch_size=AT_ONCE)
    written = Notice.objects.bulk_create(list(new.values()), batch_size=AT_ONCE, ignore_conflicts=True)
    same = {name: OuterRef(name) for name in ("person", "record", "kind")}
    again = Notice.objects.filter(**same, day=day.day)
    before = day.narrowed(Notice.objects.filter(day__lt=day.day, read_at=None))
    before.filter(Exists(again)).update(read_at=timezone.now())
    return written


def tell_people(people: Iterable[int], kind: NoticeKind, text: str, *, subject: str, url: str = "") -> list[Notice]:
    """Tell these people (by key) today of a page, an account or the system's running; once a subject and day.

    `subject` names it for us (page:12), `url` is where in the admin they act on it; both are kept with the message.
    """
    day = timezone.localdate()
    told = Notice.objects.filter(subject=subject, kind=kind, day=day, record=None).values_list("person", flat=True)
    new = [
        Notice(person_id=person, kind=kind, day=day, subject=subject, url=url, text=f"【{kind.label}】{text}")
        for person in sorted(set(people) - set(told))
    ]
    return Notice.objects.bulk_create(new, ignore_conflicts=True)


def retire(subject: str, people: Iterable[int] | None = None) -> int:
    """Mark what was told of a subject as read, once its act is done or no longer theirs; how many there were."""
    told = Notice.objects.filter(subject=subject, record=None, read_at=None)
    if people is not None:
        told = told.filter(person__in=people)
    return told.update(read_at=timezone.now())


def tell_of_paper(record: HandlingRecord, event: Event) -> list[Notice]:
    """The decider of a decision on paper, where somebody has to vouch for it (请本人确认)."""
    decision = vouching.latest_of(record, event)
    if decision is None:
        return []
    item = name_item(record.number_label, record.title, people_named([record.pk])[record.pk])
    text = _("%(item)s登记了您在纸上的%(what)s，请确认是否属实。") % {"item": item, "what": event.label}
    url = reverse("ledger_modeladmin_inspect", args=[record.pk])
    return tell_people([decision.decider_id], NoticeKind.REVIEW, text, subject=f"decision:{decision.pk}", url=url)


def tell_at_once(step, record: HandlingRecord, event: Event) -> list[Notice]:
    """After a step, tell those whose turn it is now."""
    wrote = [history_id for label, history_id in event.versions if label == "tracking.assignment"]
    # A unit that gave its part back may get the same part again.
    made = Q() if step.tells == NoticeKind.ASSIGNED else Q(history_type="+")
    new = Assignment.history.filter(made, history_id__in=wrote).values_list("id", flat=True)
    new_parts = tuple(new) if wrote else ()
    kinds = kinds_after(step, event, new_parts)
    day = Day(timezone.localdate(), record.pk, new_parts)
    written = tell(day, [kind for kind in RULES if kind in kinds]) if kinds else []
    retire_done(day)
    return written
