"""Who is named in an ISO 19139 record, and in which role."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from parvis.catalogue.dcat.names import DCAT, DCT, FOAF, VCARD
from parvis.catalogue.harvest.geo.said import Node, Said
from parvis.catalogue.harvest.geo.xml import GMD, SPACES, code, each, text

_ROLES = {
    "publisher": "publisher",
    "author": "creator",
    "originator": "creator",
    "owner": "rightsHolder",
    "processor": "contributor",
}


def say_parties(said: Said, node: Node, about: Element) -> None:
    """Contacts and agents by role; who owns publishes, when nobody else is said to."""
    parties = [*each(about, "gmd:pointOfContact/gmd:CI_ResponsibleParty")]
    roles = [code(party.find("gmd:role", SPACES)) for party in parties]
    for party, role in zip(parties, roles, strict=True):
        if role == "pointOfContact":
            _contact(said, node, party)
        elif role in _ROLES:
            _agent(said, node, party, _ROLES[role])
    if "publisher" not in roles and "owner" in roles:
        _agent(said, node, parties[roles.index("owner")], "publisher")


def _contact(said: Said, node: Node, party: Element) -> None:
    contact = said.child(node, DCAT + "contactPoint", VCARD + "Kind")
    organisation = party.find("gmd:organisationName", SPACES)
    person = party.find("gmd:individualName", SPACES)
    if text(person):
        said.texts(contact, VCARD + "fn", person)
        said.texts(contact, VCARD + "organization-name", organisation)
    else:
        said.texts(contact, VCARD + "fn", organisation)
    said.address(contact, VCARD + "hasEmail", _mail(party))
    said.address(contact, VCARD + "hasURL", _site(party))
    said.string(contact, VCARD + "hasTelephone", _phone(party))


def _agent(said: Said, node: Node, party: Element, name: str) -> None:
    agent = said.child(node, DCT + name, FOAF + "Agent")
    organisation = party.find("gmd:organisationName", SPACES)
    person = party.find("gmd:individualName", SPACES)
    said.texts(agent, FOAF + "name", organisation if text(organisation) else person)
    said.address(agent, FOAF + "mbox", _mail(party))
    said.address(agent, FOAF + "homepage", _site(party))


def _mail(party: Element) -> str:
    found = next(party.iter(f"{{{GMD}}}electronicMailAddress"), None)
    mail = text(found)
    return f"mailto:{mail}" if mail else ""


def _site(party: Element) -> str:
    return text(party.find("gmd:contactInfo/*/gmd:onlineResource/*/gmd:linkage", SPACES))


def _phone(party: Element) -> str:
    return text(party.find("gmd:contactInfo/*/gmd:phone/*/gmd:voice", SPACES))
