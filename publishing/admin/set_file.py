"""What the page of a set shows (成套审签单): its pages with where each stands, what I opened, and what I may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from publishing.models import Level, Release, State, Submission
from publishing.review import releasing, sets
from publishing.review.checking import open_clashes
from publishing.review.levels import authors_of, why_not_decide
from publishing.review.screening.standing import standing
from publishing.review.submitting import why_not_withdraw
from tracking import permissions
from tracking.models import Person


@dataclass(frozen=True, slots=True)
class SetRow:
    """One page of a set."""

    submission: Submission
    is_due: bool
    "The level whose turn it is signs it."
    is_opened: bool
    "The account has opened this very text."

    @property
    def turns(self) -> str:
        """Its levels in a line: 一审 ✓　二审 待签　三审 未到."""
        words = {one.level: "✓" for one in self.submission.agreed()}
        if (back := self.submission.rejection) is not None:
            words[back.level] = _("退回")
        elif self.submission.is_open:
            words[self.submission.next_level] = _("待签")
        return "　".join(f"{level.label} {words.get(level, _('未到'))}" for level in self.submission.needed)

    @property
    def clashes(self) -> int:
        """Contradictions in its figures that were neither corrected nor waived."""
        return len(open_clashes(self.submission))

    @property
    def held_back(self) -> int:
        """What screening holds back and nobody answered for."""
        return len(standing(self.submission))


class SetFile:
    """A set under review, as one account sees it."""

    def __init__(self, release: Release, account, members: list[Submission] | None = None):
        self.release, self.account = release, account
        if members is not None:
            self.members = members

    @cached_property
    def person(self) -> Person | None:
        """The person who acts through the account."""
        return permissions.person_of(self.account)

    @cached_property
    def members(self) -> list[Submission]:
        """Its submissions, in the order of their pages."""
        return releasing.members_of(self.release)

    @cached_property
    def level(self) -> Level | None:
        """The level whose turn it is."""
        return sets.level_of(self.members)

    @cached_property
    def due(self) -> list[Submission]:
        """What this level signs."""
        return sets.due(self.members)

    @cached_property
    def opened(self) -> set[int]:
        """What the account has opened."""
        return sets.opened_by(self.members, self.person)

    @cached_property
    def rows(self) -> list[SetRow]:
        """Its pages, those of this level first."""
        wanted = {one.pk for one in self.due}
        found = [SetRow(one, one.pk in wanted, one.pk in self.opened) for one in self.members]
        return sorted(found, key=lambda row: not row.is_due)

    @property
    def unopened(self) -> list[Submission]:
        """What this level signs and the account has not opened yet."""
        return [one for one in self.due if one.pk not in self.opened]

    @property
    def digest(self) -> str:
        """What is shown: the digests of all its texts."""
        return sets.digest_of(self.members)

    @property
    def title(self) -> str:
        """Its own, or that of its one page."""
        return self.release.title or str(self.members[0])

    @property
    def url(self) -> str:
        """Where it is read and signed."""
        if self.release.is_set:
            return reverse("publishing_set", args=[self.release.pk])
        return reverse("publishing_review", args=[self.members[0].page_id])

    @cached_property
    def state(self) -> str:
        """Where it stands, in a few words."""
        states = {one.get_state() for one in self.members}
        if self.level is not None:
            return _("待%(level)s") % {"level": self.level.label}
        if states == {State.SIGNED}:
            return str(State.SIGNED.label)
        if State.REJECTED in states:
            return str(State.REJECTED.label)
        return str(states.pop().label) if len(states) == 1 else _("已撤回")

    @property
    def planned(self) -> str:
        """When it is to be public, and what came of that."""
        return releasing.in_words(self.release)

    @cached_property
    def stuck(self) -> str:
        """Why it is not public although its moment has come; empty when nothing is late."""
        return why_stuck(self.release, self.members)

    # What this account may do ------------------------------------------------------------------
    @cached_property
    def concerns_me(self) -> bool:
        """Whether the account is one of those who sign this level."""
        return self.level is not None and permissions.has_any_role(self.person, self.level.roles)

    @cached_property
    def why_not_me(self) -> str:
        """Why the account is none to answer for this level of the set at all."""
        written = authors_of(one.page for one in self.due)
        for one in self.due:
            one.written_by = written[one.page_id]
            if reason := why_not_decide(one, self.level, self.person):
                return reason
        return ""

    @cached_property
    def why_not_sign(self) -> str:
        """Why the account may not sign it now, as far as can be told at a glance; the press asks each page once more."""
        if self.why_not_me:
            return self.why_not_me
        if self.unopened:
            return _("还有%(n)s页没有打开看过，请逐页看过再签。") % {"n": len(self.unopened)}
        for row in self.rows:
            if row.is_due and (row.clashes or row.held_back):
                return _("《%(page)s》还有数据矛盾或须处理的内容，请打开处理。") % {"page": row.submission}
        return ""

    @cached_property
    def may_withdraw(self) -> bool:
        """Whether the account may take the set back."""
        return any(one.is_standing for one in self.members) and not why_not_withdraw(self.members[0], self.account)


def why_stuck(release: Release, members: Sequence[Submission]) -> str:
    """Why a release is not public although its moment has come; empty for all others."""
    if release.publish_at is None or not releasing.is_due(release) or not any(one.is_standing for one in members):
        return ""
    return releasing.why_not_release(members)
