"""RDF of one published projection, for the types that no room describes better."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from parvis.records import hooks

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TERMS = "http://purl.org/dc/terms/"
PREFIXES = {
    "dct": TERMS,
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "xml": RdfFormat.RDF_XML,
    "ntriples": RdfFormat.N_TRIPLES,
}


def serialise(projection: dict[str, Any], base: str, format: str) -> bytes:
    """The RDF of a projection seen by an audience; `base` is the portal's own address."""
    triples = (quad.triple for quad in quads(projection, base))
    found = serialize(triples, format=FORMATS[format], prefixes=PREFIXES)
    assert found is not None  # no output file was given
    return found


def quads(projection: dict[str, Any], base: str) -> Iterable[Quad]:
    """What the room that owns the type says, else what every record has."""
    told: Iterable[Quad] | None = hooks.first("quads", projection=projection, base=base)
    return general(projection, base) if told is None else told


def general(projection: dict[str, Any], base: str) -> Iterator[Quad]:
    """dct:title, dct:description, dct:identifier and the edges whose predicate has a property.

    An edge towards a type that shows its organisation in `organisation` is written once.
    """
    subject = identifier(base, f"{projection['type']}/{projection['slug']}")
    kind = hooks.record_types().get(projection["type"])
    if kind and kind.iri:
        yield Quad(subject, NamedNode(RDF + "type"), NamedNode(kind.iri))
    yield Quad(subject, NamedNode(TERMS + "identifier"), Literal(projection["uuid"]))
    for name, property in (("title", "title"), ("plain_summary", "abstract"),
                           ("summary", "description")):  # fmt: skip
        for language, text in texts(projection, name):
            literal = Literal(text, language=language)
            yield Quad(subject, NamedNode(TERMS + property), literal)
    yield from edges(projection, subject, base)


def texts(projection: dict[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """A text in each language it is written in."""
    own = projection.get("language") or "fr"
    if projection.get(name):
        yield own, projection[name]
    for language, translated in sorted(projection.get("translations", {}).items()):
        if translated.get(name) and language != own:
            yield language, translated[name]


def edges(projection: dict[str, Any], subject: NamedNode, base: str) -> Iterator[Quad]:
    known = hooks.predicates()
    for predicate, key, _since, _until in projection.get("links", ()):
        if predicate in known and known[predicate].iri:
            yield Quad(subject, NamedNode(known[predicate].iri), identifier(base, key))


def identifier(base: str, key: str) -> NamedNode:
    return NamedNode(f"{base}/id/{key}")
