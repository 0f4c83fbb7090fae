"""Lines of results: what lists and the search say of each record.

A line is made of what was published under one number of the history and of who answers for it, as
this reader may see them. It is kept in each process under these, in each language, for whoever may
see the same; at most MOST lines, the least recently shown go first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from functools import cache
from threading import Lock
from typing import Any

from django.http import HttpRequest
from django.template import engines
from markupsafe import Markup

from parvis.design.spoken import spoken
from parvis.design.text import capital
from parvis.records import canonical, hooks
from parvis.records.finding import Line
from parvis.records.models import Published
from parvis.records.projection import lead_of, reads, translated
from parvis.site import addresses, parts

MOST = 12_000  # some 0.6 kB each

kept: OrderedDict[Hashable, bytes] = OrderedDict()
lock = Lock()


def lines(request: HttpRequest, rows: Sequence[Line], mixed: bool) -> Markup:
    """The items of a list of results, in order; the type is said only where several are `mixed`."""
    language = spoken()
    owners = parts.organisations(request, {row.organisation for row in rows})
    keys: list[Hashable] = []
    for row in rows:
        owner = owners.get(row.organisation)
        keys.append((row.uuid, row.sequence, owner and owner.sequence, language, mixed))
    found = known(keys)
    made = {
        key: line(row, owners.get(row.organisation), mixed)
        for key, row in zip(keys, rows, strict=True)
        if key not in found
    }
    keep(made)
    whole = b"".join([found.get(key) or made[key] for key in keys])
    return Markup(whole.decode())  # noqa: S704


def known(keys: Iterable[Hashable]) -> dict[Hashable, bytes]:
    with lock:
        found = {key: text for key in keys if (text := kept.get(key))}
        for key in found:
            kept.move_to_end(key)
    return found


def keep(made: dict[Hashable, bytes]) -> None:
    with lock:
        kept.update(made)
        while len(kept) > MOST:
            kept.popitem(last=False)


def line(row: Line, owner: Published | None, mixed: bool) -> bytes:
    made = item(row.type, row.slug, canonical.decode(row.projection), owner, mixed)
    return str(components().result(made, 2)).encode()


@cache
def components() -> Any:
    """The macros of the design system, for Python."""
    return engines["jinja2"].env.get_template("design/components.html").module  # type: ignore[attr-defined]


def item(
    kind: str, slug: str, content: dict[str, Any], owner: Published | None, mixed: bool
) -> dict[str, Any]:
    """A record as the component `result` takes it."""
    language = spoken()
    return {
        "kind": capital(hooks.record_types()[kind].one) if mixed else "",
        "title": translated(content, "title"),
        "url": addresses.record_path(kind, slug),
        "text": lead_of(content),
        "meta": [owner.title] if owner else [],
        "lang": "" if reads(content, language) else content["language"],
    }
