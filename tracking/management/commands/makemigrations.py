"""Write migrations (迁移) in the words that every place begins with, wherever that is done."""

from typing import Any

from django.core.management.commands import makemigrations

from tracking.wording.local import words_of_every_place


class Command(makemigrations.Command):
    """Django's own command; labels that name the place's organs read as in a new installation."""

    def handle(self, *app_labels: str, **options: Any) -> None:
        """Write or compare, whatever the words of this installation are."""
        with words_of_every_place():
            super().handle(*app_labels, **options)
