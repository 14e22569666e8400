"""A text with one number changed, so that a relation of it that a reader would miss holds no longer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tests.publishing.evidence.relations import Relation, Token, places


@dataclass(frozen=True)
class Mutant:
    """A text that is wrong in one number: which relation breaks, as what the number stood in it, and how it was changed."""

    text: str
    relation: str
    how: str
    line: str
    start: int
    end: int


def of(text: str, relations: Sequence[Relation]) -> Iterator[Mutant]:
    """Every mutant of a text by the relations that hold in it, each changed text once."""
    told: set[str] = {text}
    taken: list[Token] = []
    for relation in relations:
        if not relation.holds():
            continue
        where = relation.where(text, taken if relation.kind == "share" else ())
        if relation.kind == "share" and where[-1] is not None:
            taken.append(where[-1])
        for number, token in enumerate(where):
            role = _role(relation, number)
            if token is None or not role:
                continue
            for how, printed in changes(token.printed, is_share=relation.numbers[number].is_share or role == "share"):
                wrong = text[: token.start] + printed + text[token.end :]
                if wrong in told or relation.holds({number: printed}):
                    continue
                told.add(wrong)
                yield Mutant(wrong, role, how, relation.line, token.start, token.start + len(printed))


def _role(relation: Relation, number: int) -> str:
    """What a number is in its relation: part, total, share or repeat; empty where it is not changed."""
    if relation.kind == "repeat":
        return "repeat" if number == len(relation.numbers) - 1 else ""
    if relation.kind == "share":
        return "share" if number == len(relation.numbers) - 1 else ""
    if relation.numbers[number].is_share:
        return "share"
    return "total" if relation.left == f"n{number}" else "part"


def changes(printed: str, *, is_share: bool) -> Iterator[tuple[str, str]]:
    """The other numbers that a slip makes of one: one more or less, ten more, two digits exchanged; shares moved further."""
    value, decimals = Decimal(printed), places(printed)
    step = Decimal(3).scaleb(-decimals) if is_share else Decimal(1)
    others = [("+", value + step), ("-", value - step), ("+10", value + (3 if is_share else 10))]
    others += [("exchanged", Decimal(other)) for other in exchanged(printed)]
    for how, other in others:
        if other != value and other >= 0 and not (is_share and other > 100):
            yield how, f"{other:.{decimals}f}"


def exchanged(printed: str) -> Iterator[str]:
    """The number with its first two unlike neighbouring digits exchanged, where no nought comes to the front."""
    for place in range(len(printed) - 1):
        one, other = printed[place : place + 2]
        if one != other and "." not in (one, other) and not (place == 0 and other == "0"):
            yield printed[:place] + other + one + printed[place + 2 :]
            return
