"""What the review page shows of one page (审签单): text, figures, signatures, and what this account may do."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing import review
from publishing.admin.attached import AttachedFile, attached
from publishing.admin.marking import MarkedPassage, Screened, Seen, SeenFigure, marked, seen, seen_figures
from publishing.admin.set_file import SetFile, why_stuck
from publishing.inspection import Fault, inspect_draft
from publishing.models import (
    Justification,
    Level,
    PaperSignature,
    PortalSettings,
    Remark,
    SignOff,
    State,
    Submission,
    TakeDown,
    UpperPublication,
    Waiver,
)
from publishing.models.reported import labelled
from publishing.review import on_call, releasing, sets
from publishing.review.checking import answered_for, waivers_of, why_unproven
from publishing.review.levels import RECORDERS, why_not_decide, why_not_open, why_void
from publishing.review.paper import why_not_record_form
from publishing.review.pinning import FigureDifference, differences, holds, proven
from publishing.review.reading import Changed, Passage, compare, read
from publishing.review.remarks import places, remarks_on, why_not_close, why_not_remark
from tracking import permissions
from tracking.figures import FIGURES
from tracking.models import Person, Role
from tracking.wording import clip_title


@dataclass(frozen=True, slots=True)
class Turn:
    """One level on the review page: signed by whom, whose turn it is, or still to come."""

    level: Level
    signoff: SignOff | None
    is_next: bool
    paper: PaperSignature | None = None
    "A signature on paper that was entered and does not count yet."


@dataclass(frozen=True, slots=True)
class RemarkSeen:
    """A remark as the account sees it."""

    remark: Remark
    stands: bool
    "The passage still reads as it did."
    may_close: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """A pinned figure beside its recount."""

    label: str
    pinned: str
    now: str
    same: bool


class ReviewFile:
    """Everything about one page under review, as one account sees it."""

    def __init__(self, page: Page, account):
        self.page, self.account = page, account
        self.person = permissions.person_of(account)

    # The submission ----------------------------------------------------------------------------
    @cached_property
    def submissions(self) -> list[Submission]:
        """Every submission of the page, newest first."""
        rows = Submission.objects.of(self.page).select_related(
            "revision__content_type", "by", "withdrawal__by", "page", "recorded_by", "release__released"
        )
        return list(
            rows.prefetch_related(
                "signoffs__decider",
                "signoffs__recorded_by__person",
                "signoffs__scan",
                "waivers__decider",
                "justifications__decider",
                "signoffs__paper__answer__by",
                "papers__form__signatures__decider",
                "papers__form__signatures__answer__by",
                "papers__form__recorded_by__person",
            )  # fmt: skip
        )

    @property
    def submission(self) -> Submission | None:
        """The newest submission, or None."""
        return self.submissions[0] if self.submissions else None

    @property
    def earlier(self) -> list[Submission]:
        """Those before it."""
        return self.submissions[1:]

    @property
    def is_open(self) -> bool:
        """Whether a signature is waited for."""
        return self.submission is not None and self.submission.is_open

    @cached_property
    def state(self) -> str:
        """Where the page stands, in a few words."""
        if self.submission is None:
            return _("草稿，未送审")
        if self.is_open:
            return _("待%(level)s") % {"level": self.submission.next_level.label}
        if self.submission.get_state() is not State.PUBLISHED:  # withdrawn, sent back, or waiting for its release
            return str(self.submission.get_state().label)
        if not self.page.live:
            return _("已撤稿")
        if not self.has_columns:
            return self._state_above()
        return _("已公开，有未送审的修改") if self.page.has_unpublished_changes else _("已公开")

    @cached_property
    def has_columns(self) -> bool:
        """Whether what is signed is public on this portal."""
        return PortalSettings.current().has_columns

    def _state_above(self) -> str:
        """Where a signed page stands that the platform above alone publishes."""
        last = UpperPublication.objects.newest().filter(page=self.page.pk).first()
        if last is None:
            return _("已签发，待在上级平台发布")
        if last.submission_id != self._published[0].pk:
            return _("已重新签发，上级平台上是旧稿")
        return _("已在上级平台发布")

    # How it is published -----------------------------------------------------------------------
    @cached_property
    def planned(self) -> str:
        """The moments that were planned for it, and what came of them; empty for most."""
        release = self.submission.release if self.shows_submission else None
        return releasing.in_words(release) if release is not None else ""

    @cached_property
    def stuck(self) -> str:
        """Why it is not public although its moment has come."""
        release = self.submission.release if self.submission is not None else None
        if release is None or release.publish_at is None or not self.submission.is_standing:
            return ""
        return why_stuck(release, releasing.members_of(release))

    @cached_property
    def set(self) -> SetFile | None:
        """The set with which it is signed."""
        release = self.submission.release if self.submission is not None and self.submission.is_standing else None
        return SetFile(release, self.account) if release is not None and release.is_set else None

    def note_reading(self) -> None:
        """Note that whoever may sign its set has opened it."""
        if self.set is not None and self.may_reject:
            sets.note_reading(self.submission, self.person)

    # The text ----------------------------------------------------------------------------------
    @property
    def shows_submission(self) -> bool:
        """Whether the text shown is the one handed in, rather than a draft newer than it."""
        return self.submission is not None and (
            self.is_open or self.submission.revision_id == self.page.latest_revision_id
        )

    @cached_property
    def text(self) -> Page:
        """The page in the words shown: those handed in, or the newest draft."""
        if self.shows_submission:
            return self.submission.revision.as_object()
        return self.page.get_latest_revision_as_object()

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What the self-inspection would find on the page once it is public, told before the last signature (R111)."""
        is_last = self.is_open and self.submission.next_level is Level.FINAL
        return inspect_draft(self.text) if is_last else ()

    @cached_property
    def passages(self) -> list[Passage]:
        """The text in words."""
        return read(self.text)

    @cached_property
    def prose(self) -> list[MarkedPassage]:
        """The words for the reader, but for the title, with what was found in them."""
        passages = [one for one in self.passages if one.is_prose and one.name != "title"]
        return marked(self.text, passages, self.findings, self.counted)

    @property
    def details(self) -> list[Passage]:
        """The details of the catalogue and address."""
        return [one for one in self.passages if not one.is_prose]

    @cached_property
    def changes(self) -> list[Changed] | None:
        """What differs from the text published last; None when there is none to compare with."""
        older = next((one for one in self._published if one.revision_id != self._shown_revision_id), None)
        return compare(read(older.revision.as_object()), self.passages) if older is not None else None

    @property
    def _published(self) -> list[Submission]:
        return [one for one in self.submissions if one.get_state() is State.PUBLISHED]

    @property
    def _shown_revision_id(self) -> int | None:
        return self.submission.revision_id if self.shows_submission else None

    # What is said of it inside -----------------------------------------------------------------
    @cached_property
    def remarks(self) -> list[RemarkSeen]:
        """The remarks on it, the open ones first; each says whether the passage still reads so."""
        lines = {str(line) for passage in self.passages for line in passage.lines}
        return [
            RemarkSeen(one, one.quote in lines or not one.quote, not why_not_close(one, self.account))
            for one in remarks_on(self.page)
        ]

    @property
    def open_remarks(self) -> int:
        """How many nobody has closed."""
        return sum(one.remark.closed_at is None for one in self.remarks)

    @cached_property
    def may_remark(self) -> bool:
        """Whether the account may say something of it."""
        return not why_not_remark(self.page, self.account)

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """Where a remark may stand, in words."""
        return [
            (key, f"{label}：{clip_title(line, 40)}" if line else label) for key, label, line in places(self.passages)
        ]

    # The evidence check ------------------------------------------------------------------------
    @cached_property
    def checked(self) -> review.Checked:
        """What the check found: when the text was handed in, or now in a draft; confirmed definitions agree."""
        found = review.checked_of(self.submission) if self.shows_submission else review.check_page(self.text)
        return found.answered(answered_for(self.text))

    @cached_property
    def waivers(self) -> dict[str, Waiver]:
        """The contradictions that were let stand in this text."""
        return waivers_of(self.submission) if self.shows_submission else {}

    @cached_property
    def findings(self) -> list[Seen]:
        """What has to be looked at, in the order of the text."""
        return seen(self.checked, self.waivers)

    @cached_property
    def counted(self) -> list[SeenFigure]:
        """Each figure of the text with what became of it."""
        return seen_figures(self.checked, self.findings)

    @property
    def verdict_kind(self) -> str:
        """The verdict, for the look: waived where every contradiction was let stand."""
        is_waived = bool(self.waivers) and not any(one.is_clash for one in self.findings)
        return "waived" if is_waived else self.checked.verdict.name.lower()

    @cached_property
    def unproven(self) -> str:
        """Why the figures of the text keep it from being signed; empty when nothing does."""
        return why_unproven(self.submission) if self.is_open else ""

    @cached_property
    def may_waive(self) -> bool:
        """Whether the account may let a contradiction stand: whose turn it is to sign."""
        return self.may_reject and not self.void

    @cached_property
    def deciders(self) -> list[Person]:
        """Those whose waiver on paper a clerk may record: whose turn it is to sign."""
        return list(self.level.signers()) if self.level else []

    @cached_property
    def session(self):
        """The session whose definitions can be confirmed on the page; None for an article."""
        return self.text.about_session

    @cached_property
    def may_answer(self) -> bool:
        """Whether the account may confirm a definition."""
        return self.session is not None and not review.why_not_answer_definition(self.account)

    # The screening -----------------------------------------------------------------------------
    @cached_property
    def was_answered_for(self) -> bool:
        """Whether what was found and answered when the text was handed in still counts: what came back is asked anew."""
        return self.shows_submission and self.submission.get_state() in {
            State.OPEN,
            State.SIGNED,
            State.PUBLISHED,
        }

    @cached_property
    def looked(self) -> review.Looked:
        """What the screening found: when the text was handed in, or now in a draft and in what came back."""
        return review.looked_at(self.submission) if self.was_answered_for else review.look_through(self.text)

    @cached_property
    def files(self) -> list[AttachedFile]:
        """Its images and attachments, to be opened and read before somebody answers for them."""
        return attached(self.text, self.account)

    @cached_property
    def justifications(self) -> dict[str, Justification]:
        """The findings that a second person answered for in this text."""
        return review.justifications_of(self.submission) if self.was_answered_for else {}

    @cached_property
    def screened(self) -> list[Screened]:
        """Each finding with the answer that lets it stand, what blocks first."""
        found = [Screened(one, self.justifications.get(one.key)) for one in self.looked.findings]
        return sorted(found, key=lambda one: not one.finding.blocks)

    @cached_property
    def standing(self) -> list[Screened]:
        """What blocks and nobody answered for."""
        return [one for one in self.screened if one.needs_answer]

    @cached_property
    def held_back(self) -> str:
        """Why the screening keeps the text from being signed; empty when nothing does."""
        return review.why_held_back(self.submission) if self.is_open else ""

    @cached_property
    def may_mask(self) -> bool:
        """Whether the account may put masks into the newest draft."""
        return not review.why_not_mask(self.page, self.account)

    # The figures -------------------------------------------------------------------------------
    @property
    def pins(self) -> dict:
        """The figures pinned when it was handed in."""
        return self.submission.revision.content.get("pins") or {} if self.shows_submission else {}

    @cached_property
    def differences(self) -> list[FigureDifference]:
        """What the ledger counts otherwise now, with the items by which it does: a correction recorded since."""
        return differences(self.pins)

    @cached_property
    def figures(self) -> list[Counted]:
        """Each pinned figure beside its recount."""
        changed = {one.key: one for one in self.differences if one.pinned}
        found = []
        pinned = self.pins.get("figures", {})
        for key in (key for key in FIGURES if key in pinned):
            printed = proven(pinned[key])
            other = changed.get(key)
            found.append(Counted(pinned[key]["label"], printed, other.now if other else printed, other is None))
        return found

    @cached_property
    def pin_holds(self) -> bool:
        """Whether counting again from the pin, as the ledger was known then, gives what was pinned."""
        return "figures" not in self.pins or holds(self.pins)

    @cached_property
    def reported(self) -> list[tuple[str, str]]:
        """Figures already reported upwards (上报口径): the figure and its note, as pinned or as they stand."""
        return labelled(self.text.reported())

    @cached_property
    def void(self) -> str:
        """Why no signature can be given on this submission any more; empty when one can."""
        return why_void(self.submission) if self.is_open else ""

    # Who ---------------------------------------------------------------------------------------
    @cached_property
    def turns(self) -> list[Turn]:
        """Each level needed, in order; before the page is handed in, those that it will need."""
        if not self.shows_submission:
            return [Turn(level, None, False) for level in self.needed.levels]
        rows = {one.level: one for one in self.submission.signoffs.all()}
        waiting = self.submission.next_level if self.is_open else None
        papers = {one.level: one for bearing in self.submission.papers.all() for one in bearing.form.signatures.all()}
        return [
            Turn(level, rows.get(level), level is waiting, papers.get(level) if level not in rows else None)
            for level in self.submission.needed
        ]

    @cached_property
    def needed(self) -> review.Needed:
        """The levels that the page as it stands needs."""
        return review.needed_levels(self.text)

    @cached_property
    def warning(self) -> str:
        """A warning where fewer sign than the rule asks for."""
        return self.needed.warning

    @cached_property
    def take_downs(self) -> list[TakeDown]:
        """When it was taken down, newest first."""
        return list(TakeDown.objects.filter(page_id=self.page.pk).select_related("decider").order_by("-pk"))

    # What this account may do ------------------------------------------------------------------
    @property
    def level(self) -> Level | None:
        """The level whose turn it is."""
        return self.submission.next_level if self.is_open else None

    @cached_property
    def concerns_me(self) -> bool:
        """Whether the account is one of those who sign this level themselves."""
        return self.level is not None and permissions.has_any_role(self.person, self.level.roles)

    @cached_property
    def why_not_sign(self) -> str:
        """Why the account may not sign this level itself; empty when it may."""
        if self.level is None:
            return ""
        return (
            why_not_decide(self.submission, self.level, self.person)
            or why_not_open(self.submission, self.level)
            or self.void
            or self.unproven
            or self.held_back
        )

    @cached_property
    def may_reject(self) -> bool:
        """Whether the account may at least send it back: a text gone stale can't be signed any more."""
        return self.level is not None and not why_not_decide(self.submission, self.level, self.person)

    @property
    def may_record(self) -> bool:
        """Whether the account records decisions made on paper (纸质审签代录)."""
        return permissions.has_any_role(self.person, RECORDERS)

    @cached_property
    def why_not_submit(self) -> str:
        """Why the account may not hand the page in; empty when it may."""
        return review.why_not_submit(self.page, self.account)

    @cached_property
    def may_withdraw(self) -> bool:
        """Whether the account may take the submission back."""
        return self.submission is not None and not review.why_not_withdraw(self.submission, self.account)

    @cached_property
    def why_not_take_down(self) -> str:
        """Why the account may not take the page down itself; empty when it may."""
        return review.why_not_take_down(self.page, decider=self.person, account=self.account)

    @cached_property
    def why_not_on_call(self) -> str:
        """Why the account may not take the page down on somebody's order; empty when it may."""
        return on_call.why_not_on_call(self.page, self.account)

    @property
    def may_record_signature(self) -> bool:
        """Whether the account may record a signature given on paper under this text."""
        return self.may_record and self.is_open and not why_not_record_form([self.submission], self.account)

    @property
    def check_value(self) -> str:
        """The text's short check value, as the 审核表 prints it (校验码)."""
        return review.check_value(self.submission.content_sha256)

    @property
    def may_record_take_down(self) -> bool:
        """Whether the account may record a take-down that 三审 decided on paper."""
        return self.page.live and self.may_record and not permissions.has_role(self.person, Role.FINAL_REVIEWER)
