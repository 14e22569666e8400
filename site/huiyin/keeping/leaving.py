"""Leaving (全部导出): everything in open formats, for the archive or for another system; readable without this program.

One folder an item, with its facts, every version, every event, its letters as text and its files as they came; around
them a catalogue, checksums that `sha256sum -c` checks, and an index.html that needs neither server nor script.
"""

import csv
import hashlib
import json
import re
import shutil
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone

from huiyin.keeping.place import refuse_inside
from huiyin.keeping.troubles import WrongUse
from tracking.models import Event, HandlingRecord, PrivateFile, Reply
from tracking.versions import tracked_models

LONGEST = 60
"Characters of a file's or folder's name: Windows takes 260 for the whole path."
LONGEST_ENDING = 5
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
"Names that Windows keeps for devices, with whatever ending."
SUMS, CATALOGUE, ITEMS = "SHA256SUMS", "目录", "承办件"


@dataclass
class Left:
    """What was written."""

    items: int = 0
    files: int = 0
    events: int = 0
    missing: list[str] = field(default_factory=list)
    "Files whose bytes are not there, or are not those that came in."


@dataclass(frozen=True)
class Entry:
    """An item's line in the catalogue."""

    number: str
    session: str
    title: str
    stage: str
    folder: str
    events: int
    files: int


def export_all(target: Path) -> Left:
    """Write everything into a new or empty folder."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise WrongUse(f"{target} 里已有内容：请另写一个新的或空的文件夹。")
    if not target.parent.is_dir():
        raise WrongUse(f"没有文件夹 {target.parent}：请先建立，或换一个位置。")
    refuse_inside(target)
    target.mkdir(exist_ok=True)
    left, entries, names = Left(), [], Names()
    for record in HandlingRecord.objects.select_related("session").order_by("session__code", "kind", "number", "pk"):
        folder = (
            target
            / ITEMS
            / safe_name(record.session.code)
            / names.taken(f"{record.session.code}/", f"{record.number_label}_{record.title}")
        )
        entries.append(_item(record, folder, target, left))
    _events(Event.objects.filter(record=None), target / "其他办理记录", left)
    left.items = len(entries)
    _catalogue(target, entries, left)
    _sums(target)
    return left


# Names -----------------------------------------------------------------------------------------
def safe_name(text: str) -> str:
    """A name that every file system takes: Windows' forbidden characters and names are written otherwise."""
    name = FORBIDDEN.sub("_", text).strip(" .")[:LONGEST].strip(" .") or "_"
    return f"_{name}" if name.partition(".")[0].strip().lower() in RESERVED else name


class Names:
    """Names given out so far, so that none is given twice where capitals do not count."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def taken(self, place: str, text: str) -> str:
        """A safe name in a place, numbered where there is one like it."""
        stem, dot, ending = text.rpartition(".")
        if not stem or len(ending) > LONGEST_ENDING:
            stem, dot, ending = text, "", ""
        stem, ending = safe_name(stem), FORBIDDEN.sub("_", ending)
        name, n = f"{stem}{dot}{ending}", 1
        while (place + name).casefold() in self._taken:
            n += 1
            name = f"{stem} ({n}){dot}{ending}"
        self._taken.add((place + name).casefold())
        return name


# One item --------------------------------------------------------------------------------------
def _item(record: HandlingRecord, folder: Path, target: Path, left: Left) -> Entry:
    folder.mkdir(parents=True)
    events = list(Event.objects.filter(record=record).select_related("decision").order_by("number"))
    rows = {model: list(rows_of(model, record)) for model in _of_an_item()}
    facts = {model._meta.verbose_name: [_facts(row) for row in found] for model, found in rows.items() if found}
    _write_json(folder / "事实.json", {str(name): found for name, found in facts.items()})
    _write_table(folder / "事实.csv", ["表", "编号", "字段", "值"], _flat(facts))
    _write_json(
        folder / "版本.json",
        {str(model._meta.verbose_name): list(_versions(found)) for model, found in rows.items() if found},
    )
    _events(events, folder / "办理记录", left)
    for reply in rows.get(Reply, []):
        name = safe_name(f"复文_{reply.pk}_{reply.doc_number}".rstrip("_"))
        (folder / f"{name}.txt").write_text(letter(reply), encoding="utf-8")
    files = _files(rows, events)
    names = Names()
    for one in files:
        if one.trouble:
            left.missing.append(f"{record.number_label}：{one.trouble}")
            continue
        (folder / "附件").mkdir(exist_ok=True)
        with one.open() as source, (folder / "附件" / names.taken("", one.name)).open("wb") as copy:
            shutil.copyfileobj(source, copy)
    left.files += len(files)
    where = folder.relative_to(target).as_posix()
    return Entry(
        record.number_label,
        record.session.code,
        record.title,
        record.get_stage_display(),
        where,
        len(events),
        len(files),
    )


def letter(reply: Reply) -> str:
    """A letter as plain text: every field that holds words, under its name."""
    lines = []
    for one in reply._meta.concrete_fields:
        if isinstance(one, models.CharField | models.TextField) and (value := getattr(reply, one.attname)):
            display = getattr(reply, f"get_{one.name}_display", None)
            lines.append(f"【{one.verbose_name}】\n{display() if display and one.choices else value}\n")
    return "\n".join(lines)


def _files(rows: dict, events: list[Event]) -> list[PrivateFile]:
    """The files that an item's rows, decisions and events name, each once."""
    keys: set[int] = set()
    for model, found in rows.items():
        names = [one.attname for one in model._meta.concrete_fields if one.related_model is PrivateFile]
        keys |= {getattr(row, name) for row in found for name in names}
    keys |= {int(pk) for event in events for pk in event.data.get("files", {})}
    keys |= {event.decision.scan_id for event in events if hasattr(event, "decision")}
    return list(PrivateFile.objects.filter(pk__in=keys - {None}).order_by("pk"))


# Which rows belong to an item ------------------------------------------------------------------
@cache
def _of_an_item() -> dict[type[models.Model], str]:
    """Every model of which versions are kept and whose rows belong to an item, with the shortest way to it."""
    found: dict[type[models.Model], str] = {HandlingRecord: "pk"}
    ahead = deque([(HandlingRecord, "")])
    tracked = set(tracked_models().values())
    while ahead:
        near, way = ahead.popleft()
        for relation in near._meta.related_objects:
            model = relation.related_model
            if model in tracked and model not in found and isinstance(relation.field, models.ForeignKey):
                step = relation.field.name + (f"__{way}" if way else "")
                found[model] = step
                ahead.append((model, step))
    return found


def rows_of(model: type[models.Model], record: HandlingRecord) -> models.QuerySet:
    """The rows of a table that belong to an item."""
    return model._base_manager.filter(**{_of_an_item()[model]: record.pk}).order_by("pk").distinct()


def _facts(row: models.Model) -> dict[str, object]:
    """A row in the words of its form: each field's name with what a reader sees, beside the stored value where they differ."""
    found: dict[str, object] = {"编号": row.pk}
    for one in row._meta.concrete_fields:
        if one.primary_key:
            continue
        stored = getattr(row, one.attname)
        if one.is_relation:
            found[str(one.verbose_name)] = (
                None if stored is None else {"编号": stored, "名称": str(getattr(row, one.name))}
            )
        elif one.choices and stored not in (None, ""):
            found[str(one.verbose_name)] = str(getattr(row, f"get_{one.name}_display")())
        else:
            found[str(one.verbose_name)] = stored
    return found


def _flat(facts: dict) -> Iterator[list]:
    for table, rows in facts.items():
        for row in rows:
            for name, value in row.items():
                yield [
                    table,
                    row["编号"],
                    name,
                    value["名称"] if isinstance(value, dict) and "名称" in value else value,
                ]


def _versions(rows: Iterable[models.Model]) -> Iterator[dict]:
    """Every version of these rows, the oldest first, as stored."""
    for row in rows:
        yield from row.history.order_by("history_id").values()


def _events(events: Iterable[Event], place: Path, left: Left) -> None:
    """The events as JSON with all that was sealed, and as a table to read."""
    events = list(events)
    left.events += len(events)
    fields = [one.attname for one in Event._meta.concrete_fields]
    _write_json(place.with_suffix(".json"), [{name: getattr(event, name) for name in fields} for event in events])
    heads = ["序号", "记录时间", "事项", "内容", "发生日期", "决定人", "记录人", "校验值"]
    rows = ([e.number, timezone.localtime(e.at).isoformat(), e.label, e.summary, e.on, e.decider_name, e.account_name, e.digest] for e in events)  # fmt: skip
    _write_table(place.with_suffix(".csv"), heads, rows)


# Around the items ------------------------------------------------------------------------------
def _catalogue(target: Path, entries: list[Entry], left: Left) -> None:
    heads = ["件号", "届次", "案由", "环节", "文件夹", "办理记录条数", "文件数"]
    rows = [[one.number, one.session, one.title, one.stage, one.folder, one.events, one.files] for one in entries]
    _write_table(target / f"{CATALOGUE}.csv", heads, rows)
    _write_json(target / f"{CATALOGUE}.json", [dict(zip(heads, row, strict=True)) for row in rows])
    page = render_to_string("huiyin/export_index.html", {"entries": entries, "left": left, "at": timezone.localtime()})
    (target / "index.html").write_text(page, encoding="utf-8")


def _sums(target: Path) -> None:
    """Checksums in the form that sha256sum reads."""
    lines = []
    for path in sorted(target.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            lines.append(f"{digest}  {path.relative_to(target).as_posix()}\n")
    (target / SUMS).write_text("".join(lines), encoding="utf-8")


def _write_json(path: Path, what: object) -> None:
    path.write_text(json.dumps(what, ensure_ascii=False, indent=1, default=_plain), encoding="utf-8")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _write_table(path: Path, heads: list[str], rows: Iterable[Iterable]) -> None:
    """A CSV that Excel opens in Chinese (BOM), in which no cell becomes a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> str:
    text = (
        ""
        if value is None
        else _plain(value)
        if not isinstance(value, dict | list)
        else json.dumps(value, ensure_ascii=False, default=_plain)
    )
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
