"""The last result, kept beside the pressed folder (自查结果): so that each finding has an age, and a quarter its report.

It is no evidence and may be lost: the next inspection makes it anew, and ages then count from that day.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from publishing.inspection.findings import Fault, Inspected, Migrated
from publishing.inspection.rules import RULES
from publishing.press.into_place import Placing

REMEMBERED = timedelta(days=400)
"How long what was mended is remembered."
OUTSIDE = frozenset({"outside-dead", "outside-hijacked"})
"Rules that only an inspection of the links outside asks."


@dataclass(frozen=True, slots=True)
class Aged:
    """A finding with the day on which it was first seen and, once mended, the day on which it was gone."""

    finding: Fault
    since: date
    until: date | None = None

    def age(self, day: date) -> int:
        """Days from then to a day, or to its mending."""
        return max(((self.until or day) - self.since).days, 0)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept: when the portal was inspected, what was found then, and what was mended before."""

    at: datetime | None = None
    pages: int = 0
    findings: tuple[Aged, ...] = ()
    mended: tuple[Aged, ...] = ()
    migrated: tuple[Migrated, ...] = field(default=())


def _file() -> Path:
    return Path(settings.PRESSED_DIR).with_name("inspection.json")


def kept() -> Kept:
    """The last result; an empty one where there is none that can be read."""
    try:
        said = json.loads(_file().read_bytes())
        return Kept(
            datetime.fromisoformat(said["at"]),
            said["pages"],
            tuple(_aged(one) for one in said["findings"] if one["rule"] in RULES),
            tuple(_aged(one) for one in said["mended"] if one["rule"] in RULES),
            tuple(Migrated(**one) for one in said["migrated"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Kept()


def keep(inspected: Inspected, day: date, *, with_outside: bool = False) -> Kept:
    """Keep a result of today in the place of the last one; each finding keeps the day on which it was first seen."""
    before = kept()
    since = {one.finding.key: one.since for one in before.findings}
    findings = [Aged(one, since.get(one.key, day)) for one in inspected.findings]
    if not with_outside:
        findings += [one for one in before.findings if one.finding.rule in OUTSIDE]
    there = {one.finding.key for one in findings}
    gone = {one.finding.key: one for one in before.findings if one.finding.key not in there}
    mended = [one for one in before.mended if one.until and one.until > day - REMEMBERED]
    mended += [Aged(one.finding, one.since, day) for one in gone.values()]
    now = Kept(timezone.now(), inspected.pages, tuple(findings), tuple(mended), inspected.migrated)
    _write(now)
    return now


def _write(now: Kept) -> None:
    said = {
        "at": now.at.isoformat(),
        "pages": now.pages,
        "findings": [_plain(one) for one in now.findings],
        "mended": [_plain(one) for one in now.mended],
        "migrated": [asdict(one) for one in now.migrated],
    }
    placing = Placing(_file().parent)
    placing.put(_file(), json.dumps(said, ensure_ascii=False, indent=0).encode())
    placing.settle()


def _plain(one: Aged) -> dict[str, str]:
    return asdict(one.finding) | {"since": one.since.isoformat(), "until": one.until.isoformat() if one.until else ""}


def _aged(said: dict[str, str]) -> Aged:
    until = date.fromisoformat(said["until"]) if said["until"] else None
    return Aged(Fault(said["rule"], said["url"], said["message"]), date.fromisoformat(said["since"]), until)
