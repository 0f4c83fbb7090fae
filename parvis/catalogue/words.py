"""What people read of a catalogue record: labels of vocabularies, key facts, search fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.catalogue import access, marks, scores, vocabulary
from parvis.catalogue import attribution as attributed
from parvis.catalogue.columns import first_text
from parvis.catalogue.dcat import places
from parvis.catalogue.links import words as links
from parvis.catalogue.links.models import LinkCheck
from parvis.catalogue.vocabulary import Scheme
from parvis.design import dates, numbers
from parvis.design.spoken import in_turn, spoken
from parvis.records.projection import Neighbour, View

Content = Mapping[str, Any]
FILES_SHOWN = 20
COLUMNS_SHOWN = 30
UNTOLD = ("/OCTET", "/JSON", "/XML")  # formats that many others are made of
YEAR = re.compile(r"[12]\d{3}(?!\d)")
WEB = re.compile(r"(https?|ftps?)://", re.IGNORECASE)

PERSONAL = {"yes": lambda: _("oui"), "no": lambda: _("non")}

# facet → scheme of its values
SCHEMES: dict[str, Scheme] = {
    "theme": "data-theme",
    "licence": "licence",
    "frequency": "frequency",
    "access": "access-level",
    "mark": "mark",
}


def label(scheme: Scheme, uri: str) -> str:
    """The vocabulary's words for a term, in the reader's language; the value itself otherwise."""
    found = vocabulary.term(scheme, uri)
    return found.label(spoken()) if found else uri


def format_label(uri: str) -> str:
    known = vocabulary.file_format(uri.rpartition("/")[2].lower())
    return known.label(spoken()) if known else uri.rpartition("/")[2]


def facet_labels(facet: str, values: list[str]) -> dict[str, str] | None:
    if facet in SCHEMES:
        return {value: label(SCHEMES[facet], value) for value in values}
    if facet == "quality":
        return {value: scores.band_words(value) for value in values}
    if facet == "format":
        return {value: format_label(value) for value in values}
    if facet in ("territory", "year"):
        return {value: value for value in values}
    if facet == "personal":
        return {value: PERSONAL[value]() for value in values if value in PERSONAL}
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
        "parts": column_names(content),
        "body": " ".join([*labels, *titles, content.get("identifier", "")]),
        "box": extent(content.get("spatial") or ()),
        "facets": {
            "theme": themes,
            "licence": [content["licence"]] if content.get("licence") else [],
            "format": formats(content),
            "frequency": [content["frequency"]] if content.get("frequency") else [],
            "access": list(filter(None, [access.level(content)])),
            "quality": [scores.said_band(content)] if content.get("type") == "dataset" else [],
            "personal": personal(content),
            "mark": marks.marks(content),
            "application": linked(content, "comes_from"),
            "territory": list(filter(None, map(place_words, content.get("spatial") or ()))),
            "year": [content["modified"][:4]] if YEAR.match(content.get("modified") or "") else [],
        },
    }


def extent(covered: Iterable[Content]) -> tuple[float, float, float, float] | None:
    """West, south, east, north around all the places whose coordinates are said."""
    boxes = [box for place in covered if (box := place_box(place))]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def place_box(place: Content) -> tuple[float, float, float, float] | None:
    if box := place.get("box"):
        return box[0], box[1], box[2], box[3]
    if point := place.get("centroid"):
        return point[0], point[1], point[0], point[1]
    return places.box(place.get("geometry") or "")


def facts(view: View) -> list[dict[str, Any]] | None:
    """Key facts of a data set or a service, in the order people ask for them."""
    if view.type not in {"dataset", "series", "service"}:
        return None
    content = view.content
    covered = [place_words(place) for place in content.get("spatial", ())]
    periods = [period_words(period) for period in content.get("temporal", ())]
    found = {
        _("Données mises à jour"): day(content.get("modified", "")),
        _("Rythme de mise à jour"): worded("frequency", content.get("frequency")),
        _("Licence"): licence_words(content.get("licence")),
        _("Accès"): worded("access-level", access.level(content)),
        _("Données sur des personnes"): yes_no(content.get("personal_data")),
        _("Données particulières"): marks_words(content),
        _("Territoire"): ", ".join(filter(None, covered)),
        _("Période"): ", ".join(filter(None, periods)),
        _("Adresse du service"): content.get("endpoint_url", ""),
    }
    facts = [{"term": term, "value": value} for term, value in found.items() if value]
    for fact in facts:
        if fact["term"] == _("Licence") and WEB.match(content.get("licence", "")):
            fact["url"] = content["licence"]
    return facts


def linked(content: Content, predicate: str) -> list[str]:
    """The uuids that a projection, as history keeps it, is tied to by this predicate."""
    return [edge[1] for edge in content.get("links") or () if edge[0] == predicate]


def personal(content: Content) -> list[str]:
    """ "yes" or "no" as a facet's value; nothing as long as nobody said."""
    value = content.get("personal_data")
    return [] if value is None else ["yes" if value else "no"]


def column_names(content: Content) -> tuple[str, ...]:
    """How people may look for a column: its name in words, else in the file."""
    return tuple(one.get("title") or one["name"] for one in content.get("dictionary", ()))


def column_rows(view: View) -> list[list[Any]]:
    """The first columns for a table: name, meaning, values, whether it is about people.

    The word of the glossary is a link only where the reader may follow it.
    """
    lang = view.lang()
    ties = column_ties(view)
    return [
        [
            one["name"],
            {
                "text": " : ".join(filter(None, [one.get("title"), one.get("meaning")])),
                "lang": lang,
            },
            ", ".join(filter(None, [one.get("type"), one.get("unit"), one.get("nomenclature")])),
            *ties[one["name"]],
        ]
        for one in view.content.get("dictionary", ())[:COLUMNS_SHOWN]
    ]


def column_ties(view: View) -> dict[str, list[Any]]:
    """By name of a column: whether it is about people, its word of the glossary."""
    terms = {str(n.uuid): n for n in view.neighbours if n.predicate.name == "uses_term"}
    return {
        one["name"]: [yes_no(one.get("personal_data")), term_cell(terms.get(one.get("term") or ""))]
        for one in view.content.get("dictionary", ())
    }


def term_cell(term: Neighbour | None) -> dict[str, str]:
    if term is None:
        return {"text": "", "url": ""}
    return {"text": term.title, "url": reverse("site:record", args=["glossaire", term.slug])}


def marks_words(content: Content) -> str:
    """Each mark, with its European categories or themes."""
    detail = {
        "hvd": [label("hvd-category", uri) for uri in content.get("hvd_categories") or ()],
        "inspire": [label("inspire-theme", uri) for uri in content.get("inspire_themes") or ()],
    }
    found = []
    for code in marks.marks(content):
        said = ", ".join(detail.get(code, ()))
        found.append(label("mark", code) + _(" : ") + said if said else label("mark", code))
    return in_turn(found)


def yes_no(value: bool | None) -> str:
    return "" if value is None else _("oui") if value else _("non")


def licence_words(uri: str | None) -> str:
    """The licence in words; the producer's own terms by the name of their site."""
    said = worded("licence", uri)
    if said and said == uri and WEB.match(said):
        return _("conditions du producteur (%(site)s)") % {"site": site(said)}
    return said


def site(address: str) -> str:
    """The host of an address, or the address itself when it is not a well-formed one."""
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address


def page_context(view: View, checks: Mapping[str, LinkCheck]) -> dict[str, Any]:
    """What the page of a data set shows besides every record's page; `checks` by address."""
    content = view.content
    distributions = content.get("distributions", [])
    listed = reverse("site:list", args=["donnees"])
    return {
        "closed": closed(view),
        "process": view.text("process"),
        "themes": [
            {"title": label("data-theme", uri), "url": f"{listed}?{urlencode({'theme': uri})}"}
            for uri in content.get("themes", ())
        ],
        "keywords": content.get("keywords", ())[:12],
        "files": [file_row(item, checks, view.lang()) for item in distributions[:FILES_SHOWN]],
        "files_total": len(distributions),
        "columns": column_rows(view),
        "columns_total": len(content.get("dictionary", ())),
        "attribution": attribution(view) if distributions else "",
        "demands": attributed.demands(content) if distributions else [],
        "addresses_url": reverse("site:addresses", args=[view.slug]) if distributions else "",
    }


def closed(view: View) -> dict[str, Any] | None:
    """Why data that exist are not open, by which law, and how to ask; None when they are open."""
    content = view.content
    reasons = access.named(content.get("legal_reasons", ()), spoken())
    why, level = view.text("why_not_open"), access.level(content)
    if not why and not reasons and level in ("", "open"):
        return None
    return {"level": level, "why": why, "reasons": reasons}


def file_row(item: Content, checks: Mapping[str, LinkCheck], lang: str) -> list[Any]:
    """A row of the table of forms: format with its link, what it is, size, whether it answers."""
    address = item.get("download_url") or item["access_url"]
    name = form_name(item)
    what = item.get("title") or item.get("description") or ""
    octets = item.get("byte_size")
    return [
        {"text": name, "url": address},
        {"text": what, "lang": lang},
        numbers.size(octets, spoken()) if octets else "",
        links.state(checks.get(address)),
    ]


def form_name(item: Content) -> str:
    """The format in words; when the source only says "binary", the file's own ending."""
    uri = item.get("format", "")
    ending = (item.get("title") or item.get("download_url") or "").rpartition(".")[2]
    if uri.endswith(UNTOLD) and ending.isalnum() and len(ending) <= 8:
        return ending.upper()
    return format_label(uri) if uri else _("Voir")


def attribution(view: View) -> str:
    """The exact mention a re-user copies: source, title, date, licence."""
    content = view.content
    source = view.organisation.title if view.organisation else ""
    licence = content.get("licence") or ""
    when = day(content.get("modified", ""))
    return attributed.mention(source, view.title, when, licence_words(licence), licence)


def day(moment: str) -> str:
    return dates.date_words(moment[:10], spoken()) if moment else ""


def worded(scheme: Scheme, uri: str | None) -> str:
    return label(scheme, uri) if uri else ""


def place_words(place: Content) -> str:
    """A place by name; by the end of its gazetteer address when it has none."""
    name = first_text(place.get("name", {}), spoken())
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
