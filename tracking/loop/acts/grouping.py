"""Items on one subject handled together (并案): noted together, answered separately."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.engine.asking import why_not_now
from tracking.loop.engine.declaring import Step, step
from tracking.loop.engine.fields import StepForm
from tracking.models import Assignment, Group, HandlingRecord, Role
from tracking.stages import OPEN

PLACE = 40


def is_grouped(record: HandlingRecord) -> bool:
    """Whether the item is handled together with others."""
    return record.group_id is not None


def grouped_with(key: int) -> set[int]:
    """The keys of the other items handled together with this one, read from the database."""
    together = HandlingRecord.objects.filter(group__records=key).exclude(pk=key)
    return set(together.values_list("pk", flat=True))


def noted_together(assignment: Assignment, data: dict) -> set[int]:
    """The keys of the other items on which a note is to be entered too (一并登记)."""
    return grouped_with(assignment.record_id) if data.get("together") else set()


class GroupForm(StepForm):
    """并案办理."""

    title = forms.CharField(label=gettext_lazy("并案事由"), max_length=200)
    others = forms.ModelMultipleChoiceField(
        HandlingRecord.objects.none(),
        label=gettext_lazy("一并办理的承办件"),
        help_text=gettext_lazy("只列本届还没有并案的在办件；沟通和进展可一并登记，答复各件分别行文。"),
    )

    def prepare(self) -> None:
        free = HandlingRecord.objects.open().filter(session=self.record.session, group=None)
        self.fields["others"].queryset = free.exclude(pk=self.record.pk).order_by("kind", "origin", "number")
        self.fields["title"].initial = self.record.group.title if self.record.group else self.record.topic


@step(
    "并案办理",
    help="Handle items of one session together (并案): each gets the event; replies stay separate.",
    subject="record",
    sources=OPEN,
    role=Role.OFFICE_CLERK,
    form=GroupForm,
    aside=True,
    others=lambda record, data: {other.pk for other in data.get("others", ())},
)
def group_together(record, move, *, others: Iterable[HandlingRecord] = (), title="", group: Group | None = None):
    if group is not None:
        record.group = group
        return group.title
    # As they stand now that they are locked: somebody may have grouped them a moment ago.
    others = list(HandlingRecord.objects.filter(pk__in=[one.pk for one in others]).order_by("pk"))
    if not others:
        raise ValidationError({"others": _("请选择一并办理的承办件。")})
    for other in others:
        if other.session_id != record.session_id or other.pk == record.pk:
            raise ValidationError({"others": _("只能与本届的其他承办件并案。")})
        if other.group_id is not None:
            raise ValidationError({"others": _("%(record)s已经并案，请先移出。") % {"record": other}})
    group = record.group or Group(session=record.session)
    group.title = title
    move.keep(group)
    record.group = group
    for other in others:
        move.too(other, group=group)
    # Units read the event too, and may not know the others.
    return _("%(title)s：与另外%(n)s件并案") % {"title": title, "n": len(others)}


@step(
    "移出并案",
    help="Handle an item on its own again (移出并案); the last other item of the group leaves it too.",
    subject="record",
    sources=OPEN,
    role=Role.OFFICE_CLERK,
    form=StepForm,
    applies=is_grouped,
    aside=True,
    others=lambda record, data: set() if data.get("is_last") else grouped_with(record.pk),
)
def leave_group(record, move, *, is_last=False):
    title = record.group.title
    others = [] if is_last else list(record.group.records.exclude(pk=record.pk))
    record.group = None
    if len(others) == 1 and not why_not_now(move.step, others[0]):
        move.too(others[0], is_last=True)
    return title


def parts_alike(declared: Step, assignment: Assignment) -> list[Assignment]:
    """The same unit's parts of the other items of the group on which the step may be taken now."""
    if assignment.record.group_id is None:
        return []
    parts = Assignment.objects.standing().filter(record__group=assignment.record.group_id, unit=assignment.unit_id)
    parts = parts.exclude(pk=assignment.pk).select_related("record__session", "unit").order_by("record")
    return [part for part in parts if not why_not_now(declared, part)]
