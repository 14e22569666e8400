"""Slips with accounts and one-time passwords (账号条), a page each, to be handed over in person."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from huiyin.moving_in.applying import AccountSlip
from tracking.papers import FormCell, FormGrid, FormRow, FormSheet, Text
from tracking.papers.filling import filled
from tracking.papers.layout import Break
from tracking.papers.pdf import set_pdf


def _row(label: str, words: str) -> FormRow:
    return FormRow((FormCell(label, is_label=True), FormCell(words, span=3)), height=12)


def slips_pdf(slips: Iterable[AccountSlip]) -> bytes:
    """One PDF of all slips."""
    blocks: list = []
    fields: dict[str, str] = {"address": f"{settings.BASE_URL}/admin/"}
    for number, slip in enumerate(slips):
        blocks += [Break()] if number else []
        names = {key: f"{key}_{number}" for key in ("name", "username", "password")}
        fields |= {
            names["name"]: f"{slip.name}　{slip.post}",
            names["username"]: slip.username,
            names["password"]: slip.password,
        }
        blocks += [
            FormGrid(
                rows=(
                    _row(_("姓名"), f"{{{{ {names['name']} }}}}"),
                    _row(_("网址"), "{{ address }}"),
                    _row(_("登录账号"), f"{{{{ {names['username']} }}}}"),
                    _row(_("一次性密码"), f"{{{{ {names['password']} }}}}"),
                )
            ),
            Text(_("首次登录时须修改密码；此前什么也不能办理。本条当面交给本人，用后销毁。"), small=True, indent=False),
        ]
    layout = FormSheet(title=_("登录账号"), blocks=tuple(blocks))
    return set_pdf(layout, filled(layout, fields), title=_("登录账号"), draft=False)
