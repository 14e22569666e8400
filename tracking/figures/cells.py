"""The cells of the ledger (交叉计数): how many items of each kind, duty, origin, class and progress, which every such count adds up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, F, Q, Value, When

from tracking.figures.conditions import answered, counted, letters
from tracking.figures.facts import SimpleConditions
from tracking.figures.snapshot import Snapshot
from tracking.models import Duty, Kind, Origin, Session

Said = tuple[str, str, str, str, bool]
"Kind, duty, origin, class and whether answered."


@dataclass(frozen=True, slots=True)
class CountedCell:
    """How many items share all this; the class is empty for those without a letter yet."""

    kind: str
    duty: str
    origin: str
    reply_class: str
    is_answered: bool
    number: int


class UnknownWord(LookupError):
    """A column holds a word that is none of those asked for: a class that the session has no more."""


def cells(session: Session, as_of: date | None = None, known_on: datetime | None = None) -> list[CountedCell]:
    """Every cell of a session that holds an item, as of a day, as known at a moment; one query.

    A second one is asked where items have a class, a kind, a duty or an origin that nobody knows any more.
    """
    snapshot = Snapshot(session, as_of, known_on)
    try:
        found = _by_their_words(snapshot)
    except UnknownWord:
        found = _as_they_say(snapshot)
    return [CountedCell(*said, number) for said, number in sorted(found.items())]


def _by_their_words(snapshot: Snapshot) -> Counter[Said]:
    """The cells, from one number a row that tells which of the words known each column holds."""
    day, definitions = snapshot.as_of, snapshot.definitions
    classes = ["", *dict.fromkeys(one["code"] for one in definitions.reply_classes)]
    columns = {"kind": Kind.values, "duty": Duty.values, "origin": Origin.values, "reply_class": classes}
    asked = [one(definitions, day) for one in (counted, letters, answered)]
    words = {column: [(str(word), Q((column, str(word)))) for word in known] for column, known in columns.items()}
    conditions = SimpleConditions([*asked, *(one for known in words.values() for _word, one in known)])
    tests = [[(word, conditions.test(one)) for word, one in known] for known in words.values()]
    is_counted, has_letter, is_answered = map(conditions.test, asked)
    found: Counter[Said] = Counter()
    for answers, number in conditions.counted(snapshot.items()):
        if is_counted(answers):
            kind, duty, origin, of_class = (_which(word for word, test in known if test(answers)) for known in tests)
            found[kind, duty, origin, of_class if has_letter(answers) else "", is_answered(answers)] += number
    return found


def _which(words: Iterable[str]) -> str:
    found = next(iter(words), None)
    if found is None:
        raise UnknownWord
    return found


def _as_they_say(snapshot: Snapshot) -> Counter[Said]:
    """The cells, grouped by the words themselves."""
    day, definitions = snapshot.as_of, snapshot.definitions
    of_class = Case(When(letters(definitions, day), then=F("reply_class")), default=Value(""))
    is_answered = Case(When(answered(definitions, day), then=Value(True)), default=Value(False))
    rows = snapshot.items().filter(counted(definitions, day)).order_by()
    rows = rows.annotate(of_class=of_class, is_answered=is_answered)
    found = rows.values_list("kind", "duty", "origin", "of_class", "is_answered").annotate(number=Count("pk"))
    return Counter({(kind, duty, origin, code, done): number for kind, duty, origin, code, done, number in found})
