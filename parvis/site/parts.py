"""What many pages of visitors are made of, kept in each process for one state of the public.

A part is kept under the state of all that is public (`caching.state`), the audience, the language
and the day: none outlives a change, and none is shown to another circle. Whoever has a session
has theirs made anew. At most MOST parts; the least recently used goes first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from parvis.design.spoken import spoken
from parvis.records.audience import audience_of
from parvis.records.models import Published
from parvis.records.projection import View, public_view, shown_organisations

MOST = 800  # groups of filters among them, some 20 kB each
FEW = 5_000
ABSENT = object()
Part = TypeVar("Part")

parts: OrderedDict[Hashable, Any] = OrderedDict()
lock = Lock()


def remember(request: HttpRequest, state: str) -> None:
    """Said by `public_page` of a request without a session, before its page is made."""
    request.__dict__["parvis_state"] = state
    request.__dict__.pop("parvis_parts", None)


def part(request: HttpRequest, name: Hashable, make: Callable[[], Part]) -> Part:
    """What `make` returned for this state, or returns now; nobody may change it."""
    key = key_of(request, name)
    found: Part = read(key)  # type: ignore[assignment]
    if found is ABSENT:
        found = make()
        write(key, found)
    return found


def organisations(
    request: HttpRequest, uuids: Iterable[UUID | None]
) -> dict[UUID | None, Published]:
    """`shown_organisations`, of which those just seen are kept: one query, or none."""
    shared = key_of(request, "organisation")
    wanted = {uuid for uuid in uuids if uuid}
    known = {uuid: read(shared and (shared, uuid)) for uuid in wanted}
    unknown = [uuid for uuid, found in known.items() if found is ABSENT]
    if unknown:
        asked = shown_organisations(unknown, audience_of(request))
        for uuid in unknown:
            known[uuid] = asked.get(uuid)
            write(shared and (shared, uuid), known[uuid])
    return {uuid: row for uuid, row in known.items() if isinstance(row, Published)}


def view(request: HttpRequest, key: str) -> View | None:
    """`public_view` for whoever asks, with the organisations that were just seen."""
    return public_view(key, audience_of(request), partial(organisations, request))


def may_have(
    request: HttpRequest, name: str, uuid: UUID, owners: Callable[[], QuerySet[Any, UUID]]
) -> bool:
    """Whether a record may be among `owners`, the records that have something that few have.

    Only when they are few, and this is a visitor's page, is it known that one is not.
    """
    if key_of(request, name) is None:
        return True
    known = part(request, name, lambda: frozenset(owners().distinct()[: FEW + 1]))
    return len(known) > FEW or uuid in known


def key_of(request: HttpRequest, name: Hashable) -> Hashable | None:
    """None for whoever has a session. What all parts of a page share is worked out once."""
    shared = request.__dict__.get("parvis_parts")
    if shared is None:
        state = request.__dict__.get("parvis_state")
        if state is None:
            return None
        shared = state, audience_of(request), spoken(), timezone.localdate()
        request.__dict__["parvis_parts"] = shared
    return name, shared


def read(key: Hashable | None) -> object:
    with lock:
        found = ABSENT if key is None else parts.get(key, ABSENT)
        if found is not ABSENT:
            parts.move_to_end(key)
    return found


def write(key: Hashable | None, made: object) -> None:
    if key is None:
        return
    with lock:
        parts[key] = made
        while len(parts) > MOST:
            parts.popitem(last=False)
