"""The project's own app: templates, commands and the example."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.backends.signals import connection_created


class HuiyinConfig(AppConfig):
    """回音 (huiyin)."""

    name = "huiyin"
    verbose_name = "回音"

    def ready(self):
        """Own the database's file, count idle time, hand Wagtail's tasks to the outbox, find words quickly, report failures where that is wanted."""
        from django.conf import settings

        from huiyin import tasks, words  # noqa: F401
        from huiyin.codes import kinds  # noqa: F401
        from huiyin.codes.required import refuse_unknown_roles
        from huiyin.middleware import note_login
        from huiyin.ownership import own_database
        from huiyin.watching import reporting

        connection_created.connect(own_database, dispatch_uid="huiyin.ownership")
        user_logged_in.connect(note_login, dispatch_uid="huiyin.idle")
        words.install()
        refuse_unknown_roles()
        if settings.SENTRY_DSN:
            reporting.begin(settings.SENTRY_DSN)
