"""The evidence check of 10,000 characters, beside reading them once."""

from pathlib import Path
from statistics import median

from publishing.evidence import check
from tests.performance.results import Results
from tests.performance.timing import ratios, table, turns

SUMMARY = Path(__file__).resolve().parents[2] / "site/huiyin/example/summary-2024.txt"
PARAGRAPH = (
    "2024年，全市共承办建议提案121件，其中人大代表建议48件，政协提案73件，办复率100%。从办理结果看，A类80件，占66.1%；B类31件，占25.6%；"
    "C类10件，占8.3%。"
)


def read_once(text: str) -> int:
    """Look at every character once, as any check must."""
    return sum(char.isdigit() for char in text)


def compare(results: Results, _folder: Path) -> None:
    """A summary's prose with few figures, and prose that is nothing but figures, at 10,000 characters each."""
    summary = SUMMARY.read_text(encoding="utf-8")
    rows = []
    for name, piece, goal in (("the example's prose", summary, 40), ("figures in every clause", PARAGRAPH, 150)):
        text = (piece * (10_000 // len(piece) + 1))[:10_000]
        times = turns({"read": lambda text=text: read_once(text), "check": lambda text=text: check(text)}, 5)
        results.add(
            f"{name}, 10,000 characters checked",
            ratios(times["check"], times["read"]),
            limit="reading them once",
            at_most=goal,
        )
        read, checked = (median(times[act]) * 1000 for act in ("read", "check"))
        rows.append([name, f"{read:.2f} ms", f"{checked:.1f} ms", f"{checked / read:.0f} ×"])
    table("The evidence check of 10,000 characters", ["text", "read once", "checked", "ratio"], rows)
