"""Items that are followed from day to day (跟踪人): what waits for a word, and the page on which it is one field and one tap."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tracking import permissions
from tracking.admin.frame import frame, ledger_crumb, record_crumb, record_url, step_url
from tracking.admin.loop.step_pages import Asked, StepView
from tracking.loop import Step, following
from tracking.loop.acts.following import follow_up, is_followed_by_the_office, is_of_the_office, name_follower
from tracking.loop.acts.handling import note_progress
from tracking.models import Following, ProgressNote, WorkdayOverride
from tracking.workdays import Calendar


@dataclass(frozen=True, slots=True)
class FollowedItem:
    """An item that waits for a word, or for somebody else to follow it."""

    following: Following
    url: str

    @property
    def said_on(self) -> date | None:
        """The day of the last word; None where there was none."""
        on = self.following.said_on
        return on if on > following.NEVER else None


def word_url(one: Following) -> str:
    """The page on which a word is noted of an item."""
    return reverse("loop_word", args=[one.assignment.record_id, one.assignment_id])


@dataclass(frozen=True, slots=True)
class FollowedItems:
    """What the first page says of followed items: those whose word is due, and those for which somebody else is to be named."""

    words: list[FollowedItem]
    to_be_named: list[FollowedItem]


def followed_items(user, calendar: Calendar) -> FollowedItems:
    """What waits for this user: words of their own or of whom they stand in for; names for the clerks, and for units of their own."""
    person = permissions.person_of(user)
    if person is None or not permissions.sees_the_inside(user):
        return FollowedItems([], [])
    may_name = Q(is_left=True)
    if not permissions.may_enter(user):
        may_name &= Q(assignment__unit__in=permissions.own_units(user), is_of_office=False)
    found = following.followings(timezone.localdate(), calendar).filter(following.asked_of(person) | may_name)
    found = list(
        found.select_related("person", "assignment__record", "assignment__unit").order_by("counted_from", "pk")
    )
    return FollowedItems(
        [FollowedItem(one, word_url(one)) for one in found if one.is_due],
        [FollowedItem(one, step_url(name_follower, one.assignment)) for one in found if one.is_left],
    )


class WordView(StepView):
    """记一笔: the step by which a word is noted, with one field and photographs; on this very day."""

    template_name = "tracking/admin/word.html"

    def dispatch(self, request, record_id: int, assignment_id: int):
        """Find out which step it is: the unit's own progress, or the note of whoever of the office follows the item."""
        parts = permissions.visible_parts(request.user).filter(record=record_id, pk=assignment_id)
        part = parts.select_related("unit").first()
        if part is None:
            raise PermissionDenied
        if part.following is None:
            raise Http404
        by_office = is_followed_by_the_office(part) and is_of_the_office(request.user)
        return super().dispatch(request, record_id, (follow_up if by_office else note_progress).code, assignment_id)

    def _asked(self, step: Step) -> Asked:
        """Who takes the step in their own name; what somebody says on paper has the step's whole form."""
        asked = super()._asked(step)
        if not asked.own:
            raise PermissionDenied
        return Asked(step, self.subject, self.request.user, wants_paper=False)

    @cached_property
    def calendar(self) -> Calendar:
        """The office's working days."""
        return WorkdayOverride.objects.calendar()

    def next_url(self) -> str:
        """The next item that waits for a word of the account, or else this item's file."""
        words = followed_items(self.request.user, self.calendar).words
        return words[0].url if words else record_url(self.record)

    def more_context(self) -> dict:
        """The last word on the item, and where the step's whole form is."""
        said = ProgressNote.objects.filter(assignment=self.subject).order_by("on", "pk").last()
        whole = step_url(self.asked.step, self.subject)
        around = frame(_("记一笔"), ledger_crumb(), record_crumb(self.record), icon="edit")
        return around | {"last": said, "whole_url": whole, "following": self.subject.following}
