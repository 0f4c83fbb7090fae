"""The catalogue for readers of news (RSS 2.0) and for portals that read `data.json` (DCAT-US 1.1).

Both are written document by document, as lists give them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from parvis.catalogue.explore import written
from parvis.design.xml_text import writable
from parvis.records.text import plain_text


@dataclass(frozen=True)
class Listed:
    """The document of a data set, the name of its page, whom to write to and at which address."""

    slug: str
    document: Mapping[str, Any]
    contact: tuple[str, str] = ("", "")


Documents = Iterable[Listed]
CONFORMS = "https://project-open-data.cio.gov/v1.1/schema"
MEDIA = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}


def page_of(slug: str, base: str) -> str:
    return f"{base}/donnees/{quote(slug)}/"


def xml(text: Any) -> str:
    return escape(writable(str(text or "")))


def rss(documents: Documents, base: str, title: str) -> Iterator[bytes]:
    """An item a data set: its title, page, description, last change and keywords."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{xml(title)}</title><link>{xml(base)}/donnees/</link>"
        f"<description>{xml(title)}</description>\n"
    ).encode()
    for one in documents:
        told, page = one.document["metas"]["default"], page_of(one.slug, base)
        changed = datetime.fromisoformat(told["modified"]).astimezone(UTC)
        words = "".join(f"<category>{xml(word)}</category>" for word in told["keyword"] or ())
        yield (
            f"<item><title>{xml(told['title'])}</title><link>{xml(page)}</link>"
            f"<guid>{xml(page)}</guid><description>{xml(told['description'])}</description>"
            f"<pubDate>{format_datetime(changed)}</pubDate>{words}</item>\n"
        ).encode()
    yield b"</channel></rss>\n"


def data_json(documents: Documents, base: str) -> Iterator[bytes]:
    head = written.lines({"@type": "dcat:Catalog", "conformsTo": CONFORMS})[:-1] + ', "dataset": ['
    entries = ([written.lines(entry(one, base))] for one in documents)
    yield from written.array(entries, head, "]}")


def entry(listed: Listed, base: str) -> dict[str, Any]:
    """What DCAT-US 1.1 asks of a data set; what nobody said is left out."""
    document, (who, mail) = listed.document, listed.contact
    told = document["metas"]["default"]
    name = told["publisher"] or ""
    said = {
        "@type": "dcat:Dataset",
        "identifier": document["dataset_id"],
        "title": told["title"],
        "description": plain_text(told["description"] or "") or told["title"],
        "keyword": told["keyword"] or told["theme"],
        "theme": told["theme"],
        "modified": told["modified"],
        "publisher": {"@type": "org:Organization", "name": name} if name else None,
        "contactPoint": {"@type": "vcard:Contact", "fn": who, "hasEmail": f"mailto:{mail}"}
        if mail else None,
        "accessLevel": "public" if document["data_visible"] else "restricted public",
        "license": told["license_url"],
        "accrualPeriodicity": told["update_frequency"],
        "spatial": ", ".join(told["territory"] or ()),
        "language": [told["language"]],
        "landingPage": page_of(listed.slug, base),
        "distribution": files(document, base),
    }  # fmt: skip
    return {key: value for key, value in said.items() if value}


def files(document: Mapping[str, Any], base: str) -> list[dict[str, str]]:
    if not document["has_records"]:
        return []
    own = f"{base}/api/explore/v2.1/catalog/datasets/{quote(document['dataset_id'])}/exports"
    return [
        {"@type": "dcat:Distribution", "downloadURL": f"{own}/{form}", "mediaType": media,
         "format": form.upper()}
        for form, media in MEDIA.items()
    ]  # fmt: skip
