"""A processing as RDF: what every record has, and its people, data and legal bases as DPV terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyoxigraph import NamedNode, Quad

from parvis.privacy import terms
from parvis.records import rdf

DPV = "https://w3id.org/dpv#"
GDPR = "https://w3id.org/dpv/legal/eu/gdpr#"
BASES = {
    "consent": "A6-1-a",
    "contract": "A6-1-b",
    "obligation": "A6-1-c",
    "vital": "A6-1-d",
    "public_task": "A6-1-e",
    "interest": "A6-1-f",
}
LISTS = (
    ("people", "people", "hasDataSubject"),
    ("data", "data", "hasPersonalData"),
    ("operations", "operations", "hasProcessing"),
)


def quads(projection: dict[str, Any], base: str) -> Iterator[Quad]:
    yield from rdf.general(projection, base)
    subject = rdf.identifier(base, f"processing/{projection['slug']}")
    for field, scheme, predicate in LISTS:
        known = terms.terms(scheme)  # type: ignore[arg-type]
        for name in projection.get(field) or ():
            told = known.get(name, {})
            for iri in told.get("iris") or filter(None, [told.get("iri")]):
                yield Quad(subject, NamedNode(DPV + predicate), NamedNode(iri))
    given = dict.fromkeys(row["basis"] for row in projection.get("purposes") or ())
    for basis in given:
        if basis in BASES:
            term = NamedNode(GDPR + BASES[basis])
            yield Quad(subject, NamedNode(DPV + "hasLegalBasis"), term)
