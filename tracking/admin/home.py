"""The first page after login (首页): what waits for the user, what is late or due soon, and links to go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Case, Func, IntegerField, Q, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from tracking import figures, permissions
from tracking.admin.frame import record_url
from tracking.admin.ledger.filters import EVERY_SESSION
from tracking.admin.loop.following import followed_items
from tracking.admin.loop.waiting import ITEMS_SHOWN, Waiting
from tracking.loop import vouching
from tracking.models import HandlingRecord, Role, Session, every_session
from tracking.models.reading import reading_once
from tracking.people import powers
from tracking.time.running import Running, running, with_lights
from tracking.workdays import Calendar, Light, remaining


@dataclass(frozen=True, slots=True)
class Late:
    """An item that is late or due soon."""

    record: HandlingRecord
    light: Light
    remaining: str
    url: str
    clock: Running | None = None
    "For a unit: the clock of its own part."


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The items of one light (逾期 or 临近), the most urgent first, and their number."""

    label: str
    light: Light
    items: list[Late]
    count: int
    url: str


class HowMany(Func):
    """How many rows a subquery has: a count that groups by nothing."""

    template, output_field = "COUNT(*)", IntegerField()


def deadlines(user, calendar: Calendar) -> list[Deadlines]:
    """The late items and those due soon (逾期、临近) among the user's rows; for a unit by the clocks of its own parts."""
    today = timezone.localdate()
    if mine := permissions.own_units(user):
        rows, by = with_lights(today, calendar).filter(unit__in=mine).select_related("record__session"), "runs_until"
    else:
        rows, by = permissions.visible_records(user).with_lights(today).select_related("session"), "due_on"
    # The first of each light and how many there are, in one query that reads whole rows of those few alone.
    keys = {one: rows.filter(light_shown=one.value).order_by().values("pk") for one in (Light.RED, Light.YELLOW)}
    first_ones = [Q(pk__in=found.order_by(by, "pk")[:ITEMS_SHOWN]) for found in keys.values()]
    counts = [When(light_shown=one.value, then=Subquery(found.values(n=HowMany()))) for one, found in keys.items()]
    shown = list(rows.filter(reduce(or_, first_ones)).annotate(every=Case(*counts)).order_by(by, "pk"))
    found = []
    for light in (Light.RED, Light.YELLOW):
        first = [one for one in shown if one.light_shown == light.value]
        items = [
            _late(one.record, light, calendar, running(one, today, calendar)) if mine else _late(one, light, calendar)
            for one in first
        ]
        url = f"{reverse('ledger_modeladmin_index')}?session={EVERY_SESSION}&light={light.value}&o=due_on"
        found.append(Deadlines(light.label, light, items, first[0].every if first else 0, url))
    return found


def _late(record: HandlingRecord, light: Light, calendar: Calendar, clock: Running | None = None) -> Late:
    until = clock.on if clock else record.clock_due_on
    return Late(record, light, remaining(timezone.localdate(), until, calendar), record_url(record), clock)


@dataclass(frozen=True, slots=True)
class Link:
    """A link on the first page."""

    label: str
    url: str
    icon: str


def quick_links(user, session: Session | None) -> list[Link]:
    """The links that fit this user's roles, in the current session."""
    ledger = reverse("ledger_modeladmin_index")
    links = []
    if permissions.has_role(user, Role.LEADER):
        links.append(Link(_("逐件签批"), reverse("loop_signing_next"), "edit"))
    if permissions.has_role(user, Role.OFFICE_CLERK):
        links.append(Link(_("收文登记"), reverse("loop_register"), "plus"))
        links.append(Link(_("待交办的承办件"), f"{ledger}?session={EVERY_SESSION}&stage=instructed", "tasks"))
        if session is not None:
            links.append(Link(_("本届文书"), reverse("papers_of_session", args=[session.code]), "doc-full"))
    if permissions.may_remind(user):
        links.append(Link(_("到期和逾期"), reverse("supervision_due"), "time"))
        links.append(Link(_("催办单"), reverse("supervision_sheets"), "mail"))
    if permissions.may_open_ledger(user):
        links.append(Link(_("承办件台账"), ledger, "list-ul"))
    if powers.may_confirm(user):
        links.append(Link(_("待确认的授权"), reverse("powers"), "check"))
    if permissions.may_hand_on(user):
        links.append(Link(_("人员交接"), reverse("hand_on"), "group"))
    return links


SOURCES = [key for key in figures.FIGURES if key.startswith("feedback_") and key.endswith("_share")]
"The figures of how opinions came in (反馈来源构成), which are never published."


def opinions(session: Session | None) -> list[figures.Count]:
    """How the current session's opinions came in (反馈来源构成), shown to the office alone."""
    if session is None:
        return []
    return [one for one in figures.count(session, keys=SOURCES).values() if one.numerator]


class HomePanel(Component):
    """The ledger's panel on the first page."""

    name = "tracking_home"
    order = 10
    template_name = "tracking/admin/home.html"

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> SafeString:
        """The panel; what its lines ask alike, whether before or while they are written out, is read once."""
        with reading_once():
            return super().render_html(parent_context)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        user: AbstractBaseUser = request.user
        works = permissions.may_open_ledger(user)
        waiting = Waiting(user) if works else None
        for code in request.GET.getlist("all") if waiting is not None else ():
            for groups in (waiting.mine, waiting.on_paper):
                if code in groups:
                    groups[code].is_whole = True
        session = next(iter(every_session()), None) if permissions.sees_whole_ledger(user) else None
        followed = followed_items(user, waiting.calendar) if waiting is not None else None
        return {
            "user": user,
            "person": permissions.person_of(user),
            "words": followed.words if followed is not None else [],
            "to_be_named": followed.to_be_named if followed is not None else [],
            "memberships": permissions.memberships(user),
            "unconfirmed": permissions.unconfirmed(user),
            "stand_ins": permissions.stand_ins(user),
            "works": works,
            "is_inside": permissions.sees_the_inside(user),
            "waiting": waiting,
            "to_confirm": [(one, record_url(one.event.record)) for one in vouching.to_confirm(user)] if works else [],
            "deadlines": deadlines(user, waiting.calendar) if waiting and permissions.sees_the_inside(user) else [],
            "shares": opinions(session),
            "links": quick_links(user, session),
        }


def show_home(request, panels: list) -> None:
    """Put the ledger's panel first, and remove Wagtail's panels about pages for users who have no pages."""
    if not request.user.is_superuser:
        panels[:] = [panel for panel in panels if not type(panel).__module__.startswith("wagtail.admin.")]
    panels.append(HomePanel())


def hide_summary(request, items: list) -> None:
    """Hide Wagtail's counts of pages, images and documents from those who only handle items."""
    if not request.user.is_superuser:
        items.clear()


def home_menu_item() -> MenuItem:
    """The menu's entry 我的待办, which leads to the first page."""
    return MenuItem(_("我的待办"), reverse("wagtailadmin_home"), name="todo", icon_name="home", order=10)
