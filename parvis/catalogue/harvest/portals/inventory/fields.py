"""What becomes of each column: of the national schema (`titre`…), of our own export (`title`…)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Column of etalab/schema-catalogue-donnees: field of ours (`dcat.model`).
NATIONAL: Mapping[str, str] = MappingProxyType(
    {
        "titre": "title",
        "description": "description",
        "mots_cles": "keywords",
        "nom_orga": "publisher",
        "siret_orga": "publisher",
        "id_alt_orga": "publisher",
        "service": "contacts",
        "si": "extras",
        "contact_service": "contacts",
        "contact_personne": "contacts",
        "date_pub": "issued",
        "date_maj": "modified",
        "freq_maj": "frequency",
        "couv_geo": "spatial",
        "url": "landing_pages",
        "format": "distributions",
        "licence": "licence",
    }
)
# Column of the export of data sets at the desk.
OWN: Mapping[str, str] = MappingProxyType(
    {
        "slug": "identifier",
        "title": "title",
        "plain_summary": "description",
        "summary": "description",
        "organisation": "publisher",
        "circle": "access",
        "source_language": "title",
        "hidden_fields": "access",
        "translations": "title",
        "identifier": "identifier",
        "uri": "uri",
        "themes": "themes",
        "original_themes": "original_themes",
        "keywords": "keywords",
        "contacts": "contacts",
        "licence": "licence",
        "access_rights": "access_rights",
        "landing_page": "landing_pages",
        "issued": "issued",
        "modified": "modified",
        "languages": "languages",
        "more": "extras",
        "frequency": "frequency",
        "spatial": "spatial",
        "temporal": "temporal",
        "why_not_open": "why_not_open",
        "personal_data": "personal_data",
        "access_level": "access_rights",
        "legal_reasons": "rights",
        "hvd_categories": "hvd_categories",
        "inspire_themes": "original_themes",
        "process": "provenance",
        "dictionary": "columns",
        "distributions": "distributions",
    }
)
READ: Mapping[str, str] = MappingProxyType({**NATIONAL, **OWN, "*": "extras"})

# Column: why it is left.
LEFT: Mapping[str, str] = MappingProxyType(
    {
        "review_on": "when the other portal reviews its record",
        "is_reference": "each portal answers for what it guarantees",
        "territorial_interest": "each territory decides it for itself",
    }
)
