"""What an operator may name in a server's configuration (主机、端口、网段): anything else is refused, in a sentence.

The words land in a configuration file, where a line break or a semicolon would begin an order of its own.
"""

import re
from ipaddress import IPv6Address, ip_network

from django.utils.translation import gettext as _

LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
NAME = re.compile(rf"{LABEL}(?:\.{LABEL})*")
NAME_LENGTH = 253
LARGEST_PORT = 65535


class NoHost(ValueError):
    """What was named is no host, port or network; the sentence says what to write instead."""


def is_name(text: str) -> bool:
    """Whether a text is a host's name, or an IPv4 address."""
    return len(text) <= NAME_LENGTH and NAME.fullmatch(text) is not None


def is_port(text: str) -> bool:
    """Whether a text is the number of a port."""
    return text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) <= LARGEST_PORT


def is_host(text: str) -> bool:
    """Whether a text is a host as it stands before a port: a name, an IPv4 address, or an IPv6 one in brackets."""
    if not (text.startswith("[") and text.endswith("]")):
        return is_name(text)
    try:
        return not IPv6Address(text[1:-1]).scope_id
    except ValueError:
        return False


def host_and_port(text: str, option: str) -> str:
    """127.0.0.1:8000."""
    host, _colon, port = text.rpartition(":")
    if not is_host(host) or not is_port(port):
        raise NoHost(_("%(option)s 应写成“主机:端口”，例如 127.0.0.1:8000。") % {"option": option})
    return text


def port_or_address(text: str, option: str) -> str:
    """80, or 127.0.0.1:80."""
    if is_port(text):
        return text
    try:
        return host_and_port(text, option)
    except NoHost:
        words = _("%(option)s 应写成端口或“地址:端口”，例如 80、127.0.0.1:8080。")
        raise NoHost(words % {"option": option}) from None


def names(text: str | None, option: str) -> str:
    """One or several host names, *.example.gov.cn among them."""
    found = (text or "").split(" ")
    if not all(is_name(one.removeprefix("*.")) for one in found):
        words = _("%(option)s 应写成域名，例如 www.example.gov.cn；几个域名用空格隔开，中文域名写成 xn-- 形式。")
        raise NoHost(words % {"option": option})
    return " ".join(found)


def network(text: str, option: str) -> str:
    """10.1.0.0/16, or a single address."""
    try:
        return str(ip_network(text, strict=False))
    except ValueError:
        raise NoHost(_("%(option)s 应写成 IP 地址或网段，例如 10.1.0.0/16。") % {"option": option}) from None
