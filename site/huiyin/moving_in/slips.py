"""Slips with accounts and one-time passwords (账号条), a page each, to be handed over in person."""

from collections.abc import Iterable
from dataclasses import asdict
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from huiyin.moving_in.applying import AccountSlip
from tracking.papers import FormGrid, FormSheet, Text, row
from tracking.papers.filling import filled
from tracking.papers.pdf import set_pdf

SEAL = "huiyin.moving_in.slips"
KEPT_FOR = 60 * 60
"Seconds for which the page that shows new passwords can have them set as slips; the server keeps none of them."


def sealed(slips: Iterable[AccountSlip], account: int) -> str:
    """Slips as the page carries them back to be printed: signed, for the account that opened them alone."""
    return signing.dumps([account, [asdict(one) for one in slips]], salt=SEAL)


def unsealed(carried: str, account: int) -> list[AccountSlip]:
    """The slips that a page carried; none where they are too old, another account's, or were altered."""
    try:
        whose, slips = signing.loads(carried, salt=SEAL, max_age=KEPT_FOR)
    except signing.BadSignature:
        return []
    return [AccountSlip(**one) for one in slips] if whose == account else []


def opens_here_alone() -> bool:
    """Whether the address that slips print opens on this very machine only, as an installation is begun."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def slips_pdf(slips: Iterable[AccountSlip]) -> bytes:
    """One PDF of all slips."""
    title = _("登录账号")
    layout = FormSheet(
        title=title,
        copies="slips",
        blocks=(
            FormGrid(
                rows=(
                    row(_("姓名"), "{{ copy.name }}　{{ copy.post }}", height=12),
                    row(_("网址"), "{{ address }}", height=12),
                    row(_("登录账号"), "{{ copy.username }}", height=12),
                    row(_("一次性密码"), "{{ copy.password }}", height=12),
                )
            ),
            Text(_("首次登录时须修改密码；此前什么也不能办理。本条当面交给本人，用后销毁。"), small=True, indent=False),
        ),
    )
    fields = {"slips": [asdict(one) for one in slips], "address": f"{settings.BASE_URL}/admin/"}
    return set_pdf(layout, filled(layout, fields), title=title, draft=False)
