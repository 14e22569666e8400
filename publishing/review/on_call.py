"""紧急撤稿 by a call at night (值班撤稿): a named person takes the page down at once; paper and copies are seen to after."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.models import (
    DISCLOSURE_TYPES,
    Cause,
    CopyCleared,
    OrderWay,
    Place,
    PublicAddress,
    ReplyNoticePage,
    TakeDown,
    TakeDownPaper,
    UpperPublication,
)
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


@dataclass(frozen=True, slots=True)
class Copy:
    """A place where a copy may lie, and what was done about it: each address on the platform above is one of its own."""

    place: Place
    address: str = ""
    cleared: CopyCleared | None = None

    @property
    def note(self) -> str:
        """What was done; empty while nobody has seen to it."""
        return self.cleared.note if self.cleared is not None else ""


def still_elsewhere(page: Page) -> str:
    """What is to be done at once where a page was taken down and lies at addresses outside too; empty when it does not."""
    outside = whereabouts([page])[page.pk].outside
    words = _("已撤稿，本系统的页面已经撤下；别处还有：%(places)s。请立即通知那里撤下，再到“撤稿值班”逐处登记。")
    return words % {"places": "、".join(outside)} if outside else ""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Every web address at which a page was to be read, as far as it is known."""

    here: str
    "On this portal; empty where it never was public here."
    outside: tuple[str, ...]
    "On the platform above, and where it was published first or registered."

    @property
    def all(self) -> list[str]:
        """This portal's first."""
        return [one for one in (self.here, *self.outside) if one]


def whereabouts(pages: Collection[Page]) -> dict[int, Whereabouts]:
    """Where each page was to be read, by its key; a few queries for all of them."""
    keys = [page.pk for page in pages]
    public = set(PublicAddress.objects.filter(page__in=keys, part="").values_list("page", flat=True))
    outside: dict[int, list[str]] = {key: [] for key in keys}
    for page, url in UpperPublication.objects.filter(page__in=keys).order_by("pk").values_list("page", "url"):
        outside[page].append(url)
    for model in DISCLOSURE_TYPES:
        for page, url in model.objects.filter(pk__in=keys).exclude(migrated_url="").values_list("pk", "migrated_url"):
            outside[page].append(url)
    registered = ReplyNoticePage.objects.filter(pk__in=keys).exclude(reply__published_url="")
    for page, url in registered.values_list("pk", "reply__published_url"):
        outside[page].append(url)
    found = {}
    for page in pages:
        own = page.full_url or ""
        elsewhere = tuple(one for one in dict.fromkeys(outside[page.pk]) if one != own)
        found[page.pk] = Whereabouts(own if page.pk in public else "", elsewhere)
    return found


def copies_of(rows: Iterable[TakeDown]) -> dict[int, list[Copy]]:
    """By take-down, the places where copies may still lie: each address outside that is known, and those of every page."""
    rows = list(rows)
    places = whereabouts(list({row.page_id: row.page for row in rows}.values()))
    found = {}
    for row in rows:
        cleared = {(Place(one.place), one.address): one for one in row.copies.all()}
        wanted = [(Place.PLATFORM, one) for one in places[row.page_id].outside] or [(Place.PLATFORM, "")]
        wanted += [(place, "") for place in Place if place is not Place.PLATFORM]
        before = [one for one in cleared if one not in wanted]
        found[row.pk] = [Copy(place, address, cleared.get((place, address))) for place, address in before + wanted]
    return found


def copies_left(row: TakeDown) -> list[Copy]:
    """Those of one take-down that nobody has seen to."""
    return [one for one in copies_of([row])[row.pk] if one.cleared is None]


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


def clear_copy(row: TakeDown, place: str, *, account: Account, note: str, address: str = "") -> CopyCleared:
    """Tick one place off, on the platform above by its address: what was done about the copy there, or that there is none."""
    note = note.strip()
    with transaction.atomic():
        page = locked(row.page)
        if sentence := why_not_aftercare(account) or _why_not_copy(row, place, address, note):
            raise Refused(sentence)
        label = Place(place).label
        return CopyCleared.objects.create(
            take_down=row, place=place, address=address, note=note, recorded_by=account,
            event=event_of(
                kinds.COPY_CLEARED, page, account, permissions.person_of(account), "",
                summary=_("：%(place)s，%(note)s") % {"place": f"{label}{address and f' {address}'}", "note": note}, on=timezone.localdate(),
                take_down=row.pk, place=place, address=address, note=note,
            ),
        )  # fmt: skip


def _why_not_copy(row: TakeDown, place: str, address: str, note: str) -> str:
    if place not in Place.values:
        return _("请选择副本所在。")
    known = copies_of([TakeDown.objects.get(pk=row.pk)])[row.pk]
    found = next((one for one in known if (one.place, one.address) == (place, address)), None)
    if found is None:
        return _("这次撤稿没有这一处副本，请刷新后再登记。")
    if found.cleared is not None:
        return _("这一处已经登记过。")
    return "" if note else _("请写明怎样处理的，没有副本的写“没有”。")


def remind_of_paper(rows: Iterable[TakeDown]) -> None:
    """Ask for each written order that is still missing, once a day."""
    for row in rows:
        telling.paper_is_missing(row, paper_due_on(row))
