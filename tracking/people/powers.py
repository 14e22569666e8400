"""Giving powers (授权): roles and delegations; those that sign take effect when a second person confirms them.

Otherwise one administrator could make a drafter and three reviewers and publish alone, or set a signer's password and
sign with that account: so powers wait again when somebody else has set their holder's password.
"""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking import permissions, telling
from tracking.loop import Refused
from tracking.loop.acts.reviewing import pass_review, sign
from tracking.models import Delegation, Event, Membership, NoticeKind, Person, PrivateFile, Role
from tracking.models.locking import locked
from tracking.models.powers import HOURS, Power
from tracking.telling import sending
from tracking.versions import chained, keep, kinds
from tracking.wording.local import localised

CONFIRMERS = (Role.ADMIN, Role.LEADER, Role.FINAL_REVIEWER)
"Roles whose holders confirm powers; a stand-in (代理) of theirs does not."
SIGNATURES = {pass_review.code, sign.code}
"Kinds of events that count as a signature: 审核 and 签发 of the loop; another app may add its own."


# When it takes two -----------------------------------------------------------------------------
def signing_has_begun() -> bool:
    """Whether anything was ever signed here: until then an office is being set up, and powers need no confirmation."""
    return Event.objects.filter(what__in=SIGNATURES).exists()


def mark(power: Power, *, by) -> None:
    """Note on a power who gives it, and that it waits for a second person where it has to."""
    power.given_by, power.confirmed_by, power.letter, power.letter_at = by, None, None, None
    waits = Role(power.role).needs_a_second_person and signing_has_begun()
    power.waits_since = timezone.now() if waits else None


def give(power: Power, *, by, reason: str) -> Power:
    """Keep a new power, and tell those who may confirm it."""
    mark(power, by=by)
    keep(power, user=by, reason=reason)
    tell_of(power)
    return power


def hold(person: Person, *, by) -> list[Power]:
    """Let a person's powers wait for a confirmation again, because somebody else can use their account."""
    if not signing_has_begun():
        return []
    today = timezone.localdate()
    lent = person.delegations_held.filter(Q(ended_on=None) | Q(ended_on__gt=today), to_on__gte=today)
    held = [one for one in (*person.memberships.all(), *lent) if Role(one.role).needs_a_second_person]
    for power in held:
        give(power, by=by, reason=_("账号变更，重新确认"))
    return held


# Who confirms ----------------------------------------------------------------------------------
def confirmers(*roles: Role):
    """The people who confirm powers: administrators, district leaders and final reviewers (or some), by own accounts."""
    held = Membership.objects.in_effect().filter(role__in=roles or CONFIRMERS)
    able = Person.objects.filter(is_active=True, user__is_active=True, must_change_password=False)
    return able.filter(pk__in=held.values("person"))


def confirmers_of(power: Power):
    """The people who may confirm this power: neither its giver nor its receiver."""
    return confirmers().exclude(pk=power.holder.pk).exclude(user=power.given_by_id)


def may_confirm(user) -> bool:
    """Whether the user confirms powers at all (系统管理员、区领导、三审): by roles of their own."""
    if not user.is_authenticated or permissions.must_change_password(user):
        return False
    return user.is_superuser or any(one.role in CONFIRMERS for one in permissions.memberships(user))


def why_may_not_confirm(power: Power, account) -> str:
    """Why this account may not confirm, or refuse, this power; empty when it may."""
    if not power.is_waiting:
        return _("这项授权已经生效，不需要确认。")
    if not may_confirm(account):
        return localised("授权由系统管理员、{leaders}或三审确认。")
    if power.given_by_id == account.pk:
        return localised("授予人不能确认自己授予的，须由另一位系统管理员、{leaders}或三审确认。")
    if power.holder.user_id == account.pk:
        return _("不能确认给自己的授权，须由他人确认。")
    return ""


def why_may_not_enter_letter(power: Power, account) -> str:
    """Why this account may not enter a letter of authority (授权书) for this power; empty when it may."""
    if not power.is_waiting:
        return _("这项授权已经生效，不需要授权书。")
    if not permissions.may_administer(account):
        return _("授权书由系统管理员录入。")
    if power.holder.user_id == account.pk:
        return _("不能录入给自己的授权书，请由另一位系统管理员录入。")
    return _("授权书已经录入。") if power.letter_id else ""


def may_see_letter(user, file: PrivateFile) -> bool:
    """Whether a file is a letter of authority and the user one of those who confirm powers."""
    if not may_confirm(user):
        return False
    return any(model.objects.filter(letter=file).exists() for model in (Membership, Delegation))


def waiting() -> list[Power]:
    """Every power that waits, the longest first; delegations only while they could still hold."""
    roles = Membership.objects.waiting().filter(person__is_active=True).select_related("person", "unit")
    today = timezone.localdate()
    lent = Delegation.objects.waiting().filter(Q(ended_on=None) | Q(ended_on__gt=today), to_on__gte=today)
    found = [*roles, *lent.select_related("receiver", "giver", "unit")]
    return sorted(found, key=lambda one: one.waits_since)


# Acts ------------------------------------------------------------------------------------------
def confirm(power: Power, *, account) -> None:
    """Confirm a power (确认) as a second person: it takes effect."""
    with chained(kinds.POWER_CONFIRMED, account=account, summary=named(power)):
        power, subject = _fresh(power, why_may_not_confirm, account)
        power.waits_since, power.confirmed_by = None, account
        keep(power, user=account, reason=_("确认授权"))
        telling.retire(subject)
        _tell([power.holder.pk], _("您的“%(what)s”已经确认，现在生效。") % {"what": _what(power)}, f"{subject}:told")


def refuse(power: Power, *, account, reason: str) -> None:
    """Refuse a power (不同意) as a second person: it is taken back, and the reason is kept."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("不同意须写明理由。"))
    with chained(kinds.POWER_REFUSED, account=account, summary=f"{named(power)}：{reason}"):
        power, subject = _fresh(power, why_may_not_confirm, account)
        if isinstance(power, Delegation):
            power.ended_on = timezone.localdate()
            keep(power, user=account, reason=reason)
        else:
            power._history_user, power._change_reason = account, reason
            permissions.revoke(power)
        telling.retire(subject)
        words = _("“%(what)s”的授权没有得到同意，已经收回。") % {"what": _what(power)}
        _tell([power.holder.pk, *confirmers().values_list("pk", flat=True)], words, f"{subject}:told")


def enter_letter(power: Power, *, account, scan: PrivateFile) -> datetime:
    """Enter the scan of a letter of authority (授权书), and tell everybody; returns when it makes the power hold."""
    data = {"files": {str(scan.pk): scan.sha256}}
    with chained(kinds.POWER_LETTER, account=account, summary=named(power), data=data):
        power, subject = _fresh(power, why_may_not_enter_letter, account)
        power.letter, power.letter_at = scan, timezone.now()
        keep(power, user=account, reason=_("录入授权书"))
        words = _("“%(what)s”的授权书已经录入，%(hours)s小时后生效；不属实的，请在此之前不同意。")
        told = [power.holder.pk, *confirmers().values_list("pk", flat=True)]
        _tell(told, words % {"what": _what(power), "hours": HOURS}, f"{subject}:letter")
    return power.effective_at


def _fresh(power: Power, why_not, account) -> tuple[Power, str]:
    """The power as it stands now, locked, and what messages call it; refused where the account may not act on it."""
    now = locked(type(power).objects.filter(pk=power.pk)).first()
    if now is None:
        raise Refused(_("这项授权已被收回。"))
    if reason := why_not(now, account):
        raise Refused(reason)
    return now, subject_of(now)


# Words -----------------------------------------------------------------------------------------
def named(power: Power) -> str:
    """A power with its holder's name, for the chain of events."""
    if isinstance(power, Delegation):
        return _("委托代理：%(both)s（%(role)s）") % {"both": power, "role": power.get_role_display()}
    return _("办理人员：%(person)s，角色：%(role)s") % {"person": power.person, "role": power}


def subject_of(power: Power) -> str:
    """The subject under which messages about a waiting power are kept, with the moment since which it waits."""
    return f"{power._meta.model_name}:{power.pk}:{power.waits_since:%y%m%d%H%M%S%f}"


def tell_of(power: Power) -> None:
    """Tell those who may confirm a power that it waits."""
    if power.is_waiting:
        words = _("“%(what)s”的授权待确认：请核实后确认，不属实的不同意。") % {"what": _what(power)}
        _tell(confirmers_of(power).values_list("pk", flat=True), words, subject_of(power))


def _what(power: Power) -> str:
    """A power without any name, as messages word it."""
    role = str(power.get_role_display())
    return _("代理%(role)s") % {"role": role} if isinstance(power, Delegation) else role


def _tell(people, words: str, subject: str) -> None:
    if telling.tell_people(people, NoticeKind.ACCOUNT, words, subject=subject, url=reverse("powers")):
        sending.send_soon()
