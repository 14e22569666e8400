"""How a step is taken: guards, change, versions and event in one transaction. Stages are written here and in bulk alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking import permissions, versions
from tracking.loop import scans
from tracking.loop.engine.asking import day_problem, lent_to, unmet
from tracking.loop.engine.declaring import STEPS, Refused, Stale, Step, Subject, WrongDay, record_of, unit_of
from tracking.loop.settling import settle
from tracking.models import (
    Ask,
    Assignment,
    Contact,
    CoSigning,
    Decision,
    Delegation,
    Delivery,
    DraftConsultation,
    Event,
    FeedbackLink,
    HandlingRecord,
    Partner,
    Person,
    PrivateFile,
    Reply,
    Review,
    Role,
)
from tracking.models.accounts import Account
from tracking.models.locking import lock_items, locked
from tracking.models.office import current_settings
from tracking.models.reading import hold, reading_once
from tracking.models.statements import ByKeys
from tracking.models.versioned import Versioned
from tracking.signals import tell_of_step
from tracking.stages import ANSWERED, NOT_SIGNED_FOR, Stage

Row = TypeVar("Row", bound=Versioned)
Who = TypeVar("Who", Account | None, Person | None)


@dataclass(slots=True)
class Move:
    """A step while it is taken: who decides, by which account, on which day, and by which paper."""

    step: Step
    account: Account | None
    decider: Person | None
    on: date
    wording: str = ""
    scan: PrivateFile | None = None
    link: FeedbackLink | None = None
    "The one-time link by which a proposer takes it; there is then neither account nor decider."
    target: Stage | None = None
    "The stage to which the subject goes; a step may set another than it declares."
    data: dict[str, Any] = field(default_factory=dict)
    "Details for the event; never personal contact data."
    files: list[PrivateFile] = field(default_factory=list)
    "Files that the step refers to, besides those of its form."

    subject: Subject | None = None
    "What it moves, as read anew under the lock."
    stands_in: Delegation | None = None
    "The delegation by which the decider decides in another's place (代×××)."

    @property
    def named(self) -> str:
        """The decider's name on the event, where it is not simply the person's; else empty."""
        if self.link is not None:
            return _("%(name)s（一次性链接）") % {"name": self.link.delivery.signature.proposer.name}
        return self.stands_in.both if self.stands_in is not None else ""

    @property
    def is_on_paper(self) -> bool:
        """Whether the account records what somebody else decided on paper (代录)."""
        recorder = permissions.person_of(self.account)
        return self.decider is not None and recorder is not None and self.decider.pk != recorder.pk

    def keep(self, instance: Row) -> Row:
        """Validate and save a row as a new version, under this step's account, with the step's name as the reason."""
        kept = versions.keep(instance, user=self.account, reason=str(self.step.label))
        self._look_again(kept)
        return kept

    def remove(self, instance: Versioned) -> None:
        """Delete a row; its versions stay, the last one under this step's account and name."""
        instance._history_user = self.account
        instance._change_reason = str(self.step.label)
        instance.delete()
        self._look_again(instance)

    def _look_again(self, written: Versioned) -> None:
        """See that what was read along with the subject is read anew where another row than those of it was written."""
        if isinstance(self.subject, Assignment):
            letters = getattr(self.subject, "_prefetched_objects_cache", {}).get("replies", ())
            if written is not self.subject and not any(written is one for one in letters):
                for one in (*letters, self.subject, self.subject.record):
                    one.__dict__.pop("_prefetched_objects_cache", None)
                self.subject.__dict__.pop("any_contacts", None)

    def too(self, subject: Subject, **data: Any) -> Event:
        """Take the same step on another subject, with an event of its own (一并登记): same decider, day and paper."""
        return take(
            self.step,
            subject,
            account=self.account,
            decider=self.decider,
            on=self.on,
            wording=self.wording,
            scan=self.scan,
            **data,
        )


def take(
    which: Step | str,
    subject: Subject | None = None,
    *,
    account: Account | None,
    decider: Person | None = None,
    on: date | None = None,
    version: int | None = None,
    wording: str = "",
    scan: PrivateFile | None = None,
    link: FeedbackLink | None = None,
    **data: Any,
) -> Event:
    """Take a step in one transaction and return its event; raises Refused, or ValidationError by field.

    `data` is what the step's form asks for. With `link` a proposer takes it by the one-time link, without an account.
    """
    declared = STEPS[which] if isinstance(which, str) else which
    with _at_once(), versions.collecting() as written, reading_once(current_settings):
        subject = _locked(declared, subject, data)
        account, decider = _fresh(account), _fresh(decider)
        if subject is not None and version is not None and version != subject.version:
            raise Stale(_("已被他人更新：您打开之后，这里又有了新的办理。请刷新后再办。"))
        move = Move(
            declared,
            account,
            decider or permissions.person_of(account),
            on or timezone.localdate(),
            wording,
            scan,
            link,
            declared.target,
            subject=subject,
        )
        if reason := why_may_not(declared, subject, move) or _scan_taken(move, data):
            raise Refused(reason)
        if reason := day_problem(declared, subject, move.on, on_paper=move.is_on_paper):
            raise WrongDay(reason)
        move.stands_in = lent_to(move.decider, declared, subject)
        result = declared.change(subject, move, **data)
        moved, summary = result if subject is None else (subject, result)
        if move.target is not None:
            moved.stage = move.target
        move.keep(moved)
        record = record_of(moved)
        settle(record, move.keep)
        event = versions.append(
            what=declared.code,
            label=str(declared.label),
            summary=summary,
            on=move.on,
            record=record,
            assignment=moved if isinstance(moved, Assignment) else None,
            decider=move.decider,
            decider_name=move.named,
            account=account,
            data=move.data | _lent(move) | _papers(move, data),
            versions=written,
        )
        if move.is_on_paper and account and move.decider and scan:
            Decision.objects.create(
                event=event, decider=move.decider, recorded_by=account, on=move.on, wording=wording, scan=scan
            )
        tell_of_step(event)
    return event


def _locked(declared: Step, subject: Subject | None, data: dict[str, Any]) -> Subject | None:
    """The subject read anew, after every item that the step writes was locked: a second writer waits."""
    if subject is None:
        return None
    record_id = subject.record_id if isinstance(subject, Assignment) else subject.pk
    keys = {record_id, *declared.others(subject, data)}
    lock_items(keys)
    # What is read now is as the one before left it, the session and the unit too.
    fresh: Subject
    if isinstance(subject, Assignment):
        fresh = _part.one(subject.pk, record_id)
        _read_along(fresh)
    else:
        fresh = _item.one(record_id)
    if not keys.issuperset(declared.others(fresh, data)):
        # Somebody put another item to these meanwhile; to lock it now would be out of order.
        raise Refused(_("同时有人办理了相同的内容，这一步没有写入。请刷新后再办。"))
    return fresh


_part = ByKeys(
    Assignment,
    lambda part, item: locked(
        Assignment.objects.select_related("unit", "record__session")
        .filter(pk=part, record=item)
        .annotate(**{name: Exists(rows) for name, rows in _AROUND.items()}),
        of=("self",),
    ),
)
_AROUND: dict[str, QuerySet] = {
    "any_contacts": Contact.objects.filter(assignment=OuterRef("pk")),
    "any_cosignings": CoSigning.objects.filter(assignment=OuterRef("pk")),
    "any_others": Assignment.objects.filter(record=OuterRef("record")).exclude(pk=OuterRef("pk")),
    "any_partners": Partner.objects.filter(record=OuterRef("record")),
    "any_asks": Ask.objects.filter(record=OuterRef("record")),
}
"What may stand around a part, and mostly does not: whether there is any is asked together."
_item = ByKeys(HandlingRecord, lambda item: HandlingRecord.objects.select_related("session").filter(pk=item))
_letters = ByKeys(
    Reply,
    lambda part: Reply.objects.filter(assignment=part).annotate(
        any_consultations=Exists(DraftConsultation.objects.filter(reply=OuterRef("pk")))
    ),
)
_cosignings = ByKeys(CoSigning, lambda part: CoSigning.objects.filter(assignment=part))
_reviews = ByKeys(Review, lambda letters: Review.objects.filter(reply__in=letters))
_deliveries = ByKeys(
    Delivery,
    lambda letters: Delivery.objects.select_related("signature__proposer", "feedback").filter(reply__in=letters),
)


def _read_along(part: Any) -> None:
    """What guards and acts look at again and again on a unit's part at its stage: its letters with what was said of them."""
    stage = Stage(part.stage)
    if stage in NOT_SIGNED_FOR:
        return
    letters: list[Any] = _letters(part.pk)
    hold(part, "replies", letters, back="assignment")
    for one in letters:
        if not one.any_consultations:
            hold(one, "consultations", [])
    if stage is Stage.HANDLING:
        hold(part, "cosignings", _cosignings(part.pk) if part.any_cosignings else [], back="assignment")
        for name, is_there in (("partners", part.any_partners), ("asks", part.any_asks)):
            if not is_there:
                hold(part.record, name, [])
        if part.is_alone:
            hold(part.record, "assignments", [part])
    elif stage is Stage.REVIEWED:
        _share(letters, "reviews", _reviews([one.pk for one in letters]))
    elif stage in ANSWERED and stage is not Stage.DELIVERED:
        _share(letters, "deliveries", _deliveries([one.pk for one in letters]))


def _share(letters: list[Reply], name: str, rows: Sequence[Review | Delivery]) -> None:
    for letter in letters:
        hold(letter, name, [one for one in rows if one.reply_id == letter.pk], back="reply")


@contextmanager
def _at_once() -> Iterator[None]:
    """One transaction; raises Refused where a constraint of the database finds what two people entered at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        raise Refused(_("同时有人办理了相同的内容，这一步没有写入。请刷新后再办。")) from clash


def _fresh(who: Who) -> Who:
    """An account or person read anew, since a role may have been taken away meanwhile."""
    if who is None or who.pk is None:
        return who
    if isinstance(who, Person):
        return _person.one(who.pk)
    return permissions.read_anew(who)


_person = ByKeys(Person, lambda person: Person.objects.filter(pk=person))


def _lent(move: Move) -> dict[str, int]:
    """The delegation's key for the event's data, by which the person stood in for is found again."""
    return {"delegation": move.stands_in.pk} if move.stands_in is not None else {}


def _papers(move: Move, data: dict[str, Any]) -> dict[str, Any]:
    """What the event's data keep of the paper's wording and scan, and of every file: its key and the digest of its content."""
    files = {
        str(one.pk): one.sha256 for one in (move.scan, *move.files, *data.values()) if isinstance(one, PrivateFile)
    }
    found = {"wording": move.wording, "files": files, "paper": move.scan.pk if move.is_on_paper and move.scan else None}
    return {name: value for name, value in found.items() if value}


def _scan_taken(move: Move, data: dict[str, Any]) -> str:
    """Why a file of the step can't be used: a file of the same content proves something else already; empty when it can."""
    files = [one for one in (move.scan, *data.values()) if isinstance(one, PrivateFile)]
    return next(filter(None, (scans.why_not_serve(one, Decision) for one in files)), "")


def why_refused(declared: Step, subject: Subject | None, move: Move) -> str:
    """Why this decider, through this account, in this unit, may not take it now, on this day; empty when they may."""
    reason = why_may_not(declared, subject, move)
    return reason or day_problem(declared, subject, move.on, on_paper=move.is_on_paper)


def why_may_not(declared: Step, subject: Subject | None, move: Move) -> str:
    """Why this decider, through this account, in this unit, may not take it now, whatever the day; empty when they may."""
    if move.link is not None:
        reason = _why_not_by_link(declared, subject, move, move.link)
    else:
        unit = unit_of(subject)
        reasons = [permissions.why_may_not_decide(role, unit, move.account, move.decider) for role in declared.roles]
        reason = "" if "" in reasons else reasons[0]
    if not reason and move.link is None and subject is not None and not _may_see(move.account, subject):
        reason = _("您没有查看本件的权限。")
    reason = reason or unmet(declared, subject, move.decider)
    if not reason and move.is_on_paper and move.scan is None:
        reason = _("代录纸质决定须上传扫描件。")
    return reason


def _may_see(account: Account | None, subject: Subject) -> bool:
    """Whether the account may open the file of the item that the step moves."""
    if isinstance(subject, Assignment):
        return permissions.may_see_part(account, subject)
    return permissions.may_see_record(account, subject)


def _why_not_by_link(declared: Step, subject: Subject | None, move: Move, link: FeedbackLink) -> str:
    """Why the step can't be taken by a link: it is no proposer's step, or the link is for another part; empty when it can."""
    if Role.PROPOSER not in declared.roles or move.account is not None or move.decider is not None:
        return _("这一步不能经一次性链接办理。")
    if not isinstance(subject, Assignment) or link.delivery.reply.assignment_id != subject.pk:
        return _("这一步不适用于本件。")
    return permissions.why_may_not_answer(link, subject)
