"""A processing in the Data Privacy Vocabulary 2.3 (W3C community group): what RDF can say of it.

A processing is a `dpv:PersonalDataProcess` (`dpv:PersonalDataHandling` is to be deprecated). Each
purpose is a process of its own, because each has its own legal basis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from parvis.catalogue.dcat import values
from parvis.privacy import rdf
from parvis.privacy.rdf import DPV, GDPR
from parvis.records import rdf as general
from parvis.records.entitlements import Entitlement, Right
from parvis.records.rdf import RDF, TERMS

Content = Mapping[str, Any]
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {**general.PREFIXES, "dpv": DPV, "eu-gdpr": GDPR, "pd": "https://w3id.org/dpv/pd#"}
RIGHTS = {
    Right.ACCESS: "A15",
    Right.RECTIFICATION: "A16",
    Right.ERASURE: "A17",
    Right.RESTRICTION: "A18",
    Right.PORTABILITY: "A20",
    Right.OBJECTION: "A21",
    Right.WITHDRAWAL: "A7-3",
    Right.HUMAN_REVIEW: "A22-3-a",
}
ALWAYS = ("A77", "A79")  # to complain to the authority, to go before a judge
MECHANISMS = {
    "adequacy": "A45-3",
    "clauses": "A46-2-c",
    "rules": "A46-2-b",
    "instrument": "A46-2-a",
    "code": "A46-2-e",
}
MEASURES = {
    "access": "AccessControlMethod",
    "encryption": "Encryption",
    "trace": "ActivityMonitoring",
}
MEASURE = "hasTechnicalOrganisationalMeasure"
PARTS = {
    "joint": ("hasDataController", "DataController"),
    "processor": ("hasDataProcessor", "DataProcessor"),
    "principal": ("hasDataController", "DataController"),
}


def quads(
    content: dict[str, Any], base: str, rights: Iterable[Entitlement], contact: str = ""
) -> Iterator[Quad]:
    """Besides what the register says of every processing: who, why, for how long, where to.

    `contact` is how the organisation that is responsible is reached, where it says so in public.
    """
    yield from rdf.quads(content, base)
    subject = general.identifier(base, f"processing/{content['slug']}")
    language = str(content.get("language") or "fr")
    yield Quad(subject, NamedNode(RDF + "type"), NamedNode(DPV + "PersonalDataProcess"))
    if owner := content.get("organisation"):
        role = "hasDataProcessor" if content.get("role") == "processor" else "hasDataController"
        controller = general.identifier(base, owner)
        yield Quad(subject, dpv(role), controller)
        yield from reached(controller, contact)
    for tell in (purposes, parts, recipients, retentions, transfers, safeguards, special):
        yield from tell(content, subject, language)
    for one in rights:
        if one.applies and one.right in RIGHTS:
            yield Quad(subject, dpv("hasRight"), gdpr(RIGHTS[one.right]))
    for name in ALWAYS:
        yield Quad(subject, dpv("hasRight"), gdpr(name))


def dpv(name: str) -> NamedNode:
    return NamedNode(DPV + name)


def gdpr(name: str) -> NamedNode:
    return NamedNode(GDPR + name)


def thing(kind: str, label: str, language: str) -> tuple[BlankNode, list[Quad]]:
    """A node without an address, of one class, with its name."""
    node = BlankNode()
    return node, [
        Quad(node, NamedNode(RDF + "type"), dpv(kind)),
        Quad(node, NamedNode(RDFS + "label"), Literal(label, language=language)),
    ]


def purposes(content: Content, subject: NamedNode, language: str) -> Iterator[Quad]:
    for row in content.get("purposes") or ():
        purpose, told = thing("Purpose", row["title"], language)
        process = BlankNode()
        yield from told
        yield Quad(subject, dpv("hasProcess"), process)
        yield Quad(process, NamedNode(RDF + "type"), dpv("Process"))
        yield Quad(process, dpv("hasPurpose"), purpose)
        yield Quad(subject, dpv("hasPurpose"), purpose)
        if row["basis"] in rdf.BASES:
            yield Quad(process, dpv("hasLegalBasis"), gdpr(rdf.BASES[row["basis"]]))
        if row.get("text_url"):
            yield Quad(process, NamedNode(TERMS + "source"), values.node(row["text_url"]))


def parts(content: Content, subject: NamedNode, language: str) -> Iterator[Quad]:
    measures = {one["name"]: one["words"] for one in content.get("partner_measures") or ()}
    for row in content.get("parts") or ():
        predicate, kind = PARTS[row["part"]]
        node, told = thing(kind, row["name"], language)
        yield from told
        yield Quad(subject, dpv(predicate), node)
        yield from reached(node, row.get("contact"))
        if row.get("dpo"):
            yield from officer(node, row["dpo"], language, row.get("dpo_contact"))
        if row.get("keeps_register"):
            yield Quad(node, dpv(MEASURE), dpv("RecordsOfActivities"))
        if said := measures.get(row["name"]):
            measure, about = thing("TechnicalOrganisationalMeasure", said, language)
            yield from about
            yield Quad(node, dpv(MEASURE), measure)
    own = content.get("officer") or {}
    if own.get("name"):
        told_of = (own.get("email"), own.get("phone"))
        yield from officer(subject, own["name"], language, *told_of, address=own.get("address"))


def officer(
    of: NamedNode | BlankNode, name: str, language: str, *contacts: str | None,
    address: str | None = None,
) -> Iterator[Quad]:  # fmt: skip
    """The data protection officer of a processing or of a partner, and how to reach it."""
    node, told = thing("DataProtectionOfficer", name, language)
    yield from told
    yield Quad(of, dpv("hasDataProtectionOfficer"), node)
    yield from reached(node, *contacts)
    if address:
        yield Quad(node, dpv("hasAddress"), Literal(address))


def reached(node: NamedNode | BlankNode, *contacts: str | None) -> Iterator[Quad]:
    for contact in filter(None, contacts):
        yield Quad(node, dpv("hasContact"), Literal(contact))


def recipients(content: Content, subject: NamedNode, language: str) -> Iterator[Quad]:
    for row in content.get("recipients") or ():
        node, told = thing("Recipient", row["name"], language)
        yield from told
        yield Quad(subject, dpv("hasRecipient"), node)


def retentions(content: Content, subject: NamedNode, language: str) -> Iterator[Quad]:
    """Each duration is a storage condition; a number has its duration in ISO 8601 too."""
    for row in content.get("retentions") or ():
        node, told = thing("StorageCondition", row["what"], language)
        yield from told
        yield Quad(subject, dpv("hasStorageCondition"), node)
        if lasting := duration(row):
            literal = Literal(lasting, datatype=NamedNode(XSD + "duration"))
            yield Quad(node, dpv("hasDuration"), literal)
        if row.get("start"):
            start = Literal(row["start"], language=language)
            yield Quad(node, NamedNode(TERMS + "description"), start)


def duration(row: Content) -> str:
    """« P3Y »; "" for what lasts until an event."""
    letter = {"days": "D", "months": "M", "years": "Y"}.get(row["unit"])
    return f"P{row['number']}{letter}" if letter and row.get("number") is not None else ""


def transfers(content: Content, subject: NamedNode, language: str) -> Iterator[Quad]:
    for row in content.get("transfers") or ():
        node, told = thing("ThirdCountry", row["country"], language)
        yield from told
        process = BlankNode()
        yield Quad(subject, dpv("hasProcess"), process)
        yield Quad(process, NamedNode(RDF + "type"), dpv("Process"))
        yield Quad(process, dpv("hasProcessing"), dpv("Transfer"))
        yield Quad(process, dpv("hasThirdCountry"), node)
        if row.get("mechanism") in MECHANISMS:
            yield Quad(process, dpv("hasLegalBasis"), gdpr(MECHANISMS[row["mechanism"]]))


def safeguards(content: Content, subject: NamedNode, language: str) -> Iterator[Quad]:
    for row in content.get("safeguards") or ():
        if row["done"] and row["measure"] in MEASURES:
            yield Quad(subject, dpv(MEASURE), dpv(MEASURES[row["measure"]]))


def special(content: Content, subject: NamedNode, language: str) -> Iterator[Quad]:
    """The condition of article 9(2) that lets sensitive data be treated."""
    if content.get("special"):
        yield Quad(subject, dpv("hasLegalBasis"), gdpr(f"A9-2-{content['special']}"))
