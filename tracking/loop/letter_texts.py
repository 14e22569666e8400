"""Every text that a letter ever had (各稿): what was saved, Word files that came, rounds as sent in, the office's edits; any two can be compared.

An account finds those that it may read: rounds and the office's edits with the letter, Word files once their round was sent
in, and savings where the letter is its own to write.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tracking import permissions
from tracking.models import Assignment, DraftSave, Reply
from tracking.wording.differences import is_unchanged
from tracking.wording.paragraphs import Comparison, compared

MOST_SAVINGS = 40
"Savings that are offered, the latest of them; earlier ones are opened from the page on which the letter is written."
SAVING = "s"


@dataclass(frozen=True, slots=True)
class LetterText:
    """One text of a letter: what it is called, whose it is and of when; its words are read once they are wanted."""

    key: str
    label: str
    by: str
    at: date | None
    round: int
    words: str | None = field(default=None, repr=False)

    @property
    def named(self) -> str:
        """Its name with whose it is and when, as a list offers it."""
        return " ".join(one for one in (self.label, self.by, self._moment) if one)

    @property
    def _moment(self) -> str:
        if isinstance(self.at, datetime):
            return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"
        return f"{self.at:%Y-%m-%d}" if self.at else ""


@dataclass(frozen=True, slots=True)
class TextPair:
    """Two texts of one letter, the old one laid beside the new one (两稿)."""

    part: Assignment
    old: LetterText
    new: LetterText

    @property
    def comparison(self) -> Comparison:
        """What became of the old text in the new one."""
        return compared(self.old.words or "", self.new.words or "")

    @property
    def key(self) -> str:
        """How an address names it."""
        return f"{self.part.pk}.{self.old.key}.{self.new.key}"


class LetterTexts:
    """The texts of one part's letter that an account may read; all of what was sent in for the office itself (None)."""

    def __init__(self, part: Assignment, account: Any):
        self.part, self.account = part, account

    def _written_here(self) -> list[bool]:
        """Whose drafts the account writes on this part: the unit's own (False), those recorded from paper (True)."""
        if self.account is None:
            return []
        own = [False] if self.part.unit_id in permissions.units_of(self.account) else []
        return own + ([True] if permissions.may_enter(self.account) else [])

    @cached_property
    def replies(self) -> list[Reply]:
        """The rounds that were sent in."""
        return list(self.part.replies.select_related("edited__by", "drafted_by").order_by("round"))

    @cached_property
    def listed(self) -> list[LetterText]:
        """All of them in the order in which they came to be; savings without their words."""
        found = [*self._words(), *self._savings(), *self._sent_in()]
        return sorted(found, key=lambda one: one.round)

    def _words(self) -> Iterator[LetterText]:
        sent_in, mine = {one.round for one in self.replies}, self._written_here()
        for one in self.part.word_drafts.select_related("file", "by").order_by("pk"):
            if one.round in sent_in or one.on_paper in mine:
                label = _("第%(round)s轮 Word 原稿（%(name)s）") % {"round": one.round, "name": one.file.name}
                yield LetterText(f"w{one.pk}", label, str(one.by), one.at, one.round, one.text)

    def _savings(self) -> Iterator[LetterText]:
        saves = DraftSave.objects.filter(assignment=self.part.pk, on_paper__in=self._written_here())
        newest = list(saves.defer("said").select_related("by").order_by("-round", "-number")[:MOST_SAVINGS])
        yield from map(_saving, reversed(newest))

    def _sent_in(self) -> Iterator[LetterText]:
        for one in self.replies:
            label = _("第%(round)s轮送审稿") % {"round": one.round}
            yield LetterText(f"r{one.pk}", label, str(one.drafted_by or ""), one.submitted_on, one.round, one.body)
            if (edited := getattr(one, "edited", None)) is not None:
                label = _("第%(round)s轮审改稿") % {"round": one.round}
                yield LetterText(f"e{edited.pk}", label, str(edited.by or ""), edited.on, one.round, edited.text)

    def find(self, key: str) -> LetterText | None:
        """One of them with its words; None where there is none of this key, or not for this account."""
        found = next((one for one in self.listed if one.key == key), None)
        if found is not None and found.words is not None:
            return found
        if not key.startswith(SAVING) or not (key[1:].isascii() and key[1:].isdigit() and len(key) < 10):
            return None
        mine = DraftSave.objects.filter(assignment=self.part.pk, on_paper__in=self._written_here())
        saved = mine.filter(pk=int(key[1:])).select_related("by").first()
        return _saving(saved, saved.said.get("body", "")) if saved is not None else None

    def pair(self, old: str, new: str) -> TextPair | None:
        """Two of them side by side; None where one of them is not to be found."""
        first, second = self.find(old), self.find(new)
        return TextPair(self.part, first, second) if first is not None and second is not None else None

    def telling_pair(self, reply: Reply | None = None) -> TextPair | None:
        """The two that say most of a round, or of the last that happened: what the office edited, else what the text was before.

        A Word file that was sent in as it came is what the round says; then the round before tells more.
        """
        if reply is None:
            last = self.listed[-2:]
            return self.pair(last[0].key, last[1].key) if len(last) > 1 else None
        before = [one for one in self.listed if one.key[0] != SAVING and one.key != f"r{reply.pk}"]
        words = [one for one in before if one.round == reply.round and one.key[0] == "w"]
        if words and not is_unchanged(words[-1].words or "", reply.body):
            return self.pair(words[-1].key, f"r{reply.pk}")
        rounds = [one for one in before if one.round < reply.round and one.key[0] == "r"]
        return self.pair(rounds[-1].key, f"r{reply.pk}") if rounds else None


def _saving(saved: DraftSave, words: str | None = None) -> LetterText:
    label = _("第%(round)s轮暂存第%(number)s稿") % {"round": saved.round, "number": saved.number}
    if saved.is_aside:
        label += _("（另存）")
    return LetterText(f"{SAVING}{saved.pk}", label, str(saved.by), saved.at, saved.round, words)
