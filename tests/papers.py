"""What a PDF says of itself and of its words: text, title, language, tags."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw


@dataclass(frozen=True)
class Paper:
    text: str
    title: str
    language: str
    tagged: bool
    universal: bool  # it says that it is PDF/UA-1


def paper(data: bytes) -> Paper:
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    pages = [page.get_textpage().get_text_bounded() for page in document]
    everything = [data, *streams(data)]
    found = next(
        (said for one in everything if (said := re.search(rb"/Lang ?\((\w+)\)", one))), None
    )
    return Paper(
        " ".join(" ".join(pages).split()),
        document.get_metadata_value("Title"),
        found[1].decode() if found else "",
        bool(pypdfium2.raw.FPDFCatalog_IsTagged(document)),
        any(b'pdfuaid:part="1"' in one for one in everything),
    )


def streams(data: bytes) -> Iterator[bytes]:
    """The streams of a PDF, inflated where they are packed."""
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]
