"""Extensions and changes of the due date (申请延期、期限调整): it moves only with a reason and an event (R52)."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.acts.handling import answers_the_proposer
from tracking.loop.acts.objecting import after_hand_over
from tracking.loop.engine.declaring import always, step
from tracking.loop.engine.fields import DayField, ScanField, StepForm, TextField
from tracking.loop.engine.taking import Move
from tracking.models import Assignment, DueBasis, Extension, HandlingRecord, NoticeKind, Role
from tracking.stages import BEFORE_HAND_OVER, UNANSWERED, Stage
from tracking.time.clocks import longest, yellow_day

PLACE = 100

BEFORE_THE_LETTER = UNANSWERED - BEFORE_HAND_OVER - {Stage.ASSIGNED, Stage.OBJECTED, Stage.NUMBERED}
"The stages at which the answer clock runs for a part: signed for, and the letter has no date yet."


def awaits_an_extension(assignment: Assignment) -> bool:
    """Whether an extension that the unit asked for waits for the decision."""
    return pending(assignment) is not None


def pending(assignment: Assignment) -> Extension | None:
    """The extension that waits for its decision."""
    return next((one for one in assignment.extensions.all() if one.granted is None), None)


def may_be_extended(assignment: Assignment, *, decider=None) -> str:
    """Refuse a request while another waits, and after the first answer: a 重新办理 has a limit that can't be extended."""
    if assignment.record.answered_on is not None:
        return _("已经答复过，重新办理的期限不能延期。")
    if awaits_an_extension(assignment):
        return _("上一次延期申请还没有裁定。")
    return ""


def after_request(assignment: Assignment):
    """The earliest day: that of the request."""
    extension = pending(assignment)
    return (extension.on if extension else None), _("申请日期")


def _no_later_than_the_longest(record: HandlingRecord, day: date, field: str) -> None:
    most = longest(record, record.handed_over_on)
    if day > most.on:
        raise ValidationError({field: _("最长只能到%(on)s：%(why)s") % {"on": most.on, "why": most.explanation}})


def move_the_date(record: HandlingRecord, move: Move, due_on: date) -> None:
    """Give the item its new limit, and also the parts whose own limit was the item's or would be later."""
    before = record.due_on
    record.due_on, record.yellow_from = due_on, yellow_day(record, due_on)
    # Who handles it anew has a clock of its own.
    first_time = record.assignments.standing().open().exclude(replies__delivered_on__isnull=False)
    for part in first_time.filter(due_on__isnull=False):
        if part.due_on > due_on or (part.is_answering and part.due_on == before):
            part.due_on = due_on
            move.keep(part)


class AskExtensionForm(StepForm):
    """申请延期."""

    until = DayField(label=gettext_lazy("申请延至"))
    reason = TextField(label=gettext_lazy("延期理由"), rows=3)

    def prepare(self) -> None:
        self.fields["until"].help_text = _("现在的办理期限是 %(on)s；最长自交办之日起%(most)s。") % {
            "on": self.record.due_on,
            "most": self.record.session.limit("answer_most"),
        }


@step(
    "申请延期",
    help="Ask for more time to answer (申请延期): until when and why, within the longest limit of the session.",
    sources=BEFORE_THE_LETTER,
    role=Role.UNIT_HANDLER,
    form=AskExtensionForm,
    day=gettext_lazy("申请日期"),
    applies=answers_the_proposer,
    guards=[may_be_extended],
    not_before=lambda assignment: (assignment.signed_for_on, _("签收日期")),
)
def ask_extension(assignment, move, *, until: date, reason):
    record = assignment.record
    if until <= record.due_on:
        raise ValidationError({"until": _("须晚于现在的办理期限 %(on)s。") % {"on": record.due_on}})
    _no_later_than_the_longest(record, until, "until")
    move.keep(Extension(assignment=assignment, on=move.on, until=until, reason=reason, due_before=record.due_on))
    return _("申请延至%(until)s：%(reason)s") % {"until": until, "reason": reason}


class GrantExtensionForm(StepForm):
    """同意延期: the handing body's consent, and the day on which the proposer was told."""

    consent = forms.CharField(
        label=gettext_lazy("交办机关同意的依据"), max_length=200, help_text=gettext_lazy("复函文号或日期。")
    )
    consent_scan = ScanField(label=gettext_lazy("同意函扫描件"), required=False)
    told_on = DayField(label=gettext_lazy("告知提出人日期"))
    comment = TextField(label=gettext_lazy("裁定意见"), required=False, rows=2)


@step(
    "同意延期",
    help="Grant the extension with the handing body's consent, once the proposer was told (同意延期): the item's due date moves.",
    sources=BEFORE_THE_LETTER,
    role=Role.OFFICE_REVIEWER,
    form=GrantExtensionForm,
    day=gettext_lazy("裁定日期"),
    applies=awaits_an_extension,
    not_before=after_request,
    awaited=always,
    tells=NoticeKind.DECIDED,
)
def grant_extension(assignment, move, *, consent, told_on: date, consent_scan=None, comment=""):
    extension, record = pending(assignment), assignment.record
    if told_on > timezone.localdate():
        raise ValidationError({"told_on": _("告知提出人的日期不能在将来：先告知，再办理。")})
    if told_on < extension.on:
        raise ValidationError({"told_on": _("告知提出人的日期不能早于申请日期 %(on)s。") % {"on": extension.on}})
    if extension.until <= record.due_on:
        raise ValidationError(_("办理期限现在已是 %(on)s，不早于申请的日期，不需要延期。") % {"on": record.due_on})
    extension.granted, extension.decided_by, extension.decided_on = True, move.decider, move.on
    extension.consent, extension.consent_scan, extension.told_on = consent, consent_scan, told_on
    extension.comment, extension.due_before = comment, record.due_on
    move.keep(extension)
    before = record.due_on
    record.due_on = assignment.due_on = extension.until
    record.yellow_from = yellow_day(record, extension.until)
    record.due_basis = DueBasis.EXTENDED
    record.due_because = _("原期限%(before)s，%(consent)s同意延至%(until)s，%(told)s告知提出人。") % {
        "before": before,
        "consent": consent,
        "until": extension.until,
        "told": told_on,
    }
    move.keep(record)
    return record.due_because


class RefuseExtensionForm(StepForm):
    """不予延期."""

    comment = TextField(label=gettext_lazy("不予延期的理由"), rows=3)


@step(
    "不予延期",
    help="Refuse the extension with a reason (不予延期): the due date stays.",
    sources=BEFORE_THE_LETTER,
    role=Role.OFFICE_REVIEWER,
    form=RefuseExtensionForm,
    day=gettext_lazy("裁定日期"),
    applies=awaits_an_extension,
    not_before=after_request,
    awaited=always,
    opposite_of=grant_extension,
    tells=NoticeKind.DECIDED,
)
def refuse_extension(assignment, move, *, comment):
    extension = pending(assignment)
    extension.granted, extension.comment = False, comment
    extension.decided_by, extension.decided_on = move.decider, move.on
    move.keep(extension)
    return comment


class ChangeDueForm(StepForm):
    """期限调整."""

    due_on = DayField(label=gettext_lazy("新的期限"))
    reason = TextField(label=gettext_lazy("调整理由"), rows=2, help_text=gettext_lazy("写明依据；理由记入办理记录。"))

    def prepare(self) -> None:
        self.fields["due_on"].initial = self.record.clock_due_on


@step(
    "期限调整",
    help="Change the item's due date with a reason (期限调整); in a 重新办理, the date of that.",
    subject="record",
    sources=UNANSWERED - BEFORE_HAND_OVER,
    role=Role.OFFICE_CLERK,
    form=ChangeDueForm,
    not_before=after_hand_over,
    aside=True,
    tells=NoticeKind.NEW_DUE,
)
def change_due(record, move, *, due_on: date, reason):
    before = record.clock_due_on
    if due_on == before:
        raise ValidationError({"due_on": _("与现在的期限相同，没有调整。")})
    if due_on <= record.handed_over_on:
        raise ValidationError({"due_on": _("办理期限须晚于交办日期。")})
    said = _("由%(before)s调整为%(after)s：%(reason)s") % {"before": before, "after": due_on, "reason": reason}
    if record.redo_due_on is not None and record.answered_on is not None:
        record.redo_due_on, record.yellow_from = due_on, yellow_day(record, due_on)
        return said
    if not record.is_joint:
        _no_later_than_the_longest(record, due_on, "due_on")
    move_the_date(record, move, due_on)
    record.due_basis = DueBasis.CHANGED
    record.due_because = clipped(said)
    return said


MOST = HandlingRecord._meta.get_field("due_because").max_length


def clipped(sentence: str) -> str:
    """A sentence cut to the length that the item keeps; the event keeps it whole."""
    return sentence if len(sentence) <= MOST else f"{sentence[: MOST - 1]}…"
