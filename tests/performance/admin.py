"""Every admin page of an office with 1,000 items beside Wagtail's bare account page, and with 100,000 beside 1,000."""

from pathlib import Path
from statistics import median

from tests.performance.ledger_rows import NONE
from tests.performance.offices import Office, offices
from tests.performance.results import Results
from tests.performance.timing import ratios, table

ROUNDS = 5
SMALL, LARGE = 1_000, 100_000
ACCOUNT, HOME, LEDGER = "/admin/account/", "/admin/", "/admin/ledger/?session=all"
NO_HIT = f"{LEDGER}&q={NONE}"
MOST, MOST_OF_HOME, MOST_OF_LIST, GROWTH = 2.5, 4, 1.6, 1.5


def compare(results: Results, folder: Path) -> None:
    """Print what keeps a core busy for each page that opens, and the ratios; a page is told where it misses its goal."""
    with offices((SMALL, LARGE), folder) as (small, large):
        pages = [page for page in small.ask(pages=True)["pages"] if page in set(large.ask(pages=True)["pages"])]
        times = {page: _measured(page, small, large) for page in [ACCOUNT, *pages]}
    rows = []
    for page, (ours, bare, grown) in sorted(times.items(), key=lambda one: -median(one[1][0])):
        limit = MOST_OF_HOME if page == HOME else MOST
        beside, growth = ratios(ours, bare), ratios(grown, ours)
        results.add(f"{page} at {SMALL:,}", beside, limit="the account page", at_most=limit)
        results.add(f"{page} at {LARGE:,}", growth, limit=f"the same at {SMALL:,}", at_most=GROWTH)
        rows.append(
            [page, f"{median(ours) * 1000:.1f}", f"{median(beside):.2f}", f"{median(grown) * 1000:.1f}", f"{median(growth):.2f}"]
        )  # fmt: skip
    full = ratios(times[LEDGER][0], times[NO_HIT][0])
    results.add("the full ledger", full, limit="its page without a hit", at_most=MOST_OF_LIST)
    head = ["page", f"{SMALL:,}, ms", ": account", f"{LARGE:,}, ms", "large : small"]
    table("Every admin page, milliseconds on a core", head, rows)


def _measured(page: str, small: Office, large: Office) -> tuple[list[float], list[float], list[float]]:
    """The page at both sizes and the account page, in turn."""
    found: tuple[list[float], list[float], list[float]] = ([], [], [])
    for each in range(ROUNDS + 1):
        asked = (small.ask(url=page), small.ask(url=ACCOUNT), large.ask(url=page))
        if each:
            for times, one in zip(found, asked, strict=True):
                times.append(one["busy"])
    return found
