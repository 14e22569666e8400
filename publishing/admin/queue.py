"""What waits for whom (等我审的): open submissions by the level whose turn it is."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from publishing.models import Level, PaperPage, PaperSignature, SettingsChange, SignOff, Submission
from publishing.review import sets, settings_changes
from publishing.review.checking import Checked, checked_of, open_clashes
from publishing.review.levels import authors_of, why_not_decide
from publishing.review.paper import unanswered
from publishing.review.screening.standing import standing
from tracking import permissions
from tracking.models import Role

SIGNING = {role for level in Level for role in level.roles}
"The roles that sign pages, at whichever level."


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission that waits for a level of mine, and why I may not sign it, if so."""

    submission: Submission
    level: Level
    why_not: str
    members: tuple[Submission, ...] = ()
    "All pages of its set, where it belongs to one: that is signed as one."

    @property
    def title(self) -> str:
        """The page's, or the set's with the number of its pages."""
        if not self.members:
            return self.submission.revision.object_str
        return _("%(set)s（成套%(n)s页）") % {"set": self.submission.release, "n": len(self.members)}

    @property
    def url(self) -> str:
        """Where it is read and signed."""
        if self.members:
            return reverse("publishing_set", args=[self.submission.release_id])
        return reverse("publishing_review", args=[self.submission.page_id])

    @property
    def clashes(self) -> int:
        """Contradictions in its figures that were neither corrected nor waived."""
        return sum(len(open_clashes(one)) for one in self.members or (self.submission,))

    @property
    def checked(self) -> Checked:
        """What the check found when it was handed in."""
        return checked_of(self.submission)

    @property
    def held_back(self) -> int:
        """What screening holds back and nobody answered for."""
        return sum(len(standing(one)) for one in self.members or (self.submission,))


def open_submissions() -> list[Submission]:
    """Every submission that waits for a signature, the oldest first."""
    rows = (
        Submission.objects.to_sign()
        .select_related("page", "by", "revision", "release", "withdrawal")
        .prefetch_related(
            Prefetch("signoffs", SignOff.objects.select_related("decider")),
            "waivers",
            "justifications",
            Prefetch("papers", PaperPage.objects.select_related("form")),
        )
    )
    found = list(rows.order_by("pk"))
    written = authors_of(one.page for one in found)
    for one in found:
        one.written_by = written[one.page_id]
    return found


def to_sign() -> list[Waiting]:
    """What waits for a signature, a set as one; why this or that person may not is not asked."""
    found, gathered = [], defaultdict(list)
    for one in open_submissions():
        if one.release is not None and one.release.is_set:
            gathered[one.release_id].append(one)
        else:
            found.append(Waiting(one, one.next_level, ""))
    for members in gathered.values():
        level = sets.level_of(members)
        found.append(Waiting(sets.due(members)[0], level, "", tuple(members)))
    return sorted(found, key=lambda one: one.submission.pk)


def to_confirm(account) -> list[PaperSignature]:
    """The signatures on paper that were entered in the name of this account's person, and wait for their word."""
    person = permissions.person_of(account)
    if not permissions.has_any_role(account, SIGNING):
        return []
    return [one for one in unanswered() if one.decider_id == person.pk]


def settings_for(account) -> list[SettingsChange]:
    """The changes of settings that wait for this account's word (三审)."""
    if not permissions.has_role(account, Role.FINAL_REVIEWER):
        return []
    return [one for one in settings_changes.open_changes() if not settings_changes.why_not_answer(one, account)]


@dataclass(frozen=True, slots=True)
class Returned:
    """A page that a level sent back: which one, and why."""

    submission: Submission
    level: Level
    why: str


def returned_to(account) -> list[Returned]:
    """The pages that came back to the editors (退回修改) and were not handed in again, the latest first."""
    if not permissions.has_role(account, Role.EDITOR):
        return []
    rows = Submission.objects.returned().select_related("revision").prefetch_related("signoffs").order_by("-pk")
    found = []
    for one in rows:
        last = max(one.signoffs.all(), key=lambda signoff: signoff.pk)
        found.append(Returned(one, Level(last.level), last.comment))
    return found


def waiting_for(account) -> list[Waiting]:
    """What waits for a level that this account's person signs."""
    roles = permissions.roles_of(account)
    if not roles & SIGNING:
        return []
    person = permissions.person_of(account)
    mine = [one for one in to_sign() if roles & set(one.level.roles)]
    return [replace(one, why_not=_why_not(one, person)) for one in mine]


def _why_not(waiting: Waiting, person) -> str:
    due = sets.due(waiting.members) if waiting.members else [waiting.submission]
    return next(filter(None, (why_not_decide(one, waiting.level, person) for one in due)), "")
