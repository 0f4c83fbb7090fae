"""A text as an OpenDocument file, to be pasted in a letter or printed. Pure.

OpenDocument 1.3, part 2: the media type comes first and is not packed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from parvis.privacy.notices.text import Part, Text

ODT = "application/vnd.oasis.opendocument.text"
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
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
COUNTRIES = {"fr": "FR", "en": "GB"}
MOMENT = (1980, 1, 1, 0, 0, 0)  # the same text makes the same bytes


def document(text: Text, note: str = "") -> bytes:
    """The file; `note` is a last line, such as the day and the mark of the text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, body, packed in (
            ("mimetype", ODT, zipfile.ZIP_STORED),
            ("META-INF/manifest.xml", MANIFEST, zipfile.ZIP_DEFLATED),
            ("styles.xml", styles(text.language), zipfile.ZIP_DEFLATED),
            ("content.xml", content(text, note), zipfile.ZIP_DEFLATED),
        ):
            archive.writestr(zipfile.ZipInfo(name, MOMENT), body, packed)
    return buffer.getvalue()


def styles(language: str) -> str:
    """The default text in its language: what reads aloud, or checks words, must know it."""
    country = COUNTRIES[language]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles{ATTRIBUTES}'
        ' office:version="1.3"><office:styles><style:default-style style:family="paragraph">'
        f'<style:text-properties fo:language="{language}" fo:country="{country}"'
        ' fo:font-size="11pt"/></style:default-style></office:styles></office:document-styles>'
    )


def content(text: Text, note: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content{ATTRIBUTES}'
        ' office:version="1.3"><office:body><office:text>'
        f"{''.join(pieces(text, note))}"
        "</office:text></office:body></office:document-content>"
    )


def pieces(text: Text, note: str) -> Iterator[str]:
    if text.title:
        yield heading(text.title, 1)
    for part in text.parts:
        yield from piece(part)
    if note:
        yield paragraph(note)


def piece(part: Part) -> Iterator[str]:
    if part.heading:
        yield heading(part.heading, 2)
    yield from map(paragraph, part.sentences)
    if part.items:
        items = "".join(f"<text:list-item>{paragraph(one)}</text:list-item>" for one in part.items)
        yield f"<text:list>{items}</text:list>"


def heading(words: str, level: int) -> str:
    return f'<text:h text:outline-level="{level}">{safe(words)}</text:h>'


def paragraph(words: str) -> str:
    return f"<text:p>{safe(words)}</text:p>"


def safe(words: str) -> str:
    """What XML can hold: a control character is left out."""
    return escape("".join(char for char in words if char.isprintable() or char == "\u00a0"))
