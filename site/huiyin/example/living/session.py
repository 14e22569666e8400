"""Making the living session (示例届次), once, beside that of 2024."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from huiyin.example.living import ledger, pages
from huiyin.example.living.days import Days
from huiyin.example.living.driving import HANDED_OVER, drive
from huiyin.example.living.items import LivingItem, living_items
from huiyin.example.living.people import leave_a_role_to_confirm, make_staff
from huiyin.example.load import CODE
from tracking import telling
from tracking.models import Event, Session
from tracking.versions import chained, keep, kinds

RECEIVED = 72
"How many days ago the list came in."


def living_session() -> Session | None:
    """The living session, where there is one."""
    return Session.objects.filter(is_example=True).exclude(code=CODE).order_by("-pk").first()


def made_for() -> date | None:
    """The day that the living session's dates follow (its today); None where there is none."""
    event = Event.objects.filter(what=kinds.EXAMPLE, data__has_key="today").order_by("number").last()
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
    found = {}
    for item in items:
        ago = ledger.RECEIVED.get(item.way)
        if ago is None:
            ago = RECEIVED
        found[item.place] = days.ago(ago)
    return found


def make(users: dict[str, object], *, large: bool = False, today: date | None = None) -> bool:
    """Make the living session where there is none; whether it was made."""
    if living_session() is not None:
        return False
    items = living_items(large=large)
    with transaction.atomic():
        days = Days(today or timezone.localdate())
        with chained(
            kinds.EXAMPLE,
            account=None,
            summary=f"示例届次，日期按{days.today}编排",
            data={"today": days.today.isoformat()},
        ):
            staff = make_staff(users, 40 if large else 20)
            session = _make_session(days)
            leave_a_role_to_confirm()
        ledger.bring_in(session, items, days, _received(items, days), users["clerk"])
        drive(session, items, staff, days)
    with transaction.atomic():
        pages.build(session, users)
    day = telling.Day(days.today)
    telling.tell(day)
    telling.retire_done(day)
    return True
