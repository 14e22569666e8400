"""Objections (申请退回、改派): a unit says that an item is not its business, the office decides, another unit gets the part (R15)."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.acts.following import stop_following
from tracking.loop.acts.intake import (
    again_field,
    again_in_words,
    ask_why_again,
    part_for,
    refuse_needless_reason,
    stages_of_units,
    units_problem,
)
from tracking.loop.engine.declaring import step
from tracking.loop.engine.fields import NameField, StepForm, TextField
from tracking.loop.heads import head_problem
from tracking.models import (
    Assignment,
    AssignmentDuty,
    Duty,
    HandlingRecord,
    NoticeKind,
    Objection,
    Role,
    Unit,
    WorkdayOverride,
)
from tracking.stages import BEFORE_HAND_OVER, UNANSWERED, Stage
from tracking.time.clocks import objection_limit, sign_for_limit
from tracking.wording import clauses

PLACE = 30


def not_refused_before(assignment: Assignment, *, decider=None) -> str:
    """Refuse a second objection: a unit whose objection was decided signs for the item, refused or handed over again (R15)."""
    decided = [one for one in assignment.objections.all() if one.granted is not None]
    if not decided:
        return ""
    if decided[-1].granted:
        return _("退回后已于%(on)s再次交给本单位，须签收办理。") % {"on": assignment.assigned_on}
    return _("%(on)s已裁定不予退回，须签收办理。") % {"on": decided[-1].decided_on}


def window_of_objection(assignment: Assignment) -> tuple[date, str]:
    """The last day on which a unit may object, and the sentence that refuses a later one."""
    limit = objection_limit(assignment.record, assignment.assigned_on)
    return limit.on, _("申请退回的时限是%(on)s（%(why)s），已经过了，请签收办理。") % {
        "on": limit.on,
        "why": limit.explanation.rstrip("。"),
    }


def pending(assignment: Assignment) -> Objection:
    """The objection that waits for its decision."""
    return assignment.objections.get(granted=None)


def after_objection(assignment: Assignment):
    """The earliest day: that of the objection."""
    return next((one.on for one in assignment.objections.all() if one.granted is None), None), _("申请退回日期")


class ObjectForm(StepForm):
    """申请退回: the reason, and the unit whose business it is."""

    reason = TextField(label=gettext_lazy("申请理由"), rows=4, help_text=gettext_lazy("写明职责依据，例如“三定”规定。"))
    proposed_unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("建议承办单位"))
    unit_head = NameField(
        label=gettext_lazy("单位主要负责人签字"),
        max_length=50,
        help_text=gettext_lazy("退回申请由单位主要负责人审签。"),
    )

    def prepare(self) -> None:
        self.fields["unit_head"].initial = self.subject.unit.head
        own = Unit.objects.own().filter(is_active=True)
        self.fields["proposed_unit"].queryset = own.exclude(pk=self.subject.unit_id)


@step(
    "申请退回",
    help="Object in time that the item is not the unit's business (申请退回): why, and whose it is.",
    sources=[Stage.ASSIGNED],
    target=Stage.OBJECTED,
    role=Role.UNIT_HANDLER,
    form=ObjectForm,
    day=gettext_lazy("申请日期"),
    guards=[not_refused_before],
    not_before=lambda assignment: (assignment.assigned_on, _("交办日期")),
    not_after=window_of_objection,
    aside=True,
    turns_back=True,
)
def object_to(assignment, move, *, reason, proposed_unit, unit_head=""):
    if problem := head_problem(assignment.unit, unit_head):
        raise ValidationError({"unit_head": problem})
    if proposed_unit.pk == assignment.unit_id:
        raise ValidationError({"proposed_unit": _("建议的承办单位不能是本单位。")})
    facts = {"on": move.on, "reason": reason, "proposed_unit": proposed_unit, "unit_head": unit_head}
    move.keep(Objection(assignment=assignment, **facts))
    return _("建议由%(unit)s承办：%(reason)s") % {"unit": proposed_unit, "reason": reason}


class GrantObjectionForm(StepForm):
    """同意退回."""

    comment = TextField(label=gettext_lazy("裁定意见"), required=False, rows=2)


@step(
    "同意退回",
    help="Grant the objection (同意退回): the part is counted apart and, where no other unit answers, the item is handed over anew.",
    sources=[Stage.OBJECTED],
    target=Stage.REASSIGNED,
    role=Role.OFFICE_REVIEWER,
    form=GrantObjectionForm,
    day=gettext_lazy("裁定日期"),
    not_before=after_objection,
    tells=NoticeKind.DECIDED,
)
def grant_objection(assignment, move, *, comment=""):
    _decide(assignment, move, granted=True, comment=comment)
    stop_following(assignment, move, _("同意%(unit)s退回本件。") % {"unit": assignment.unit})
    for act in assignment.record.supervisions.unanswered().filter(unit=assignment.unit):
        move.keep(act.lay_down(move.on, _("同意%(unit)s退回本件。") % {"unit": assignment.unit}))
    others = Assignment.objects.standing().answering().filter(record=assignment.record).exclude(pk=assignment.pk)
    if not others.exists():
        record = assignment.record
        record.stage = Stage.INSTRUCTED
        move.keep(record)
        return clauses(_("退回后重新交办"), comment)
    return clauses(_("其他承办单位继续办理"), comment)


class RefuseObjectionForm(StepForm):
    """不予退回."""

    comment = TextField(label=gettext_lazy("不予退回的理由"), rows=3)


@step(
    "不予退回",
    help="Refuse the objection with a reason (不予退回): the unit must sign for the item, within a limit that starts anew.",
    sources=[Stage.OBJECTED],
    target=Stage.ASSIGNED,
    role=Role.OFFICE_REVIEWER,
    form=RefuseObjectionForm,
    day=gettext_lazy("裁定日期"),
    not_before=after_objection,
    opposite_of=grant_objection,
    tells=NoticeKind.DECIDED,
)
def refuse_objection(assignment, move, *, comment):
    _decide(assignment, move, granted=False, comment=comment)
    limit = sign_for_limit(assignment.record, move.on, anew=True)
    assignment.sign_for_due_on = limit.on
    return _("%(comment)s（签收期限：%(why)s）") % {
        "comment": comment.rstrip("。"),
        "why": limit.explanation.rstrip("。"),
    }


def _decide(assignment: Assignment, move, *, granted: bool, comment: str) -> None:
    objection = pending(assignment)
    objection.granted, objection.comment = granted, comment
    objection.decided_by, objection.decided_on = move.decider, move.on
    move.keep(objection)


def after_hand_over(record: HandlingRecord):
    """The earliest day: that of the hand-over."""
    return record.handed_over_on, _("交办日期")


class AddUnitForm(StepForm):
    """增加承办单位."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("承办单位"))
    duty = forms.ChoiceField(label=gettext_lazy("分工"), choices=AssignmentDuty.choices)
    again_because = again_field()

    def prepare(self) -> None:
        own = Unit.objects.own().filter(is_active=True)
        self.fields["unit"].queryset = own.exclude(assignments__in=self.record.assignments.standing())
        ask_why_again(self)
        if self.record.duty != Duty.SEPARATE:
            self.fields["duty"].choices = [(AssignmentDuty.SUPPORT.value, AssignmentDuty.SUPPORT.label)]


@step(
    "增加承办单位",
    help="Hand a part to one more unit (改派、增派): in place of one whose objection was granted, or beside the others.",
    subject="record",
    sources=UNANSWERED - BEFORE_HAND_OVER,
    role=Role.OFFICE_CLERK,
    form=AddUnitForm,
    day=gettext_lazy("交办日期"),
    not_before=after_hand_over,
    aside=True,
    tells=NoticeKind.ASSIGNED,
)
def add_unit(record, move, *, unit, duty, again_because=""):
    if duty == AssignmentDuty.LEAD and record.duty != Duty.SEPARATE:
        raise ValidationError({"duty": _("只有分办件可以有多个牵头单位，请选“配合”。")})
    stages = stages_of_units(record)
    if problem := units_problem(stages, [unit], again_because):
        raise ValidationError({"unit": problem})
    refuse_needless_reason(stages, [unit], again_because)
    part = part_for(record, unit, stages, AssignmentDuty(duty), move.on, WorkdayOverride.objects.calendar())
    move.keep(part)
    named = _("%(duty)s：%(unit)s") % {"duty": part.get_duty_display(), "unit": unit}
    return clauses(named, *again_in_words(again_because))
