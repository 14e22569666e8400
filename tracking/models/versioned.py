"""What every model that a person edits has in common: a version number, and every version kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Versions(HistoricalRecords):
    """Versions of which the last one by a moment is found quickly, for models that figures are counted from."""

    def get_meta_options(self, model):
        """With an index in the order in which a row's versions follow each other."""
        options = super().get_meta_options(model)
        if model.is_counted:
            name = f"{model._meta.model_name}_versions"
            options["indexes"] = [models.Index(fields=["id", "history_date", "history_id"], name=name)]
        return options


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
