"""The example's accounts: one person a role, and one a unit, all with 示例 names."""

import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from tracking import permissions
from tracking.models import Person, Role, Unit, UnitAlias, UnitKind
from tracking.versions import keep

OFFICE = {
    "clerk": ("示例经办甲", "区政府办公室经办", Role.OFFICE_CLERK),
    "reviewer": ("示例审核甲", "区政府办公室审核", Role.OFFICE_REVIEWER),
    "leader": ("示例领导甲", "区领导", Role.LEADER),
    "supervisor": ("示例督查甲", "政府办督查室", Role.SUPERVISOR),
    "editor": ("示例编辑甲", "信息公开编辑", Role.EDITOR),
    "first": ("示例一审甲", "拟稿科室负责人", Role.FIRST_REVIEWER),
    "second": ("示例二审甲", "分管负责人", Role.SECOND_REVIEWER),
    "final": ("示例三审甲", "分管政务信息和保密的领导", Role.FINAL_REVIEWER),
    "admin": ("示例管理员甲", "系统管理员", Role.ADMIN),
}
UNITS = {
    "unit": ("区发展和改革委员会（示例）", "区发改委", UnitKind.DEPARTMENT, "示例单位经办甲"),
    "unit2": ("区教育局（示例）", "区教育局", UnitKind.DEPARTMENT, "示例单位经办乙"),
    "unit3": ("区民政局（示例）", "区民政局", UnitKind.DEPARTMENT, "示例单位经办丙"),
    "unit4": ("区卫生健康委员会（示例）", "区卫健委", UnitKind.DEPARTMENT, "示例单位经办丁"),
    "unit5": ("区住房和城乡建设局（示例）", "区住建局", UnitKind.DEPARTMENT, "示例单位经办戊"),
    "unit6": ("区市场监督管理局（示例）", "区市场监管局", UnitKind.DEPARTMENT, "示例单位经办己"),
    "unit7": ("布久乡人民政府（示例）", "布久乡", UnitKind.TOWNSHIP, "示例单位经办庚"),
}
OFFICE_UNIT, OFFICE_LINE = "巴宜区人民政府办公室（示例）", "0894-2000123"
CITY_UNITS = [
    "市民政局（示例）",
    "市卫生健康委员会（示例）",
    "市教育局（示例）",
    "市消防救援支队（示例）",
    "市市场监督管理局（示例）",
]


def demonstration_password() -> str:
    """The accounts' password: HUIYIN_DEMO_PASSWORD, or one made once and kept in the data directory's keys/."""
    if given := os.environ.get("HUIYIN_DEMO_PASSWORD"):
        return given
    path = Path(settings.KEYS_DIR) / "demo_password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9))
    return path.read_text().strip()


@cache
def _hashed(password: str) -> str:
    """The accounts' one password as it is stored; slow on purpose, so it is made once for all of them."""
    return make_password(password)


def make_account(username: str, name: str, post: str, role: Role, unit: Unit | None = None):
    """An account with its person and role, known already or new; returns the user."""
    users = get_user_model()
    user = users.objects.filter(username=username).first()
    if user is None:
        user = users.objects.create(username=username, password=_hashed(demonstration_password()), first_name=name)
    person = Person.objects.filter(user=user).first()
    if person is None:
        person = keep(Person(name=name, post=post, user=user, is_example=True), reason="示例数据")
    if not person.memberships.filter(role=role, unit=unit).exists():
        permissions.grant(person, role, unit)
    return user


def make_people() -> dict[str, object]:
    """Every account of the example, by username."""
    users = {username: make_account(username, *who) for username, who in OFFICE.items()}
    for username, (name, alias, kind, handler) in UNITS.items():
        unit = Unit.objects.filter(name=name).first()
        if unit is None:
            unit = keep(Unit(name=name, kind=kind, district_leader="示例领导甲", is_example=True), reason="示例数据")
            keep(UnitAlias(unit=unit, name=alias), reason="示例数据")
        users[username] = make_account(username, handler, f"{alias}经办", Role.UNIT_HANDLER, unit)
    if not Unit.objects.filter(name=OFFICE_UNIT).exists():
        office = Unit(name=OFFICE_UNIT, kind=UnitKind.OFFICE, office_line=OFFICE_LINE, is_example=True)
        keep(office, reason="示例数据")
    for name in CITY_UNITS:
        if not Unit.objects.filter(name=name).exists():
            keep(Unit(name=name, kind=UnitKind.EXTERNAL, is_example=True), reason="示例数据")
    return users
