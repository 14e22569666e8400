"""The end of an item (办结、未反馈办结、仍不满意办结), opinions that come in after it (补登意见), and 重新办理 instead of it."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.acts.delivering import after_asking, unheard
from tracking.loop.acts.handling import answers_the_proposer
from tracking.loop.acts.hearing import (
    FeedbackForm,
    is_dissatisfied,
    opinion_comes_in,
    was_redone,
    what_was_said,
)
from tracking.loop.acts.redo_clocks import keep_redo_clock, others_at_redo
from tracking.loop.engine.declaring import step
from tracking.loop.engine.fields import DayField, StepForm, TextField
from tracking.models import Assignment, Ending, HandlingRecord, Role, Satisfaction
from tracking.stages import Stage
from tracking.time.clocks import redo_clock, unheard_limit

PLACE = 140


def satisfied_enough(assignment: Assignment, *, decider=None) -> str:
    """Refuse 办结 where the first signer is 不满意: the first time it is handled anew, the second time it ends by 仍不满意办结 (R24)."""
    if not is_dissatisfied(assignment):
        return ""
    if was_redone(assignment):
        return _("领衔人再次反馈“不满意”，请“仍不满意办结”并报交办机关。")
    return _("领衔人反馈“不满意”，须重新办理。")


def dissatisfied(assignment: Assignment, *, decider=None) -> str:
    """Refuse 重新办理 where the first signer is not 不满意."""
    return "" if is_dissatisfied(assignment) else _("领衔人没有反馈“不满意”，不需要重新办理。")


def not_redone(assignment: Assignment, *, decider=None) -> str:
    """Refuse a second 重新办理: a second 不满意 is reported to the body that handed the item over (R24)."""
    if was_redone(assignment):
        return _("已经重新办理过一次，领衔人仍不满意：不再重新办理，请“仍不满意办结”并报交办机关。")
    return ""


def still_dissatisfied(assignment: Assignment, *, decider=None) -> str:
    """Refuse 仍不满意办结 unless the first signer is 不满意 with the letter of a 重新办理, too."""
    if not is_dissatisfied(assignment):
        return _("领衔人没有反馈“不满意”，请按“办结”办理。")
    return "" if was_redone(assignment) else _("领衔人第一次反馈“不满意”，须先重新办理。")


def after_feedback(assignment: Assignment):
    """The earliest day: that of the first signer's opinion."""
    opinion = assignment.first_opinion
    return (opinion.on if opinion else None), _("反馈日期")


@step(
    "办结",
    help="Close the item (办结) once its first signer is satisfied, or basically so.",
    sources=[Stage.FED_BACK],
    target=Stage.CLOSED,
    role=Role.OFFICE_CLERK,
    day=gettext_lazy("办结日期"),
    applies=answers_the_proposer,
    guards=[satisfied_enough],
    not_before=after_feedback,
)
def close(assignment, move):
    assignment.closed_on = move.on
    return _("办结")


def urged_enough(assignment: Assignment, *, decider=None) -> str:
    """Refuse 未反馈办结 until the first signer was urged as often as the session says (R25)."""
    least = assignment.record.session.unheard_reminders
    times = next((one.reminded for one in unheard(assignment) if one.signature.is_first), 0)
    if times < least:
        words = _("已催请领衔人%(n)s次，催请满%(least)s次才能未反馈办结；请先“催请反馈”。")
        return words % {"n": times, "least": least}
    return ""


def waited_enough(assignment: Assignment, *, decider=None) -> str:
    """Refuse 未反馈办结 until the time that the session leaves for an opinion is over (R25)."""
    limit, days = unheard_limit(assignment.record, assignment.reply.asked_on), assignment.record.session.unheard_days
    if timezone.localdate() <= limit.on:
        words = _("征询意见发出后的%(n)s个工作日到%(on)s为止，期满后才能未反馈办结。")
        return words % {"n": days, "on": limit.on}
    return ""


def after_waiting(assignment: Assignment):
    """The earliest day: the one after the time for an opinion."""
    limit = unheard_limit(assignment.record, assignment.reply.asked_on)
    return limit.on + timedelta(days=1), _("反馈期满次日")


@step(
    "未反馈办结",
    help="Close without an opinion (未反馈办结) when the first signer was asked and urged and gave none in time.",
    sources=[Stage.ASKED],
    target=Stage.CLOSED,
    role=Role.OFFICE_CLERK,
    day=gettext_lazy("办结日期"),
    applies=answers_the_proposer,
    guards=[urged_enough, waited_enough],
    not_before=after_waiting,
    turns_back=True,
)
def close_unheard(assignment, move):
    assignment.closed_on = move.on
    _end(assignment.record, move, Ending.UNHEARD)
    return _("%(on)s征询意见，催请后没有反馈") % {"on": assignment.reply.asked_on}


class CloseUnsatisfiedForm(StepForm):
    """仍不满意办结."""

    reported_to = forms.CharField(label=gettext_lazy("报告的交办机关"), max_length=100)
    reported_on = DayField(label=gettext_lazy("报告日期"))

    def prepare(self) -> None:
        self.fields["reported_to"].initial = self.record.handing_body


@step(
    "仍不满意办结",
    help="Close after a second 不满意 (仍不满意办结), reported to the body that handed the item over.",
    sources=[Stage.FED_BACK],
    target=Stage.CLOSED,
    role=Role.OFFICE_CLERK,
    form=CloseUnsatisfiedForm,
    day=gettext_lazy("办结日期"),
    applies=answers_the_proposer,
    guards=[still_dissatisfied],
    not_before=after_feedback,
    turns_back=True,
)
def close_unsatisfied(assignment, move, *, reported_to, reported_on):
    opinion = assignment.first_opinion
    if not opinion.on <= reported_on <= move.on:
        words = _("报告日期须在反馈日期 %(first)s 和办结日期 %(last)s 之间。")
        raise ValidationError({"reported_on": words % {"first": opinion.on, "last": move.on}})
    assignment.closed_on = move.on
    move.data |= {"reported_to": reported_to, "reported_on": reported_on.isoformat()}
    _end(assignment.record, move, Ending.STILL_UNSATISFIED)
    return _("已于%(on)s报%(to)s") % {"on": reported_on, "to": reported_to}


def awaits_a_late_opinion(assignment: Assignment) -> bool:
    """Whether the part is closed and the opinion of at least one signer is missing."""
    return assignment.stage == Stage.CLOSED and answers_the_proposer(assignment) and bool(unheard(assignment))


@step(
    "补登意见",
    help="Register an opinion that came in after the item was closed (补登意见); a first signer's 不满意 opens it again.",
    sources=[Stage.CLOSED],
    role=Role.OFFICE_CLERK,
    form=FeedbackForm,
    day=gettext_lazy("反馈日期"),
    applies=awaits_a_late_opinion,
    not_before=after_asking,
    aside=True,
    branches=[Stage.FED_BACK],
)
def feed_back_late(assignment, move, *, signature, result, source, attitude="", opinion="", form_scan=None):
    given = opinion_comes_in(assignment, move, signature, source, attitude, result, opinion, form_scan)
    if given.delivery.signature.is_first:
        record: HandlingRecord = assignment.record
        if record.ending == Ending.UNHEARD and not _others_unheard(assignment):
            record.ending = ""
            move.keep(record)
        if result == Satisfaction.UNSATISFIED:
            assignment.closed_on, move.target = None, Stage.FED_BACK
    return what_was_said(assignment, move, given)


def _others_unheard(assignment: Assignment) -> bool:
    """Whether another unit's letter, too, was closed without the first signer's opinion."""
    others = assignment.record.assignments.answering().filter(stage=Stage.CLOSED).exclude(pk=assignment.pk)
    return any(part.first_opinion is None for part in others)


def _end(record: HandlingRecord, move, ending: Ending) -> None:
    """Note how the item ends (`ending`); where separate answers (分办) end in different ways, the worst counts."""
    if record.ending != Ending.STILL_UNSATISFIED:
        record.ending = ending
        move.keep(record)


class RedoForm(StepForm):
    """重新办理."""

    reason = TextField(label=gettext_lazy("重新办理的要求"), rows=3)


@step(
    "重新办理",
    help="Send the item back to its unit when the first signer is not satisfied (重新办理): a new round with its own clock.",
    sources=[Stage.FED_BACK],
    target=Stage.HANDLING,
    role=Role.OFFICE_REVIEWER,
    form=RedoForm,
    applies=answers_the_proposer,
    guards=[dissatisfied, not_redone],
    not_before=after_feedback,
    turns_back=True,
)
def redo(assignment, move, *, reason):
    record: HandlingRecord = assignment.record
    clock = redo_clock(record, move.on)
    assignment.due_on = clock.on
    move.data["because"] = clock.explanation
    keep_redo_clock(record, move, others=others_at_redo(assignment), own=clock.on)
    return f"{reason} {clock.explanation}"
