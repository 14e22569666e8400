"""Making the living session (示例届次), once, beside that of 2024."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from huiyin.example.living import ledger, pages
from huiyin.example.living.days import Days
from huiyin.example.living.driving import HANDED_OVER, drive, handed_over_ago
from huiyin.example.living.items import LivingItem, living_items
from huiyin.example.living.people import Staff, leave_a_role_to_confirm, make_staff
from huiyin.example.load import CODE
from publishing.models import PortalSettings
from tracking import telling
from tracking.models import Event, Session, Unit
from tracking.versions import chained, keep, kinds

RECEIVED = 72
"How many days ago the list came in."
BEFORE = 5
"How many days before its hand-over an item came in that came later."


def is_demonstration() -> bool:
    """Whether this installation is a demonstration and nothing else: its portal says so, and every session is made up."""
    portal = PortalSettings.objects.first()
    is_marked = portal is not None and portal.is_demonstration
    return is_marked and Session.objects.exists() and not Session.objects.filter(is_example=False).exists()


def living_session() -> Session | None:
    """The living session, where there is one."""
    return Session.objects.filter(is_example=True).exclude(code=CODE).order_by("-pk").first()


def _made() -> Event | None:
    """The event of its making."""
    return Event.objects.filter(what=kinds.EXAMPLE, data__has_key="today").order_by("number").last()


def made_for() -> date | None:
    """The day that the living session's dates follow (its today); None where there is none."""
    event = _made()
    return date.fromisoformat(event.data["today"]) if event is not None else None


def _make_session(days: Days) -> Session:
    year = days.today.year
    return keep(
        Session(
            code=str(year) if str(year) != CODE else f"{year}-2",
            name=f"示例区{year}年“两会”（示例届次）",
            year=year,
            upper_name="示例市人民政府办公室",
            notice_on=days.ago(HANDED_OVER + 4),
            notice_title=f"示例区人民政府办公室关于做好{year}年建议提案办理工作的通知",
            handed_over_on=days.ago(HANDED_OVER),
            is_example=True,
        ),
        reason="示例数据",
    )


def _received(items: list[LivingItem], days: Days) -> dict[int, date]:
    """When each item came in: with the list, or since then."""
    ago = {item.place: handed_over_ago(item) for item in items}
    return {
        place: days.ago(RECEIVED if days_ago == HANDED_OVER else days_ago + BEFORE) for place, days_ago in ago.items()
    }


def begin(users: dict[str, object], days: Days, count: int) -> tuple[Session, Staff]:
    """The session without items yet, and so many units with their people; one event names the day and the units."""
    about: dict[str, object] = {"today": days.today.isoformat()}
    said = f"示例届次，日期按{days.today}编排"
    with chained(kinds.EXAMPLE, account=None, summary=said, data=about):
        staff = make_staff(users, count)
        about["units"] = [unit.pk for unit in staff.units]
        session = _make_session(days)
        leave_a_role_to_confirm()
    return session, staff


def living_units() -> list[Unit]:
    """The living session's units in their order; none where there is no such session."""
    event = _made()
    keys = event.data.get("units", []) if event is not None else []
    found = Unit.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def make(users: dict[str, object], *, large: bool = False, today: date | None = None) -> bool:
    """Make the living session where there is none; whether it was made."""
    if living_session() is not None:
        return False
    items = living_items(large=large)
    with transaction.atomic():
        days = Days(today or timezone.localdate())
        session, staff = begin(users, days, 40 if large else 20)
        ledger.bring_in(session, items, days, _received(items, days), users["clerk"])
        drive(session, items, staff, days)
    with transaction.atomic():
        pages.build(session, users)
    day = telling.Day(days.today)
    telling.tell(day)
    telling.retire_done(day)
    return True
