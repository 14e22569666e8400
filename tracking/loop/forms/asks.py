"""The form of what an item asks for: 所提事项."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tracking.loop.engine.fields import StepForm, TextField
from tracking.wording import split_requests

MOST = 50


class ListAsksForm(StepForm):
    """登记所提事项: as entered before, or split from the item's text by its own numbering."""

    texts = TextField(
        label=_("所提事项"), rows=8, help_text=_("每行一项，按原文顺序；系统先按原文的序号拆分，请核对。")
    )

    def prepare(self) -> None:
        known = [ask.text for ask in self.record.asks.all()]
        self.fields["texts"].initial = "\n".join(known or split_requests(self.record.text))

    def clean_texts(self) -> list[str]:
        """The lines that say something."""
        texts = [line.strip() for line in self.cleaned_data["texts"].splitlines() if line.strip()]
        if len(texts) > MOST:
            raise ValidationError(_("最多 %(most)s 项，请合并。") % {"most": MOST})
        return texts
