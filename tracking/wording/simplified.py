"""Traditional characters read as Simplified (繁简): one table for what is searched and what is checked."""

from functools import cache
from importlib.resources import files


@cache
def simplified_forms() -> dict[int, str]:
    """The Simplified character for each Traditional one, after the table of OpenCC (Apache License 2.0)."""
    rows = files("tracking.wording").joinpath("traditional.txt").read_text(encoding="utf-8").split()
    pairs = "".join(rows)
    return dict(zip(map(ord, pairs[::2]), pairs[1::2], strict=True))
