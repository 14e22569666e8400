"""The ledger as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackingConfig(AppConfig):
    """建议提案办理 (tracking)."""

    name = "tracking"
    verbose_name = _("建议提案办理")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Listen to the loop's own steps, for messages to those whose turn it is."""
        from tracking import receivers

        receivers.connect()
