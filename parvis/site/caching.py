"""Public pages told apart by one number: nothing changed, nothing is made or sent again.

The state of all that is public is the last sequence of history, the last answer given, the last
change of an address's state and the last look at the catalogue's quality; a page made from nothing
else is the same until that changes (or the day does). Pages of visitors are
also kept, compressed, in each process under their ETag: some three thousand of them.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import cache, wraps
from threading import Lock
from typing import Any

import zstandard
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from parvis import __version__
from parvis.catalogue.grants.asking import key_of
from parvis.records import finding, hooks
from parvis.site import parts
from parvis.site.turn import turn

View = Callable[..., HttpResponseBase]
KEPT_BYTES = 12_000_000
STATE = """
    SELECT sequence, digest, (SELECT MAX(answered) FROM records_feedback),
           (SELECT MAX(changed) FROM records_attachment), (SELECT COUNT(*) FROM records_attachment)
           {rooms}
    FROM records_historyentry ORDER BY sequence DESC LIMIT 1
"""


class Kept:
    """The last pages made for visitors by this process, at most `most` bytes of them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self.pages: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
        self.lock = Lock()

    def get(self, etag: str) -> HttpResponse | None:
        with self.lock:
            found = self.pages.get(etag)
            if found is None:
                return None
            self.pages.move_to_end(etag)
        return HttpResponse(zstandard.decompress(found[0]), content_type=found[1])

    def put(self, etag: str, response: HttpResponse) -> None:
        content = zstandard.compress(response.content, level=1)
        if len(content) > self.most // 20:
            return
        with self.lock:
            if etag not in self.pages:
                self.pages[etag] = (content, response["Content-Type"])
                self.size += len(content)
            while self.size > self.most:
                _etag, (dropped, _type) = self.pages.popitem(last=False)
                self.size -= len(dropped)


kept = Kept(KEPT_BYTES)


@cache
def state_query() -> str:
    """With what the rooms' own pages depend on (hook `page_state`)."""
    return STATE.format(rooms="".join(f", ({one})" for one in hooks.gather("page_state")))


def state() -> str:
    """The state of everything public, as a short text: one query, written by hand because every
    request asks it (building it by the ORM took longer than the rest of a kept page)."""
    with connection.cursor() as cursor:
        cursor.execute(state_query())
        found = cursor.fetchone()
    if found is None:
        return "empty"
    sequence, digest, *others = found
    return f"{sequence}.{bytes(digest).hex()[:16]}.{others}"


def etag_of(request: HttpRequest, state: str) -> str:
    facts = (state, finding.version(), __version__, settings.PARVIS_BASE_URL,
             request.get_full_path(), request.headers.get("Accept", ""),
             timezone.localdate().isoformat())  # fmt: skip
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:24]}"'


def public_page(view: View) -> View:
    """For visitors: ETag and 304. For people with a session or a key: private, never stored."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES or key_of(request):
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "private, no-store"
            return response
        if request.method not in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        now = state()
        etag = etag_of(request, now + (hooks.first("own_state", names=kwargs) or ""))
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            return stamped(HttpResponseNotModified(), etag)
        found = kept.get(etag)
        if found is not None:
            return stamped(found, etag)
        parts.remember(request, now)
        with turn():
            found = kept.get(etag)  # another made it meanwhile
            if found is not None:
                return stamped(found, etag)
            return made(etag, view(request, *args, **kwargs))

    return answer


def made(etag: str, response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, HttpResponse) and response.status_code == 200:
        kept.put(etag, response)
        stamped(response, etag)
    return response


def shared(view: View) -> View:
    """A public answer that pages of other sites may take in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


def stamped(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    patch_vary_headers(response, ["Cookie", "Authorization", "Accept"])
    return response
