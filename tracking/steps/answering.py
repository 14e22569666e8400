"""To the proposer and back: 送达、报送会办意见、征询意见、催请反馈、意见反馈、办结、重新办理, and the exits."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking.clocks import redo_clock, unheard_limit, yellow_day
from tracking.models import (
    Assignment,
    ContactMethod,
    Delivery,
    DeliveryWay,
    Ending,
    Feedback,
    FeedbackSource,
    HandlingRecord,
    Reply,
    Role,
    Satisfaction,
)
from tracking.stages import UNANSWERED, Stage
from tracking.steps.engine import Refused, step
from tracking.steps.forms import (
    AskForm,
    CloseForm,
    CloseUnheardForm,
    CloseUnsatisfiedForm,
    DeliverForm,
    FeedbackForm,
    RedoForm,
    SendOpinionForm,
    UrgeForm,
)
from tracking.steps.replying import after_clearance, answers_the_proposer, awaits_the_city, goes_to_the_city


def sends_an_opinion(assignment: Assignment) -> bool:
    """The leading unit's part of a 会办 item."""
    return assignment.is_answering and assignment.record.is_joint


def is_numbered(assignment: Assignment, *, decider=None) -> str:
    """Only a numbered letter is delivered, and after the city's word where that comes after the seal."""
    reply = assignment.reply
    if reply is None or not reply.doc_number:
        return _("还没有正式行文，不能送达。")
    if assignment.stage == Stage.NUMBERED and awaits_the_city(assignment):
        return _("须先报市政府办审核，通过后再送达。")
    return ""


def is_cleared_to_send(assignment: Assignment, *, decider=None) -> str:
    """A 会办 opinion that the city reviews is sent once it has passed."""
    if assignment.stage == Stage.SIGNED and goes_to_the_city(assignment):
        return _("会办意见须先报市政府办审核。")
    return ""


def satisfied_enough(assignment: Assignment, *, decider=None) -> str:
    """不满意 is handled anew, not closed; the second time it has an end of its own."""
    if not is_dissatisfied(assignment):
        return ""
    if was_redone(assignment):
        return _("领衔人再次反馈“不满意”，请“仍不满意办结”并报交办机关。")
    return _("领衔人反馈“不满意”，须重新办理。")


def dissatisfied(assignment: Assignment, *, decider=None) -> str:
    """Only 不满意 is handled anew."""
    return "" if is_dissatisfied(assignment) else _("领衔人没有反馈“不满意”，不需要重新办理。")


def not_redone(assignment: Assignment, *, decider=None) -> str:
    """A second 不满意 is not handled anew again: it is reported to the body that handed the item over."""
    if was_redone(assignment):
        return _("已经重新办理过一次，领衔人仍不满意：不再重新办理，请“仍不满意办结”并报交办机关。")
    return ""


def still_dissatisfied(assignment: Assignment, *, decider=None) -> str:
    """Only a second 不满意 ends so."""
    if not is_dissatisfied(assignment):
        return _("领衔人没有反馈“不满意”，请按“办结”办理。")
    return "" if was_redone(assignment) else _("领衔人第一次反馈“不满意”，须先重新办理。")


def is_dissatisfied(assignment: Assignment) -> bool:
    """Whether the first signer is not satisfied with the latest letter."""
    opinion = first_opinion(assignment)
    return opinion is not None and opinion.result == Satisfaction.UNSATISFIED


def was_redone(assignment: Assignment) -> bool:
    """Whether the latest letter is the outcome of a redo: an earlier one was found 不满意."""
    earlier = sorted(assignment.replies.all(), key=lambda reply: reply.round)[:-1]
    opinions = [opinion_on(reply) for reply in earlier]
    return any(one is not None and one.result == Satisfaction.UNSATISFIED for one in opinions)


def first_opinion(assignment: Assignment) -> Feedback | None:
    """The first signer's opinion of the latest round."""
    return opinion_on(assignment.reply) if assignment.reply else None


def opinion_on(reply: Reply) -> Feedback | None:
    """The first signer's opinion of one round."""
    first = (delivery for delivery in reply.deliveries.all() if delivery.signature.is_first)
    return next((delivery.feedback for delivery in first if hasattr(delivery, "feedback")), None)


def after_issue(assignment: Assignment):
    """Not before the letter's date and, where the city reviews it after the seal, the city's word."""
    reply = assignment.reply
    if reply and reply.issued_on and reply.city_result_on and reply.city_result_on > reply.issued_on:
        return reply.city_result_on, _("市政府办审核日期")
    return (reply.issued_on if reply else None), _("成文日期")


def after_delivery(assignment: Assignment):
    """Not before it was delivered."""
    return (assignment.reply.delivered_on if assignment.reply else None), _("送达日期")


def after_asking(assignment: Assignment):
    """Not before the opinion was asked."""
    return (assignment.reply.asked_on if assignment.reply else None), _("征询日期")


def after_feedback(assignment: Assignment):
    """Not before the first signer answered."""
    opinion = first_opinion(assignment)
    return (opinion.on if opinion else None), _("反馈日期")


@step(
    "送达",
    sources=[Stage.NUMBERED, Stage.CLEARED],
    target=Stage.DELIVERED,
    role=Role.OFFICE_CLERK,
    form=DeliverForm,
    applies=answers_the_proposer,
    guards=[is_numbered],
    not_before=after_issue,
)
def deliver(assignment, move, *, way=DeliveryWay.POST, agreed=(), copied_to=""):
    """Deliver the letter to every signer (送达 = 已答复); through the first one (领衔人转复) to those who agreed to it."""
    record: HandlingRecord = assignment.record
    signatures, agreed = list(record.signatures.select_related("proposer")), {one.pk for one in agreed}
    if not agreed <= {one.pk for one in signatures if not one.is_first}:
        raise ValidationError({"agreed": _("只有本件的联名人可以由领衔人转复。")})
    reply = assignment.reply
    reply.delivered_on, reply.copied_to = move.on, copied_to
    move.keep(reply)
    for one in signatures:
        passed_on = one.pk in agreed
        by = DeliveryWay.PASSED_ON if passed_on else way
        move.keep(Delivery(reply=reply, signature=one, way=by, consent=passed_on, sent_on=move.on))
    _keep_redo_clock(record, move, others=_others_at_redo(assignment))
    said = f"{reply.doc_number}，{DeliveryWay(way).label}"
    names = "、".join(one.proposer.name for one in signatures if one.pk in agreed)
    return _("%(said)s；%(names)s同意由领衔人转复") % {"said": said, "names": names} if names else said


@step(
    "报送会办意见",
    sources=[Stage.SIGNED, Stage.CLEARED],
    target=Stage.CLOSED,
    role=Role.OFFICE_CLERK,
    form=SendOpinionForm,
    applies=sends_an_opinion,
    guards=[is_cleared_to_send],
    not_before=after_clearance,
)
def send_opinion(assignment, move, *, doc_number="", copied_to=""):
    """Send the signed opinion (会办意见) to the city's lead unit, copied to the city office: the item is closed."""
    reply = assignment.reply
    reply.doc_number, reply.copied_to = doc_number, copied_to
    reply.issued_on = reply.delivered_on = assignment.closed_on = move.on
    move.keep(reply)
    to = assignment.record.lead_unit
    return _("送%(unit)s") % {"unit": to} if to else ""


@step(
    "征询意见",
    sources=[Stage.DELIVERED],
    target=Stage.ASKED,
    role=Role.OFFICE_CLERK,
    form=AskForm,
    applies=answers_the_proposer,
    not_before=after_delivery,
)
def ask_opinion(assignment, move):
    """Ask the proposers what they think of the reply (征询意见)."""
    reply = assignment.reply
    reply.asked_on = move.on
    move.keep(reply)
    return _("发出征询意见表")


def somebody_is_awaited(assignment: Assignment, *, decider=None) -> str:
    """Only who has not answered is urged."""
    return "" if unheard(assignment) else _("每位提出人都已反馈，不需要催请。")


def unheard(assignment: Assignment) -> list[Delivery]:
    """The deliveries of the latest letter that nobody has answered yet."""
    deliveries = assignment.reply.deliveries.all() if assignment.reply else []
    return [one for one in deliveries if not hasattr(one, "feedback")]


@step(
    "催请反馈",
    sources=[Stage.ASKED],
    role=Role.OFFICE_CLERK,
    form=UrgeForm,
    applies=answers_the_proposer,
    guards=[somebody_is_awaited],
    not_before=after_asking,
)
def urge_feedback(assignment, move, *, way):
    """Ask again those who have not said what they think (催请反馈); once a day at most, and each time counts."""
    if assignment.events.filter(what=move.step.code, on=move.on).exists():
        raise Refused(_("%(on)s已经催请过一次，同一天不重复计数。") % {"on": move.on})
    waiting = unheard(assignment)
    for delivery in waiting:
        delivery.reminded += 1
        move.keep(delivery)
    names = "、".join(one.signature.proposer.name for one in waiting)
    return _("%(way)s催请%(names)s") % {"way": ContactMethod(way).label, "names": names}


@step(
    "登记反馈",
    sources=[Stage.ASKED, Stage.FED_BACK],
    role=Role.OFFICE_CLERK,
    other_roles=[Role.PROPOSER],
    form=FeedbackForm,
    applies=answers_the_proposer,
    not_before=after_asking,
    branches=[Stage.FED_BACK],
)
def feed_back(assignment, move, *, signature, result, source, attitude="", opinion="", form_scan=None):
    """Register a signer's opinion (意见反馈) with its source; a unit can never enter it."""
    given = _opinion_comes_in(assignment, move, signature, source, attitude, result, opinion, form_scan)
    if move.link is not None:
        move.link.used_at = timezone.now()
        move.keep(move.link)
    if given.delivery.signature.is_first:
        move.target = Stage.FED_BACK
    return _what_was_said(assignment, move, given)


def _opinion_comes_in(
    assignment: Assignment, move, signature, source, attitude, result, opinion, form_scan
) -> Feedback:
    """Keep a signer's opinion of the latest letter, with the scan that came in with it or was carried in before."""
    delivery = assignment.reply.deliveries.select_related("signature__proposer").filter(signature=signature).first()
    if delivery is None:
        raise ValidationError({"signature": _("这份答复没有送达这位提出人。")})
    if problem := source_problem(move, delivery, source):
        raise ValidationError({"source": problem})
    if source == FeedbackSource.PAPER and form_scan is None and delivery.form_scan is not None:
        form_scan = delivery.form_scan
        move.files.append(form_scan)
    move.data["source"] = str(source)
    return move.keep(
        Feedback(
            delivery=delivery,
            attitude=attitude,
            result=result,
            opinion=opinion,
            on=move.on,
            source=source,
            scan=form_scan,
        )
    )


def _what_was_said(assignment: Assignment, move, given: Feedback) -> str:
    """Who said what and how it came in; for a first signer who is not satisfied, also what follows."""
    said = _("%(who)s：%(result)s（%(source)s）") % {
        "who": given.delivery.signature.proposer,
        "result": Satisfaction(given.result).label,
        "source": FeedbackSource(given.source).label,
    }
    if given.delivery.signature.is_first and given.result == Satisfaction.UNSATISFIED:
        move.data["hint"] = _what_follows(assignment, move.on)
        said = f"{said}。{move.data['hint']}"
    return said


def _what_follows(assignment: Assignment, on) -> str:
    """What 不满意 leads to: the redo or, after one, the end that is reported."""
    if was_redone(assignment):
        return _("领衔人再次反馈“不满意”，请“仍不满意办结”并报交办机关。")
    return redo_hint(assignment.record, on)


def source_problem(move, delivery: Delivery, source: str) -> str:
    """Why an opinion can't come from this source through this door; empty when it can."""
    if move.link is not None:
        fits = source == FeedbackSource.LINK and move.link.delivery_id == delivery.pk
        return "" if fits else _("一次性链接只能反馈链接本人的意见。")
    if source not in {FeedbackSource.PAPER, FeedbackSource.ASSEMBLY}:
        return _("请从“征询意见表（代录）”“人大、政协系统”中选择来源。")
    return ""


def redo_hint(record: HandlingRecord, on) -> str:
    """What 不满意 leads to (重新办理), and by when if it is decided on this day."""
    return _("须重新办理：%(on)s启动的，限%(due)s前重新答复。") % {
        "on": f"{on:%Y-%m-%d}",
        "due": f"{redo_clock(record, on).on:%Y-%m-%d}",
    }


@step(
    "办结",
    sources=[Stage.FED_BACK],
    target=Stage.CLOSED,
    role=Role.OFFICE_CLERK,
    form=CloseForm,
    applies=answers_the_proposer,
    guards=[satisfied_enough],
    not_before=after_feedback,
)
def close(assignment, move):
    """Close the item (办结) once its first signer is satisfied, or basically so."""
    assignment.closed_on = move.on
    return _("办结")


def urged_enough(assignment: Assignment, *, decider=None) -> str:
    """Nobody is given up before being asked again as often as the session says."""
    least = assignment.record.session.unheard_reminders
    times = next((one.reminded for one in unheard(assignment) if one.signature.is_first), 0)
    if times < least:
        words = _("已催请领衔人%(n)s次，催请满%(least)s次才能未反馈办结；请先“催请反馈”。")
        return words % {"n": times, "least": least}
    return ""


def waited_enough(assignment: Assignment, *, decider=None) -> str:
    """Nor before the time that the session leaves for an answer is over."""
    limit, days = unheard_limit(assignment.record, assignment.reply.asked_on), assignment.record.session.unheard_days
    if timezone.localdate() <= limit.on:
        words = _("征询意见发出后的%(n)s个工作日到%(on)s为止，期满后才能未反馈办结。")
        return words % {"n": days, "on": limit.on}
    return ""


def after_waiting(assignment: Assignment):
    """Not before the day after the time for an answer."""
    limit = unheard_limit(assignment.record, assignment.reply.asked_on)
    return limit.on + timedelta(days=1), _("反馈期满次日")


@step(
    "未反馈办结",
    sources=[Stage.ASKED],
    target=Stage.CLOSED,
    role=Role.OFFICE_CLERK,
    form=CloseUnheardForm,
    applies=answers_the_proposer,
    guards=[urged_enough, waited_enough],
    not_before=after_waiting,
)
def close_unheard(assignment, move):
    """Close without an opinion (未反馈办结) when the first signer, asked and asked again, said nothing in time."""
    assignment.closed_on = move.on
    _end(assignment.record, move, Ending.UNHEARD)
    return _("%(on)s征询意见，催请后没有反馈") % {"on": assignment.reply.asked_on}


@step(
    "仍不满意办结",
    sources=[Stage.FED_BACK],
    target=Stage.CLOSED,
    role=Role.OFFICE_CLERK,
    form=CloseUnsatisfiedForm,
    applies=answers_the_proposer,
    guards=[still_dissatisfied],
    not_before=after_feedback,
)
def close_unsatisfied(assignment, move, *, reported_to, reported_on):
    """Close after a second 不满意 (仍不满意办结), reported to the body that handed the item over."""
    opinion = first_opinion(assignment)
    if not opinion.on <= reported_on <= move.on:
        words = _("报告日期须在反馈日期 %(first)s 和办结日期 %(last)s 之间。")
        raise ValidationError({"reported_on": words % {"first": opinion.on, "last": move.on}})
    assignment.closed_on = move.on
    move.data |= {"reported_to": reported_to, "reported_on": reported_on.isoformat()}
    _end(assignment.record, move, Ending.STILL_UNSATISFIED)
    return _("已于%(on)s报%(to)s") % {"on": reported_on, "to": reported_to}


def awaits_a_late_opinion(assignment: Assignment) -> bool:
    """Closed, and there is a signer who has not said what they think."""
    return assignment.stage == Stage.CLOSED and answers_the_proposer(assignment) and bool(unheard(assignment))


@step(
    "补登意见",
    sources=[Stage.CLOSED],
    role=Role.OFFICE_CLERK,
    form=FeedbackForm,
    applies=awaits_a_late_opinion,
    not_before=after_asking,
    aside=True,
    branches=[Stage.FED_BACK],
)
def feed_back_late(assignment, move, *, signature, result, source, attitude="", opinion="", form_scan=None):
    """Register an opinion that came in after the item was closed (补登意见); a first signer's 不满意 opens it again."""
    given = _opinion_comes_in(assignment, move, signature, source, attitude, result, opinion, form_scan)
    if given.delivery.signature.is_first:
        record: HandlingRecord = assignment.record
        if record.ending == Ending.UNHEARD and not _others_unheard(assignment):
            record.ending = ""
            move.keep(record)
        if result == Satisfaction.UNSATISFIED:
            assignment.closed_on, move.target = None, Stage.FED_BACK
    return _what_was_said(assignment, move, given)


def _others_unheard(assignment: Assignment) -> bool:
    """Whether another unit's letter, too, was closed without the first signer's opinion."""
    others = assignment.record.assignments.answering().filter(stage=Stage.CLOSED).exclude(pk=assignment.pk)
    return any(first_opinion(part) is None for part in others)


def _end(record: HandlingRecord, move, ending: Ending) -> None:
    """Note how the item ends; of separate answers that end apart the worst counts, as with opinions."""
    if record.ending != Ending.STILL_UNSATISFIED:
        record.ending = ending
        move.keep(record)


@step(
    "重新办理",
    sources=[Stage.FED_BACK],
    target=Stage.HANDLING,
    role=Role.OFFICE_REVIEWER,
    form=RedoForm,
    applies=answers_the_proposer,
    guards=[dissatisfied, not_redone],
    not_before=after_feedback,
)
def redo(assignment, move, *, reason):
    """Handle it anew when the first signer is not satisfied (重新办理): a new round with its own clock."""
    record: HandlingRecord = assignment.record
    clock = redo_clock(record, move.on)
    assignment.due_on = clock.on
    move.data["because"] = clock.explanation
    _keep_redo_clock(record, move, others=_others_at_redo(assignment), own=clock.on)
    return f"{reason} {clock.explanation}"


def _others_at_redo(assignment: Assignment) -> list[Assignment]:
    """The other units that have answered before and are handling it anew."""
    others = assignment.record.assignments.answering().exclude(pk=assignment.pk)
    again = others.filter(stage__in=UNANSWERED, replies__delivered_on__isnull=False)
    return list(again.distinct())


def _keep_redo_clock(record: HandlingRecord, move, *, others: list[Assignment], own=None) -> None:
    """Each unit has its own redo limit as its 办结时限; the item shows the nearest of those that run (分办)."""
    limits = [part.due_on for part in others] + ([own] if own else [])
    if not limits:
        return
    record.redo_due_on = min(limits)
    if _all_have_answered(record):
        record.yellow_from = yellow_day(record, record.redo_due_on)
    move.keep(record)


def _all_have_answered(record: HandlingRecord) -> bool:
    """Whether the answer's own clock has stopped: every unit's letter was delivered once."""
    standing = record.assignments.answering().standing()
    return not standing.exclude(replies__delivered_on__isnull=False).exists()
