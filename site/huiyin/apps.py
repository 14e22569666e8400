"""The project's own app: templates, commands and the example."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class HuiyinConfig(AppConfig):
    """回音 (huiyin)."""

    name = "huiyin"
    verbose_name = "回音"

    def ready(self):
        """Keep the database's file to its owner, and have Wagtail's tasks done by the outbox."""
        from huiyin import tasks  # noqa: F401
        from huiyin.ownership import own_database

        connection_created.connect(own_database, dispatch_uid="huiyin.ownership")
