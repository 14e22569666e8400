"""The versions of an item (版本): who changed what, when, in which step, in words; and content that can be restored."""

from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail_modeladmin.views import HistoryView

from tracking import permissions, versions
from tracking.admin.frame import frame, ledger_crumb, record_crumb
from tracking.admin.ledger.dossier import Dossier
from tracking.admin.loop.step_forms import CONTENT_FIELDS
from tracking.loop.acts.intake import correct
from tracking.models import Event, HandlingRecord
from tracking.wording.differences import Piece
from tracking.wording.paragraphs import compared

EVENTS_PER_PAGE = 30
OF_THE_ITEM = {"handlingrecord", "signature"}
"Models whose versions, written by an event on the whole item, are shown to every unit that has a part in it."
LONG = 40
"From this length on a text is shown with its differences marked, instead of old and new beside each other."


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One changed field of a version: its old and new value."""

    label: str
    old: str
    new: str
    pieces: list[Piece] | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one row."""

    noun: str
    name: str
    number: int
    is_first: bool
    lines: list[FieldLine]
    restore_url: str


class ItemVersions:
    """The versions that events of an item wrote, each with its predecessor; read by a few queries a model."""

    def __init__(self, record: HandlingRecord, events: list[Event], dossier: Dossier, *, may_restore: bool):
        self.record, self.events, self.may_restore = record, events, may_restore
        self.reads_opinions = dossier.reads_opinions
        self.mine = {part.pk for part in dossier.parts} if dossier.scoped else None
        written: dict[str, list[int]] = defaultdict(list)
        for event in events:
            for label, history_id in event.versions:
                written[label].append(history_id)
        self.rows = {}
        for label, ids in written.items():
            self._read(label, ids)
        pairs = [row for pair in self.rows.values() for row in pair if row is not None]
        self.names = versions.RowNames(pairs)
        self.own_names = self._names_of_rows(pairs)

    def _read(self, label: str, ids: list[int]) -> None:
        """The versions with these ids, each with its predecessor, from one query for all versions of their rows."""
        history = apps.get_model(label).history.model.objects
        objects = history.filter(history_id__in=ids).values("id")
        before: dict[int, object] = {}
        wanted = set(ids)
        for row in history.filter(id__in=objects).order_by("history_id"):
            if row.history_id in wanted:
                self.rows[label, row.history_id] = (row, before.get(row.id))
            before[row.id] = row

    def _names_of_rows(self, rows: list) -> dict:
        """The names that the rows have now."""
        wanted: dict[type, set] = defaultdict(set)
        for row in rows:
            wanted[row.instance_type].add(row.id)
        return {
            (model, one.pk): str(one)
            for model, pks in wanted.items()
            for one in model._default_manager.select_related().filter(pk__in=pks)
        }

    def of(self, event: Event) -> list[Version]:
        """The versions that an event wrote, as far as the user may see them."""
        found = []
        for label, history_id in event.versions:
            row, before = self.rows.get((label, history_id), (None, None))
            if row is None or self._is_others(row, event):
                continue
            lines = [self._line(change) for change in versions.changes(row, before, self.names)]
            if lines:
                model = row.instance_type
                name = self.own_names.get((model, row.id), "") if model is not HandlingRecord else ""
                noun = str(model._meta.verbose_name)
                found.append(Version(noun, name, row.version, before is None, lines, self._restore_url(row)))
        return found

    def _is_others(self, row, event: Event) -> bool:
        """Whether a version belongs to another unit's part, which a unit's handler may not see."""
        if self.mine is None or event.assignment_id is not None:
            return False
        name = row.instance_type._meta.model_name
        part = row.id if name == "assignment" else getattr(row, "assignment_id", None)
        if name == "partner":
            return not self.reads_opinions
        return name not in OF_THE_ITEM and part not in self.mine

    def _line(self, change: versions.FieldChange) -> FieldLine:
        long = max(len(change.old), len(change.new)) > LONG and change.old != _("空")
        return FieldLine(
            change.label, change.old, change.new, compared(change.old, change.new).merged if long else None
        )

    def _restore_url(self, row) -> str:
        """The address of the step 更正 with this version's content filled in; empty where that would change nothing."""
        if not self.may_restore or row.instance_type is not HandlingRecord:
            return ""
        if all(getattr(row, name) == getattr(self.record, name) for name in CONTENT_FIELDS):
            return ""
        return f"{reverse('loop_step', args=[self.record.pk, correct.code])}?restore={row.history_id}"


class VersionsView(HistoryView):
    """The page of an item's versions; it replaces modeladmin's own, which any user of the admin could open."""

    def check_action_permitted(self, user):
        return permissions.may_see_record(user, self.instance) and permissions.sees_the_inside(user)

    def get_context_data(self, **kwargs):
        record, user = self.instance, self.request.user
        dossier = Dossier(record, user)
        page = Paginator(dossier.events, EVENTS_PER_PAGE).get_page(self.request.GET.get("p"))
        read = ItemVersions(record, list(page), dossier, may_restore=permissions.may_enter(user))
        context = {
            "view": self,
            "record": record,
            "dossier": dossier,
            "page": page,
            "entries": [(event, read.of(event)) for event in page],
            "problems": versions.check_events(dossier.events),
        }
        return context | frame(_("版本"), ledger_crumb(), record_crumb(record), icon="history") | kwargs
