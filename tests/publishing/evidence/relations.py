"""What a reader reckons in a text, in a form that a machine evaluates: `105 = 3 + 5 + 97`, `34 / 46 = 73.9%`."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

_NUMBER = re.compile(r"(!?)(\d+(?:\.\d+)?)(%?)(?:@(\d+))?")
_IN_TEXT = re.compile(r"(?<![\d.第])(\d+(?:\.\d+)?)(?![\d.]*[年月日时点届号∶:]|[.、．](?!\d))( *(?:%|％|个百分点)?)")


@dataclass(frozen=True)
class Token:
    """A number where it stands in a text."""

    start: int
    end: int
    printed: str
    is_share: bool
    apart: int
    "How far it stands from the beginning, where marks that end something count more than letters."


@dataclass(frozen=True)
class Number:
    """A number of a relation: as printed, whether a percentage, which of its occurrences, or a constant (`!100`)."""

    printed: str
    is_share: bool
    occurrence: int
    is_constant: bool


@dataclass(frozen=True)
class Relation:
    """Two expressions over numbers that are equal, or the first at least the second.

    `kind` is what its mutants are counted under: sum, share, repeat, rate, change, cell. The last number of a quotient is
    as printed. A number is found in the text nearest to the others; `1@2` is its second occurrence, `!100%` stands nowhere.
    """

    kind: str
    line: str
    left: str
    sign: str
    right: str
    numbers: tuple[Number, ...]

    @classmethod
    def told(cls, kind: str, line: str) -> "Relation":
        """The relation that a line tells; a repeat may be told by its number alone."""
        if kind == "repeat" and "=" not in line:
            line = f"{line}@1 = {line}@2"
        numbers: list[Number] = []

        def place(found: re.Match) -> str:
            constant, printed, percent, occurrence = found.groups()
            numbers.append(Number(printed, bool(percent), int(occurrence or 0), bool(constant)))
            return f"n{len(numbers) - 1}"

        left, sign, right = re.split(" (>=|=) ", _NUMBER.sub(place, line))
        return cls(kind, line, left, sign, right, tuple(numbers))

    @property
    def is_closed(self) -> bool:
        """Whether a reader misses what is lacking, not only what is too much."""
        return self.sign == "="

    @property
    def is_ratio(self) -> bool:
        """Whether its last number is printed of a quotient: a share, a rate, a growth or a mean."""
        return "/" in self.left

    def holds(self, values: Mapping[int, str] | None = None) -> bool:
        """Whether it is true, of its own numbers or with some of them exchanged."""
        printed = [(values or {}).get(place, one.printed) for place, one in enumerate(self.numbers)]
        left, right = (self._value(side, printed) for side in (self.left, self.right))
        if left is None or right is None:
            return False
        if self.is_ratio and self.kind == "change" and not self.numbers[-1].is_share:
            return abs(left - right) < 1
        if self.is_ratio:
            step = Fraction(Decimal(1).scaleb(-places(printed[-1])))
            return abs(left * 100 - right) < step
        if self.numbers[-1].is_share:
            return abs(left - right) <= len(self.numbers) * Fraction(1, 2 * 10 ** max(map(places, printed)))
        return left == right if self.is_closed else left >= right

    @staticmethod
    def _value(expression: str, printed: Sequence[str]) -> Fraction | None:
        def value(node: ast.expr) -> Fraction:
            if isinstance(node, ast.Name):
                return Fraction(printed[int(node.id[1:])])
            assert isinstance(node, ast.BinOp)
            one, other = value(node.left), value(node.right)
            match node.op:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
            return one / other

        try:
            return value(ast.parse(expression, mode="eval").body)
        except ZeroDivisionError:
            return None

    def where(self, text: str, taken: Sequence[Token] = ()) -> list[Token | None]:
        """Each number's place in the text: those nearest to one another, not taken by a like relation before."""
        tokens = list(tokens_of(text))
        choices = [[token for token in tokens if self._is_of(one, token)] for one in self.numbers]
        for one, fitting in zip(self.numbers, choices, strict=True):
            if one.occurrence:
                fitting[:] = fitting[one.occurrence - 1 : one.occurrence]
            if one.is_share and len(fitting) > 1:
                fitting[:] = [token for token in fitting if token not in taken] or fitting
            if not fitting and not one.is_constant:
                raise LookupError(f"{self.line}: {one.printed} stands nowhere in its text")
        anchors = min((fitting for fitting in choices if fitting), key=len)
        return min((self._around(anchor, choices) for anchor in anchors), key=_width)

    @staticmethod
    def _is_of(one: Number, token: Token) -> bool:
        same = Decimal(one.printed) == Decimal(token.printed)
        return not one.is_constant and same and one.is_share == token.is_share

    @staticmethod
    def _around(anchor: Token, choices: list[list[Token]]) -> list[Token | None]:
        used: set[Token] = set()
        places: list[Token | None] = [None] * len(choices)
        for number in sorted(range(len(choices)), key=lambda place: len(choices[place])):
            free = [token for token in choices[number] if token not in used] or choices[number]
            if free:
                places[number] = min(free, key=lambda token: abs(token.apart - anchor.apart))
                used.add(places[number])
        return places


def _width(places: list[Token | None]) -> int:
    apart = [token.apart for token in places if token is not None]
    return max(apart) - min(apart) if len(set(apart)) == len(apart) else 10**6


def tokens_of(text: str) -> Iterator[Token]:
    """The numbers of a text that are no dates and no numbers of order."""
    apart = list(accumulate(20 if letter in ")）。；;\n" else 1 for letter in text))
    for found in _IN_TEXT.finditer(text):
        yield Token(found.start(1), found.end(1), found[1], bool(found[2].strip()), apart[found.start(1)])


def places(printed: str) -> int:
    """How many decimals a number is printed with."""
    return len(printed.partition(".")[2])
