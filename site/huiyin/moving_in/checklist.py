"""What an office still needs before its first item can be handed over (开办进度), each with why and where it is entered."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from publishing.models import PortalHomePage
from tracking.models import HandlingRecord, Membership, OfficeSettings, Role, Session, Unit, UnitKind

DONE, MISSING, OPTIONAL = "done", "missing", "optional"
NEEDED = (Role.OFFICE_CLERK, Role.OFFICE_REVIEWER, Role.LEADER)
"Without these no item gets through the loop."
TO_PUBLISH = (Role.EDITOR, Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER)
"Without these nothing is published; an office of two records needs no second level."


@dataclass(frozen=True, slots=True)
class Part:
    """One part of moving in: what it is, why it is asked, how it stands, and the page on which it is entered."""

    title: str
    why: str
    state: str
    said: str
    url: str


def _stands(is_done: bool, otherwise: str = MISSING) -> str:
    return DONE if is_done else otherwise


def _unheld(*roles: Role) -> list[Role]:
    """Those of these roles that nobody in office has."""
    held = set(Membership.objects.in_effect().filter(person__is_active=True).values_list("role", flat=True))
    return [role for role in roles if role.value not in held]


def _nobody_is(roles: list[Role]) -> str:
    return _("还没有人是：%(roles)s。") % {"roles": "、".join(str(role.label) for role in roles)}


def _office() -> Part:
    office = Unit.objects.filter(kind=UnitKind.OFFICE).order_by("pk").first()
    return Part(
        _("机关"), _("政府办公室全称是通知、信函的抬头。"), _stands(office is not None),
        office.name if office else _("还没有登记政府办公室。"), reverse("units_modeladmin_index"),
    )  # fmt: skip


def _units() -> Part:
    count = Unit.objects.own().exclude(kind=UnitKind.OFFICE).filter(is_active=True).count()
    return Part(
        _("承办单位"), _("交办清单按名称和简称认单位。"), _stands(count > 0),
        _("已登记%(n)s个。") % {"n": count}, reverse("units_modeladmin_index"),
    )  # fmt: skip


def _people() -> Part:
    unheld = _unheld(*NEEDED, Role.UNIT_HANDLER)
    missing = [role for role in unheld if role in NEEDED]
    said = _nobody_is(missing) if missing else _("闭环各道手续都有人。")
    if Role.UNIT_HANDLER in unheld:
        said += _("承办单位还没有经办账号，可用回填表和代签收。")
    return Part(
        _("人员与角色"), _("拟稿、审核、签发要三个人，一个人不能包办。"), _stands(not missing), said,
        reverse("people_modeladmin_index"),
    )  # fmt: skip


def _sessions() -> Part:
    session = Session.objects.current()
    return Part(
        _("届次"), _("各项时限、满意率口径都按届次定。"), _stands(session is not None),
        session.name if session else _("还没有届次。"), reverse("sessions_modeladmin_index"),
    )  # fmt: skip


def _portal() -> Part:
    is_small = OfficeSettings.current().is_small
    missing = _unheld(*(role for role in TO_PUBLISH if not (is_small and role is Role.SECOND_REVIEWER)))
    is_there = PortalHomePage.objects.exists()
    said = _("栏目已建立。") if is_there else _("还没有公开栏目；不在这里公开的可以不建。")
    if is_there and missing:
        said += _nobody_is(missing)
    return Part(
        _("信息公开栏目"), _("年度总结和答复经三审在这里公开，或生成移交包。"),
        _stands(is_there and not missing, OPTIONAL), said, reverse("moving_in"),
    )  # fmt: skip


def _first_item() -> Part:
    count = HandlingRecord.objects.count()
    return Part(
        _("第一批承办件"), _("导入人大、政协的交办清单，或逐件收文登记。"), _stands(count > 0),
        _("已登记%(n)s件。") % {"n": count} if count else _("由政府办经办导入交办清单。"), reverse("import_start"),
    )  # fmt: skip


PARTS: tuple[Callable[[], Part], ...] = (_office, _units, _people, _sessions, _portal, _first_item)


def checklist() -> list[Part]:
    """Every part, in the order that makes sense."""
    return [part() for part in PARTS]
