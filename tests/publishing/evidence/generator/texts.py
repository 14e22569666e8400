"""Texts put together from openings, outcomes and distractors, by a seed."""

from collections.abc import Iterator
from random import Random

from tests.publishing.evidence.generator.asides import ASIDES
from tests.publishing.evidence.generator.draft import Draft
from tests.publishing.evidence.generator.openings import OPENINGS
from tests.publishing.evidence.generator.others import OTHERS, distract
from tests.publishing.evidence.generator.outcomes import OUTCOMES
from tests.publishing.evidence.generator.world import World

SEED = 19


def drafts(number: int, seed: int = SEED) -> Iterator[Draft]:
    """So many texts that are true, the same ones for a seed."""
    for at in range(number):
        yield draft(Random(seed * 1_000_003 + at))  # noqa: S311


def draft(rng: Random) -> Draft:
    """One text."""
    world = World.made(rng)
    style = rng.choices(("digits", "han", "wide", "spaced", "comma"), (84, 5, 4, 4, 3))[0]
    made = Draft(rng, world.words, dict(world.values), rng.choice((0, 1, 1, 1, 2)), style, narrow=rng.random() < 0.3)
    if rng.random() < 0.25:
        make = rng.choice(OTHERS)
        make(made, world)
        if make.__name__ in {"sections", "filed", "motions"}:
            _distracted(made, 1)
        return made
    if rng.random() < 0.3:
        made.tell("{year}建议提案办理情况\n")
    rng.choice(OPENINGS)(made, world)
    world.values = made.values
    for outcome in dict.fromkeys(rng.sample(OUTCOMES, rng.choice((0, 1, 1, 2, 2, 3, 4)))):
        _distracted(made, 0.4)
        if rng.random() < 0.3:
            aside = rng.choice(ASIDES)
            if made.may(aside.__name__):
                aside(made, world)
        outcome(made, world)
    _distracted(made, 0.4)
    return made


def _distracted(made: Draft, chance: float) -> None:
    if made.rng.random() < chance:
        distract(made)
