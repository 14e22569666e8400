"""How a step is declared: from where, to where, by whom, under which conditions; every step of the loop is in STEPS."""

import pkgutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from types import ModuleType

from tracking.loop.engine.fields import StepForm
from tracking.models import Assignment, HandlingRecord, NoticeKind, Role, Unit
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
    awaited: Callable[[Subject], bool] | None
    "On which subjects it is the next move; None: wherever it may be taken, if it leads to another stage."
    branches: frozenset[Stage]
    "Stages that it may lead to besides its target."
    first: "Mapping[Guard, Step]" = field(hash=False)
    "By guard, the step to be taken first where it is not met."
    others: Callable[[Subject, dict], Iterable[int]]
    "Keys of the items that it writes besides the subject's own, by the subject and the form's data."
    opposite_of: "Step | None"
    "The step that says yes to the question to which this one says no (不予签发 → 领导签发)."
    warns: bool
    "It sends back, refuses or ends without a result: its button does not look like going on."
    vouched_for: bool
    "A letter rests on it: recorded from paper it is confirmed by its decider or checked by a second person (纸质决定确认)."
    tells: NoticeKind | None
    "The kind of message that the unit gets of its event, besides what follows from where it leads."
    hidden_from_units: bool
    "Its event may speak of another unit; what concerns a unit stands under 督查督办."
    tells_opinion: bool
    "Its event tells an outside unit's opinion: for those alone who may read it."
    event_keeps_files: bool
    "Its files belong to no other row of the ledger: the item's file finds them by the event (撤回函)."
    leaves_to_workbook: bool
    "After it the item still counts as kept in the workbook: a later workbook may move it on."
    help: str
    "What it is for: one English sentence in docs/loop.md."

    @property
    def opposite(self) -> "Step | None":
        """The other answer to the same question; declared on the one of the two that says no."""
        return self.opposite_of or next((one for one in STEPS.values() if one.opposite_of is self), None)

    @property
    def question(self) -> "Step":
        """The step that stands for both answers to its question: the one that says yes."""
        return self.opposite_of or self

    @property
    def leads_on(self) -> bool:
        """Whether it is a move on the way, for which somebody can be waited for."""
        is_a_move = self.target is not None or self.awaited is not None
        return is_a_move and self.subject != "new" and not self.aside

    def is_next(self, subject: Subject) -> bool:
        """Whether it is the next move on a subject on which it may be taken, and not only possible again."""
        return self.leads_on and (self.awaited is None or self.awaited(subject))

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


def find_steps(acts: ModuleType) -> None:
    """Import every module of the acts, and put the steps in the order of the loop: by their modules' PLACE."""
    for found in pkgutil.iter_modules(acts.__path__, f"{acts.__name__}."):
        import_module(found.name)
    in_order = sorted(STEPS.items(), key=lambda one: sys.modules[one[1].change.__module__].PLACE)
    STEPS.clear()
    STEPS.update(in_order)


def codes(which: Callable[[Step], bool]) -> list[str]:
    """The codes of the steps of which something is declared, in the order of the loop."""
    return [code for code, one in STEPS.items() if which(one)]


def always(subject) -> bool:
    """Applies to every subject."""
    return True


def never(subject) -> bool:
    """Applies to no subject."""
    return False


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
    awaited: Callable[[Subject], bool] | None = None,
    branches: Iterable[Stage] = (),
    first: Mapping[Guard, Step] | None = None,
    others: Callable[[Subject, dict], Iterable[int]] = alone,
    opposite_of: Step | None = None,
    warns: bool = False,
    vouched_for: bool = False,
    tells: NoticeKind | None = None,
    hidden_from_units: bool = False,
    tells_opinion: bool = False,
    event_keeps_files: bool = False,
    leaves_to_workbook: bool = False,
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
            awaited=awaited,
            branches=frozenset(branches),
            first=first or {},
            others=others,
            opposite_of=opposite_of,
            warns=warns or opposite_of is not None,
            vouched_for=vouched_for,
            tells=tells,
            hidden_from_units=hidden_from_units,
            tells_opinion=tells_opinion,
            event_keeps_files=event_keeps_files,
            leaves_to_workbook=leaves_to_workbook,
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
