"""Whom to believe about where a request comes from.

What a proxy says (X-Forwarded-…) is believed only when the connection itself comes from an
address of PARVIS_TRUSTED_PROXIES; from anyone else these headers are taken away. Behind a trusted
proxy REMOTE_ADDR becomes the nearest address that is not one of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network
CLAIMS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_FORWARDED",
    "HTTP_X_REAL_IP",
)


def networks(texts: Iterable[str]) -> list[Network]:
    """Addresses and networks ("10.0.0.7", "10.0.0.0/8"); refuses anything else by its name."""
    try:
        return [ip_network(text, strict=False) for text in texts]
    except ValueError as error:
        raise ImproperlyConfigured(f"PARVIS_TRUSTED_PROXIES: {error}") from error


def is_in(text: str, trusted: Iterable[Network]) -> bool:
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in trusted)


def nearest(claims: str, trusted: list[Network]) -> str:
    """The last address of an X-Forwarded-For list that is not a proxy of ours, or ""."""
    for text in reversed(claims.split(",")):
        if not is_in(text, trusted):
            try:
                return str(ip_address(text.strip()))
            except ValueError:
                return ""
    return ""


class TrustedProxies:
    """Middleware: first of all, so that nothing later reads what a stranger claims."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = networks(settings.PARVIS_TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.trusted and is_in(request.META.get("REMOTE_ADDR", ""), self.trusted):
            client = nearest(request.META.get("HTTP_X_FORWARDED_FOR", ""), self.trusted)
            if client:
                request.META["REMOTE_ADDR"] = client
        else:
            for name in CLAIMS:
                request.META.pop(name, None)
        return self.get_response(request)
