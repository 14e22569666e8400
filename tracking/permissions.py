"""Permissions (权限): the roles that people hold, what each may do, and which rows a unit sees; decided here alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking.models import Assignment, Delegation, FeedbackLink, HandlingRecord, Membership, Person, Role, Unit
from tracking.models.powers import in_effect
from tracking.models.reading import read_once
from tracking.models.statements import ByKeys
from tracking.stages import Stage
from tracking.wording.local import as_everywhere, localised

GROUP_PREFIX = "回音·"
DELEGATED = (Role.OFFICE_CLERK, Role.OFFICE_REVIEWER, Role.LEADER, Role.UNIT_HANDLER, Role.SUPERVISOR)
"Roles that somebody may stand in for (代×××): those of the loop. Who signs a page signs it in person."

FOLLOWING = (Role.OFFICE_CLERK, Role.OFFICE_REVIEWER, Role.SUPERVISOR)
"Roles of the office whose holders may follow an item from day to day (跟踪人)."


def must_change_password(user) -> bool:
    """Whether somebody else set the account's password: until its holder changes it, the account may do nothing."""
    person = getattr(user, "person", None)
    return person is not None and person.must_change_password


def person_of(user) -> Person | None:
    """The person behind an account; None for accounts of nobody in office (superusers included)."""
    if user is None or not user.is_authenticated or not user.is_active or must_change_password(user):
        return None
    person = getattr(user, "person", None)
    return person if person is not None and person.is_active else None


def _in_office(who) -> Person | None:
    """The person meant by a user or a person, while in office."""
    person = who if isinstance(who, Person) else person_of(who)
    return person if person is not None and person.is_active else None


def memberships(who) -> list[Membership]:
    """The roles in effect that a user or person holds."""
    return [one for one in _given(who) if not one.is_waiting]


def unconfirmed(who) -> list[Membership]:
    """The roles given to a user or person that wait for a second person (待确认): as yet they are none."""
    return [one for one in _given(who) if one.is_waiting]


def _given(who) -> list[Membership]:
    """Every role given to a user or person, read once an object."""
    person = _in_office(who)
    if person is None:
        return []
    if not hasattr(person, "_memberships"):
        person._memberships = _held_by(person.pk)
        for one in person._memberships:
            one.person = person
    return person._memberships


def _all_given(person: int):
    """Every role of a person."""
    return _with_lendings(Membership.objects.filter(person=person))


def _with_lendings(given):
    """These roles with their units, each with whether its holder was ever lent another's, or lent their own."""
    lent, lends = (Exists(Delegation.objects.filter(**{side: OuterRef("person")})) for side in ("receiver", "giver"))
    return given.select_related("unit").annotate(is_lent_to=lent, is_lent=lends)


_held_by = ByKeys(Membership, _all_given)


def read_anew(account):
    """An account as it stands now, with its person and the roles given to them: in one query, where they have any."""
    model = account._meta.model
    given = _of_account(account.pk) if model is get_user_model() else []
    if not given:
        return _accounts(model).one(account.pk)
    person = given[0].person
    fresh, person._memberships = person.user, given
    for one in given:
        one.person = person
    fresh.person = person
    return fresh


@cache
def _accounts(model) -> ByKeys:
    """The accounts of this model of users, each with its person."""
    return ByKeys(model, lambda account: model._default_manager.select_related("person").filter(pk=account))


_of_account = ByKeys(
    Membership,
    lambda account: _with_lendings(Membership.objects.filter(person__user=account)).select_related("person__user"),
)


def stand_ins(who) -> list[Delegation]:
    """In whose place a person acts today (代×××), read once an object."""
    person = _in_office(who)
    if person is None:
        return []
    if not hasattr(person, "_stand_ins"):
        person._stand_ins = _running_for(person)
    return person._stand_ins


def _running_for(person: Person) -> list[Delegation]:
    """The delegations that this person acts by today; most were never given one, which their roles tell along the way."""
    known = [one.is_lent_to for one in _given(person)]
    if not (known[0] if known else Delegation.objects.filter(receiver=person).exists()):
        return []
    running = running_delegations().filter(receiver=person).select_related("giver", "unit")
    return list(running.order_by("pk"))


def running_delegations():
    """The delegations that hold today: in effect, within their days, not ended, of a role that the giver still has."""
    today = timezone.localdate()
    held = (
        Q(giver__memberships__role=F("role"))
        & (Q(unit=None, giver__memberships__unit=None) | Q(giver__memberships__unit=F("unit")))
        & in_effect("giver__memberships__")
    )
    found = Delegation.objects.in_effect().filter(held, role__in=DELEGATED, giver__is_active=True)
    ended = Q(ended_on__isnull=False, ended_on__lte=today)
    return found.filter(from_on__lte=today, to_on__gte=today).exclude(ended).distinct()


@dataclass(frozen=True, slots=True)
class Standing:
    """A role as somebody has it today: their own or, with a delegation, another's in whose place they act."""

    role: str
    unit_id: int | None
    delegation: Delegation | None = None


def standings(who) -> Iterator[Standing]:
    """Every role that a user or person has today, their own first."""
    person = _in_office(who)
    return iter(_standings(person)[0] if person is not None else ())


def _standings(person: Person) -> tuple[list[Standing], dict[str, set[int | None]]]:
    """The roles of somebody in office, and the units of each; put together once for what was read once."""
    given, lent = _given(person), stand_ins(person)
    known = getattr(person, "_standings", None)
    if known is None or known[0] is not given or known[1] is not lent:
        every = [Standing(one.role, one.unit_id) for one in given if not one.is_waiting]
        every += [Standing(one.role, one.unit_id, one) for one in lent]
        units: dict[str, set[int | None]] = {}
        for one in every:
            units.setdefault(one.role, set()).add(one.unit_id)
        known = person._standings = given, lent, (every, units)
    return known[2]


def has_role(who, role: Role, unit: Unit | None = None) -> bool:
    """Whether a user or person has the role today, in that unit where one is given and the role is one of a unit."""
    person = _in_office(who)
    units = _standings(person)[1].get(role) if person is not None else None
    return units is not None and (unit is None or not role.is_of_a_unit or unit.pk in units)


def has_any_role(who, roles, unit: Unit | None = None) -> bool:
    """Whether a user or person has one of these roles today: a unit's role in that unit, the office's anywhere."""
    return any(has_role(who, role, unit) for role in roles)


def stands_in(who, role: Role, unit: Unit | None = None) -> Delegation | None:
    """The delegation by which somebody has this role (代×××); None where the role is their own, or not theirs."""
    fitting = (one for one in standings(who) if one.role == role and (unit is None or one.unit_id == unit.pk))
    first = next(fitting, None)
    return first.delegation if first is not None else None


def roles_of(who) -> set[Role]:
    """All roles that a user or person has today."""
    return {Role(one.role) for one in standings(who)}


def units_of(who) -> set[int]:
    """Primary keys of the units that a user or person handles items for."""
    return {one.unit_id for one in standings(who) if one.unit_id is not None}


def own_units(user) -> set[int]:
    """The units whose side a user sees the ledger from; empty for those who see all of it, or no unit's."""
    return set() if sees_whole_ledger(user) else units_of(user)


@read_once
def holders(role: Role, unit: Unit | None = None):
    """The people who may decide in this role today, for choosing one on a form."""
    own = Membership.objects.in_effect().filter(role=role)
    others = running_delegations().filter(role=role)
    if unit is not None:
        own, others = own.filter(unit=unit), others.filter(unit=unit)
    may = Q(pk__in=own.values("person")) | Q(pk__in=others.values("receiver"))
    return Person.objects.filter(may, is_active=True)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be named to follow a unit's part (跟踪人): of that unit, or of the office."""

    person: Person
    is_of_unit: bool


@read_once
def _who_may_follow() -> list[Membership]:
    """The roles by which people may follow items, of every unit: many items of several units ask once."""
    held = Membership.objects.in_effect().filter(role__in=(Role.UNIT_HANDLER, *FOLLOWING), person__is_active=True)
    return list(held.select_related("person").order_by("person__name", "person", "pk"))


def may_follow(unit: Unit) -> list[Candidate]:
    """Who may be named to follow a part of this unit: those who handle its items, then the office's own people."""
    held = _who_may_follow()
    of_unit = {one.person_id: one.person for one in held if one.unit_id == unit.pk}
    others = {one.person_id: one.person for one in held if one.role in FOLLOWING and one.person_id not in of_unit}
    return [Candidate(one, True) for one in of_unit.values()] + [Candidate(one, False) for one in others.values()]


def given_by(person: Person) -> list[int]:
    """The delegations that a person ever gave: what was decided by them counts as decided by that person too."""
    if not hasattr(person, "_lent"):
        known = [one.is_lent for one in _given(person)]
        ever = known[0] if known else True
        person._lent = list(Delegation.objects.filter(giver=person).values_list("pk", flat=True)) if ever else []
    return person._lent


# Rows ------------------------------------------------------------------------------------------
def sees_whole_ledger(user) -> bool:
    """Whether the user sees every record."""
    return any(role.sees_the_ledger for role in roles_of(user))


def visible_records(user):
    """The records that a user may see: all, their own units', or, for editors, those answered."""
    return scope(HandlingRecord.objects.all(), user)


def scope(records, user, prefix: str = ""):
    """Narrow rows to those whose record (reached by `prefix`, e.g. "record__") the user may see; none by default."""
    if sees_whole_ledger(user):
        return records
    allowed = Q(pk__in=[])
    if units := units_of(user):
        of_units = Assignment.objects.standing().filter(unit__in=units).values("record")
        allowed |= Q(**{f"{prefix}pk__in": of_units})
    if roles_of(user) & {Role.EDITOR, Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER}:
        allowed |= Q(**{f"{prefix}answered_on__isnull": False})
    return records.filter(allowed)


def visible_assignments(record: HandlingRecord, user):
    """The parts of a record that a user may see; a unit sees its own part only, and no more once it is another's."""
    parts = record.assignments.select_related("unit")
    if sees_whole_ledger(user) or not units_of(user):
        return parts
    return parts.standing().filter(unit__in=units_of(user))


def shows_part(user, part: Assignment) -> bool:
    """The same for one part of a record that the user may see."""
    units = set() if sees_whole_ledger(user) else units_of(user)
    return not units or (part.stage != Stage.REASSIGNED and part.unit_id in units)


def visible_parts(user):
    """The parts of every record that a user may see, as `visible_assignments` shows them of one."""
    parts = scope(Assignment.objects.standing(), user, "record__")
    if not sees_whole_ledger(user) and (units := units_of(user)):
        return parts.filter(unit__in=units)
    return parts


def may_read_opinions(parts: Iterable[Assignment], user) -> bool:
    """Whether the user, who sees these parts, reads the opinions that the reply waits for (配合意见、会办意见): the office, and who answers."""
    return sees_whole_ledger(user) or any(one.is_answering and one.unit_id in units_of(user) for one in parts)


def may_open_ledger(user) -> bool:
    """Whether the user may open the ledger (承办件台账): the office, units, and those who publish."""
    return bool(roles_of(user) - {Role.ADMIN, Role.DUTY_OFFICER})


def sees_the_inside(user) -> bool:
    """Whether the user sees how an item is handled (内部过程), not only what came of it: the office and units."""
    return sees_whole_ledger(user) or bool(units_of(user))


def may_see_record(user, record: HandlingRecord) -> bool:
    """Whether the user may open this record's file."""
    return sees_whole_ledger(user) or visible_records(user).filter(pk=record.pk).exists()


def may_see_part(user, part: Assignment) -> bool:
    """Whether the user may open the file of the record that a part belongs to: its unit may, unless it is another's now."""
    is_own = part.stage != Stage.REASSIGNED and part.unit_id in units_of(user)
    return is_own or may_see_record(user, part.record)


# Deciding --------------------------------------------------------------------------------------
def why_may_not_decide(role: Role, unit: Unit | None, account, decider: Person | None) -> str:
    """Why this decider, through this account, may not act in the role; empty when they may."""
    if role == Role.PROPOSER:
        return _("意见只能由提出人本人经一次性链接反馈。")
    recorder = person_of(account)
    if must_change_password(account):
        return _("这个账号的密码由他人设置，须先登录并修改密码，才能办理。")
    if recorder is None:
        return _("这个账号没有对应的办理人员，不能办理；请系统管理员在“办理人员”中登记。")
    if decider is None:
        return _("请指明决定人。")
    if not has_role(decider, role, unit if role.is_of_a_unit else None):
        if role.is_of_a_unit and unit is not None:
            return _("这一步由%(unit)s的承办人员办理。") % {"unit": unit}
        return _("这一步由%(role)s办理。") % {"role": role.label}
    if decider.pk == recorder.pk:
        return ""
    if not has_role(recorder, Role.OFFICE_CLERK):
        return localised("只有{section}经办可以代录他人的纸质决定。")
    if not role.may_decide_on_paper:
        return _("这一步不能代录，须由%(role)s本人办理。") % {"role": role.label}
    return ""


def why_may_not_answer(link: FeedbackLink, assignment: Assignment) -> str:
    """Why the bearer of a one-time link may not give an opinion on this part now; empty when they may."""
    if link.is_over(timezone.localdate()):
        return _("这个一次性链接已使用、作废或过期。")
    latest = assignment.reply
    if latest is None or link.delivery.reply_id != latest.pk or hasattr(link.delivery, "feedback"):
        return _("这份答复的意见已经反馈，或者已有新的答复。")
    return ""


def may_administer(user) -> bool:
    """Whether the user keeps units, people, sessions and settings (系统管理员)."""
    return user.is_superuser or has_role(user, Role.ADMIN)


def may_hand_on(user) -> bool:
    """Whether the user hands open items to a successor (交接): clerks, administrators, and units their own."""
    return may_keep_lists(user) or bool(units_of(user))


def may_keep_lists(user) -> bool:
    """Whether the user keeps the office's lists: units, proposers, sessions, holidays (经办、管理员)."""
    return may_administer(user) or has_role(user, Role.OFFICE_CLERK)


def may_supervise(user) -> bool:
    """Whether the user writes circulars (督查室、经办)."""
    return has_role(user, Role.SUPERVISOR) or has_role(user, Role.OFFICE_CLERK)


def may_remind(user) -> bool:
    """Whether the user reminds units of many items at once (督查室)."""
    return has_role(user, Role.SUPERVISOR)


def may_enter(user) -> bool:
    """Whether the user enters the office's facts: brings workbooks in and out, corrects an item's own (政府办经办)."""
    return has_role(user, Role.OFFICE_CLERK)


def may_report(user) -> bool:
    """Whether the user takes reports of the whole ledger away (政府办、区领导、督查室)."""
    return sees_whole_ledger(user)


# Accounts and groups ---------------------------------------------------------------------------
def role_group(role: Role) -> Group:
    """The Django group of a role: it opens the Wagtail admin's door; accounts are kept in 办理人员, by no permission."""
    group, created = Group.objects.get_or_create(name=f"{GROUP_PREFIX}{as_everywhere(role.label)}")
    if created:
        door = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
        group.permissions.set(door)
    return group


def join_groups(person: Person) -> None:
    """Make the account's groups those of the roles its person holds, or will hold for another."""
    if person.user_id is None:
        return
    lent = person.delegations_held.filter(role__in=DELEGATED, to_on__gte=timezone.localdate(), ended_on=None)
    roles = {one.role for one in (*person.memberships.all(), *lent)} if person.is_active else set()
    held = {role_group(Role(role)) for role in roles}
    others = person.user.groups.exclude(name__startswith=GROUP_PREFIX)
    person.user.groups.set([*others, *held])


def grant(person: Person, role: Role, unit: Unit | None = None) -> Membership:
    """Give a person a role that holds at once, as whoever runs the program does; people give them by `powers`."""
    membership = Membership(person=person, role=role, unit=unit)
    membership.full_clean()
    membership.save()
    _roles_changed(person)
    return membership


def revoke(membership: Membership) -> None:
    """Take a role away."""
    membership.delete()
    _roles_changed(membership.person)


def _roles_changed(person: Person) -> None:
    person.__dict__.pop("_memberships", None)
    join_groups(person)
