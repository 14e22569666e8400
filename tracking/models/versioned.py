"""What every model that a person edits has in common: a version number, and every version kept."""

from collections.abc import Sequence
from functools import cache

from django.core.exceptions import FieldError, ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.functions import Coalesce
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Versions(HistoricalRecords):
    """Versions of which the last one by a moment is found quickly, for models that figures are counted from."""

    def get_meta_options(self, model):
        """In the order of their numbers, which the clock can't change; with an index by a row and the moment."""
        options = super().get_meta_options(model) | {"ordering": ("-history_id",), "get_latest_by": ("history_id",)}
        if model.is_counted:
            name = f"{model._meta.model_name}_versions"
            options["indexes"] = [models.Index(fields=["id", "history_date", "history_id"], name=name)]
        return options


class Conditions:
    """The check constraints of a table, asked for at once; only where one is broken does each speak for itself.

    Django asks for each by a query between two savepoints, which was most of what a step asked the database.
    """

    def __init__(self, conditions: Sequence[models.CheckConstraint]):
        self.conditions = conditions
        self.fields = {name for one in conditions for name in one.condition.referenced_base_fields}

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS) -> None:
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

    def _hold(self, model, instance, exclude, using) -> bool:
        """Do all hold together? As in the table itself, what is unknown breaks none."""
        known = (Coalesce(one.condition, True, output_field=models.BooleanField()) for one in self.conditions)
        row = instance._get_field_expression_map(meta=model._meta, exclude=exclude)
        try:
            return models.Q(*known).check({name: row[name] for name in self.fields & row.keys()}, using=using)
        except FieldError:  # one is about a field that is left out
            return False


@cache
def _words_of(field: models.Field) -> dict:
    return dict(field.flatchoices)


@cache
def _constraints(model) -> tuple:
    """The constraints of a table, its conditions as one."""
    conditions = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    others = [one for one in model._meta.constraints if one not in conditions]
    return (*([Conditions(conditions)] if conditions else []), *others)


class Versioned(models.Model):
    """Keeps every version (django-simple-history), and a number by which a stale form is recognised."""

    version = models.PositiveIntegerField(_("版本号"), default=0, editable=False)
    history = Versions(inherit=True, history_change_reason_field=models.TextField(null=True))

    is_counted = False
    "Whether figures are counted from it, as known at earlier moments too."

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Count the version up with every save, so that two people never share one number."""
        self.version += 1
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "version"}
        super().save(*args, **kwargs)

    def _get_FIELD_display(self, field):  # noqa: N802 - the name is Django's
        """The words of a choice; Django would make the field's dictionary anew for each one that it prints."""
        value = getattr(self, field.attname)
        return force_str(_words_of(field).get(value, value), strings_only=True)

    def clean_fields(self, exclude=None):
        """Check each field; of what a row refers to, only bare keys are looked up: a row at hand is there."""
        super().clean_fields(exclude={*(exclude or ()), *self._at_hand()})

    def _at_hand(self) -> list[str]:
        keys = [field for field in self._meta.concrete_fields if field.remote_field and field.is_cached(self)]
        return [field.name for field in keys if field.get_cached_value(self) is not None]

    def get_constraints(self):
        """What Django validates beside the fields, with the conditions of each table asked for as one."""
        return [(model, _constraints(model)) for model, _each in super().get_constraints()]
