"""Every admin page of an office with 1,000 items beside Wagtail's bare account page, and with 100,000 beside 1,000."""

from pathlib import Path
from statistics import median

from tests.performance.ledger_rows import NONE
from tests.performance.offices import Office, offices
from tests.performance.results import Results
from tests.performance.timing import ratios, table

ROUNDS = 3
SMALL, LARGE = 1_000, 100_000
ACCOUNT, HOME, LEDGER = "/admin/account/", "/admin/", "/admin/ledger/?session=all"
NO_HIT = f"{LEDGER}&q={NONE}"
MOST, MOST_OF_HOME, MOST_OF_LIST, GROWTH = 2.5, 4, 1.6, 1.5
SLOW = 2.0
"Seconds on a core after which a page counts as measured when it was first opened."


def compare(results: Results, folder: Path) -> None:
    """Print what keeps a core busy for each page that opens, and the ratios; a page is told where it misses its goal."""
    with offices((SMALL, LARGE), folder) as (small, large):
        first, then = (office.ask(pages=True)["pages"] for office in (small, large))
        times = {page: _measured(page, small, large, then[page]) for page in [ACCOUNT, *first] if page in then}
    rows = []
    for page, (ours, bare, grown) in sorted(times.items(), key=lambda one: -median(one[1][2])):
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


def _measured(page: str, small: Office, large: Office, at_first: float) -> tuple[list[float], list[float], list[float]]:
    """The page at both sizes and the account page, in turn; all were opened once before, which says where one opening is enough."""
    found: tuple[list[float], list[float], list[float]] = ([], [], [])
    for _round in range(ROUNDS):
        found[0].append(small.ask(url=page)["busy"])
        found[1].append(small.ask(url=ACCOUNT)["busy"])
        found[2].append(at_first if at_first > SLOW else large.ask(url=page)["busy"])
    return found
