"""Versions in words (修改内容): what changed from one version to the next, with labels and values as the office says them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.models import HistoricalChanges, ModelChange

from tracking.models.versioned import field_of

Called = Callable[[type[models.Model], object], str]
"What tells the name of a row of a model, by its key."


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's change, worded for a reader."""

    label: str
    old: str
    new: str


class RowNames:
    """Names of the rows that versions refer to, read in one query a model."""

    def __init__(self, rows: Iterable):
        wanted: dict[type[models.Model], set] = defaultdict(set)
        for row in rows:
            for field in row.instance_type._meta.concrete_fields:
                if isinstance(field, models.ForeignKey) and (pk := getattr(row, field.attname)) is not None:
                    wanted[field.related_model].add(pk)
        self._names = {
            model: {one.pk: str(one) for one in model._default_manager.select_related().filter(pk__in=pks)}
            for model, pks in wanted.items()
        }

    def __call__(self, model: type[models.Model], pk: object) -> str:
        return self._names.get(model, {}).get(pk, _("（已删除）"))


def name_of(model: type[models.Model], pk: object) -> str:
    """What one related row is called."""
    related = model._default_manager.filter(pk=pk).first()
    return str(related) if related is not None else _("（已删除）")


def worded(model: type[models.Model], field_name: str, value: object, called: Called = name_of) -> str:
    """A stored value in the words of the office: choices by label, days by date, nothing as “空”."""
    field = field_of(model, field_name)
    if value in (None, ""):
        return _("空")
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("是") if value else _("否")
    if isinstance(field, models.ForeignKey):
        return called(field.related_model, value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return str(value)


def changes(newer: HistoricalChanges, older: HistoricalChanges | None, called: Called = name_of) -> list[FieldChange]:
    """What changed from one version to the next, in words; an older of None lists what was first entered."""
    model = newer.instance_type
    skip = {"id", "version"}
    names = [field.name for field in model._meta.concrete_fields if field.name not in skip]
    if older is None:
        pairs = [ModelChange(name, None, getattr(newer, model._meta.get_field(name).attname)) for name in names]
        pairs = [pair for pair in pairs if pair.new not in (None, "", False, [], {})]
    else:
        pairs = []
        for name in names:
            attname = model._meta.get_field(name).attname
            if getattr(newer, attname) != getattr(older, attname):
                pairs.append(ModelChange(name, getattr(older, attname), getattr(newer, attname)))
    return [
        FieldChange(
            str(model._meta.get_field(pair.field).verbose_name),
            worded(model, pair.field, pair.old, called),
            worded(model, pair.field, pair.new, called),
        )
        for pair in pairs
    ]
