"""The cells of the ledger (交叉计数): how many items of each kind, duty, origin, class and progress, which every such count adds up."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, F, Value, When

from tracking.figures.conditions import answered, counted, letters
from tracking.figures.snapshot import Snapshot
from tracking.models import Session


@dataclass(frozen=True, slots=True)
class CountedCell:
    """How many items share all this; the class is empty for those without a letter yet."""

    kind: str
    duty: str
    origin: str
    reply_class: str
    is_answered: bool
    number: int


def cells(session: Session, as_of: date | None = None, known_on: datetime | None = None) -> list[CountedCell]:
    """Every cell of a session that holds an item, as of a day, as known at a moment; one query."""
    snapshot = Snapshot(session, as_of, known_on)
    day, definitions = snapshot.as_of, snapshot.definitions
    of_class = Case(When(letters(definitions, day), then=F("reply_class")), default=Value(""))
    is_answered = Case(When(answered(definitions, day), then=Value(True)), default=Value(False))
    rows = snapshot.items().filter(counted(definitions, day)).order_by()
    rows = rows.annotate(of_class=of_class, is_answered=is_answered)
    found = rows.values_list("kind", "duty", "origin", "of_class", "is_answered").annotate(number=Count("pk"))
    return [CountedCell(*row) for row in sorted(found)]
