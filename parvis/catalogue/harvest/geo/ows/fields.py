"""What becomes of each element of the capabilities of a WMS (1.3.0, 1.1.1) or WFS (2.0.0, 1.1.0).

A name without prefix is said by both; "layer" is a WMS Layer or a WFS FeatureType.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Element of the source: field of ours (`dcat.model`).
READ: Mapping[str, str] = MappingProxyType(
    {
        "layer/Name": "identifier",
        "layer/Title": "title",
        "layer/Abstract": "description",
        "layer/KeywordList": "keywords",
        "layer/Keywords": "keywords",
        "layer/Identifier": "other_identifiers",
        "layer/EX_GeographicBoundingBox": "spatial",
        "layer/LatLonBoundingBox": "spatial",
        "layer/WGS84BoundingBox": "spatial",
        "layer/LatLongBoundingBox": "spatial",
        "layer/Dimension": "temporal",
        "layer/Extent": "temporal",
        "layer/DefaultCRS": "reference_systems",
        "layer/DefaultSRS": "reference_systems",
        "layer/MetadataURL": "pages",
        "layer/DataURL": "distributions.access_urls",
        "layer/Attribution": "attribution",
        "layer/OutputFormats": "distributions.download_urls",
        "service/Title": "services",
        "service/Abstract": "services",
        "service/KeywordList": "services",
        "service/Keywords": "services",
        "service/ContactInformation": "contacts",
        "service/ServiceProvider": "contacts",
        "service/ContactOrganization": "publisher",
        "service/ProviderName": "publisher",
        "service/Fees": "licence",
        "service/AccessConstraints": "licence",
        "service/ResponseLanguage": "title",
        "GetFeature/outputFormat": "distributions.download_urls",
    }
)

# Element of the source: why it is left.
LEFT: Mapping[str, str] = MappingProxyType(
    {
        "layer/CRS": "what the server can draw in, not the system of the data",
        "layer/SRS": "what the server can draw in, not the system of the data",
        "layer/OtherCRS": "what the server can answer in, not the system of the data",
        "layer/OtherSRS": "what the server can answer in, not the system of the data",
        "layer/BoundingBox": "the same box in other systems",
        "layer/Style": "how it is drawn",
        "layer/MinScaleDenominator": "how it is drawn",
        "layer/MaxScaleDenominator": "how it is drawn",
        "layer/ScaleHint": "how it is drawn",
        "layer/FeatureListURL": "a list of what is drawn, rarely filled",
        "layer/AuthorityURL": "the identifier is kept as it is written",
        "layer/NoCRS": "says that it has no place",
        "layer/Operations": "what the server can do with it",
    }
)
