"""What the figures count (计数条件): conditions over the flat facts of an item, its parts and its opinion forms.

Every condition takes the session, whose settings decide between definitions (口径), and the day that is counted to.
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import F, Q
from django.utils import timezone

from tracking.models import (
    ANSWERING_DUTIES,
    CompletionDefinition,
    ContactDefinition,
    Duty,
    Ending,
    FeedbackRound,
    FeedbackSource,
    Kind,
    Origin,
    Publicity,
    Satisfaction,
    SatisfactionBasis,
    SatisfactionDefinition,
    Session,
)
from tracking.stages import APART, Stage

Condition = Callable[[Session, date | None], Q]


def happened(field: str, day: date | None) -> Q:
    """The fact has its date, by the end of the day where one is given."""
    return Q(**{f"{field}__isnull": False}) if day is None else Q(**{f"{field}__lte": day})


def left(stages: Iterable[Stage], day: date | None) -> Q:
    """Gone from the ledger into one of these stages by that day; where no day was noted, from the start."""
    gone = Q(stage__in=stages)
    return gone if day is None else gone & (Q(left_on__isnull=True) | Q(left_on__lte=day))


# Items -----------------------------------------------------------------------------------------
def counted(session: Session, day: date | None) -> Q:
    """The base of every figure: records handed over, but for those withdrawn or passed on (撤回、转办另计)."""
    return happened("handed_over_on", day) & ~left(APART, day)


def answering(session: Session, day: date | None) -> Q:
    """主办、独办、分办: those that answer the proposer."""
    return counted(session, day) & Q(duty__in=ANSWERING_DUTIES)


def answered(session: Session, day: date | None) -> Q:
    """Answered: the letter, or the opinion of a 会办 item, has its date and was sent."""
    return counted(session, day) & happened("answered_on", day)


def unanswered(session: Session, day: date | None) -> Q:
    """Not answered yet."""
    waiting = Q(answered_on__isnull=True)
    return counted(session, day) & (waiting if day is None else waiting | Q(answered_on__gt=day))


def overdue(session: Session, day: date | None) -> Q:
    """Not answered, and past the due date on that day (today, where none is given)."""
    return unanswered(session, day) & Q(due_on__lt=day or timezone.localdate())


def on_time(session: Session, day: date | None) -> Q:
    """Answered by the due date."""
    return answered(session, day) & Q(answered_on__lte=F("due_on"))


def completed(session: Session, day: date | None) -> Q:
    """办结 as the session defines it."""
    found = answered(session, day)
    if session.completion_definition == CompletionDefinition.CLASS_A:
        found &= Q(reply_class=session.reply_classes[0]["code"])
    return found


def not_completed(session: Session, day: date | None) -> Q:
    """Not 办结 as the session defines it: together with those that are, all items."""
    found = unanswered(session, day)
    if session.completion_definition == CompletionDefinition.CLASS_A:
        found |= answered(session, day) & ~Q(reply_class=session.reply_classes[0]["code"])
    return found


def contacted(session: Session, day: date | None) -> Q:
    """With a contact, or a face-to-face one, as the session defines it."""
    face = session.contact_definition == ContactDefinition.FACE
    return answering(session, day) & happened("first_face_contact_on" if face else "first_contact_on", day)


def letters(session: Session, day: date | None) -> Q:
    """主办、独办、分办 items that were answered: those whose reply has a class."""
    return answering(session, day) & happened("answered_on", day)


def publishable(session: Session, day: date | None) -> Q:
    """Answered and to be published."""
    return letters(session, day) & Q(publicity__in=[one for one in Publicity if one.is_proactive])


def published(session: Session, day: date | None) -> Q:
    """Published."""
    return publishable(session, day) & happened("published_on", day)


def key_items(session: Session, day: date | None) -> Q:
    """重点件."""
    return counted(session, day) & Q(is_key=True)


def of_kind(kind: Kind) -> Condition:
    """Records of one kind."""
    return lambda session, day: counted(session, day) & Q(kind=kind)


def of_duty(duty: Duty) -> Condition:
    """Records of one duty."""
    return lambda session, day: counted(session, day) & Q(duty=duty)


def of_origin(origin: Origin) -> Condition:
    """Records that come from one level."""
    return lambda session, day: counted(session, day) & Q(origin=origin)


def of_class(place: int) -> Condition:
    """Answered records whose reply has the session's class in this place; none where it has fewer classes."""

    def condition(session: Session, day: date | None) -> Q:
        codes = [one["code"] for one in session.reply_classes][place : place + 1]
        return letters(session, day) & Q(reply_class__in=codes)

    return condition


def gone(stage: Stage) -> Condition:
    """Records withdrawn or passed on, counted apart."""
    return lambda session, day: left([stage], day)


def ended(ending: Ending) -> Condition:
    """Records closed in this way."""
    return lambda session, day: answering(session, day) & Q(ending=ending) & happened("closed_on", day)


def unheard(session: Session, day: date | None) -> Q:
    """Closed without an opinion; on a day before a late one came in (补登意见) it was closed so, too."""
    found = ended(Ending.UNHEARD)(session, day)
    if day is None:
        return found
    return found | (answering(session, day) & Q(ending="", closed_on__lte=day, feedback_on__gt=day))


# Opinions --------------------------------------------------------------------------------------
def counts_forms(session: Session) -> bool:
    """Whether opinions are counted by form (征询意见表) rather than by item."""
    return session.satisfaction_basis == SatisfactionBasis.FORM


def opined(session: Session, day: date | None, results: list[Satisfaction]) -> Q:
    """With one of these opinions in the round that counts; on a day before the final opinion the first one counts."""
    first = happened("feedback_first_on", day) & Q(feedback_first_result__in=results)
    if session.satisfaction_round == FeedbackRound.FIRST:
        return first
    final = happened("feedback_on", day) & Q(feedback_result__in=results)
    return final if day is None else final | (first & Q(feedback_on__gt=day))


def opinion(*results: Satisfaction) -> Condition:
    """Items whose first signer, or forms whose signer, is of one of these opinions."""

    def condition(session: Session, day: date | None) -> Q:
        if counts_forms(session):
            return Q(result__in=results)
        return answering(session, day) & opined(session, day, list(results))

    return condition


with_opinion = opinion(*Satisfaction)


def satisfied(session: Session, day: date | None) -> Q:
    """Satisfied, with or without 基本满意, as the session defines it."""
    good = [Satisfaction.SATISFIED]
    if session.satisfaction_definition == SatisfactionDefinition.WITH_BASIC:
        good.append(Satisfaction.BASIC)
    return opinion(*good)(session, day)


def done_again(session: Session, day: date | None) -> Q:
    """Handled again because the first answer did not satisfy."""
    first = Q(feedback_first_result=Satisfaction.UNSATISFIED)
    return answering(session, day) & happened("feedback_first_on", day) & first


# Parts and forms: their rows are chosen by the snapshot ------------------------------------------
def every(session: Session, day: date | None) -> Q:
    """All rows there are."""
    return Q()


def from_source(source: FeedbackSource) -> Condition:
    """Forms that came in this way."""
    return lambda session, day: Q(source=source)
