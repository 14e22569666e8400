"""The ledger list of a large ledger beside that of a small one, and searches beside a stock modeladmin list: whole pages."""

from pathlib import Path
from statistics import median
from urllib.parse import quote

from django.db import connection

from tests.performance.ledger_rows import FREQUENT, NONE, PHRASE, RARE
from tests.performance.offices import offices
from tests.performance.results import Results
from tests.performance.timing import ratios, table

ROUNDS = 5
SMALL, LARGE, MILLION = 1_000, 100_000, 1_000_000
LIST = "/admin/ledger/?session=all"
CASES = {
    "first page": LIST,
    "filtered": f"{LIST}&stage=handling",
    "last page": f"{LIST}&p=9999999",
    "a rare word": f"{LIST}&q={quote(RARE)}",
    "no hit": f"{LIST}&q={quote(NONE)}",
    "a frequent word": f"{LIST}&q={quote(FREQUENT)}",
    "a phrase of 3 %": f"{LIST}&q={quote(PHRASE)}",
}
FREQUENT_ONES = ("a frequent word", "a phrase of 3 %")
GROWTH, GROWTH_OF_FREQUENT = 1.5, {"sqlite": 1.5, "postgresql": 4}
"The most times its time in the small ledger that a page may take in the large one."
FASTER, FASTER_OF_FREQUENT = 20, {"sqlite": 20, "postgresql": 15}
"The least times that a search is faster than stock modeladmin's, at a million."
STOCK = {"a rare word": RARE, "no hit": NONE, "a frequent word": FREQUENT, "a phrase of 3 %": PHRASE}
MOST_QUERIES = 15


def compare(results: Results, folder: Path) -> None:
    """Print milliseconds a page at each size, their ratio, and that to a stock list."""
    clock = "busy" if connection.vendor == "sqlite" else "seconds"
    largest = MILLION if results.is_million else LARGE
    with offices((SMALL, largest), folder) as (small, large):
        for url in CASES.values():
            for office in (small, large):
                office.ask(url=url)
        times: dict[tuple[str, str], list[float]] = {}
        for _round in range(ROUNDS):
            for name, url in CASES.items():
                times.setdefault((name, "small"), []).append(small.ask(url=url)[clock])
                times.setdefault((name, "large"), []).append(large.ask(url=url)[clock])
                if name in STOCK:
                    times.setdefault((name, "stock"), []).append(large.ask(stock={"q": STOCK[name]})[clock])
        queries = max(large.ask(url=url, counts=True)["queries"] for url in CASES.values())
    rows = []
    for name in CASES:
        is_frequent = name in FREQUENT_ONES
        growth = GROWTH_OF_FREQUENT[connection.vendor] if is_frequent else GROWTH
        grown = ratios(times[name, "large"], times[name, "small"])
        results.add(f"{name} at {largest:,}", grown, limit=f"the same at {SMALL:,}", at_most=growth)
        cells = [f"{median(times[name, which]) * 1000:,.1f}" for which in ("small", "large")]
        cells += [f"{median(grown):.2f}", "—", "—"]
        if name in STOCK:
            faster = ratios(times[name, "stock"], times[name, "large"])
            least = FASTER_OF_FREQUENT[connection.vendor] if is_frequent else FASTER
            results.add(
                f"{name} at {largest:,}, times faster",
                faster,
                limit="stock modeladmin",
                at_least=least if results.is_million else None,
            )
            cells[3:] = [f"{median(times[name, 'stock']) * 1000:,.1f}", f"{median(faster):.1f}×"]
        rows.append([name, *cells])
    results.add(f"queries at {largest:,}", [queries], limit="one", at_most=MOST_QUERIES)
    head = ["case", f"{SMALL:,}, ms", f"{largest:,}, ms", "large : small", "stock, ms", "stock : ours"]
    table(f"The ledger list, whole pages of 50 rows ({clock})", head, rows)
