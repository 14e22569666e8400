"""A letter's rounds on an item's file (答复各轮): what changed since the previous round, and why that one was sent back."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracking.loop.rounds import returned_because, word_draft_of
from tracking.loop.screening import Concern
from tracking.models import (
    Ask,
    AskAnswer,
    Delivery,
    DraftConsultation,
    EditedDraft,
    Feedback,
    Fulfilment,
    LookBack,
    Reply,
    Review,
    WordDraft,
)
from tracking.wording import Heading, Hint
from tracking.wording.differences import is_unchanged
from tracking.wording.paragraphs import Comparison, compared


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a letter, compared with the round before it."""

    reply: Reply
    before: Reply | None
    "The previous round, whose text is shown beside this one's."
    comparison: Comparison | None
    "What became of the previous round's text; None for the first."
    hints: list[tuple[Heading, list[Hint]]]
    "The hints on a draft that is still to be decided on, under their three headings."
    concerns: list[Concern]
    "What must be dealt with before the letter is public, while it is still in the house."
    answers: list[tuple[Ask, AskAnswer | None]]
    "Each request of the item (所提事项) with the main point of the answer (答复要点)."
    is_redone: bool = False
    "Whether the item was handled anew after this letter was delivered (重新办理)."

    @property
    def review(self) -> Review | None:
        """The office's latest review of the letter."""
        return self.reply.verdict

    @property
    def returned_because(self) -> str:
        """Why this round was sent back."""
        return returned_because(self.reply)

    @property
    def came_back(self) -> bool:
        """Whether this round was sent back."""
        return bool(self.returned_because)

    @property
    def before_because(self) -> str:
        """Why this round was needed: the reason for which the previous one was sent back."""
        if self.before is None:
            return ""
        return _("提出人不满意，重新办理。") if self.before.delivered_on else returned_because(self.before)

    @property
    def before_opinions(self) -> list[Feedback]:
        """What the signers said to the letter before (意见反馈), in their own words: why this one was written."""
        deliveries = self.before.deliveries.all() if self.before is not None else ()
        return [one.feedback for one in deliveries if hasattr(one, "feedback")]

    @property
    def is_unchanged(self) -> bool:
        """Whether its text is that of the previous round."""
        return self.before is not None and is_unchanged(self.before.body, self.reply.body)

    @property
    def word(self) -> WordDraft | None:
        """The Word file as which the letter came in."""
        return word_draft_of(self.reply)

    @property
    def since_word(self) -> Comparison:
        """What became of the Word file's text until the letter was sent in."""
        return compared(self.word.text, self.reply.body)

    @property
    def edited(self) -> EditedDraft | None:
        """The text as the office sent it back (审改稿), where it made edits of its own."""
        return getattr(self.reply, "edited", None)

    @property
    def since_edited(self) -> Comparison | None:
        """What the office changed in the letter."""
        return compared(self.reply.body, self.edited.text) if self.edited is not None else None

    @property
    def may_print_both(self) -> bool:
        """Whether there is an earlier text beside which the letter can be printed (两稿对照)."""
        word = self.word
        return self.before is not None or (word is not None and not is_unchanged(word.text, self.reply.body))

    @property
    def edited_pair(self) -> str:
        """How an address names the letter and the office's edits of it, to print them side by side."""
        return f"{self.reply.assignment_id}.r{self.reply.pk}.e{self.edited.pk}" if self.edited is not None else ""

    @property
    def deliveries(self) -> list[Delivery]:
        """Its deliveries, with the signers' opinions."""
        return list(self.reply.deliveries.all())

    @property
    def consultations(self) -> list[DraftConsultation]:
        """Who was shown the draft."""
        return list(self.reply.consultations.all())

    @property
    def look_backs(self) -> list[LookBack]:
        """What looking back found of its promise."""
        return list(self.reply.look_backs.all())

    @property
    def fulfilments(self) -> list[Fulfilment]:
        """What came of it, in the unit's own entries."""
        return list(self.reply.fulfilments.all())
