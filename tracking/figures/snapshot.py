"""The ledger at two times (快照): a session's rows to the end of a day, as recorded by a moment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from django.db import connections
from django.db.models import BooleanField, ExpressionWrapper, F, Func, Max, Min, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from tracking.figures.conditions import Condition, answering, counted, happened
from tracking.models import (
    Assignment,
    AssignmentDuty,
    ChainHead,
    Event,
    Feedback,
    FeedbackRound,
    HandlingRecord,
    Session,
)
from tracking.models.versioned import Versioned
from tracking.stages import BEFORE_HAND_OVER, Stage

LONGEST_ACT = timedelta(hours=1)
"The longest time that a transaction may take between writing a version and the event that seals it."


class Basis(StrEnum):
    """What a figure counts; the value is the measure word that a page prints."""

    ITEMS = "件"
    PARTS = "件次"
    FORMS = "份"
    ALL_FORMS = "份（含会办件）"
    "Forms of every kind of item: what the city's lead units passed back of 会办 items, too."
    NOTED = "件（另册）"
    "A number that is entered, not counted: items that are kept on paper alone (另册)."

    @property
    def measure(self) -> str:
        """件, 件次 or 份."""
        return {Basis.NOTED: "件", Basis.ALL_FORMS: "份"}.get(self, self.value)


def _is_one_of(column: str, keys: QuerySet) -> Q:
    """The condition that a column is one of many keys.

    PostgreSQL takes a list that it has to find out for a short one, and looks for each of its keys in whatever order; in an
    array it sorts them first.
    """
    if connections[keys.db].vendor != "postgresql":
        return Q(**{f"{column}__in": keys})
    asked = Func(F(column), Subquery(keys), template="%(expressions)s)", arg_joiner=" = ANY(ARRAY")
    return Q(ExpressionWrapper(asked, BooleanField()))


@dataclass(frozen=True)
class Snapshot:
    """A session's ledger: what had happened by `as_of` (now, for None), from the versions recorded by `known_on`.

    The chain tells what was recorded by a moment, not the clock alone: everything up to the first event with a later
    time, so that what was written after the clock was set back is not taken for older than it is. `chain` sharpens a
    moment to the event that was the last then, so that what was being written at that very moment stays out of it for
    ever. `among` narrows the items, e.g. to suggestions.
    """

    session: Session
    as_of: date | None = None
    known_on: datetime | None = None
    chain: int | None = None
    among: Q = Q()

    # Definitions -------------------------------------------------------------------------------
    @cached_property
    def definitions(self) -> Session:
        """The session with the settings (口径) of the moment; as it stands when it was recorded later."""
        return self._session_then or self.session

    @cached_property
    def _session_then(self) -> Session | None:
        if self.known_on is None:
            return None
        last = self._recorded(Session).filter(id=self.session.pk).order_by("-history_id").first()
        return last.instance if last is not None else None

    @property
    def off_ledger(self) -> int:
        """Items kept on paper alone (另册), as entered by then."""
        if self.known_on is not None and self._session_then is None:
            return 0
        return self.definitions.off_ledger_count

    @cached_property
    def last_event(self) -> int:
        """The number of the last event in the chain at the moment; 0 before the first."""
        if self.chain is not None:
            return self.chain
        if self.known_on is not None and self.known_on < timezone.now():
            later = Event.objects.filter(at__gt=self.known_on).aggregate(first=Min("number"))["first"]
            if later is not None:
                return later - 1
        return ChainHead.objects.now().number

    @cached_property
    def has_begun(self) -> bool:
        """Whether any item of the session was recorded by the moment; before that everything is zero."""
        if self.known_on is None:
            return True
        return self._recorded(HandlingRecord).filter(session_id=self.session.pk).exists()

    # Rows --------------------------------------------------------------------------------------
    def items(self) -> QuerySet:
        """The session's records, each as its last version by the moment has it."""
        return self._rows(HandlingRecord).filter(self.among, session_id=self.session.pk)

    def parts(self) -> QuerySet:
        """What is counted in 件次: each answering unit's own part (牵头) that stands, of an item that is counted.

        An item that was given back and not yet handed on (同意退回之后、重新交办之前) is an item still, and counts once.
        """
        parts = self._rows(Assignment).filter(duty=AssignmentDuty.LEAD, record_id__in=self.those(counted))
        parts = parts.filter(happened("assigned_on", self.as_of))
        between = self.items().filter(stage__in=BEFORE_HAND_OVER).order_by().values("id")
        given_back = parts.filter(stage=Stage.REASSIGNED, record_id__in=between)
        last = given_back.order_by().values("record_id").annotate(last=Max("id")).values("last")
        return parts.filter(~Q(stage=Stage.REASSIGNED) | Q(id__in=last))

    def forms(self, of: Condition = answering) -> QuerySet:
        """The opinion forms of the round that counts: one of each signer for each answering unit's reply."""
        record = "delivery__reply__assignment__record_id__in"
        forms = self._rows(Feedback).filter(happened("on", self.as_of), **{record: self.those(of)})
        turn = F("delivery__reply__round")
        is_first = self.definitions.satisfaction_round == FeedbackRound.FIRST
        ranked = Window(
            RowNumber(),
            partition_by=[F("delivery__reply__assignment_id"), F("delivery__signature_id")],
            order_by=[turn.asc() if is_first else turn.desc(), F("pk").desc()],
        )
        chosen = forms.order_by().annotate(turn=ranked).filter(turn=1).values("pk")
        return forms.model.objects.filter(pk__in=chosen)

    def those(self, condition: Condition) -> QuerySet:
        """Primary keys of the items that a condition holds for, as a subquery."""
        return self.items().filter(condition(self.definitions, self.as_of)).order_by().values("id")

    # Versions ----------------------------------------------------------------------------------
    def _rows(self, model: type[Versioned]) -> QuerySet:
        """Rows as they stand, or each one's last version recorded by the moment, those deleted by then left out."""
        if self.known_on is None:
            return model._default_manager.all()
        # The later of two versions has the higher number, whatever their dates say.
        newest = self._recorded(model).order_by().values("id").annotate(last=Max("history_id")).values("last")
        return model.history.model.objects.filter(_is_one_of("history_id", newest)).exclude(history_type="-")

    def _recorded(self, model: type[Versioned]) -> QuerySet:
        """Every version of the model's rows that was recorded by the moment."""
        early, late = (found.get(model._meta.label_lower) for found in self._misdated)
        dated = Q(history_date__lte=self._moment)
        versions = model.history.model.objects.filter(dated | Q(history_id__in=early) if early else dated)
        return versions.exclude(history_id__in=late) if late else versions

    @cached_property
    def _moment(self) -> datetime:
        """The moment that versions are read by: now, where none is given."""
        return self.known_on or timezone.now()

    @cached_property
    def _misdated(self) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
        """Versions of which the date and the chain disagree: recorded by the moment though dated later, and the others.

        Dated by the moment and in the chain after it is what was still being written, or was dated by a clock set back.
        """
        early: dict[str, set[int]] = {}
        late: dict[str, set[int]] = {}
        last = self.last_event
        misdated = Event.objects.filter(
            Q(number__gt=last, at__lte=self._moment + LONGEST_ACT) | Q(number__lte=last, at__gt=self._moment)
        )
        for number, versions in misdated.order_by().values_list("number", "versions"):
            for label, pk in versions:
                (early if number <= last else late).setdefault(label, set()).add(pk)
        return early, late
