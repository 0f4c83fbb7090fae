"""WMS and WFS servers: layers become data sets, whichever version describes them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue.dcat import serialise, to_rdf
from parvis.catalogue.dcat.errors import DcatError
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import DatasetDoc
from parvis.catalogue.harvest.connectors import Page
from parvis.catalogue.harvest.geo.ows import capabilities
from parvis.catalogue.harvest.geo.ows.capabilities import MOST_LAYERS, read
from parvis.catalogue.harvest.geo.ows.errors import OwsError
from parvis.catalogue.harvest.geo.ows.portal import PAGE, Ows
from parvis.records.problems import Problem
from tests.catalogue.portals import portal
from tests.catalogue.portals.portal import Asked, Raw, names, speaking

LINK = 'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href'
BOX = """<EX_GeographicBoundingBox><westBoundLongitude>-2</westBoundLongitude>
<eastBoundLongitude>-1</eastBoundLongitude><southBoundLatitude>48</southBoundLatitude>
<northBoundLatitude>49</northBoundLatitude></EX_GeographicBoundingBox>"""
WMS = """<WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms"><Service>
<Name>WMS</Name><Title>Cartes</Title><Abstract>Les cartes</Abstract>
<KeywordList><Keyword>carte</Keyword></KeywordList><ContactInformation><ContactPersonPrimary>
<ContactPerson>Ada</ContactPerson><ContactOrganization>Ville d’Exemple</ContactOrganization>
</ContactPersonPrimary>
<ContactElectronicMailAddress>sig@ville.example</ContactElectronicMailAddress>
</ContactInformation>
<Fees>Licence Ouverte version 2.0</Fees><AccessConstraints>None</AccessConstraints>
</Service><Capability><Layer><Title>Tout</Title>%s</Layer></Capability></WMS_Capabilities>"""
LAYER = "<Layer><Name>{0}</Name><Title>Titre {0}</Title>{1}</Layer>"
WMS_OLD = """<!DOCTYPE WMT_MS_Capabilities SYSTEM "http://schemas.opengis.net/wms/1.1.1/x.dtd" [
<!ELEMENT VendorSpecificCapabilities EMPTY>]><WMT_MS_Capabilities version="1.1.1"><Service>
<Title>Anciennes cartes</Title></Service><Capability><Layer><Title>Tout</Title>
<LatLonBoundingBox minx="-2" miny="48" maxx="-1" maxy="49"/><Layer><Name>arbres</Name>
<Extent name="time" default="2020">2019,2020,2021</Extent></Layer></Layer></Capability>
</WMT_MS_Capabilities>"""
TYPE = """<FeatureType><Name>{0}</Name><Title>Objets {0}</Title>
<{1}>urn:ogc:def:crs:EPSG::2154</{1}>
<ows:WGS84BoundingBox><ows:LowerCorner>-2 48</ows:LowerCorner>
<ows:UpperCorner>-1 49</ows:UpperCorner></ows:WGS84BoundingBox>{2}</FeatureType>"""
WFS = """<wfs:WFS_Capabilities version="{version}" xmlns="{space}" xmlns:wfs="{space}"
 xmlns:ows="{ows}"><ows:ServiceIdentification><ows:Title>Objets</ows:Title>
<ows:AccessConstraints>Citer la ville</ows:AccessConstraints></ows:ServiceIdentification>
<ows:ServiceProvider><ows:ProviderName>Ville d’Exemple</ows:ProviderName></ows:ServiceProvider>
<ows:OperationsMetadata><ows:Operation name="GetFeature">
<ows:Parameter name="outputFormat">{formats}
</ows:Parameter></ows:Operation></ows:OperationsMetadata><FeatureTypeList>{types}</FeatureTypeList>
</wfs:WFS_Capabilities>"""
FORMATS = "".join(
    f"<ows:Value>{one}</ows:Value>" for one in ("text/xml", "application/json", "SHAPE-ZIP")
)


def wfs(*types: str, version: str = "2.0.0") -> str:
    space = "http://www.opengis.net/wfs" + ("/2.0" if version == "2.0.0" else "")
    ows = "http://www.opengis.net/ows" + ("/1.1" if version == "2.0.0" else "")
    told = "".join(types)
    return WFS.format(version=version, space=space, ows=ows, formats=FORMATS, types=told)


def wms(*layers: str) -> str:
    return WMS % "".join(layers)


def server(**said: str) -> Callable[[str, Asked], Raw]:
    """What each service answers; one that is not there answers 404."""

    def answer(_path: str, asked: Asked) -> Raw:
        kind = asked["service"].lower()
        return Raw(said[kind].encode()) if kind in said else Raw(status=404)

    return answer


def pages(said: Callable[[str, Asked], Raw], path: str = "/ows", cursor: str = "") -> list[Page]:
    with speaking(said) as site:
        return portal.read(Ows(), site, path, cursor)


def ends(told: list[str]) -> list[str]:
    return [one.partition("#")[2] for one in told]


def only(page: Page) -> DatasetDoc:
    (found,) = page.reading.catalogue.datasets
    return found


def test_layers_of_both_services_are_one_data_set_with_both_doors() -> None:
    both = server(
        wms=wms(LAYER.format("ville:arbres", BOX), LAYER.format("ville:fond", "")),
        wfs=wfs(TYPE.format("ville:arbres", "DefaultCRS", "")),
    )
    (page,) = pages(both)
    found = page.reading.catalogue
    assert ends(names([page])) == ["ville:arbres", "ville:fond"]
    trees, _background = found.datasets
    forms = [one.format.uri.rpartition("/")[2] for one in trees.distributions if one.format]
    assert forms == ["WMS_SRVC", "WFS_SRVC", "GEOJSON", "SHP"]
    assert trees.reference_systems == (Named("http://www.opengis.net/def/crs/EPSG/0/2154"),)
    assert trees.spatial[0].box == (-2, 48, -1, 49)
    assert trees.licence
    assert "outputFormat=SHAPE-ZIP" in trees.distributions[-1].download_urls[0]
    view, download = found.services
    assert ends(list(view.serves)) == ["ville:arbres", "ville:fond"]
    assert ends(list(download.serves)) == ["ville:arbres"]
    assert [one.labels["fr"] for one in download.rights] == ["Citer la ville"]
    assert trees.publisher
    assert trees.publisher.name == {"fr": "Ville d’Exemple"}
    assert trees.contacts[0].email == "sig@ville.example"


def test_an_address_that_names_its_service_is_asked_for_nothing_else() -> None:
    with speaking(server(wms=wms(LAYER.format("a", "")))) as site:
        portal.read(Ows(), site, "/ows?SERVICE=WMS&map=ville&REQUEST=GetMap")
        assert [path for path, _head in site.asked] == [
            "/ows?map=ville&service=WMS&request=GetCapabilities"
        ]


def test_the_versions_before_are_read_too() -> None:
    said = server(wms=WMS_OLD, wfs=wfs(TYPE.format("arbres", "DefaultSRS", ""), version="1.1.0"))
    found = only(pages(said)[0])
    assert (found.temporal[0].start, found.temporal[0].end) == ("2019", "2021")
    assert found.spatial[0].box == (-2, 48, -1, 49)
    assert found.reference_systems
    assert "typeName=arbres" in found.distributions[-1].download_urls[0]


def test_what_a_layer_inherits_and_what_it_says_itself() -> None:
    inside = f"""<MetadataURL><OnlineResource {LINK}="https://a.example/fiche"/></MetadataURL>
<Dimension name="time">2020-01-01/2021-01-01/P1D</Dimension><KeywordList><Keyword>eau</Keyword>
</KeywordList><Identifier authority="v">urn:v:1</Identifier>"""
    attribution = "<Attribution><Title>© Ville</Title></Attribution>"
    group = f"<Layer><Name>groupe</Name><Title>G</Title>{BOX}{attribution}%s</Layer>"
    found = only(pages(server(wms=wms(group % LAYER.format("lac", inside))))[0])
    assert found.identifier.endswith("#lac")
    assert found.spatial[0].box == (-2, 48, -1, 49)
    assert found.attribution == {"fr": "© Ville"}
    assert found.pages == ("https://a.example/fiche",)
    assert (found.temporal[0].start, found.temporal[0].end) == ("2020-01-01", "2021-01-01")
    assert found.keywords == {"fr": ("eau",)}
    assert found.other_identifiers == ("lac", "urn:v:1")


def test_many_layers_come_page_by_page_and_a_stopped_reading_goes_on() -> None:
    said = server(wms=wms(*(LAYER.format(f"c{n:04}", "") for n in range(PAGE * 2 + 1))))
    with speaking(said) as site:
        whole = portal.read(Ows(), site, "/ows")
        assert [page.cursor for page in whole] == [str(PAGE), str(PAGE * 2), ""]
        assert len(set(names(whole))) == PAGE * 2 + 1
        rest = portal.read(Ows(), site, "/ows", str(PAGE))
        assert names(rest) == names(whole)[PAGE:]
        assert [len(page.reading.catalogue.services) for page in whole] == [1, 0, 0]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty"),
        ("<html/>", "answer"),
        ("<ows:ExceptionReport xmlns:ows='http://www.opengis.net/ows'>non</ows:ExceptionReport>",
         "exception"),
        ("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "dtd"),
        ("<!DOCTYPE a [<!ENTITY b 'b'><!ENTITY c '&b;&b;'>]><a>&c;</a>", "dtd"),
        ("<!DOCTYPE a [<!ENTITY % b SYSTEM 'http://a.example/b'> %b;]><a/>", "dtd"),
        ("<!DOCTYPE a SYSTEM 'http://a.example/a.dtd'><a>&b;</a>", "syntax"),
        ("<Layer>" * 200, "depth"),
    ],
)  # fmt: skip
def test_what_is_hostile_or_no_capabilities_is_refused_in_one_sentence(
    content: str, code: str
) -> None:
    with pytest.raises(Problem) as caught:
        pages(server(wms=content))
    assert caught.value.code == code
    assert "%(" not in caught.value.sentence()


def test_too_many_layers_or_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    many = wms(*(LAYER.format(n, "") for n in range(MOST_LAYERS + 1)))
    with pytest.raises(OwsError, match="layers"):
        read(many.encode())
    monkeypatch.setattr(capabilities, "MOST_BYTES", 10)
    with pytest.raises(OwsError, match="large"):
        read(WMS.encode())


def test_a_cursor_that_is_none_is_refused() -> None:
    with pytest.raises(OwsError, match="cursor"):
        pages(server(wms=WMS), cursor="demain")


@pytest.mark.parametrize("path", ["", "/ows?service=[::1"])
def test_neither_service_gives_the_first_reason(path: str) -> None:
    with pytest.raises(Problem):
        pages(server(), path)


SAID = st.sampled_from(
    [WMS % LAYER.format("a", BOX), WMS_OLD, wfs(TYPE.format("a", "DefaultCRS", ""))]
)


@given(st.binary() | st.tuples(SAID, st.integers(0, 900), st.text(max_size=8)).map(
    lambda one: (one[0][: one[1]] + one[2] + one[0][one[1] :]).encode("utf-8", "replace")
))  # fmt: skip
def test_any_bytes_are_capabilities_or_one_problem(content: bytes) -> None:
    with suppress(OwsError, DcatError):  # anything else that is raised fails
        read(content)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30))
def test_any_name_of_a_layer_can_be_written_as_rdf(name: str) -> None:
    safe = name.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "")
    if not " ".join(safe.split()):
        return
    page = pages(server(wfs=wfs(TYPE.format(safe, "DefaultCRS", ""))))[0]
    serialise(to_rdf(page.reading.catalogue), "rdf")
