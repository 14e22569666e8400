"""Slips with accounts and one-time passwords (账号条), a page each, to be handed over in person."""

from collections.abc import Iterable
from dataclasses import asdict

from django.conf import settings
from django.utils.translation import gettext as _

from huiyin.moving_in.applying import AccountSlip
from tracking.papers import FormGrid, FormSheet, Text, row
from tracking.papers.filling import filled
from tracking.papers.pdf import set_pdf


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
