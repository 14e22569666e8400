"""The evidence check of 10,000 characters, beside reading them once."""

from pathlib import Path

from publishing.evidence import check
from tests.performance.timing import in_turn, table

SUMMARY = Path(__file__).resolve().parents[2] / "site/huiyin/example/summary-2024.txt"
PARAGRAPH = (
    "2024年，全市共承办建议提案121件，其中人大代表建议48件，政协提案73件，办复率100%。从办理结果看，A类80件，占66.1%；B类31件，占25.6%；"
    "C类10件，占8.3%。"
)


def read_once(text: str) -> int:
    """Look at every character once, as any check must."""
    return sum(char.isdigit() for char in text)


def compare() -> None:
    """A summary's prose with few figures, and prose that is nothing but figures, at 10,000 characters each."""
    summary = SUMMARY.read_text(encoding="utf-8")
    rows = []
    for name, piece in (("the example's prose", summary), ("figures in every clause", PARAGRAPH)):
        text = (piece * (10_000 // len(piece) + 1))[:10_000]
        times = in_turn({"read": lambda text=text: read_once(text), "check": lambda text=text: check(text)}, 5)
        ratio = times["check"] / times["read"]
        rows.append([name, f"{times['read'] * 1000:.2f} ms", f"{times['check'] * 1000:.1f} ms", f"{ratio:.0f} ×"])
    table("The evidence check of 10,000 characters", ["text", "read once", "checked", "ratio"], rows)
