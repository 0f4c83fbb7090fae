"""Public algorithms as entries of `formats`, and the facts of a decision's mention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from parvis.algorithms import mention
from parvis.algorithms.formats.files import FORMATS, Format, more_columns
from parvis.algorithms.formats.terms import Values
from parvis.records.audience import VISITOR
from parvis.records.consistency import Content
from parvis.records.models import Link, Published
from parvis.records.remembered import Records

BATCH = 100
Rows = dict[UUID, Published]


def entries(rows: Sequence[Published]) -> list[Values]:
    """What is public of these algorithms, with names for what they point to. Three queries."""
    others = {row.organisation for row in rows} | {
        UUID(part[name])
        for row in rows
        for rows_name, name in (("contributions", "decision"), ("data_uses", "dataset"))
        for part in row.content.get(rows_name) or ()
        if part[name]
    }
    known: Rows = Published.objects.visible(VISITOR).in_bulk(others - {None})
    return [entry(row, known) for row in rows]


def streamed(keys: Sequence[UUID]) -> Iterator[Values]:
    """The entries of these, in order; four queries a BATCH."""
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        held: Rows = Published.objects.visible(VISITOR).in_bulk(part)
        yield from entries([held[key] for key in part if key in held])


def besides(content: Content) -> dict[str, Any]:
    """By format of a table, the columns that the source of this algorithm has besides ours."""
    found = {one.shape.name: one.besides(content) for one in FORMATS.values() if one.is_csv}
    return {name: columns for name, columns in found.items() if columns}


SOURCES = Records("algorithm", besides)


def columns(form: Format) -> list[str]:
    """Those of the whole register."""
    return more_columns(row.content.get(form.shape.name, ()) for row in SOURCES.rows())


def entry(row: Published, known: Rows) -> Values:
    content = dict(row.content)
    owner = known.get(row.organisation) if row.organisation else None
    content["contributions"] = [
        contribution(part, known)
        for part in content.get("contributions") or ()
        if not part["decision"] or UUID(part["decision"]) in known
    ]
    content["data_uses"] = [
        part | {"dataset": key(part["dataset"], known)} for part in content.get("data_uses") or ()
    ]
    return content | {
        "identifier": f"{settings.PARVIS_BASE_URL}/id/algorithm/{row.slug}",
        "url": f"{settings.PARVIS_BASE_URL}/algorithmes/{row.slug}/",
        "organisation_name": owner.title if owner else "",
    }


def contribution(part: Values, known: Rows) -> Values:
    """A row with the name of its decision, and the mention that stands there."""
    if not part["decision"]:
        return part
    decision = known[UUID(part["decision"])]
    return part | {
        "decision": f"decision/{decision.slug}",
        "decision_name": decision.title,
        "mention": decision.content.get("mention_text") or part["mention"],
    }


def key(uuid: str | None, known: Rows) -> str | None:
    row = known.get(UUID(uuid)) if uuid else None
    return f"{row.type}/{row.slug}" if row else None


def mention_facts(row: Published) -> mention.Facts:
    """What the mention of this public decision says, of the algorithms that are public too."""
    content: dict[str, Any] = row.content
    edges = Link.objects.filter(object=row.uuid, predicate="contributes_to")
    subjects = list(edges.values_list("subject", flat=True))
    known: Rows = Published.objects.visible(VISITOR).in_bulk([*subjects, row.organisation])
    algorithms = [known[one] for one in subjects if one in known]
    owner = known.get(row.organisation) if row.organisation else None
    degrees = {
        part["degree"]
        for one in algorithms
        for part in one.content.get("contributions") or ()
        if part["decision"] == str(row.uuid)
    }
    base = settings.PARVIS_BASE_URL
    return mention.Facts(
        organisation=owner.title if owner else "",
        contact=", ".join(filter(None, reachable(content))),
        purposes=tuple(one.content.get("purpose") or one.title for one in algorithms)
        or (row.title,),
        rules=tuple(f"{base}/algorithmes/{one.slug}/" for one in algorithms)
        or (f"{base}/decisions/{row.slug}/",),
        short=f"{base}/d/{content['short']}",
        alone="decides" in degrees,
        own=content.get("mention_text") or "",
    )


def reachable(content: dict[str, Any]) -> list[str]:
    """The ways to write to the service that the record gives."""
    return [str(content.get(name) or "") for name in ("contact", "postal_address", "contact_url")]
