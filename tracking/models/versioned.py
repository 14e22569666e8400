"""What every model that a person edits has in common: a version number, and every version kept."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Coalesce
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from tracking.models.accounts import Account


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


class _Given(models.Expression):
    """A field's value that is filled in when the statement is run, which is put together once for all rows of a table."""

    def __init__(self, field: models.Field):
        super().__init__(output_field=field)
        self.name = field.name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:  # type: ignore[override]
        """A parameter that stands for itself."""
        return "%s", [self]


class Conditions:
    """All check constraints of a table, validated in one query; only where one is broken is each asked by itself.

    Django asks for each by a query between two savepoints, which was most of what a step asked the database; and puts
    each query together anew, which takes longer than the database does: here that is done once.
    """

    def __init__(self, conditions: Sequence[models.CheckConstraint]):
        self.conditions = conditions
        known = [one.condition for one in conditions if isinstance(one.condition, models.Q)]
        self.fields = {name for one in known for name in one.referenced_base_fields}
        self._statements: dict[tuple[str, frozenset[str]], tuple[str, tuple]] = {}

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raise ValidationError with the sentence of every condition that the row breaks."""
        if self._hold(model, instance, exclude, using):
            return
        broken = []
        for condition in self.conditions:
            try:
                condition.validate(model, instance, exclude=exclude, using=using)
            except ValidationError as error:
                broken.append(error)
        if broken:
            raise ValidationError(broken)

    def _hold(self, model: type[models.Model], instance: models.Model, exclude: set[str] | None, using: str) -> bool:
        """Whether all constraints hold; as in the database, an unknown value breaks none."""
        # A method private to Django, which its stubs leave out.
        row = instance._get_field_expression_map(meta=model._meta, exclude=exclude)  # type: ignore[attr-defined]
        values = {name: row[name] for name in self.fields & row.keys()}
        if not all(type(value) is models.Value for value in values.values()):
            return False  # one is worked out by the database
        connection = connections[using]
        try:
            statement, asked = self._statement(connection, values)
        except FieldError:  # one is about a field that is left out
            return False
        given = [_prepared(one, values, connection) if isinstance(one, _Given) else one for one in asked]
        try:
            with transaction.atomic(using=using), connection.cursor() as cursor:
                cursor.execute(statement, given)
                return cursor.fetchone() is not None
        except DatabaseError:  # one is nothing that the database can compare
            return False

    def _statement(self, connection: BaseDatabaseWrapper, values: dict[str, models.Value]) -> tuple[str, tuple]:
        """One row where all conditions hold, none where one does not; and its parameters, which the fields' are among."""
        kind = (connection.vendor, frozenset(values))
        if kind not in self._statements:
            query = Query(None)  # type: ignore[arg-type]  # of no table, as in Django's own check
            for name, value in values.items():
                query.add_annotation(_Given(value.output_field), name, select=False)
            query.add_annotation(models.Value(1), "_hold")
            known = (Coalesce(one.condition, True, output_field=models.BooleanField()) for one in self.conditions)
            query.add_q(models.Q(*known))
            statement, asked = query.get_compiler(connection=connection).as_sql()
            self._statements[kind] = statement, tuple(asked)
        return self._statements[kind]


def _prepared(given: _Given, values: dict[str, models.Value], connection: BaseDatabaseWrapper) -> Any:
    """What the database is told of a field's value."""
    return given.output_field.get_db_prep_value(values[given.name].value, connection, prepared=False)


@cache
def _words_of(field: models.Field) -> dict:
    return dict(field.flatchoices)


@cache
def _constraints(model: type[models.Model]) -> tuple:
    """The table's constraints, with its check constraints put together as one `Conditions`."""
    conditions = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    others = [one for one in model._meta.constraints if one not in conditions]
    return (*([Conditions(conditions)] if conditions else []), *others)


def field_of(model: type[models.Model] | models.Model, name: str) -> models.Field:
    """A model's own field of this name; what points at the model from elsewhere is none."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise FieldDoesNotExist(name)
    return field


class Versioned(models.Model):
    """Keeps every version (django-simple-history), and a number by which a stale form is recognised."""

    version = models.PositiveIntegerField(_("版本号"), default=0, editable=False)
    history = Versions(
        inherit=True, history_manager=VersionsManager, history_change_reason_field=models.TextField(null=True)
    )

    _history_user: Account | None
    _change_reason: str | None
    "Whose version it is and why, set before it is saved (`versions.keep`)."

    is_counted = False
    "Whether figures are counted from it, as known at earlier moments too."

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the next version number, so that two people never write the same one."""
        self.version += 1
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "version"}
        super().save(*args, **kwargs)

    def _get_FIELD_display(self, field: models.Field) -> str:  # noqa: N802 - the name is Django's
        """The label of a choice, from a dictionary kept by field: Django makes a new one for each label that it prints."""
        value = getattr(self, field.attname)
        return force_str(_words_of(field).get(value, value), strings_only=True)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Validate each field; a related row that is loaded already is not looked up again."""
        super().clean_fields(exclude={*(exclude or ()), *self._at_hand()})

    def _at_hand(self) -> list[str]:
        keys = [one for one in self._meta.concrete_fields if isinstance(one, models.ForeignKey) and one.is_cached(self)]
        return [field.name for field in keys if field.get_cached_value(self) is not None]

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]:
        """The constraints that Django validates, with the check constraints of each table put together (`Conditions`)."""
        return [(model, _constraints(model)) for model, _each in super().get_constraints()]
