"""Pinned figures (定数): counted when a page is handed in, counted again for every reviewer (复核)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.models.counted import pinned_figures, pinned_tables
from tracking import figures, versions
from tracking.models import ChainHead, HandlingRecord, Session

MOST_NAMED = 20
"Records named under one difference; the others are a number."


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """An item by which a recount differs: what it is called, and what was recorded of it since."""

    pk: int
    label: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A figure or table that the ledger counts otherwise now than when the page was handed in."""

    key: str
    label: str
    pinned: str
    now: str
    records_changed: bool
    records: tuple[ChangedRecord, ...] = ()
    more: int = 0
    "How many further items are not named."

    @property
    def sentence(self) -> str:
        """As the reviewer reads it."""
        if self.pinned != self.now:
            words = _("“%(label)s”送审时为%(pinned)s，现在统计为%(now)s。")
            return words % {"label": self.label, "pinned": self.pinned, "now": self.now}
        if not self.pinned:
            return _("“%(label)s”的分组统计与送审时不同。") % {"label": self.label}
        return _("“%(label)s”仍为%(now)s，但所含承办件与送审时不同。") % {"label": self.label, "now": self.now}


def pin(session: Session, keys: Iterable[str], as_of: date | None = None, tables: Iterable[str] = ()) -> dict:
    """Count the figures now, with the records behind them and both times: the day counted to and the chain's moment."""
    wanted, tables = [key for key in figures.FIGURES if key in set(keys)], list(tables)
    if not wanted and not tables:
        return {}
    with transaction.atomic():
        # Whoever is writing waits for the chain's head: what they write is not counted here, and is numbered later.
        head = ChainHead.objects.lock()
        snapshot = figures.Snapshot(session, as_of)
        return {
            "session": session.code,
            "session_name": session.name,
            "as_of": as_of.isoformat() if as_of else None,
            "known_on": timezone.now().isoformat(),
            "chain": head.number,
            "figures": pinned_figures(snapshot, wanted),
            "tables": pinned_tables(snapshot, tables),
        }


def as_pinned(pins: dict) -> figures.Snapshot:
    """The ledger as it was when the page was handed in, to be counted again at any later time."""
    moment = datetime.fromisoformat(pins["known_on"])
    return figures.Snapshot(_session(pins), _day(pins), moment, pins["chain"])


def recount(pins: dict) -> dict:
    """The figures and tables of a page counted again from its pin; the same for ever, or history was tampered with."""
    snapshot = as_pinned(pins)
    return {
        "figures": pinned_figures(snapshot, pins["figures"]),
        "tables": pinned_tables(snapshot, pins.get("tables", {})),
    }


def holds(pins: dict) -> bool:
    """Whether a recount from the pin gives what was pinned."""
    return recount(pins) == {"figures": pins["figures"], "tables": pins.get("tables", {})}


def differences(pins: dict) -> list[FigureDifference]:
    """What a recount of pinned figures, to the same day, finds changed; empty when all is as it was."""
    if "figures" not in pins:
        return []
    now = figures.Snapshot(_session(pins), _day(pins))
    counted = pinned_figures(now, pins["figures"])
    # The registry gives the order: a database may keep what is pinned in another.
    moved = {
        key: pins["figures"][key]["records"] != again["records"]
        for key, again in counted.items()
        if any(pins["figures"][key][name] != again[name] for name in ("numerator", "denominator", "records"))
    }
    behind = _records_behind(pins, now, list(moved))
    found = []
    for key, records_changed in moved.items():
        pinned = pins["figures"][key]
        was, is_now = proven(pinned), proven(counted[key])
        named = tuple(behind[key][:MOST_NAMED])
        more = len(behind[key]) - len(named)
        found.append(FigureDifference(key, counted[key]["label"], was, is_now, records_changed, named, more))
    tables = pins.get("tables", {})
    again = pinned_tables(now, tables)
    found += [
        FigureDifference(key, table["caption"], "", "", False)
        for key, table in tables.items()
        if table["rows"] != again[key]["rows"]
    ]
    return found


def _session(pins: dict) -> Session:
    return Session.objects.get(code=pins["session"])


def _day(pins: dict) -> date | None:
    return date.fromisoformat(pins["as_of"]) if pins["as_of"] else None


def _records_behind(pins: dict, now: figures.Snapshot, keys: list[str]) -> dict[str, list[ChangedRecord]]:
    """The records that came into a figure's numerator or denominator, or left it, and what was recorded of them."""
    if not keys:
        return {}
    then = as_pinned(pins)
    before, after = figures.members(then, keys), figures.members(now, keys)
    sides = {key: [name for name in (f"{key}__n", f"{key}__d") if name in after] for key in keys}
    moved = {
        key: set().union(*(set(before.get(name, ())) ^ set(after[name]) for name in names))
        for key, names in sides.items()
    }
    told = _told(set().union(*moved.values()), then)
    return {key: [told[pk] for pk in sorted(pks)] for key, pks in moved.items()}


def _told(pks: set[int], then: figures.Snapshot) -> dict[int, ChangedRecord]:
    """What was recorded of these items since, each with its first and its last version read once."""
    was = {one.id: one for one in then.items().filter(id__in=pks)}
    last: dict[int, Any] = {}
    rows = HandlingRecord.history.filter(id__in=pks).order_by("history_id")
    for version in rows:
        last[version.id] = version
    called = versions.RowNames([*was.values(), *last.values()])
    found = {}
    for pk, version in last.items():
        found[pk] = ChangedRecord(pk, version.instance.number_label, _changes(version, was.get(pk), called))
    return found


def _changes(version: Any, older: Any, called: versions.RowNames) -> tuple[str, ...]:
    """The fields that changed since, in words."""
    if older is None:
        return (_("送审后登记"),)
    if version.history_type == "-":
        return (_("送审后删除"),)
    words = _("%(field)s：%(old)s → %(new)s")
    return tuple(
        words % {"field": one.label, "old": one.old, "new": one.new} for one in versions.changes(version, older, called)
    )


def proven(pinned: dict) -> str:
    """A figure as printed, a rate with its numerator and denominator: 7件, 100%（7/7）, —（0/0）."""
    return figures.proven(pinned["printed"], pinned["unit"], pinned["numerator"], pinned["denominator"])
