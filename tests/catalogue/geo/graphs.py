"""What a graph says along the properties that DCAT-AP lists, so that two graphs can be compared.

A fact is ("Dataset/keyword", "oceanography@en"): a path of class and property, and a value. Files
are told apart by their address: "Distribution <https://…>/title".
"""

from __future__ import annotations

from pathlib import Path

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDFS, SH, SKOS

from parvis.catalogue.dcat.places import box

Fact = tuple[str, str]
Listed = dict[URIRef, set[URIRef]]
_SERIES = (DCAT.Dataset, URIRef(f"{DCAT}DatasetSeries"))
_TEXTS = (RDFS.label, DCTERMS.description, DCTERMS.title, SKOS.prefLabel)
_NODES = {
    DCAT.contactPoint: ("fn", "hasEmail", "hasTelephone", "hasURL", "organization-name"),
    DCTERMS.publisher: ("name", "mbox"),
    DCTERMS.creator: ("name", "mbox"),
    DCTERMS.temporal: ("startDate", "endDate"),
}


def listed(shapes: Path) -> Listed:
    """{class: the properties that the shapes of DCAT-AP have a word about}."""
    graph = Graph().parse(shapes)
    found: Listed = {}
    for shape, cls in graph.subject_objects(SH.targetClass):
        for prop in graph.objects(shape, SH.property):
            paths = [one for one in graph.objects(prop, SH.path) if isinstance(one, URIRef)]
            found.setdefault(URIRef(cls), set()).update(paths)
    return found


def facts(graph: Graph, known: Listed) -> set[Fact]:
    """Everything said of the data set, series or service, of its files and of its entry."""
    of_sets = known[DCAT.Dataset] | known[_SERIES[1]]
    told: set[Fact] = set()
    for cls in _SERIES:
        for node in graph.subjects(RDF.type, cls):
            told |= _said(graph, node, "Dataset", of_sets - {DCAT.distribution})
            for file in graph.objects(node, DCAT.distribution):
                address = graph.value(file, DCAT.accessURL)
                name = f"Distribution <{address}>"
                told |= _said(graph, file, name, known[DCAT.Distribution])
    inner = set(graph.objects(None, DCAT.accessService))
    for node in set(graph.subjects(RDF.type, DCAT.DataService)) - inner:
        told |= _said(graph, node, "DataService", known[DCAT.DataService])
    for entry in graph.objects(None, FOAF.isPrimaryTopicOf):
        told |= _said(graph, entry, "CatalogRecord", known[DCAT.CatalogRecord])
    return told


def _said(graph: Graph, node: object, name: str, properties: set[URIRef]) -> set[Fact]:
    told: set[Fact] = set()
    for prop in properties:
        for value in graph.objects(node, prop):
            path = f"{name}/{_last(prop)}"
            told |= {(f"{path}{inner}", text) for inner, text in _value(graph, prop, value)}
    return told


def _value(graph: Graph, prop: URIRef, value: object) -> set[Fact]:
    if prop in _NODES and not isinstance(value, Literal):
        return {
            (f"/{_last(inner)}", _plain(text))
            for inner, text in graph.predicate_objects(value)
            if _last(inner) in _NODES[prop]
        }
    if prop == DCTERMS.spatial and isinstance(value, BNode):
        return {("", repr(box(str(one)))) for one in graph.objects(value, DCAT.bbox)}
    if isinstance(value, BNode):
        return {("", _plain(text)) for one in _TEXTS for text in graph.objects(value, one)}
    return {("", _plain(value))}


def _plain(value: object) -> str:
    """A text with its language; a moment without its offset; white space as one space."""
    text = " ".join(str(value).split())
    if not isinstance(value, Literal):
        return text
    if value.datatype and _last(value.datatype) == "dateTime":
        return text[:19]
    return f"{text}@{value.language}" if value.language else text


def _last(uri: object) -> str:
    return str(uri).replace("#", "/").rpartition("/")[2]
