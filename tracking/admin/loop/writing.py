"""The page on which a letter is written (送审): it opens with the last draft, keeps what is typed (暂存), and sends it in."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tracking import permissions
from tracking.admin.frame import key_in, record_url
from tracking.admin.loop.step_forms import StepEntry
from tracking.admin.loop.step_pages import StepView
from tracking.loop import Refused
from tracking.loop.acts.submitting import read_units_along
from tracking.loop.drafting import Desk, Saved, desk_of, save_draft
from tracking.loop.hints import hints_on_typed
from tracking.models import DraftSave, EditedDraft, Person, PrivateFile, WordDraft
from tracking.papers.word_drafts import NotRead, read_word
from tracking.wording import by_heading
from tracking.wording.paragraphs import Comparison, compared

BY_SCRIPT = "script"
"What the page's own script sends when it saves what is typed."
MINE = "mine"
"What the button sends by which somebody goes on with their own text, after another's was shown."


class WritingView(StepView):
    """送审 as a place to write; what its form shows is what was saved last, unless an earlier saving was asked for."""

    template_name = "tracking/admin/writing.html"
    saved: Saved | None = None
    "What became of what this request typed."
    word_problem = ""
    "Why a Word file was not read in."
    read_in: Comparison | None = None
    "What became of the text when a Word file was read in."
    adopted: Comparison | None = None
    "What became of the text when the office's edits were taken over."
    refusal = ""
    "Why it could not be saved."

    def find_subject(self, assignment_id: int | None):
        """The unit's part, with what the page shows of it, of which its guards and its form look at the same rows again."""
        read_units_along(self.record)
        account, parts = self.request.user, self.record.assignments.all()
        self.dossier.parts = self.dossier.read_along(
            [one for one in parts if one.pk == assignment_id and permissions.shows_part(account, one)]
        )
        if not self.dossier.parts:
            raise Http404
        return self.dossier.parts[0]

    @cached_property
    def desk(self) -> Desk:
        """The draft of the coming round: the unit's own or, recorded from paper, the clerk's."""
        return desk_of(self.subject, on_paper=self.asked.on_paper)

    @cached_property
    def person(self):
        """Who writes."""
        return permissions.person_of(self.request.user)

    @cached_property
    def opened(self) -> DraftSave | None:
        """The saving that the page opens with: an earlier one where it was asked for, else the one that stands."""
        number = key_in(self.request.GET.get("draft", ""))
        return (self.desk.save(number) if number else None) or self.desk.current

    @property
    def may_write(self) -> bool:
        """Whether the letter is still to be written, though something else may be missing before it can be sent in."""
        step = self.asked.step
        return step.applies(self.subject) and self.subject.stage in step.sources

    def get(self, request):
        """Show the page, also while it can't be sent in yet; once it was, go back to the item's file with the reason."""
        if not self.may_write:
            return super().get(request)
        return self._page(self._entry(self.asked))

    def post(self, request):
        """Keep what was typed and, unless that was all, look at it or send it in."""
        if self.person is None:
            raise PermissionDenied
        entry = self._entry(self.asked, request.POST, request.FILES)
        if sentence := self._somebody_else(request.POST.get("writer", "")):
            self.refusal = sentence
            if request.POST.get("keep") == BY_SCRIPT:
                return self._told(entry)
            return self._page(entry.as_typed(), refused=True)
        only_kept, by_script = "keep" in request.POST, request.POST.get("keep") == BY_SCRIPT
        entry.form.is_valid()
        self._keep(entry, automatic=by_script or not only_kept)
        if by_script:
            return self._told(entry)
        if not entry.form.errors.get("attachments"):
            entry = self._with_files_put(entry)
        if only_kept or request.POST.keys() & {"mask", "look", "quote"}:
            if entry.form.errors.get("attachments"):
                return self._page(entry, refused=True)
            return self._page(entry.as_typed(request.POST.get("mask", ""), request.POST.get("quote", "")))
        if "adopt" in request.POST:
            return self._page(self._with_edited(entry))
        if "word_in" in request.POST:
            return self._page(self._with_word(entry), refused=bool(self.word_problem))
        if self.saved is not None and self.saved.other is not None:
            entry.form.add_error(None, self.saved.words)
            return self._page(entry, refused=True)
        if entry.take():
            return self.done(entry)
        return self._page(entry, refused=True)

    def _somebody_else(self, writer: str) -> str:
        """Why nothing is kept: another account opened this page, so whose name the text would bear is for somebody to say."""
        opened_by = Person.objects.filter(pk=key_in(writer, 0)).first()
        if opened_by is None or opened_by == self.person:
            return ""
        words = _("这一页是%(other)s打开的，现在登录的是%(me)s，刚才的内容没有暂存。")
        words += _("请由%(other)s重新登录后再暂存；确要以%(me)s的名义写这份稿子的，请再点一次“暂存”。")
        return words % {"other": opened_by, "me": self.person}

    def _keep(self, entry: StepEntry, *, automatic: bool) -> None:
        post, form = self.request.POST, entry.form
        mine = post.get("keep") == MINE
        based_on = key_in(post.get("over" if mine else "draft", ""), 0)
        try:
            self.saved = save_draft(
                self.desk, self.person, form.said(), based_on=based_on, automatic=automatic, files=form.letter_files
            )
        except Refused as refused:
            self.refusal = str(refused)

    def _with_files_put(self, entry: StepEntry) -> StepEntry:
        """The form as it was sent, its new attachments among those that are put with it: a browser sends a file once."""
        if "attachments" not in self.request.FILES:
            return entry
        data = self.request.POST.copy()
        data.setlist("attached", [str(one.pk) for one in entry.form.letter_files])
        files = MultiValueDict({name: self.request.FILES.getlist(name) for name in self.request.FILES})
        files.pop("attachments", None)
        return self._entry(self.asked, data, files)

    def _with_word(self, entry: StepEntry) -> StepEntry:
        """The form with the text of the Word file that was sent along; the text before stays among the savings."""
        as_typed = entry.as_typed()
        upload = self.request.FILES.get("word")
        if self.refusal or (self.saved is not None and self.saved.other is not None):
            return as_typed
        if upload is None:
            self.word_problem = _("请先选择 Word 文件。")
            return as_typed
        content = upload.read()
        try:
            found = read_word(upload.name, content)
            file = PrivateFile.objects.keep(upload.name, content, self.person)
        except NotRead as problem:
            self.word_problem = _("“%(name)s”：%(why)s") % {"name": upload.name, "why": problem}
            return as_typed
        except ValidationError as problem:
            self.word_problem = _("“%(name)s”：%(why)s") % {"name": upload.name, "why": "".join(problem.messages)}
            return as_typed
        WordDraft.objects.create(
            assignment=self.subject,
            round=self.desk.round,
            on_paper=self.asked.on_paper,
            file=file,
            text=found.text,
            dropped=found.dropped,
            by=self.person,
        )
        self.subject._prefetched_objects_cache.pop("word_drafts", None)
        before, said = entry.form["body"].value() or "", entry.form.said() | {"body": found.text}
        self.saved = save_draft(self.desk, self.person, said, based_on=self.desk.number, files=entry.form.letter_files)
        self.read_in = compared(before, found.text)
        as_typed.form.initial["body"] = found.text
        return as_typed

    @property
    def edited(self) -> EditedDraft | None:
        """The text as the office sent the last round back (审改稿), where it made edits of its own."""
        return getattr(self.subject.reply, "edited", None)

    def _with_edited(self, entry: StepEntry) -> StepEntry:
        """The form with the office's edits taken over; the text before stays among the savings, and another's stands."""
        as_typed = entry.as_typed()
        if self.edited is None or self.refusal or (self.saved is not None and self.saved.other is not None):
            return as_typed
        before, said = entry.form["body"].value() or "", entry.form.said() | {"body": self.edited.text}
        self.saved = save_draft(self.desk, self.person, said, based_on=self.desk.number, files=entry.form.letter_files)
        self.adopted = compared(before, self.edited.text)
        as_typed.form.initial["body"] = self.edited.text
        return as_typed

    def _told(self, entry: StepEntry) -> JsonResponse:
        """What the page's script shows after it saved: when, whether somebody else was quicker, and the hints."""
        if self.refusal:
            return JsonResponse({"words": self.refusal}, status=HTTPStatus.CONFLICT)
        aside = self.saved is not None and self.saved.other is not None
        return JsonResponse(
            {
                "number": self.desk.number if not aside else None,
                "words": self.saved.words if self.saved is not None else "",
                "aside": aside,
                "hints": render_to_string("tracking/admin/_written.html", self._read(entry)),
            }
        )

    def _read(self, entry: StepEntry) -> dict:
        """What the rules find in the text as it stands: hints, and what may not be public."""
        form = entry.form
        said = form.said()
        hints = by_heading(hints_on_typed(said, self.subject)) if said.get("body") else []
        concerns = form.concerns if self.request.method == "POST" else []
        return {"hints": hints, "concerns": concerns, "looked": entry.looked}

    def _entry(self, asked, data=None, files=None) -> StepEntry:
        opened = self.opened if data is None else None
        entry = super()._entry(asked, data, files)
        if opened is not None:
            entry.form.initial |= opened.said | {"attached": [one.pk for one in opened.files.all()]}
        if data is None and self.typed_again:
            entry.fill_in(self.typed_again["fields"])
        return entry

    def _page(self, entry: StepEntry, refused: bool = False):
        self.entry = entry
        return super()._page(entry, refused)

    def more_context(self) -> dict:
        """The draft's savings, what was found in the text, and another's text where there are two."""
        listed = self.desk.every() if self.request.GET.get("drafts") == "all" else self.desk.newest
        asks = [
            (ask, self.entry.form[f"ask_{ask.pk}"], self.entry.form[f"ask_{ask.pk}_reason"])
            for ask in self.entry.form.asks
        ]
        beside = {"body", "on", "version", *(field.name for _ask, *fields in asks for field in fields)}
        return self._read(self.entry) | {
            "entry": self.entry,
            "asks": asks,
            "body": self.entry.form["body"],
            "others": [field for field in self.entry.form if field.name not in beside],
            "desk": self.desk,
            "saved": self.saved,
            "refusal": self.refusal,
            "base": self._base,
            "writer": self.person.pk if self.person is not None else "",
            "opened": self.opened if self.request.method == "GET" else None,
            "is_earlier": self.request.method == "GET" and self.opened is not None and self.opened != self.desk.current,
            "conflict": self._conflict,
            "word": self.desk.word,
            "word_problem": self.word_problem,
            "read_in": self.read_in,
            "edited": self.edited,
            "adopted": self.adopted,
            "since_edited": compared(self.entry.form["body"].value() or "", self.edited.text) if self.edited else None,
            "saves": listed,
            "more_saves": listed[-1].number - 1 if listed else 0,
            "file_url": record_url(self.record),
        }

    @property
    def _base(self) -> int:
        """The saving that the form's words go on from: the latest or, where they were not kept as it, that which they began with."""
        if self.request.method == "POST":
            if self.saved is None or self.saved.other is not None:
                return key_in(self.request.POST.get("draft", ""), 0)
        elif self.typed_again:
            return key_in(next(iter(self.typed_again["fields"].get("draft", [])), ""), 0)
        return self.desk.number

    @property
    def _conflict(self) -> Comparison | None:
        """The saving that stands beside the text on the page, where they are two."""
        if self.saved is not None and self.saved.other is not None:
            mine = self.entry.form["body"].value() or ""
            return compared(self.saved.other.said.get("body", ""), mine)
        if self.request.method == "GET" and self.opened is not None and self.opened != self.desk.current:
            return compared(
                self.desk.current.said.get("body", "") if self.desk.current else "", self.opened.said.get("body", "")
            )
        return None
