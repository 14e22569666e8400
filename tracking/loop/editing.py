"""The office's own edits of a letter that it sends back (审改稿): a Word file or words, kept with the event, for the unit to take over."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.engine.fields import ScanField, TextField
from tracking.loop.sending_back import SendBackForm
from tracking.models import EditedDraft, PrivateFile, Reply
from tracking.wording.differences import is_unchanged
from tracking.wording.paragraphs import compared

MOST_CHARACTERS = 100_000
WORD = "edited_file"
"The field that takes the office's Word file; the page reads it into the words beside it."


class EditingForm(SendBackForm):
    """A form that sends a letter back, with the office's own edits of it where it made any."""

    folded = (WORD, "edited")
    edited_file = ScanField(
        label=gettext_lazy("审改稿（Word，.docx）"),
        required=False,
        help_text=gettext_lazy("选好文件，退回时就一并读入；也可以先读入，对照以后再退回。原件一并保存。"),
    )
    edited = TextField(
        label=gettext_lazy("审改后的正文"),
        required=False,
        rows=14,
        max_length=MOST_CHARACTERS,
        help_text=gettext_lazy(
            "可以在这里直接改；没有改动的，不作为审改稿。单位写下一稿时可以采用，不会覆盖单位自己的稿子。"
        ),
    )
    edited_left_out = forms.CharField(required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        super().prepare()
        reply = self.subject.reply
        self.fields["edited"].initial = reply.body if reply is not None else ""

    def clean(self) -> dict[str, Any]:
        """Take what is not edited as no edits; a Word file without words is none either."""
        data = super().clean()
        reply = self.subject.reply
        edited, file = data.get("edited", ""), data.get(WORD)
        if file is not None and not edited:
            self.add_error("edited", _("审改后的正文是空的：请重新读入 Word 文件，或写出正文。"))
        if reply is not None and file is None and (not edited or is_unchanged(reply.body, edited)):
            data["edited"] = ""
        return data


def keep_edits(reply: Reply, move: Any, edited: str, file: PrivateFile | None, left_out: str) -> str:
    """Keep the office's edits of a round that goes back; what the event says of them, empty where there are none."""
    if not edited:
        return ""
    dropped = [line for line in left_out.splitlines() if line]
    found = EditedDraft(reply=reply, text=edited, file=file, dropped=dropped, by=move.decider, on=move.on)
    move.keep(found)
    return _("（附审改稿：%(what)s）") % {"what": compared(reply.body, edited).in_words}
