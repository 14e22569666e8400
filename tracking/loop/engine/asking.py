"""Whether a step may be taken and, if not, why: the sentence that a greyed button shows and a refusal says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking import permissions
from tracking.loop.engine.declaring import STEPS, Step, Subject, unit_of
from tracking.models import Assignment, Delegation, Following, HandlingRecord, Person, Role
from tracking.models.accounts import Account
from tracking.stages import Stage


def why_not_now(declared: Step, subject: Subject | None, decider: Person | None = None) -> str:
    """Why the step can't be taken today on the subject as it stands; empty when it can.

    Whether its last day (`not_after`) has passed is asked for a decider in person alone: a decision on paper may be of an
    earlier day than today.
    """
    reason = unmet(declared, subject, decider)
    if not reason and subject is not None and decider is not None:
        reason = too_late(declared, subject, timezone.localdate())
    return reason


def unmet(declared: Step, subject: Subject | None, decider: Person | None) -> str:
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
    """The step to be taken before this one (先登记沟通), where the first unmet guard names one; else None."""
    if not declared.applies(subject) or subject.stage not in declared.sources:
        return None
    unmet = next((guard for guard in declared.guards if guard(subject, decider=None)), None)
    return declared.first.get(unmet) if unmet is not None else None


def too_late(declared: Step, subject: Subject, day: date) -> str:
    latest, sentence = declared.not_after(subject)
    return str(sentence) if latest is not None and day > latest else ""


def deciders_of(declared: Step, subject: Subject | None, decider: Person | None) -> list[Person | None]:
    """The people on whom the guards are asked: the decider and, where they decide by a delegation, its giver too."""
    lent = lent_to(decider, declared, subject)
    return [decider, lent.giver] if lent is not None else [decider]


def lent_to(decider: Person | None, declared: Step, subject: Subject | None) -> Delegation | None:
    """The delegation (代理) by which somebody decides this step; None where one of its roles is their own."""
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


def openings(
    record: HandlingRecord, account: Account | None, parts: Iterable[Assignment] | None = None
) -> list[Opening]:
    """The steps of this item and its parts that concern the account: those of its roles, and those that a clerk may record from paper.

    `parts` are those that the account may see, where they were read with what belongs to them.
    """
    person, given = permissions.person_of(account), list(parts or ())
    if person is None or not (
        permissions.may_see_part(account, given[0]) if given else permissions.may_see_record(account, record)
    ):
        return []
    parts = [one for one in given if one.stage != Stage.REASSIGNED] if parts is not None else _read(record, account)
    found = []
    for declared in STEPS.values():
        if declared.subject == "new":
            continue
        for subject in parts if declared.is_of_assignment else [record]:
            own = permissions.has_any_role(person, declared.roles, unit_of(subject))
            on_paper = not own and may_record(declared, person)
            if (own or on_paper) and declared.applies(subject):
                reason = why_not_now(declared, subject, None if on_paper else person)
                found.append(Opening(declared, subject, reason, on_paper))
    return found


def _read(record: HandlingRecord, account: Account | None) -> list[Assignment]:
    """The parts that an account may see, with what several guards look at, read once."""
    parts = permissions.visible_assignments(record, account).standing()
    follows = Prefetch("followings", Following.objects.current().select_related("person"))
    along = ("contacts", "objections", "extensions", "replies", "cosignings__signatures__unit")
    return list(parts.prefetch_related(*along, follows))


def may_record(declared: Step, person: Person | None) -> bool:
    """Whether a person may record the step from paper for whoever decided it (代录)."""
    return declared.role.may_decide_on_paper and permissions.has_role(person, Role.OFFICE_CLERK)


def day_problem(declared: Step, subject: Subject | None, on: date, *, on_paper: bool = False) -> str:
    """Why the step can't have been taken on this day: it is in the future, too early, or after the last day; empty when it can."""
    today = timezone.localdate()
    if on > today:
        return _("%(day)s %(on)s 在将来，请填写实际发生的日期。") % {"day": declared.day, "on": on}
    if subject is None:
        return ""
    earliest, what = declared.not_before(subject)
    if earliest is not None and on < earliest:
        words = _("%(day)s %(on)s 早于%(what)s %(earliest)s，请核对。")
        return words % {"day": declared.day, "on": on, "what": what, "earliest": earliest}
    # Nobody slips through a window that has closed by typing an earlier day; a paper has its own.
    return too_late(declared, subject, on if on_paper else today)
