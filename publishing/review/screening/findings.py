"""Findings as they are shown and kept (筛查结果): masked, so that no personal data is copied where the text itself is not."""

from collections.abc import Collection
from dataclasses import asdict, dataclass

from publishing.screening import Kind, ScreenFinding
from tracking.versions import canonical, sha256

SHOWN_AS_TYPED = frozenset({Kind.SECRECY, Kind.TERM, Kind.SCAN, Kind.HIDDEN, Kind.TRACES})
"Kinds whose words are nobody's personal data; of all others no more is shown than their mask."


def shown(finding: ScreenFinding) -> str:
    """What people see of a finding's words."""
    if finding.kind in SHOWN_AS_TYPED:
        return finding.quote
    return finding.mask or (finding.quote[:1] + "***" if finding.quote else "")


@dataclass(frozen=True, slots=True)
class PageFinding:
    """Something in a page or in one of its files that may not go out as it stands, or that somebody should look at."""

    kind: Kind
    where: str
    shown: str
    mask: str
    blocks: bool
    can_mask: bool
    message: str
    key: str
    "What a justification is bound to: place, kind and, of a file, its bytes."

    @property
    def rule(self) -> str:
        """The number of the rule in docs/rules.md."""
        return self.kind.rule


def kept(finding: ScreenFinding, place: object, can_mask: bool) -> PageFinding:
    """A finding as it is kept; `place` tells its text from every other of the page or file."""
    said = shown(finding)
    parts = [place, str(finding.kind), finding.where, finding.start, finding.end, said]
    return PageFinding(
        finding.kind,
        finding.where,
        said,
        finding.mask,
        finding.blocks,
        can_mask and bool(finding.mask),
        finding.sentence(),
        sha256(canonical(parts)),
    )


def as_json(findings: Collection[PageFinding]) -> list[dict]:
    """Findings as they are stored."""
    return [asdict(one) | {"kind": str(one.kind)} for one in findings]


def from_json(rows: list[dict]) -> list[PageFinding]:
    """Findings as they were stored; what a later release stores besides is left out."""
    known = PageFinding.__slots__
    return [
        PageFinding(**{name: row[name] for name in known if name in row} | {"kind": Kind(row["kind"])}) for row in rows
    ]
