"""The register as RDF: terms of DPV 2 and its extensions for technology and the AI Act (W3C
Community Group, CC BY 4.0). Those of the two extensions were checked against its tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from parvis.records import rdf

DPV = "https://w3id.org/dpv#"
TECH = "https://w3id.org/dpv/tech#"
ACT = "https://w3id.org/dpv/legal/eu/aiact#"
TYPE = NamedNode(rdf.RDF + "type")
TERMS = rdf.TERMS
XSD = "http://www.w3.org/2001/XMLSchema#"
SYSTEM = DPV + "Technology"
TYPES = ("algorithm", "decision")
CLASSES = {
    "minimal": "AISystem",
    "limited": "AISystem",
    "high": "HighRiskAISystem",
    "unacceptable": "ProhibitedAISystem",
}
AUTOMATION = {
    "informs": "AssistiveAutomation",
    "proposes": "PartialAutomation",
    "decides": "FullAutomation",
}


def quads(projection: dict[str, Any], base: str) -> Iterator[Quad]:
    yield from rdf.general(projection, base)
    subject = rdf.identifier(base, f"{projection['type']}/{projection['slug']}")
    language = projection.get("language") or "fr"
    if projection["type"] == "algorithm":
        yield from algorithm(projection, subject, base, language)
    else:
        yield from decision(projection, subject, language)


def algorithm(content: dict[str, Any], it: NamedNode, base: str, said: str) -> Iterator[Quad]:
    """Its class, purpose, risks with their measures, human control, who deploys and provides it."""
    if found := CLASSES.get(content.get("ai_class") or ""):
        yield Quad(it, TYPE, NamedNode(ACT + found))
    if point := annex_class(content):
        yield Quad(it, TYPE, NamedNode(ACT + point))
    yield from texts(it, DPV + "hasPurpose", content.get("purpose"), said)
    yield from texts(it, TECH + "hasProvider", content.get("supplier_name"), said)
    yield from texts(it, TERMS + "provenance", content.get("legal_basis"), said)
    for name in ("code_url", "evaluation_url"):
        if address := content.get(name):
            yield Quad(it, NamedNode(TECH + "hasDocumentation"), NamedNode(address))
    for one in content.get("contributions") or ():
        level = NamedNode(DPV + AUTOMATION[one["degree"]])
        yield Quad(it, NamedNode(DPV + "hasAutomationLevel"), level)
    for one in content.get("risks") or ():
        risk, measure = BlankNode(), BlankNode()
        yield Quad(it, NamedNode(DPV + "hasRisk"), risk)
        yield from texts(risk, TERMS + "title", one["name"], said)
        yield from texts(risk, TERMS + "description", one["description"], said)
        if one["mitigation"]:
            yield Quad(risk, NamedNode(DPV + "isMitigatedByMeasure"), measure)
            yield from texts(measure, TERMS + "description", one["mitigation"], said)
    if content.get("fria_on"):
        study = BlankNode()
        yield Quad(it, NamedNode(DPV + "hasAssessment"), study)
        yield Quad(study, TYPE, NamedNode(ACT + "FRIA"))
        day = Literal(content["fria_on"], datatype=NamedNode(XSD + "date"))
        yield Quad(study, NamedNode(TERMS + "date"), day)
    yield from ties(content, it, base, {"supplied_by": TECH + "hasProvider",
                                        "reads": TECH + "hasInputData",
                                        "responsible": TECH + "hasDeployer"})  # fmt: skip


def annex_class(content: dict[str, Any]) -> str:
    """DPV's class of a point of Annex III: "5 a" is HighRiskAISystem-AnnexIII-5-a."""
    words = str(content.get("annex_point") or "").replace(".", " ").replace(")", " ").split()
    shaped = len(words) <= 2 and words[:1] and words[0] in "12345678"
    letter = len(words) < 2 or words[1] in tuple("abcde")
    return f"HighRiskAISystem-AnnexIII-{'-'.join(words)}" if shaped and letter else ""


def decision(content: dict[str, Any], it: NamedNode, said: str) -> Iterator[Quad]:
    yield from texts(it, TERMS + "provenance", content.get("legal_basis"), said)
    yield from texts(it, DPV + "hasDataSubject", content.get("people_concerned"), said)


def texts(it: Any, property: str, text: str | None, language: str) -> Iterator[Quad]:
    if text:
        yield Quad(it, NamedNode(property), Literal(text, language=language))


def ties(
    content: dict[str, Any], it: NamedNode, base: str, named: dict[str, str]
) -> Iterator[Quad]:
    for predicate, key, _since, _until in content.get("links") or ():
        if predicate in named:
            yield Quad(it, NamedNode(named[predicate]), rdf.identifier(base, key))
