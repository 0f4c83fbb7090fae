"""Any catalogue that our types can say, for tests that read back what was written."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from parvis.catalogue import vocabulary
from parvis.catalogue.dcat import kinds as k
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import (
    AgentDoc,
    CatalogueDoc,
    ChecksumDoc,
    ContactDoc,
    DatasetDoc,
    DistributionDoc,
    MeasurementDoc,
    PeriodDoc,
    PlaceDoc,
    RecordDoc,
    SeriesDoc,
    ServiceDoc,
    ViewDoc,
    properties,
)
from parvis.catalogue.vocabulary import Scheme

TEXTS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1, max_size=30)
    .map(values.clean)
    .filter(lambda text: text and not values.web_address(text) and not values.iri(text))
)
WORDS = TEXTS.filter(
    lambda text: not any(
        vocabulary.match(scheme, text)
        for scheme in (
            "data-theme", "licence", "access-right", "frequency", "file-type",
            "distribution-status", "planned-availability",
        )
    )
    and vocabulary.file_format(text) is None
)  # fmt: skip
LANGUAGES = st.sampled_from(["fr", "en", "br", "pt-br"])
TEXT = st.dictionaries(LANGUAGES, TEXTS, max_size=2).map(lambda text: dict(sorted(text.items())))
SOME_TEXT = TEXT.filter(bool)
PATHS = st.text("abcdefghij0123456789é/-~'()&=?,;%", min_size=1, max_size=12)
COUNTER = st.integers(0, 10**9)


def addresses(prefix: str) -> st.SearchStrategy[str]:
    """Addresses that only one kind of thing bears: RDF would merge two things of one address."""
    return st.builds(lambda path: values.iri(f"https://{prefix}.example/{path}"), PATHS)


URLS = addresses("any")
DAYS = st.dates().map(lambda day: day.isoformat())
MOMENTS = st.one_of(
    DAYS,
    st.integers(1, 9999).map(lambda year: f"{year:04}"),
    st.dates().map(lambda day: day.isoformat()[:7]),
    st.datetimes().map(lambda moment: moment.isoformat() + "+02:00"),
)
DEGREES = st.floats(-90, 90, allow_nan=False)
BOXES = st.tuples(DEGREES, DEGREES, DEGREES, DEGREES).map(
    lambda box: (min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3]))
)
GEOMETRIES = st.sampled_from(
    [
        "POLYGON((-1.7 48.1,-1.6 48.1,-1.6 48.2,-1.7 48.1))",
        '{"type":"Point","coordinates":[-1.68,48.11]}',
        "<gml:Point><gml:pos>48.11 -1.68</gml:pos></gml:Point>",
    ]
)


def terms(scheme: Scheme) -> st.SearchStrategy[str]:
    return st.sampled_from([known.uri for known in vocabulary.terms(scheme)])


def many(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(one, max_size=2).map(lambda found: tuple(sorted(set(found))))


def named(scheme: Scheme | None, prefix: str, labels: Any = WORDS) -> st.SearchStrategy[Named]:
    texts = st.dictionaries(LANGUAGES, labels, min_size=1, max_size=2)
    known = terms(scheme).map(Named) if scheme else st.nothing()
    free = st.builds(Named, st.just(""), texts.map(lambda text: dict(sorted(text.items()))))
    return known | free | addresses(prefix).map(Named)


def all_named(prefix: str) -> st.SearchStrategy[tuple[Named, ...]]:
    return st.lists(named(None, prefix), max_size=2).map(
        lambda found: tuple(
            sorted(
                {repr(one): one for one in found}.values(),
                key=lambda one: (one.uri, sorted(one.labels.items())),
            )
        )
    )


MEDIA = st.sampled_from([known.media_type for known in vocabulary.formats()])
BY_KIND: dict[int, st.SearchStrategy[Any]] = {
    id(k.TEXT): TEXT,
    id(k.LABEL): SOME_TEXT,
    id(k.LONG_TEXT): SOME_TEXT,
    id(k.WORDS): st.dictionaries(LANGUAGES, many(TEXTS).filter(bool), max_size=2).map(
        lambda words: dict(sorted(words.items()))
    ),
    id(k.STRING): TEXTS,
    id(k.WHEN): MOMENTS,
    id(k.EMAIL): st.emails(),
    id(k.PHONE): st.sampled_from(["+33 2 99 00 00 00", "0299000000"]),
    id(k.ADDRESS): URLS,
    id(k.ADDRESSES): many(URLS),
    id(k.DOCUMENT): URLS,
    id(k.DOCUMENTS): many(URLS),
    id(k.DECIMAL): st.decimals(0, 10**6, places=3).map(Decimal.normalize),
    id(k.DURATION): st.sampled_from(["P1D", "PT15M", "P1Y2M3DT4H5M6.7S"]),
    id(k.BYTES): COUNTER,
    id(k.INTEGER): COUNTER,
    id(k.HEX): st.binary(min_size=1, max_size=8).map(bytes.hex),
    id(k.ALGORITHM): st.just("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"),
    id(k.BOX): BOXES,
    id(k.POINT): st.tuples(DEGREES, DEGREES),
    id(k.GEOMETRY): GEOMETRIES,
    id(k.MEDIA_TYPE): MEDIA,
    id(k.LANGUAGES): many(terms("language")),
    id(k.THEMES): many(terms("data-theme")),
    id(k.HVD): many(terms("hvd-category")),
    id(k.ORIGINAL_THEMES): all_named("themes"),
    id(k.LICENCE): named("licence", "licences"),
    id(k.ALL_RIGHTS): all_named("rights"),
    id(k.RIGHTS): named(None, "rights"),
    id(k.ACCESS_RIGHTS): named("access-right", "access"),
    id(k.PROVENANCES): all_named("provenance"),
    id(k.STANDARDS): all_named("standards"),
    id(k.STANDARD): named(None, "standards"),
    id(k.CONCEPT): named(None, "concepts"),
    id(k.CONCEPTS): all_named("concepts"),
    id(k.TAXONOMIES): all_named("taxonomies"),
    id(k.FREQUENCY): named("frequency", "frequencies"),
    id(k.FORMAT): named("file-type", "formats"),
    id(k.STATUS): named("distribution-status", "status"),
    id(k.AVAILABILITY): named("planned-availability", "availability"),
    id(k.IDENTIFIERS): many(TEXTS),
}


def fields_of(cls: type[Any], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any document of a class: each field empty or of its kind; `given` fields always there."""
    chosen: dict[str, st.SearchStrategy[Any]] = {}
    for name, prop in properties(cls):
        kind = prop.kind
        if name in given:
            continue
        one = BY_KIND.get(id(kind))
        if one is None:
            one = many(addresses("refs"))
            one = addresses("refs") if kind.empty == "" else one
        chosen[name] = st.just(kind.empty if kind.empty != {} else {}) | one
    return st.builds(cls, **chosen, **given)


PERIODS = fields_of(PeriodDoc, start=MOMENTS, uri=st.just("") | addresses("periods"))
PLACES = fields_of(PlaceDoc, name=SOME_TEXT)
CHECKSUMS = fields_of(ChecksumDoc, algorithm=BY_KIND[id(k.ALGORITHM)], value=BY_KIND[id(k.HEX)])
AGENTS = fields_of(AgentDoc, name=SOME_TEXT)
CONTACTS = fields_of(ContactDoc, name=SOME_TEXT)
RECORDS = fields_of(RecordDoc, modified=MOMENTS)
MEASUREMENTS = fields_of(MeasurementDoc, metric=addresses("metrics"))


def few(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """None, one or two different things, in any order."""
    return st.lists(one, max_size=2).map(
        lambda found: tuple({repr(thing): thing for thing in found}.values())
    )


def optional(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | one


@st.composite
def distributions(draw: st.DrawFn) -> DistributionDoc:
    doc = draw(
        fields_of(
            DistributionDoc,
            access_urls=many(addresses("files")).filter(bool),
            checksum=optional(CHECKSUMS),
            format=st.none(),
            media_type=st.just(""),
        )
    )
    known = draw(st.sampled_from([one for one in vocabulary.formats() if one.code in PLAIN]))
    return replace(doc, format=Named(known.file_type), media_type=known.media_type)


# Formats that no file name refines any further.
PLAIN = {"csv", "geojson", "shp", "kml", "xlsx", "pdf", "ttl"}

SHARED: dict[str, st.SearchStrategy[Any]] = {
    "title": SOME_TEXT,
    "description": SOME_TEXT,
    "publisher": optional(AGENTS),
    "contacts": few(CONTACTS),
    "spatial": few(PLACES),
    "record": optional(RECORDS),
}
DATASET: dict[str, st.SearchStrategy[Any]] = SHARED | {
    "creators": few(AGENTS),
    "contributors": few(AGENTS),
    "rights_holders": few(AGENTS),
    "temporal": few(PERIODS),
    "measurements": few(MEASUREMENTS),
    "distributions": few(distributions()),
}


def numbered(prefix: str, docs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Each with an address and an identifier of its own."""
    return tuple(
        replace(doc, uri=f"https://{prefix}.example/{place}", identifier=f"{prefix} {place}")
        for place, doc in enumerate(docs)
    )


@st.composite
def catalogues(draw: st.DrawFn) -> CatalogueDoc:
    catalogue = draw(
        fields_of(
            CatalogueDoc,
            title=SOME_TEXT,
            description=SOME_TEXT,
            publisher=AGENTS,
            creator=optional(AGENTS),
            spatial=few(PLACES),
        )
    )
    datasets = numbered("d", draw(few(fields_of(DatasetDoc, **DATASET))))
    series = numbered("s", draw(few(fields_of(SeriesDoc, **DATASET))))
    services = numbered(
        "w",
        draw(few(fields_of(ServiceDoc, endpoint_urls=many(URLS).filter(bool), **SHARED))),
    )
    links = many(st.sampled_from(["https://d.example/0", "https://d.example/1"]))
    inner = many(st.sampled_from([one.uri for one in series])) if series else st.just(())
    return replace(
        catalogue,
        uri="https://catalogue.example/",
        view=draw(optional(fields_of(ViewDoc, next=URLS))),
        datasets=tuple(replace(one, in_series=draw(inner)) for one in datasets),
        series=series,
        services=tuple(replace(one, serves=draw(links)) for one in services),
    )


def filled(doc: Any) -> list[str]:
    """Names of the fields that say something."""
    return [one.name for one in fields(doc) if getattr(doc, one.name) not in ("", None, (), {})]
