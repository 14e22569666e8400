"""Texts that are right but for how a share is printed (TRUNC), or under another definition only (DEF)."""

from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from random import Random

from tests.publishing.evidence.generator.draft import parts

_TENTH = Decimal("0.1")


def truncated(number: int, seed: int = 19) -> Iterator[str]:
    """Classes whose shares are all cut off after one decimal, where rounding would print some of them otherwise."""
    rng = Random(seed)  # noqa: S311
    while number:
        whole = rng.randint(30, 400)
        counts = parts(rng, whole, 3)
        exact = [Decimal(one * 100) / whole for one in counts]
        cut = [one.quantize(_TENTH, ROUND_DOWN) for one in exact]
        if min(cut) == 0 or cut == [one.quantize(_TENTH, ROUND_HALF_UP) for one in exact]:
            continue
        row = "；".join(f"{letter}类{one}件，占{share}%" for letter, one, share in zip("ABC", counts, cut, strict=True))
        yield f"今年，我局共承办人大代表建议{whole}件，均已办复。{whole}件建议中，{row}。"
        number -= 1


def with_basic(number: int, seed: int = 19) -> Iterator[str]:
    """A rate of satisfaction that counts those basically satisfied."""
    rng = Random(seed)  # noqa: S311
    for _ in range(number):
        whole = rng.randint(12, 300)
        basic = rng.randint(1, whole // 6)
        yield rng.choice(
            (
                f"全年承办政协提案{whole}件，其中满意{whole - basic}件，基本满意{basic}件，满意率100%。",
                f"{whole}件主办建议均已答复，满意率100%（满意{whole - basic}件，基本满意{basic}件）。",
            )
        )


def in_item_times(number: int, seed: int = 19) -> Iterator[str]:
    """Outcomes counted by unit, all their shares being of their own sum, which exceeds the items."""
    rng = Random(seed)  # noqa: S311
    while number:
        times = rng.randint(120, 900)
        counts = parts(rng, times, 3)
        shares = [(Decimal(one * 100) / times).quantize(_TENTH, ROUND_HALF_UP) for one in counts]
        items = times - rng.randint(times // 12, times // 4)
        if min(counts) < times // 20:
            continue
        words = ("已经解决的", "正在解决的", "留作参考的")
        row = "；".join(f"{word}{one}件，占{share}%" for word, one, share in zip(words, counts, shares, strict=True))
        yield f"市政府系统共办理提案{items}件，已全部答复。其中，{row}。"
        number -= 1
