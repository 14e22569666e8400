"""Whether what stands in the database is what was signed (签署核验): all of it for `verify_history`, a few pages for the gate.

Three things are held together: the rows of evidence with the events that sealed them (`publishing.review.sealing`), the
text and files of each submission with the digest that was signed, and the public state of each page, its first
publication included, with the last event that brought it before the public or took it down.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Value
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.models import DISCLOSURE_TYPES, Submission
from publishing.review import address_history
from publishing.review.kinds import PUBLISHED, TAKEN_DOWN
from publishing.review.sealing import OF_PAGES
from publishing.review.statement import content_sha256, file_as_it_is
from tracking.models import BEFORE_FORMS, ChainHead, Event
from tracking.models.portions import portions
from tracking.versions import START, Problem, known_forms
from tracking.versions.evidence import NEAR, plain

WHATS = [PUBLISHED, *(what for evidence in OF_PAGES for what in evidence.whats)]
"The kinds of events that are evidence of a page's publication."


# Public or not ---------------------------------------------------------------------------------
@dataclass(slots=True)
class Way:
    """What its events say of one page: when it was published and with which text, and whether it was taken down."""

    published: list[Event] = field(default_factory=list)
    is_down: bool = False
    submissions: dict[str, int] = field(default_factory=dict)
    "Revisions handed in, by the digest that was signed."

    def goes_on(self, event: Event) -> None:
        """Take in the page's next event."""
        if event.what in {PUBLISHED, TAKEN_DOWN}:
            self.is_down = event.what == TAKEN_DOWN
        if event.what == PUBLISHED:
            self.published.append(event)

    def problem(self, page: Mapping) -> str:
        """What of the page's row is not as these events left it, in a sentence; empty when all is."""
        if not self.published:
            return _("页面《%(title)s》公开着，却没有签发公开的记录。") % page if page["live"] else ""
        if page["live"] == self.is_down:
            return _("页面《%(title)s》是否公开与办理记录不符。") % page
        first, last = self.published[0], self.published[-1]
        revision = last.data.get("revision") or self.submissions.get(last.data.get("sha256", ""))
        if page["live"] and page["live_revision_id"] != revision:
            return _("页面《%(title)s》公开的不是签发的那一稿。") % page
        if not (_at(page["first_published_at"], first, "first") and _at(page["last_published_at"], last, "last")):
            return _("页面《%(title)s》的发布时间与办理记录不符。") % page
        return ""


def _at(time: datetime | None, event: Event, key: str) -> bool:
    """Whether a time of the page is the one that its event sealed; near its event, before that was sealed."""
    if event.form == BEFORE_FORMS:
        return time is not None and abs(time - event.at) <= NEAR
    return plain(time) == event.data.get(key)


ROW = ("pk", "title", "live", "live_revision_id", "first_published_at", "last_published_at")
"What is compared of a page's row."


def _public() -> Iterator[Problem]:
    """Pages that are public and should not be, or the other way round, or with another text or time."""
    ways: dict[int, Way] = defaultdict(Way)
    events = Event.objects.filter(what__in=[PUBLISHED, TAKEN_DOWN]).order_by("number")
    for event in events.only("number", "what", "form", "at", "data").iterator(chunk_size=500):
        ways[event.data["page"]].goes_on(event)
    complete: dict[int, dict[str, int]] = defaultdict(dict)
    for page, digest, revision in Submission.objects.complete().values_list("page", "content_sha256", "revision"):
        complete[page][digest] = revision
    for pk, way in ways.items():
        way.submissions = complete[pk]
    for model in DISCLOSURE_TYPES:
        for page in model.objects.order_by("pk").values(*ROW).iterator(chunk_size=500):
            way = ways[page["pk"]]
            if problem := way.problem(page):
                yield Problem(way.published[-1].number if way.published else None, problem)
    for pk, way in ways.items():
        digests = {event.data["sha256"]: event.number for event in way.published}
        yield from (
            Problem(digests[one], _("签发公开没有对应的签署。")) for one in digests.keys() - complete[pk].keys()
        )
        if complete[pk].keys() - digests.keys():
            yield Problem(None, _("页面%(pk)s签署完毕，却没有签发公开的记录。") % {"pk": pk})


# Texts -----------------------------------------------------------------------------------------
def _texts() -> Iterator[Problem]:
    """Submissions whose text, or whose files where they must be kept, are not those that were handed in."""
    kept = {*Submission.objects.open().values_list("pk", flat=True)}
    kept |= {*Submission.objects.complete().values_list("pk", flat=True)}
    as_they_are: dict[tuple[str, int], dict] = {}
    submissions = Submission.objects.select_related("revision__content_type").order_by("pk")
    for one in submissions.iterator(chunk_size=100):
        title = {"title": one.revision.object_str}
        if content_sha256(one.revision, one.files, one.form) != one.content_sha256:
            yield Problem(one.event_id, _("《%(title)s》送审稿的文字与校验值不符。") % title)
        for file in one.files if one.pk in kept else ():
            key = file["model"], file["pk"]
            if key not in as_they_are:
                as_they_are[key] = file_as_it_is(*key)
            if as_they_are[key] != file:
                yield Problem(one.event_id, _("《%(title)s》所用的图片或附件与送审时不同。") % title)


def check() -> Iterator[Problem]:
    """What `verify_history` finds of publishing, besides rows that do not fit their events."""
    yield from _texts()
    yield from _public()
    yield from address_history.check()


# A few pages, for the gate ---------------------------------------------------------------------
def unproven(submissions: Mapping[int, Submission], pages: Iterable[Page]) -> dict[int, str]:
    """Of pages about to be pressed, by key, those whose evidence does not hold, with the first reason why.

    The same number of queries for every few hundred pages.
    """
    found: dict[int, str] = {}
    rows = {page.pk: {name: getattr(page, name) for name in ROW} for page in pages if page.pk in submissions}
    known = known_forms()
    for near in portions(list(rows)):
        events = [event for event in Event.objects.naming(near).order_by("number") if event.what in WHATS]
        ways: dict[int, Way] = defaultdict(Way)
        for event in events:
            ways[event.data["page"]].goes_on(event)
        there: set[int] = set()
        kinds = _kinds_of(near)
        for evidence in OF_PAGES:
            if evidence.model._meta.label not in kinds:
                continue
            page_of = next(name for name, key in evidence.data.items() if key == "page")
            for one in evidence.compared(evidence.model._base_manager.filter(**{f"{page_of}__in": near}), known):
                there.add(one.number)
                if one.problem:
                    found.setdefault(one.row[page_of], one.problem)
        loose = _loose(events)
        for event in events:
            page = event.data["page"]
            if event.form not in known or known[event.form].seal(event) != event.digest or event.number in loose:
                found.setdefault(page, _("办理记录的内容与校验值不符。"))
            if event.number not in there and any(one.brought_by(event, known) for one in OF_PAGES):
                found.setdefault(page, _("办理记录所记的审签缺失。"))
        for pk in near:
            ways[pk].submissions = {submissions[pk].content_sha256: submissions[pk].revision_id}
            if problem := ways[pk].problem(rows[pk]):
                found.setdefault(pk, problem)
    return found


def _kinds_of(pages: Sequence[int]) -> set[str]:
    """Which kinds of evidence there is any row of, for these pages."""
    asked = []
    for evidence in OF_PAGES:
        page_of = next(name for name, key in evidence.data.items() if key == "page")
        rows = evidence.model._base_manager.filter(**{f"{page_of}__in": pages}).order_by()
        asked.append(rows.values_list(Value(evidence.model._meta.label)).distinct())
    return {label for (label,) in asked[0].union(*asked[1:])}


def _loose(events: list[Event]) -> set[int]:
    """Numbers of events that are not bound to the one before and the one after them in the chain."""
    numbers = [event.number for event in events]
    around = {number + step for number in numbers for step in (-1, 1)}
    links: dict[int, tuple[str, str]] = {}
    for near in portions(sorted(around)):
        links |= {
            number: (previous, digest)
            for number, previous, digest in Event.objects.filter(pk__in=near).values_list(
                "number", "previous", "digest"
            )
        }
    head = ChainHead.objects.now()
    links[head.number + 1] = (head.digest, "")
    links.setdefault(0, ("", START))
    return {
        event.number
        for event in events
        if links.get(event.number - 1, ("", ""))[1] != event.previous
        or links.get(event.number + 1, ("", ""))[0] != event.digest
    }
