"""The ledger as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TrackingConfig(AppConfig):
    """建议提案办理 (tracking)."""

    name = "tracking"
    verbose_name = _("建议提案办理")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Listen to steps, for messages to those whose turn it is, and to accounts; after each migrate, see to the chain."""
        from tracking.people import accounts
        from tracking.telling import receivers
        from tracking.versions import digest_forms, triggers

        accounts.connect()
        receivers.connect()
        post_migrate.connect(triggers.after_migrate, sender=self, dispatch_uid="tracking.versions.triggers")
        post_migrate.connect(digest_forms.after_migrate, sender=self, dispatch_uid="tracking.forms")
