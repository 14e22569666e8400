"""A text that is being made: words and numbers in turn, and what its numbers have to do with one another."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from tests.publishing.evidence.mutants import Mutant, changes
from tests.publishing.evidence.relations import Relation
from tests.publishing.evidence.test_typing import in_han

_PLACE = re.compile(r"\{([^{}]+)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*'?")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_NARROW = str.maketrans("，；：（）", ",;:()")
TOTALS = {
    "t": ("a + b", "l + j", "la + ja + lb + jb"),
    "a": ("la + ja",),
    "b": ("lb + jb",),
    "l": ("la + lb",),
    "j": ("ja + jb",),
}
"How a number is known that was told by its parts only."


@dataclass
class Slot:
    """A number of the text, as it is printed."""

    printed: str
    is_share: bool


@dataclass(frozen=True)
class Link:
    """A relation and the slots that its numbers are printed in; with an escape that holds, a reader has no objection."""

    relation: Relation
    slots: tuple[int | None, ...]
    escapes: tuple[tuple[Relation, tuple[int | None, ...]], ...] = ()


@dataclass
class Draft:
    """A text in the making.

    A template tells words and numbers: `{who}` a word, `{a}` a number by its name, `{a'}` a number told again,
    `{=x/t}` a share and `{~x/t}` a rate of two numbers, `{#3-20}` any number that has to do with nothing.
    """

    rng: Random
    words: dict[str, str]
    values: dict[str, int] = field(default_factory=dict)
    decimals: int = 1
    style: str = "digits"
    narrow: bool = False
    pieces: list[str | Slot] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    later: list[tuple[str, str]] = field(default_factory=list)
    said: set[str] = field(default_factory=set)

    def may(self, what: str) -> bool:
        """Whether nothing said before speaks against it: classes once, opinions once, all answered or some open."""
        against = {"some open": {"all answered", "classes"}, "all answered": {"some open"}, "classes": {"some open"}}
        if what in self.said or self.said & against.get(what, set()):
            return False
        self.said.add(what)
        return True

    def tell(self, template: str, *links: str, **values: int) -> None:
        """Write a sentence, and say what holds between its numbers, as `sum: t = a + b | b = l + j` (behind the bar: escapes)."""
        self.values |= values
        end = 0
        for found in _PLACE.finditer(template):
            self.pieces.append(template[end : found.start()])
            self._place(found[1])
            end = found.end()
        self.pieces.append(template[end:])
        for line in links:
            kind, _, said = line.partition(": ")
            self.link(kind, *said.split(" | "))
        while self.later:
            self.link(*self.later.pop(0))

    def _place(self, what: str) -> None:
        if what[0] in "=~":
            part, _, whole = what[1:].rpartition("/")
            self._share("share" if what[0] == "=" else "rate", part, whole)
        elif what[0] == "#":
            low, high = map(int, what[1:].split("-"))
            self.pieces.append(str(self.rng.randint(low, high)))
        elif what.endswith("'"):
            self._again(what)
        elif what in self.values:
            self._number(what, str(self.values[what]))
        else:
            self.pieces.append(self.words[what])

    def _number(self, name: str, printed: str, *, is_share: bool = False) -> None:
        self.told[name] = len(self.pieces)
        self.pieces.append(Slot(printed, is_share))

    def _again(self, name: str) -> None:
        plain = name.rstrip("'")
        self._number(name, str(self.values[plain]))
        known = [plain] if plain in self.told else [one for one in TOTALS.get(plain, ()) if self.knows(one)]
        if known:
            self.link("repeat", f"{known[0]} = {name}")
        self.told.setdefault(plain, self.told[name])

    def knows(self, expression: str) -> bool:
        """Whether all numbers of an expression were told."""
        return all(name in self.told for name in _NAME.findall(expression))

    def can_repeat(self, name: str) -> bool:
        """Whether a number was told, or the parts that make it."""
        return name in self.told or any(map(self.knows, TOTALS.get(name, ())))

    def _share(self, kind: str, part: str, whole: str) -> None:
        numbers = {name: self.values[name] for name in _NAME.findall(f"{part} {whole}")}
        base, count = numbers[whole], sum(numbers[name] for name in _NAME.findall(part))
        exact, decimals = Decimal(count * 100) / base, self.decimals
        value = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        while value in (0, 100) and value != exact:
            decimals += 1
            value = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        printed = f"{value:f}" if value % 1 or self.rng.random() < 0.3 else f"{value:.0f}"
        name = f"s{len(self.pieces)}"
        self._number(name, printed, is_share=True)
        self.later.append((kind, f"({part}) / {whole} = {name}" if "+" in part else f"{part} / {whole} = {name}"))

    def point(self, name: str, printed: str) -> None:
        """A percentage that is told as it is."""
        self._number(name, printed, is_share=True)

    def link(self, kind: str, line: str, *escapes: str) -> None:
        """Say what holds between numbers that were told; with an escape that holds, a reader would not object."""
        relation, slots = self._relation(kind, line)
        assert relation.holds(), line
        self.links.append(Link(relation, slots, tuple(self._relation(kind, one) for one in escapes)))

    def _relation(self, kind: str, line: str) -> tuple[Relation, tuple[int | None, ...]]:
        slots: list[int | None] = []

        def printed(found: re.Match) -> str:
            if found[0].startswith("!"):
                slots.append(None)
                return found[0]
            slots.append(self.told[found[0]])
            slot = self.pieces[self.told[found[0]]]
            assert isinstance(slot, Slot)
            return slot.printed + "%" * slot.is_share

        return Relation.told(kind, re.sub(rf"![0-9.]+%?|{_NAME.pattern}", printed, line)), tuple(slots)

    def text(self, changed: Mapping[int, str] | None = None) -> str:
        """The text, or with some of its slots changed."""
        written = [
            self._written((changed or {}).get(place, one.printed), is_share=one.is_share)
            if isinstance(one, Slot)
            else one
            for place, one in enumerate(self.pieces)
        ]
        text = "".join(written)
        return text.translate(_NARROW) if self.narrow else text

    def _written(self, printed: str, *, is_share: bool) -> str:
        if self.style == "wide":
            return printed.translate(_WIDE)
        if self.style == "spaced" and not is_share:
            return f" {printed} "
        if self.style == "comma" and printed.isdigit():
            return f"{int(printed):,}"
        return in_han(int(printed)) if self.style == "han" and not is_share else printed

    def mutants(self) -> Iterator[Mutant]:
        """Every text with one number changed that breaks a relation and fits no other reading of it."""
        known = {self.text()}
        for link in self.links:
            for number, slot in enumerate(link.slots):
                role = _role(link.relation, number)
                if slot is None or not role:
                    continue
                one = self.pieces[slot]
                assert isinstance(one, Slot)
                for how, printed in changes(one.printed, is_share=one.is_share):
                    wrong = self.text({slot: printed})
                    if wrong in known or not _breaks(link, {slot: printed}, number):
                        continue
                    known.add(wrong)
                    yield Mutant(wrong, role, how, f"{link.relation.kind}: {link.relation.line}", 0, 0)


def _breaks(link: Link, changed: Mapping[int, str], number: int) -> bool:
    readings = [(link.relation, link.slots), *link.escapes]
    return not any(
        relation.holds({place: changed[slot] for place, slot in enumerate(slots) if slot in changed})
        for relation, slots in readings
    )


def _role(relation: Relation, number: int) -> str:
    """Under which name a mutant of this number is counted; empty where it is not changed: the base of a share."""
    last = len(relation.numbers) - 1
    if relation.is_ratio:
        return relation.kind if number == last or (relation.kind in {"rate", "share"} and number == 0) else ""
    if relation.kind == "repeat":
        return "repeat" if number == last else ""
    if relation.kind == "sum":
        return "total" if relation.left == f"n{number}" else "part"
    return relation.kind


def parts(rng: Random, whole: int, count: int) -> list[int]:
    """A number cut into so many parts, none of them nought."""
    cuts = sorted(rng.sample(range(1, whole), count - 1))
    return [end - begin for begin, end in zip([0, *cuts], [*cuts, whole], strict=True)]


def joined(parts: Sequence[str], between: str = "，", last: str = "") -> str:
    """Templates in a row."""
    return between.join(parts) + last
