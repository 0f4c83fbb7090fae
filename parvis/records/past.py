"""The published past of a record, as far as an audience may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from parvis.design.spoken import quoted
from parvis.records import canonical, hooks
from parvis.records.audience import Audience
from parvis.records.models import HistoryEntry, Published
from parvis.records.projection import View


@dataclass(frozen=True)
class Step:
    """One published change: the content before and after, links and owner in words.

    `before` is None where there is nothing to compare with (the first publication, or what came
    before was for a narrower circle).
    """

    sequence: int
    at: dt.datetime
    kind: str
    why: str
    before: dict[str, Any] | None
    after: dict[str, Any]
    names: Collection[str] = ()  # titles of other records, which links and owner are said by


def past_of(view: View, audience: Audience, offset: int, limit: int) -> list[Step]:
    """Changes of a record, the last first: two queries.

    What was only for a narrower circle is left out, and so is, at every date, a field that is not
    published today.
    """
    entries = list(
        HistoryEntry.objects.filter(record=view.uuid, projection__isnull=False)
        .order_by("-sequence")
        .defer("nonce", "hidden_salt")[offset : offset + limit + 1]
    )
    contents = [canonical.decode(entry.projection) for entry in entries if entry.projection]
    seen = [allowed(content, audience) for content in contents]
    names = titles_of(contents, audience)
    hidden = set(view.content.get("hidden", ()))
    told = [readable(content, names, hidden) for content in contents]
    steps = []
    for rank, entry in enumerate(entries[:limit]):
        if seen[rank]:
            following = rank + 1 < len(entries) and seen[rank + 1]
            before = told[rank + 1] if following else None
            facts = (entry.sequence, entry.at, entry.kind, entry.why)
            steps.append(Step(*facts, before, told[rank], tuple(names.values())))
    return steps


def allowed(content: dict[str, Any], audience: Audience) -> bool:
    """Whether the audience could have seen this content when it was published."""
    return audience.sees(*seen_by(content))


def seen_by(content: dict[str, Any]) -> tuple[int, UUID | None]:
    """The circle it was for, and whose it was."""
    owner = content.get("organisation")
    return content.get("circle", 0), UUID(owner) if owner else None


def titles_of(contents: Sequence[dict[str, Any]], audience: Audience) -> dict[str, str]:
    """Titles of what the contents point to, by uuid, as far as the audience may see it."""
    wanted = {link[1] for content in contents for link in content.get("links", ())}
    wanted |= {content["organisation"] for content in contents if content.get("organisation")}
    rows = Published.objects.visible(audience).filter(pk__in=wanted)
    return {str(pk): title for pk, title in rows.values_list("pk", "title")}


def readable(
    content: dict[str, Any], names: dict[str, str], hidden: Iterable[str]
) -> dict[str, Any]:
    """The content without what is hidden today, links and owner said by their titles."""
    shown = {name: value for name, value in content.items() if name not in hidden}
    known = hooks.predicates()
    shown["links"] = [
        f"{known[predicate].forward} {quoted(names[other])}"
        for predicate, other, *_dates in content.get("links", ())
        if other in names and predicate in known and predicate != "responsible"
    ]
    shown["organisation"] = names.get(content.get("organisation") or "")
    shown["translations"] = {
        language: {name: text for name, text in texts.items() if name not in hidden}
        for language, texts in content.get("translations", {}).items()
    }
    return shown


def count(view: View) -> int:
    return HistoryEntry.objects.filter(record=view.uuid, projection__isnull=False).count()
