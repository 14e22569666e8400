"""Whether a request still lacks a code (要不要验证码): by the roles of the account, and by what its session has shown."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from tracking import permissions
from tracking.models import Membership, Role

SUPERUSERS = "superuser"
"In the setting, beside the roles: accounts that maintain the software."
SHOWN = "code_shown_with"
"In the session: the device whose code was shown."


def refuse_unknown_roles() -> None:
    """Say which word of HUIYIN_CODES_FOR is no role."""
    known = {role.name.lower() for role in Role} | {SUPERUSERS}
    for word in settings.CODES_FOR:
        if word not in known:
            words = f"HUIYIN_CODES_FOR 中的“{word}”不是角色，可写：{'、'.join(sorted(known))}。"
            raise ImproperlyConfigured(words)


def asked_of(user) -> bool:
    """Whether the office asks this account for a code: for a role it has, waits for, or acts in."""
    if not settings.CODES_FOR or not user.is_authenticated:
        return False
    if user.is_superuser and SUPERUSERS in settings.CODES_FOR:
        return True
    roles = {role for role in Role if role.name.lower() in settings.CODES_FOR}
    given = Membership.objects.filter(person__user=user, role__in=roles)
    return bool(roles) and (given.exists() or bool(roles & permissions.roles_of(user)))


def devices(user) -> QuerySet[TOTPDevice]:
    """The telephone that an account shows codes from, as a query: one, or none yet."""
    return TOTPDevice.objects.filter(user=user, confirmed=True)


def has_shown(request: HttpRequest) -> bool:
    """Whether this session showed a code of the device that the account has now."""
    shown = request.session.get(SHOWN)
    return shown is not None and devices(request.user).filter(pk=shown).exists()


def is_lacking(request: HttpRequest) -> bool:
    """Whether a code is still to be shown before anything else is opened."""
    return bool(settings.CODES_FOR) and not has_shown(request) and asked_of(request.user)
