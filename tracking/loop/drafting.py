"""Writing a letter before it is sent in (暂存): each saving is kept, two writers never overwrite each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking.loop.engine.declaring import Refused
from tracking.models import Assignment, DraftSave, Person, PrivateFile, WordDraft
from tracking.models.locking import lock_items
from tracking.models.reading import hold
from tracking.stages import Stage

NEWEST = 20
"Savings that are read with their words at once."
MOST_SAVED = 2_000
"Savings of one round: more than a month of writing by several hands; afterwards only saving by hand."


class Desk:
    """The draft of a part's coming round: its savings, the latest of which stands."""

    def __init__(self, assignment: Assignment, *, on_paper: bool = False):
        self.assignment, self.on_paper = assignment, on_paper
        last = assignment.reply
        self.round = last.round + 1 if last is not None else 1
        self.older: DraftSave | None = None

    @property
    def saves(self):
        """Its savings, the earliest first."""
        return DraftSave.objects.filter(
            assignment=self.assignment.pk, round=self.round, on_paper=self.on_paper
        ).order_by("number")

    @cached_property
    def newest(self) -> list[DraftSave]:
        """Its latest savings, the latest first, with their files."""
        return list(self.saves.select_related("by").prefetch_related("files").reverse()[:NEWEST])

    @cached_property
    def current(self) -> DraftSave | None:
        """The saving that stands: the latest that was not put aside."""
        if len(self.newest) < NEWEST or not all(one.is_aside for one in self.newest):
            return next((one for one in self.newest if not one.is_aside), None)
        return self.saves.filter(is_aside=False).select_related("by").prefetch_related("files").last()

    @property
    def number(self) -> int:
        """The number of the saving that stands; 0 before the first."""
        return self.current.number if self.current is not None else 0

    def save(self, number: int) -> DraftSave | None:
        """One saving by its number."""
        if (near := next((one for one in self.newest if one.number == number), None)) is not None:
            return near
        self.older = self.saves.filter(number=number).select_related("by").prefetch_related("files").first()
        return self.older

    def every(self) -> list[DraftSave]:
        """Every saving without its words, the latest first."""
        return list(self.saves.defer("said").select_related("by").reverse())

    def files(self, *, whole: bool) -> dict[int, PrivateFile]:
        """The files that went with the round before or were put with this draft, by key: with any of its savings, or with those read."""
        last = self.assignment.reply
        found = {one.file_id: one.file for one in last.files.all()} if last is not None else {}
        for save in [*self.newest, *([self.older] if self.older else [])]:
            found |= {one.pk: one for one in save.files.all()}
        if whole and self.newest and self.newest[-1].number > 1:
            found |= {one.pk: one for one in PrivateFile.objects.filter(pk__in=self.saves.values("files"))}
        return found

    @property
    def word(self) -> WordDraft | None:
        """The Word file that was read in last for this round."""
        every = list(self.assignment.word_drafts.all())
        return next((one for one in reversed(every) if (one.round, one.on_paper) == (self.round, self.on_paper)), None)

    def put(self, row: DraftSave, files: list[PrivateFile]) -> None:
        """Know of a saving that was just made, with its files."""
        hold(row, "files", files)
        self.__dict__.pop("current", None)
        self.newest.insert(0, row)

    def look_again(self) -> None:
        """Read its savings anew where somebody has saved since they were read."""
        last = self.saves.order_by("-number").values_list("number", flat=True).first()
        if last != (self.newest[0].number if self.newest else None):
            self.read_anew()

    def read_anew(self) -> None:
        """Forget what was read: somebody has saved meanwhile."""
        for name in ("newest", "current"):
            self.__dict__.pop(name, None)


def desk_of(assignment: Assignment, *, on_paper: bool = False) -> Desk:
    """The draft of a part, the same one however often it is asked for, so that it is read once."""
    desks = assignment.__dict__.setdefault("_desks", {})
    if on_paper not in desks:
        desks[on_paper] = Desk(assignment, on_paper=on_paper)
    return desks[on_paper]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a saving: the row, whether it is new, and the one that somebody else saved meanwhile, if it stands instead."""

    row: DraftSave
    is_new: bool
    other: DraftSave | None = None

    @property
    def words(self) -> str:
        """What the page says: when the draft was saved, or beside whose saving it was put."""
        at = timezone.localtime(self.row.at)
        time = f"{at:%H:%M}" if at.date() == timezone.localdate() else f"{at:%Y-%m-%d %H:%M}"
        if self.other is None:
            said = _("已自动暂存 %(time)s") if self.row.is_automatic else _("已暂存 %(time)s")
            return said % {"time": time}
        theirs = timezone.localtime(self.other.at)
        return _(
            "%(who)s在 %(their_time)s 已暂存第%(theirs)s稿，您没有看到过。您的内容另存为第%(own)s稿，没有覆盖对方的稿子；请对照后决定。"
        ) % {
            "who": self.other.by,
            "their_time": f"{theirs:%H:%M}",
            "theirs": self.other.number,
            "own": self.row.number,
        }


def save_draft(
    desk: Desk,
    person: Person,
    said: dict[str, str],
    *,
    based_on: int,
    automatic: bool = False,
    files: Iterable[PrivateFile] = (),
) -> Saved | None:
    """Keep what was typed as a saving of its own; what stands already, or was put aside already, is not kept twice.

    `based_on` is the saving that the writer had before them. None where nothing was typed yet, or nothing more is kept.
    Raises Refused when the letter can't be written now.
    """
    files = list({one.pk: one for one in files}.values())
    with transaction.atomic():
        lock_items([desk.assignment.record_id])
        fresh = Assignment.objects.annotate(last_round=Max("replies__round")).get(pk=desk.assignment.pk)
        if fresh.stage != Stage.HANDLING:
            now = Stage(fresh.stage).label
            raise Refused(_("现在是“%(now)s”，这份稿子已经不能再改，刚才的内容没有暂存。") % {"now": now})
        if (fresh.last_round or 0) + 1 != desk.round:
            raise Refused(_("这一轮已经送审过，刚才的内容没有暂存。请刷新后再写。"))
        desk.look_again()
        current = desk.current
        if current is not None and _is_same(current, said, files):
            return Saved(current, is_new=False)
        is_aside = based_on != desk.number
        latest = next(iter(desk.newest), None)
        if is_aside and latest.is_aside and latest.by_id == person.pk and _is_same(latest, said, files):
            return Saved(latest, is_new=False, other=current)
        if automatic and latest is not None and latest.number >= MOST_SAVED:
            return None
        row = DraftSave.objects.create(
            assignment=fresh,
            round=desk.round,
            on_paper=desk.on_paper,
            number=latest.number + 1 if latest is not None else 1,
            based_on=based_on,
            is_aside=is_aside,
            is_automatic=automatic,
            by=person,
            said=said,
            length=len("".join(said.get("body", "").split())),
        )
        if files:
            row.files.add(*files)
    desk.put(row, files)
    return Saved(row, is_new=True, other=current if is_aside else None)


def _is_same(saved: DraftSave, said: dict[str, str], files: list[PrivateFile]) -> bool:
    """Whether a saving says just this, however a browser ends its lines."""
    kept = {name: _plain(value) for name, value in saved.said.items() if value}
    return kept == {name: _plain(value) for name, value in said.items() if value} and {
        one.pk for one in saved.files.all()
    } == {one.pk for one in files}


def _plain(value: str) -> str:
    return value.replace("\r\n", "\n")
