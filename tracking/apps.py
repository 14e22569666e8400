"""The ledger as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def keep_final_papers(sender, record, **kwargs):
    """Make and keep the papers that a step made final (定稿存档); what makes them is loaded then, not at every start."""
    from tracking.papers.keeping import after_step

    after_step(sender, record)


class TrackingConfig(AppConfig):
    """建议提案办理 (tracking)."""

    name = "tracking"
    verbose_name = _("建议提案办理")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Listen to steps, for messages and for final papers, and to accounts; after each migrate, see to the chain."""
        from tracking.people import accounts
        from tracking.signals import step_taken
        from tracking.telling import receivers
        from tracking.versions import digest_forms, triggers

        accounts.connect()
        receivers.connect()
        step_taken.connect(keep_final_papers, dispatch_uid="tracking.papers")
        post_migrate.connect(triggers.after_migrate, sender=self, dispatch_uid="tracking.versions.triggers")
        post_migrate.connect(digest_forms.after_migrate, sender=self, dispatch_uid="tracking.forms")
