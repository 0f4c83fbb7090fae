"""A letter as OpenDocument text, to be printed on the organisation's own paper. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

from parvis.catalogue.explore.sheets import spaced
from parvis.catalogue.explore.xml_text import writable

TYPE = "application/vnd.oasis.opendocument.text"
SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
}
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest manifest:version="1.3"'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def paragraph(text: str) -> str:
    """Its line breaks stay; several spaces too."""
    lines = "<text:line-break/>".join(spaced(line) for line in writable(text).split("\n"))
    return f'<text:p text:style-name="Letter">{lines}</text:p>'


def odt(title: str, paragraphs: Iterable[str], language: str) -> bytes:
    """`language`: "fr" or "en", so that a screen reader speaks it."""
    spaces = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in SPACES.items())
    style = (
        '<office:automatic-styles><style:style style:name="Letter" style:family="paragraph">'
        '<style:paragraph-properties fo:margin-bottom="0.3cm"/>'
        f'<style:text-properties fo:font-size="11pt" fo:language="{escape(language)}"/>'
        "</style:style></office:automatic-styles>"
    )
    heading = f'<text:h text:outline-level="1">{escape(writable(title))}</text:h>'
    body = "".join(map(paragraph, paragraphs))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content{spaces}'
        f' office:version="1.3">{style}<office:body><office:text>{heading}{body}'
        "</office:text></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return made.getvalue()
