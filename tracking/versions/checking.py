"""Checking the chain (核验): every event, the versions it wrote, its papers, and every row as it stands."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter

from django.utils import timezone
from django.utils.translation import gettext as _

from tracking.models import ChainHead, Decision, Event, PrivateFile
from tracking.models.versioned import Versioned
from tracking.versions.chain import LAGGING
from tracking.versions.digest_forms import DigestForm, known_forms
from tracking.versions.digests import START, tracked_models, values_of
from tracking.versions.evidence import declared
from tracking.versions.triggers import unguarded

MOST_NAMED = 10
AT_ONCE = 500
"How many rows are read at a time."


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault that the check found, and where."""

    number: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of a check of the whole chain."""

    events: int
    versions: int
    head: str
    problems: list[Problem]
    notes: tuple[str, ...] = ()
    "What should be looked at without being a fault of the chain."

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


_further: list[Callable[[], Iterable[Problem]]] = []


def also_check(check: Callable[[], Iterable[Problem]]) -> Callable[[], Iterable[Problem]]:
    """Let another app add a check of its own to `verify`: a decorator, applied when the app is ready."""
    if check not in _further:
        _further.append(check)
    return check


def verify() -> Verification:
    """Check every event against the one before, its versions and papers, every row against its version or event."""
    problems: list[Problem] = []
    decisions = {one.event_id: one for one in Decision.objects.all()}
    files = {str(one.pk): one for one in PrivateFile.objects.all()}
    covered: dict[str, set[int]] = defaultdict(set)
    known = known_forms()
    previous, count, form, before = START, 0, 0, None
    back: list[int] = []
    for near in _in_portions(Event.objects.order_by("number").iterator(chunk_size=AT_ONCE)):
        values = values_of([(label, pk) for event in near for label, pk in event.versions])
        for event in near:
            count += 1
            if event.number != count:
                problems.append(Problem(event.number, _("序号不连续：此前有办理记录缺失。")))
                count = event.number
            if event.previous != previous:
                problems.append(Problem(event.number, _("与上一条办理记录不衔接。")))
            if event.form < form:
                problems.append(Problem(event.number, _("校验方式比前面的办理记录旧。")))
            problems += [Problem(event.number, words) for words in _check_seal(event, known, values)]
            problems += [Problem(event.number, words) for words in _check_papers(event, decisions.get(event.pk), files)]
            for label, pk in event.versions:
                covered[label].add(pk)
            if before is not None and event.at < before - LAGGING:
                back.append(event.number)
            previous, form, before = event.digest, event.form, event.at
    head = ChainHead.objects.now()
    if (head.number, head.digest) != (count, previous):
        problems.append(Problem(None, _("链尾与最后一条办理记录不符：末尾的记录可能被删除。")))
    versions = 0
    for label, model in tracked_models().items():
        found, number = _check_rows(model, covered[label])
        problems += found
        versions += number
    for evidence in declared():
        problems += [Problem(number, words) for number, words in evidence.problems()]
    problems += [
        Problem(None, _("%(name)s的表没有只增不改的触发器。") % {"name": model._meta.verbose_name})
        for model in unguarded()
    ]
    for check in _further:
        problems += check()
    problems += [Problem(None, words) for one in files.values() if (words := one.trouble)]
    return Verification(count, versions, previous, problems, tuple(_clock(head, back)))


def _clock(head: ChainHead, back: list[int]) -> Iterator[str]:
    """Whether the clock stands, or ever stood, before what had been recorded already."""
    if head.at is not None and timezone.now() < head.at - LAGGING:
        yield _("服务器时钟早于已有办理记录的时间，请核对服务器时间。")
    if back:
        numbers = "、".join(str(number) for number in back[:MOST_NAMED])
        yield _("服务器时钟曾被调回：第%(numbers)s条的记录时间早于前一条（共%(n)s处），先后以序号为准。") % {
            "numbers": numbers,
            "n": len(back),
        }


def _in_portions(events: Iterable[Event]) -> Iterator[list[Event]]:
    """The events in portions whose versions are read together."""
    events = iter(events)
    while near := list(islice(events, AT_ONCE)):
        yield near


def _check_seal(event: Event, known: dict[int, DigestForm], values: dict[str, dict[int, dict]]) -> Iterator[str]:
    """The event and the versions it wrote are as they were sealed, by the form of their time."""
    form = known.get(event.form)
    if form is None:
        yield _("校验方式%(form)s不明，无法核验。") % {"form": event.form}
        return
    if form.seal(event) != event.digest:
        yield _("办理记录的内容与校验值不符。")
    if not form.holds(event, values):
        yield _("这一步所写的版本被改动或缺失。")


def _check_papers(event: Event, decision: Decision | None, files: dict[str, PrivateFile]) -> Iterator[str]:
    """The decision on paper (纸质决定) and the files are those that the event sealed."""
    paper = event.data.get("paper")
    if decision is None:
        if paper is not None:
            yield _("纸质决定缺失。")
    else:
        recorded = (decision.scan_id, decision.decider_id, decision.recorded_by_id, decision.on, decision.wording)
        if recorded != (paper, event.decider_id, event.account_id, event.on, event.data.get("wording", "")):
            yield _("纸质决定与办理记录不符。")
    for pk, digest in event.data.get("files", {}).items():
        if pk not in files or files[pk].sha256 != digest:
            yield _("附件被换过或缺失。")


def check_events(events: Iterable[Event]) -> list[Problem]:
    """Check these events and the versions they wrote, without the chain around them: for one item's file."""
    events = list(events)
    values = values_of([(label, pk) for event in events for label, pk in event.versions])
    known = known_forms()
    return [Problem(event.number, words) for event in events for words in _check_seal(event, known, values)]


def _check_rows(model: type[Versioned], covered: set[int]) -> tuple[list[Problem], int]:
    """Every version is in the chain, and every row is as its latest version says; both are read side by side."""
    name = model._meta.verbose_name
    fields = {field.attname: str(field.verbose_name) for field in model._meta.concrete_fields}
    problems: list[Problem] = []
    versions = _Versions(model, covered)
    for row in model._default_manager.order_by("pk").values(*fields).iterator(chunk_size=AT_ONCE):
        problems += versions.before(row["id"])
        version = versions.of(row["id"])
        if version is None or version["history_type"] == "-":
            problems.append(Problem(None, _("%(name)s %(pk)s 没有任何版本。") % {"name": name, "pk": row["id"]}))
        elif changed := [label for field, label in fields.items() if row[field] != version[field]]:
            where = {"name": name, "pk": row["id"], "fields": "、".join(changed)}
            problems.append(Problem(None, _("%(name)s %(pk)s 的现值与最后版本不符（%(fields)s）。") % where))
    problems += versions.before(None)
    return [*versions.outside, *problems], versions.count


class _Versions:
    """The versions of a model's rows, row after row; of each row the last one counts, by its number and not by its date."""

    def __init__(self, model: type[Versioned], covered: set[int]):
        self.name, self.covered = model._meta.verbose_name, covered
        self.count = 0
        self.outside: list[Problem] = []
        "Versions that no event names."
        rows = model.history.model.objects.order_by("id", "history_id").values().iterator(chunk_size=AT_ONCE)
        self._lasts = self._last_of_each(rows)
        self._next = next(self._lasts, None)

    def _last_of_each(self, rows: Iterable[dict]) -> Iterator[dict]:
        for _pk, versions in groupby(rows, key=itemgetter("id")):
            for version in versions:
                self.count += 1
                if version["history_id"] not in self.covered:
                    where = {"name": self.name, "pk": version["id"], "version": version["history_id"]}
                    words = _("%(name)s %(pk)s 的版本 %(version)s 不在办理记录中。") % where
                    self.outside.append(Problem(None, words))
            yield version

    def before(self, pk: int | None) -> Iterator[Problem]:
        """Rows before this one (all the others, for None) that have versions and yet are not there."""
        while self._next is not None and (pk is None or self._next["id"] < pk):
            if self._next["history_type"] != "-":
                where = {"name": self.name, "pk": self._next["id"]}
                yield Problem(None, _("%(name)s %(pk)s 被删除而没有版本。") % where)
            self._next = next(self._lasts, None)

    def of(self, pk: int) -> dict | None:
        """The last version of this row; None when it has none."""
        if self._next is None or self._next["id"] != pk:
            return None
        found, self._next = self._next, next(self._lasts, None)
        return found
