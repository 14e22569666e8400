"""From the incoming letter to the hand-over: 收文登记、拟办、批示、分办交办; and 修改信息 of what was entered (R12)."""

from collections.abc import Iterable, Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.engine.declaring import step
from tracking.loop.engine.fields import (
    DayField,
    NameField,
    ScanField,
    SessionField,
    SeveralAmongField,
    StepForm,
    TextField,
)
from tracking.loop.sending_back import SendBackForm, reasons_for_proposals, worded
from tracking.models import (
    Assignment,
    AssignmentDuty,
    DueBasis,
    Duty,
    HandlingRecord,
    Kind,
    NoticeKind,
    Objection,
    Origin,
    Proposer,
    ProposerKind,
    Role,
    Signature,
    Unit,
    WorkdayOverride,
)
from tracking.models.reading import read_once
from tracking.models.statements import ValuesByKeys
from tracking.stages import Stage
from tracking.time.clocks import Clock, answer_clock, due_basis, opinion_due, sign_for_clock, yellow_day
from tracking.wording import clauses, clean, split_names
from tracking.wording.local import local, localised
from tracking.workdays import Calendar, in_full

PLACE = 10


def proposer_for(kind: str, name: str, *, delegation: str = "", post: str = "", phone: str = "") -> Proposer:
    """The proposer of this name, known already or new and not yet saved: 代表 for 建议, 委员 for 提案."""
    who = ProposerKind.DEPUTY if kind == Kind.SUGGESTION else ProposerKind.MEMBER
    known = Proposer.objects.filter(kind=who).named(name)
    found = next((one for one in known if delegation in ("", one.delegation)), None)
    return found or Proposer(kind=who, name=name, delegation=delegation, post=post, phone=phone)


def refuse_others(facts: dict, *forms) -> None:
    """Raise TypeError for a fact that none of these forms asks for: stages, days and results are written by their own steps."""
    if others := facts.keys() - {name for form in forms for name in form.base_fields}:
        raise TypeError(f"not an item's own facts: {', '.join(sorted(others))}")


def due_field() -> DayField:
    """The field of the deadline that the handing body set (办理期限)."""
    return DayField(
        label=gettext_lazy("办理期限"),
        required=False,
        help_text=gettext_lazy("来文确定了期限的填写，交办时保留；不填则交办时按届次的时限计算。"),
    )


def at_once_field() -> forms.BooleanField:
    """The tick box of an item that is to be done at once (即办)."""
    return forms.BooleanField(
        label=gettext_lazy("即办"), required=False, help_text=gettext_lazy("期限自交办之日起按届次的即办时限计算。")
    )


class RegisterForm(StepForm):
    """收文登记."""

    session = SessionField()
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=Kind.choices)
    origin = forms.ChoiceField(label=gettext_lazy("来源层级"), choices=Origin.choices, initial=Origin.CITY)
    number = forms.IntegerField(label=gettext_lazy("编号"), min_value=1)
    duty = forms.ChoiceField(label=gettext_lazy("承办方式"), choices=Duty.choices)
    title = forms.CharField(label=gettext_lazy("案由"), max_length=200)
    text = TextField(label=gettext_lazy("原文"), rows=8, required=False)
    incoming_number = forms.CharField(label=gettext_lazy("来文号"), max_length=100, required=False)
    original = ScanField(label=gettext_lazy("原件扫描件"), required=False)
    first_signer = NameField(
        label=gettext_lazy("领衔人"), max_length=100, help_text=gettext_lazy("领衔代表或第一提案人的姓名。")
    )
    delegation = forms.CharField(label=gettext_lazy("代表团或界别"), max_length=100, required=False)
    post = forms.CharField(label=gettext_lazy("单位及职务"), max_length=200, required=False)
    phone = forms.CharField(
        label=gettext_lazy("联系电话"), max_length=50, required=False, help_text=gettext_lazy("仅供办理联系，不公开。")
    )
    co_signers = forms.CharField(
        label=gettext_lazy("联名人"), required=False, help_text=gettext_lazy("多人用顿号隔开。")
    )
    lead_unit = forms.ModelChoiceField(
        Unit.objects.filter(kind="external"),
        label=local("{upper_lead}"),
        required=False,
        help_text=gettext_lazy("会办件须填写，会办意见报送给它。"),
    )
    due_on = due_field()
    is_at_once = at_once_field()
    topic = forms.CharField(label=gettext_lazy("主题"), max_length=100, required=False)
    category = forms.CharField(label=gettext_lazy("内容分类"), max_length=50, required=False)
    is_key = forms.BooleanField(label=gettext_lazy("重点件"), required=False)
    supervising_leader = forms.CharField(label=gettext_lazy("督办领导"), max_length=50, required=False)

    groups = {
        gettext_lazy("来文"): ("session", "kind", "number", "duty", "origin", "on", "incoming_number", "lead_unit"),
        gettext_lazy("提出人"): ("first_signer", "delegation", "phone", "post", "co_signers"),
        gettext_lazy("内容"): ("title", "text", "original", "topic", "category", "supervising_leader", "is_key"),
        gettext_lazy("期限"): ("due_on", "is_at_once"),
    }
    "The groups in which its page shows the fields."
    shared = ("session", "kind", "origin", "duty", "lead_unit", "on", "incoming_number")
    "Fields whose values the next letter of a pile keeps (登记，继续下一件)."

    def clean_first_signer(self) -> str:
        """Require one name, read as a cell of the workbook is; further names belong to the co-signers."""
        found = split_names(self.cleaned_data["first_signer"])
        if found.problem:
            raise ValidationError(found.problem)
        if len(found.names) > 1:
            others = {"first": found.names[0], "others": "、".join(found.names[1:])}
            raise ValidationError(_("领衔人只填一位（%(first)s）；%(others)s请填在“联名人”中。") % others)
        return found.names[0] if found.names else self.cleaned_data["first_signer"]

    def clean_co_signers(self) -> list[str]:
        """Names, one by one."""
        text = self.cleaned_data["co_signers"]
        found = split_names(text)
        if found.problem:
            raise forms.ValidationError(found.problem)
        return list(found.names)

    def clean(self) -> dict:
        """Require the city's lead unit (市主办单位) of a 会办 item: the opinion is sent to it."""
        data = super().clean()
        if data.get("duty") == Duty.JOINT and not data.get("lead_unit"):
            self.add_error("lead_unit", localised("会办件须填写{upper_lead}。"))
        return data


class CorrectForm(StepForm):
    """修改承办件信息."""

    title = forms.CharField(label=gettext_lazy("案由"), max_length=200)
    text = TextField(label=gettext_lazy("原文"), required=False, rows=8)
    topic = forms.CharField(label=gettext_lazy("主题"), max_length=100, required=False)
    category = forms.CharField(label=gettext_lazy("内容分类"), max_length=50, required=False)
    incoming_number = forms.CharField(label=gettext_lazy("来文号"), max_length=100, required=False)
    is_key = forms.BooleanField(label=gettext_lazy("重点件"), required=False)
    supervising_leader = forms.CharField(label=gettext_lazy("督办领导"), max_length=50, required=False)
    due_on = due_field()
    is_at_once = at_once_field()
    remark = TextField(label=gettext_lazy("备注"), required=False, rows=2)
    not_closed_because = forms.CharField(label=gettext_lazy("未办结原因"), max_length=200, required=False)

    def prepare(self) -> None:
        if self.record.handed_over_on is not None:
            # The clock runs: from here on the date is moved by 期限调整 and 延期.
            del self.fields["due_on"], self.fields["is_at_once"]
        for name in self.fields.keys() - {"on", "version", "decider", "wording", "scan"}:
            self.fields[name].initial = getattr(self.subject, name)


@step(
    "收文登记",
    help="Enter what came in (收文登记): number, title, full text, scan of the original, and who signed it.",
    subject="new",
    target=Stage.REGISTERED,
    role=Role.OFFICE_CLERK,
    form=RegisterForm,
    day=gettext_lazy("收文日期"),
)
def register(
    subject,
    move,
    *,
    session,
    kind,
    number,
    duty,
    title,
    first_signer,
    origin="city",
    delegation="",
    post="",
    phone="",
    co_signers=(),
    signers_total=None,
    due_on=None,
    is_at_once=False,
    **facts,
):
    refuse_others(facts, RegisterForm, CorrectForm)
    record = HandlingRecord(
        session=session,
        kind=kind,
        origin=origin,
        number=number,
        duty=duty,
        title=title,
        received_on=move.on,
        signers_total=signers_total,
        stage=Stage.REGISTERED,
        **facts,
    )
    note_deadline(record, due_on, is_at_once)
    move.keep(record)
    names = [(first_signer, {"delegation": delegation, "post": post, "phone": phone})]
    names += [(name, {}) for name in co_signers]
    for order, (name, more) in enumerate(names, start=1):
        proposer = proposer_for(kind, name, **more)
        if proposer.pk is None:
            move.keep(proposer)
        move.keep(Signature(record=record, proposer=proposer, order=order))
    return record, _("%(duty)s，领衔人 %(name)s") % {"duty": record.get_duty_display(), "name": first_signer}


def note_deadline(record: HandlingRecord, due_on: date | None, is_at_once: bool) -> None:
    """Note the handing body's own deadline: a date (办理期限), or at once (即办); ValidationError for both."""
    if is_at_once and due_on is not None:
        raise ValidationError({"due_on": _("勾选“即办”的，期限自交办之日起计算，不填写办理期限。")})
    if due_on is not None and record.received_on is not None and due_on < record.received_on:
        words = _("办理期限不能早于收文日期 %(on)s，请核对。")
        raise ValidationError({"due_on": words % {"on": record.received_on}})
    record.is_at_once, record.due_on = is_at_once, due_on
    record.due_because = _("来文确定的日期为%(day)s。") % {"day": in_full(due_on)} if due_on else ""
    record.due_basis = DueBasis.FIXED if due_on else ""
    record.yellow_from = yellow_day(record, due_on) if due_on else None


@read_once
def units_in_office() -> list[Unit]:
    """The district's units that items are handed over to, in the order of lists."""
    return list(Unit.objects.own().filter(is_active=True))


class ProposeForm(StepForm):
    """拟办."""

    handling_proposal = TextField(label=gettext_lazy("拟办意见"))
    lead_units = SeveralAmongField(
        label=gettext_lazy("拟牵头单位"), required=False, help_text=gettext_lazy("交办时自动带入，可以再改。")
    )
    support_units = SeveralAmongField(label=gettext_lazy("拟配合单位"), required=False)

    def prepare(self) -> None:
        self.fields["handling_proposal"].initial = self.subject.handling_proposal
        for name in ("lead_units", "support_units"):
            self.fields[name].offer(units_in_office())


@step(
    "拟办",
    help="Propose how to handle it (拟办意见); where the session uses no leader's instruction, the item is ready to be handed over.",
    subject="record",
    sources=[Stage.REGISTERED],
    target=Stage.PROPOSED,
    role=Role.OFFICE_CLERK,
    form=ProposeForm,
    day=gettext_lazy("拟办日期"),
    not_before=lambda record: (record.received_on, _("收文日期")),
    branches=[Stage.INSTRUCTED],
)
def propose(record, move, *, handling_proposal, lead_units=(), support_units=()):
    record.handling_proposal, record.proposed_on = handling_proposal, move.on
    if problem := proposal_problem(record, lead_units, support_units):
        raise ValidationError(problem)
    if lead_units or support_units:
        move.data["units"] = {
            "lead": [unit.pk for unit in lead_units],
            "support": [unit.pk for unit in support_units],
        }
    if not record.session.uses_instruction:
        move.target = Stage.INSTRUCTED
    said = ((_("拟牵头"), lead_units), (_("拟配合"), support_units))
    named = [f"{label}：{'、'.join(unit.name for unit in units)}" for label, units in said if units]
    return clauses(handling_proposal, *named)


def proposal_problem(record: HandlingRecord, leads: Sequence[Unit], supports: Sequence[Unit]) -> dict[str, str]:
    """What is wrong with the units that a proposal names, by field; the hand-over asks again, for the units as they are then."""
    if len(leads) > 1 and record.duty != Duty.SEPARATE:
        return {"lead_units": _("只有分办件可以有多个牵头单位；其他单位请列为配合单位。")}
    if both := {unit.pk for unit in leads} & {unit.pk for unit in supports}:
        names = "、".join(unit.name for unit in leads if unit.pk in both)
        return {"support_units": _("%(units)s 不能既牵头又配合。") % {"units": names}}
    for field, units in (("lead_units", leads), ("support_units", supports)):
        if external := external_units(units):
            return {field: external}
    return {}


def external_units(units: Iterable[Unit]) -> str:
    """Why items are not handed over to units outside of the district; empty where none is."""
    external = "、".join(unit.name for unit in units if unit.is_external)
    return _("%(units)s是外部单位，不能由本级交办。") % {"units": external} if external else ""


class InstructForm(StepForm):
    """批示."""

    instruction = TextField(label=gettext_lazy("批示"), rows=3)

    def prepare(self) -> None:
        if not self.on_paper:
            self.fields["instruction"].initial = _("同意拟办意见。")


@step(
    local("{leaders}批示"),
    help="Give the district leader's instruction (批示).",
    subject="record",
    sources=[Stage.PROPOSED],
    target=Stage.INSTRUCTED,
    role=Role.LEADER,
    form=InstructForm,
    day=gettext_lazy("批示日期"),
    not_before=lambda record: (record.proposed_on, _("拟办日期")),
    vouched_for=True,
)
def instruct(record, move, *, instruction):
    record.instruction, record.instructed_on = instruction, move.on
    return instruction


class SendBackProposalForm(SendBackForm):
    """退回拟办."""

    offered = staticmethod(reasons_for_proposals)


@step(
    "退回拟办",
    help="Disagree with the proposal (退回拟办) with a reason: the office proposes anew.",
    subject="record",
    sources=[Stage.PROPOSED],
    target=Stage.REGISTERED,
    role=Role.LEADER,
    form=SendBackProposalForm,
    day=gettext_lazy("退回日期"),
    not_before=lambda record: (record.proposed_on, _("拟办日期")),
    opposite_of=instruct,
)
def send_back_proposal(record, move, *, reason, comment=""):
    move.data["reason"] = reason
    return worded(reason, comment)


def after_instruction(record: HandlingRecord):
    """The earliest day: that of a granted objection, else of the leader's instruction, else of the proposal."""
    if back := _came_back(record.pk):
        return back[0][0], _("同意退回日期")
    if record.instructed_on:
        return record.instructed_on, _("批示日期")
    return record.proposed_on, _("拟办日期")


_came_back = ValuesByKeys(
    Objection,
    lambda item: (
        Objection.objects.filter(assignment__record=item, granted=True)
        .order_by("-decided_on")
        .values_list("decided_on")
    )[:1],
)


def stages_of_units(record: HandlingRecord) -> dict[int, str]:
    """At which stage each unit's part of the item is, by the unit's key."""
    return dict(_stages(record.pk))


_stages = ValuesByKeys(
    Assignment, lambda item: Assignment.objects.filter(record=item).order_by("pk").values_list("unit", "stage")
)


def units_problem(stages: dict[int, str], units: list[Unit], again_because: str = "") -> str:
    """Why these units can't get a part of the item; empty when they can. A unit that gave it back needs a reason (再次交办)."""
    if external := external_units(units):
        return external
    gone = [unit.name for unit in units if stages.get(unit.pk) == Stage.REASSIGNED]
    if gone and not again_because:
        return _("%(units)s已申请退回并获同意；确需再次交给它的，请写明理由。") % {"units": "、".join(gone)}
    if held := "、".join(unit.name for unit in units if stages.get(unit.pk, Stage.REASSIGNED) != Stage.REASSIGNED):
        return _("本件已经交给%(units)s。") % {"units": held}
    return ""


def refuse_needless_reason(stages: dict[int, str], units: list[Unit], again_because: str) -> None:
    """Raise ValidationError for a reason of 再次交办 where none of the units gave the item back."""
    if again_because and not any(stages.get(unit.pk) == Stage.REASSIGNED for unit in units):
        raise ValidationError({"again_because": _("所选单位没有退回过本件，不需要填写再次交办的理由。")})


def part_for(
    record: HandlingRecord, unit: Unit, stages: dict[int, str], duty: AssignmentDuty, on: date, calendar: Calendar
) -> Assignment:
    """A unit's part of an item, new or the one that it gave back before, with its limits counted from this day."""
    gave_back = stages.get(unit.pk) == Stage.REASSIGNED
    part = record.assignments.get(unit=unit) if gave_back else Assignment(record=record, unit=unit)
    part.duty, part.stage, part.assigned_on = duty, Stage.ASSIGNED, on
    part.sign_for_due_on, part.due_on = sign_for_clock(record, on, calendar), record.due_on
    if duty == AssignmentDuty.SUPPORT:
        part.due_on = opinion_due(record, on, calendar)
    part.district_leader = unit.district_leader
    return part


def again_field() -> forms.CharField:
    """The field of the reason for which a unit gets an item that it gave back (再次交办)."""
    return forms.CharField(label=gettext_lazy("再次交办的理由"), max_length=300, required=False)


def ask_why_again(form: StepForm) -> None:
    """Name the units that gave the item back beside that field, or leave it out where there are none."""
    gone = [part.unit.name for part in form.record.assignments.all() if part.stage == Stage.REASSIGNED]
    if gone:
        words = _("%(units)s已申请退回并获同意；确需再次交给它时填写，例如领导批示。")
        form.fields["again_because"].help_text = words % {"units": "、".join(gone)}
    else:
        del form.fields["again_because"]


def deadlines(record: HandlingRecord, handed_over_on: date, calendar: Calendar | None = None) -> str:
    """The date that came with an item and the one that the limits would give (办理期限), before it is handed over."""
    counted, listed = answer_clock(record, handed_over_on, calendar=calendar), record.due_on
    by_limits = _("按届次时限：%(why)s") % {"why": counted.explanation}
    if listed is None:
        return by_limits + _("不填则按此计算，填写时不能晚于它。")
    if listed <= counted.on:
        words = _("来文的办理期限是%(day)s，交办时保留，不能改晚。")
    else:
        words = _("来文的办理期限是%(day)s，晚于按届次时限计算的日期，请改填不晚于它的日期。")
    return words % {"day": in_full(listed)} + by_limits


class AssignForm(StepForm):
    """分办、交办."""

    lead_units = SeveralAmongField(
        label=gettext_lazy("牵头单位"), help_text=gettext_lazy("分办件可选多个，各自答复；其他件选一个。")
    )
    support_units = SeveralAmongField(label=gettext_lazy("配合单位"), required=False)
    again_because = again_field()
    due_on = DayField(label=gettext_lazy("办理期限"), required=False)

    def prepare(self) -> None:
        held = {part.unit_id for part in self.record.assignments.all() if part.stage != Stage.REASSIGNED}
        ask_why_again(self)
        for name in ("lead_units", "support_units"):
            self.fields[name].offer(one for one in units_in_office() if one.pk not in held)
        if self.record.handed_over_on is not None:
            # Handed on after an objection: the answer clock of the first hand-over runs on.
            del self.fields["due_on"]
            return
        met, decided = self.record.session.handed_over_on, self.record.instructed_on or self.record.proposed_on
        if met and (decided is None or decided <= met):
            self.fields["on"].initial = met
        self._show_deadline()

    def _show_deadline(self) -> None:
        """Put the deadline that came with the item into the field, and the one that the limits give beside it."""
        self.fields["due_on"].initial = self.record.due_on
        # Counting asks for the office's working days: only where a page shows this sentence.
        day = self.fields["on"].initial
        say = lazy(lambda: deadlines(self.record, day() if callable(day) else day), str)
        self.fields["due_on"].help_text = say()


@step(
    "交办",
    help="Hand the item to units (分办、交办): the answer clock starts, and one sentence explains its limit.",
    subject="record",
    sources=[Stage.INSTRUCTED],
    target=Stage.ASSIGNED,
    role=Role.OFFICE_CLERK,
    form=AssignForm,
    day=gettext_lazy("交办日期"),
    not_before=after_instruction,
    tells=NoticeKind.ASSIGNED,
)
def assign(record, move, *, lead_units, support_units=(), due_on: date | None = None, again_because=""):
    lead_units, support_units = list(lead_units), list(support_units)
    if not lead_units:
        raise ValidationError({"lead_units": _("请选择牵头单位。")})
    if problem := proposal_problem(record, lead_units, support_units):
        raise ValidationError(problem)
    stages, calendar = stages_of_units(record), WorkdayOverride.objects.calendar()
    for field, units in (("lead_units", lead_units), ("support_units", support_units)):
        if problem := units_problem(stages, units, again_because):
            raise ValidationError({field: problem})
    refuse_needless_reason(stages, [*lead_units, *support_units], again_because)
    if record.handed_over_on is None:
        _start_the_clock(record, move.on, due_on, calendar)
    elif due_on is not None:
        raise ValidationError({"due_on": _("改派不改变办理期限；需要改变的，请用“期限调整”或“申请延期”。")})
    duties = {AssignmentDuty.LEAD: lead_units, AssignmentDuty.SUPPORT: support_units}
    for duty, units in duties.items():
        for unit in units:
            move.keep(part_for(record, unit, stages, duty, move.on, calendar))
    named = [f"{duty.label}：{'、'.join(unit.name for unit in units)}" for duty, units in duties.items() if units]
    return clauses(*named, *again_in_words(again_because), record.due_because)


def again_in_words(because: str) -> list[str]:
    """What the event says of 再次交办: a list of one sentence, or none."""
    return [_("再次交办：%(because)s") % {"because": because}] if because else []


def _start_the_clock(record: HandlingRecord, on: date, due_on: date | None, calendar: Calendar) -> None:
    """Set the answer's limit at the first hand-over: the date that came with the item, an earlier one, or the counted one."""
    clock, listed = answer_clock(record, on, calendar=calendar), record.due_on
    _refuse_late(clock, listed, due_on)
    record.handed_over_on = on
    if due_on is not None and due_on != listed:
        if due_on <= on:
            raise ValidationError({"due_on": _("办理期限须晚于交办日期。")})
        record.due_on, record.due_basis = due_on, DueBasis.FIXED
        record.due_because = _("通知确定的日期为%(day)s。") % {"day": in_full(due_on)}
    elif listed is None:
        record.due_on, record.due_because, record.due_basis = clock.on, clock.explanation, due_basis(record)
    record.yellow_from = yellow_day(record, record.due_on, calendar)


def _refuse_late(clock: Clock, listed: date | None, due_on: date | None) -> None:
    """Raise ValidationError for a deadline later than the counted one or the one that came with the item: that takes 申请延期 (R41)."""
    extend = _("确需延后的，交办以后按“申请延期”办理。")
    if due_on is not None and listed is not None and due_on > listed:
        raise ValidationError({"due_on": _("不能晚于来文的办理期限 %(on)s。") % {"on": listed} + extend})
    if (due_on or listed) is None or (due_on or listed) <= clock.on:
        return
    if due_on is None:
        words = _("来文的办理期限 %(listed)s 晚于按规定计算的期限 %(on)s，请填写不晚于它的日期。")
        raise ValidationError({"due_on": words % {"listed": listed, "on": clock.on} + extend})
    raise ValidationError({"due_on": _("不能晚于按规定计算的期限 %(on)s。") % {"on": clock.on} + extend})


DEADLINE = ("due_on", "is_at_once")
"The fields of the deadline that came with an item: editable until the hand-over, afterwards moved by steps of their own."


def _says_something_else(before, now) -> bool:
    """Whether a field's new value says something else, and is not only the old one cleaned of damage from copying."""
    return now != (clean(before).strip() if isinstance(before, str) else before)


@step(
    "修改信息",
    help="Correct an item's own facts (修改信息): title, text, topic, remarks; the deadline it came with before the hand-over.",
    subject="record",
    sources=frozenset(Stage),
    role=Role.OFFICE_CLERK,
    form=CorrectForm,
    leaves_to_workbook=True,
)
def correct(record, move, **facts):
    refuse_others(facts, CorrectForm)
    changed = [name for name, value in facts.items() if _says_something_else(getattr(record, name), value)]
    said = {name: facts.pop(name) for name in DEADLINE if name in facts}
    if any(name in changed for name in said):
        if record.handed_over_on is not None:
            raise ValidationError(_("本件已交办，办理期限请用“期限调整”或“申请延期”。"))
        note_deadline(record, **{name: getattr(record, name) for name in DEADLINE} | said)
    for name, value in facts.items():
        setattr(record, name, value)
    return "、".join(str(HandlingRecord._meta.get_field(name).verbose_name) for name in changed)
