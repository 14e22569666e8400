"""The items of a batch (批量办理) as rows: what each will do, why one can't go, its own fields; taken together or not at all."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking import permissions
from tracking.admin.batches.declared import LetterReading, StepForMany
from tracking.admin.batches.scans import NamedItem, sort
from tracking.admin.frame import key_in
from tracking.admin.ledger.letter_rounds import Round
from tracking.admin.loop.step_forms import KeptScan, dress, keep_scan, kept_scans, scans_to_keep
from tracking.admin.loop.together import Reason, all_or_none, say_why
from tracking.loop import Stale, Step, take, why_not_now
from tracking.loop.engine.fields import AmongField, ScanField, StepForm
from tracking.loop.numbering import running_from
from tracking.models import Assignment, Event, HandlingRecord, PrivateFile, Reply
from tracking.models.reading import reading_once
from tracking.stages import Stage
from tracking.wording.paragraphs import compared

SHARED = "all"
"How the names of the fields begin that are filled in once for all rows."
TICKED = "take"
"The name of the boxes by which rows are left out."
READ = "read"
"The name of the boxes that say that a letter was looked at."
UNREAD = "unread"
"The box that says that letters go which were not looked at."
HEAP = "scans"
"The field that takes scans in a heap."
FIRST = "first"
"The field that takes the number from which the rows are numbered."
SINCE = "since"
"Where the form says how far the history went when it was opened."


def why_not(step: Step, part: Assignment, account, *, on_paper: bool = False) -> str:
    """Why the account can't take the step on this part, or record it from paper; empty when it can."""
    if on_paper:
        return why_not_now(step, part)
    person = permissions.person_of(account)
    if not permissions.has_any_role(person, step.roles, part.unit):
        return permissions.why_may_not_decide(step.role, part.unit, account, person)
    return why_not_now(step, part, person)


def as_typed(form: forms.Form) -> None:
    """Show a form as it was typed, without looking for faults."""
    form._errors, form.cleaned_data = ErrorDict(), {}


class ItemRow:
    """One item, or one unit's part of it, in a batch."""

    def __init__(self, record: HandlingRecord, part: Assignment | None, why_not: str, tells: str = ""):
        self.record, self.part, self.why_not, self.tells = record, part, why_not, tells
        self.form: Any = None
        "The step's form, where the row can go."
        self.is_ticked = not why_not
        self.is_stale = False
        self.fields: list[forms.BoundField] = []
        "The fields that this row has for itself."
        self.problems: list[str] = []
        "What is wrong with the row and stands at none of its own fields."
        self.letter: Reply | None = None
        "The letter, where it is to be read on the page."
        self.is_read = False
        self.typed: dict[str, list[str]] = {}
        "What was typed in fields that the row may fill in otherwise than the rest."
        self.scan: KeptScan | None = None
        "The scan that came up for the row."

    @property
    def prefix(self) -> str:
        """How the names of the row's fields begin."""
        return f"part{self.part.pk}" if self.part is not None else ""

    @property
    def label(self) -> str:
        """What the row is called: the item's number and, where several units answer, the unit."""
        return self.record.number_label

    @property
    def stage(self) -> str:
        """Where the row stands now."""
        return str(Stage((self.part or self.record).stage).label)

    @cached_property
    def round(self) -> Round | None:
        """The letter beside the one before it, with each request of the item and what it says to that; None where it is not read here."""
        if self.letter is None:
            return None
        before = next((one for one in self.part.replies.all() if one.round == self.letter.round - 1), None)
        comparison = compared(before.body, self.letter.body) if before is not None else None
        said = {one.ask_id: one for one in self.letter.ask_answers.all()}
        answers = [(ask, said.get(ask.pk)) for ask in self.record.asks.all()]
        return Round(self.letter, before, comparison, [], [], answers)

    @property
    def is_open(self) -> bool:
        """Whether the row can go."""
        return not self.why_not

    @property
    def said(self) -> list[str]:
        """All that is wrong with the row, for the list above the form."""
        return self.problems + [str(said) for field in self.fields for said in field.errors]

    def refuse(self, reason: Reason) -> None:
        """Note why the step was refused; after somebody else's change the form can be sent again for the current version."""
        say_why(reason, self.form)
        if isinstance(reason, Stale):
            self.is_stale = True
            fresh = Assignment.objects.values_list("version", flat=True).get(pk=self.part.pk)
            self.form.data[self.form.add_prefix("version")] = fresh


class ManyItems:
    """The whole form: the step's fields once for all, and the rows with theirs."""

    def __init__(self, batch: StepForMany, subjects, account, *, on_paper: bool = False, data=None, files=None):
        self.batch, self.account, self.on_paper, self.files = batch, account, on_paper, files
        self.is_sent = data is not None
        self.kept_before = kept_scans(data, account)
        self.scan_problems: list[str] = []
        "Files of the heap that go to no row, each in a sentence."
        self.first_number = self.first_help = ""
        self.problems: list[str] = []
        "What is wrong with no field and no row."
        self.since = key_in(data.get(SINCE, "")) if data is not None else None
        if self.since is None:
            self.since = Event.objects.order_by("-number").values_list("number", flat=True).first() or 0
        with reading_once():
            self.rows = [self._row(record, part) for record, part in subjects]
            self.open = [row for row in self.rows if row.is_open]
            self.shared = self._form(self.open[0], SHARED, data) if self.open else None
            self._build(data)

    # Building ----------------------------------------------------------------------------------
    def _row(self, record: HandlingRecord, part: Assignment | None) -> ItemRow:
        step = self.batch.step
        if part is None:
            reasons = [why_not_now(step, one) for one in record.assignments.all()[:1]]
            words = _("现在是“%(now)s”，还不能“%(step)s”。") % {"now": Stage(record.stage).label, "step": step.label}
            return ItemRow(record, None, next(iter(reasons), words))
        reason = why_not(step, part, self.account, on_paper=self.on_paper)
        if not reason and not self.on_paper:
            reason = self.batch.closed() or "；".join(self.batch.found(part))
        row = ItemRow(record, part, reason, self.batch.tells(part))
        if self.batch.reading is not LetterReading.NONE:
            row.letter = part.reply
        return row

    def _form(self, row: ItemRow, prefix: str, data=None, initial: dict | None = None) -> StepForm:
        form = self.batch.step.form(
            data,
            self.files,
            step=self.batch.step,
            subject=row.part,
            account=self.account,
            on_paper=self.on_paper,
            prefix=prefix,
            auto_id="id_%s",
            initial=self._kept_in(prefix) | (initial or {}),
        )
        dress(form)
        return form

    def _kept_in(self, prefix: str) -> dict:
        """The scans that came up before for the fields of this prefix."""
        start = f"{prefix}-"
        return {name.removeprefix(start): scan for name, scan in self.kept_before.items() if name.startswith(start)}

    def _build(self, data) -> None:
        """Give every open row its form; what was typed once for all is put into each."""
        ticked, read = (set(data.getlist(name)) if data is not None else set() for name in (TICKED, READ))
        self.goes_unread = data is not None and UNREAD in data
        for row in self.rows:
            if data is not None and row.part is not None:
                row.is_ticked, row.is_read = str(row.part.pk) in ticked, str(row.part.pk) in read
        if self.shared is None:
            return
        numbered = self.shared.fields.get(self.batch.numbers)
        self.first_help = str(numbered.help_text) if numbered is not None else ""
        for name in (*self.batch.row, *self.batch.stays, self.batch.scans, "version"):
            self.shared.fields.pop(name, None)
        as_typed(self.shared)
        names = list(self.shared.fields)
        scans, sorted_scans = self._shared_scans(), self._scans_of_the_heap()
        if data is not None:
            data = data.copy()
        numbers = self._numbers(data, str(numbered.initial or "") if numbered is not None else "")
        for row in self.open:
            for name in names if data is not None else ():
                own, whole = f"{row.prefix}-{name}", f"{SHARED}-{name}"
                if name in self.batch.own:
                    row.typed[own] = data.getlist(own)
                if whole in data and not any(row.typed.get(own, ())):
                    data.setlist(own, data.getlist(whole))
            of_row = self.batch.begins(row.part)
            of_row |= {self.batch.scans: scan} if (scan := sorted_scans.get(row.part.pk)) else {}
            of_row |= {self.batch.numbers: number} if (number := numbers.get(row.part.pk)) else {}
            row.form = self._form(row, row.prefix, data, scans | of_row)
            for name in self.batch.stays:
                row.form.fields.pop(name, None)
            row.fields = [row.form[name] for name in (*self.batch.row, *self.batch.own) if name in row.form.fields]
            for name in self.batch.own if data is None else ():
                row.form.initial[name] = ""
            if data is None:
                self._own_words_alone(row)
            for field in row.fields:
                field.help_text = ""
                if isinstance(field.field.widget, forms.Textarea):
                    field.field.widget.attrs["rows"] = 1
                if field.name in self.batch.own:
                    field.label = _("本件%(label)s（不同的才填）") % {"label": field.label}
                if isinstance(field.field, AmongField) and len(field.field.choices) == 1:
                    field.field.widget = forms.HiddenInput()
            if (scan := row.form.initial.get(self.batch.scans)) is not None:
                row.scan = keep_scan(scan, row.form.add_prefix(self.batch.scans), self.account)
            if self.batch.is_grid and (data is None or row.part.pk in sorted_scans):
                row.is_ticked = data is not None
            if data is not None and not row.is_ticked:
                as_typed(row.form)

    def _numbers(self, data, proposed: str) -> dict[int, str]:
        """The numbers that the rows begin with: in a row from the next one of the first series that is counted here."""
        self.first_number = proposed if data is None else data.get(FIRST, "").strip()
        if data is not None or not self.first_number:
            return {}
        return dict(
            zip((row.part.pk for row in self.open), running_from(self.first_number, len(self.open)), strict=True)
        )

    def number_rows(self) -> None:
        """Number the ticked rows anew, in the order of the list, from the number that was typed; nothing is taken."""
        self.look()
        try:
            numbers = running_from(self.first_number, len(self.ticked))
        except ValidationError as error:
            self.problems += error.messages
            return
        for row, number in zip(self.ticked, numbers, strict=True):
            row.form.data[row.form.add_prefix(self.batch.numbers)] = number

    def look(self) -> None:
        """Show everything as it was typed, with no fault said: nothing is taken."""
        for row in self.open:
            as_typed(row.form)
            self._own_words_alone(row)

    def _own_words_alone(self, row: ItemRow) -> None:
        """Let a row show what was typed in it, not what it takes from all; and that it need not say anything of its own."""
        for name in self.batch.own:
            row.form.fields[name].required = False
        for name, typed in row.typed.items():
            row.form.data.setlist(name, typed)

    def _scans_of_the_heap(self) -> dict[int, PrivateFile]:
        """The scans dropped in a heap, each for the row whose number its name says."""
        heap = self.files.getlist(HEAP) if self.files is not None and self.batch.scans else []
        named = [
            NamedItem(row.part.pk, row.record.number, str(row.record.get_kind_display()), row.part.unit.name)
            for row in self.open
        ]
        places, self.scan_problems = sort([upload.name for upload in heap], named)
        field = self.batch.step.form.base_fields[self.batch.scans] if heap else None
        found = {}
        for upload in heap:
            if upload.name in places and places[upload.name] not in found:
                try:
                    found[places[upload.name]] = field.clean(upload)
                except ValidationError as error:
                    self.scan_problems += [f"“{upload.name}”：{one}" for one in error.messages]
        return found

    def _shared_scans(self) -> dict:
        """The scans that are uploaded once for all rows (代录), cleaned once."""
        found = {}
        for name, field in self.shared.fields.items():
            if not self.is_sent or not isinstance(field, ScanField):
                continue
            initial = self.shared.get_initial_for_field(field, name)
            try:
                found[name] = field.clean((self.files or {}).get(f"{SHARED}-{name}"), initial)
            except ValidationError as error:
                self.shared.add_error(name, error)
            else:
                self.shared.cleaned_data[name] = found[name]
        return {name: scan for name, scan in found.items() if scan is not None}

    # What the page shows -----------------------------------------------------------------------
    @property
    def ticked(self) -> list[ItemRow]:
        """The rows that are to go."""
        return [row for row in self.open if row.is_ticked]

    @property
    def blocked(self) -> list[ItemRow]:
        """The rows that can't go, each with its reason."""
        return [row for row in self.rows if row.why_not]

    @property
    def refused(self) -> list[ItemRow]:
        """The rows for which nothing was done."""
        return [row for row in self.rows if row.said]

    @property
    def kept(self) -> dict[str, KeptScan]:
        """The scans uploaded once for all that came up with a form that was refused."""
        return scans_to_keep(self.shared, self.account) if self.shared is not None else {}

    # Taking ------------------------------------------------------------------------------------
    def take(self) -> bool:
        """Take the step for every ticked row, or for none; the reasons stand at the rows that were refused."""
        gone = [row for row in self.blocked if row.is_ticked]
        checked = [row.form.is_valid() for row in self.ticked]
        forgotten = [row for row in self.open if not row.is_ticked and self._is_filled_in(row)]
        self.problems += self.scan_problems + self._unread()
        done = False
        if not self.ticked and not gone:
            if self.shared is not None:
                self.shared.add_error(None, _("请至少勾选一件。"))
        elif not gone and not forgotten and not self.problems and all(checked) and not self.shared.errors:
            done = all_or_none(self.ticked, [row.record.pk for row in self.ticked], self._take, ItemRow.refuse)
        if not done:
            for row in self.open:
                self._own_words_alone(row)
            for row in forgotten:
                row.problems.append(_("填写了内容，没有勾选：要办理的请勾选，不办理的请清空。"))
            self._say(gone)
        return done

    @property
    def unread(self) -> list[ItemRow]:
        """The rows that are to go and whose letter was not looked at."""
        reads = self.batch.reading is not LetterReading.NONE and not self.on_paper
        return [row for row in self.ticked if not row.is_read] if reads else []

    @property
    def may_go_unread(self) -> bool:
        """Whether one tick more lets the letters go that were not looked at."""
        return self.batch.reading is LetterReading.SAID and bool(self.unread)

    def _unread(self) -> list[str]:
        """What is said while letters were not looked at: each is named; what need not be read may go by one tick more."""
        if not self.unread or (self.batch.reading is LetterReading.SAID and self.goes_unread):
            return []
        names = "、".join(row.label for row in self.unread)
        words = _("还没有打开看过的 %(n)s 件：%(names)s。")
        return [words % {"n": len(self.unread), "names": names}]

    def _is_filled_in(self, row: ItemRow) -> bool:
        """Whether a row of a grid that has no tick holds something that somebody typed."""
        return self.batch.is_grid and bool(set(row.form.changed_data) & set(self.batch.row))

    def _take(self, row: ItemRow) -> None:
        take(self.batch.step, row.part, account=self.account, **row.form.moves())

    def _say(self, gone: list[ItemRow]) -> None:
        """Put each reason where it belongs: what all rows have in common above, the rest at its row."""
        own = {*self.batch.row, *self.batch.own}
        said = [row.form.errors for row in self.ticked]
        for name in list(self.shared.fields) if self.shared is not None else ():
            common = {tuple(errors.get(name, ())) for errors in said}
            if len(common) == 1 and (sentences := common.pop()):
                for sentence in sentences if name not in self.shared.errors else ():
                    self.shared.add_error(name, sentence)
                for row in self.ticked:
                    del row.form.errors[name]
        for row in self.ticked:
            for name, sentences in row.form.errors.items():
                if name not in own or (name in self.batch.row and name not in row.form.fields):
                    label = row.form.fields[name].label if name in row.form.fields else ""
                    row.problems += [
                        f"{label}：{one}" if label and name != NON_FIELD_ERRORS else one for one in sentences
                    ]
        for row in gone:
            row.problems.append(row.why_not)
        self._say_who_was_quicker(gone)

    def _say_who_was_quicker(self, gone: list[ItemRow]) -> None:
        """Name what others did to these items since the form was opened."""
        for row in [one for one in self.ticked if one.is_stale] + gone:
            of_this = Q(assignment=row.part.pk) | Q(assignment=None, record=row.record.pk)
            for event in Event.objects.filter(of_this, number__gt=self.since).order_by("number"):
                when = f"{timezone.localtime(event.at):%H:%M}"
                said = {"at": when, "who": event.account_name, "what": event.label}
                row.problems.append(_("%(at)s %(who)s办理了“%(what)s”。") % said)

    @property
    def was_done_already(self) -> bool:
        """Whether this account has taken the step for all these rows since the form was opened: the button was pressed twice.

        In a grid that may not be: another signer's opinion can be meant, so the rows are named instead.
        """
        if self.batch.is_grid:
            return False
        keys = {row.part.pk for row in self.rows if row.part is not None and row.is_ticked}
        if not keys:
            return False
        mine = Event.objects.filter(
            assignment__in=keys, what=self.batch.code, account=self.account, number__gt=self.since
        )
        return set(mine.values_list("assignment", flat=True)) == keys
