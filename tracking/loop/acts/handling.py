"""The work of the unit before its draft: 签收、沟通、办理进展、困难、交接、配合意见; and opinions of outside units (会办意见)."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import permissions
from tracking.loop.acts.following import is_followed_by, pass_on
from tracking.loop.acts.grouping import noted_together, parts_alike
from tracking.loop.engine.declaring import STEPS, step
from tracking.loop.engine.fields import DayField, NameField, StepForm, TextField, pictures_field, with_pictures
from tracking.models import (
    Ask,
    Assignment,
    Contact,
    ContactMethod,
    ContactPhase,
    Event,
    HandlingRecord,
    ProgressNote,
    Role,
    Signature,
)
from tracking.models.statements import ValuesByKeys
from tracking.stages import ANSWERED, BEFORE_HAND_OVER, IN_REVIEW, OPEN, Stage
from tracking.versions.kinds import Readers
from tracking.wording import clauses
from tracking.wording.local import local

PLACE = 50


def is_answering(assignment: Assignment) -> bool:
    """Whether the unit writes the reply or opinion (牵头)."""
    return assignment.is_answering


def answers_the_proposer(assignment: Assignment) -> bool:
    """Whether the unit's letter goes to the proposer (主办、独办、分办)."""
    return assignment.is_answering and not assignment.record.is_joint


def is_supporting(assignment: Assignment) -> bool:
    """Whether the unit only gives its opinion to the leading unit (配合)."""
    return not assignment.is_answering


def has_partners(record: HandlingRecord) -> bool:
    """Whether units outside the district give their opinions on the item."""
    return record.partners.exists()


def after_it_came_to_the_unit(assignment: Assignment):
    """The earliest day: that on which a draft came back to the unit, or else that of its signing for the item."""
    came = _came_back(assignment.pk)
    if not came:
        return assignment.signed_for_on, _("签收日期")
    on, label = came[0]
    return on, _("“%(step)s”的日期") % {"step": label}


def _returns(part: int) -> QuerySet[Event, Any]:
    """The last event by which a part came back to its unit."""
    back = [code for code, one in STEPS.items() if one.is_of_assignment and one.target == Stage.HANDLING]
    return Event.objects.filter(assignment=part, what__in=back).order_by("-number").values_list("on", "label")[:1]


_came_back = ValuesByKeys(Event, _returns)


def after_the_decision(assignment: Assignment):
    """The earliest day: that on which the unit's objection was refused, or else that of the hand-over."""
    refused = [one.decided_on for one in assignment.objections.all() if one.granted is False]
    return (refused[-1], _("裁定日期")) if refused else (assignment.assigned_on, _("交办日期"))


class SignForForm(StepForm):
    """签收: the four fields (R13)."""

    department = forms.CharField(
        label=gettext_lazy("具体部门"),
        max_length=100,
        help_text=gettext_lazy("单位内办理本件的科室、股室，不填单位名称。"),
    )
    unit_leader = NameField(label=gettext_lazy("分管领导"), max_length=50, help_text=gettext_lazy("单位分管负责人。"))
    handler = NameField(label=gettext_lazy("具体负责人"), max_length=50)
    due_on = DayField(label=gettext_lazy("办结时限"), help_text=gettext_lazy("不能晚于本件的办理期限。"))

    def prepare(self) -> None:
        for name in ("department", "unit_leader", "handler", "due_on"):
            self.fields[name].initial = getattr(self.subject, name)


@step(
    "签收",
    help="Sign for the item (签收) and name its four fields: 具体部门、分管领导、具体负责人、办结时限.",
    sources=[Stage.ASSIGNED],
    target=Stage.HANDLING,
    role=Role.UNIT_HANDLER,
    form=SignForForm,
    day=gettext_lazy("签收日期"),
    not_before=after_the_decision,
)
def sign_for(assignment, move, *, department, unit_leader, handler, due_on: date | None = None):
    limit = assignment.record.due_on if assignment.is_answering else assignment.due_on
    if due_on is not None and limit is not None and due_on > limit:
        raise ValidationError({"due_on": _("办结时限不能晚于本件的办理期限 %(on)s。") % {"on": limit}})
    assignment.department, assignment.unit_leader, assignment.handler = department, unit_leader, handler
    assignment.due_on = due_on or assignment.due_on or limit
    assignment.signed_for_on = move.on
    return _("%(department)s，分管领导 %(leader)s，具体负责人 %(handler)s") % {
        "department": department,
        "leader": unit_leader,
        "handler": handler,
    }


def together_field() -> forms.BooleanField:
    """The tick box by which a note is entered on every item of the group (并案)."""
    return forms.BooleanField(label=gettext_lazy("并案各件一并登记"), required=False)


def drop_unless_grouped(form: StepForm) -> None:
    """Leave that box out where the item is in no group."""
    if form.record.group_id is None:
        del form.fields["together"]


class ContactForm(StepForm):
    """沟通."""

    phase = forms.ChoiceField(label=gettext_lazy("阶段"), choices=ContactPhase.choices)
    method = forms.ChoiceField(label=gettext_lazy("方式"), choices=ContactMethod.choices)
    signature = forms.ModelChoiceField(Signature.objects.none(), label=gettext_lazy("沟通对象"), required=False)
    summary = TextField(label=gettext_lazy("沟通情况"))
    pictures = pictures_field()
    together = together_field()

    def prepare(self) -> None:
        drop_unless_grouped(self)
        self.fields["phase"].initial = fitting_phase(self.subject, timezone.localdate())
        signatures = self.record.signatures.select_related("proposer")
        self.fields["signature"].queryset = signatures
        self.fields["signature"].initial = signatures.first()


@step(
    "登记沟通",
    help="Note a talk with the proposer (沟通): when in the handling, how, and what was said.",
    sources=[Stage.HANDLING, *IN_REVIEW, *(ANSWERED - {Stage.CLOSED})],
    role=Role.UNIT_HANDLER,
    form=ContactForm,
    day=gettext_lazy("沟通日期"),
    not_before=lambda assignment: (assignment.assigned_on, _("交办日期")),
    others=noted_together,
    leaves_to_workbook=True,
    event_keeps_files=True,
)
def contact(assignment, move, *, phase, method, summary, signature=None, together=False, pictures=()):
    move.files += pictures
    if signature is not None and signature.record_id != assignment.record_id:
        raise ValidationError({"signature": _("%(name)s不是本件的提出人。") % {"name": signature.proposer}})
    if problem := phase_problem(assignment, phase, move.on):
        raise ValidationError({"phase": problem})
    move.keep(
        Contact(assignment=assignment, signature=signature, phase=phase, method=method, on=move.on, summary=summary)
    )
    for part in parts_alike(move.step, assignment) if together else []:
        same = part.record.signatures.filter(proposer=signature.proposer).first() if signature else None
        there = phase if not phase_problem(part, phase, move.on) else fitting_phase(part, move.on)
        move.too(part, phase=there, method=method, summary=summary, signature=same, pictures=pictures)
    return with_pictures(f"{ContactPhase(phase).label}{ContactMethod(method).label}：{summary}", pictures)


def fitting_phase(assignment: Assignment, on: date) -> ContactPhase:
    """The phase of a talk on this day: 办前 for the first one before any draft, 办后 once the letter was delivered, else 办中."""
    replies = sorted(assignment.replies.all(), key=lambda reply: reply.round)
    delivered = [reply.delivered_on for reply in replies if reply.delivered_on]
    if delivered and on >= delivered[0] and assignment.stage in ANSWERED:
        return ContactPhase.AFTER
    return ContactPhase.DURING if replies or assignment.contacts.all() else ContactPhase.BEFORE


def phase_problem(assignment: Assignment, phase: str, on: date) -> str:
    """Why the phase does not fit a talk on this day; empty when it does."""
    replies = sorted(assignment.replies.all(), key=lambda reply: reply.round)
    delivered = next((reply.delivered_on for reply in replies if reply.delivered_on), None)
    if phase == ContactPhase.AFTER and (delivered is None or on < delivered):
        since = delivered or _("未送达")
        return _("办后沟通在答复送达（%(since)s）之后，请改选“办中”，或核对日期。") % {"since": since}
    submitted = next((reply.submitted_on for reply in replies if reply.submitted_on), None)
    if phase == ContactPhase.BEFORE and submitted is not None and on > submitted:
        return _("答复稿已于%(on)s送审，此后的沟通请选“办中”或“办后”。") % {"on": submitted}
    return ""


class ProgressForm(StepForm):
    """办理进展."""

    ask = forms.ModelChoiceField(Ask.objects.none(), label=gettext_lazy("所提事项"), required=False, empty_label="———")
    text = TextField(label=gettext_lazy("进展情况"))
    difficulty = TextField(label=gettext_lazy("困难和问题"), required=False, rows=2)
    cleared_by = forms.CharField(label=gettext_lazy("由谁协调解决"), max_length=100, required=False)
    pictures = pictures_field()
    together = together_field()

    def prepare(self) -> None:
        drop_unless_grouped(self)
        asks = self.record.asks.all()
        if asks:
            self.fields["ask"].queryset = asks
        else:
            del self.fields["ask"]


@step(
    "登记进展",
    help="Note what was done on a day (办理进展), for which request, and what stands in the way.",
    sources=[Stage.HANDLING, *IN_REVIEW],
    role=Role.UNIT_HANDLER,
    form=ProgressForm,
    not_before=lambda assignment: (assignment.signed_for_on, _("签收日期")),
    others=noted_together,
    leaves_to_workbook=True,
    event_keeps_files=True,
)
def note_progress(assignment, move, *, text, difficulty="", cleared_by="", ask=None, together=False, pictures=()):
    move.files += pictures
    if ask is not None and ask.record_id != assignment.record_id:
        raise ValidationError({"ask": _("这不是本件的所提事项。")})
    if cleared_by and not difficulty:
        raise ValidationError({"difficulty": _("填写了由谁协调解决，请写明困难和问题。")})
    note = {"text": text, "difficulty": difficulty, "cleared_by": cleared_by}
    move.keep(ProgressNote(assignment=assignment, on=move.on, ask=ask, **note))
    for part in parts_alike(move.step, assignment) if together else []:
        move.too(part, **note, pictures=pictures)
    said = _("第%(number)s项：%(text)s") % {"number": ask.number, "text": text} if ask is not None else text
    return with_pictures(said, pictures)


def has_difficulties(assignment: Assignment) -> bool:
    """Whether a difficulty was noted that is not cleared yet."""
    return any(note.difficulty and note.cleared_on is None for note in assignment.notes.all())


class ClearDifficultyForm(StepForm):
    """解决困难."""

    note = forms.ModelChoiceField(None, label=gettext_lazy("困难和问题"), empty_label=None)
    text = TextField(label=gettext_lazy("解决情况"), required=False, rows=2)

    def prepare(self) -> None:
        notes = self.subject.notes.exclude(difficulty="").filter(cleared_on=None)
        self.fields["note"].queryset = notes
        self.fields["note"].label_from_instance = lambda note: f"{note.on:%Y-%m-%d} {note.difficulty}"


@step(
    "解决困难",
    help="Note that a difficulty was cleared (解决困难): the day, and how.",
    sources=[Stage.HANDLING, *IN_REVIEW],
    role=Role.UNIT_HANDLER,
    other_roles=[Role.OFFICE_CLERK, Role.SUPERVISOR],
    form=ClearDifficultyForm,
    day=gettext_lazy("解决日期"),
    applies=has_difficulties,
)
def clear_difficulty(assignment, move, *, note, text=""):
    found = assignment.notes.exclude(difficulty="").filter(pk=note.pk, cleared_on=None).first()
    if found is None:
        raise ValidationError({"note": _("这项困难已经解决，或不属于本件。")})
    if move.on < found.on:
        raise ValidationError({"on": _("解决日期不能早于登记日期 %(on)s。") % {"on": found.on}})
    found.cleared_on = move.on
    move.keep(found)
    return "：".join(part for part in (found.difficulty, text) if part)


NAMED = {
    "handler": gettext_lazy("具体负责人"),
    "unit_leader": gettext_lazy("分管领导"),
    "district_leader": local("分管{leaders}"),
}
"The fields in which a part names people, with their labels."


OF_THE_UNIT = ("handler", "unit_leader")
"Those of them that the unit fills in itself."


def names_somebody(assignment: Assignment, *, decider=None) -> str:
    """Refuse 交接 where the part names nobody."""
    is_named = any(getattr(assignment, name) for name in NAMED) or assignment.following is not None
    return "" if is_named else _("本件还没有具名的负责人，不需要交接。")


class HandOnForm(StepForm):
    """交接: one name is replaced by another in every field of the part."""

    leaving = forms.ChoiceField(label=gettext_lazy("移交人"))
    coming = NameField(label=gettext_lazy("接收人"), max_length=50)
    reason = forms.CharField(
        label=gettext_lazy("交接原因"), max_length=200, help_text=gettext_lazy("例如：岗位调整、休假。")
    )

    def prepare(self) -> None:
        now = self.subject.following
        names = dict.fromkeys((self.subject.handler, self.subject.unit_leader, self.subject.district_leader))
        names |= {now.person.name: None} if now is not None else {}
        self.fields["leaving"].choices = [(name, name) for name in names if name]


@step(
    "交接",
    help="Hand an open item to a successor (交接): the new name replaces the old one; past acts keep the old one.",
    sources=OPEN - BEFORE_HAND_OVER,
    role=Role.UNIT_HANDLER,
    other_roles=[Role.OFFICE_CLERK],
    form=HandOnForm,
    day=gettext_lazy("交接日期"),
    guards=[names_somebody],
    not_before=lambda assignment: (assignment.assigned_on, _("交办日期")),
)
def hand_on(assignment, move, *, leaving, coming, reason):
    whose = NAMED if permissions.has_role(move.decider, Role.OFFICE_CLERK) else OF_THE_UNIT
    changed = [name for name in whose if leaving and getattr(assignment, name) == leaving]
    follows = is_followed_by(assignment, leaving, move.decider)
    if not changed and not follows:
        raise ValidationError({"leaving": _("%(name)s不是本件由您交接的负责人。") % {"name": leaving}})
    if coming == leaving:
        raise ValidationError({"coming": _("接收人不能与移交人相同。")})
    what = [str(NAMED[name]) for name in changed]
    nobody = ""
    for name in changed:
        setattr(assignment, name, coming)
    if follows and pass_on(assignment, move, coming):
        what.append(_("跟踪人"))
    elif follows:
        nobody = _("跟踪人%(leaving)s结束跟踪，%(coming)s不在可选人员中，须另行确定") % {
            "leaving": leaving,
            "coming": coming,
        }
    move.data |= {"leaving": leaving, "coming": coming}
    names = {"what": "、".join(what), "leaving": leaving, "coming": coming}
    moved = _("%(what)s：%(leaving)s → %(coming)s") % names if what else ""
    return clauses(moved, nobody, reason)


class SupportOpinionForm(StepForm):
    """配合意见."""

    opinion = TextField(label=gettext_lazy("配合意见"))


@step(
    "提交配合意见",
    help="Give the leading unit the supporting unit's opinion (配合意见), which closes the supporting unit's part.",
    sources=[Stage.HANDLING],
    target=Stage.CLOSED,
    role=Role.UNIT_HANDLER,
    form=SupportOpinionForm,
    applies=is_supporting,
    not_before=lambda assignment: (assignment.signed_for_on, _("签收日期")),
)
def give_opinion(assignment, move, *, opinion):
    assignment.opinion, assignment.opinion_on, assignment.closed_on = opinion, move.on, move.on
    return opinion


class PartnerOpinionForm(StepForm):
    """外部会办意见."""

    partner = forms.ModelChoiceField(None, label=gettext_lazy("会办单位"), empty_label=None)
    opinion = TextField(label=gettext_lazy("会办意见"))

    def prepare(self) -> None:
        self.fields["partner"].queryset = self.record.partners.filter(opinion_on=None)


@step(
    "登记会办意见",
    help="Register the opinion that an outside unit sent in (会办意见收到).",
    subject="record",
    sources=OPEN,
    role=Role.OFFICE_CLERK,
    form=PartnerOpinionForm,
    day=gettext_lazy("收到日期"),
    applies=has_partners,
    readers=Readers.OPINIONS,
    leaves_to_workbook=True,
)
def receive_opinion(record, move, *, partner, opinion):
    given, partner = partner, record.partners.filter(pk=partner.pk).first()
    if partner is None:
        raise ValidationError({"partner": _("%(unit)s不是本件的会办单位。") % {"unit": given}})
    if partner.opinion_on is not None:
        raise ValidationError({"partner": _("%(unit)s的会办意见已经登记。") % {"unit": partner}})
    partner.opinion, partner.opinion_on = opinion, move.on
    move.keep(partner)
    return f"{partner.unit}：{opinion}"
