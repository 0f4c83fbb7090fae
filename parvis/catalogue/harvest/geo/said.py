"""Triples being said, one record after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.names import TYPE
from parvis.catalogue.harvest.geo.xml import each, text

Node = NamedNode | BlankNode


@dataclass
class Said:
    """`language` is that of texts without one; `locales` names those of their translations."""

    language: str = ""
    locales: Mapping[str, str] = field(default_factory=dict)
    triples: list[Triple] = field(default_factory=list)

    def say(self, node: Node, predicate: str, value: Node | Literal) -> None:
        self.triples.append(Triple(node, NamedNode(predicate), value))

    def string(self, node: Node, predicate: str, said: str, tag: str = "") -> None:
        if said:
            self.say(node, predicate, Literal(said, language=tag) if tag else Literal(said))

    def address(self, node: Node, predicate: str, said: str) -> None:
        address = values.web_address(said)
        if address:
            self.say(node, predicate, NamedNode(address))

    def child(self, node: Node, predicate: str, kind: str) -> BlankNode:
        child = BlankNode()
        self.say(node, predicate, child)
        self.say(child, TYPE, NamedNode(kind))
        return child

    def texts(self, node: Node, predicate: str, element: Element | None) -> None:
        """A text and its translations (PT_FreeText), each in its language."""
        if element is None:
            return
        self.string(node, predicate, text(element), self.language)
        path = "gmd:PT_FreeText/gmd:textGroup/gmd:LocalisedCharacterString"
        for one in each(element, path):
            tag = self.locales.get(one.get("locale", "").lstrip("#"), "")
            if tag and tag != self.language:
                self.string(node, predicate, values.clean(one.text or ""), tag)

    def named(self, node: Node, predicate: str, label: str, element: Element, url: str) -> None:
        """A thing with an address and a name in several languages."""
        thing = NamedNode(url)
        self.say(node, predicate, thing)
        self.texts(thing, label, element)
