"""How a step is declared: from where, to where, by whom, under which conditions; every step of the loop is in STEPS."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tracking.loop.engine.fields import StepForm
from tracking.models import Assignment, HandlingRecord, Role, Unit
from tracking.stages import Stage
from tracking.versions import kinds

Subject = HandlingRecord | Assignment


Guard = Callable[..., str]
"Takes the subject and, by keyword, the decider (None while unknown); returns a sentence, or '' when met."


class Refused(Exception):
    """A step that may not be taken now; its text is a sentence in Chinese that says why."""


class WrongDay(Refused):
    """A step that can't have been taken on the day given: its form says so at that field."""


class Stale(Refused):
    """Somebody else changed the subject since the form was opened (已被他人更新)."""


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
    def day_label(self) -> str:
        """What its form calls the day on which it is taken: 成文日期, 送达日期."""
        return str(self.form.on_label or self.form.base_fields["on"].label)

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
        kinds.register(declared.code, declared.label, declared.help)
        STEPS[declared.code] = declared
        return declared

    return declare


def record_of(subject: Subject) -> HandlingRecord:
    """The item that a step's subject belongs to."""
    return subject.record if isinstance(subject, Assignment) else subject


def unit_of(subject: Subject | None) -> Unit | None:
    """The unit whose handler takes a step on this subject."""
    return subject.unit if isinstance(subject, Assignment) else None
