"""The letter leaves the office: 正式行文、送达、报送会办意见, then 征询意见 and 催请反馈."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.acts.clearing import after_clearance, awaits_the_city, goes_to_the_city, is_cleared
from tracking.loop.acts.consulting import is_consulted, publicity_is_settled
from tracking.loop.acts.handling import answers_the_proposer
from tracking.loop.acts.redo_clocks import keep_redo_clock, others_at_redo
from tracking.loop.engine.declaring import Refused, step
from tracking.loop.engine.fields import ScanField, SeveralAmongField, StepForm
from tracking.loop.numbering import number_letter, proposals
from tracking.loop.sealing import seal
from tracking.loop.vouching import paper_is_confirmed
from tracking.models import (
    Assignment,
    ContactMethod,
    Delivery,
    DeliveryWay,
    HandlingRecord,
    OfficeSettings,
    Role,
    SeriesPurpose,
    Signature,
)
from tracking.models.statements import ByKeys
from tracking.stages import Stage
from tracking.wording.local import localised

PLACE = 120


class NumberForm(StepForm):
    """正式行文: the number and, where it is at hand, the sealed letter; words and first value follow the office's way of working."""

    purpose = SeriesPurpose.ANSWER
    doc_number = forms.CharField(
        label=gettext_lazy("发文字号"), max_length=100, help_text=gettext_lazy("例如：巴政办函〔2024〕12号。")
    )
    sealed = ScanField(
        label=gettext_lazy("用印件"),
        required=False,
        help_text=gettext_lazy(
            "加盖印章的正本：扫描件（PDF、JPG、PNG、TIFF）、PDF或OFD，不超过20 MB，原样保存；以后也可以用“补登用印件”补上。"
        ),
    )
    copied_to = forms.CharField(
        label=gettext_lazy("抄送"), max_length=200, required=False,
        help_text=gettext_lazy("印在函的末尾，几个机关之间用逗号分开；正式行文后函不再改动。"),
    )  # fmt: skip

    def prepare(self) -> None:
        self.works_here = OfficeSettings.current().works_here
        if self.works_here:
            self.fields["doc_number"].required = True
            self.intro = _(
                "在本系统办文：文号取自本系统的编号序列，文稿由本系统生成。本系统生成的文稿，非用印件；打印盖章后，把盖章的正本登记为用印件。"
            )
        else:
            self.intro = _("登记OA（或纸上）办理的结果：文号、日期照正本填写，请一并上传用印件。")
        year = timezone.localdate().year
        if proposed := proposals(self.purpose, year):
            self.fields["doc_number"].initial = proposed[0]
            words = _("本系统编号，下一个号：%(next)s。可以改用别的空号，用过的号不收。")
            self.fields["doc_number"].help_text = words % {"next": "、".join(proposed)}
        elif self.works_here:
            words = _("%(year)s年还没有%(label)s的编号序列，请先在“名录—发文字号序列”中登记。")
            self.fields["doc_number"].help_text = words % {"year": year, "label": self.purpose.label}


@step(
    "正式行文",
    help="Give the letter its number and seal (编号、用印); the answer clock stops at its date (成文日期).",
    sources=[Stage.SIGNED, Stage.CLEARED],
    target=Stage.NUMBERED,
    role=Role.OFFICE_CLERK,
    form=NumberForm,
    day=gettext_lazy("成文日期"),
    applies=answers_the_proposer,
    guards=[is_cleared, is_consulted, publicity_is_settled, paper_is_confirmed],
    not_before=after_clearance,
)
def number(assignment, move, *, doc_number, sealed=None, copied_to=""):
    reply = assignment.reply
    _number(reply, move, doc_number, NumberForm.purpose)
    reply.issued_on, reply.copied_to = move.on, copied_to
    seal(reply, sealed, move)
    move.keep(reply)
    return doc_number


def _number(reply, move, doc_number: str, purpose: str) -> None:
    """Give the letter its number, and say which numbers were left out before it."""
    if hint := number_letter(reply, doc_number, purpose, move.on):
        move.data["hint"] = hint


def sends_an_opinion(assignment: Assignment) -> bool:
    """Whether this is the leading unit's part of a 会办 item, whose outcome is an opinion to the city's lead unit."""
    return assignment.is_answering and assignment.record.is_joint


def is_numbered(assignment: Assignment, *, decider=None) -> str:
    """Refuse delivery before the number and, where the city office reviews after the seal, before its approval."""
    reply = assignment.reply
    if reply is None or not reply.doc_number:
        return _("还没有正式行文，不能送达。")
    if assignment.stage == Stage.NUMBERED and awaits_the_city(assignment):
        return localised("须先报{upper_office}审核，通过后再送达。")
    return ""


def is_cleared_to_send(assignment: Assignment, *, decider=None) -> str:
    """Refuse to send a 会办意见 that the city office reviews before its approval."""
    if assignment.stage == Stage.SIGNED and goes_to_the_city(assignment):
        return localised("会办意见须先报{upper_office}审核。")
    return ""


def after_issue(assignment: Assignment):
    """The earliest day: that of the letter or, where the city office reviews after the seal, that of its answer."""
    reply = assignment.reply
    if reply and reply.issued_on and reply.city_result_on and reply.city_result_on > reply.issued_on:
        return reply.city_result_on, localised("{upper_office}审核日期")
    return (reply.issued_on if reply else None), _("成文日期")


def after_delivery(assignment: Assignment):
    """The earliest day: that of the delivery."""
    return (assignment.reply.delivered_on if assignment.reply else None), _("送达日期")


def after_asking(assignment: Assignment):
    """The earliest day: that on which the proposers were asked."""
    return (assignment.reply.asked_on if assignment.reply else None), _("征询日期")


class DeliverForm(StepForm):
    """送达."""

    way = forms.ChoiceField(
        label=gettext_lazy("送达方式"), choices=[c for c in DeliveryWay.choices if c[0] != "passed_on"]
    )
    agreed = SeveralAmongField(
        label=gettext_lazy("同意由领衔人转复的联名人"),
        required=False,
        help_text=gettext_lazy("须经联名人本人同意；没有勾选的，直接向本人送达。"),
    )
    copied_to = forms.CharField(label=gettext_lazy("抄送"), max_length=200, required=False)

    def prepare(self) -> None:
        self.fields["copied_to"].initial = self.subject.reply.copied_to if self.subject.reply else ""
        co_signers = [one for one in self.record.signatures.all() if not one.is_first]
        self.fields["agreed"].offer(co_signers)
        if not co_signers:
            del self.fields["agreed"]


@step(
    "送达",
    help="Deliver the letter to every signer (送达 = 已答复); through the first one (领衔人转复) to those who agreed to it.",
    sources=[Stage.NUMBERED, Stage.CLEARED],
    target=Stage.DELIVERED,
    role=Role.OFFICE_CLERK,
    form=DeliverForm,
    day=gettext_lazy("送达日期"),
    applies=answers_the_proposer,
    guards=[is_numbered],
    not_before=after_issue,
)
def deliver(assignment, move, *, way=DeliveryWay.POST, agreed=(), copied_to=""):
    record: HandlingRecord = assignment.record
    signatures, agreed = _signatures(record.pk), {one.pk for one in agreed}
    if not agreed <= {one.pk for one in signatures if not one.is_first}:
        raise ValidationError({"agreed": _("只有本件的联名人可以由领衔人转复。")})
    reply = assignment.reply
    reply.delivered_on, reply.copied_to = move.on, copied_to or reply.copied_to
    move.keep(reply)
    for one in signatures:
        passed_on = one.pk in agreed
        by = DeliveryWay.PASSED_ON if passed_on else way
        move.keep(Delivery(reply=reply, signature=one, way=by, consent=passed_on, sent_on=move.on))
    keep_redo_clock(record, move, others=others_at_redo(assignment))
    said = f"{reply.doc_number}，{DeliveryWay(way).label}"
    names = "、".join(one.proposer.name for one in signatures if one.pk in agreed)
    return _("%(said)s；%(names)s同意由领衔人转复") % {"said": said, "names": names} if names else said


_signatures = ByKeys(Signature, lambda item: Signature.objects.filter(record=item).select_related("proposer"))


class SendOpinionForm(NumberForm):
    """报送会办意见."""

    purpose = SeriesPurpose.OPINION
    doc_number = forms.CharField(label=gettext_lazy("发文字号"), max_length=100, required=False)

    def prepare(self) -> None:
        super().prepare()
        self.fields["copied_to"].initial = self.record.session.upper_name


@step(
    "报送会办意见",
    help="Send the signed opinion (会办意见) to the city's lead unit, copied to the city office: the item is closed.",
    sources=[Stage.SIGNED, Stage.CLEARED],
    target=Stage.CLOSED,
    role=Role.OFFICE_CLERK,
    form=SendOpinionForm,
    day=gettext_lazy("报送日期"),
    applies=sends_an_opinion,
    guards=[is_cleared_to_send, paper_is_confirmed],
    not_before=after_clearance,
)
def send_opinion(assignment, move, *, doc_number="", copied_to="", sealed=None):
    reply = assignment.reply
    if doc_number:
        _number(reply, move, doc_number, SendOpinionForm.purpose)
    elif OfficeSettings.current().works_here:
        raise ValidationError({"doc_number": _("本办公室在本系统办文，会办意见也须编号。")})
    reply.copied_to = copied_to
    reply.issued_on = reply.delivered_on = assignment.closed_on = move.on
    seal(reply, sealed, move)
    move.keep(reply)
    to = assignment.record.lead_unit
    return _("送%(unit)s") % {"unit": to} if to else ""


@step(
    "征询意见",
    help="Ask the proposers what they think of the reply (征询意见).",
    sources=[Stage.DELIVERED],
    target=Stage.ASKED,
    role=Role.OFFICE_CLERK,
    day=gettext_lazy("征询日期"),
    applies=answers_the_proposer,
    not_before=after_delivery,
)
def ask_opinion(assignment, move):
    reply = assignment.reply
    reply.asked_on = move.on
    move.keep(reply)
    return _("发出征询意见表")


def somebody_is_awaited(assignment: Assignment, *, decider=None) -> str:
    """Refuse to urge once every signer has given an opinion."""
    return "" if unheard(assignment) else _("每位提出人都已反馈，不需要催请。")


def unheard(assignment: Assignment) -> list[Delivery]:
    """The deliveries of the latest letter on which no opinion has come in."""
    deliveries = assignment.reply.deliveries.all() if assignment.reply else []
    return [one for one in deliveries if not hasattr(one, "feedback")]


class UrgeForm(StepForm):
    """催请反馈."""

    way = forms.ChoiceField(label=gettext_lazy("催请方式"), choices=ContactMethod.choices, initial=ContactMethod.PHONE)


@step(
    "催请反馈",
    help="Urge the signers who have given no opinion (催请反馈): at most once a day, and each time counts.",
    sources=[Stage.ASKED],
    role=Role.OFFICE_CLERK,
    form=UrgeForm,
    day=gettext_lazy("催请日期"),
    applies=answers_the_proposer,
    guards=[somebody_is_awaited],
    not_before=after_asking,
)
def urge_feedback(assignment, move, *, way):
    if assignment.events.filter(what=move.step.code, on=move.on).exists():
        raise Refused(_("%(on)s已经催请过一次，同一天不重复计数。") % {"on": move.on})
    waiting = unheard(assignment)
    for delivery in waiting:
        delivery.reminded += 1
        move.keep(delivery)
    names = "、".join(one.signature.proposer.name for one in waiting)
    return _("%(way)s催请%(names)s") % {"way": ContactMethod(way).label, "names": names}
