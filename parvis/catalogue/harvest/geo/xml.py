"""XML of geographic catalogues: guarded parsing, and the texts, codes and links of ISO 19139."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.errors import DcatError
from parvis.catalogue.dcat.syntax import guarded_xml

GMD = "http://www.isotc211.org/2005/gmd"
SRV = "http://www.isotc211.org/2005/srv"
SPACES = {
    "gmd": GMD,
    "gco": "http://www.isotc211.org/2005/gco",
    "gmx": "http://www.isotc211.org/2005/gmx",
    "srv": SRV,
    "xlink": "http://www.w3.org/1999/xlink",
}
HREF = "{http://www.w3.org/1999/xlink}href"
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


def tree(content: bytes, doctype: bool = False) -> Element:
    """Guarded first: no DOCTYPE (or, with `doctype`, one without entity), no endless nesting."""
    if not content.strip():
        raise DcatError("empty")
    declared = _ENCODING.match(content[:200])
    try:
        return ElementTree.fromstring(guarded_xml(content, doctype))  # noqa: S314 - guarded just before
    except (LookupError, UnicodeError, ValueError, ElementTree.ParseError) as error:
        if isinstance(error, ElementTree.ParseError) and not declared:
            raise DcatError("syntax", format="XML", detail=str(error)[:200]) from error
        name = declared[1].decode() if declared else "utf-8"
        raise DcatError("encoding", encoding=name) from error


def each(element: Element, path: str) -> Iterator[Element]:
    return iter(element.findall(path, SPACES))


def local(element: Element) -> str:
    """The name of an element without its namespace: versions of a standard change only that."""
    return element.tag.rpartition("}")[2]


def text(element: Element | None) -> str:
    """The text of a property: its first child that has one (CharacterString, Anchor, URL…)."""
    if element is None:
        return ""
    texts = (values.clean(child.text or "") for child in element if local(child) != "PT_FreeText")
    return next((one for one in texts if one), "")


def href(element: Element | None) -> str:
    """The address of an anchor, "" without one."""
    anchor = None if element is None else element.find("gmx:Anchor", SPACES)
    return "" if anchor is None else values.web_address(anchor.get(HREF, ""))


def code(element: Element | None) -> str:
    """The value of a code list, "" without one."""
    if element is None:
        return ""
    return next((one.get("codeListValue", "") for one in element), "")


def language(element: Element | None) -> str:
    """The tag of a language said by a code of two or three letters."""
    said = (code(element) or text(element)).lower()
    known = vocabulary.match("language", said)
    return (known and vocabulary.iso639(known.uri)) or values.language_tag(said)
