"""What is known of those who follow items (跟踪人): the last word on each, whose word is due, and who can't follow any more."""

from datetime import date, timedelta
from functools import cache

from django.db.models import Case, DateField, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from tracking import permissions
from tracking.loop.acts.following import follow_up, name_follower, release_follower
from tracking.loop.engine.declaring import Step, codes
from tracking.models import Assignment, Contact, Event, Following, Membership, Person, ProgressNote, Rhythm, Role
from tracking.stages import OPEN, Stage
from tracking.versions.kinds import Readers
from tracking.workdays import Calendar

WEEK = 5
"After how many working days without a word that of the week is due."
NEVER = date(1900, 1, 1)
"Stands for the day of the last word where there was none."
_DAY = timedelta(days=1)


def is_a_word(step: Step) -> bool:
    """Whether the step says how a part goes on: its unit takes it, or it is the note of whoever of the office follows it."""
    return step is follow_up or (step.is_of_assignment and step.role == Role.UNIT_HANDLER)


def is_a_change(step: Step) -> bool:
    """Whether the matter changes for the unit by this step of others: returned, decided, corrected, another date."""
    others = step.role != Role.UNIT_HANDLER and step not in (follow_up, name_follower, release_follower)
    return others and step.subject != "new" and step.readers is Readers.FILE


@cache
def words() -> list[str]:
    """The codes of the steps that are a word on a part (有记录)."""
    return codes(is_a_word)


@cache
def changes() -> list[str]:
    """The codes of the steps after which a word is due where the rhythm is 有变化时."""
    return codes(is_a_change)


def _last(rows: QuerySet) -> Coalesce:
    """The last day that these rows have for the part that is followed."""
    last = rows.filter(assignment=OuterRef("assignment")).order_by().values("assignment").annotate(last=Max("on"))
    return Coalesce(Subquery(last.values("last")), Value(NEVER, DateField()))


def read_all() -> QuerySet[Following]:
    """Everybody who follows or followed items, each with whether the person still holds a role for it."""
    held = Membership.objects.in_effect().filter(person=OuterRef("person"), person__is_active=True)
    of_unit = Exists(held.filter(role=Role.UNIT_HANDLER, unit=OuterRef("assignment__unit")))
    of_office = Exists(held.filter(role__in=permissions.FOLLOWING))
    is_held = Q(Q(is_of_office=True) & Q(of_office)) | Q(Q(is_of_office=False) & Q(of_unit))
    return Following.objects.select_related("person").annotate(is_held=is_held)


def read() -> QuerySet[Following]:
    """Those who follow items now, each with the day of the last word."""
    said = [_last(ProgressNote.objects), _last(Contact.objects), _last(Event.objects.filter(what__in=words()))]
    return read_all().current().annotate(said_on=Greatest(*said))


def followings(today: date, calendar: Calendar) -> QuerySet[Following]:
    """Those who follow open items, each with whether a word is due (`is_due`), and whether somebody else is to be named (`is_left`).

    A word is due by the rhythm, while the unit handles the item; on a rest day none but of the working day before it.
    """
    day = calendar.nearest_workday(today, -_DAY)
    counted_from = Greatest("from_on", Coalesce("assignment__signed_for_on", "from_on"), "said_on")
    found = read().filter(assignment__stage__in=OPEN).annotate(counted_from=counted_from)
    latest = Case(
        When(rhythm=Rhythm.DAILY, then=Value(day - _DAY)),
        When(rhythm=Rhythm.WEEKLY, then=Value(calendar.add_workdays(day, -WEEK))),
        output_field=DateField(),
    )
    by_rhythm = Q(counted_from__lte=latest) | Q(_is_changed(), rhythm=Rhythm.ON_CHANGE)
    return found.annotate(is_due=Q(by_rhythm, assignment__stage=Stage.HANDLING, is_held=True), is_left=Q(is_held=False))


def waiting(today: date, calendar: Calendar) -> QuerySet[Following]:
    """Those whose word is due (到点没有记录)."""
    return followings(today, calendar).filter(is_due=True)


def left() -> QuerySet[Following]:
    """Those of open items who can't follow them any more: they left, or their role was taken away."""
    return read_all().current().filter(assignment__stage__in=OPEN, is_held=False)


def _is_changed() -> Exists:
    """Whether somebody else changed the matter after the last word on it."""
    own = Event.objects.filter(assignment=OuterRef(OuterRef("assignment")), what__in=[*words(), name_follower.code])
    last = own.order_by().values("assignment").annotate(last=Max("number")).values("last")
    of_item = Q(assignment=OuterRef("assignment")) | Q(assignment=None, record=OuterRef("assignment__record"))
    since = Event.objects.filter(of_item, what__in=changes(), number__gt=Coalesce(Subquery(last), Value(0)))
    return Exists(since.exclude(account=OuterRef("person__user")))


def items_of(found: QuerySet[Following]) -> QuerySet:
    """The items of these, as keys for filtering the ledger."""
    return found.order_by().values("assignment__record")


def without() -> QuerySet[Assignment]:
    """Open parts of units that answer, which nobody follows."""
    open_ones = Assignment.objects.standing().answering().open()
    return open_ones.exclude(pk__in=Following.objects.current().values("assignment"))


def asked_of(person: Person) -> Q:
    """The condition that this person is asked for the word: their own, or that of somebody whom they stand in for (代×××)."""
    return Q(is_due=True, person__in=[person.pk, *(one.giver_id for one in permissions.stand_ins(person))])
