"""Percentages (百分数): how a printed one agrees with n of d."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from publishing.reckoning.numbers import Number


def agreement(n: Decimal, d: Decimal, printed: Number) -> str:
    """How a printed percentage agrees with n/d: OK, TRUNC (its last places were cut off) or nothing at all."""
    if d <= 0 or n > d:
        return ""
    exact = n * 100 / d
    if not printed.is_exact:
        return "OK" if printed.fits(exact) else ""
    if rounded(exact, printed.places) == printed.value:
        return "OK"
    return "TRUNC" if exact.quantize(Decimal(1).scaleb(-printed.places), ROUND_DOWN) == printed.value else ""


def is_near(n: Decimal, d: Decimal, printed: Number) -> bool:
    """Whether it is off by no more than one in its last place."""
    return d > 0 and abs(rounded(n * 100 / d, printed.places) - printed.value) <= Decimal(1).scaleb(-printed.places)


def rounded(exact: Decimal, places: int) -> Decimal:
    """A number rounded half up to so many decimals."""
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def written(n: Decimal, d: Decimal, printed: Number) -> str:
    """The percentage that n/d makes, as it should be printed."""
    return f"{rounded(n * 100 / d, printed.places):f}%" if d else "—"


def may_be_whole(d: Decimal, printed: Number) -> bool:
    """Whether any whole number of d makes the printed percentage."""
    if not printed.is_exact or d <= 0:
        return True
    near = (printed.value * d / 100).to_integral_value(ROUND_DOWN)
    return any(agreement(near + step, d, printed) for step in (-1, 0, 1, 2) if near + step >= 0)
