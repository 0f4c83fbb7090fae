"""What an ISO 19139 record says, element by element, on a record of our own."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import DatasetDoc
from parvis.catalogue.dcat.read import Reading
from parvis.catalogue.harvest.geo import iso

UUID = "0a1b2c3d-0000-4000-8000-0123456789ab"
CRS = "http://www.opengis.net/def/crs/EPSG/0/"


def words(text: str) -> str:
    return f"<gco:CharacterString>{text}</gco:CharacterString>"


def coded(name: str, value: str) -> str:
    return f'<gmd:{name}><gmd:Code codeListValue="{value}"/></gmd:{name}>'


def record(about: str = "", rest: str = "", kind: str = "gmd:MD_DataIdentification") -> str:
    return f"""<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd"
 xmlns:gco="http://www.isotc211.org/2005/gco" xmlns:gmx="http://www.isotc211.org/2005/gmx"
 xmlns:srv="http://www.isotc211.org/2005/srv" xmlns:gml="http://www.opengis.net/gml/3.2"
 xmlns:xlink="http://www.w3.org/1999/xlink">
<gmd:fileIdentifier>{words(UUID)}</gmd:fileIdentifier>{coded("language", "fre")}
<gmd:dateStamp><gco:Date>2024-05-03</gco:Date></gmd:dateStamp>
{coded("hierarchyLevel", "dataset")}<gmd:identificationInfo><{kind}><gmd:citation>
<gmd:CI_Citation><gmd:title>{words("Arbres")}</gmd:title></gmd:CI_Citation></gmd:citation>{about}
</{kind}></gmd:identificationInfo>{rest}</gmd:MD_Metadata>"""


def read(*records: str) -> Reading:
    found = iso.reading([ElementTree.fromstring(one) for one in records])
    assert not found.unread
    return found


def dataset(about: str = "", rest: str = "") -> DatasetDoc:
    (found,) = read(record(about, rest)).catalogue.datasets
    return found


def keywords(word: str, thesaurus: str) -> str:
    return f"""<gmd:descriptiveKeywords><gmd:MD_Keywords><gmd:keyword>{words(word)}</gmd:keyword>
<gmd:thesaurusName><gmd:CI_Citation><gmd:title>{words(thesaurus)}</gmd:title></gmd:CI_Citation>
</gmd:thesaurusName></gmd:MD_Keywords></gmd:descriptiveKeywords>"""


def legal(tags: str, text: str) -> str:
    inside = "".join(coded(tag, "otherRestrictions") for tag in tags.split())
    return f"""<gmd:resourceConstraints><gmd:MD_LegalConstraints>{inside}<gmd:otherConstraints>
{words(text)}</gmd:otherConstraints></gmd:MD_LegalConstraints></gmd:resourceConstraints>"""


def link(url: str, protocol: str = "", function: str = "", name: str = "") -> str:
    return f"""<gmd:distributionInfo><gmd:MD_Distribution><gmd:transferOptions>
<gmd:MD_DigitalTransferOptions><gmd:onLine><gmd:CI_OnlineResource><gmd:linkage>
<gmd:URL>{url}</gmd:URL></gmd:linkage><gmd:protocol>{words(protocol)}</gmd:protocol><gmd:name>
{words(name)}</gmd:name>{coded("function", function) if function else ""}</gmd:CI_OnlineResource>
</gmd:onLine></gmd:MD_DigitalTransferOptions></gmd:transferOptions></gmd:MD_Distribution>
</gmd:distributionInfo>"""


def test_a_record_without_another_address_is_named_by_its_number() -> None:
    found = dataset()
    assert (found.uri, found.identifier) == (f"urn:uuid:{UUID}", UUID)
    assert found.record
    assert found.record.identifier == UUID


def test_words_of_inspires_list_are_themes_and_others_are_keywords() -> None:
    found = dataset(keywords("Hydrographie", "GEMET - INSPIRE themes, version 1.0"))
    assert found.original_themes == (
        Named("http://inspire.ec.europa.eu/theme/hy", {"fr": "Hydrographie"}),
    )
    assert [one.rpartition("/")[2] for one in found.themes] == ["ENVI"]
    assert dataset(keywords("Hydrographie", "Mots libres")).keywords == {"fr": ("Hydrographie",)}


@pytest.mark.parametrize(
    "told",
    ["EPSG:2154", "RGF93 / Lambert-93 (EPSG:2154)", "urn:ogc:def:crs:EPSG::2154", f"{CRS}2154"],
)
def test_a_coordinate_system_is_known_however_it_is_written(told: str) -> None:
    system = f"""<gmd:referenceSystemInfo><gmd:MD_ReferenceSystem>
<gmd:referenceSystemIdentifier><gmd:RS_Identifier><gmd:code>{words(told)}</gmd:code>
</gmd:RS_Identifier></gmd:referenceSystemIdentifier></gmd:MD_ReferenceSystem>
</gmd:referenceSystemInfo>"""
    assert dataset(rest=system).reference_systems == (Named(f"{CRS}2154"),)


BOX = """<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox>
<gmd:westBoundLongitude><gco:Decimal>-2</gco:Decimal></gmd:westBoundLongitude>
<gmd:eastBoundLongitude><gco:Decimal>-1</gco:Decimal></gmd:eastBoundLongitude>
<gmd:southBoundLatitude><gco:Decimal>48</gco:Decimal></gmd:southBoundLatitude>
<gmd:northBoundLatitude><gco:Decimal>49</gco:Decimal></gmd:northBoundLatitude>
</gmd:EX_GeographicBoundingBox></gmd:geographicElement>{}</gmd:EX_Extent></gmd:extent>"""
DRAWN = """<gmd:geographicElement><gmd:EX_BoundingPolygon><gmd:polygon><gml:Polygon srsName="{}">
<gml:exterior><gml:LinearRing><gml:posList>{}</gml:posList></gml:LinearRing></gml:exterior>
</gml:Polygon></gmd:polygon></gmd:EX_BoundingPolygon></gmd:geographicElement>"""


@pytest.mark.parametrize("order", ["-2 48 -1 48 -1 49 -2 48", "48 -2 48 -1 49 -1 48 -2"])
def test_an_outline_is_read_whichever_coordinate_comes_first(order: str) -> None:
    (place,) = dataset(BOX.format(DRAWN.format("EPSG:4326", order))).spatial
    assert place.box == (-2, 48, -1, 49)
    points = place.geometry.removeprefix("POLYGON((").removesuffix("))").split(",")
    assert {tuple(map(float, point.split())) for point in points} == {(-2, 48), (-1, 48), (-1, 49)}


@pytest.mark.parametrize(
    ("system", "points"),
    [("EPSG:2154", "1 1 2 2 3 3 1 1"), ("EPSG:4326", "a b c d"), ("EPSG:4326", "200 95 1 1")],
)
def test_an_outline_that_is_not_in_degrees_leaves_the_box(system: str, points: str) -> None:
    (place,) = dataset(BOX.format(DRAWN.format(system, points))).spatial
    assert (place.box, place.geometry) == ((-2, 48, -1, 49), "")


def test_licence_and_access_are_told_apart_wherever_a_source_writes_them() -> None:
    lo2 = dataset(legal("useConstraints", "Licence Ouverte version 2.0")).licence
    assert lo2
    assert dataset(legal("accessConstraints", "Licence Ouverte version 2.0")).licence == lo2
    limit = f"""<gmd:resourceConstraints><gmd:MD_Constraints><gmd:useLimitation>
{words("Licence Ouverte version 2.0")}</gmd:useLimitation></gmd:MD_Constraints>
</gmd:resourceConstraints>"""
    assert dataset(limit, link("https://a.example/x.zip")).distributions[0].licence == lo2
    told = "Pas de restriction d’accès public selon INSPIRE"
    access = dataset(legal("accessConstraints", told)).access_rights
    assert access
    assert access.uri.endswith("/PUBLIC")


def test_scale_and_distance() -> None:
    resolution = """<gmd:spatialResolution><gmd:MD_Resolution>{}</gmd:MD_Resolution>
</gmd:spatialResolution>"""
    distance = '<gmd:distance><gco:Distance uom="{}">0.5</gco:Distance></gmd:distance>'
    found = dataset(resolution.format(distance.format("km")))
    assert found.spatial_resolution == 500
    assert dataset(resolution.format(distance.format("mile"))).spatial_resolution is None
    scale = """<gmd:equivalentScale><gmd:MD_RepresentativeFraction><gmd:denominator>
<gco:Integer>{}</gco:Integer></gmd:denominator></gmd:MD_RepresentativeFraction>
</gmd:equivalentScale>"""
    (measured,) = dataset(resolution.format(scale.format("50000"))).measurements
    assert float(measured.value or 0) == 1 / 50000
    assert dataset(resolution.format(scale.format("0"))).measurements == ()


@pytest.mark.parametrize(
    ("url", "protocol", "function", "expected"),
    [
        ("https://a.example/x.zip", "WWW:LINK-1.0-http--link", "", "file"),
        ("https://a.example/x.zip", "WWW:DOWNLOAD-1.0-http--download", "", "download"),
        ("https://a.example/get?id=3", "", "download", "download"),
        ("https://a.example/wms", "OGC:WMS-1.3.0-http-get-map", "", "WMS_SRVC"),
        ("https://a.example/x?service=WFS&amp;request=GetCapabilities", "", "", "WFS_SRVC"),
        ("https://a.example/fiche", "WWW:LINK-1.0-http--link", "", "landing"),
        ("https://a.example/fiche", "WWW:LINK-1.0-http--link", "information", "page"),
        ("pas une adresse", "OGC:WMS", "", "nothing"),
    ],
)
def test_a_link_is_a_file_a_door_or_a_page(
    url: str, protocol: str, function: str, expected: str
) -> None:
    found = dataset(rest=link(url, protocol, function))
    kind = "landing" if found.landing_pages else "page" if found.pages else "nothing"
    for one in found.distributions:
        door = one.format.uri.rpartition("/")[2] if one.format else ""
        kind = door if door.endswith("SRVC") else "download" if one.download_urls else "file"
    assert kind == expected


def test_only_conformity_that_was_passed_is_told() -> None:
    report = """<gmd:dataQualityInfo><gmd:DQ_DataQuality><gmd:report><gmd:DQ_DomainConsistency>
<gmd:result><gmd:DQ_ConformanceResult><gmd:specification><gmd:CI_Citation><gmd:title>
<gmx:Anchor xlink:href="http://data.europa.eu/eli/reg/2010/1089">1089/2010</gmx:Anchor></gmd:title>
</gmd:CI_Citation></gmd:specification><gmd:pass><gco:Boolean>{}</gco:Boolean></gmd:pass>
</gmd:DQ_ConformanceResult></gmd:result></gmd:DQ_DomainConsistency></gmd:report>
</gmd:DQ_DataQuality></gmd:dataQualityInfo>"""
    assert dataset(rest=report.format("true")).conforms_to
    assert dataset(rest=report.format("false")).conforms_to == ()


def test_a_service_names_the_data_sets_it_serves_and_its_door() -> None:
    door = "https://a.example/wms?service=WMS&amp;request=GetCapabilities"
    about = f"""<srv:serviceType><gco:LocalName>view</gco:LocalName></srv:serviceType>
<srv:operatesOn uuidref="{UUID}"/><srv:operatesOn
 xlink:href="https://a.example/csw?request=GetRecordById&amp;id={UUID.replace("0a", "1a")}"/>
<srv:operatesOn xlink:href="https://a.example/jeu"/><srv:operatesOn uuidref="n’importe quoi"/>"""
    service = record(about, link(door, "OGC:WMS"), "srv:SV_ServiceIdentification")
    (found,) = read(service.replace(words(UUID), words("service-1"))).catalogue.services
    other = UUID.replace("0a", "1a")
    assert found.serves == ("https://a.example/jeu", f"urn:uuid:{UUID}", f"urn:uuid:{other}")
    assert found.endpoint_urls == ("https://a.example/wms",)
    assert found.endpoint_descriptions == (door.replace("&amp;", "&"),)
    assert found.service_types[0].uri.endswith("/view")
    assert found.record


def test_a_day_and_an_open_period() -> None:
    instant = """<gmd:extent><gmd:EX_Extent><gmd:temporalElement><gmd:EX_TemporalExtent>
<gmd:extent>{}</gmd:extent></gmd:EX_TemporalExtent></gmd:temporalElement></gmd:EX_Extent>
</gmd:extent>"""
    day = "<gml:TimeInstant><gml:timePosition>2024-05-03</gml:timePosition></gml:TimeInstant>"
    (found,) = dataset(instant.format(day)).temporal
    assert (found.start, found.end) == ("2024-05-03", "2024-05-03")
    open_end = """<gml:TimePeriod><gml:beginPosition>2019</gml:beginPosition>
<gml:endPosition indeterminatePosition="now"/></gml:TimePeriod>"""
    (found,) = dataset(instant.format(open_end)).temporal
    assert (found.start, found.end) == ("2019", "")


def test_a_parent_record_is_a_series() -> None:
    series = record().replace('codeListValue="dataset"', 'codeListValue="series"')
    parent = f"<gmd:parentIdentifier>{words(UUID)}</gmd:parentIdentifier>"
    child = record(rest=parent).replace(words(UUID), words("enfant"), 1)
    found = read(series, child).catalogue
    assert [one.identifier for one in found.series] == [UUID]
    assert [one.in_series for one in found.datasets] == [(f"urn:uuid:{UUID}",)]


def party(role: str, *names: str) -> str:
    told = "".join(f"<gmd:{tag}>{words(tag)}</gmd:{tag}>" for tag in names)
    return f"""<gmd:pointOfContact><gmd:CI_ResponsibleParty>{told}<gmd:contactInfo>
<gmd:CI_Contact><gmd:address><gmd:CI_Address><gmd:electronicMailAddress>{words("a@b.example")}
</gmd:electronicMailAddress></gmd:CI_Address></gmd:address></gmd:CI_Contact></gmd:contactInfo>
{coded("role", role)}</gmd:CI_ResponsibleParty></gmd:pointOfContact>"""


def test_people_by_role() -> None:
    (found,) = dataset(party("pointOfContact", "individualName", "organisationName")).contacts
    assert found.name == {"fr": "individualName"}
    assert found.organisation == {"fr": "organisationName"}
    assert found.email == "a@b.example"
    owner = dataset(party("owner", "organisationName"))
    assert owner.publisher
    assert (owner.publisher.name, owner.rights_holders[0].name) == (
        {"fr": "organisationName"},
        {"fr": "organisationName"},
    )
    both = party("owner", "organisationName") + party("publisher", "individualName")
    found_both = dataset(both).publisher
    assert found_both
    assert found_both.name == {"fr": "individualName"}
