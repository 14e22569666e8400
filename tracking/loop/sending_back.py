"""Why something is sent back (退回原因): the office's own list, of which one is chosen by a tap, or words of one's own."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.engine.fields import StepForm, TextField
from tracking.models import OfficeSettings, ReturnReason

MOST_WORDS = 240
"Characters of one's own words: with the reason they fit the row that keeps them."
Choices = list[tuple[str, str]]


def _listed(lines: str) -> Choices:
    """The reasons of a list, one a line, and 其他 at the end; those that the program knows by a code keep it."""
    codes = {str(one.label): one.value for one in ReturnReason}
    labels = dict.fromkeys(line.strip() for line in lines.splitlines() if line.strip())
    found = [(codes.get(label, label), label) for label in labels if label != ReturnReason.OTHER.label]
    return [*found, (ReturnReason.OTHER.value, str(ReturnReason.OTHER.label))]


def reasons_for_letters() -> Choices:
    """Why a letter is sent back (退回答复的原因), as the office's settings list it."""
    return _listed(OfficeSettings.current().letter_reasons)


def reasons_for_proposals() -> Choices:
    """Why a proposal of how to handle an item is sent back (退回拟办的原因)."""
    return _listed(OfficeSettings.current().proposal_reasons)


def worded(reason: str, comment: str = "") -> str:
    """A reason, chosen or in one's own words, with what was written to it; 其他 says nothing by itself."""
    label = str(dict(ReturnReason.choices).get(reason, reason))
    if comment and reason in {ReturnReason.OTHER.value, ""}:
        return comment
    return _("%(reason)s：%(comment)s") % {"reason": label, "comment": comment} if comment else label


class SendBackForm(StepForm):
    """A form that sends something back: one listed reason, and words to it, which 其他 needs."""

    offered: Callable[[], Choices] = staticmethod(reasons_for_letters)
    reason = forms.ChoiceField(
        label=gettext_lazy("退回原因"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一个退回原因；都不合适的，选“其他”并写明。")},
    )
    comment = TextField(
        label=gettext_lazy("具体要求"),
        required=False,
        rows=3,
        max_length=MOST_WORDS,
        help_text=gettext_lazy("可以不写；选“其他”的须写明。"),
    )

    def prepare(self) -> None:
        self.fields["reason"].choices = self.offered()

    def clean(self) -> dict[str, Any]:
        """Require words where no listed reason says it."""
        data = super().clean() or {}
        if data.get("reason") == ReturnReason.OTHER and not data.get("comment") and "comment" not in self.errors:
            self.add_error("comment", _("选“其他”的，请写明原因。"))
        return data
