"""The JSON-LD context we use for every published DCAT context: short names to properties.

Written by us from the DCAT 3 and DCAT-AP 3 specifications. Catalogues often name a context by an
address that no longer answers; fetching it would also let them choose where we connect.
"""

from __future__ import annotations

import re

from parvis.catalogue.dcat.names import (
    ADMS,
    DCAT,
    DCATAP,
    DCT,
    FOAF,
    OWL,
    PREFIXES,
    PROV,
    SCHEMA,
    SPDX,
    VCARD,
)

_KNOWN = re.compile(
    r"https?://(project-open-data\.cio\.gov/|semiceu\.github\.io/|data\.europa\.eu/|"
    r"(www\.)?w3\.org/ns/dcat|w3c\.github\.io/dxwg/|raw\.githubusercontent\.com/SEMICeu/|"
    r"[a-z0-9.-]+/([a-z0-9._/-]+/)?(dcat|catalog)[a-z0-9._-]*\.jsonld)",
    re.IGNORECASE,
)


def is_known(url: str) -> bool:
    """Does this address name a DCAT context?"""
    return bool(_KNOWN.match(url))


_DCT = (
    "accessRights accrualPeriodicity conformsTo contributor created creator description format "
    "hasPart identifier isPartOf isReferencedBy issued language license modified provenance "
    "publisher relation rights rightsHolder source spatial subject temporal title type"
)
_DCAT = (
    "accessService accessURL bbox byteSize catalog centroid compressFormat contactPoint dataset "
    "distribution downloadURL endDate endpointDescription endpointURL hasVersion inSeries "
    "isVersionOf keyword landingPage mediaType packageFormat record servesDataset service "
    "spatialResolutionInMeters startDate temporalResolution theme themeTaxonomy version "
    "Catalog CatalogRecord Dataset DatasetSeries DataService Distribution"
)
_VCARD = "fn hasEmail hasTelephone hasURL"
_FOAF = "homepage mbox name page primaryTopic isPrimaryTopicOf Agent Document"

CONTEXT: dict[str, str] = {
    **PREFIXES,
    "dcterms": DCT,
    "schema": SCHEMA,
    **{name: DCT + name for name in _DCT.split()},
    **{name: DCAT + name for name in _DCAT.split()},
    **{name: VCARD + name for name in _VCARD.split()},
    **{name: FOAF + name for name in _FOAF.split()},
    "applicableLegislation": DCATAP + "applicableLegislation",
    "availability": DCATAP + "availability",
    "hvdCategory": DCATAP + "hvdCategory",
    "versionNotes": ADMS + "versionNotes",
    "status": ADMS + "status",
    "checksum": SPDX + "checksum",
    "wasGeneratedBy": PROV + "wasGeneratedBy",
    "versionInfo": OWL + "versionInfo",
    "id": "@id",
    # data.json of the "Project Open Data" schema, which ArcGIS Hub and DKAN still serve
    "accessLevel": DCT + "accessRights",
    "systemOfRecords": PROV + "wasDerivedFrom",
    "references": FOAF + "page",
    "isPartOfSeries": DCAT + "inSeries",
}
