"""What is due, and whom to tell (提醒): the messages of a day, each at most once a person, item and kind.

A rule says for one kind which items it concerns on a day and who hears of it. The timer (`huiyin remind`) applies all
of them; a step applies those that it caused, at once. Applied again, nothing is added.
"""

from tracking.telling.day import Day, Matter
from tracking.telling.messages import people_named, retire, tell, tell_at_once, tell_of_paper, tell_people, words
from tracking.telling.retiring import retire_done
from tracking.telling.rules import RULES, kinds_after, matters, returning_steps
from tracking.telling.staff import Staff
