"""Which network addresses the application may contact on behalf of a person.

Only addresses of the public Internet: everything else would let an address typed in a form
reach the inside of the city's own network (server-side request forgery). Registries read:
IANA IPv4 and IPv6 Special-Purpose Address Registries, RFC 6052 (NAT64), RFC 3056 (6to4).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_IPV4_COMPATIBLE = IPv6Network("::/96")

# `is_global` of older Python releases lets these through.
_NEVER = [
    ip_network(text)
    for text in (
        "100.64.0.0/10",  # carrier-grade NAT; 100.100.100.200 is a cloud's metadata service
        "168.63.129.16/32",  # a cloud's metadata service on a public address
        "192.0.0.0/24",  # IETF protocol assignments; 192.0.0.192 is a cloud's metadata service
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "2001::/23",  # IETF protocol assignments, Teredo among them
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
    )
]


def is_public(text: str) -> bool:
    """Is this literal IPv4 or IPv6 address one of the public Internet?

    >>> is_public("192.0.2.7"), is_public("::ffff:127.0.0.1"), is_public("9.9.9.9")
    (False, False, True)
    """
    address: Address = ip_address(text.partition("%")[0])
    inner = _inside(address)
    if inner is not None:
        address = inner
    if any(address in network for network in _NEVER):
        return False
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inside(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one carries and that routers would deliver to."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64 or address in _IPV4_COMPATIBLE:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
