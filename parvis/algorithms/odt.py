"""A short text as OpenDocument: the least that word processors open. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from html import escape

TYPE = "application/vnd.oasis.opendocument.text"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<manifest:manifest xmlns:manifest="{OFFICE}manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def document(title: str, texts: Iterable[str], language: str) -> bytes:
    body = "".join(f'<text:p text:style-name="P">{escape(one)}</text:p>' for one in texts)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:document-content xmlns:office="{OFFICE}office:1.0"'
        f' xmlns:text="{OFFICE}text:1.0" xmlns:style="{OFFICE}style:1.0"'
        f' xmlns:fo="{OFFICE}xsl-fo-compatible:1.0" office:version="1.2">'
        '<office:automatic-styles><style:style style:name="P" style:family="paragraph">'
        f'<style:text-properties fo:language="{language}"/></style:style>'
        "</office:automatic-styles><office:body><office:text>"
        f'<text:h text:outline-level="1">{escape(title)}</text:h>{body}'
        "</office:text></office:body></office:document-content>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in (
            ("mimetype", TYPE), ("content.xml", content), ("META-INF/manifest.xml", MANIFEST)
        ):  # fmt: skip
            entry = zipfile.ZipInfo(name)  # no clock: the same mention is the same file
            stored = name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            book.writestr(entry, text)
    return data.getvalue()
