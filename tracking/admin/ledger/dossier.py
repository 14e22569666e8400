"""An item's file (一件一档) as one user may see it: units see their own part, those who publish only the results."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking import permissions
from tracking.admin.ledger.deadlines import Deadline, limits_of, redo_because
from tracking.admin.ledger.letter_rounds import Round
from tracking.admin.ledger.opinions import Opinion, opinions_of
from tracking.loop import STEPS, codes, following
from tracking.loop.acts.submitting import read_units_along
from tracking.loop.days import FollowedDays, days_with_a_word, followed_days
from tracking.loop.hints import hints_on
from tracking.loop.opening_lines import signers_of
from tracking.loop.progress import Mark, progress
from tracking.loop.rounds import is_redone
from tracking.loop.screening import concerns_of
from tracking.models import (
    Ask,
    AskAnswer,
    Assignment,
    Contact,
    CoSignature,
    Delivery,
    DraftConsultation,
    Event,
    Extension,
    Feedback,
    Following,
    HandlingRecord,
    LookBack,
    Objection,
    Partner,
    PrivateFile,
    ProgressNote,
    Reply,
    ReplyFile,
    Review,
    Supervision,
    WordDraft,
    WorkdayOverride,
)
from tracking.models.reading import Along, hold, read_when_looked_at, telling_what_is_there
from tracking.stages import OPEN, UNANSWERED, Stage
from tracking.versions.kinds import BACKFILL, Readers, read_by
from tracking.wording import by_heading
from tracking.wording.paragraphs import compared
from tracking.workdays import Light, remaining

DRAFTING = frozenset({Stage.HANDLING, Stage.SUBMITTED})
"Stages at which hints on the latest draft are shown: it is being decided on, or is to be written anew."
IN_THE_HOUSE = frozenset({Stage.SUBMITTED, Stage.REVIEWED, Stage.SIGNED, Stage.REPORTED, Stage.CLEARED, Stage.NUMBERED})
"Stages at which what was found in the latest draft is shown: it has not left yet."


COSIGNINGS = {"signatures": Along(CoSignature.objects.select_related("unit"))}
"What the file and the first page look at in a letter's agreements of other units (会签)."
OF_REPLY = {
    "reviews": Along(Review.objects.select_related("decider")),
    "deliveries": Along(Delivery.objects.select_related("signature__proposer", "feedback__scan", "form_scan")),
    "consultations": Along(DraftConsultation.objects.select_related("signature__proposer")),
    "look_backs": Along(LookBack.objects.select_related("by")),
    "fulfilments": Along(),
    "ask_answers": Along(AskAnswer.objects.select_related("ask")),
    "files": Along(ReplyFile.objects.select_related("file")),
    "cosigning": Along(then=COSIGNINGS),
}
OF_PART = {
    "replies": Along(
        telling_what_is_there(
            Reply.objects.select_related(
                "drafted_by", "signed_by", "sealed", "cosigning", "edited__file", "edited__by"
            ),
            OF_REPLY,
        ),
        OF_REPLY,
    ),
    "word_drafts": Along(WordDraft.objects.select_related("file", "by").order_by("pk")),
    "contacts": Along(Contact.objects.select_related("signature__proposer")),
    "cosignings": Along(then=COSIGNINGS),
    "notes": Along(ProgressNote.objects.select_related("ask")),
    "objections": Along(Objection.objects.select_related("proposed_unit", "decided_by")),
    "extensions": Along(Extension.objects.select_related("consent_scan", "decided_by")),
    "followings": Along(following.read_all),
}
"What the file looks at in a unit's part."
OF_RECORD = {
    "partners": Along(Partner.objects.select_related("unit")),
    "supervisions": Along(Supervision.objects.select_related("unit", "by")),
}
"What the file, and the steps that it offers, look at in the item."
OF_ITEM = ("asks", *OF_RECORD)
"Of that, what most items have none of."


@dataclass(frozen=True, slots=True)
class Attachment:
    """A scan, with the name and day of what it belongs to."""

    file: PrivateFile
    what: str
    on: date | None


@dataclass(frozen=True, slots=True)
class AskLine:
    """One request of the item (所提事项) with its latest progress, and what each unit's latest letter answers."""

    ask: Ask
    note: ProgressNote | None
    answers: list[AskAnswer]


@dataclass(frozen=True, slots=True)
class FollowedPart:
    """Who follows a unit's part (跟踪人) as its file says it, and who did before."""

    following: Following | None
    before: list[Following]
    said_on: date | None
    "The last day with a word."
    has_left: bool
    "Whether the one who follows it left or lost the role, so that somebody else is to be named."

    @property
    def now(self) -> str:
        """Who it is, since when, how often a word is asked for, and when there was the last."""
        one = self.following
        if one is None:
            return _("没有")
        since = _("%(name)s，自%(on)s起，%(rhythm)s") % {
            "name": one.person, "on": one.from_on, "rhythm": one.get_rhythm_display()
        }  # fmt: skip
        return since + (_("，最近记录 %(on)s") % {"on": self.said_on} if self.said_on else _("，还没有记录"))


class Dossier:
    """The file of one item for one user; everything is read once, and only what the user may see."""

    def __init__(self, record: HandlingRecord, user):
        self.record, self.user = record, user
        self.today = timezone.localdate()
        self.inside = permissions.sees_the_inside(user)
        self.scoped = not permissions.sees_whole_ledger(user) and bool(permissions.units_of(user))
        self.shows_contact_data = self.inside

    # Where it stands ---------------------------------------------------------------------------
    @cached_property
    def calendar(self):
        """The office's working days."""
        return WorkdayOverride.objects.calendar()

    @property
    def progress(self) -> list[Mark]:
        """The line of the six phases (闭环进度)."""
        contacts = sum(len(part.contacts.all()) for part in self.parts) if self.inside else None
        return progress(self.record, self.calendar, contacts=contacts)

    @property
    def light(self) -> Light | None:
        """The item's light: green, yellow, red or done; None before the clock runs."""
        return self.record.light_on(self.today) if self.record.handed_over_on else None

    @property
    def remaining(self) -> str:
        """How long is left, in working days; empty when no clock runs."""
        due_on = self.record.clock_due_on
        return remaining(self.today, due_on, self.calendar) if due_on and self.record.stage in UNANSWERED else ""

    @property
    def redo_because(self) -> str:
        """The sentence that explains the redo's deadline."""
        return redo_because(self.record, self.events)

    @property
    def round(self) -> int:
        """The latest round of any reply."""
        return max((reply.round for part in self.parts for reply in part.replies.all()), default=0)

    # Whose hands -------------------------------------------------------------------------------
    @cached_property
    def parts(self) -> list[Assignment]:
        """The units' parts that the user may see, with their replies, contacts, notes, objections and extensions."""
        others = Assignment.objects.filter(record=OuterRef("record")).exclude(pk=OuterRef("pk"))
        rows = permissions.visible_assignments(self.record, self.user).annotate(any_others=Exists(others))
        around = telling_what_is_there(telling_what_is_there(rows, OF_PART), OF_ITEM, of="record")
        parts = self.read_along(around.order_by("duty", "pk"))
        if self.scoped and not any(one.is_alone for one in parts):
            read_units_along(self.record)
        else:
            hold(self.record, "assignments", sorted(parts, key=lambda one: one.pk))
        return parts

    @cached_property
    def followed(self) -> dict[int, FollowedPart]:
        """By part: who follows it, and who did before; nobody is named to those who see only what came of the item."""
        found = {}
        for part in self.parts if self.inside else ():
            rows, now = list(part.followings.all()), part.following
            if rows:
                said = max(days_with_a_word(part, self.events), default=None)
                has_left = now is not None and part.stage in OPEN and not now.is_held
                found[part.pk] = FollowedPart(now, [one for one in rows if one is not now][::-1], said, has_left)
        return found

    @cached_property
    def strips(self) -> list[FollowedDays]:
        """The days of each part that somebody follows or followed (逐日记录)."""
        parts = [part for part in self.parts if part.pk in self.followed and part.stage != Stage.REASSIGNED]
        strips = [
            followed_days(part, list(part.followings.all()), self.events, self.calendar, self.today) for part in parts
        ]
        return [one for one in strips if one is not None]

    @property
    def has_several_strips(self) -> bool:
        """Whether several units' parts are followed, so that each is named."""
        return len(self.strips) > 1

    def read_along(self, parts) -> list[Assignment]:
        """These parts of the item; their letters, all that was said of these, and the contacts are read for all at once, when looked at."""
        found = list(parts)
        for name in OF_ITEM if found else ():
            if not getattr(found[0], f"any_{name}", True):
                hold(self.record, name, [])
        prefetch_related_objects([self.record], "asks")
        read_when_looked_at(found, OF_PART)
        return found

    @cached_property
    def other_parts(self) -> list[Assignment]:
        """For a unit: the other units' parts, of which it sees the unit's name alone."""
        if not self.scoped:
            return []
        seen = {part.pk for part in self.parts}
        others = [one for one in self.record.assignments.all() if one.pk not in seen and one.stage != Stage.REASSIGNED]
        return sorted(others, key=lambda one: (one.duty, one.pk))

    @cached_property
    def signatures(self) -> list:
        """The signatures of the proposers, the first signer first."""
        signers_of(self.record)
        return list(self.record.signatures.all())

    @cached_property
    def reads_opinions(self) -> bool:
        """Whether the user may read the opinions of supporting and outside units, which does not open their parts."""
        return self.inside and (not self.scoped or permissions.may_read_opinions(self.parts, self.user))

    @cached_property
    def opinions(self) -> list[Opinion]:
        """Every opinion that 送审 waits for, of the district's supporting units and of outside ones (市级会办单位)."""
        return opinions_of(self.record) if self.reads_opinions else []

    @property
    def opinions_of_others(self) -> list[Opinion]:
        """The opinions that do not already stand in one of the shown parts."""
        seen = {part.pk for part in self.parts}
        return [one for one in self.opinions if one.part not in seen]

    @cached_property
    def partners(self) -> list:
        """The outside units that give opinions, shown by name to a user who may not read the opinions."""
        return list(self.record.partners.all()) if self.inside and not self.reads_opinions else []

    @cached_property
    def supervisions(self) -> list:
        """The acts of supervision (督查督办) that concern the user."""
        found = list(self.record.supervisions.all()) if self.inside else []
        mine = permissions.units_of(self.user)
        return [one for one in found if one.unit_id is None or one.unit_id in mine] if self.scoped else found

    @cached_property
    def together(self) -> list[HandlingRecord]:
        """The other items handled together with this one (并案) that the user may see."""
        if not self.inside or self.record.group_id is None:
            return []
        others = permissions.visible_records(self.user).filter(group=self.record.group_id)
        return list(others.exclude(pk=self.record.pk).order_by("kind", "origin", "number"))

    # By when -----------------------------------------------------------------------------------
    @cached_property
    def limits(self) -> list[Deadline]:
        """Every date by which something is due, with the sentence that explains it."""
        return limits_of(self.record, self.parts, self.events, self.calendar) if self.inside else []

    # What it asks for --------------------------------------------------------------------------
    @cached_property
    def asks(self) -> list[AskLine]:
        """Each request with its latest progress and what the latest letter says to it (条条有进展)."""
        asks = list(self.record.asks.all()) if self.inside else []
        if not asks:
            return []
        notes = [note for part in self.parts for note in part.notes.all()]
        replies = {part.reply.pk for part in self.parts if part.reply is not None}
        answers: dict[int, list[AskAnswer]] = defaultdict(list)
        for answer in AskAnswer.objects.filter(ask__record=self.record, reply__in=replies):
            answers[answer.ask_id].append(answer)
        lines = []
        for ask in asks:
            own = [note for note in notes if note.ask_id == ask.pk]
            lines.append(AskLine(ask, max(own, key=lambda note: (note.on, note.pk), default=None), answers[ask.pk]))
        return lines

    # What was written --------------------------------------------------------------------------
    def rounds(self, part: Assignment) -> list[Round]:
        """The letters of a part, the latest first; those who publish see only what was delivered."""
        replies = sorted(part.replies.all(), key=lambda reply: reply.round)
        if not self.inside:
            replies = [reply for reply in replies if reply.delivered_on][-1:]
        rounds, before = [], None
        for reply in replies:
            comparison = compared(before.body, reply.body) if before is not None else None
            is_draft = self.inside and reply is replies[-1] and part.stage in DRAFTING
            found = by_heading(hints_on(reply, part)) if is_draft else []
            in_house = self.inside and reply is replies[-1] and part.stage in IN_THE_HOUSE
            concerns = concerns_of(reply, reply.ask_answers.all()) if in_house else []
            rounds.append(
                Round(reply, before, comparison, found, concerns, self._answers(reply), is_redone(reply, part))
            )
            before = reply
        return rounds[::-1]

    def _answers(self, reply: Reply) -> list[tuple[Ask, AskAnswer | None]]:
        said = {one.ask_id: one for one in reply.ask_answers.all()}
        return [(ask, said.get(ask.pk)) for ask in self.record.asks.all()]

    @property
    def chapters(self) -> list[tuple[Assignment, list[Round]]]:
        """Each part, except those given back, with the rounds of its letter."""
        return [(part, self.rounds(part)) for part in self.parts if part.stage != Stage.REASSIGNED]

    @property
    def given_back(self) -> list[Assignment]:
        """Parts that went to another unit (改派), of which only the objection and its decision are shown."""
        return [part for part in self.parts if part.stage == Stage.REASSIGNED] if self.inside else []

    # What happened -----------------------------------------------------------------------------
    @cached_property
    def events(self) -> list[Event]:
        """The item's events that the user may read, the latest first: units read none about other units' parts."""
        if not self.inside:
            return []
        found = Event.objects.filter(record=self.record).select_related(
            "decider", "assignment__unit", "decision__scan", "decision__confirmation__by"
        )
        if self.scoped:
            mine = [part.pk for part in self.parts]
            hidden = read_by(Readers.OFFICE) + ([] if self.reads_opinions else read_by(Readers.OPINIONS))
            found = found.filter(Q(assignment=None) | Q(assignment__in=mine)).exclude(what__in=hidden)
        return list(found.order_by("-number"))

    @property
    def is_by_workbook(self) -> bool:
        """Whether a workbook alone proves where the item stands (台账补录): no step has moved it since."""
        moved = (one for one in self.events if one.what == BACKFILL or one.what in STEPS and STEPS[one.what].target)
        last = next(moved, None)
        return last is not None and last.what == BACKFILL

    @property
    def timeline(self) -> list[Event]:
        """The events by the day on which they happened, the latest first; the day of recording is shown beside each."""
        return sorted(self.events, key=lambda event: (event.on, event.number), reverse=True)

    @property
    def version_count(self) -> int:
        """How many versions these events wrote."""
        return sum(len(event.versions) for event in self.events)

    @property
    def attachments(self) -> list[Attachment]:
        """Every scan that belongs to the item and that the user may see."""
        record = self.record
        replies = [reply for part in self.parts for reply in part.replies.all()] if self.inside else []
        found = [Attachment(one.sealed, _("用印件"), one.issued_on) for one in replies[::-1] if one.sealed]
        found += [
            Attachment(file.file, one.get_kind_display(), one.submitted_on)
            for one in replies[::-1]
            for file in one.files.all()
        ]
        edited = [one.edited for one in replies[::-1] if hasattr(one, "edited") and one.edited.file]
        found += [Attachment(one.file, _("审改稿"), one.on) for one in edited]
        found += [Attachment(record.original, _("来文原件"), record.received_on)] if record.original else []
        decisions = [(event, event.decision) for event in reversed(self.events) if hasattr(event, "decision")]
        found += [Attachment(decision.scan, event.label, decision.on) for event, decision in decisions]
        opinions = [one for reply in replies for one in feedback_of(reply) if one.scan]
        found += [Attachment(one.scan, _("征询意见表"), one.on) for one in opinions]
        carried = [one for reply in replies for one in reply.deliveries.all() if one.form_scan and not told(one)]
        found += [Attachment(one.form_scan, _("征询意见表（待确认）"), None) for one in carried]
        granted = [one for part in self.parts for one in part.extensions.all()] if self.inside else []
        found += [Attachment(one.consent_scan, _("延期同意函"), one.decided_on) for one in granted if one.consent_scan]
        keeping = codes(lambda step: step.event_keeps_files)
        kept = {pk: event for event in self.events if event.what in keeping for pk in event.data.get("files", {})}
        files = PrivateFile.objects.filter(pk__in=kept) if kept else []
        return found + [Attachment(one, kept[str(one.pk)].label, kept[str(one.pk)].on) for one in files]


def feedback_of(reply: Reply) -> list[Feedback]:
    """The opinions (反馈意见) received on one letter."""
    return [delivery.feedback for delivery in reply.deliveries.all() if told(delivery)]


def told(delivery: Delivery) -> bool:
    """Whether the opinion of the delivery's signer was received."""
    return hasattr(delivery, "feedback")
