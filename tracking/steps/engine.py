"""How a step is declared and taken: one transaction of guard, change, version, event; the only writer of stages."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking import permissions, versions
from tracking.locking import lock_items, locked
from tracking.models import (
    Assignment,
    Decision,
    Delegation,
    Event,
    FeedbackLink,
    HandlingRecord,
    Person,
    PrivateFile,
    Role,
    Unit,
)
from tracking.settling import settle
from tracking.signals import step_taken
from tracking.stages import Stage
from tracking.steps.forms import StepForm

Subject = HandlingRecord | Assignment
Guard = Callable[..., str]
"Takes the subject and, by keyword, the decider (None while unknown); returns a sentence, or '' when met."


class Refused(Exception):
    """A step that may not be taken now; its text is a sentence in Chinese that says why."""


class Stale(Refused):
    """Somebody else changed the subject since the form was opened (已被他人更新)."""


@dataclass(slots=True)
class Move:
    """One taking of a step: who decides, through which account, on which day, on what paper."""

    step: "Step"
    account: object
    decider: Person | None
    on: date
    wording: str = ""
    scan: PrivateFile | None = None
    link: FeedbackLink | None = None
    "The one-time link by which a proposer takes it, without account or person of the office."
    target: Stage | None = None
    "The stage that the step leads to; a step may set another."
    data: dict = field(default_factory=dict)
    "Details for the event; never personal contact data."
    files: list[PrivateFile] = field(default_factory=list)
    "Files that the step took up besides those that its form brought."

    stands_in: Delegation | None = None
    "By which the decider decides in another's place (代×××)."

    @property
    def named(self) -> str:
        """How the event names who decided, where it is not simply the person."""
        if self.link is not None:
            return _("%(name)s（一次性链接）") % {"name": self.link.delivery.signature.proposer.name}
        return self.stands_in.both if self.stands_in is not None else ""

    def keep(self, instance):
        """Check and save a row as a new version, with this step's account and name as its reason."""
        return versions.keep(instance, user=self.account, reason=str(self.step.label))

    def remove(self, instance) -> None:
        """Take a row away; its last version stays, with this step's account and name."""
        instance._history_user = self.account
        instance._change_reason = str(self.step.label)
        instance.delete()

    def too(self, subject: "Subject", **data) -> Event:
        """Take the same step, on the same day and word, on another subject: with an event of its own (一并登记)."""
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


@dataclass(frozen=True, slots=True)
class Step:
    """A move in the closed loop, declared once for the admin, the commands, the importer, the docs and the tests."""

    code: str
    label: str
    subject: str
    "“new”, “record” or “assignment”."
    sources: frozenset[Stage]
    target: Stage | None
    "None: the stage stays."
    role: Role
    form: type[StepForm]
    change: Callable
    other_roles: tuple[Role, ...]
    "Roles that may take it too, besides the one it belongs to."
    applies: Callable[[Subject], bool]
    guards: tuple[Guard, ...]
    not_before: Callable[[Subject], tuple[date | None, str]]
    not_after: Callable[[Subject], tuple[date | None, str]]
    aside: bool
    "Beside the way (申请退回、期限调整、并案、撤回): it may be taken, but nobody is waited for."
    branches: frozenset[Stage]
    "Stages that it may lead to besides its target."
    first: Mapping[Guard, str] = field(hash=False)
    "By guard, the code of the step to be taken first where it is not met."
    others: Callable[[Subject, dict], Iterable[int]]
    "Keys of the items that it writes besides the subject's own, by the subject and the form's data."
    help: str

    @property
    def roles(self) -> tuple[Role, ...]:
        """Every role that may take it."""
        return (self.role, *self.other_roles)

    @property
    def is_of_assignment(self) -> bool:
        """Whether it moves a unit's part rather than the whole item."""
        return self.subject == "assignment"


STEPS: dict[str, Step] = {}


def always(subject) -> bool:
    """Applies to every subject."""
    return True


def alone(subject, data) -> tuple:
    """Writes the subject's own item alone."""
    return ()


def any_day(subject) -> tuple[None, str]:
    """No other fact bounds the day."""
    return None, ""


def step(
    label: str,
    *,
    subject: str = "assignment",
    sources: Iterable[Stage] = (),
    target: Stage | None = None,
    role: Role,
    other_roles: Iterable[Role] = (),
    form: type[StepForm] = StepForm,
    applies: Callable[[Subject], bool] = always,
    guards: Iterable[Guard] = (),
    not_before: Callable[[Subject], tuple[date | None, str]] = any_day,
    not_after: Callable[[Subject], tuple[date | None, str]] = any_day,
    aside: bool = False,
    branches: Iterable[Stage] = (),
    first: Mapping[Guard, str] | None = None,
    others: Callable[[Subject, dict], Iterable[int]] = alone,
):
    """Declare a step. The function gets the locked subject, the move and the form's data, and returns what happened.

    `not_before` gives the earliest day and what it is called, `not_after` the last day and the sentence that refuses
    what comes later.
    """

    def declare(change: Callable) -> Step:
        declared = Step(
            code=change.__name__,
            label=label,
            subject=subject,
            sources=frozenset(sources),
            target=target,
            role=role,
            form=form,
            change=change,
            other_roles=tuple(other_roles),
            applies=applies,
            guards=tuple(guards),
            not_before=not_before,
            not_after=not_after,
            aside=aside,
            branches=frozenset(branches),
            first=first or {},
            others=others,
            help=(change.__doc__ or "").strip().splitlines()[0],
        )
        STEPS[declared.code] = declared
        return declared

    return declare


# Asking ----------------------------------------------------------------------------------------
def record_of(subject: Subject) -> HandlingRecord:
    """The item that a step's subject belongs to."""
    return subject.record if isinstance(subject, Assignment) else subject


def unit_of(subject: Subject | None) -> Unit | None:
    """The unit whose handler takes a step on this subject."""
    return subject.unit if isinstance(subject, Assignment) else None


def why_not_now(declared: Step, subject: Subject | None, decider: Person | None = None) -> str:
    """Why the step can't be taken today on the subject as it stands; empty when it can.

    A window that has closed counts for a decider in person; what was decided on paper has its own day.
    """
    reason = _unmet(declared, subject, decider)
    if not reason and subject is not None and decider is not None:
        reason = _too_late(declared, subject, timezone.localdate())
    return reason


def _unmet(declared: Step, subject: Subject | None, decider: Person | None) -> str:
    if subject is None:
        return ""
    if isinstance(subject, Assignment) != declared.is_of_assignment or not declared.applies(subject):
        return _("这一步不适用于本件。")
    if subject.stage not in declared.sources:
        return _("现在是“%(now)s”，还不能“%(step)s”。") % {"now": Stage(subject.stage).label, "step": declared.label}
    for who in deciders_of(declared, subject, decider):
        for guard in declared.guards:
            if sentence := guard(subject, decider=who):
                return str(sentence)
    return ""


def what_first(declared: Step, subject: Subject) -> Step | None:
    """The step that is to be taken before this one, where nothing but that is missing for a start (先登记沟通)."""
    if not declared.applies(subject) or subject.stage not in declared.sources:
        return None
    unmet = next((guard for guard in declared.guards if guard(subject, decider=None)), None)
    return STEPS[declared.first[unmet]] if unmet in declared.first else None


def _too_late(declared: Step, subject: Subject, day: date) -> str:
    latest, sentence = declared.not_after(subject)
    return str(sentence) if latest is not None and day > latest else ""


def deciders_of(declared: Step, subject: Subject | None, decider: Person | None) -> list[Person | None]:
    """Whom the guards look at: the decider, and whoever they stand in for, as if that person decided too."""
    lent = lent_to(decider, declared, subject)
    return [decider, lent.giver] if lent is not None else [decider]


def lent_to(decider: Person | None, declared: Step, subject: Subject | None) -> Delegation | None:
    """The delegation by which somebody decides this step; None where one of its roles is their own."""
    units = {role: unit_of(subject) if role.is_of_a_unit else None for role in declared.roles}
    found = [
        permissions.stands_in(decider, role, unit)
        for role, unit in units.items()
        if permissions.has_role(decider, role, unit)
    ]
    return None if None in found else next(iter(found), None)


@dataclass(frozen=True, slots=True)
class Opening:
    """A step as one account sees it on one subject: open, or closed with the reason that the greyed button shows."""

    step: Step
    subject: Subject
    why_not: str
    on_paper: bool
    "True when the account may only record somebody else's decision (代录)."

    @property
    def is_open(self) -> bool:
        """Whether the button works."""
        return not self.why_not


def openings(record: HandlingRecord, account) -> list[Opening]:
    """The steps of this item that concern the account: its roles' own, and what a clerk may record from paper."""
    person = permissions.person_of(account)
    if person is None or not permissions.may_see_record(account, record):
        return []
    # What several guards look at is read once.
    parts = permissions.visible_assignments(record, account).standing()
    parts = list(parts.prefetch_related("contacts", "objections", "extensions", "replies"))
    found = []
    for declared in STEPS.values():
        if declared.subject == "new":
            continue
        for subject in parts if declared.is_of_assignment else [record]:
            own = permissions.has_any_role(person, declared.roles, unit_of(subject))
            on_paper = not own and declared.role.may_decide_on_paper and permissions.has_role(person, Role.OFFICE_CLERK)
            if (own or on_paper) and declared.applies(subject):
                reason = why_not_now(declared, subject, None if on_paper else person)
                found.append(Opening(declared, subject, reason, on_paper))
    return found


# Taking ----------------------------------------------------------------------------------------
def take(
    which: Step | str,
    subject: Subject | None = None,
    *,
    account,
    decider: Person | None = None,
    on: date | None = None,
    version: int | None = None,
    wording: str = "",
    scan: PrivateFile | None = None,
    link: FeedbackLink | None = None,
    **data,
) -> Event:
    """Take a step in one transaction and return its event; raises Refused, or ValidationError by field.

    With `link` a proposer takes it through the one-time link alone: there is no account and nobody of the office.
    """
    declared = STEPS[which] if isinstance(which, str) else which
    with _at_once(), versions.collecting() as written:
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
        )
        if reason := why_refused(declared, subject, move):
            raise Refused(reason)
        move.stands_in = lent_to(move.decider, declared, subject)
        result = declared.change(subject, move, **data)
        subject, summary = result if declared.subject == "new" else (subject, result)
        if move.target is not None:
            subject.stage = move.target
        move.keep(subject)
        record = record_of(subject)
        settle(record, move.keep)
        event = versions.append(
            what=declared.code,
            label=declared.label,
            summary=summary,
            on=move.on,
            record=record,
            assignment=subject if isinstance(subject, Assignment) else None,
            decider=move.decider,
            decider_name=move.named,
            account=account,
            data=move.data | _lent(move) | _papers(move, data),
            versions=written,
        )
        if _on_paper(move):
            Decision.objects.create(
                event=event, decider=move.decider, recorded_by=account, on=move.on, wording=wording, scan=scan
            )
        transaction.on_commit(lambda: step_taken.send_robust(sender=declared, record=record, event=event))
    return event


def _locked(declared: Step, subject: Subject | None, data: dict) -> Subject | None:
    """The subject as it stands now, with every item that the step writes locked first: two people wait in turn."""
    if subject is None:
        return None
    record_id = subject.record_id if isinstance(subject, Assignment) else subject.pk
    keys = {record_id, *declared.others(subject, data)}
    if len(keys) > 1:
        lock_items(keys)
    record = fresh = locked(HandlingRecord.objects.all()).get(pk=record_id)
    if isinstance(subject, Assignment):
        fresh = locked(Assignment.objects.all()).get(pk=subject.pk, record=record)
        fresh.record = record
    if not keys.issuperset(declared.others(fresh, data)):
        # Somebody put another item to these meanwhile; to lock it now would be out of order.
        raise Refused(_("同时有人办理了相同的内容，这一步没有写入。请刷新后再办。"))
    return fresh


@contextmanager
def _at_once() -> Iterator[None]:
    """One transaction; what two people entered at the same moment, and only the database could see, is refused."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        raise Refused(_("同时有人办理了相同的内容，这一步没有写入。请刷新后再办。")) from clash


def _fresh(who):
    """An account or a person as they stand now: a role that was taken away meanwhile no longer decides."""
    return who if who is None or who.pk is None else who._meta.model._default_manager.get(pk=who.pk)


def _lent(move: Move) -> dict:
    """The delegation that the event seals, so that who was stood in for is found again."""
    return {"delegation": move.stands_in.pk} if move.stands_in is not None else {}


def _papers(move: Move, data: dict) -> dict:
    """What the event seals of a decision on paper, and of every file: its row and the digest of its content."""
    files = {
        str(one.pk): one.sha256 for one in (move.scan, *move.files, *data.values()) if isinstance(one, PrivateFile)
    }
    found = {"wording": move.wording, "files": files, "paper": move.scan.pk if _on_paper(move) and move.scan else None}
    return {name: value for name, value in found.items() if value}


def _on_paper(move: Move) -> bool:
    recorder = permissions.person_of(move.account)
    return move.decider is not None and recorder is not None and move.decider.pk != recorder.pk


def why_refused(declared: Step, subject: Subject | None, move: Move) -> str:
    """Why this decider, through this account, in this unit, may not take it now, on this day; empty when they may."""
    if move.link is not None:
        reason = _why_not_by_link(declared, subject, move)
    else:
        unit = unit_of(subject)
        reasons = [permissions.why_may_not_decide(role, unit, move.account, move.decider) for role in declared.roles]
        reason = "" if "" in reasons else reasons[0]
    if (
        not reason
        and move.link is None
        and subject is not None
        and not permissions.may_see_record(move.account, record_of(subject))
    ):
        reason = _("您没有查看本件的权限。")
    reason = reason or _unmet(declared, subject, move.decider)
    if not reason and _on_paper(move) and move.scan is None:
        reason = _("代录纸质决定须上传扫描件。")
    if not reason:
        reason = day_problem(declared, subject, move.on, on_paper=_on_paper(move))
    return reason


def _why_not_by_link(declared: Step, subject: Subject | None, move: Move) -> str:
    """A link opens the steps of proposers alone, on the part that it was issued for, and for nobody with an account."""
    if Role.PROPOSER not in declared.roles or move.account is not None or move.decider is not None:
        return _("这一步不能经一次性链接办理。")
    if not isinstance(subject, Assignment) or move.link.delivery.reply.assignment_id != subject.pk:
        return _("这一步不适用于本件。")
    return permissions.why_may_not_answer(move.link, subject)


def day_problem(declared: Step, subject: Subject | None, on: date, *, on_paper: bool = False) -> str:
    """Why the step can't have been taken on this day: in the future, too early, or in a window that has closed."""
    today = timezone.localdate()
    if on > today:
        return _("日期 %(on)s 在将来，请填写实际发生的日期。") % {"on": on}
    if subject is None:
        return ""
    earliest, what = declared.not_before(subject)
    if earliest is not None and on < earliest:
        return _("日期 %(on)s 早于%(what)s %(earliest)s，请核对。") % {"on": on, "what": what, "earliest": earliest}
    # Nobody slips through a window that has closed by typing an earlier day; a paper has its own.
    return _too_late(declared, subject, on if on_paper else today)
