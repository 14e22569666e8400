"""What happens to an account's one-time codes (启用、核对、重置): set up by the holder, taken off by another administrator.

A wrong code counts as a failed login, so names and addresses that guess wait as they do for passwords (see lockout);
the device itself waits longer after each wrong code, whatever address it comes from.
"""

from base64 import b32encode
from datetime import timedelta
from math import ceil
from urllib.parse import quote, urlencode

import segno
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from huiyin.codes import kinds
from huiyin.codes.required import SHOWN, devices
from tracking import telling
from tracking.loop import Refused
from tracking.models import NoticeKind, Role
from tracking.models.locking import locked
from tracking.people import powers
from tracking.telling import sending
from tracking.versions import append

ISSUER = "回音"
LONGEST_REASON = 200


class Wrong(Exception):
    """The code was not accepted; the sentence says why and what to do."""


class LockedOut(Exception):
    """Too many wrong codes: the page of the lock-out answers instead."""


def device_to_set_up(user) -> TOTPDevice:
    """The account's new secret, the same until a code of it is shown."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first() or TOTPDevice.objects.create(
        user=user, name="app", confirmed=False
    )


def secret_of(device: TOTPDevice) -> str:
    """The secret as it is typed in by hand: Base32 in fours."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def drawing_of(device: TOTPDevice) -> str:
    """The secret as a QR code (SVG), drawn here: it never leaves the house."""
    label = quote(f"{ISSUER}:{device.user.get_username()}")
    given = urlencode({"secret": secret_of(device).replace(" ", ""), "issuer": ISSUER}, quote_via=quote)
    drawn = segno.make(f"otpauth://totp/{label}?{given}", error="m", micro=False)
    return drawn.svg_inline(
        omitsize=True, border=4, light="#fff", svgclass="code-drawing", lineclass=None, title=_("二维码")
    )


def show(request: HttpRequest, device: TOTPDevice, code: str) -> None:
    """Check a code; from now on this session has shown one. Raises Wrong or LockedOut."""
    name = {"username": request.user.get_username()}
    if settings.AXES_ENABLED and not AxesProxyHandler.is_allowed(request, name):
        raise LockedOut
    with transaction.atomic():
        held = locked(TOTPDevice.objects.filter(pk=device.pk)).first()
        if held is None:
            raise Wrong(_("验证码刚刚被重置，请重新打开本页。"))
        may, why = held.verify_is_allowed()
        is_right = may and held.verify_token(code)
        if is_right and not held.confirmed:
            _begin(request, held)
    if not may:
        seconds = max(ceil((why["locked_until"] - timezone.now()) / timedelta(seconds=1)), 1)
        raise Wrong(_("刚才的验证码不对，请等 %(seconds)s 秒再输入新的一组。") % {"seconds": seconds})
    if not is_right:
        user_login_failed.send(sender=__name__, credentials=name, request=request)
        if settings.AXES_ENABLED and not AxesProxyHandler.is_allowed(request, name):
            raise LockedOut
        raise Wrong(_("验证码不对，或已经用过。请输入手机上现在显示的 6 位数字；总是不对的，请核对手机的时间。"))
    request.session.cycle_key()
    request.session[SHOWN] = held.pk


def _begin(request: HttpRequest, device: TOTPDevice) -> None:
    """The holder showed the first code: from now on codes of this device count, and no other's."""
    devices(device.user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    name = device.user.get_username()
    append(
        what=kinds.CODE_BEGUN,
        account=request.user,
        summary=_("账号%(name)s启用一次性验证码") % {"name": name},
        data={"user": device.user_id, "username": name},
    )


# Recovery --------------------------------------------------------------------------------------
def why_may_not_reset(user, by) -> str:
    """Why this administrator may not take off the codes of an account; empty when they may."""
    if user.pk == by.pk:
        return _("自己的验证码要由另一名系统管理员重置。")
    if not devices(user).exists():
        return _("这个账号还没有启用验证码。")
    return ""


def reset(user, by, reason: str) -> None:
    """Take off the codes of an account whose holder lost the telephone; the holder and all administrators are told."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("请写明重置的理由，例如“手机遗失，本人当面申请”。"))
    if len(reason) > LONGEST_REASON:
        raise Refused(_("理由不要超过 %(most)s 个字。") % {"most": LONGEST_REASON})
    with transaction.atomic():
        if why := why_may_not_reset(user, by):
            raise Refused(why)
        TOTPDevice.objects.filter(user=user).delete()
        name = user.get_username()
        event = append(
            what=kinds.CODE_RESET,
            account=by,
            summary=_("账号%(name)s的一次性验证码被重置：%(reason)s") % {"name": name, "reason": reason},
            data={"user": user.pk, "username": name, "reason": reason},
        )
        _tell(user, event.number)


def _tell(user, number: int) -> None:
    person = getattr(user, "person", None)
    subject = f"code:{user.pk}:{number}"
    mine = _("您账号的一次性验证码被系统管理员重置，下次登录时重新启用；不是您要求的，请立即告知其他系统管理员。")
    theirs = _("有一个账号的一次性验证码被重置，请核对是否属实。")
    others = powers.confirmers(Role.ADMIN).exclude(pk=person.pk if person else None).values_list("pk", flat=True)
    told = telling.tell_people([person.pk] if person else [], NoticeKind.ACCOUNT, mine, subject=subject)
    told += telling.tell_people(others, NoticeKind.ACCOUNT, theirs, subject=subject, url=reverse("codes"))
    if told:
        sending.send_soon()
