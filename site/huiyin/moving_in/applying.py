"""Putting a setup file into force (开办): all of it or nothing; what is there already is found again and only completed."""

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import get_hasher, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.moving_in.columns import open_columns
from huiyin.moving_in.given import Given, GivenRow, Trouble
from huiyin.moving_in.sheets import OFFICE, PEOPLE, PORTAL, SESSIONS, UNITS
from publishing.models import PortalHomePage
from publishing.models.setting_changes import Subject
from publishing.review import settings_changes
from tracking import permissions
from tracking.models import Membership, OfficeSettings, Person, Role, Session, Unit, UnitAlias, UnitKind
from tracking.models.versioned import Versioned
from tracking.people import powers
from tracking.versions import chained, keep, kinds
from tracking.wording import folded, personal_numbers
from tracking.wording.names import without_padding

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"What one-time passwords are made of: nothing that looks like something else on paper."
LENGTH = 12
ROUNDS = 20_000
"Rounds by which a one-time password is digested: chance made it, nobody keeps it, and a hundred are made in one request."


@dataclass(frozen=True, slots=True)
class AccountSlip:
    """What somebody gets on paper to log in for the first time (账号条)."""

    name: str
    post: str
    username: str
    password: str


@dataclass(slots=True)
class SetUp:
    """What a file brought: how much is new, completed or there already, and what is wrong."""

    counts: dict[str, Counter] = field(default_factory=dict)
    "By the sheet's name: new, changed, same."
    troubles: list[Trouble] = field(default_factory=list)
    slips: list[AccountSlip] = field(default_factory=list)
    is_trial: bool = False
    "Whether everything will be undone: then no password is made."
    account: Any = None
    "Who enters it in the admin; None for whoever runs the program."
    known: dict[str, Unit] | None = None
    "The registered units by every name, folded; read once, and completed with what is entered."

    faulty_units: set[str] = field(default_factory=set)
    "Names, folded, of units whose own rows could not be read: whoever belongs to them is not told that there is none."

    def unit_named(self, name: str) -> Unit | None:
        """The unit of this name, whichever of its names it is."""
        if self.known is None:
            self.known = {folded(one): unit for one, unit in Unit.objects.by_any_name().items()}
        return self.known.get(folded(name))

    def know(self, name: str, unit: Unit) -> None:
        """Remember another name of a unit that was just entered."""
        if self.known is not None:
            self.known[folded(name)] = unit

    def note(self, row: GivenRow, outcome: str) -> None:
        """Count one thing."""
        self.counts.setdefault(row.sheet.name, Counter())[outcome] += 1


def put_into_force(given: Given, *, account: Any = None, dry_run: bool = False, source: str = "") -> SetUp:
    """Enter everything that the file says in one transaction; with a trouble, or as a trial, nothing is entered.

    Roles that an account gives wait for a second person where roles given in 办理人员 do; nobody gives themselves one.
    `source` says in the event where it comes from, if not from a setup file.
    """
    done = SetUp(troubles=list(given.troubles), is_trial=dry_run, account=account)
    with transaction.atomic():
        with chained(kinds.LIST, _("开办"), account=account, summary=source or _("按开办资料登记")):
            _enter(given, done)
        if done.troubles or dry_run:
            transaction.set_rollback(True)
    if done.troubles or dry_run:
        done.slips.clear()
    return done


def _enter(given: Given, done: SetUp) -> None:
    office = given.once(OFFICE)
    if office is not None:
        _office(office, done)
    for row in given.rows[UNITS.key]:
        if row.is_faulty:
            done.faulty_units |= {folded(one) for one in (row.values.get("name", ""), *row.values.get("aliases", []))}
    for row in given.whole(UNITS):
        with _told(row, done):
            _unit(row, done)
    for row in given.whole(PEOPLE):
        with _told(row, done):
            _person(row, done)
    for row in given.whole(SESSIONS):
        with _told(row, done):
            _session(row, done)
    if (portal := given.once(PORTAL)) is not None and portal.values.get("name"):
        with _told(portal, done):
            _portal(portal, done)


@contextmanager
def _told(row: GivenRow, done: SetUp) -> Iterator[None]:
    """Turn what the models refuse into troubles of this row; what was begun for it is undone."""
    try:
        with transaction.atomic():
            yield
    except ValidationError as problem:
        found = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
        for key, messages in found.items():
            done.troubles += [row.trouble(key, one) for one in messages]


def _complete(row: GivenRow, done: SetUp, instance: Versioned, **values: Any) -> Versioned:
    """Keep an instance with these values, as a new version where any differs."""
    is_new = instance.pk is None
    changed = [name for name, value in values.items() if getattr(instance, name) != value]
    for name in changed:
        setattr(instance, name, values[name])
    if is_new or changed:
        keep(instance, user=done.account, reason=_("开办"))
    done.note(row, "new" if is_new else "changed" if changed else "same")
    return instance


def _office(row: GivenRow, done: SetUp) -> None:
    values = row.values
    with _told(row, done):
        if name := values.get("name"):
            found = Unit.objects.filter(kind=UnitKind.OFFICE).order_by("pk").first()
            _complete(row, done, found or Unit(kind=UnitKind.OFFICE), name=name)
    wanted = {key: values[key] for key in settings_changes.FIELDS[Subject.OFFICE] if key in values}
    current = OfficeSettings.current()
    wanted = {key: value for key, value in wanted.items() if getattr(current, key) != value}
    if not wanted:
        return
    if wanted.keys() - settings_changes.WORDS and settings_changes.needs_agreement():
        done.troubles.append(
            row.trouble("profile", _("已有公开的页面，分工方式和办文方式请在“办公室设置”里修改，由三审同意。"))
        )
        return
    for key, value in wanted.items():
        setattr(current, key, value)
    with _told(row, done):
        keep(current, user=done.account, reason=_("开办"))


def _unit(row: GivenRow, done: SetUp) -> None:
    values = dict(row.values)
    names = values.pop("aliases", [])
    if personal_numbers(values.get("office_line", "")):
        raise ValidationError({"office_line": _("这里只填单位的固定电话或公务邮箱，不填手机号码。")})
    found = done.unit_named(values["name"])
    if found is not None:
        del values["name"]  # known by this name or another: it keeps the one that it has
    unit = _complete(row, done, found or Unit(), **values)
    done.know(unit.name, unit)
    for name in names:
        taken = done.unit_named(name)
        if taken is not None and taken.pk != unit.pk:
            raise ValidationError({"aliases": _("“%(name)s”已是%(unit)s的名称。") % {"name": name, "unit": taken}})
        if taken is None:
            keep(UnitAlias(unit=unit, name=name), user=done.account, reason=_("开办"))
            done.know(name, unit)
            done.counts.setdefault(_("单位简称"), Counter())["new"] += 1


def _person(row: GivenRow, done: SetUp) -> None:
    values = row.values | {"name": without_padding(row.values["name"])}
    roles = [Role(one) for one in values.get("roles", [])]
    unit = _unit_of(values, roles, done)
    username = get_user_model().normalize_username(values.get("username", ""))
    person = _whom(values, username)
    person = _complete(row, done, person, name=values["name"], post=values.get("post", person.post))
    if username and person.user_id is None:
        done.slips.append(open_account(person, username, by=done.account, is_trial=done.is_trial))
        powers.hold(person, by=done.account)
    for role in roles:
        place = unit if role.is_of_a_unit else None
        if not person.memberships.filter(role=role, unit=place).exists():
            give_role(person, role, place, done.account)
    permissions.join_groups(person)


def _whom(values: dict, username: str) -> Person:
    """Who a row means: whose account it names, else the one of this name and post; namesakes are never taken for one."""
    user = get_user_model().objects.filter(username__iexact=username).first() if username else None
    people = Person.objects.filter(user=user) if user else Person.objects.filter(name=values["name"])
    if not user and values.get("post"):
        people = people.filter(post=values["post"])
    found = list(people.order_by("pk").select_related("user"))
    person = found[0] if found else Person()
    if user is not None and person.pk is None:
        raise ValidationError({"username": _("账号“%(name)s”已有人使用，请换一个。") % {"name": username}})
    if user is not None and person.name != values["name"]:
        said = {"name": username, "person": person.name}
        raise ValidationError({"username": _("账号“%(name)s”已是%(person)s的，请换一个。") % said})
    if user is None and username and person.user is not None:
        said = {"person": person.name, "account": person.user.get_username()}
        words = _("%(person)s已有账号“%(account)s”：是同一人的写这个账号，另有同名的请写不同的职务。") % said
        raise ValidationError({"username": words})
    if len(found) > 1:
        words = _("叫%(person)s的有%(n)s人：请写职务或登录账号，看得出是哪一位。")
        raise ValidationError({"name": words % {"person": person.name, "n": len(found)}})
    return person


def give_role(person: Person, role: Role, unit: Unit | None, account: Any) -> None:
    """Give a role: at once for whoever runs the program, otherwise as 办理人员 does."""
    if account is None:
        permissions.grant(person, role, unit)
        return
    if person.user_id == account.pk and not account.is_superuser:
        raise ValidationError({"roles": _("不能给自己增加角色，请由另一位系统管理员办理。")})
    powers.give(Membership(person=person, role=role, unit=unit), by=account, reason=_("授予角色"))


def _unit_of(values: dict, roles: list[Role], done: SetUp) -> Unit | None:
    """The unit that somebody handles items for."""
    if not any(role.is_of_a_unit for role in roles):
        return None
    name = values.get("unit", "")
    if not name:
        raise ValidationError({"unit": _("承办单位经办要写明单位。")})
    if (unit := done.unit_named(name)) is None and folded(name) in done.faulty_units:
        raise ValidationError({"unit": _("单位“%(name)s”在“承办单位”表里的那一行有误，先改那一行。") % {"name": name}})
    if unit is None:
        raise ValidationError({"unit": _("没有单位“%(name)s”：请先写在“承办单位”表里。") % {"name": name}})
    return unit


def open_account(person: Person, username: str, *, by: Any = None, is_trial: bool = False) -> AccountSlip:
    """An account with a password for one time: its holder changes it at the first login."""
    password = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
    user = get_user_model()(username=username, first_name=person.name)
    user.password = make_password(None) if is_trial else _digested(password)
    user.full_clean(exclude=["password"])
    user.save()
    person.user, person.must_change_password = user, True
    keep(person, user=by, reason=_("开通账号"))
    return AccountSlip(person.name, person.post, username, password)


def _digested(password: str) -> str:
    """A one-time password as it is stored; at its login it is digested anew, as all others are."""
    hasher = copy(get_hasher())
    if hasattr(hasher, "iterations"):
        hasher.iterations = ROUNDS
    return hasher.encode(password, hasher.salt())


def _session(row: GivenRow, done: SetUp) -> None:
    found = Session.objects.filter(code=row.values["code"]).first()
    _complete(row, done, found or Session(), **row.values)


def _portal(row: GivenRow, done: SetUp) -> None:
    if PortalHomePage.objects.exists():
        done.note(row, "same")
        return
    values = dict(row.values)
    open_columns(values.pop("name"), **values)
    done.note(row, "new")
