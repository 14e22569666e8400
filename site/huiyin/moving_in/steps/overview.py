"""The list of steps (开办步骤): what each is, why it is asked, how it stands, and what it still lacks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huiyin.moving_in.leaving import left_lists
from huiyin.moving_in.missing import RED, Missing
from huiyin.moving_in.missing.of_people import missing_people
from huiyin.moving_in.missing.of_portal import missing_portal
from huiyin.moving_in.missing.of_sessions import missing_sessions
from huiyin.moving_in.missing.of_units import missing_office, missing_units
from huiyin.moving_in.missing.snapshot import Snapshot
from tracking.wording.labels import Label
from tracking.wording.local import localised


class Standing(Enum):
    """How a step stands: told by shape and word, colour only helps."""

    TO_DO = ("red", gettext_lazy("未开始"))
    LACKS = ("red", gettext_lazy("需要处理"))
    ALMOST = ("yellow", gettext_lazy("进行中"))
    LATER = ("apart", gettext_lazy("可以后补"))
    DONE = ("green", gettext_lazy("已完成"))

    def __init__(self, light: str, label: Label):
        self.light, self.label = light, label

    @property
    def is_open(self) -> bool:
        """Whether something is still missing without which items can't be handed over or pages published."""
        return self in {Standing.TO_DO, Standing.LACKS}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its page, why it is asked, how it stands, what is entered and what is missing."""

    key: str
    title: str
    why: str
    url: str
    standing: Standing
    said: str
    missing: tuple[Missing, ...] = ()


def _stands(is_begun: bool, missing: list[Missing], *, can_wait: bool = False) -> Standing:
    if not is_begun:
        return Standing.LATER if can_wait else Standing.TO_DO
    if any(one.level == RED for one in missing):
        return Standing.LACKS
    return Standing.ALMOST if missing else Standing.DONE


def _office(now: Snapshot) -> Step:
    missing = missing_office(now)
    return Step(
        "office", _("机关"), _("全称是通知、信函的抬头；级别决定领导和上级机关怎么称呼。"), reverse("moving_in_office"),
        _stands(now.office is not None, missing), now.office.name if now.office else "", tuple(missing),
    )  # fmt: skip


def _units(now: Snapshot) -> Step:
    missing = missing_units(now)
    return Step(
        "units", _("承办单位"), _("交办清单按名称和简称认单位。"), reverse("units_modeladmin_index"),
        _stands(bool(now.units), missing), _("已登记%(n)s个。") % {"n": len(now.units)} if now.units else "",
        tuple(missing),
    )  # fmt: skip


def _people(now: Snapshot) -> Step:
    missing = missing_people(now)
    count = len({one.person_id for one in now.given})
    return Step(
        "people", _("人员与角色"), _("拟稿、审核、签发要不同的人，一个人不能包办。"), reverse("moving_in_people"),
        _stands(count > 1, missing), _("%(n)s人有角色。") % {"n": count} if count > 1 else "", tuple(missing),
    )  # fmt: skip


def _sessions(now: Snapshot) -> Step:
    missing = missing_sessions(now)
    return Step(
        "sessions", _("届次"), _("各项时限、答复类别和满意率口径都按届次定。"), reverse("moving_in_sessions"),
        _stands(bool(now.sessions), missing), now.sessions[0].name if now.sessions else "", tuple(missing),
    )  # fmt: skip


def _portal(now: Snapshot) -> Step:
    missing = missing_portal(now)
    said = ""
    if now.has_portal:
        said = _("栏目已建立。") if now.portal.has_columns else _("栏目已建立，只用来起草和审签；在省统一平台公开。")
    return Step(
        "portal", _("信息公开栏目"), _("年度总结和答复经审签后在哪里公开，由谁审签。"), reverse("moving_in_portal"),
        _stands(now.has_portal, missing, can_wait=True), said, tuple(missing),
    )  # fmt: skip


def _profile(now: Snapshot) -> Step:
    is_chosen = not now.rules._state.adding
    said = str(now.rules.get_profile_display())
    return Step(
        "profile", _("分工方式"), _("人手不够的办公室可以少分一道，放弃什么写在页上。"), reverse("moving_in_profile"),
        Standing.DONE if is_chosen else Standing.LATER, said if is_chosen else _("没有选的按“%(this)s”。") % {"this": said},
    )  # fmt: skip


def _items(now: Snapshot) -> Step:
    said = _("已登记%(n)s件。") % {"n": now.items} if now.items else localised("由{section}经办导入交办清单。")
    if waiting := list(dict.fromkeys(one.upload.name for one in left_lists())):
        said += _("%(names)s等待导入。") % {"names": "".join(f"《{name}》" for name in waiting)}
    return Step(
        "items", _("第一批承办件"), _("导入人大、政协的交办清单，或逐件收文登记。"), reverse("moving_in_list"),
        Standing.DONE if now.items else Standing.TO_DO, said,
    )  # fmt: skip


STEPS: tuple[Callable[[Snapshot], Step], ...] = (_office, _units, _people, _sessions, _profile, _portal, _items)


def overview(now: Snapshot | None = None) -> list[Step]:
    """Every step, in the order that makes sense."""
    now = now or Snapshot.now()
    return [step(now) for step in STEPS]


def still_open(steps: Iterable[Step]) -> list[Step]:
    """The steps that hold up the first item or the first page."""
    return [one for one in steps if one.standing.is_open]
