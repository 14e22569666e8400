"""Digests (校验值): one text for one value, so that versions and events can be sealed and checked."""

import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from django.apps import apps
from django.db import models

from tracking.models.portions import portions
from tracking.models.versioned import Versioned

START = "0" * 64
Written = list[tuple[str, int]]
Versions = dict[str, dict[int, dict]]
"What versions say, by their model's label and their number."
READ_AS_WRITTEN = (
    models.AutoField,
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.ForeignKey,
    models.IntegerField,
    models.TextField,
)
"Columns that the database gives back as they were given to it."


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, NFC, ISO dates in UTC, no spaces; TypeError for other types."""
    return unicodedata.normalize("NFC", _encoder().encode(value))


@cache
def _encoder() -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no canonical form")


def sha256(text: str) -> str:
    """The digest of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def tracked_models() -> dict[str, type[Versioned]]:
    """Every model of which versions are kept in this chain, by its label (tracking.handlingrecord)."""
    return {
        model._meta.label_lower: model
        for model in apps.get_app_config("tracking").get_models()
        if issubclass(model, Versioned)
    }


def _history_values(label: str, ids: Iterable[int]) -> dict[int, dict]:
    history = apps.get_model(label).history.model.objects
    found: dict[int, dict] = {}
    for near in portions(list(ids)):
        for row in history.filter(history_id__in=near).values():
            found[row["history_id"]] = row
    return found


def values_of(written: Written, *, noted: Versions | None = None) -> Versions:
    """What the versions named say: as noted when they were written, or else read in sets."""
    by_label: dict[str, list[int]] = defaultdict(list)
    for label, history_id in written:
        by_label[label].append(history_id)
    found: Versions = {}
    for label, ids in by_label.items():
        known = (noted or {}).get(label, {})
        found[label] = {one: known[one] for one in ids if one in known}
        if missing := [one for one in ids if one not in known]:
            found[label] |= _history_values(label, missing)
    return found


@cache
def columns_as_written(history: type[models.Model]) -> tuple[models.Field, ...]:
    """The columns of a model's versions; none where the database may give one back otherwise than it was written."""
    columns = history._meta.concrete_fields
    return tuple(columns) if all(isinstance(one, READ_AS_WRITTEN) for one in columns) else ()


def values_as_written(version: models.Model) -> dict | None:
    """What a version says that was just written; None where that is known only by reading it back."""
    values = {one.attname: getattr(version, one.attname) for one in columns_as_written(type(version))}
    return (
        {one.attname: one.to_python(values[one.attname]) for one in columns_as_written(type(version))}
        if values
        else None
    )
