"""Ways by which an opinion comes in that no unit can fake: the scanned form, the one-time link, the city's lead unit (R33)."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import permissions
from tracking.loop.acts.delivering import after_asking, sends_an_opinion
from tracking.loop.acts.handling import answers_the_proposer
from tracking.loop.acts.hearing import SignerForm, feed_back
from tracking.loop.engine.asking import why_not_now
from tracking.loop.engine.declaring import Refused, step
from tracking.loop.engine.fields import ScanField, StepForm, TextField, choices_of
from tracking.loop.engine.taking import take
from tracking.models import (
    Assignment,
    Delivery,
    DeliveryWay,
    Event,
    Feedback,
    FeedbackLink,
    FeedbackSource,
    Role,
    Satisfaction,
    Signature,
    digest_of,
    new_token,
)
from tracking.models.locking import lock_items
from tracking.stages import Stage
from tracking.wording.local import local, localised

PLACE = 150

LINK_DAYS = 30
"For how many days a link opens, unless the setting TRACKING_FEEDBACK_LINK_DAYS says otherwise."


def links_are_on() -> bool:
    """Whether one-time links are switched on: the office then has a page on the internet to which they lead."""
    return getattr(settings, "TRACKING_FEEDBACK_LINKS", False)


def takes_links(assignment: Assignment) -> bool:
    """Whether the part's letter goes to the proposer and one-time links are switched on."""
    return links_are_on() and answers_the_proposer(assignment)


def unanswered_delivery(assignment: Assignment, signature) -> Delivery:
    """The latest letter's delivery to a signer who has given no opinion; ValidationError where there is none."""
    reply = assignment.reply
    found = (
        reply.deliveries.filter(signature=signature, feedback=None) if reply is not None else Delivery.objects.none()
    )
    delivery = found.select_related("signature__proposer").first()
    if delivery is None:
        raise ValidationError({"signature": _("这份答复没有送达这位提出人，或者意见已经反馈。")})
    return delivery


class CarryFormForm(SignerForm):
    """上传征询意见表: asks for the scan alone, never for the opinion."""

    form_scan = ScanField(
        label=gettext_lazy("征询意见表扫描件"),
        help_text=local("提出人填写并签名的原件；意见由{section}审看后登记。"),
    )


@step(
    "上传征询意见表",
    help="Bring in the scan of the signed paper form (征询意见表): the office, not the unit, reads the opinion from it.",
    sources=[Stage.ASKED, Stage.FED_BACK],
    role=Role.UNIT_HANDLER,
    form=CarryFormForm,
    day=gettext_lazy("收到日期"),
    applies=answers_the_proposer,
    not_before=after_asking,
)
def carry_form(assignment, move, *, signature, form_scan):
    delivery = unanswered_delivery(assignment, signature)
    delivery.form_scan = form_scan
    move.keep(delivery)
    return localised("%(who)s的征询意见表，待{section}确认") % {"who": delivery.signature.proposer}


class IssueLinkForm(SignerForm):
    """发出一次性链接."""

    def moves(self) -> dict:
        """What was filled in, with the link's token, which is kept nowhere and shown once, on the printed slip."""
        self.token = new_token()
        return super().moves() | {"token": self.token}


@step(
    "发出一次性链接",
    help="Issue a signer's one-time link (一次性链接): only the token's digest is kept, and an earlier link is void.",
    sources=[Stage.ASKED, Stage.FED_BACK],
    role=Role.OFFICE_CLERK,
    form=IssueLinkForm,
    day=gettext_lazy("发出日期"),
    applies=takes_links,
    not_before=after_asking,
)
def issue_link(assignment, move, *, signature, token):
    delivery = unanswered_delivery(assignment, signature)
    for earlier in delivery.links.filter(used_at=None, revoked_on=None):
        earlier.revoked_on = move.on
        move.keep(earlier)
    days = getattr(settings, "TRACKING_FEEDBACK_LINK_DAYS", LINK_DAYS)
    link = FeedbackLink(
        delivery=delivery,
        token_sha256=digest_of(token),
        issued_on=move.on,
        expires_on=timezone.localdate() + timedelta(days=days),
    )
    move.keep(link)
    return _("发给%(who)s，有效期至%(until)s") % {
        "who": delivery.signature.proposer,
        "until": f"{link.expires_on:%Y-%m-%d}",
    }


class ReceiveFeedbackForm(StepForm):
    """登记市主办单位转来意见."""

    signature = forms.ModelChoiceField(Signature.objects.none(), label=gettext_lazy("提出人"), empty_label=None)
    attitude = forms.ChoiceField(label=gettext_lazy("对办理态度"), choices=choices_of(Satisfaction), required=False)
    result = forms.ChoiceField(label=gettext_lazy("对办理结果"), choices=choices_of(Satisfaction))
    opinion = TextField(label=gettext_lazy("具体意见"), required=False, rows=3)
    letter = ScanField(label=gettext_lazy("来函扫描件"), required=False)

    def prepare(self) -> None:
        told = self.record.signatures.filter(deliveries__feedback__isnull=False)
        self.fields["signature"].queryset = self.record.signatures.exclude(pk__in=told.values("pk"))


@step(
    local("登记{upper_lead}转来意见"),
    help="Keep the opinion that the city's lead unit passed back on a 会办 item (市主办单位转来); it counts in no rate.",
    sources=[Stage.CLOSED],
    role=Role.OFFICE_CLERK,
    form=ReceiveFeedbackForm,
    day=gettext_lazy("收到日期"),
    applies=sends_an_opinion,
    not_before=lambda assignment: (assignment.closed_on, _("报送日期")),
)
def receive_feedback(assignment, move, *, signature, result, attitude="", opinion="", letter=None):
    if signature.record_id != assignment.record_id:
        raise ValidationError({"signature": _("%(name)s不是本件的提出人。") % {"name": signature.proposer}})
    delivery = assignment.reply.deliveries.filter(signature=signature).first()
    if hasattr(delivery, "feedback"):
        raise ValidationError({"signature": _("这位提出人的意见已经登记。")})
    if delivery is None:
        # Our opinion reached the signer in the lead unit's own answer; how it was sent is the lead unit's affair.
        delivery = Delivery(
            reply=assignment.reply, signature=signature, way=DeliveryWay.POST, sent_on=assignment.closed_on
        )
        move.keep(delivery)
    move.keep(
        Feedback(
            delivery=delivery,
            attitude=attitude,
            result=result,
            opinion=opinion,
            on=move.on,
            source=FeedbackSource.LEAD_UNIT,
            scan=letter,
        )
    )
    return f"{signature.proposer}：{Satisfaction(result).label}"


# The proposer's own door -----------------------------------------------------------------------
def link_of(token: str) -> FeedbackLink | None:
    """The link of a token, used, revoked and expired ones included; None for an unknown token."""
    links = FeedbackLink.objects.select_related(
        "delivery__reply__assignment__record__session",
        "delivery__reply__assignment__unit",
        "delivery__signature__proposer",
    )
    return links.filter(token_sha256=digest_of(token)).first()


def open_link(token: str) -> FeedbackLink | None:
    """The link of a token while it opens its letter; None whether it is used, revoked, expired or unknown."""
    link = link_of(token)
    if link is None:
        return None
    part = link.delivery.reply.assignment
    return None if permissions.why_may_not_answer(link, part) or why_not_now(feed_back, part) else link


def answer_by_link(token: str, *, result: str, attitude: str, opinion: str = "") -> Event:
    """Register a proposer's opinion by their one-time link; raises Refused where the link opens no letter any more."""
    with transaction.atomic():
        link = link_of(token)
        if link is None:
            raise Refused(_("这个一次性链接已使用、作废或过期。"))
        # Links are written under their item's lock alone: whoever comes second reads what the first has left.
        lock_items([link.delivery.reply.assignment.record_id])
        link = link_of(token)
        return take(
            feed_back,
            link.delivery.reply.assignment,
            account=None,
            link=link,
            signature=link.delivery.signature,
            source=FeedbackSource.LINK,
            result=result,
            attitude=attitude,
            opinion=opinion,
        )
