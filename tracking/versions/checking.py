"""Checking the chain (核验): every event, the versions it wrote, its papers, and every row as it stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracking.models import ChainHead, Decision, Event, PrivateFile
from tracking.versions.digests import START, digest_of_versions, seal_of, tracked_models, values_of


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit, and where."""

    number: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of a check of the whole chain."""

    events: int
    versions: int
    head: str
    problems: list[Problem]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def verify() -> Verification:
    """Check every event against the one before, its versions and papers, every row against its latest version."""
    problems: list[Problem] = []
    decisions = {one.event_id: one for one in Decision.objects.all()}
    files = {str(one.pk): one for one in PrivateFile.objects.all()}
    covered: dict[str, set[int]] = defaultdict(set)
    previous, count = START, 0
    for event in Event.objects.order_by("number").iterator(chunk_size=500):
        count += 1
        if event.number != count:
            problems.append(Problem(event.number, _("序号不连续：此前有办理记录缺失。")))
            count = event.number
        if event.previous != previous:
            problems.append(Problem(event.number, _("与上一条办理记录不衔接。")))
        if seal_of(event) != event.digest:
            problems.append(Problem(event.number, _("办理记录的内容与校验值不符。")))
        if digest_of_versions([tuple(pair) for pair in event.versions]) != event.versions_digest:
            problems.append(Problem(event.number, _("这一步所写的版本被改动或缺失。")))
        problems += [Problem(event.number, words) for words in _check_papers(event, decisions.get(event.pk), files)]
        for label, pk in event.versions:
            covered[label].add(pk)
        previous = event.digest
    head = ChainHead.objects.now()
    if (head.number, head.digest) != (count, previous):
        problems.append(Problem(None, _("链尾与最后一条办理记录不符：末尾的记录可能被删除。")))
    versions = 0
    for label, model in tracked_models().items():
        found, number = _check_rows(label, model, covered[label])
        problems += found
        versions += number
    problems += [Problem(None, words) for one in files.values() if (words := one.trouble)]
    return Verification(count, versions, previous, problems)


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
    problems = []
    for event in events:
        if seal_of(event) != event.digest:
            problems.append(Problem(event.number, _("办理记录的内容与校验值不符。")))
        if digest_of_versions([(label, pk) for label, pk in event.versions], values) != event.versions_digest:
            problems.append(Problem(event.number, _("这一步所写的版本被改动或缺失。")))
    return problems


def _check_rows(label: str, model, covered: set[int]) -> tuple[list[Problem], int]:
    """Every version is in the chain, and every row is as its latest version says."""
    name = model._meta.verbose_name
    problems = []
    fields = {field.attname: str(field.verbose_name) for field in model._meta.concrete_fields}
    latest: dict[object, dict] = {}
    number = 0
    for row in model.history.model.objects.order_by("history_date", "history_id").values().iterator(chunk_size=500):
        number += 1
        if row["history_id"] not in covered:
            where = {"name": name, "pk": row["id"], "version": row["history_id"]}
            problems.append(Problem(None, _("%(name)s %(pk)s 的版本 %(version)s 不在办理记录中。") % where))
        latest[row["id"]] = row
    for row in model._default_manager.values(*fields).iterator(chunk_size=500):
        version = latest.pop(row["id"], None)
        if version is None or version["history_type"] == "-":
            problems.append(Problem(None, _("%(name)s %(pk)s 没有任何版本。") % {"name": name, "pk": row["id"]}))
        elif changed := [label for field, label in fields.items() if row[field] != version[field]]:
            where = {"name": name, "pk": row["id"], "fields": "、".join(changed)}
            problems.append(Problem(None, _("%(name)s %(pk)s 的现值与最后版本不符（%(fields)s）。") % where))
    for pk, version in latest.items():
        if version["history_type"] != "-":
            problems.append(Problem(None, _("%(name)s %(pk)s 被删除而没有版本。") % {"name": name, "pk": pk}))
    return problems, number
