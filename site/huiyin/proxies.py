"""Which proxies are believed (HUIYIN_PROXIES): whose word is taken for the reader's own address and for https.

One rule for everything that asks who the reader is: failed logins, read counts, one-time links. An address in
X-Forwarded-For that none of one's own proxies wrote there may be anybody's invention.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.core.exceptions import ImproperlyConfigured

THIS_MACHINE = "127.0.0.1,::1"
Network = IPv4Network | IPv6Network


def networks_in(text: str, setting: str = "HUIYIN_PROXIES") -> tuple[Network, ...]:
    """The addresses and networks of a list with commas; ImproperlyConfigured names the setting and what is neither."""
    found = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        try:
            found.append(ip_network(part))
        except ValueError:
            words = f"{setting} 中的“{part}”不是 IP 地址或网段，应写成 127.0.0.1,10.0.0.0/24 这样。"
            raise ImproperlyConfigured(words) from None
    return tuple(found)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """The address that a text says, an IPv4 one as such; None for anything else."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def believed(peer: str, proxies: Iterable[Network]) -> bool:
    """Whether a peer is one of one's own proxies; a socket file, which has no address, is this machine."""
    address = _address(peer or "127.0.0.1")
    return address is not None and any(address in network for network in proxies)


def reader(peer: str, forwarded: str, proxies: Iterable[Network]) -> str:
    """The reader's address: of the peer, or, as far as one's own proxies handed the request on, of whom they name.

    Each proxy adds at the right whom it heard it from; the first from there that is no proxy of one's own is the reader.
    """
    for named in reversed(forwarded.split(",")):
        if not believed(peer, proxies) or _address(named.strip()) is None:
            break
        peer = named.strip()
    return peer
