"""What is due, and whom to tell (提醒): the messages of a day, each at most once a person, item and kind.

A rule says for one kind which items it concerns on a day and who hears of it. The timer (`huiyin remind`) applies all
of them; a step applies those that it caused, at once. Applied again, nothing is added.
"""

from tracking.reminders.day import Day, Matter
from tracking.reminders.retiring import retire_done
from tracking.reminders.rules import RULES, kinds_after, matters, returning_steps
from tracking.reminders.staff import Staff
from tracking.reminders.telling import people_named, retire, tell, tell_at_once, tell_of_paper, tell_people, words

__all__ = [
    "RULES", "Day", "Matter", "Staff", "kinds_after", "matters", "people_named", "retire", "retire_done",
    "returning_steps", "tell", "tell_at_once", "tell_of_paper", "tell_people", "words",
]  # fmt: skip
