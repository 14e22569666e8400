"""Many rows of the ledger written at once (批量写入): each with its version, user and reason, ready for the chain."""

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, models
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking.loop.engine.declaring import Stale
from tracking.models import (
    Assignment,
    Contact,
    Delivery,
    Feedback,
    HandlingRecord,
    Partner,
    ProgressNote,
    Proposer,
    Reply,
    Session,
    Signature,
    Unit,
)
from tracking.models.inserting import insert, values_of
from tracking.models.portions import portions
from tracking.versions import Written
from tracking.versions.digests import columns_as_written

ORDER = (
    Session, Unit, Proposer, HandlingRecord, Signature, Partner, Assignment, Contact, ProgressNote, Reply, Delivery,
    Feedback,
)  # fmt: skip
"Every model that a workbook's row may write, each after those that it points to."
ADDED, CHANGED, REMOVED = "+", "~", "-"
AS_WRITTEN = {bool, date, int, str, type(None)}
"Kinds of values that the database gives back as they are."


@contextmanager
def uncollected() -> Iterator[None]:
    """Switch garbage collection off inside the block: among so many rows or pages in use it takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Said(dict):
    """What versions say, by their number: put together from the row that was written each time that one is asked for.

    Holding the values of ten thousand rows would take as much room as everything else.
    """

    def __getitem__(self, version: int) -> dict:
        row, about = super().__getitem__(version)
        there = row.__dict__
        said = {
            one.attname: value if type(value := there[one.attname]) in AS_WRITTEN else one.to_python(value)
            for one in row._meta.concrete_fields
        }
        return said | about | {"history_id": version}


@dataclass(slots=True)
class Batch:
    """Rows to be added, changed and removed together, each on behalf of an owner (the event that will name it)."""

    account: object
    reason: str
    _rows: dict[str, dict[type, list]] = field(
        default_factory=lambda: {kind: defaultdict(list) for kind in (REMOVED, ADDED, CHANGED)}
    )
    _owners: dict[int, int] = field(default_factory=dict)
    said: dict[str, "_Said"] = field(default_factory=dict)
    "What the versions say that were written, by their model's label, so that they need not be read back."

    def add(self, owner: int, *instances: models.Model) -> None:
        """Add new rows."""
        self._put(ADDED, owner, instances)

    def change(self, owner: int, *instances: models.Model) -> None:
        """Change stored rows, which hold their new values already."""
        self._put(CHANGED, owner, instances)

    def remove(self, owner: int, *instances: models.Model) -> None:
        """Delete rows; their last version stays."""
        self._put(REMOVED, owner, instances)

    def _put(self, kind: str, owner: int, instances: Iterable[models.Model]) -> None:
        for instance in instances:
            if id(instance) not in self._owners:
                self._owners[id(instance)] = owner
                self._rows[kind][type(instance)].append(instance)

    def write(self) -> dict[int, Written]:
        """Write everything, inside the caller's transaction; the versions written, by owner."""
        at = timezone.now()
        written: dict[int, Written] = defaultdict(list)
        for kind, rows in self._rows.items():
            for model in reversed(ORDER) if kind == REMOVED else ORDER:
                if instances := rows.get(model):
                    self._write(kind, model, instances, at, written)
        return written

    def _write(self, kind: str, model: type, instances: list, at: datetime, written: dict[int, Written]) -> None:
        if kind == ADDED:
            _insert(model, instances)
        elif kind == CHANGED:
            _update(model, instances)
        owners = {instance.pk: self._owners[id(instance)] for instance in instances}
        label = model._meta.label_lower
        versions = self._keep_versions(kind, model, list(owners), at)
        for pk, version in versions:
            written[owners[pk]].append((label, version))
        self._note(kind, model, instances, at, versions)
        if kind == REMOVED:
            for near in portions(list(owners)):
                model._base_manager.filter(pk__in=near)._raw_delete(model._base_manager.db)

    def _note(self, kind: str, model: type, instances: list, at: datetime, versions: list[tuple[object, int]]) -> None:
        """Note what these versions say, where a database gives every column back as it was written."""
        if columns_as_written(model.history.model):
            rows = {instance.pk: instance for instance in instances}
            about = {
                "history_date": at,
                "history_type": kind,
                "history_change_reason": self.reason,
                "history_user_id": self.account.pk if self.account is not None else None,
            }
            said = self.said.setdefault(model._meta.label_lower, _Said())
            said.update({version: (rows[pk], about) for pk, version in versions})

    def _keep_versions(self, kind: str, model: type, pks: list, at: datetime) -> list[tuple[object, int]]:
        """Copy the rows as they now stand into their history; primary key and version of each."""
        history = model.history.model
        quote = connection.ops.quote_name
        columns = ", ".join(quote(one.column) for one in model._meta.concrete_fields)
        about = {
            "history_date": history._meta.get_field("history_date").get_db_prep_value(at, connection),
            "history_type": kind,
            "history_change_reason": self.reason,
            "history_user": self.account.pk if self.account is not None else None,
        }
        theirs = ", ".join(quote(history._meta.get_field(name).column) for name in about)
        copy = (
            f"INSERT INTO {quote(history._meta.db_table)} ({columns}, {theirs}) "  # noqa: S608 - names of our own tables
            f"SELECT {columns}, %s, %s, %s, %s FROM {quote(model._meta.db_table)} "
            f"WHERE {quote(model._meta.pk.column)} IN (%s)"
        )
        before = history.objects.aggregate(last=Max("history_id"))["last"] or 0
        with connection.cursor() as cursor:
            for near in portions(pks):
                marks = ", ".join(["%s"] * len(near))
                cursor.execute(copy.removesuffix("(%s)") + f"({marks})", [*about.values(), *near])
        found = history.objects.filter(history_id__gt=before, history_date=at, history_type=kind)
        return list(found.order_by("history_id").values_list(model._meta.pk.attname, "history_id"))


def _insert(model: type, instances: list) -> None:
    """Insert new rows with keys of the database's own and version 1."""
    for key, instance in zip(_keys(model, len(instances)), instances, strict=True):
        instance.pk, instance.version = key, 1
        instance._state.adding, instance._state.db = False, connection.alias
    insert(model, instances)


def _keys(model: type, count: int) -> Iterable[int]:
    """Primary keys for so many new rows, from the database's own sequence."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            name = [connection.ops.quote_name(table), model._meta.pk.column]
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [*name, count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
    start = last[0] if last else 0
    return range(start + 1, start + count + 1)


def _update(model: type, instances: list) -> None:
    """Update rows by key and version; raises Stale where somebody else has changed one since it was read."""
    quote = connection.ops.quote_name
    fields = [one for one in model._meta.concrete_fields if not one.primary_key]
    before = [(instance.pk, instance.version) for instance in instances]
    for instance in instances:
        instance.version += 1
    values = [(*row, *key) for row, key in zip(values_of(fields, instances), before, strict=True)]
    sets = ", ".join(f"{quote(one.column)} = %s" for one in fields)
    where = f"{quote(model._meta.pk.column)} = %s AND {quote(model._meta.get_field('version').column)} = %s"
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {where}", values)  # noqa: S608
        if cursor.rowcount != len(values):
            raise Stale(_("已被他人更新：导入期间这些承办件又有了新的办理。请重新导入。"))
