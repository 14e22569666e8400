"""The office's edits (审改稿) on the page of a step that sends a letter back: a Word file is read into the words beside it."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from tracking import permissions
from tracking.admin.loop.step_forms import keep_scan
from tracking.loop import Step
from tracking.loop.editing import WORD
from tracking.models import PrivateFile
from tracking.papers.word_drafts import NotRead, read_word

READ_IN = "read_edits"
"What the button sends that reads the Word file in, without sending the letter back."


@dataclass(frozen=True, slots=True)
class ReadIn:
    """What a form sends once its Word file was read: its words stand in the text, and the file goes along by its token."""

    data: Any
    files: Any
    problem: str = ""
    "Why the file was not read."


def with_word_read(step: Step, account, data, files) -> ReadIn:
    """The sent form with the words of the Word file that came with it; as it was where none came, or the step takes none."""
    upload = files.get(WORD) if files and WORD in step.form.base_fields else None
    if not upload:
        return ReadIn(data, files)
    data, rest = data.copy(), MultiValueDict({name: files.getlist(name) for name in files if name != WORD})
    content = upload.read()
    try:
        found = read_word(upload.name, content)
        file = PrivateFile.objects.keep(upload.name, content, permissions.person_of(account))
    except NotRead as problem:
        return ReadIn(data, rest, f"“{upload.name}”：{problem}")
    except ValidationError as problem:
        return ReadIn(data, rest, f"“{upload.name}”：{''.join(problem.messages)}")
    data["edited"], data["edited_left_out"] = found.text, "\n".join(found.dropped)
    data.appendlist("kept_scan", keep_scan(file, WORD, account).token)
    return ReadIn(data, rest)
