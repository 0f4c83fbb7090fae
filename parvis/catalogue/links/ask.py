"""Asking one address: its head, then its first byte where a head is refused."""

from __future__ import annotations

from parvis.catalogue.links.outcome import Outcome, Result, of_error, of_look
from parvis.records.fetch import Client, FetchError, Limits, Method

LIMITS = Limits(connect=5, read=10, total=10)  # a page that takes longer serves nobody
# means the same of a whole request; any other is often said of a HEAD alone
FINAL = frozenset({Outcome.ANSWERS, Outcome.BUSY, Outcome.UNKNOWN_HOST, Outcome.CERTIFICATE,
                   Outcome.PRIVATE, Outcome.UNREAD})  # fmt: skip


def ask(client: Client, url: str) -> Result:
    """What the address answers. Never raises for what an address or a server does."""
    found, again = one(client, url, "HEAD")
    return one(client, url, "GET")[0] if again else found


def one(client: Client, url: str, method: Method) -> tuple[Result, bool]:
    """One request, and whether another one may know better."""
    try:
        found = of_look(client.look(url, method=method))
    except FetchError as error:
        return of_error(error), error.code == "answer"
    return found, found.outcome not in FINAL
