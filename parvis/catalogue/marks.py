"""Marks of a data set: high-value, INSPIRE, reference, territorial interest. Pure.

High-value sets (regulation (EU) 2023/138) carry a category and name the regulation, they and each
of their distributions (DCAT-AP HVD 3.0.0); INSPIRE themes are themes by address (GeoDCAT-AP).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from parvis.catalogue import vocabulary

HVD_LAW = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
HVD_BASE = "http://data.europa.eu/bna/"
INSPIRE_BASE = "http://inspire.ec.europa.eu/theme/"
FIELDS = {
    "hvd": "hvd_categories",
    "inspire": "inspire_themes",
    "reference": "is_reference",
    "territorial": "territorial_interest",
}
# field → what every address of it begins with
BASES = {"hvd_categories": HVD_BASE, "inspire_themes": INSPIRE_BASE}

Content = Mapping[str, Any]


def marks(content: Content) -> list[str]:
    """Codes of `vocabularies/mark.tsv` that a projection bears."""
    return [code for code, field in FIELDS.items() if content.get(field)]


def inspire(themes: Iterable[Mapping[str, Any]]) -> list[str]:
    """The INSPIRE themes among those of a source's own list, by address."""
    known = (theme.get("uri", "").replace("https://", "http://") for theme in themes)
    return sorted({uri for uri in known if vocabulary.term("inspire-theme", uri)})


def strange(field: str, values: Any) -> str:
    """The first value that is no address of the field's register; "" when all are."""
    if not isinstance(values, list):
        return str(values)[:80] or "?"
    base = BASES[field]
    wrong = (v for v in values if not (isinstance(v, str) and v.startswith(base) and " " not in v))
    return next((str(value)[:80] or "?" for value in wrong), "")


def hvd(content: Content) -> list[str]:
    """Categories that may be declared to Europe: those of a set that can be had."""
    found: list[str] = content.get("hvd_categories") or []
    return found if content.get("distributions") else []


def themes_out(content: Content) -> list[Mapping[str, Any]]:
    """The source's themes, then the INSPIRE ones it did not say."""
    said = list(content.get("original_themes") or [])
    known = set(inspire(said))
    terms = (vocabulary.term("inspire-theme", uri) for uri in content.get("inspire_themes") or ())
    added = [
        {"uri": term.uri, "labels": dict(term.labels)} for term in terms if term and
        term.uri not in known
    ]  # fmt: skip
    return [*said, *added]


def under_law(plain: Mapping[str, Any]) -> dict[str, Any]:
    """A set or a distribution in plain values, with the regulation among its legislation."""
    laws = [*plain.get("applicable_legislation", ()), HVD_LAW]
    return {**plain, "applicable_legislation": sorted(set(laws))}
