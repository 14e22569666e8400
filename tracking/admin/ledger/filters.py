"""The filters of the ledger list (筛选): they narrow the user's rows, and offer no choice that leads beyond them."""

from django import forms
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import permissions
from tracking.finding.search import Search
from tracking.loop import following
from tracking.models import (
    Assignment,
    Duty,
    Following,
    HandlingRecord,
    Kind,
    Session,
    Unit,
    WorkdayOverride,
)
from tracking.models.records import clock_ends_before
from tracking.stages import APART, UNANSWERED, Stage
from tracking.time import attention
from tracking.time.attention import Attention
from tracking.time.running import records_showing
from tracking.wording.local import local
from tracking.workdays import Light

EVERY_SESSION = "all"
MOST_COUNTED = 10_000
"Of a search that finds more, the list says that it are more, and shows so many."


def with_light(records, light: Light, today):
    """The records that show this light on this day."""
    match light:
        case Light.RED:
            return records.overdue(today)
        case Light.YELLOW:
            return records.due_soon(today)
        case Light.GREEN:
            return records.unanswered().filter(yellow_from__gt=today).exclude(clock_ends_before(today))
        case Light.APART:
            return records.filter(stage__in=APART)
        case _:
            return records.filter(handed_over_on__isnull=False).exclude(stage__in=UNANSWERED | APART)


def found_by(records, words: str):
    """The records in which every searched word stands, in title, text, number or a proposer's name, however it is spelt."""
    return Search(words, records.db).among(records)


class Followed(TextChoices):
    """How an item is followed from day to day (跟踪), as the list is narrowed by it."""

    WAITING = "waiting", gettext_lazy("到点没有记录")
    LEFT = "left", gettext_lazy("跟踪人须另定")
    SOMEBODY = "somebody", gettext_lazy("有跟踪人")
    NOBODY = "nobody", gettext_lazy("没有跟踪人")


class LedgerFilters(forms.Form):
    """The form of filters and search above the list; a value that it does not offer is ignored."""

    session = forms.ChoiceField(label=gettext_lazy("届次"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    duty = forms.ChoiceField(label=gettext_lazy("承办方式"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("环节"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("承办单位"), required=False)
    light = forms.ChoiceField(label=gettext_lazy("灯"), required=False)
    reply_class = forms.ChoiceField(label=gettext_lazy("答复类别"), required=False)
    attention = forms.ChoiceField(label=gettext_lazy("督办关注"), required=False)
    following = forms.ChoiceField(label=gettext_lazy("跟踪"), required=False)
    leader = forms.ChoiceField(label=local("分管{leaders}"), required=False)
    q = forms.CharField(label=gettext_lazy("搜索"), required=False, max_length=100)

    search: Search | None = None
    "The search that was applied last, and the rows that it was made in."

    def __init__(self, data, *, user):
        self.user, self.sessions = user, sessions_of(user)
        data = data.copy()
        if self.sessions and data.get("session") not in {EVERY_SESSION, *(one.code for one in self.sessions)}:
            data["session"] = shown_first(self.sessions).code
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        any_of = _("全部")
        self._offer("session", [(one.code, one.name) for one in self.sessions], (EVERY_SESSION, _("全部届次")))
        self._offer("kind", Kind.choices, ("", any_of))
        self._offer("duty", Duty.choices, ("", any_of))
        self._offer("stage", Stage.choices, ("", any_of))
        self._offer("unit", [(str(pk), name) for pk, name in units_of(user)], ("", any_of))
        self._offer("light", [(one.value, one.label) for one in Light], ("", any_of))
        self._offer("reply_class", self._classes(), ("", any_of))
        self._offer_attention(data.get("leader", ""), ("", any_of))
        self.fields["q"].widget.attrs |= {"placeholder": _("案由、编号、提出人、原文"), "type": "search"}
        self.is_valid()

    def _offer(self, name: str, choices, every: tuple[str, str]) -> None:
        if len(choices) == 1 and name == "unit":
            del self.fields[name]
            return
        self.fields[name].choices = [*choices, every] if name == "session" else [every, *choices]

    def _offer_attention(self, leader: str, every: tuple[str, str]) -> None:
        """Offer the filter by attention to office and units alone, by leader only where 到期和逾期 linked to one."""
        if not permissions.sees_the_inside(self.user):
            del self.fields["attention"], self.fields["following"]
        else:
            self._offer("attention", Attention.choices, every)
            self._offer("following", Followed.choices, every)
        if leader and permissions.sees_whole_ledger(self.user):
            self._offer("leader", [(leader, leader)], every)
        else:
            del self.fields["leader"]

    def _classes(self) -> list[tuple[str, str]]:
        chosen = [self.one_session] if self.one_session else self.sessions
        labels: dict[str, str] = {}
        for session in chosen:
            labels |= dict(session.class_choices())
        return sorted(labels.items())

    @property
    def one_session(self) -> Session | None:
        """The session chosen; None where all are."""
        return next((one for one in self.sessions if one.code == self.data.get("session")), None)

    @property
    def narrowed(self) -> bool:
        """Whether any filter but the session's is used."""
        return any(value for name, value in self.cleaned_data.items() if name != "session")

    def apply(self, records):
        """The records that pass the filters."""
        chosen = self.cleaned_data
        if self.one_session is not None:
            records = records.filter(session=self.one_session)
        for name in ("kind", "duty", "stage", "reply_class"):
            if chosen.get(name):
                records = records.filter(**{name: chosen[name]})
        if chosen.get("unit"):
            records = records.filter(pk__in=Assignment.objects.standing().filter(unit=chosen["unit"]).values("record"))
        if chosen.get("light"):
            records = self._with_light(records, Light(chosen["light"]))
        if chosen.get("attention") or chosen.get("leader"):
            records = records.filter(pk__in=self._with_attention())
        if chosen.get("following"):
            records = records.filter(pk__in=self._followed(Followed(chosen["following"])))
        if chosen.get("q"):
            self.search = Search(chosen["q"], records.db)
            self.before_search = records
            records = self.search.among(records)
        return records

    def bounded(self, records) -> int:
        """How many of the found rows there are; of a search that finds more than `MOST_COUNTED`, one more than that."""
        if self.search is None:
            return records.count()
        if not self.search.is_frequent:
            return records.order_by()[: MOST_COUNTED + 1].count()
        if not self.before_search.query.where:
            return self.search.count(MOST_COUNTED + 1)
        return self.search.gathered(self.before_search).order_by()[: MOST_COUNTED + 1].count()

    def _with_light(self, records, light: Light):
        """Filter by light: of the item's clock or, for a unit, of the clock of its own part, as its list shows it."""
        today = timezone.localdate()
        mine = permissions.own_units(self.user)
        if not mine or light is Light.APART:
            return with_light(records, light, today)
        return records.filter(pk__in=records_showing(light, mine, today).values("pk"))

    def _followed(self, how: Followed):
        """The items that are followed so, by the parts of the user's units alone where the user sees no more."""
        today, calendar = timezone.localdate(), WorkdayOverride.objects.calendar()
        mine = permissions.own_units(self.user)
        match how:
            case Followed.WAITING:
                found = following.waiting(today, calendar)
            case Followed.LEFT:
                found = following.left()
            case Followed.SOMEBODY:
                found = Following.objects.current()
            case _:
                parts = following.without()
                return (parts.filter(unit__in=mine) if mine else parts).order_by().values("record")
        return following.items_of(found.filter(assignment__unit__in=mine) if mine else found)

    def _with_attention(self):
        """Filter to the items that a cell of 到期和逾期 counts, by the parts of the chosen unit or of the user's units."""
        chosen = self.cleaned_data
        units = [chosen["unit"]] if chosen.get("unit") else None
        if units is None and not permissions.sees_whole_ledger(self.user):
            units = permissions.units_of(self.user)
        kind = Attention(chosen.get("attention") or Attention.OPEN)
        return attention.records_with(kind, timezone.localdate(), units=units, leader=chosen.get("leader", ""))


def sessions_of(user) -> list[Session]:
    """The sessions that have rows for the user, the latest first."""
    sessions = Session.objects.all()
    if not permissions.sees_whole_ledger(user):
        sessions = sessions.filter(pk__in=permissions.visible_records(user).values("session"))
    return list(sessions)


def shown_first(sessions: list[Session]) -> Session:
    """The session that a list opens with: the latest; of a year's two (人大、政协) one that has items."""
    latest = [one for one in sessions if one.year == sessions[0].year]
    if len(latest) == 1:
        return latest[0]
    return next((one for one in latest if HandlingRecord.objects.filter(session=one).exists()), latest[0])


def units_of(user) -> list[tuple[int, str]]:
    """The units by which the user may narrow the list: a unit's handler is offered their own alone."""
    units = Unit.objects.own()
    if not permissions.sees_whole_ledger(user):
        mine = permissions.units_of(user)
        rows = Assignment.objects.standing().filter(record__in=permissions.visible_records(user)).values("unit")
        units = units.filter(pk__in=mine) if mine else units.filter(pk__in=rows)
    return list(units.values_list("pk", "name"))
