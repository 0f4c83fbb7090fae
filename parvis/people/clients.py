"""Which machine is asking, behind the proxies we trust. Used to slow attacks down, never logged."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from ipaddress import ip_address, ip_network

NETWORKS = {4: 24, 6: 56}  # bits of an address that are looked at: a small network, a household


def client_address(remote: str, forwarded: str, trusted: Iterable[str]) -> str:
    """The nearest address that is not one of our proxies.

    `remote` is the peer of the connection, `forwarded` the X-Forwarded-For header (nearest last),
    `trusted` addresses or networks. What a stranger writes in the header is never believed.

    >>> client_address("10.0.0.1", "192.0.2.7, 203.0.113.5", ["10.0.0.0/8"])
    '203.0.113.5'
    >>> client_address("203.0.113.9", "192.0.2.7", ["10.0.0.0/8"])
    '203.0.113.9'
    """
    networks = [ip_network(text, strict=False) for text in trusted]
    chain = [part.strip() for part in forwarded.split(",") if part.strip()] + [remote]
    nearest = remote
    while chain:
        try:
            address = ip_address(chain[-1])
        except ValueError:
            return nearest
        nearest = chain.pop()
        if not any(address in network for network in networks):
            return nearest
    return nearest


def client_mark(address: str, key: bytes) -> str:
    """What stands for a machine where requests are counted: a keyed hash of its network.

    The end of the address is cut before; once `key` is forgotten nothing leads back. What is no
    address (a local socket) is a network of its own.

    >>> client_mark("203.0.113.9", b"key") == client_mark("203.0.113.200", b"key")
    True
    """
    try:
        parsed = ip_address(address.strip().partition("%")[0])
    except ValueError:
        network = "none"
    else:
        parsed = getattr(parsed, "ipv4_mapped", None) or parsed
        network = str(ip_network(f"{parsed}/{NETWORKS[parsed.version]}", strict=False))
    return hmac.new(key, network.encode(), hashlib.sha256).hexdigest()
