"""A text as an OpenDocument file, to be pasted in a letter, printed, or read aloud. Pure.

OpenDocument 1.3, part 2: the media type comes first and is not packed. The same text makes the same
bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from xml.sax.saxutils import quoteattr

from parvis.design.xml_text import spaced, writable

TYPE = "application/vnd.oasis.opendocument.text"
SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}
ATTRIBUTES = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in SPACES.items())
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest manifest:version="1.3"'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
COUNTRIES = {"fr": "FR", "en": "GB"}
MOMENT = (1980, 1, 1, 0, 0, 0)


class Section(Protocol):
    """A heading, "" for none, sentences, then items of a list."""

    @property
    def heading(self) -> str: ...
    @property
    def sentences(self) -> Sequence[str]: ...
    @property
    def items(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Paragraphs:
    """Sentences alone."""

    sentences: Sequence[str]
    heading: str = ""
    items: Sequence[str] = ()


def document(title: str, sections: Iterable[Section], language: str) -> bytes:
    """The file; `language` is that of its words, as "fr". A line break stays one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, body, packed in (
            ("mimetype", TYPE, zipfile.ZIP_STORED),
            ("META-INF/manifest.xml", MANIFEST, zipfile.ZIP_DEFLATED),
            ("styles.xml", styles(language), zipfile.ZIP_DEFLATED),
            ("content.xml", content(title, sections), zipfile.ZIP_DEFLATED),
        ):
            archive.writestr(zipfile.ZipInfo(name, MOMENT), body, packed)
    return buffer.getvalue()


def styles(language: str) -> str:
    """The default text in its language: what reads aloud, or checks words, must know it."""
    country = COUNTRIES.get(language)
    spoken = f" fo:country={quoteattr(country)}" if country else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles{ATTRIBUTES}'
        ' office:version="1.3"><office:styles><style:default-style style:family="paragraph">'
        '<style:paragraph-properties fo:margin-bottom="0.3cm"/>'
        f"<style:text-properties fo:language={quoteattr(language)}{spoken}"
        ' fo:font-size="11pt"/></style:default-style></office:styles></office:document-styles>'
    )


def content(title: str, sections: Iterable[Section]) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content{ATTRIBUTES}'
        ' office:version="1.3"><office:body><office:text>'
        f"{heading(title, 1)}{''.join(map(section, sections))}"
        "</office:text></office:body></office:document-content>"
    )


def section(told: Section) -> str:
    return "".join([heading(told.heading, 2), *map(paragraph, told.sentences), *listed(told.items)])


def listed(items: Sequence[str]) -> Iterator[str]:
    if items:
        told = "".join(f"<text:list-item>{paragraph(one)}</text:list-item>" for one in items)
        yield f"<text:list>{told}</text:list>"


def heading(words: str, level: int) -> str:
    return f'<text:h text:outline-level="{level}">{lines(words)}</text:h>' if words else ""


def paragraph(words: str) -> str:
    return f"<text:p>{lines(words)}</text:p>"


def lines(words: str) -> str:
    parts = writable(words).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "<text:line-break/>".join(map(spaced, parts))
