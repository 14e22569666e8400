"""`huiyin worker`: tracking's own command, known to run as long as it does (设置检查), so that nothing is restored under it."""

from huiyin.keeping import turns
from tracking.management.commands import worker


class Command(worker.Command):
    """后台办理。"""

    def handle(self, *args, **options) -> None:
        """Work until told to stop."""
        with turns.running("worker"):
            super().handle(*args, **options)
