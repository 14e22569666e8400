"""What follows a step for the people concerned (消息): they are told at once, and what goes out goes out."""

from django.db import transaction

from tracking import reminders, sending
from tracking.signals import step_taken


def step_was_taken(sender, record, event, **kwargs) -> None:
    """Tell those whose turn it is; mail and webhook follow in the background."""
    with transaction.atomic():
        told = reminders.tell_at_once(sender, record, event)
        if told:
            sending.send_soon()


def connect() -> None:
    """Listen; called once when the app is ready."""
    step_taken.connect(step_was_taken, dispatch_uid="tracking.receivers")
