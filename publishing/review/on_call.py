"""紧急撤稿 by a call at night (值班撤稿): a named person takes the page down at once; paper and copies are seen to after."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.models import Cause, CopyCleared, OrderWay, Place, TakeDown, TakeDownPaper
from publishing.permissions import WRITERS
from publishing.review import kinds, telling
from publishing.review.acts import Refused, acting, event_of, locked
from publishing.review.publication import put_away, why_not_away
from tracking import permissions
from tracking.loop import scans
from tracking.models import PrivateFile, Role, WorkdayOverride
from tracking.models.accounts import Account
from tracking.wording.local import localised

PAPER_WITHIN = 2
"Working days in which the written order follows the call."
FEWEST_ON_DUTY = 2
AFTERCARE = (Role.DUTY_OFFICER, Role.OFFICE_CLERK, *WRITERS)
"Roles that bring the paper after a take-down and see to the copies."
LONGEST_AGO = timedelta(days=3)
"An order that is older than this was not urgent: it is decided in the ordinary way."


# 值班 --------------------------------------------------------------------------------------------
def too_few_on_duty() -> str:
    """A warning where fewer than two people can take a page down on a call; empty when there are enough."""
    number = len(telling.holders_of(Role.DUTY_OFFICER))
    if number >= FEWEST_ON_DUTY:
        return ""
    words = _(
        "值班撤稿人只有%(n)s人，至少要有%(fewest)s人：夜间接到撤稿指令可能无人能办。请系统管理员在“办理人员”中指定。"
    )
    return words % {"n": number, "fewest": FEWEST_ON_DUTY}


def why_not_on_call(page: Page, account: Account) -> str:
    """Why this account may not take the page down on somebody's order; empty when it may."""
    person = permissions.person_of(account)
    if person is None or not permissions.has_role(person, Role.DUTY_OFFICER):
        return _("凭电话或当面指令撤稿，由值班撤稿人办理。")
    return why_not_away(page)


def take_down_on_call(
    page: Page,
    *,
    account: Account,
    ordered_by: str,
    ordered_at: datetime,
    way: str,
    reason: str,
    cause: str = Cause.CONTENT,
) -> TakeDown:
    """Take a live page off the portal at once on an order by call or in person (紧急撤稿); no paper is asked for yet."""
    ordered_by, reason = ordered_by.strip(), reason.strip()
    with transaction.atomic():
        page = locked(page)
        if sentence := why_not_on_call(page, account) or _why_not_order(ordered_by, ordered_at, way, reason):
            raise Refused(sentence)
        summary = _("%(by)s于%(at)s%(way)s指令：%(why)s") % {
            "by": ordered_by,
            "at": f"{timezone.localtime(ordered_at):%Y-%m-%d %H:%M}",
            "way": OrderWay(way).label,
            "why": reason,
        }
        row = put_away(
            page, account=account, decider=acting(account), reason=reason, cause=cause, is_urgent=True,
            summary=summary, ordered_by=ordered_by, ordered_at=ordered_at, way=way,
        )  # fmt: skip
        telling.taken_down_on_call(row, paper_due_on(row))
    return row


def _why_not_order(ordered_by: str, ordered_at: datetime, way: str, reason: str) -> str:
    if not ordered_by or way not in OrderWay.values or not reason:
        return _("请写明指令人、指令方式（电话或当面）和撤稿理由。")
    if ordered_at > timezone.now():
        return _("指令时间在将来，请填写实际接到指令的时间。")
    if ordered_at < timezone.now() - LONGEST_AGO:
        return _("指令是三天以前的，请按撤稿手续由三审决定。")
    return ""


# 善后 --------------------------------------------------------------------------------------------
def paper_due_on(row: TakeDown) -> date:
    """By when the written order is to be there."""
    return WorkdayOverride.objects.calendar().add_workdays(timezone.localdate(row.at), PAPER_WITHIN)


def without_paper() -> list[TakeDown]:
    """Take-downs on a call whose written order is still missing, the oldest first."""
    return list(
        TakeDown.objects.exclude(ordered_by="").filter(paper=None).select_related("page", "decider").order_by("pk")
    )


def places_left(row: TakeDown) -> list[Place]:
    """The places where a copy may still lie, that nobody has seen to."""
    seen = {one.place for one in row.copies.all()}
    return [place for place in Place if place not in seen]


def why_not_aftercare(account: Account) -> str:
    """Why this account may not bring the paper or see to copies; empty when it may."""
    person = permissions.person_of(account)
    if person is None or not permissions.has_any_role(person, AFTERCARE):
        return localised("撤稿善后由值班撤稿人、{section}经办、信息公开编辑和审签人办理。")
    return ""


def bring_paper(row: TakeDown, scan: PrivateFile, *, account: Account) -> TakeDownPaper:
    """Add the scan of the written order that followed the call (补办手续)."""
    with transaction.atomic():
        page = locked(row.page)
        if sentence := why_not_aftercare(account) or _why_not_paper(row) or scans.why_not_serve(scan, TakeDownPaper):
            raise Refused(sentence)
        paper = TakeDownPaper.objects.create(
            take_down=row, scan=scan, recorded_by=account,
            event=event_of(
                kinds.ORDER_FOLLOWED, page, account, permissions.person_of(account), "",
                on=timezone.localdate(), take_down=row.pk, scan=scan.sha256,
            ),
        )  # fmt: skip
        telling.paper_is_there(row)
    return paper


def _why_not_paper(row: TakeDown) -> str:
    if not row.on_call:
        return _("这次撤稿不需要补办手续。")
    return _("撤稿手续已经补办。") if TakeDownPaper.objects.filter(take_down=row.pk).exists() else ""


def clear_copy(row: TakeDown, place: str, *, account: Account, note: str) -> CopyCleared:
    """Tick one place off: what was done about the copy there, or that there is none."""
    note = note.strip()
    with transaction.atomic():
        page = locked(row.page)
        if sentence := why_not_aftercare(account) or _why_not_copy(row, place, note):
            raise Refused(sentence)
        label = Place(place).label
        return CopyCleared.objects.create(
            take_down=row, place=place, note=note, recorded_by=account,
            event=event_of(
                kinds.COPY_CLEARED, page, account, permissions.person_of(account), "",
                summary=_("：%(place)s，%(note)s") % {"place": label, "note": note}, on=timezone.localdate(),
                take_down=row.pk, place=place, note=note,
            ),
        )  # fmt: skip


def _why_not_copy(row: TakeDown, place: str, note: str) -> str:
    if place not in Place.values:
        return _("请选择副本所在。")
    if Place(place) not in places_left(TakeDown.objects.get(pk=row.pk)):
        return _("这一处已经登记过。")
    return "" if note else _("请写明怎样处理的，没有副本的写“没有”。")


def remind_of_paper(rows: Iterable[TakeDown]) -> None:
    """Ask for each written order that is still missing, once a day."""
    for row in rows:
        telling.paper_is_missing(row, paper_due_on(row))
