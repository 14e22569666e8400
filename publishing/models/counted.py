"""Pages that print figures (数出有据): pinned when handed in, counted anew in a preview, never typed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.frame import FigureCard, FigureTable
from publishing.models.comparing import change, pinned_before
from publishing.models.disclosure import DisclosureMixin
from publishing.models.reported import reported_notes
from publishing.public_figures import may_list_items, may_print
from tracking import figures
from tracking.models import Session


def default_cards() -> list[tuple[str, str]]:
    """The six figures that an annual summary opens with, as the published one of docs/example.md does."""
    keys = ["suggestions", "proposals", "lead", "joint", "completion_rate", "satisfaction_rate"]
    return [("figure", key) for key in keys]


def pinned_figures(snapshot: figures.Snapshot, keys: Iterable[str]) -> dict[str, dict]:
    """Figures as they are pinned: their words, their numbers, and the records behind each numerator."""
    keys = list(keys)
    names = ("label", "unit", "definition", "numerator", "denominator", "printed", "measure")
    members = figures.members(snapshot, keys)
    return {
        key: {name: getattr(count, name) for name in names} | {"records": members[f"{key}__n"]}
        for key, count in figures.counts(snapshot, keys).items()
    }


def pinned_tables(snapshot: figures.Snapshot, keys: Iterable[str]) -> dict[str, dict]:
    """Counts by one dimension as they are pinned."""
    found = {}
    for key in keys:
        group = figures.group(key, snapshot)
        rows = [[label, list(numbers)] for label, numbers in group.rows]
        found[key] = {"caption": group.caption, "header": list(group.header), "rows": rows, "measure": group.measure}
    return found


class CountedMixin(DisclosureMixin):
    """A page about one session, with figures counted to a day."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="+", verbose_name=_("届次"))
    as_of = models.DateField(
        _("数据截止日期"), null=True, blank=True, help_text=_("统计到这一天为止；留空则统计到送审之时。")
    )

    counts_live = True
    "False on a page that the press renders: it prints the figures pinned when it was handed in, and counts nothing."
    table_keys: tuple[str, ...] = ()
    "Dimensions by which the page counts; none unless the type says so."

    class Meta:
        abstract = True

    def clean(self):
        """Refuse a day in the future, which has no figures yet."""
        super().clean()
        if self.as_of and self.as_of > timezone.localdate():
            raise ValidationError({"as_of": _("数据截止日期不能在将来。")})

    @property
    def year_of_record(self) -> int:
        """The session's year."""
        return self.session.year

    @property
    def counted_session(self) -> Session | None:
        """Its session, once it has one."""
        return self.session if self.session_id else None

    about_session = counted_session

    @classmethod
    def bring_facts(cls, pages: list) -> None:
        """Give the pages their sessions."""
        sessions = Session.objects.in_bulk({page.session_id for page in pages})
        for page in pages:
            page.session = sessions[page.session_id]

    def sessions_told(self) -> set[int]:
        """The session that it counts, and those that it counted once."""
        return {self.session_id, *(text["session"] for text in self.texts_signed() if text.get("session"))}

    def shows_replies(self, sessions: set[int], themes: set[str]) -> bool:
        """Whether the replies are of its session: a session's pages lead to its items' public replies."""
        return self.session_id in sessions

    @property
    def session_name(self) -> str:
        """The session's name as it was when the page was handed in; now, for a draft."""
        return self.pins.get("session_name") or self.session.name

    def counted(self) -> dict[str, dict]:
        """Every figure of the page by its key: as pinned, or counted now for a draft that was never handed in."""
        if self.pins or not self.counts_live:
            return self.pins.get("figures", {})
        return pinned_figures(figures.Snapshot(self.session, self.as_of), self.figure_keys)

    def tabled(self) -> dict[str, dict]:
        """Every count by a dimension in the same way."""
        if self.pins or not self.counts_live:
            return self.pins.get("tables", {})
        return pinned_tables(figures.Snapshot(self.session, self.as_of), self.table_keys)

    @property
    def counted_to(self) -> date:
        """The day that the figures were counted to: the one set, else that of the pinning, else today."""
        if day := self.pins.get("as_of") if self.pins else self.as_of:
            return date.fromisoformat(day) if isinstance(day, str) else day
        if self.pins:
            return timezone.localtime(datetime.fromisoformat(self.pins["known_on"])).date()
        return timezone.localdate()

    def words_to_pin(self) -> dict:
        """The figures that were published for the year before."""
        before = self._of_the_year_before() if self.session_id else {}
        return {"before": before} if before else {}

    def _of_the_year_before(self) -> dict[str, dict]:
        """What the pages of the year before print, by figure; the summary's where two print the same."""
        live = [
            page
            for model in CountedMixin.__subclasses__()
            for page in model.objects.live().filter(session__year=self.session.year - 1).order_by("pk")
        ]
        return pinned_before(live, self.figure_keys)

    def before(self) -> dict[str, dict]:
        """The figures of the year before: as pinned, or as they are published now for a draft."""
        if self.pins or not self.counts_live:
            return self.pins.get("before", {})
        return self._of_the_year_before()

    def figure_cards(self, keys, portal) -> tuple[FigureCard, ...]:
        """The cards of the figures named, each with its definition and the public records behind it."""
        counted, notes, before = self.counted(), self.reported(), self.before()
        shown = [
            key
            for key in keys
            if key in counted and may_print(key, show_satisfaction=portal.settings.show_satisfaction)
        ]
        cards = (_card(key, counted[key], self.counted_to, portal) for key in shown)
        return tuple(
            replace(card, reported=notes.get(card.key, ""), change=change(counted[card.key], before.get(card.key)))
            for card in cards
        )

    def figures_told(self, portal) -> tuple[FigureCard, ...]:
        """Every figure that it prints, each once."""
        return self.figure_cards(self.figure_keys, portal)

    def figure_tables(self, keys) -> tuple[FigureTable, ...]:
        """The tables of the dimensions named."""
        tabled = self.tabled()
        return tuple(_table(key, tabled[key]) for key in keys if key in tabled)

    def reported(self) -> dict[str, str]:
        """The notes on figures already reported upwards (上报口径): as pinned, or as they stand for a draft."""
        if self.pins or not self.counts_live:
            return self.pins.get("reported", {})
        return reported_notes(self.session, self.figure_keys)


def _card(key: str, figure: dict, day: date, portal) -> FigureCard:
    may_list = may_list_items(key, show_satisfaction=portal.settings.show_satisfaction)
    records = figure["records"] if may_list else []
    links = tuple(portal.public_records[pk] for pk in records if pk in portal.public_records)
    return FigureCard(
        key=key,
        label=figure["label"],
        value=figure["printed"],
        unit=figure["unit"] if figure["denominator"] != 0 else "",
        definition=figure["definition"],
        numerator=figure["numerator"],
        denominator=figure["denominator"],
        as_of=day,
        public_records=links,
        hidden_records=len(records) - len(links),
        measure=figure.get("measure", "件"),
    )


def _table(key: str, table: dict) -> FigureTable:
    rows = tuple((label, tuple(numbers)) for label, numbers in table["rows"])
    return FigureTable(table["caption"], tuple(table["header"]), rows, key=key, measure=table["measure"])
