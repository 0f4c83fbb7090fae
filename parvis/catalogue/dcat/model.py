"""What a DCAT catalogue says, as plain typed values.

Each field names the property that carries it and how its value is read and written (`kinds`): the
reader and the writer both walk these tables, so what is written is what is read.
"""
# ruff: noqa: RUF009 - said() makes a dataclass field

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, ClassVar

from parvis.catalogue.dcat import kinds as k
from parvis.catalogue.dcat.kinds import Named, Text, Words, said
from parvis.catalogue.dcat.names import (
    ADMS,
    DCAT,
    DCATAP,
    DCT,
    DQV,
    ELI,
    FOAF,
    GEODCATAP,
    HYDRA,
    LABEL,
    LOCN,
    ODRL,
    OWL,
    PROV,
    SCHEMA,
    SKOS,
    SPDX,
    VCARD,
)
from parvis.catalogue.dcat.places import Box, Point

Moment = str  # "2024", "2024-05", "2024-05-03" or "2024-05-03T10:00:00+02:00"


@dataclass(frozen=True, slots=True)
class AgentDoc:
    """An organisation or a person."""

    RDF_CLASSES: ClassVar[tuple[str, ...]] = (FOAF + "Agent",)
    uri: str = ""
    name: Text = said(
        k.LABEL,
        FOAF + "name",
        SKOS + "prefLabel",
        VCARD + "fn",
        VCARD + "organization-name",
        SCHEMA + "name",
        LABEL,
        DCT + "title",
    )
    type: Named | None = said(k.CONCEPT, DCT + "type")
    homepage: str = said(k.DOCUMENT, FOAF + "homepage", VCARD + "hasURL")
    email: str = said(k.EMAIL, FOAF + "mbox", VCARD + "hasEmail", SCHEMA + "email")
    identifier: str = said(k.STRING, DCT + "identifier")


@dataclass(frozen=True, slots=True)
class ContactDoc:
    """Where to write or call about a data set."""

    RDF_CLASSES: ClassVar[tuple[str, ...]] = (VCARD + "Kind",)
    uri: str = ""
    name: Text = said(k.TEXT, VCARD + "fn", FOAF + "name", VCARD + "hasFN", SCHEMA + "name")
    organisation: Text = said(k.TEXT, VCARD + "organization-name", VCARD + "hasOrganizationName")
    email: str = said(k.EMAIL, VCARD + "hasEmail", VCARD + "email", FOAF + "mbox")
    phone: str = said(k.PHONE, VCARD + "hasTelephone", VCARD + "tel", FOAF + "phone")
    url: str = said(k.ADDRESS, VCARD + "hasURL", VCARD + "hasUrl", VCARD + "url")


@dataclass(frozen=True, slots=True)
class PeriodDoc:
    """A span of time; either end may be open."""

    RDF_CLASSES: ClassVar[tuple[str, ...]] = (DCT + "PeriodOfTime",)
    uri: str = ""
    start: Moment = said(k.WHEN, DCAT + "startDate", SCHEMA + "startDate")
    end: Moment = said(k.WHEN, DCAT + "endDate", SCHEMA + "endDate")


@dataclass(frozen=True, slots=True)
class PlaceDoc:
    """A place: an address of a gazetteer, a name, a box, a point, a drawing, or several of these.

    `box` is west, south, east, north; `centroid` is longitude, latitude; degrees, WGS 84.
    `geometry` is the source's own WKT, GeoJSON or GML.
    """

    RDF_CLASSES: ClassVar[tuple[str, ...]] = (DCT + "Location",)
    uri: str = ""
    name: Text = said(
        k.TEXT,
        SKOS + "prefLabel",
        LABEL,
        LOCN + "geographicName",
    )
    box: Box | None = said(k.BOX, DCAT + "bbox")
    centroid: Point | None = said(k.POINT, DCAT + "centroid")
    geometry: str = said(k.GEOMETRY, LOCN + "geometry")


@dataclass(frozen=True, slots=True)
class ChecksumDoc:
    """A digest: `algorithm` is an SPDX address, `value` hexadecimal digits."""

    RDF_CLASSES: ClassVar[tuple[str, ...]] = (SPDX + "Checksum",)
    uri: str = ""
    algorithm: str = said(k.ALGORITHM, SPDX + "algorithm")
    value: str = said(k.HEX, SPDX + "checksumValue")


@dataclass(frozen=True, slots=True)
class MeasurementDoc:
    """A quality measured: `metric` says what and in which unit, as GeoDCAT-AP's metrics do
    ("spatialResolutionAsScale": 0.00002 is 1:50,000)."""

    RDF_CLASSES: ClassVar[tuple[str, ...]] = (DQV + "QualityMeasurement",)
    uri: str = ""
    metric: str = said(k.ref(DQV + "Metric"), DQV + "isMeasurementOf")
    value: Decimal | None = said(k.DECIMAL, DQV + "value")


@dataclass(frozen=True, slots=True)
class RecordDoc:
    """The source's own entry about an item: when it was written and changed there."""

    RDF_CLASSES: ClassVar[tuple[str, ...]] = (DCAT + "CatalogRecord",)
    uri: str = ""
    identifier: str = said(k.STRING, DCT + "identifier")
    issued: Moment = said(k.WHEN, DCT + "issued")
    modified: Moment = said(k.WHEN, DCT + "modified")
    languages: tuple[str, ...] = said(k.LANGUAGES, DCT + "language")
    conforms_to: Named | None = said(k.STANDARD, DCT + "conformsTo")


@dataclass(frozen=True, slots=True)
class ColumnDoc:
    """One column of a table, as its source describes it; `type` is the source's own word."""

    name: str = ""
    label: str = ""
    type: str = ""
    description: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DistributionDoc:
    """A file, or a view of a service, through which a data set is obtained."""

    RDF_CLASSES: ClassVar[tuple[str, ...]] = (DCAT + "Distribution",)
    uri: str = ""
    identifier: str = said(k.STRING, DCT + "identifier")
    title: Text = said(k.TEXT, DCT + "title")
    description: Text = said(k.LONG_TEXT, DCT + "description", DCT + "abstract")
    access_urls: tuple[str, ...] = said(k.ADDRESSES, DCAT + "accessURL")
    download_urls: tuple[str, ...] = said(k.ADDRESSES, DCAT + "downloadURL")
    access_services: tuple[str, ...] = said(k.inside(DCT + "references"), DCAT + "accessService")
    format: Named | None = said(k.FORMAT, DCT + "format")
    media_type: str = said(k.MEDIA_TYPE, DCAT + "mediaType")
    compress_format: str = said(k.MEDIA_TYPE, DCAT + "compressFormat")
    package_format: str = said(k.MEDIA_TYPE, DCAT + "packageFormat")
    byte_size: int | None = said(k.BYTES, DCAT + "byteSize")
    checksum: ChecksumDoc | None = said(k.node(ChecksumDoc), SPDX + "checksum")
    licence: Named | None = said(k.LICENCE, DCT + "license")
    rights: Named | None = said(k.RIGHTS, DCT + "rights", DCT + "accessRights")
    policy: str = said(k.ref(ODRL + "Policy"), ODRL + "hasPolicy")
    issued: Moment = said(k.WHEN, DCT + "issued", DCT + "created")
    modified: Moment = said(k.WHEN, DCT + "modified", DCT + "date")
    languages: tuple[str, ...] = said(k.LANGUAGES, DCT + "language")
    conforms_to: tuple[Named, ...] = said(k.STANDARDS, DCT + "conformsTo")
    pages: tuple[str, ...] = said(k.DOCUMENTS, FOAF + "page")
    status: Named | None = said(k.STATUS, ADMS + "status")
    availability: Named | None = said(k.AVAILABILITY, DCATAP + "availability")
    spatial_resolution: Decimal | None = said(k.DECIMAL, DCAT + "spatialResolutionInMeters")
    temporal_resolution: str = said(k.DURATION, DCAT + "temporalResolution")
    representation: tuple[Named, ...] = said(k.CONCEPTS, ADMS + "representationTechnique")
    applicable_legislation: tuple[str, ...] = said(
        k.refs(ELI + "LegalResource"), DCATAP + "applicableLegislation"
    )


@dataclass(frozen=True, slots=True)
class DatasetDoc:
    """A data set."""

    RDF_CLASSES: ClassVar[tuple[str, ...]] = (DCAT + "Dataset",)
    uri: str = ""
    identifier: str = said(k.STRING, DCT + "identifier")
    other_identifiers: tuple[str, ...] = said(k.IDENTIFIERS, ADMS + "identifier")
    title: Text = said(k.TEXT, DCT + "title")
    description: Text = said(k.LONG_TEXT, DCT + "description", DCT + "abstract")
    keywords: Words = said(k.WORDS, DCAT + "keyword")
    themes: tuple[str, ...] = said(
        k.THEMES, DCAT + "theme", DCT + "subject", GEODCATAP + "topicCategory"
    )
    original_themes: tuple[Named, ...] = said(k.ORIGINAL_THEMES, DCAT + "theme", DCT + "subject")
    hvd_categories: tuple[str, ...] = said(k.HVD, DCATAP + "hvdCategory", DCAT + "theme")
    publisher: AgentDoc | None = said(k.node(AgentDoc), DCT + "publisher")
    creators: tuple[AgentDoc, ...] = said(k.nodes(AgentDoc), DCT + "creator")
    contributors: tuple[AgentDoc, ...] = said(k.nodes(AgentDoc), DCT + "contributor")
    rights_holders: tuple[AgentDoc, ...] = said(k.nodes(AgentDoc), DCT + "rightsHolder")
    contacts: tuple[ContactDoc, ...] = said(k.nodes(ContactDoc), DCAT + "contactPoint")
    landing_pages: tuple[str, ...] = said(k.DOCUMENTS, DCAT + "landingPage")
    pages: tuple[str, ...] = said(k.DOCUMENTS, FOAF + "page")
    issued: Moment = said(k.WHEN, DCT + "issued")
    created: Moment = said(k.WHEN, DCT + "created")
    modified: Moment = said(k.WHEN, DCT + "modified", DCT + "date")
    frequency: Named | None = said(k.FREQUENCY, DCT + "accrualPeriodicity")
    languages: tuple[str, ...] = said(k.LANGUAGES, DCT + "language")
    spatial: tuple[PlaceDoc, ...] = said(k.places_of(PlaceDoc), DCT + "spatial", DCT + "coverage")
    temporal: tuple[PeriodDoc, ...] = said(k.periods(PeriodDoc), DCT + "temporal")
    spatial_resolution: Decimal | None = said(k.DECIMAL, DCAT + "spatialResolutionInMeters")
    temporal_resolution: str = said(k.DURATION, DCAT + "temporalResolution")
    licence: Named | None = said(k.LICENCE, DCT + "license")
    rights: tuple[Named, ...] = said(k.ALL_RIGHTS, DCT + "rights")
    access_rights: Named | None = said(k.ACCESS_RIGHTS, DCT + "accessRights")
    provenance: tuple[Named, ...] = said(k.PROVENANCES, DCT + "provenance")
    conforms_to: tuple[Named, ...] = said(k.STANDARDS, DCT + "conformsTo")
    types: tuple[Named, ...] = said(k.CONCEPTS, DCT + "type")
    version: str = said(k.STRING, DCAT + "version", OWL + "versionInfo")
    version_notes: Text = said(k.LONG_TEXT, ADMS + "versionNotes")
    has_version: tuple[str, ...] = said(k.ADDRESSES, DCAT + "hasVersion", DCT + "hasVersion")
    is_version_of: tuple[str, ...] = said(k.ADDRESSES, DCAT + "isVersionOf", DCT + "isVersionOf")
    sources: tuple[str, ...] = said(k.inside(PROV + "wasDerivedFrom"), DCT + "source")
    relations: tuple[str, ...] = said(k.ADDRESSES, DCT + "relation")
    is_referenced_by: tuple[str, ...] = said(k.ADDRESSES, DCT + "isReferencedBy")
    in_series: tuple[str, ...] = said(k.inside(DCT + "isPartOf"), DCAT + "inSeries")
    generated_by: tuple[str, ...] = said(k.refs(PROV + "Activity"), PROV + "wasGeneratedBy")
    applicable_legislation: tuple[str, ...] = said(
        k.refs(ELI + "LegalResource"), DCATAP + "applicableLegislation"
    )
    # GeoDCAT-AP
    topic_categories: tuple[Named, ...] = said(k.CONCEPTS, GEODCATAP + "topicCategory")
    reference_systems: tuple[Named, ...] = said(k.STANDARDS, GEODCATAP + "referenceSystem")
    resource_types: tuple[Named, ...] = said(k.CONCEPTS, GEODCATAP + "resourceType")
    purpose: Text = said(k.LONG_TEXT, GEODCATAP + "purpose")
    measurements: tuple[MeasurementDoc, ...] = said(
        k.nodes(MeasurementDoc), DQV + "hasQualityMeasurement"
    )
    record: RecordDoc | None = field(default=None)
    distributions: tuple[DistributionDoc, ...] = said(
        k.nodes(DistributionDoc), DCAT + "distribution"
    )
    # What DCAT has no property for: kept, not written as RDF
    attribution: Text = field(default_factory=dict)  # the words to copy; `rights` says them too
    columns: tuple[ColumnDoc, ...] = field(default=())
    row_count: int | None = field(default=None)
    personal_data: bool | None = field(default=None)
    why_not_open: Text = field(default_factory=dict)
    extras: dict[str, str] = field(default_factory=dict)  # by the source's own names


@dataclass(frozen=True, slots=True)
class SeriesDoc(DatasetDoc):
    """Data sets published one after the other about the same thing: itself a kind of data set."""

    RDF_CLASSES: ClassVar[tuple[str, ...]] = (DCAT + "DatasetSeries", DCAT + "Dataset")


@dataclass(frozen=True, slots=True)
class ServiceDoc:
    """A machine door to data sets."""

    RDF_CLASSES: ClassVar[tuple[str, ...]] = (DCAT + "DataService",)
    uri: str = ""
    identifier: str = said(k.STRING, DCT + "identifier")
    other_identifiers: tuple[str, ...] = said(k.IDENTIFIERS, ADMS + "identifier")
    title: Text = said(k.TEXT, DCT + "title")
    description: Text = said(k.LONG_TEXT, DCT + "description", DCT + "abstract")
    endpoint_urls: tuple[str, ...] = said(k.ADDRESSES, DCAT + "endpointURL")
    endpoint_descriptions: tuple[str, ...] = said(k.ADDRESSES, DCAT + "endpointDescription")
    serves: tuple[str, ...] = said(k.inside(DCT + "references"), DCAT + "servesDataset")
    keywords: Words = said(k.WORDS, DCAT + "keyword")
    themes: tuple[str, ...] = said(
        k.THEMES, DCAT + "theme", DCT + "subject", GEODCATAP + "topicCategory"
    )
    original_themes: tuple[Named, ...] = said(k.ORIGINAL_THEMES, DCAT + "theme", DCT + "subject")
    hvd_categories: tuple[str, ...] = said(k.HVD, DCATAP + "hvdCategory", DCAT + "theme")
    publisher: AgentDoc | None = said(k.node(AgentDoc), DCT + "publisher")
    contacts: tuple[ContactDoc, ...] = said(k.nodes(ContactDoc), DCAT + "contactPoint")
    landing_pages: tuple[str, ...] = said(k.DOCUMENTS, DCAT + "landingPage")
    pages: tuple[str, ...] = said(k.DOCUMENTS, FOAF + "page")
    issued: Moment = said(k.WHEN, DCT + "issued")
    modified: Moment = said(k.WHEN, DCT + "modified")
    format: Named | None = said(k.FORMAT, DCT + "format")
    licence: Named | None = said(k.LICENCE, DCT + "license")
    rights: tuple[Named, ...] = said(k.ALL_RIGHTS, DCT + "rights")
    access_rights: Named | None = said(k.ACCESS_RIGHTS, DCT + "accessRights")
    conforms_to: tuple[Named, ...] = said(k.STANDARDS, DCT + "conformsTo")
    languages: tuple[str, ...] = said(k.LANGUAGES, DCT + "language")
    applicable_legislation: tuple[str, ...] = said(
        k.refs(ELI + "LegalResource"), DCATAP + "applicableLegislation"
    )
    spatial: tuple[PlaceDoc, ...] = said(k.places_of(PlaceDoc), DCT + "spatial")
    # GeoDCAT-AP
    topic_categories: tuple[Named, ...] = said(k.CONCEPTS, GEODCATAP + "topicCategory")
    reference_systems: tuple[Named, ...] = said(k.STANDARDS, GEODCATAP + "referenceSystem")
    resource_types: tuple[Named, ...] = said(k.CONCEPTS, GEODCATAP + "resourceType")
    purpose: Text = said(k.LONG_TEXT, GEODCATAP + "purpose")
    service_types: tuple[Named, ...] = said(k.CONCEPTS, GEODCATAP + "serviceType")
    service_categories: tuple[Named, ...] = said(k.CONCEPTS, GEODCATAP + "serviceCategory")
    protocols: tuple[Named, ...] = said(k.STANDARDS, GEODCATAP + "serviceProtocol")
    record: RecordDoc | None = field(default=None)


@dataclass(frozen=True, slots=True)
class ViewDoc:
    """One page of a catalogue given page by page (Hydra)."""

    RDF_CLASSES: ClassVar[tuple[str, ...]] = (HYDRA + "PartialCollectionView",)
    uri: str = ""
    first: str = said(k.ADDRESS, HYDRA + "first", HYDRA + "firstPage")
    previous: str = said(k.ADDRESS, HYDRA + "previous", HYDRA + "previousPage")
    next: str = said(k.ADDRESS, HYDRA + "next", HYDRA + "nextPage")
    last: str = said(k.ADDRESS, HYDRA + "last", HYDRA + "lastPage")
    total: int | None = said(k.INTEGER, HYDRA + "totalItems")


@dataclass(frozen=True, slots=True)
class CatalogueDoc:
    """A catalogue and all that it lists."""

    RDF_CLASSES: ClassVar[tuple[str, ...]] = (DCAT + "Catalog",)
    uri: str = ""
    identifier: str = said(k.STRING, DCT + "identifier")
    title: Text = said(k.TEXT, DCT + "title")
    description: Text = said(k.LONG_TEXT, DCT + "description", DCT + "abstract")
    publisher: AgentDoc | None = said(k.node(AgentDoc), DCT + "publisher")
    creator: AgentDoc | None = said(k.node(AgentDoc), DCT + "creator")
    homepage: str = said(k.DOCUMENT, FOAF + "homepage")
    issued: Moment = said(k.WHEN, DCT + "issued")
    modified: Moment = said(k.WHEN, DCT + "modified")
    languages: tuple[str, ...] = said(k.LANGUAGES, DCT + "language")
    licence: Named | None = said(k.LICENCE, DCT + "license")
    rights: Named | None = said(k.RIGHTS, DCT + "rights")
    conforms_to: tuple[Named, ...] = said(k.STANDARDS, DCT + "conformsTo")
    spatial: tuple[PlaceDoc, ...] = said(k.places_of(PlaceDoc), DCT + "spatial")
    theme_taxonomies: tuple[Named, ...] = said(k.TAXONOMIES, DCAT + "themeTaxonomy")
    applicable_legislation: tuple[str, ...] = said(
        k.refs(ELI + "LegalResource"), DCATAP + "applicableLegislation"
    )
    view: ViewDoc | None = field(default=None)
    series: tuple[SeriesDoc, ...] = field(default=())
    datasets: tuple[DatasetDoc, ...] = field(default=())
    services: tuple[ServiceDoc, ...] = field(default=())

    @property
    def next_page(self) -> str:
        """Address of the next page of this catalogue, "" on the last one."""
        return self.view.next if self.view else ""


_TABLES: dict[type[Any], tuple[tuple[str, k.Property], ...]] = {}


def properties(cls: type[Any]) -> tuple[tuple[str, k.Property], ...]:
    """The fields of a class that RDF carries, with how."""
    if cls not in _TABLES:
        carried = (one for one in fields(cls) if one.metadata)
        _TABLES[cls] = tuple((one.name, one.metadata["property"]) for one in carried)
    return _TABLES[cls]
