"""What every model that a person edits has in common: a version number, and every version kept."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, Self

from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.signals import post_create_historical_record, pre_create_historical_record

from tracking.models.accounts import Account
from tracking.models.conditions import Conditions, UniqueWhere
from tracking.models.inserting import made
from tracking.models.statements import WrittenRow


class VersionsManager(HistoryManager):
    """The manager of versions, of one class a queryset: simple-history makes a new one each time that it is asked for."""

    @classmethod
    @cache
    def from_queryset(
        cls, queryset_class: type[models.QuerySet], class_name: str | None = None
    ) -> type[models.Manager]:
        """The same class as before, where there was one."""
        return super().from_queryset(queryset_class, class_name)


class Versions(HistoricalRecords):
    """Versions of a model that figures are counted from, indexed to find each row's last version by a moment."""

    def get_meta_options(self, model: "type[Versioned]") -> dict:
        """Order versions by their number, which a changed clock can't upset, and index them by row and moment."""
        options = super().get_meta_options(model) | {"ordering": ("-history_id",), "get_latest_by": ("history_id",)}
        if model.is_counted:
            name = f"{model._meta.model_name}_versions"
            options["indexes"] = [models.Index(fields=["id", "history_date", "history_id"], name=name)]
        return options

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        """Write a version of a row, as simple-history does; that it is saved is told by simple-history's signals alone."""
        model, names = _version_of(type(instance))
        facts = {
            "history_date": getattr(instance, "_history_date", None) or timezone.now(),
            "history_user": self.get_history_user(instance),
            "history_change_reason": self.get_change_reason_for_object(instance, history_type, using),
        }
        version = made(model, history_type=history_type, **facts, **{name: getattr(instance, name) for name in names})
        told = {"sender": model, "instance": instance, "history_instance": version, "using": None, **facts}
        pre_create_historical_record.send(**told)
        version.insert_alone()
        post_create_historical_record.send(**told)


@cache
def _version_of(model: Any) -> tuple[type[WrittenRow], list[str]]:
    """The model of a model's versions, and what they take over of a row."""
    versions = model.history.model
    return versions, [one.attname for one in versions.tracked_fields]


@cache
def _words_of(field: models.Field) -> dict:
    return dict(field.flatchoices)


Constraint = models.BaseConstraint | Conditions | UniqueWhere


@cache
def _constraints(model: type[models.Model]) -> tuple[tuple[Constraint, frozenset[str]], ...]:
    """The table's constraints, with the fields that each of them looks at."""
    return tuple((_asking(one), _looked_at(one)) for one in model._meta.constraints)


def _asking(one: models.BaseConstraint) -> Constraint:
    if isinstance(one, models.UniqueConstraint) and not one.expressions:
        return UniqueWhere(one)
    return one


def _looked_at(one: models.BaseConstraint) -> frozenset[str]:
    """The fields on which a constraint depends; none where it is told by expressions."""
    condition = getattr(one, "condition", None)
    if getattr(one, "expressions", ()) or not isinstance(condition, models.Q | None):
        return frozenset()
    named = condition.referenced_base_fields if condition is not None else set()
    return frozenset({*getattr(one, "fields", ()), *named})


@cache
def _places(model: type[models.Model]) -> dict[str, tuple[int, str]]:
    """By the name of each column's field: its place in a row as read, and the attribute that holds its value."""
    return {field.name: (place, field.attname) for place, field in enumerate(model._meta.concrete_fields)}


def field_of(model: type[models.Model] | models.Model, name: str) -> models.Field:
    """A model's own field of this name; what points at the model from elsewhere is none."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise FieldDoesNotExist(name)
    return field


class Versioned(WrittenRow):
    """Keeps every version (django-simple-history), and a number by which a stale form is recognised."""

    version = models.PositiveIntegerField(_("版本号"), default=0, editable=False)
    history = Versions(
        inherit=True,
        bases=(WrittenRow,),
        history_manager=VersionsManager,
        history_change_reason_field=models.TextField(null=True),
    )

    _history_user: Account | None
    _change_reason: str | None
    "Whose version it is and why, set before it is saved (`versions.keep`)."

    _as_read: tuple[Any, ...] = ()
    "The row as it was read from the database, or written to it; empty where it was not, or in part."

    is_counted = False
    "Whether figures are counted from it, as known at earlier moments too."

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the next version number, so that two people never write the same one; the row, its version and
        what must follow from it are written together, or nothing is."""
        self.version += 1
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "version"}
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
        there = self.__dict__
        names = [one.attname for one in self._meta.concrete_fields]
        if fields is None and all(name in there for name in names):
            self._as_read = tuple(there[name] for name in names)

    def _get_FIELD_display(self, field: models.Field) -> str:  # noqa: N802 - the name is Django's
        """The label of a choice, from a dictionary kept by field: Django makes a new one for each label that it prints."""
        value = getattr(self, field.attname)
        return force_str(_words_of(field).get(value, value), strings_only=True)

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **how: Any) -> Self:
        """A row as read; what it says is remembered, since what did not change need not be looked up again."""
        row = super().from_db(db, field_names, values, **how)
        if len(values) == len(cls._meta.concrete_fields):
            row._as_read = tuple(values)
        return row

    def _is_as_read(self, *names: str) -> bool:
        """Whether these fields have the values with which the row stands in the database, so that they were found good."""
        if not self._as_read:
            return False
        places = _places(type(self))
        return all(self._as_read[place] == getattr(self, own) for place, own in (places[name] for name in names))

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Validate each field; a related row that is loaded already, or was bound before, is not looked up again."""
        super().clean_fields(exclude={*(exclude or ()), *self._at_hand()})

    def _at_hand(self) -> list[str]:
        keys = [one for one in self._meta.concrete_fields if isinstance(one, models.ForeignKey)]
        return [
            one.name
            for one in keys
            if (one.is_cached(self) and one.get_cached_value(self) is not None)
            or (getattr(self, one.attname) is not None and self._is_as_read(one.name))
        ]

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Look for other rows with the same values; not for those values that the stored row has already."""
        single = [one.name for one in self._meta.concrete_fields if one.unique and self._is_as_read(one.name)]
        super().validate_unique(exclude={*(exclude or ()), *single})

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]:
        """The constraints that the change can break, of which the check constraints are asked about as one.

        What the stored row keeps is as sure as before where nothing changed of what a constraint looks at.
        """
        found: list[tuple[type[models.Model], Sequence[Any]]] = []
        changed = self._changed()
        for model, _each in super().get_constraints():
            asked: Any = [
                one
                for one, looked_at in _constraints(model)
                if changed is None or not looked_at or not changed.isdisjoint(looked_at)
            ]
            conditions = [one for one in asked if isinstance(one, models.CheckConstraint)]
            others = [one for one in asked if not isinstance(one, models.CheckConstraint)]
            found.append((model, [Conditions(conditions), *others] if conditions else others))
        return found

    def _changed(self) -> set[str] | None:
        """The fields with another value than the row has in the database; None where that is not known."""
        if not self._as_read:
            return None
        read = self._as_read
        return {name for name, (place, own) in _places(type(self)).items() if read[place] != getattr(self, own)}
