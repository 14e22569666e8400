"""The ledger as a Django app."""

from django.apps import AppConfig
from django.core.signals import request_started
from django.db.models.signals import post_migrate, post_save, pre_migrate, pre_save
from django.utils.translation import gettext_lazy as _

from tracking.wording.local import words_here


def keep_final_papers(sender, record, **kwargs):
    """Make and keep the papers that a step made final (定稿存档); what makes them is loaded then, not at every start."""
    from tracking.papers.keeping import after_step

    after_step(sender, record)


def index_what_waits(sender, **kwargs):
    """The timer runs: put the items whose words changed into the index that searches ask."""
    from tracking.finding import index

    index.catch_up()


def hold_the_words(sender, **kwargs):
    """While tables are made, labels are those of every place, as the migrations have them."""
    words_here.freeze()


def read_the_words(sender, **kwargs):
    """The tables are there: labels read as this place calls its organs."""
    words_here.thaw()


class TrackingConfig(AppConfig):
    """建议提案办理 (tracking)."""

    name = "tracking"
    verbose_name = _("建议提案办理")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Listen to steps, for messages and for final papers, to accounts and words; after each migrate, see to the chain."""
        from tracking.finding import tables
        from tracking.models import office
        from tracking.people import accounts
        from tracking.signals import step_taken, timer_ran
        from tracking.telling import receivers
        from tracking.versions import digest_forms, triggers

        words_here.source = office.words_in_the_database
        pre_save.connect(office.before_a_change, sender=office.OfficeSettings, dispatch_uid="tracking.words")
        post_save.connect(office.after_a_change, sender=office.OfficeSettings, dispatch_uid="tracking.words")
        request_started.connect(office.before_a_request, dispatch_uid="tracking.words")
        pre_migrate.connect(hold_the_words, sender=self, dispatch_uid="tracking.words")
        post_migrate.connect(read_the_words, sender=self, dispatch_uid="tracking.words")
        accounts.connect()
        receivers.connect()
        step_taken.connect(keep_final_papers, dispatch_uid="tracking.papers")
        timer_ran.connect(index_what_waits, dispatch_uid="tracking.finding")
        post_migrate.connect(triggers.after_migrate, sender=self, dispatch_uid="tracking.versions.triggers")
        post_migrate.connect(tables.after_migrate, sender=self, dispatch_uid="tracking.finding")
        post_migrate.connect(digest_forms.after_migrate, sender=self, dispatch_uid="tracking.forms")
