"""The requests of an item (所提事项), listed one by one, so that each gets its progress and its answer (条条有进展)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.engine.declaring import step
from tracking.loop.engine.fields import StepForm, TextField
from tracking.models import Ask, Role
from tracking.stages import OPEN
from tracking.wording import clauses, split_requests

PLACE = 20

MOST = 50


class ListAsksForm(StepForm):
    """登记所提事项: begins with the requests entered before, or with the item's text split at its own numbering."""

    texts = TextField(
        label=gettext_lazy("所提事项"),
        rows=8,
        help_text=gettext_lazy("每行一项，按原文顺序；系统先按原文的序号拆分，请核对。"),
    )

    def prepare(self) -> None:
        known = [ask.text for ask in self.record.asks.all()]
        self.fields["texts"].initial = "\n".join(known or split_requests(self.record.text))

    def clean_texts(self) -> list[str]:
        """The requests, one a line; empty lines are left out."""
        texts = [line.strip() for line in self.cleaned_data["texts"].splitlines() if line.strip()]
        if len(texts) > MOST:
            raise ValidationError(_("最多 %(most)s 项，请合并。") % {"most": MOST})
        return texts


@step(
    "登记所提事项",
    help="Enter the numbered requests of the item (所提事项), one a line; what has progress or an answer may be reworded.",
    subject="record",
    sources=OPEN,
    role=Role.OFFICE_CLERK,
    form=ListAsksForm,
)
def list_asks(record, move, *, texts: list[str]):
    known = {ask.number: ask for ask in record.asks.prefetch_related("notes", "answers")}
    for number in [number for number in known if number > len(texts)]:
        ask = known[number]
        if ask.notes.all() or ask.answers.all():
            raise ValidationError(
                {"texts": _("第%(number)s项已有进展或答复，不能删去，可以改写。") % {"number": number}}
            )
        move.remove(ask)
    for number, text in enumerate(texts, start=1):
        ask = known.get(number) or Ask(record=record, number=number)
        if ask.text != text:
            ask.text = text
            move.keep(ask)
    return _("共%(n)s项：%(texts)s") % {
        "n": len(texts),
        "texts": clauses(*(f"{number}．{text}" for number, text in enumerate(texts, start=1))),
    }
