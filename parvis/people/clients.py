"""Which machine is asking, behind the proxies we trust. Used to slow attacks down, never logged."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address, ip_network


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
