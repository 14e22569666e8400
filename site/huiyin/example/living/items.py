"""The living session's items: who put what forward, which unit gets it, and how far it has come (去向)."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from huiyin.example.living.matters import PLACES, Matter, matters_of
from huiyin.example.living.people import BODIES, CIRCLES, DELEGATIONS, DEPUTIES, MEMBERS
from huiyin.example.living.words import Words
from tracking.models import Duty, Kind, Origin

WITH_THE_UNITS = (
    "handling", "returned", "assigned", "signed_for", "handling", "redo", "handling", "at_once", "extension", "assigned",
    "late", "signed_for", "late_joint", "handling", "returned_joint", "assigned", "handling", "signed_for", "handling",
    "handling",
)  # fmt: skip
"How far each unit's first item has come: its next move is the unit's own."
ELSEWHERE = (
    "closed", "closed", "closed", "closed", "closed", "closed", "promised", "promise_late", "closed_joint", "closed_joint",
    "closed_joint", "closed_joint", "unheard", "withdrawn", "delivered", "delivered", "asked", "asked", "asked_urged",
    "fed_back", "fed_back", "numbered", "cleared", "reported", "signed", "signed_own", "reviewed", "reviewed",
    "reviewed_joint", "submitted", "submitted", "submitted_joint", "submitted_soon", "objected", "instructed",
    "instructed", "proposed", "proposed", "registered", "registered",
)  # fmt: skip
"How far the other items have come, dealt to the units in turn."
MORE = (
    ["handling"] * 22 + ["closed"] * 18 + ["closed_joint"] * 9 + ["signed_for"] * 6 + ["assigned"] * 4
    + ["submitted"] * 4 + ["asked"] * 4 + ["reviewed"] * 3 + ["reported"] * 3 + ["delivered"] * 3 + ["fed_back"] * 3
)  # fmt: skip
"What the large session has besides."
SEPARATE = {16}
"Items of which two units answer each for itself (分办)."
OF_THE_DISTRICT = {"signed_own"}
OF_THE_CITY = {"reported", "cleared", "signed", "redo", "returned"}
SEED = 20


@dataclass
class LivingItem:
    """One item as it is going to be: facts of its letter, and how far it comes."""

    place: int
    "Its place in the list, by which the few with something of their own are chosen."
    kind: Kind
    number: int
    duty: Duty
    origin: Origin
    unit: int
    supporting: tuple[int, ...]
    signers: tuple[str, ...]
    delegation: str
    way: str
    words: Words

    @property
    def is_joint(self) -> bool:
        """Whether the district only gives an opinion (会办)."""
        return self.duty == Duty.JOINT

    @property
    def has_asks(self) -> bool:
        """Whether its requests are listed one by one."""
        return self.place % 3 == 0 or self.way == "asked_urged"


def _matters(units: int, count: int) -> Iterator[tuple[int, Matter, str]]:
    """So many unit's places with a matter and the place it is about; no title twice."""
    own = [matters_of(unit) for unit in range(units)]
    for turn in range(count):
        for unit, matters in enumerate(own):
            if turn < len(matters) or len(matters) == 3:
                yield unit, matters[(turn + unit) % len(matters)], PLACES[(unit + turn * 3) % len(PLACES)]


def living_items(*, large: bool = False) -> list[LivingItem]:
    """The 60 items over 20 units, or the 139 over 40; each time the same."""
    units, count = (40, 139) if large else (20, 60)
    ways = [*WITH_THE_UNITS, *(MORE[:20] if large else ()), *ELSEWHERE, *(MORE[20:] if large else ())]
    found: list[LivingItem] = []
    numbers = {Kind.SUGGESTION: 0, Kind.PROPOSAL: 0}
    for place, ((unit, matter, where), way) in enumerate(zip(_matters(units, count), ways, strict=False)):
        random = Random(f"{SEED}-{place}")  # noqa: S311 - made-up words, no secret
        kind = Kind.PROPOSAL if matter.title.endswith("提案") else Kind.SUGGESTION
        numbers[kind] += 1
        duty = _duty(way, place)
        found.append(
            LivingItem(
                place=place,
                kind=kind,
                number=numbers[kind],
                duty=duty,
                origin=Origin.DISTRICT if duty == Duty.SOLE else Origin.CITY,
                unit=unit,
                supporting=((unit + 7) % units,) if way in SUPPORTED and place % 2 == 0 else (),
                signers=_signers(kind, place, random),
                delegation=(DELEGATIONS if kind == Kind.SUGGESTION else CIRCLES)[place % 2],
                way=way,
                words=Words(matter, where, random),
            )
        )
    return found


SUPPORTED = {"handling", "signed_for", "closed", "submitted", "reviewed"}
"Ways on which every second item has a supporting unit (配合)."


def _duty(way: str, place: int) -> Duty:
    """主办 mostly; 会办 where the way says so; every fourth of the others is the district's own (独办)."""
    if way.endswith("_joint"):
        return Duty.JOINT
    if way in OF_THE_DISTRICT:
        return Duty.SOLE
    if place in SEPARATE:
        return Duty.SEPARATE
    return Duty.SOLE if place % 4 == 3 and way not in OF_THE_CITY else Duty.LEAD


def _signers(kind: Kind, place: int, random: Random) -> tuple[str, ...]:
    """Who signed it: a body for some proposals, otherwise one, two or three people."""
    if kind == Kind.PROPOSAL and place % 7 == 1:
        return (BODIES[place % len(BODIES)],)
    people = DEPUTIES if kind == Kind.SUGGESTION else MEMBERS
    first = people[place % len(people)]
    others = [one for one in people if one != first]
    return (first, *random.sample(others, (0, 0, 1, 2)[place % 4]))
