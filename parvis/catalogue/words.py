"""What people read of a catalogue record: labels of vocabularies, key facts, search fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.catalogue import vocabulary
from parvis.catalogue.columns import first_text
from parvis.catalogue.vocabulary import Scheme
from parvis.records.projection import View

Content = Mapping[str, Any]

# facet → scheme of its values
SCHEMES: dict[str, Scheme] = {
    "theme": "data-theme",
    "licence": "licence",
    "frequency": "frequency",
    "access": "access-right",
}


def label(scheme: Scheme, uri: str) -> str:
    """The vocabulary's words for a term, in the reader's language; the value itself otherwise."""
    found = vocabulary.term(scheme, uri)
    return found.label((get_language() or "fr")[:2]) if found else uri


def format_label(uri: str) -> str:
    known = vocabulary.file_format(uri.rpartition("/")[2].lower())
    return known.label((get_language() or "fr")[:2]) if known else uri.rpartition("/")[2]


def facet_labels(facet: str, values: list[str]) -> dict[str, str] | None:
    if facet in SCHEMES:
        return {value: label(SCHEMES[facet], value) for value in values}
    if facet == "format":
        return {value: format_label(value) for value in values}
    return None


def formats(content: Content) -> list[str]:
    """Formats of the distributions, each once, in their order."""
    found = [item.get("format", "") for item in content.get("distributions", ())]
    return list(dict.fromkeys(name for name in found if name))


def search_fields(content: Content) -> dict[str, Any]:
    """Keywords, facets and body of a data set, a service or an application."""
    if "themes" not in content:
        return {}
    themes = content["themes"]
    said = [first_text(item.get("labels", {})) for item in content.get("original_themes", ())]
    labels = [label("data-theme", uri) for uri in themes]
    titles = [item.get("title", "") for item in content.get("distributions", ())]
    return {
        "keywords": tuple(dict.fromkeys([*content.get("keywords", ()), *said])),
        "body": " ".join([*labels, *titles, content.get("identifier", "")]),
        "facets": {
            "theme": themes,
            "licence": [content["licence"]] if content.get("licence") else [],
            "format": formats(content),
            "frequency": [content["frequency"]] if content.get("frequency") else [],
            "access": [content["access_rights"]] if content.get("access_rights") else [],
        },
    }


def facts(view: View) -> list[dict[str, Any]] | None:
    """Key facts of a data set or a service, in the order people ask for them."""
    if view.type not in {"dataset", "service"}:
        return None
    content = view.content
    covered = [place_words(place) for place in content.get("spatial", ())]
    periods = [period_words(period) for period in content.get("temporal", ())]
    found = [
        (_("Mis à jour le"), content.get("modified", "")[:10], "date"),
        (_("Rythme de mise à jour"), worded("frequency", content.get("frequency")), ""),
        (_("Licence"), worded("licence", content.get("licence")), ""),
        (_("Accès"), worded("access-right", content.get("access_rights")), ""),
        (_("Territoire"), ", ".join(filter(None, covered)), ""),
        (_("Période"), ", ".join(filter(None, periods)), ""),
        (_("Formats"), ", ".join(format_label(uri) for uri in formats(content)), ""),
    ]
    return [{"term": term, "value": value, "kind": kind} for term, value, kind in found if value]


def worded(scheme: Scheme, uri: str | None) -> str:
    return label(scheme, uri) if uri else ""


def place_words(place: Content) -> str:
    """A place by name; by the end of its gazetteer address when it has none."""
    name = first_text(place.get("name", {}), (get_language() or "fr")[:2])
    return name or place.get("uri", "").rstrip("/").rpartition("/")[2]


def period_words(period: Content) -> str:
    start, end = period.get("start", ""), period.get("end", "")
    if start and end:
        return _("de %(start)s à %(end)s") % {"start": start, "end": end}
    return _("depuis %(start)s") % {"start": start} if start else end


def schema_org(content: Content, base: str) -> dict[str, Any] | None:
    """schema.org/Dataset, as search engines of data sets read it."""
    if content.get("type") != "dataset":
        return None
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{base}/id/dataset/{content['slug']}",
        "name": content["title"],
        "description": content.get("plain_summary") or content.get("summary") or content["title"],
        "identifier": content.get("identifier") or None,
        "license": content.get("licence") or None,
        "keywords": content.get("keywords") or None,
        "dateModified": content.get("modified") or None,
        "datePublished": content.get("issued") or None,
        "isAccessibleForFree": True if content.get("distributions") else None,
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": item.get("download_url") or item["access_url"],
                "encodingFormat": item.get("media_type", "").partition("/media-types/")[2] or None,
                "name": item.get("title") or None,
            }
            for item in content.get("distributions", ())
        ],
    }
