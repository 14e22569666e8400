"""How a step is declared: its stages, roles, form and conditions, and how pages, messages and the workbook treat it."""

import pkgutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from types import ModuleType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tracking.loop.engine.fields import StepForm
from tracking.models import Assignment, HandlingRecord, NoticeKind, Role, Unit
from tracking.stages import Stage
from tracking.versions import kinds
from tracking.versions.kinds import Readers
from tracking.wording.labels import Label

Subject = HandlingRecord | Assignment
"What a step moves: an item, or one unit's part of it."
Guard = Callable[..., str]
"Takes the subject and, by keyword, the decider (None while unknown); returns a sentence, or '' when met."


class Refused(Exception):
    """A step that may not be taken now; its text is a sentence in Chinese that says why."""


class WrongDay(Refused):
    """A step that can't have been taken on the day given: its form shows the sentence at that field."""


class Stale(Refused):
    """Somebody else changed the subject since the form was opened (已被他人更新)."""


def always(subject: Any) -> bool:
    """Applies to every subject."""
    return True


def never(subject: Any) -> bool:
    """Applies to no subject."""
    return False


def alone(subject: Any, data: dict[str, Any]) -> Iterable[int]:
    """Writes the subject's own item alone."""
    return ()


def any_day(subject: Any) -> tuple[date | None, str]:
    """No other fact limits the day."""
    return None, ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """A step (步骤) of the closed loop: what admin, commands, importer, docs and tests know of it is declared here, once."""

    code: str
    "The name of its function; every event keeps it, so it never changes."
    label: Label
    help: str
    "What it is for: one English sentence in docs/loop.md."
    change: Callable[..., Any]
    "What it does: gets the locked subject, the move and the form's data, and returns what happened as a sentence."

    # The move
    subject: str = "assignment"
    "“new”, “record” or “assignment”."
    sources: frozenset[Stage]
    "The stages at which it may be taken."
    target: Stage | None = None
    "The stage that it leads to; None: the stage stays."
    branches: frozenset[Stage]
    "Stages that it may lead to besides its target."

    # Who, when, on which conditions
    role: Role
    other_roles: tuple[Role, ...]
    "Roles that may take it too, besides the one it belongs to."
    form: type[StepForm] = StepForm
    day: str | Promise = gettext_lazy("日期")
    "What the day on which it is taken is called (成文日期、送达日期)."
    applies: Callable[[Any], bool] = always
    "On which subjects the step exists: nobody is shown it on another."
    guards: tuple[Guard, ...]
    first: "Mapping[Guard, Step]" = field(default_factory=dict)
    "By guard, the step to be taken first where it is not met."
    not_before: Callable[[Any], tuple[date | None, str]] = any_day
    "The earliest day on which it can have been taken, and what that day is called."
    not_after: Callable[[Any], tuple[date | None, str]] = any_day
    "The last day, and the sentence that refuses a later one."
    others: Callable[[Any, dict[str, Any]], Iterable[int]] = alone
    "Keys of the items that it writes besides the subject's own, by the subject and the form's data."

    # How it is shown, and what follows from it
    aside: bool = False
    "It may be taken, but is nobody's next move (申请退回、期限调整、并案、撤回)."
    awaited: Callable[[Any], bool] | None = None
    "On which subjects it is somebody's next move; None: wherever it may be taken, if it leads to another stage."
    opposite_of: "Step | None" = None
    "The step that says yes to the question to which this one says no (不予签发 → 领导签发)."
    turns_back: bool = False
    "It leads backwards, ends without a result or takes the item out (重新办理、未反馈办结、撤回)."
    vouched_for: bool = False
    "A letter rests on it: recorded from paper it is confirmed by its decider or checked by a second person (纸质决定确认)."
    tells: NoticeKind | None = None
    "The kind of message that units get of its event, besides what follows from the stage that it leads to."
    readers: Readers = Readers.FILE
    "Who reads its events."
    event_keeps_files: bool = False
    "Its files belong to no other row of the ledger: the item's file finds them by the event (撤回函)."
    leaves_to_workbook: bool = False
    "After it the item still counts as kept in the workbook: a later workbook may move it on."

    @property
    def opposite(self) -> "Step | None":
        """The opposite answer, whichever of the two declares it."""
        return self.opposite_of or next((one for one in STEPS.values() if one.opposite_of is self), None)

    @property
    def question(self) -> "Step":
        """The step by whose code both answers are grouped: the one that says yes."""
        return self.opposite_of or self

    @property
    def warns(self) -> bool:
        """Whether its button does not stand out: the step says no or turns back."""
        return self.turns_back or self.opposite_of is not None

    @property
    def leads_on(self) -> bool:
        """Whether it can be somebody's next move."""
        is_a_move = self.target is not None or self.awaited is not None
        return is_a_move and self.subject != "new" and not self.aside

    def is_next(self, subject: Subject) -> bool:
        """Whether it is somebody's next move on this subject, on which it may be taken."""
        return self.leads_on and (self.awaited is None or self.awaited(subject))

    @property
    def roles(self) -> tuple[Role, ...]:
        """Every role that may take it."""
        return (self.role, *self.other_roles)

    @property
    def is_of_assignment(self) -> bool:
        """Whether it moves a unit's part rather than the whole item."""
        return self.subject == "assignment"


STEPS: dict[str, Step] = {}
"Every step by its code, in the order of the loop."


def step(
    label: Label,
    *,
    sources: Iterable[Stage] = (),
    branches: Iterable[Stage] = (),
    other_roles: Iterable[Role] = (),
    guards: Iterable[Guard] = (),
    **facts: Any,
) -> Callable[[Callable[..., Any]], Step]:
    """Declare a step by the facts that `Step` lists; the function below is its change."""

    def declare(change: Callable[..., Any]) -> Step:
        declared = Step(
            code=change.__name__,
            label=label,
            change=change,
            sources=frozenset(sources),
            branches=frozenset(branches),
            other_roles=tuple(other_roles),
            guards=tuple(guards),
            **facts,
        )
        kinds.register(declared.code, declared.label, declared.help, declared.readers)
        STEPS[declared.code] = declared
        return declared

    return declare


def find_steps(acts: ModuleType) -> None:
    """Import every module of the acts and sort STEPS by the modules' PLACE, which is the order of the loop."""
    for found in pkgutil.iter_modules(acts.__path__, f"{acts.__name__}."):
        import_module(found.name)
    in_order = sorted(STEPS.items(), key=lambda one: sys.modules[one[1].change.__module__].PLACE)
    STEPS.clear()
    STEPS.update(in_order)


def codes(which: Callable[[Step], bool]) -> list[str]:
    """The codes of the steps for which this holds, in the order of the loop."""
    return [code for code, one in STEPS.items() if which(one)]


def record_of(subject: Subject) -> HandlingRecord:
    """The item that a step's subject belongs to."""
    return subject.record if isinstance(subject, Assignment) else subject


def unit_of(subject: Subject | None) -> Unit | None:
    """The unit whose handler takes a step on this subject."""
    return subject.unit if isinstance(subject, Assignment) else None
