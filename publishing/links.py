"""Which addresses a page may link to (链接): paths of the portal and whole web addresses, so that a reader sees where a link leads."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tracking.models import is_web_address

_OWN_PATH = re.compile(r"/(?![/\\])[^\\\s]*")
_WITHIN_OR_TO_A_PERSON = re.compile(r"#[\w\-]+|mailto:[^\s@]+@[^\s@]+|tel:[0-9+\-]+")
_LINK = re.compile(r"<a\b([^>]*)>", re.IGNORECASE)
_ADDRESS = re.compile(r'\bhref="([^"]*)"')


def check_link(address: str) -> None:
    """Refuse an address that is neither a path of this site (/…) nor a whole web address (https://…)."""
    if not _OWN_PATH.fullmatch(address):
        try:
            is_web_address(address)
        except ValidationError as problem:
            words = _("链接“%(address)s”不能用：站内链接以一个 / 开头，站外链接以 http:// 或 https:// 开头，写完整。")
            raise ValidationError(words % {"address": address}, code="link") from problem


def check_links_of(html: str) -> None:
    """Refuse rich text with a link that has no address or one that may not be linked to."""
    for link in _LINK.findall(html):
        if 'linktype="' in link:
            continue
        address = _ADDRESS.search(link)
        if address is None:
            raise ValidationError(
                _("有一处链接的地址不能用，已去掉；请重新添加链接，以 http:// 或 https:// 开头。"), code="link"
            )
        if not _WITHIN_OR_TO_A_PERSON.fullmatch(address[1]):
            check_link(address[1].replace("&amp;", "&"))
