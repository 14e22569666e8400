"""The parts of a reply's story beside its letter: what it answers point by point, and what came of it (逐条答复、落实情况)."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from publishing.frame import PublicOutcome, PublicPoint
from publishing.models.blocks import NamedCards
from tracking.models import FulfilmentProgress
from tracking.wording import clean


class PointValue(blocks.StructValue):
    """One request and what the letter says to it."""

    def lines(self) -> list[str]:
        """Its words, as reviewers read them."""
        return [f"{_('所提')}：{self['asked']}", f"{_('答复')}：{self['answered']}"]

    def shown(self) -> PublicPoint:
        """As the page shows it."""
        return PublicPoint(self["asked"], tuple(lines_of(self["answered"])))


class OutcomeValue(blocks.StructValue):
    """A dated entry of the unit."""

    def lines(self) -> list[str]:
        """Its words, as reviewers read them."""
        shown = self.shown()
        day = shown.on.isoformat() if shown.on else ""
        return [line for line in (f"{day} {shown.unit} {shown.label}".strip(), *shown.text) if line]

    def shown(self) -> PublicOutcome:
        """As the page shows it; a draft may still be without its day, its progress or its words."""
        progress = self["progress"]
        label = str(FulfilmentProgress(progress).label) if progress in FulfilmentProgress.values else ""
        is_done = progress == FulfilmentProgress.DONE
        return PublicOutcome(self["on"], self["unit"], is_done, label, tuple(lines_of(self["text"])))


class WordedStruct(blocks.StructBlock):
    """Fields that belong together, whose words are cleaned of what copying damaged before anybody signs them."""

    def clean(self, value):
        """Clean every text in it."""
        for name, words in value.items():
            if isinstance(words, str):
                value[name] = clean(words).strip()
        return super().clean(value)


class PointBlock(WordedStruct):
    """One request with its answer (所提事项、答复要点)."""

    asked = blocks.TextBlock(label=_("所提事项"), rows=2)
    answered = blocks.TextBlock(label=_("答复要点"), rows=3)

    class Meta:
        label = _("一条")
        icon = "list-ol"
        value_class = PointValue


class OutcomeBlock(WordedStruct):
    """One dated entry of 落实情况, by the unit named."""

    on = blocks.DateBlock(label=_("日期"))
    unit = blocks.CharBlock(label=_("单位"), max_length=200)
    progress = blocks.ChoiceBlock(
        label=_("进度"), choices=FulfilmentProgress.choices, default=FulfilmentProgress.UNDER_WAY
    )
    text = blocks.TextBlock(label=_("情况"), rows=3)

    class Meta:
        label = _("一次落实")
        icon = "date"
        value_class = OutcomeValue


class PointsBlock(NamedCards):
    """The answer, point by point."""

    point = PointBlock()


class OutcomesBlock(NamedCards):
    """What came of it, entry by entry."""

    entry = OutcomeBlock()


def lines_of(text: str) -> list[str]:
    """The lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
