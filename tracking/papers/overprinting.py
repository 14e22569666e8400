"""Words laid at the places of an office's own pre-printed sheet (套打)."""

from collections.abc import Mapping

from tracking.models import OverprintField, OverprintSheet
from tracking.papers.layout import At, PrePrinted


def sheet_of(paper: str, words: Mapping[str, str]) -> PrePrinted:
    """The sheet of a paper with these words by the names of their fields, moved as far as the office's printer is off."""
    own = OverprintSheet.of(paper)
    right, down = float(own.right), float(own.down)
    places = tuple(
        At(
            x=round(one["x"] + right, 1),
            y=round(one["y"] + down, 1),
            width=one["width"],
            height=one["height"],
            words=words[one["field"]],
            size=one["size"],
            label=str(OverprintField(one["field"]).label),
        )
        for one in own.places
    )
    return PrePrinted(float(own.width), float(own.height), places)
