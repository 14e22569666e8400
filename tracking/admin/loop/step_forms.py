"""A step's form on its page: what was typed, scans included, is kept when the step is refused."""

from dataclasses import dataclass

from django import forms
from django.apps import apps
from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.urls import reverse

from tracking import loop, versions
from tracking.admin.frame import key_in, step_url
from tracking.admin.ledger.like_items import named_before
from tracking.loop.acts.intake import DEADLINE, assign, correct
from tracking.loop.engine.fields import FilesField, ScanField, SeveralAmongField, StepForm
from tracking.loop.screening import Concern, with_masks
from tracking.models import Duty, Event, HandlingRecord, PrivateFile
from tracking.wording.differences import is_unchanged
from tracking.wording.paragraphs import Comparison, compared

_SALT = "tracking.admin.loop.step_forms"
EVENTS_SINCE = 3
ALL_MASKS = "all"
"What a form sends to have the mask of every finding put in."
NOTHING = "———"


@dataclass(frozen=True, slots=True)
class Both:
    """A field as this account typed it, and as somebody else has changed it meanwhile."""

    label: str
    typed: str
    current: str


class StepEntry:
    """The form of one step for one account, which takes the step once it is valid."""

    def __init__(self, asked, account, data=None, files=None, *, restore: str | None = None, place: str = "loop_step"):
        self.place = place
        self.asked, self.step, self.subject, self.account = asked, asked.step, asked.subject, account
        self.both: list[Both] = []
        self.is_stale = False
        self.event: Event | None = None
        self.form: StepForm = self.step.form(
            data,
            files,
            step=self.step,
            subject=self.subject,
            account=account,
            on_paper=asked.on_paper,
            auto_id=f"{self.step.code}_%s",
            initial=kept_scans(data, account) | restored(self.subject, restore) | proposed(self.step, self.subject),
        )
        dress(self.form)
        self.looked = self.quoted = False
        self._kept: dict[str, KeptScan] | None = None

    def as_typed(self, mask: str = "", quote: str = "") -> "StepEntry":
        """The same form with the words as they were typed and no faults said; with masks and quotes where they were asked for.

        `mask` is the key of a finding, which may stand in the text several times, or `ALL_MASKS`; own lines stay.
        `quote` is the key of one of the form's own quotes (经商××局).
        """
        self.form.is_valid()
        typed = {name: self.form[name].value() for name, field in self.form.fields.items() if not is_file(field)}
        for name in typed:
            chosen = [one for one in self.form.concerns if one.field == name and is_chosen(one, mask)]
            if chosen:
                typed[name] = with_masks(typed[name], chosen)
        entry = StepEntry(self.asked, self.account, place=self.place)
        entry.quoted = quote in dict(self.form.quotes)
        entry.form.initial |= self.form.quoted(quote, typed) if entry.quoted else typed
        entry.looked, entry._kept = True, self.kept
        return entry

    def fill_in(self, fields: dict[str, list[str]]) -> None:
        """Begin with what was typed before, as a browser sent it."""
        for name, values in fields.items():
            if name in self.form.fields and not is_file(self.form.fields[name]) and name != "version":
                several = isinstance(self.form.fields[name], forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
                self.form.initial[name] = values if several else values[-1]

    def take(self) -> bool:
        """Take the step; False, with the reasons on the form, when it was refused."""
        if not self.form.is_valid():
            return False
        try:
            self.event = loop.take(self.step, self.subject, account=self.account, **self.form.moves())
        except loop.Stale as stale:
            self._show_both(stale)
        except loop.Refused as refused:
            say_refused(refused, self.form)
        except ValidationError as error:
            spread(error, self.form)
        return self.event is not None

    def _show_both(self, stale: loop.Stale) -> None:
        """Show current values beside the typed ones, and let the form be sent again for the current version."""
        self.is_stale = True
        self.form.add_error(None, str(stale))
        fresh = type(self.subject)._default_manager.get(pk=self.subject.pk)
        for name, typed in self.form.cleaned_data.items():
            try:
                fresh._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            current = getattr(fresh, name)
            if name != "version" and current != typed:
                worded = [versions.worded(type(fresh), name, value) for value in (typed, current)]
                self.both.append(Both(str(self.form.fields[name].label), *worded))
        self.form.data = self.form.data.copy()
        self.form.data["version"] = fresh.version

    @property
    def since(self) -> list[Event]:
        """The latest events, which are shown beside a stale form."""
        record = getattr(self.subject, "record", self.subject)
        mine = Event.objects.filter(record=record)
        if record is not self.subject:
            mine = mine.filter(assignment=self.subject) | mine.filter(assignment=None)
        return list(mine.order_by("-number")[:EVENTS_SINCE])

    @property
    def url(self) -> str:
        """The address to which the form is sent."""
        if self.subject is None:
            return reverse("loop_register")
        return step_url(self.step, self.subject, on_paper=self.asked.on_paper, place=self.place)

    @property
    def edits(self) -> Comparison | None:
        """What the office changed in the letter that it sends back, as the form stands; None where nothing."""
        if "edited" not in self.form.fields or self.subject.reply is None:
            return None
        typed, body = self.form["edited"].value() or "", self.subject.reply.body
        return None if is_unchanged(body, typed) else compared(body, typed)

    @property
    def left_out(self) -> list[str]:
        """What of the office's Word file was not read in, each in a sentence."""
        field = "edited_left_out"
        return (self.form[field].value() or "").splitlines() if field in self.form.fields else []

    @property
    def kept(self) -> dict[str, "KeptScan"]:
        """The scans that were uploaded with a refused form, by field."""
        return scans_to_keep(self.form, self.account) if self._kept is None else self._kept


@dataclass(frozen=True, slots=True)
class KeptScan:
    """A scan that was uploaded already: a browser empties file fields, and people need not choose it again."""

    name: str
    token: str


def is_file(field: forms.Field) -> bool:
    """Whether a field takes a file, which a browser never sends back."""
    return isinstance(field, forms.FileField)


def is_chosen(concern: Concern, mask: str) -> bool:
    """Whether a finding is one whose mask was asked for."""
    return not concern.is_own and mask in {concern.key, ALL_MASKS}


def scans_to_keep(form: forms.Form, account) -> dict[str, KeptScan]:
    """The scans of a refused form by field, each with a signed token that the form sends along again."""
    found = {}
    for name, field in form.fields.items():
        scan = getattr(form, "cleaned_data", {}).get(name) if isinstance(field, ScanField | FilesField) else None
        if scan:
            found[name] = keep_scan(scan, form.add_prefix(name), account)
    return found


def keep_scan(scan: PrivateFile | list[PrivateFile], name: str, account) -> KeptScan:
    """What came up for the field of this name as the form sends it, one scan or several files, with the token by which it is known again."""
    several = scan if isinstance(scan, list) else [scan]
    keys = [one.pk for one in scan] if isinstance(scan, list) else scan.pk
    return KeptScan("、".join(one.name for one in several), signing.dumps([account.pk, name, keys], salt=_SALT))


def kept_scans(data, account) -> dict[str, PrivateFile | list[PrivateFile]]:
    """The scans whose tokens a form sends along, by the field's name as it is sent; others' tokens are ignored."""
    keys = {}
    for token in data.getlist("kept_scan") if data is not None else []:
        try:
            whose, name, pk = signing.loads(token, salt=_SALT)
        except signing.BadSignature:
            continue
        if whose == account.pk:
            keys[name] = pk
    files = PrivateFile.objects.in_bulk(pk for one in keys.values() for pk in (one if isinstance(one, list) else [one]))
    return {name: [files[pk] for pk in one] if isinstance(one, list) else files[one] for name, one in keys.items()}


def restored(subject, history_id: str | None) -> dict:
    """The content of an earlier version of an item, as first values of the form of 修改信息 (恢复)."""
    version = key_in(history_id or "")
    if not isinstance(subject, HandlingRecord) or version is None:
        return {}
    version = subject.history.filter(history_id=version).first()
    if version is None:
        return {}
    return {name: getattr(version, name) for name in CONTENT_FIELDS}


def proposed(step: loop.Step, subject) -> dict:
    """The units that a workbook or 拟办 named, with which the form of 交办 begins."""
    return named_before([subject])[subject.pk].initial if step is assign else {}


CONTENT_FIELDS = tuple(correct.form.base_fields.keys() - StepForm.base_fields.keys() - {*DEADLINE})
"The fields that 修改信息 may change and that can be restored; never a stage or a day of the loop."


class OneOfThem(forms.Select):
    """A list for one choice in a field of several (牵头单位, of which items other than 分办 have one)."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return [value] if value else []


def dress(form: forms.Form) -> None:
    """Show a choice of several as tick boxes, which also work on a phone, and a choice of one as a list."""
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelMultipleChoiceField | SeveralAmongField):
            one = name == "lead_units" and form.record.duty != Duty.SEPARATE
            choices = list(field.choices)
            field.widget = OneOfThem() if one else forms.CheckboxSelectMultiple()
            field.widget.choices = [("", NOTHING), *choices] if one else choices
        elif isinstance(field, forms.ModelChoiceField) and field.empty_label:
            field.empty_label = NOTHING


def say_refused(refused: loop.Refused, form: forms.Form) -> None:
    """Show a refusal above the form, or at the day where the day is what is refused."""
    at_day = isinstance(refused, loop.WrongDay) and "on" in form.fields
    form.add_error("on" if at_day else None, str(refused))


def spread(error: ValidationError, form: forms.Form, prefix: str = "") -> None:
    """Show each error of a step at its field, or above the form with the field's name where the form lacks it."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    for name, sentences in by_field.items():
        for sentence in sentences:
            if f"{prefix}{name}" in form.fields:
                form.add_error(f"{prefix}{name}", sentence)
            else:
                label = label_of(name)
                form.add_error(None, f"{label}：{sentence}" if label else sentence)


def label_of(name: str) -> str:
    """The label of a field of this name in any of the ledger's models; empty where there is none."""
    for model in apps.get_app_config("tracking").get_models():
        try:
            return str(model._meta.get_field(name).verbose_name)
        except (FieldDoesNotExist, AttributeError):
            continue
    return ""
