"""The fields of step forms (days, texts, names, scans), and the form of which all of them are made."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Choices, Model
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracking import permissions
from tracking.loop.screening import Concern, DraftText, concerns_in
from tracking.models import Assignment, HandlingRecord, PrivateFile, Session
from tracking.models.accounts import Account
from tracking.models.photographs import lightened
from tracking.wording import folded, split_names


class DayField(forms.DateField):
    """A business date (业务日期): the day on which something happened, as people type it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("error_messages", {"invalid": _("请写成 2024-08-05 这样的日期。")})
        super().__init__(**kwargs)


class SessionField(forms.ModelChoiceField):
    """The session that something belongs to; the latest is chosen already, and an office without any is sent to its lists."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("请先在“名录”中登记届次。")})
        super().__init__(Session.objects.all(), label=_("届次"), empty_label=None, **kwargs)


class TextField(forms.CharField):
    """A text of several lines."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class NameField(forms.CharField):
    """One person's name, cleaned as in a workbook: 张　三 becomes 张三, and any middle dot ·.

    A text that may hold several names, or more than a name, stays as it was typed.
    """

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value) or ""
        names = split_names(typed).names
        return names[0] if [folded(name) for name in names] == [folded(typed)] else typed


class ScanField(forms.FileField):
    """An uploaded scan or document; a valid one is kept under private/ by its content, and cleans to its PrivateFile."""

    def clean(self, data: Any, initial: Any = None) -> PrivateFile | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        if isinstance(upload, PrivateFile):
            return upload
        return PrivateFile.objects.keep(upload.name, upload.read())


class SeveralFiles(forms.ClearableFileInput):
    """A widget for choosing several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Uploaded attachments (附件), kept under private/ by their content; cleans to their PrivateFiles.

    Photographs from a phone are scaled first and lose their place and device, where the field is for them.
    """

    def __init__(self, *, most: int, photographs: bool = False, **kwargs: Any) -> None:
        self.most, self.photographs = most, photographs
        super().__init__(widget=SeveralFiles(), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[PrivateFile]:
        uploads = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(uploads) > self.most:
            raise ValidationError(_("一次最多上传 %(most)s 个文件。") % {"most": self.most})
        if not uploads:
            return list(initial or super().clean(None) or ())
        checked = [super(FilesField, self).clean(one) for one in uploads]
        files = [(one.name, one.read()) for one in checked]
        if self.photographs:
            files = [lightened(*one) for one in files]
        return [PrivateFile.objects.keep(*one) for one in files]


MOST_PICTURES = 9


def pictures_field() -> FilesField:
    """Photographs and files that go with a note: of a talk, of progress, of an answer to supervision."""
    return FilesField(
        label=_("照片和文件"),
        most=MOST_PICTURES,
        photographs=True,
        required=False,
        help_text=_("可以不附。照片自动缩小，并去掉拍摄地点、设备和时间；最多 9 个。"),
    )


def with_pictures(sentence: str, pictures: Sequence[PrivateFile]) -> str:
    """An event's sentence, with how many files go with it."""
    return sentence + gettext("（附照片和文件%(n)s个）") % {"n": len(pictures)} if pictures else sentence


class ChosenFilesField(forms.TypedMultipleChoiceField):
    """Files that are at hand already, to tick; cleans to their keys. What is not at hand is none of this letter's and falls away."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def clean(self, value: Any) -> Any:
        choices: Any = self.choices
        at_hand = {str(pk) for pk, _name in choices}
        return super().clean([one for one in value or () if one in at_hand])


class AmongField(forms.TypedChoiceField):
    """One of a few rows that were read already, such as an item's signers: a page of many items asks nothing more for it."""

    def offer(self, rows: Iterable[Model]) -> None:
        """Offer these rows, the first of them chosen, and clean to one of them."""
        found = {str(one.pk): one for one in rows}
        self.initial = next(iter(found), None)
        self.choices = [(key, str(one)) for key, one in found.items()]
        self.coerce = found.__getitem__


class SeveralAmongField(forms.TypedMultipleChoiceField):
    """Some of a few rows that were read already, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, rows: Iterable[Model]) -> None:
        """Offer these rows, and clean to those that are ticked."""
        found = {str(one.pk): one for one in rows}
        self.choices = [(key, str(one)) for key, one in found.items()]
        self.coerce = found.__getitem__


def choices_of(enum: type[Choices]) -> list[tuple[Any, Any]]:
    """The choices of an enum, with an empty first line."""
    return [("", "———"), *enum.choices]


class StepForm(forms.Form):
    """The form that every step's form extends: the day and, for a decision on paper, decider, wording and scan."""

    on = DayField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    intro = ""
    "What its page says above the fields: how this office goes about the step."
    folded: Sequence[str] = ()
    "Fields that stand folded away on its page: few need them."
    read_first: Sequence[tuple[str, str]] = ()
    "Texts that are read before the step is taken, each with its heading."

    def __init__(
        self,
        *args: Any,
        step: Any,
        subject: HandlingRecord | Assignment | None,
        account: Account,
        on_paper: bool = False,
        **kwargs: Any,
    ) -> None:
        self.step, self.subject, self.account, self.on_paper = step, subject, account, on_paper
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["on"].label = step.day
        self.fields["on"].initial = timezone.localdate
        if subject is not None:
            self.fields["version"].initial = subject.version
        if on_paper:
            self._ask_for_paper()
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values from the subject; overridden where a form has any."""

    def _ask_for_paper(self) -> None:
        unit = getattr(self.subject, "unit", None) if self.step.role.is_of_a_unit else None
        deciders = permissions.holders(self.step.role, unit)
        self.fields["decider"] = forms.ModelChoiceField(
            deciders,
            label=_("决定人"),
            empty_label=None if len(deciders) == 1 else "———",
            help_text=_("纸质签批的决定人；名单里没有时，先在“办理人员”中登记。"),
        )
        self.fields["wording"] = TextField(label=_("签批原话"), required=False, rows=2)
        self.fields["scan"] = ScanField(label=_("纸质件扫描件"), help_text=_("PDF、JPG 或 PNG，不超过 20 MB。"))

    @property
    def record(self) -> Any:
        """The item that the step moves."""
        return getattr(self.subject, "record", self.subject)

    def texts(self) -> list[DraftText]:
        """The words typed that may become public, which are screened; overridden where a form has any."""
        return []

    def goes_public(self) -> bool:
        """Whether those words are to be public."""
        return False

    @cached_property
    def concerns(self) -> list[Concern]:
        """What was found in the words as they are typed now."""
        texts = self.texts()
        return concerns_in(texts, is_public=self.goes_public()) if texts else []

    @cached_property
    def quotes(self) -> list[tuple[str, str]]:
        """What a button may write into the form's words, by a key of its own: the button's text."""
        return []

    def quoted(self, key: str, typed: dict[str, Any]) -> dict[str, Any]:
        """What was typed, with the words that this button writes."""
        return typed

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields that stand on its page at once."""
        return [self[name] for name in self.fields if name not in self.folded]

    @property
    def folded_away(self) -> list[forms.BoundField]:
        """The fields that are opened by those who need them."""
        return [self[name] for name in self.folded if name in self.fields]

    def moves(self) -> dict[str, Any]:
        """What was filled in, as the arguments of `take`."""
        return dict(self.cleaned_data)
