"""What is posted by thousands is taken before a request, middlewares and a response are made of it.

What these decide of a request depends on its head: whether its host is ours, in what language, with
which headers it is answered. They decide it once: the headers of what they answered 201 are kept,
and said again to the same head. Whatever is refused, or is not as most are, goes the whole way.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

from parvis.operation.sending import pages

logger = logging.getLogger(__name__)

SMALL = 1_000  # octets of a body
MADE, JSON = "201 Created", "application/json"
HEADS = 1_000  # that are known at once
# what the answer does not depend on: a key is judged each time, the others name who passed it on
APART = frozenset({
    "HTTP_AUTHORIZATION", "HTTP_X_API_KEY", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP",
    "HTTP_X_REQUEST_ID", "HTTP_TRACEPARENT", "HTTP_TRACESTATE",
})  # fmt: skip
PLACE = ("PATH_INFO", "REMOTE_ADDR", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme")
OWN = frozenset({"location", "content-length"})  # what each answer has of its own

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Start = Callable[..., Any]
Take = Callable[[Mapping[str, Any], bytes], tuple[str, str] | None]
"""The head and the body → the address and the text of what was made; None: nothing was done."""


class Quick:
    """WSGI. `settings.QUICK_DOORS`: paths → who takes what is posted there."""

    def __init__(self, application: Callable[[Environ, Start], Iterable[bytes]]) -> None:
        self.application = application
        self.doors: dict[str, Take] = {
            path: import_string(name) for path, name in settings.QUICK_DOORS.items()
        }
        self.heads: dict[Any, Headers] = {}

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        take = self.doors.get(environ["PATH_INFO"])
        if take is None or not small(environ):
            return self.application(environ, start)
        head = head_of(environ)
        known = self.heads.get(head)
        if known is None:
            return self.application(environ, self.learning(head, start))
        made = taken(take, environ)
        if made is None:
            return self.application(environ, start)
        address, text = made
        body = text.encode()
        start(MADE, [*known, ("Location", address), ("Content-Length", str(len(body)))])
        return [body]

    def learning(self, head: Any, start: Start) -> Start:
        def started(status: str, headers: Headers, *more: Any) -> Any:
            kept = [one for one in headers if one[0].lower() not in OWN]
            if status == MADE and not any(name.lower() == "set-cookie" for name, _value in kept):
                if len(self.heads) >= HEADS:
                    self.heads.clear()
                self.heads[head] = kept
            return start(status, headers, *more)

        return started


def small(environ: Environ) -> bool:
    """Whether it is a short text in JSON that is posted, without parameters."""
    length = environ.get("CONTENT_LENGTH") or ""
    media = (environ.get("CONTENT_TYPE") or "").partition(";")[0].strip().lower()
    return (
        environ["REQUEST_METHOD"] == "POST" and media == JSON
        and not environ.get("QUERY_STRING") and not environ.get("SCRIPT_NAME")
        and length.isdecimal() and int(length) <= SMALL
    )  # fmt: skip


def head_of(environ: Environ) -> Any:
    """All that an answer may depend on, but for the key and the body."""
    said = [item for item in environ.items() if item[0][:5] == "HTTP_" and item[0] not in APART]
    return (*said, *map(environ.get, PLACE))


def taken(take: Take, environ: Environ) -> tuple[str, str] | None:
    """What failed is left to the whole way, that says so as ever."""
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    environ["wsgi.input"] = BytesIO(body)
    with pages.one():
        close_old_connections()
        try:
            return take(environ, body)
        except Exception:
            logger.exception("Not taken quickly: %s", environ["PATH_INFO"])
            return None
